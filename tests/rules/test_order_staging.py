"""Serum B2M or a work-up being ordered: what its reading will lack, and when to stay silent."""

import pytest

from fhir_mappings.model import Disease, Strength
from tests.rules.build import (
    chart,
    markers,
    person,
    problem,
    therapy,
    unread,
    with_indices,
)
from tests.rules.ordering import drafts, order, said
from tests.tables import rows

FISH = markers(
    DEL_17P="absent",
    T_4_14="absent",
    T_14_16="absent",
    T_14_20="absent",
    GAIN_1Q="absent",
    DEL_1P32="absent",
    TP53_MUTATION="absent",
)
COMPLETE = {"CREATININE": "0.8 mg/dL", "ALBUMIN": "38", "LDH": "180 limit 250", "markers": FISH}
NOBODY = {"problems": ()}

# Myeloma unless said otherwise; what is drafted beside B2M, and what the card then names.
MISSING = """
    on file                  | drafted beside            | missing
    -                        | -                         | creatinine with eGFR, albumin, LDH, FISH
    CREATININE ALBUMIN LDH   | -                         | FISH
    CREATININE ALBUMIN       | LDH FISH                  |
    -                        | KIDNEY_FUNCTION ALBUMIN   | LDH, FISH
    ALBUMIN LDH markers      | -                         | creatinine with eGFR
    -                        | KIDNEY_FUNCTION ALBUMIN LDH FISH |
"""


def on_file(names):
    return {name: COMPLETE[name] for name in names.split() if name != "-"}


def serum(read, **more):
    return said(read, drafts("SERUM_B2M", **more)).get("order-serum-b2m")


@pytest.mark.parametrize(("file", "beside", "missing"), rows(MISSING))
def test_names_what_is_neither_on_file_nor_drafted(file, beside, missing):
    also = (beside,) if beside != "-" else ()

    finding = serum(chart(**on_file(file)), beside=also)

    assert ", ".join(finding.missing if finding else ()) == missing
    assert (finding.result if finding else "") == missing


def test_says_why_kidney_function_comes_first():
    finding = serum(chart(**NOBODY))

    assert finding.headline == (
        "Serum B2M is ordered; not on file or on order: creatinine with eGFR"
    )
    assert "no creatinine, cystatin C or eGFR within 30 days of this order" in finding.statements[0]
    assert len(finding.statements) == 1
    assert finding.companions[0].recommended
    assert (finding.header, finding.rows, finding.limits, finding.because) == ((), (), "", ())


def test_a_patient_without_a_blood_cancer_needs_nothing_but_kidney_function():
    assert serum(chart(CREATININE="0.8 mg/dL", **NOBODY)) is None


KIDNEY = """
    on file                       | order due  | asks
    CREATININE 0.8 mg/dL @ 2026-10-21 |        | no
    CREATININE 0.8 mg/dL @ 2026-10-20 |        | yes
    CREATININE 0.8 mg/dL @ 2026-11-18 | 2026-12-18 | no
    CREATININE 0.8 mg/dL @ 2026-11-18 | 2026-12-19 | yes
    CREATININE 0.8 mg/dL @ 2026-11-18 | 2026-01-01 | no
    EGFR 80                       |            | no
    CYSTATIN_C 0.9                |            | no
"""


@pytest.mark.parametrize(("file", "due", "asks"), rows(KIDNEY))
def test_kidney_function_counts_within_30_days_of_the_specimen_to_come(file, due, asks):
    name, _, text = file.partition(" ")
    draft = f"SERUM_B2M @ {due}" if due else "SERUM_B2M"

    found = said(chart(**{name: text}, **NOBODY), drafts(draft))

    assert bool(found) is (asks == "yes")


def test_an_open_order_counts_as_drafted():
    coming = (order("KIDNEY_FUNCTION"),)

    assert serum(chart(orders=coming, **NOBODY)) is None


def test_the_index_table_names_what_each_index_still_needs():
    finding = serum(chart(CREATININE="0.8 mg/dL", ALBUMIN="38"))

    assert finding.rows == (
        ("ISS", "-"),
        ("IMS/IMWG 2025", "genetics"),
        ("R-ISS", "LDH, FISH"),
        ("R2-ISS", "LDH, FISH"),
    )
    assert "specialist" in finding.statements[-1]
    assert finding.because == ("Condition/MULTIPLE_MYELOMA",)
    assert finding.limits.startswith("No treatment record found")


def test_the_index_table_names_each_marker_once_one_is_known():
    finding = serum(chart(CREATININE="0.8 mg/dL", ALBUMIN="38", markers=markers(DEL_17P="absent")))

    assert dict(finding.rows)["R-ISS"] == "LDH, t(4;14), t(14;16)"


def test_an_egfr_alone_does_not_stand_in_for_the_creatinine_of_an_index():
    finding = serum(chart(EGFR="80", ALBUMIN="38", LDH="180 limit 250", markers=FISH))

    assert finding.missing == ("creatinine with eGFR",)


def test_the_drafts_carry_the_date_of_the_order_they_belong_to():
    found = said(chart(), drafts("SERUM_B2M @ 2026-11-25"))

    assert found["order-serum-b2m"].occurrence == "2026-11-25"


TREATED = [
    ({"therapies": (therapy("2026-11-01"),)}, "a certain therapy before"),
    ({"therapies": (therapy("2026-11-01", strength=Strength.WEAK),)}, "an uncertain one"),
    ({"therapies": (therapy(""),)}, "an undated one"),
    ({"problems": (problem(clinical="remission"),)}, "remission"),
    ({"problems": (problem(verification="provisional"),)}, "not confirmed"),
    ({"problems": (problem(Disease.MGUS),)}, "no index"),
    ({"patient": person(born="2012-01-01")}, "a child"),
]


@pytest.mark.parametrize(("more", "_why"), TREATED, ids=[why for _, why in TREATED])
def test_where_no_stage_could_be_given_no_staging_test_is_asked_for(more, _why):
    assert serum(chart(CREATININE="0.8 mg/dL", **more)) is None


def test_unread_treatment_records_are_said():
    finding = serum(chart(coverage=unread("medications")))

    assert finding.limits.startswith("Treatment records could not be read")


def test_what_could_not_be_read_is_not_called_missing():
    keys = ("albumin", "ldh", "cytogenetics")

    assert serum(chart(CREATININE="0.8 mg/dL", coverage=unread(*keys))) is None


UNREAD = """
    could not be read      | drafted beside  | said
    creatinine             |                 | kidney function
    egfr                   |                 | kidney function
    cystatinC              |                 | kidney function
    conditions             | KIDNEY_FUNCTION | diagnoses
    creatinine conditions  |                 | kidney function and diagnoses
    creatinine             | KIDNEY_FUNCTION |
    b2m                    | KIDNEY_FUNCTION |
"""


@pytest.mark.parametrize(("keys", "beside", "short"), rows(UNREAD))
def test_silence_never_passes_for_an_answer_that_could_not_be_read(keys, beside, short):
    also = (beside,) if beside else ()

    finding = serum(chart(coverage=unread(*keys.split()), **NOBODY), beside=also)

    if short:
        assert finding.headline == (
            f"Serum B2M is ordered; {short} could not be read in full, so what is missing beside "
            "it is not known"
        )
        assert finding.companions == ()
        beside = (
            "Reduced filtration alone raises B2M: read it beside kidney function of the same days."
        )
        assert finding.statements == ((beside,) if "kidney" in short else ())
    else:
        assert finding is None


def test_kidney_function_that_is_on_file_needs_no_other_key():
    read = chart(CREATININE="0.8 mg/dL", coverage=unread("egfr"), **NOBODY)

    assert serum(read) is None


@pytest.mark.parametrize("disease", [Disease.PREGNANCY, Disease.DIALYSIS])
def test_no_egfr_is_asked_for_where_none_would_be_read(disease):
    found = said(chart(problems=(problem(disease),)), drafts("SERUM_B2M"))

    assert "order-serum-b2m" not in found


def test_on_dialysis_myeloma_is_not_asked_for_creatinine():
    both = (problem(), problem(Disease.DIALYSIS))

    assert serum(chart(problems=both)).missing == ("albumin", "LDH", "FISH")


def test_light_chains_and_urine_albumin_wait_for_the_result():
    finding = serum(chart(CREATININE="2.7 mg/dL", ALBUMIN="38", LDH="180 limit 250", markers=FISH))

    assert finding is None


def test_cll_asks_for_its_genetics():
    finding = serum(chart(CREATININE="0.8 mg/dL", problems=(problem(Disease.CLL),)))

    assert set(finding.missing) == {"TP53", "IGHV"}
    assert finding.rows[0][0] == "CLL-IPI"


def test_an_index_of_treated_disease_brings_nothing_to_an_order():
    read = chart(
        CREATININE="0.8 mg/dL",
        problems=(problem(Disease.CLL),),
        therapies=(therapy("2026-01-01", groups=frozenset({"cll"})),),
    )

    assert "order-serum-b2m" not in said(read, drafts("SERUM_B2M"), with_indices("ball"))
