# Rows of the tables hold whole sentences.
# ruff: noqa: E501
"""Was a sample taken before first therapy? (P-06 to P-08): four answers, ties to the weaker one."""

import pytest

from cds_service.rules.treatment import Treated, first_therapy, treatment_before
from fhir_mappings.model import Disease, Kind, Reason, Strength
from tests.rules.build import chart, moment, therapy, unread, unusable
from tests.tables import rows

MYELOMA = Treated(Disease.MULTIPLE_MYELOMA, "myeloma")
SAMPLE = "2026-11-18T10:00:00Z"


def read(*therapies, sample=SAMPLE, treated=MYELOMA, **said):
    return treatment_before(chart(therapies=therapies, **said), moment(sample), treated)


def record(start, strength="STRONG", kind="AGENT", groups="myeloma", **fields):
    return therapy(
        "" if start == "-" else start,
        strength=Strength[strength],
        kind=Kind[kind],
        groups=frozenset(groups.replace("-", "").split()),
        **fields,
    )


TIMES = """
    sample               | start                | strong    | weak
    2026-11-18T10:00:00Z | 2026-11-17           | AFTER      | UNCERTAIN
    2026-11-18T10:00:00Z | 2026-11-18T09:59:00Z | AFTER      | UNCERTAIN
    2026-11-18T10:00:00Z | 2026-11-18T10:00:00Z | UNCERTAIN  | UNCERTAIN
    2026-11-18T10:00:00Z | 2026-11-18T10:01:00Z | NONE_FOUND | NONE_FOUND
    2026-11-18T10:00:00Z | 2026-11-18           | UNCERTAIN  | UNCERTAIN
    2026-11-18           | 2026-11-18           | UNCERTAIN  | UNCERTAIN
    2026-11-18T10:00:00Z | 2026-11-19           | NONE_FOUND | NONE_FOUND
    2026-11-18T10:00:00Z | 2026-10              | AFTER      | UNCERTAIN
    2026-11-18T10:00:00Z | 2026-11              | UNCERTAIN  | UNCERTAIN
    2026-11-18T10:00:00Z | 2026                 | UNCERTAIN  | UNCERTAIN
    2026-11-18T10:00:00Z | 2025                 | AFTER      | UNCERTAIN
    2026-11-18T10:00:00Z | 2027                 | NONE_FOUND | NONE_FOUND
    2026-11              | 2026-10-31           | AFTER      | UNCERTAIN
    2026-11              | 2026-11-10           | UNCERTAIN  | UNCERTAIN
    2026-11              | 2026-12-01           | NONE_FOUND | NONE_FOUND
    2026-11-18T10:00:00Z | -                    | UNDATED    | UNDATED
"""


@pytest.mark.parametrize(("sample", "start", "strong", "weak"), rows(TIMES))
def test_dates_are_compared_as_spans_and_a_tie_is_uncertain(sample, start, strong, weak):
    for strength, expected in (("STRONG", strong), ("WEAK", weak)):
        given = record(start, strength)

        found = read(given, sample=sample)

        assert found.timing.name == expected
        assert found.record is (None if expected == "NONE_FOUND" else given)


# what was given on the day before the sample, and without a date
KINDS = """
    kind                | groups      | dated     | undated
    AGENT               | myeloma     | AFTER     | UNDATED
    AGENT               | myeloma cll | AFTER     | UNDATED
    AGENT               | cll         | UNCERTAIN | UNCERTAIN
    AGENT               | -           | UNCERTAIN | UNCERTAIN
    CHEMOTHERAPY        | myeloma     | AFTER     | UNDATED
    CELL_THERAPY        | myeloma cll | AFTER     | UNDATED
    CELL_THERAPY        | bnhl        | UNCERTAIN | UNCERTAIN
    ANTINEOPLASTIC      | -           | UNCERTAIN | UNCERTAIN
    ANTINEOPLASTIC      | myeloma     | UNCERTAIN | UNCERTAIN
    REGIMEN             | myeloma     | UNCERTAIN | UNCERTAIN
    STEROID             | -           | UNCERTAIN | UNCERTAIN
    STEROID             | myeloma     | UNCERTAIN | UNCERTAIN
    RADIOTHERAPY        | myeloma     | UNCERTAIN | UNCERTAIN
    PLASMA_EXCHANGE     | myeloma     | NONE_FOUND | NONE_FOUND
    DIALYSIS            | myeloma     | NONE_FOUND | NONE_FOUND
    CONTINUOUS_DIALYSIS | -           | NONE_FOUND | NONE_FOUND
    KIDNEY_TRANSPLANT   | -           | NONE_FOUND | NONE_FOUND
    OTHER               | myeloma     | NONE_FOUND | NONE_FOUND
"""


@pytest.mark.parametrize(("kind", "groups", "dated", "undated"), rows(KINDS))
def test_only_a_specific_therapy_of_the_disease_is_certain(kind, groups, dated, undated):
    assert read(record("2026-11-17", kind=kind, groups=groups)).timing.name == dated
    assert read(record("-", kind=kind, groups=groups)).timing.name == undated


def test_every_kind_of_therapy_has_been_judged():
    assert {kind for kind, *_ in rows(KINDS)} == set(Kind.__members__)


REASONS = {
    "none recorded": None,
    "the disease": frozenset({Disease.MULTIPLE_MYELOMA}),
    "the disease and another": frozenset({Disease.MULTIPLE_MYELOMA, Disease.LUPUS}),
    "another": frozenset({Disease.RHEUMATOID_ARTHRITIS}),
    "unknown": frozenset[Disease](),
}
FOR_WHAT = """
    reason                  | agent     | steroid
    none recorded           | AFTER     | UNCERTAIN
    the disease             | AFTER     | AFTER
    the disease and another | AFTER     | AFTER
    another                 | UNCERTAIN | UNCERTAIN
    unknown                 | UNCERTAIN | UNCERTAIN
"""


@pytest.mark.parametrize(("reason", "agent", "steroid"), rows(FOR_WHAT))
def test_a_steroid_counts_only_with_the_disease_as_its_reason(reason, agent, steroid):
    for kind, groups, expected in (("AGENT", "myeloma", agent), ("STEROID", "-", steroid)):
        given = record("2026-11-17", kind=kind, groups=groups, reasons=REASONS[reason])

        assert read(given).timing.name == expected


def test_an_undated_steroid_for_the_disease_is_an_undated_therapy():
    given = record("-", kind="STEROID", groups="-", reasons=REASONS["the disease"])

    assert read(given).timing.name == "UNDATED"


def test_a_start_that_is_only_the_latest_possible_one_may_have_been_earlier():
    assert read(record("2026-11-19", no_later=True)).timing.name == "UNCERTAIN"
    assert read(record("2026-11-19", "WEAK", no_later=True)).timing.name == "UNCERTAIN"
    assert read(record("2026-11-17", no_later=True)).timing.name == "AFTER"


def test_the_strongest_evidence_decides_and_its_first_record_is_named():
    late = record("2026-11-10")
    early = record("2026-03-01", substance="lenalidomide")
    undated, weak = record("-", substance="melphalan"), record("2025-01-01", "WEAK")

    assert read(late, weak, undated, early).record is early
    assert read(weak, undated).record is undated
    assert read(weak, record("2026-11-01", "WEAK")).record is weak


def test_an_undated_record_is_named_last_among_uncertain_ones():
    dated = record("2026-11-17", kind="ANTINEOPLASTIC")
    undated = record("-", kind="ANTINEOPLASTIC")

    assert read(undated, dated).record is dated
    assert read(undated).record is undated


UNIDENTIFIED = """
    reason           | therapy   | answer
    MEDICINE_UNKNOWN | treatment | UNCERTAIN
    OLDER_FHIR       | treatment | UNCERTAIN
    INVALID          | treatment | UNCERTAIN
    WITHDRAWN        | treatment | NONE_FOUND
    MEDICINE_UNKNOWN | -         | NONE_FOUND
"""


@pytest.mark.parametrize(("reason", "named", "answer"), rows(UNIDENTIFIED))
def test_a_record_whose_medicine_is_unknown_may_be_treatment(reason, named, answer):
    aside = unusable(Reason[reason], analyte=None, therapy=named.replace("-", ""))

    found = read(unusable=(aside,))

    assert (found.timing.name, found.record) == (answer, None)


@pytest.mark.parametrize("key", ["medications", "procedures"])
@pytest.mark.parametrize("state", ["INCOMPLETE", "UNAVAILABLE"])
def test_records_that_could_not_be_read_never_show_an_untreated_patient(key, state):
    assert read(coverage=unread(key, state=state)).timing.name == "UNKNOWN"
    assert read(coverage=unread(key, state="COMPLETE")).timing.name == "NONE_FOUND"
    assert read(coverage=unread("albumin")).timing.name == "NONE_FOUND"


@pytest.mark.parametrize("key", ["dispenses", "administrations", "statements"])
def test_a_kind_of_record_that_many_servers_do_not_keep_matters_once_a_part_was_read(key):
    assert read(coverage=unread(key, state="INCOMPLETE")).timing.name == "UNKNOWN"
    assert read(coverage=unread(key, state="UNAVAILABLE")).timing.name == "NONE_FOUND"
    both = (*unread(key), *unread("medications"))
    assert read(coverage=both).timing.name == "UNKNOWN"


def test_evidence_outranks_records_that_could_not_be_read():
    missing = unread("procedures")

    assert read(record("2026-11-01"), coverage=missing).timing.name == "AFTER"
    assert read(record("2026-11-01", "WEAK"), coverage=missing).timing.name == "UNCERTAIN"
    assert read(record("2026-11-19"), coverage=missing).timing.name == "UNKNOWN"


SENTENCES = """
    start      | strength | sentence
    2026-11-01 | STRONG   | No stage: sample taken after therapy began (bortezomib, 1 Nov 2026).
    2025       | STRONG   | No stage: sample taken after therapy began (bortezomib, 2025).
    -          | WEAK     | No stage: a therapy without a usable date is on record (bortezomib).
    2026-11-01 | WEAK     | Valid only if untreated when the sample was taken: bortezomib, 1 Nov 2026 is on record, and whether it came first is not certain.
    2026-11-19 | STRONG   | No treatment record found; assumes a sample before first therapy.
"""


@pytest.mark.parametrize(("start", "strength", "sentence"), rows(SENTENCES))
def test_the_card_says_what_was_found_and_names_the_record(start, strength, sentence):
    found = read(record(start, strength))

    assert found.sentence == sentence
    assert found.stage_allowed is not sentence.startswith("No stage")


def test_an_unidentified_medicine_and_unread_records_are_named_as_such():
    unknown = read(unusable=(unusable(Reason.MEDICINE_UNKNOWN, therapy="treatment"),))
    unreadable = read(coverage=unread("medications"))

    assert "a medicine that could not be identified is on record" in unknown.sentence
    assert unreadable.sentence.startswith("Treatment records could not be read: ")
    assert unknown.stage_allowed
    assert unreadable.stage_allowed


def test_the_first_therapy_is_certain_and_dated():
    first = record("2026-05-01")
    others = (
        record("2026-06-01"),
        record("2026-01-01", "WEAK"),
        record("2026-01-01", groups="cll"),
        record("-"),
    )

    assert first_therapy(chart(therapies=(*others, first)), MYELOMA) is first
    assert first_therapy(chart(therapies=others[1:]), MYELOMA) is None


def test_of_overlapping_dates_the_therapy_that_may_have_begun_first_counts():
    day, year = record("2026-05-01"), record("2026")

    assert first_therapy(chart(therapies=(day, year)), MYELOMA) is year
