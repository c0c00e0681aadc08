"""Without prefetch: how long an answer takes over slow, failing and silent FHIR servers."""

import asyncio
import json
import time
from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from benchmarks.client import get, once, post
from benchmarks.cost import Effort, cost_of, warm_up
from benchmarks.fhir_cases import CASES, OVER_DIRECT_MS, Case
from benchmarks.fhir_checks import check_answer, check_retries
from benchmarks.fhir_server import BASE, NEVER, base_url, fhir_servers
from benchmarks.fhir_waiting import WAITING, while_waiting
from benchmarks.figure import Figure, figure
from benchmarks.fixture import asking, body
from benchmarks.generator import OWN
from benchmarks.part import Part, table
from benchmarks.server import SHIPPED, Running, running
from benchmarks.target import Target
from cds_service.prefetch_templates import PATIENT_ID, templates

HEAD = ["FHIR server answers", "keys to fetch", "answer", "ms", "limit", "verdict"]
CALLS_PER_PAIR = 4
Judged = tuple[Target, Figure]


def fhir(effort: Effort) -> Part:
    with fhir_servers(*(case.behaviour for case in CASES), NEVER) as (*ports, silent):
        with running(SHIPPED, _listed(ports)) as service:
            warm_up(service, body(), effort)
            calls = CALLS_PER_PAIR * effort.pairs
            judged = [_judged(*one, service, calls) for one in zip(CASES, ports, strict=True)]
            cpu_ms = _cpu_ms(service, ports[0], effort)
        with running(SHIPPED, _listed([silent])) as service:
            waiting = while_waiting(service, asking(base_url(silent)))
    rows = [_row(case, *one) for case, one in zip(CASES, judged, strict=True)]
    text = (
        table(HEAD, rows),
        f"Everything fetched from an instant server: {cpu_ms:.1f} ms CPU per request.",
        _waiting_text(waiting),
    )
    exceeded = sum(target.share(seen) > 1 for target, seen in [*judged, (WAITING, waiting)])
    return Part("Without prefetch", text, {"fhir": figure([exceeded])})


def _listed(ports: Sequence[int]) -> dict[str, str]:
    """The setting that allows these servers."""
    return {"B2M_CDS_FHIR_SERVERS": json.dumps([base_url(port) for port in ports])}


def _judged(case: Case, port: int, service: Running, calls: int) -> Judged:
    """What one answer took, and what it may take; raises RunVoid when it is a wrong one."""
    request = post(asking(base_url(port), case.missing))
    answers = [asyncio.run(once(service.port, request)) for _ in range(1 if case.once else calls)]
    for answer in answers:
        check_answer(case, answer)
    check_retries(case, port, len(answers))
    limit = case.limit_ms or _direct_ms(case, port, calls) + OVER_DIRECT_MS
    seen = figure(1000 * answer.seconds for answer in answers)
    return Target("", case.what, "ms", limit, digits=0), seen


def _direct_ms(case: Case, port: int, times: int) -> float:
    """The same queries, asked by the bench itself side by side."""
    keys = templates() if case.missing is None else case.missing
    paths = [f"{BASE}/{templates()[key].replace(PATIENT_ID, 'bench')}" for key in keys]

    async def ask() -> float:
        started = time.perf_counter()
        await asyncio.gather(*(once(port, get(path)) for path in paths))
        return time.perf_counter() - started

    return 1000 * median(asyncio.run(ask()) for _ in range(times))


def _cpu_ms(service: Running, port: int, effort: Effort) -> float:
    return cost_of(service, asking(base_url(port)), 1, replace(effort, generator=OWN)).cpu_ms


def _row(case: Case, target: Target, seen: Figure) -> list[str]:
    took, limit = seen.written(target.digits), f"{target.goal:,.0f}"
    return [case.what, case.fetched, case.answer, took, limit, target.verdict(seen)]


def _waiting_text(seen: Figure) -> str:
    verdict = WAITING.verdict(seen)
    return f"{WAITING.what}: {seen.written(1)} ms (at most {WAITING.goal:g}): {verdict}."
