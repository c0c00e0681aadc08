"""Each prefetch key on its own: what the client delivered, else what its FHIR server says.

key absent, or its value no resource   fetch it, if access is given
only resources of another type         the same: they answer another question
null, Bundle without entries           asked, nothing there: no query
OperationOutcome of severity error     could not be had: no retry
Bundle with a `next` link              continue it; if that is not possible the key is
                                       incomplete, unless it is a search that sorts by date
                                       and the delivered rows are newest first
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qsl

from cds_service.errors import DataUnavailable
from cds_service.fhir_answer import Answer, answer_from, is_resource
from cds_service.fhir_client import Errand, FhirAccess, FhirClient
from cds_service.fhir_search import Search
from cds_service.hook_request import HookRequest
from cds_service.prefetch_templates import PATIENT_ID
from cds_service.services import CdsService
from cds_service.shortfall import Shortfall
from fhir_mappings.bundle import Entry
from fhir_mappings.model import Availability, Coverage

logger = logging.getLogger(__name__)

PAGE_SIZE = "100"
_ABSENT = object()


@dataclass(frozen=True)
class Gathered:
    """All rows that could be had, and per prefetch key how far they could be had."""

    entries: tuple[Entry, ...]
    coverage: tuple[Coverage, ...]


def gather(service: CdsService, hook_request: HookRequest, fhir_client: FhirClient) -> Gathered:
    """Take each key from prefetch, else from the FHIR server; raises DataUnavailable (412)."""
    access = fhir_client.open(hook_request.access)
    answers: dict[str, Answer] = {}
    errands: dict[str, list[Errand]] = {}
    insisted = service.required or service.deciding
    for key, template in service.prefetch.items():
        value = hook_request.prefetch.get(key, _ABSENT)
        search = partial(query, template, hook_request.patient_id, required=key in insisted)
        answer, todo = _first_look(template, value, access, search)
        if answer is not None:
            answers[key] = answer
        if todo:
            errands[key] = todo
    if isinstance(access, FhirAccess):
        _fetch(access, errands, service.deciding, answers)
        if access.has_learnt:
            doubtful = _empty(answers, errands.keys() & service.deciding)
            answers = {key: item for key, item in answers.items() if key not in doubtful}
            _fetch(access, errands, doubtful, answers)
        if _worth_more(answers, service):
            _fetch(access, errands, errands.keys() - service.deciding, answers)
    return _gathered(service, answers)


def _fetch(
    access: FhirAccess,
    errands: Mapping[str, list[Errand]],
    keys: AbstractSet[str],
    answers: dict[str, Answer],
) -> None:
    """Run the errands of these keys; rows that were delivered stay when nothing could be had."""
    wanted = {key: errand for key, errand in errands.items() if key in keys}
    for key, answer in access.side_by_side(wanted).items() if wanted else ():
        if answer.state is not Availability.UNAVAILABLE or key not in answers:
            answers[key] = answer


def _empty(answers: Mapping[str, Answer], keys: AbstractSet[str]) -> set[str]:
    """Keys that were asked for in a style in which the server may find nothing."""
    return {key for key in keys if answers[key] == Answer()}


def _worth_more(answers: dict[str, Answer], service: CdsService) -> bool:
    """Is there a row to interpret, and no required key that failed and will be refused anyway?"""
    if any(answers[key].state is Availability.UNAVAILABLE for key in service.required):
        return False
    if not service.deciding:
        return True
    return any(answers[key].entries or answers[key].shortfall for key in service.deciding)


def query(template: str, patient_id: str, *, required: bool = False) -> Search:
    """A template as our own search.

    Without `_sort`, which some servers refuse and none needs: rows are sorted here.
    """
    path, _, parameters = template.partition("?")
    params = {name: value.replace(PATIENT_ID, patient_id) for name, value in parse_qsl(parameters)}
    params.pop("_sort", None)
    if params:
        params["_count"] = PAGE_SIZE
    return Search(path.replace(PATIENT_ID, patient_id), params, patient_id, required)


def _first_look(
    template: str, value: object, access: FhirAccess | Shortfall, search: Callable[[], Search]
) -> tuple[Answer | None, list[Errand]]:
    """What prefetch says already, and the errands that have to be run for the rest."""
    if value is None:
        return Answer(), []
    answer = answer_from(value)
    if not is_resource(value) or _of_another_type(answer, _kind(template)):
        if isinstance(access, FhirAccess):
            return None, access.errands(search())
        return Answer(shortfall=access), []
    if not answer.next_link:
        return answer, []
    delivered = _as_far_as_known(replace(answer, shortfall=Shortfall.PAGING), template)
    if isinstance(access, FhirAccess):
        return delivered, [partial(_continued, answer, template, access, search())]
    return delivered, []


def _of_another_type(answer: Answer, asked: str) -> bool:
    """Are there rows, but none of the type asked for? Medication records are one family."""
    family = "Medication" if asked.startswith("Medication") else asked
    kinds = [str(entry.resource.get("resourceType")) for entry in answer.entries]
    return bool(kinds) and not any(kind.startswith(family) for kind in kinds)


def _kind(template: str) -> str:
    """The resource type that a template asks for."""
    return re.split("[?/]", template, maxsplit=1)[0]


def _continued(answer: Answer, template: str, access: FhirAccess, search: Search) -> Answer:
    return _as_far_as_known(access.continued(answer, search), template)


def _as_far_as_known(answer: Answer, template: str) -> Answer:
    """Rows beyond the newest ones are not missed where the newest are there."""
    if "_sort=-date" in template and _newest_first(answer.entries):
        return replace(answer, shortfall=None)
    return answer


def _newest_first(entries: tuple[Entry, ...]) -> bool:
    days = [_day(entry.resource) for entry in entries]
    return bool(days) and all(days) and all(later >= earlier for later, earlier in pairwise(days))


def _day(resource: dict[str, Any]) -> str:
    """The calendar day as written; "" when there is none, or none so precise."""
    written = str(resource.get("effectiveDateTime") or resource.get("effectiveInstant") or "")
    return written[:10] if len(written) >= 10 else ""


def _gathered(service: CdsService, answers: dict[str, Answer]) -> Gathered:
    if scopes := _refused_scopes(service, answers):
        logger.warning("the token lacks scopes", extra={"missing_scopes": scopes})
    for key in service.required:
        if answers[key].state is Availability.UNAVAILABLE:
            raise DataUnavailable(key, answers[key].shortfall or "")
    in_order = {key: answers[key] for key in service.prefetch if key in answers}
    return Gathered(
        entries=tuple(entry for answer in in_order.values() for entry in answer.entries),
        coverage=tuple(_coverage(in_order)),
    )


def _refused_scopes(service: CdsService, answers: Mapping[str, Answer]) -> list[str]:
    """The scopes that would have brought what was forbidden, in the words of SMART."""
    forbidden = (key for key, item in answers.items() if item.shortfall is Shortfall.FORBIDDEN)
    kinds = (_kind(service.prefetch[key]) for key in forbidden)
    return sorted({f"patient/{kind}.read" for kind in kinds})


def _coverage(answers: dict[str, Answer]) -> Iterator[Coverage]:
    for key, answer in answers.items():
        yield Coverage(key, answer.state, answer.shortfall or "")
