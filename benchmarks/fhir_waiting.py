"""Does the service still answer others while many calls wait for a silent FHIR server?"""

import asyncio
import time
from http import HTTPStatus

from benchmarks.client import RunVoid, get, once, post
from benchmarks.figure import Figure, figure
from benchmarks.server import Running
from benchmarks.target import Target

CONNECTIONS = 16
WATCHED_S = 1.5  # shorter than any time-out, so that who waits then has waited all the time
EVERY_S = 0.05
STILL_WAITING = CONNECTIONS // 2
PATHS = ("/livez", "/cds-services")
WAITING = Target(
    "", "Slowest `/livez` or `/cds-services` while 16 connections wait", "ms", 100, digits=1
)


def while_waiting(service: Running, request: bytes) -> Figure:
    """The slowest answer, in ms; raises RunVoid unless half of the connections really waited."""
    return asyncio.run(_while_waiting(service.port, request))


async def _while_waiting(port: int, request: bytes) -> Figure:
    waiting = [asyncio.create_task(once(port, post(request))) for _ in range(CONNECTIONS)]
    await asyncio.sleep(EVERY_S)
    slowest = await _slowest_s(port)
    still = sum(not task.done() for task in waiting)
    await asyncio.gather(*waiting)
    if still < STILL_WAITING:
        raise RunVoid(f"only {still} of {CONNECTIONS} connections were waiting")
    return figure([1000 * slowest])


async def _slowest_s(port: int) -> float:
    until, slowest = time.monotonic() + WATCHED_S, 0.0
    while time.monotonic() < until:
        for path in PATHS:
            answer = await once(port, get(path))
            if answer.status != HTTPStatus.OK:
                raise RunVoid(f"{path}: status {answer.status}")
            slowest = max(slowest, answer.seconds)
        await asyncio.sleep(EVERY_S)
    return slowest
