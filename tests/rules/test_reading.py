"""One index read on one chart: what may still be asked for."""

from cds_service.rules.myeloma import iss
from tests.rules.build import case, chart, therapy


def test_what_is_open_before_therapy_can_still_be_asked_for():
    read = iss.read(case(chart(SERUM_B2M="2")))

    assert read.needed == ("albumin",)
    assert read.askable == ("albumin",)


def test_no_test_can_still_supply_what_was_not_measured_before_therapy():
    read = iss.read(case(chart(SERUM_B2M="2 @ 2026-11-10", therapies=(therapy("2026-11-12"),))))

    assert read.needed == ("albumin",)
    assert read.askable == ()
