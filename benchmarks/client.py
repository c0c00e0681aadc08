"""Our own load generator: keep-alive connections of the standard library in one process.

It reads every answer and looks for its cards, so it costs about as much CPU as the floor itself.
On few cores that time is missing to the server: rates at 16 connections are lower bounds, and its
own queue is part of every latency there. CPU per request is not affected.
"""

import asyncio
import json
import time
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import NamedTuple

from benchmarks.figure import percentile

HOST = "127.0.0.1"
CALL = "/cds-services/b2m-patient-view"
TIMEOUT_S = 20
Connection = tuple[StreamReader, StreamWriter]


class RunVoid(Exception):
    """A run that must not be counted: an error, or an answer other than the one expected."""


class Answer(NamedTuple):
    status: int
    body: bytes
    seconds: float


@dataclass(frozen=True)
class Load:
    """What a number of connections got, asking again and again."""

    requests: int
    per_second: float
    p50_ms: float
    p99_ms: float


def post(body: bytes) -> bytes:
    """The call of the service as it goes over the wire."""
    head = f"POST {CALL} HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: application/json\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def get(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode()


async def once(port: int, request: bytes) -> Answer:
    """One request on a connection of its own, the time to connect included; raises RunVoid."""
    started = time.perf_counter()
    try:
        async with asyncio.timeout(TIMEOUT_S), _connection(port) as connected:
            answer = await _exchange(connected, request)
    except (OSError, EOFError) as failure:
        raise RunVoid(f"no answer: {type(failure).__name__}") from None
    return answer._replace(seconds=time.perf_counter() - started)


@asynccontextmanager
async def _connection(port: int) -> AsyncIterator[Connection]:
    reader, writer = await asyncio.open_connection(HOST, port)
    try:
        yield reader, writer
    finally:
        writer.close()


async def _exchange(connected: Connection, request: bytes) -> Answer:
    reader, writer = connected
    started = time.perf_counter()
    writer.write(request)
    await writer.drain()
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    length = int(head.partition(b"\r\ncontent-length:")[2].partition(b"\r\n")[0] or 0)
    body = await reader.readexactly(length)
    return Answer(int(head.split(maxsplit=2)[1]), body, time.perf_counter() - started)


def check(answer: Answer, *, cards: bool = True) -> None:
    """Raises RunVoid unless this is a 200 with cards, or without where none are due."""
    if answer.status != HTTPStatus.OK:
        raise RunVoid(f"status {answer.status}")
    if bool(json.loads(answer.body)["cards"]) is not cards:
        raise RunVoid("an answer without a card" if cards else "a card where none was due")


def keep_asking(
    port: int, body: bytes, connections: int, seconds: float, *, cards: bool = True
) -> Load:
    """Ask on so many connections for so long; raises RunVoid."""
    started = time.perf_counter()
    times = asyncio.run(_all(port, body, connections, started + seconds, cards=cards))
    per_second = len(times) / (time.perf_counter() - started)
    return Load(len(times), per_second, 1000 * percentile(times, 50), 1000 * percentile(times, 99))


async def _all(
    port: int, body: bytes, connections: int, until: float, *, cards: bool
) -> list[float]:
    asking = [_one(port, post(body), until, cards=cards) for _ in range(connections)]
    return [took for times in await asyncio.gather(*asking) for took in times]


async def _one(port: int, request: bytes, until: float, *, cards: bool) -> list[float]:
    """Seconds that each answer took; at least one is asked for."""
    times: list[float] = []
    try:
        async with _connection(port) as connected:
            while not times or time.perf_counter() < until:
                async with asyncio.timeout(TIMEOUT_S):
                    answer = await _exchange(connected, request)
                check(answer, cards=cards)
                times.append(answer.seconds)
    except (OSError, EOFError) as failure:
        raise RunVoid(f"no answer: {type(failure).__name__}") from None
    return times
