"""Is an answer given without prefetch the one that is due? Time is judged elsewhere."""

import asyncio
import json
from http import HTTPStatus
from typing import Any

from benchmarks.client import Answer, RunVoid, get, once
from benchmarks.fhir_cases import RETRIES, Case


def check_answer(case: Case, answer: Answer) -> None:
    """The right status; every card names exactly the keys that could not be had."""
    if answer.status != case.status:
        raise RunVoid(f"{case.what}: status {answer.status} instead of {case.status}")
    if answer.status != HTTPStatus.OK:
        return
    named = [_unavailable(card) for card in json.loads(answer.body)["cards"]]
    if not named or any(keys != set(case.lost) for keys in named):
        raise RunVoid(f"{case.what}: the cards name {named} as not to be had, not {case.lost}")


def check_retries(case: Case, port: int, calls: int) -> None:
    """No search was sent more often than once and once again."""
    asked = int(asyncio.run(once(port, get("/asked"))).body)
    if case.missing and asked > calls * len(case.missing) * (1 + RETRIES):
        raise RunVoid(f"{case.what}: {asked} searches in {calls} calls")


def _unavailable(card: dict[str, Any]) -> set[str]:
    explanation = card["extension"]["org.b2m-cds.explanation"]
    coverage = explanation.get("coverage", [])
    return {item["key"] for item in coverage if item["state"] == "unavailable"}
