"""A wide family of charts: every B2M with every kidney, and all that may stand beside them."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import cycle, product
from typing import Any

from cds_service.rules.policy import DEFAULT_INDICES, OPTIONAL_INDICES, Policy
from cds_service.rules.populations import WITHOUT_INDEX
from fhir_mappings.model import Chart, Course, Disease, Kind, Reason, Therapy
from tests.rules.build import (
    POLICY,
    chart,
    markers,
    moment,
    person,
    problem,
    recorded,
    result,
    therapy,
    unread,
    unusable,
)

B2M = (
    *("0.3", "2.0", "2.9 mg/L", "3.4", "4.2", "6.1 mg/L limit 2.4", "14", "61"),
    *("300 nmol/L", "6300 ug/L", "> 20 mg/L", "< 5.5", "2100", "3 limit 8", "6 @ 2026-05"),
)
CHANGING = ["1.0 mg/dL @ 2026-11-17T08:00", "2.0 mg/dL @ 2026-11-18T22:00"]
KIDNEYS: tuple[dict[str, Any], ...] = (
    {},
    {"EGFR": "95"},
    {"EGFR": ["55 @ 2026-06-10", "39"]},
    {"EGFR": "24", "CREATININE": "2.7 mg/dL"},
    {"EGFR": "9"},
    {"EGFR": "> 60"},
    {"EGFR": "39 @ 2026-11-01"},
    {"CREATININE": "106 umol/L"},
    {"CREATININE": "1.8 mg/dL @ 2026-10-01"},
    {"CREATININE": CHANGING},
    {"CREATININE": "1.2 mg/dL", "patient": person(sex="")},
    {"CREATININE": "0.5 mg/dL", "patient": person(born="2012-05-01")},
    {"CREATININE": "0.9 mg/dL", "patient": person(sex="", born="")},
    {"EGFR": "old formula"},
    {"EGFR": ["70 @ 2026-06-01", "72"]},
    {"CREATININE": ["0.9 mg/dL @ 2026-03-01", "1.7 mg/dL"]},
    {"CREATININE": "1.1 mg/dL"},
)
DIALYSIS = problem(Disease.DIALYSIS, onset=moment("2013-03-01"))
DIAGNOSES = (
    (problem(),),
    (problem(onset=moment("2026-01-10")),),
    (problem(), problem(Disease.CKD)),
    (problem(), DIALYSIS),
    (problem(verification="provisional"),),
    (problem(clinical="resolved"),),
    (problem(course=Course.REMISSION),),
    (problem(course=Course.NO_INDEX),),
    (problem(course=Course.PRECURSOR),),
    (problem(), problem(Disease.SMOULDERING_MYELOMA)),
    (problem(), problem(Disease.PREGNANCY)),
    (problem(), problem(Disease.ACUTE_KIDNEY_INJURY)),
    (problem(Disease.KIDNEY_TRANSPLANT), problem(Disease.CADMIUM)),
    (problem(Disease.OTHER_TRANSPLANT),),
    (problem(Disease.CLL),),
    (problem(Disease.CLL, clinical="relapse"),),
    (problem(Disease.CLL), problem(Disease.OTHER_LYMPHOMA)),
    (problem(Disease.SOLID_TUMOUR),),
    (problem(Disease.DIALYSIS), problem(Disease.CARPAL_TUNNEL)),
    (problem(Disease.WALDENSTROM), problem(Disease.HIV)),
    (problem(Disease.FOLLICULAR_LYMPHOMA),),
    (problem(Disease.DLBCL), problem(Disease.SEPSIS, onset=moment("2026-11-01"))),
    (problem(Disease.ANGIOIMMUNOBLASTIC_LYMPHOMA),),
    (DIALYSIS,),
    (problem(Disease.DIALYSIS, onset=moment("2020-01")),),
    *((problem(disease),) for disease in WITHOUT_INDEX),
    (),
)
OTHERS: tuple[dict[str, Any], ...] = (
    {},
    {"ALBUMIN": "32 g/L", "LDH": "300 U/L limit 250"},
    {"ALBUMIN": "3.6 g/dL @ 2026-11-01", "LDH": "240 U/L", "HEIGHT": "140 cm"},
    {"ALBUMIN": "34 g/L @ 2026-10-02", "LDH": "300 U/L limit 250 @ 2026-12-30"},
    {"ALBUMIN": "> 30 g/L", "URINE_ALBUMIN_CREATININE": "120 mg/g"},
    {"ALBUMIN": "527 umol/L", "CYSTATIN_C": "1.9", "HAEMOGLOBIN": "9.1", "PLATELETS": "90"},
    {"ALBUMIN": "65 g/L", "IGM": "75", "LYMPHOCYTES": "0.9", "CRP": "12"},
)
GAPS = (
    (),
    (),
    unread("conditions"),
    unread("conditions", state="INCOMPLETE"),
    (*unread("albumin", "medications"), *unread("creatinine", state="INCOMPLETE")),
)
ASIDE = (
    (),
    (),
    *((unusable(reason, reported="6.3"),) for reason in Reason),
    (unusable(Reason.NO_DATE, ""),),
    (unusable(Reason.WORDS_ONLY, "", analyte=None, hides_diagnosis=True),),
)


def given(start: str, **fields: Any) -> Therapy:
    """A medicine as the record names it, by a name that is no forbidden word: its surroundings
    are what is checked."""
    return therapy(start, substance="melphalan", **fields)


INTERFERON = therapy(
    "2026-11-01",
    substance="interferon alfa-2a",
    kind=Kind.OTHER,
    groups=frozenset(),
    effects=frozenset({"raises_b2m"}),
)
CISPLATIN = therapy(
    "2026-11-01",
    substance="cisplatin",
    kind=Kind.ANTINEOPLASTIC,
    groups=frozenset(),
    effects=frozenset({"nephrotoxic"}),
)
EXCHANGE = therapy(
    "2026-11-15",
    substance="plasma exchange",
    kind=Kind.PLASMA_EXCHANGE,
    groups=frozenset(),
)
MISLEADING = (
    therapy(
        "2026-11-01",
        substance="trimethoprim",
        kind=Kind.OTHER,
        groups=frozenset(),
        effects=frozenset({"raises_creatinine"}),
    ),
    given("2026-11-05", kind=Kind.STEROID, groups=frozenset()),
)
SESSIONS = tuple(
    therapy(day, substance="dialysis", kind=Kind.DIALYSIS, groups=frozenset())
    for day in ("2026-11-14", "2026-11-16")
)
TREATMENTS: tuple[tuple[Therapy, ...], ...] = (
    (),
    (),
    (given("2026-03-01"),),
    (given("2026-11-19"),),
    (given(""),),
    (given("2026-11-18"), INTERFERON),
    (CISPLATIN, EXCHANGE, *MISLEADING),
    (given("2026-06-01", groups=frozenset({"cll", "bnhl", "wm"})),),
    SESSIONS,
)
GENETICS: tuple[dict[str, str], ...] = (
    {},
    {"DEL_17P": "absent", "T_4_14": "absent", "T_14_16": "absent"},
    {"DEL_17P": "present", "TP53_MUTATION": "absent", "GAIN_1Q": "present"},
    {"IGHV_UNMUTATED": "present", "T_4_14": "unclear"},
)
STAGES = (
    (),
    (recorded("ISS", "I", "2026-11-18"),),
    (recorded("R_ISS", "III"), recorded("RAI", "IV"), recorded("BINET", "A")),
)
POLICIES = (
    POLICY,
    replace(POLICY, indices=DEFAULT_INDICES | OPTIONAL_INDICES),
    replace(POLICY, egfr_equation="ekfc"),
    replace(POLICY, filtration_bands=False),
    replace(POLICY, indices=DEFAULT_INDICES | OPTIONAL_INDICES, site_b2m_uln=Decimal("2.2")),
)
URINES: tuple[dict[str, Any], ...] = (
    {},
    {"URINE_B2M": "900", "URINE_PH": "7", "URINE_CREATININE": "15"},
    {"URINE_B2M": "100", "URINE_PH": "5.4"},
    {"URINE_B2M": "< 900", "URINE_PH": "5.4"},
    {},
    {"URINE_B2M_PER_CREATININE": "24000", "URINE_ALBUMIN_CREATININE": "3000 mg/g"},
    {"URINE_B2M_PER_CREATININE": "200", "URINE_PH": "7", "BLOOD_CADMIUM": "12"},
    {"URINE_B2M_RATE": "6000", "URINE_B2M": "4000", "URINE_CREATININE": "350"},
)
EARLIER = ((), (), ("4.0 @ 2026-06-01",), ("2.5 @ 2026-02-01", "3.4 @ 2026-06-01"))


TIMES = 8


def family() -> Iterator[tuple[Chart, Policy]]:
    """Every B2M with every kidney, several times; the rest varies along, out of step."""
    rest = zip(
        *map(cycle, (DIAGNOSES, OTHERS, GAPS, ASIDE, TREATMENTS, GENETICS, STAGES, URINES)),
        cycle(EARLIER),
        cycle(POLICIES),
        strict=False,
    )
    for (b2m, kidney, _), along in zip(product(B2M, KIDNEYS, range(TIMES)), rest, strict=False):
        problems, other, gap, aside, treated, genes, stages, urine, earlier, policy = along
        said = {
            "problems": problems,
            "coverage": gap,
            "unusable": aside,
            "therapies": treated,
            "markers": markers(**genes),
            "stages": stages,
        }
        yield _chart({**said, **other, **urine, **kidney}, [*earlier, b2m]), policy


def _chart(said: dict[str, Any], b2m: list[str]) -> Chart:
    """The B2M of one laboratory by one method, so that a trend can be read from it."""
    more = [result("SERUM_B2M", text, laboratory="Laboratory A", loinc="1952-1") for text in b2m]
    if said.get("EGFR") == "old formula":
        more.append(result("EGFR", "40", method="MDRD"))
        said = said | {"EGFR": "-"}
    return chart(*more, **said)
