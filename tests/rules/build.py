"""Charts in one line: `chart(SERUM_B2M="> 20", ALBUMIN="3.5 g/dL @ 2026-10-02")`.

A result reads `[comparator] number [unit] [limit number] [@ when]`; without a unit it is in the
canonical one, without a date it is of the sample's day, and "-" means that there is none.
"""

import re
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from cds_service.rules import interpret
from cds_service.rules.case import Case, case_from
from cds_service.rules.finding import Finding
from cds_service.rules.index_rule import IndexRule
from cds_service.rules.lymphoid import LYMPHOID_RULES
from cds_service.rules.myeloma import MYELOMA_RULES
from cds_service.rules.policy import Policy
from fhir_mappings.dates import moment_from
from fhir_mappings.model import (
    Analyte,
    Availability,
    Chart,
    Coverage,
    Disease,
    Kind,
    LabResult,
    Marker,
    MarkerResult,
    Moment,
    Patient,
    Problem,
    Reason,
    RecordedStage,
    Reported,
    Scheme,
    Sex,
    Strength,
    Therapy,
    Unusable,
    measured,
    oldest_first,
)
from fhir_mappings.units import factor_for, normalised

SAMPLE_DAY = "2026-11-18"
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
POLICY = Policy()
GOOD_KIDNEY = "0.8 mg/dL"  # creatinine; eGFR 85 in the woman of 58 who is the default patient

_RESULT = re.compile(
    r"(?:(?P<comparator>[<>]=?) )?(?P<number>[\d.]+)(?: (?P<unit>[^@ ]+(?: sq M)?))??"
    r"(?: limit (?P<limit>[\d.]+))?(?: @ (?P<when>\S+))?"
)


def moment(text: str) -> Moment:
    """A day, a month, a year or an instant, as FHIR writes them."""
    found = moment_from(text)
    assert found is not None, text
    return found


def result(analyte: Analyte | str, text: str, **fields: Any) -> LabResult:
    """One result as the mapping would make it; `fields` replaces what the text cannot say."""
    analyte = Analyte[analyte] if isinstance(analyte, str) else analyte
    found = _RESULT.fullmatch(text)
    assert found is not None, text
    unit = found["unit"] or analyte.unit
    factor = factor_for(analyte, unit)
    assert factor is not None, text
    comparator = found["comparator"] or ""
    reported = Reported(Decimal(found["number"]), normalised(unit), comparator)
    made = LabResult(
        analyte=analyte,
        value=measured(factor.convert(reported.value), comparator),
        taken=moment(found["when"] or SAMPLE_DAY),
        reference=f"Observation/{analyte.name}-{text}",
        reported=reported,
        factor=factor.number,
        approximate=factor.approximate,
        upper_limit=Decimal(found["limit"]) if found["limit"] else None,
        method="CKD-EPI 2021" if analyte is Analyte.EGFR else "",
    )
    return replace(made, **fields)


def problem(disease: Disease = Disease.MULTIPLE_MYELOMA, **fields: Any) -> Problem:
    """A diagnosis, active and confirmed unless said otherwise."""
    return replace(Problem(disease, f"Condition/{disease.name}"), **fields)


def person(sex: str = "female", born: str = "1968-03-01") -> Patient:
    """Whose chart it is; "" for what is not recorded."""
    return Patient(Sex(sex) if sex else None, moment(born) if born else None)


def unusable(reason: Reason, when: str = SAMPLE_DAY, **fields: Any) -> Unusable:
    """A serum B2M that was set aside; `when` "" for an unknown date."""
    taken = moment(when) if when else None
    return replace(Unusable("Observation/aside", reason, Analyte.SERUM_B2M, taken), **fields)


def chart(*more: LabResult, **said: Any) -> Chart:
    """A woman of 58 with active, confirmed myeloma and the results named by their analyte."""
    written = {name: said.pop(name) for name in list(said) if name in Analyte.__members__}
    results = [result(name, text) for name, texts in written.items() for text in _each(texts)]
    known: dict[str, Any] = {"problems": (problem(),), "patient": person()}
    return Chart(results=oldest_first((*results, *more)), **(known | said))


def case(read: Chart, at: datetime = NOW, policy: Policy = POLICY) -> Case:
    """The case of a chart with a serum B2M."""
    found = case_from(read, at, policy)
    assert found is not None
    return found


def known(**texts: str) -> dict[str, Any]:
    """`b2m="> 4"`, `albumin="35"`: numbers as an index takes them; "-" means unknown."""
    return {name: number(text) for name, text in texts.items() if text != "-"}


def number(text: str) -> Any:
    """`> 4` as what is known of a number."""
    *comparator, value = text.split()
    return measured(Decimal(value), *comparator)


def _each(texts: str | list[str]) -> list[str]:
    return [text for text in ([texts] if isinstance(texts, str) else texts) if text != "-"]


def therapy(start: str = "2026-11-01", **fields: Any) -> Therapy:
    """A myeloma medicine that was given; `start` "" without a usable date."""
    taken = moment(start) if start else None
    groups = frozenset({"myeloma"})
    made = Therapy("bortezomib", Kind.AGENT, groups, Strength.STRONG, taken, f"Given/{start}")
    return replace(made, **fields)


def marker(kind: Marker | str, answer: str, when: str = SAMPLE_DAY, **fields: Any) -> MarkerResult:
    """`present`, `absent`, or `unclear` for a report that answers neither."""
    kind = Marker[kind] if isinstance(kind, str) else kind
    present = {"present": True, "absent": False, "unclear": None}[answer]
    reference = f"Observation/{kind.name}-{answer}-{when}"
    return replace(MarkerResult(kind, present, reference, moment(when)), **fields)


def markers(**answers: str) -> tuple[MarkerResult, ...]:
    """`markers(DEL_17P="absent", T_4_14="present @ 2026-01-02")`; "-" means not looked for."""
    return tuple(marker(name, *text.split(" @ ")) for name, text in answers.items() if text != "-")


def recorded(scheme: str, group: str, when: str = "", **fields: Any) -> RecordedStage:
    """A stage that a clinician recorded; `when` "" if that is not known."""
    taken = moment(when) if when else None
    reference = f"Observation/{scheme}-{group}-{when}"
    return replace(RecordedStage(Scheme[scheme], group, reference, taken), **fields)


def unread(*keys: str, state: str = "UNAVAILABLE") -> tuple[Coverage, ...]:
    """Data sets (prefetch keys) that could not be had."""
    return tuple(Coverage(key, Availability[state]) for key in keys)


def with_indices(*names: str) -> Policy:
    """The default policy with more indices switched on."""
    return replace(POLICY, indices=POLICY.indices | set(names))


INDEX_RULES: tuple[IndexRule, ...] = (*MYELOMA_RULES, *LYMPHOID_RULES)


def findings(read: Chart, policy: Policy = POLICY, at: datetime = NOW) -> dict[str, Finding]:
    """All findings of a chart by their rule."""
    return {item.rule: item for item in interpret(read, at, policy)}
