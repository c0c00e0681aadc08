"""Prefetch keys as sites type them by hand."""

import pytest

from cds_service.prefetch_aliases import ALIASES, by_key
from cds_service.services import PATIENT_VIEW
from tests.cds_service.fhir_stub import bundle, observation
from tests.cds_service.hook_requests import everything_empty, gathered, ids, parsed
from tests.tables import rows

KEYS = PATIENT_VIEW.prefetch
WRITTEN = """
    written            | read as
    b2m                | b2m
    B2M                | b2m
    serum_b2m          | b2m
    Beta2Microglobulin | b2m
    beta-2-microglobulin | b2m
    urineB2M           | b2mUrine
    ProblemList        | conditions
    problems           | conditions
    Conditions         | conditions
    UACR               | urineAlbumin
    serviceRequests    | orders
    somethingElse      | somethingElse
"""


@pytest.mark.parametrize(("written", "read"), rows(WRITTEN))
def test_a_key_counts_by_any_of_its_documented_names(written, read):
    assert by_key({written: 1}, KEYS) == {read: 1}


@pytest.mark.parametrize("order", [1, -1])
def test_the_services_own_name_outranks_another(order):
    delivered = dict([("serumB2m", "alias"), ("b2m", "own")][::order])

    assert by_key(delivered, KEYS) == {"b2m": "own"}


def test_null_under_another_name_still_means_asked_and_nothing_there():
    assert by_key({"problems": None}, KEYS) == {"conditions": None}


def test_no_name_stands_for_two_keys():
    names = [name.lower() for key in KEYS for name in (key, *ALIASES.get(key, ()))]

    assert len(names) == len(set(names))
    assert ALIASES.keys() <= KEYS.keys()


def test_a_delivery_under_other_names_is_used():
    delivered = everything_empty()
    del delivered["b2m"]

    result = gathered(parsed(prefetch=delivered | {"SERUM_B2M": bundle(observation("a"))}))

    assert ids(result) == ["a"]
