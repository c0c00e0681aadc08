"""A FHIR server with the patient of the fixture that answers late, in drips, badly or never.

`python -m benchmarks.fhir_server 0 400 never` listens on a port for each behaviour, prints the
ports as JSON and ends with its standard input. Each port counts what it was asked (`GET /asked`).
"""

import asyncio
import json
import subprocess
import sys
from asyncio import StreamReader, StreamWriter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import parse_qs, urlsplit

import click

from benchmarks.client import HOST
from benchmarks.fixture import resources
from benchmarks.server import ROOT

DRIP, NEVER, BUSY, ONE_FAILS = "drip", "never", "busy", "one fails"
FAILING_CODE = "2160-0"  # creatinine
DRIP_EVERY_S = 0.05
LONG_S = 3600
BASE = "/fhir"
HELD = resources()


@contextmanager
def fhir_servers(*behaviours: str) -> Iterator[list[int]]:
    """Started in a process of its own; a port for each behaviour."""
    command = [sys.executable, "-m", "benchmarks.fhir_server", *behaviours]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        try:
            yield json.loads(process.stdout.readline())
        finally:
            process.terminate()


def base_url(port: int) -> str:
    return f"http://{HOST}:{port}{BASE}"


class Place:
    """One port: how it behaves, and how often it was asked."""

    def __init__(self, behaviour: str) -> None:
        self.behaviour, self.asked = behaviour, 0

    async def serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        """Answer what comes over one connection until the other side has gone."""
        with suppress(OSError, EOFError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                target = head.split(maxsplit=2)[1].decode()
                if target == "/asked":
                    writer.write(_answer(200, self.asked))
                    continue
                self.asked += 1
                await self._answer(target, writer)
        writer.close()

    async def _answer(self, target: str, writer: StreamWriter) -> None:
        if self.behaviour == NEVER:
            await asyncio.sleep(LONG_S)
        elif self.behaviour == DRIP:
            await _drip(writer)
        elif self.behaviour == BUSY:
            writer.write(_answer(503, {}, "Retry-After: 5\r\n"))
        elif self.behaviour == ONE_FAILS and FAILING_CODE in target:
            writer.write(_answer(500, {}))
        else:
            await asyncio.sleep(int(self.behaviour) / 1000 if self.behaviour.isdigit() else 0)
            writer.write(_answer(200, found(target)))


async def _drip(writer: StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/fhir+json\r\n\r\n")
    while True:
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(DRIP_EVERY_S)


def found(target: str) -> dict[str, Any]:
    """The resource at an address, or the searchset for type and codes."""
    parts = urlsplit(target)
    kind, _, name = parts.path.removeprefix(f"{BASE}/").partition("/")
    rows = [held for held in HELD if held["resourceType"] == kind]
    if name:
        return next(row for row in rows if row["id"] == name)
    asked = parse_qs(parts.query).get("code")
    if asked:
        codes = {code.rpartition("|")[2] for code in asked[0].split(",")}
        rows = [row for row in rows if row["code"]["coding"][0]["code"] in codes]
    entries = [{"resource": row} for row in rows]
    return {"resourceType": "Bundle", "type": "searchset", "entry": entries}


def _answer(status: int, body: object, header: str = "") -> bytes:
    content = json.dumps(body).encode()
    kind = "Content-Type: application/fhir+json\r\n"
    head = f"HTTP/1.1 {status} -\r\n{kind}{header}Content-Length: {len(content)}\r\n\r\n"
    return head.encode() + content


async def _main(behaviours: list[str]) -> None:
    servers = [
        await asyncio.start_server(Place(behaviour).serve, HOST, 0, backlog=128)
        for behaviour in behaviours
    ]
    ports = [server.sockets[0].getsockname()[1] for server in servers]
    click.echo(json.dumps(ports))
    await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1:]))
