"""A steroid close to a certain therapy of the disease belongs to its regimen (P-06)."""

import pytest

from cds_service.rules.treatment import first_therapy
from fhir_mappings.model import Disease
from tests.rules.build import chart
from tests.rules.test_treatment import MYELOMA, read, record
from tests.tables import rows

STEROIDS = """
    steroid    | strength | reason        | agent      | answer
    2026-11-10 | STRONG   | -             | 2026-12-10 | AFTER
    2026-11-10 | STRONG   | -             | 2026-12-11 | UNCERTAIN
    2026-11-10 | STRONG   | -             | 2026-10-11 | AFTER
    2026-11-10 | WEAK     | -             | 2026-11-20 | UNCERTAIN
    2026-11-10 | STRONG   | another cause | 2026-11-20 | UNCERTAIN
    2026-11-10 | STRONG   | -             | -          | UNCERTAIN
    2026-11-19 | STRONG   | -             | 2026-11-20 | NONE_FOUND
"""


@pytest.mark.parametrize(("steroid", "strength", "reason", "agent", "answer"), rows(STEROIDS))
def test_a_steroid_close_to_a_certain_therapy_belongs_to_it(
    steroid, strength, reason, agent, answer
):
    reasons = None if reason == "-" else frozenset({Disease.RHEUMATOID_ARTHRITIS})
    given = record(steroid, strength, kind="STEROID", groups="-", reasons=reasons)
    agents = () if agent == "-" else (record(agent),)

    found = read(given, *agents)

    assert found.timing.name == answer


def test_a_steroid_that_belongs_to_a_regimen_is_the_first_therapy():
    steroid = record("2026-11-10", kind="STEROID", groups="-")
    agent = record("2026-11-20")
    other = record("2026-11-20", groups="cll")
    undated = record("-")

    assert first_therapy(chart(therapies=(steroid, agent)), MYELOMA) is steroid
    assert first_therapy(chart(therapies=(steroid, other)), MYELOMA) is None
    assert first_therapy(chart(therapies=(steroid, undated)), MYELOMA) is None
    unrelated = record("2026-11-10", kind="OTHER", groups="-")
    assert first_therapy(chart(therapies=(unrelated, agent)), MYELOMA) is agent
    alone = record("-", kind="STEROID", groups="-")
    assert first_therapy(chart(therapies=(alone, agent)), MYELOMA) is agent
