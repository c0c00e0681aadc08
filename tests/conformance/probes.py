"""What other CDS services get wrong when they are probed, and where each probe is a test of ours.

Thirty-four probes, collected by running and reading comparable open services: a requirement of the
conformance suite for what any service should bear, a test for what is about our own content.
"""

from __future__ import annotations

from dataclasses import dataclass

HERE = "tests/conformance/test_probes.py::"
APP = "tests/cds_service/test_app.py::"
FAILURES = "tests/cds_service/test_app_failures.py::"
LIGHT = "tests/patients/test_first_light.py::"


@dataclass(frozen=True)
class Probe:
    """What is sent, and the names of the requirements and tests that send it."""

    sent: str
    held_by: tuple[str, ...]


PROBES: dict[int, Probe] = {
    1: Probe("GET {base}/cds-services", ("DISC-01", "DISC-07")),
    2: Probe("preflight on discovery, service and feedback", ("CORS-01", "CORS-02")),
    3: Probe("a valid request", ("RESP-01", f"{APP}test_a_raised_result_gives_a_card")),
    4: Probe("no hookInstance", ("REQ-03",)),
    5: Probe("no context", ("REQ-07",)),
    6: Probe("the wrong hook", ("REQ-09",)),
    7: Probe("an unknown service", ("REQ-01", f"{FAILURES}test_an_unknown_service_is_not_found")),
    8: Probe("malformed JSON", ("REQ-11", f"{FAILURES}test_malformed_json_is_a_bad_request")),
    9: Probe("no prefetch, no fhirServer", ("PREF-14",)),
    10: Probe(
        "empty prefetch, no fhirServer",
        (f"{FAILURES}test_neither_prefetch_nor_access_is_a_failed_precondition",),
    ),
    11: Probe(
        "empty prefetch, FHIR server up",
        ("PREF-04", f"{HERE}test_empty_prefetch_is_made_good_from_the_fhir_server"),
    ),
    12: Probe(
        "empty prefetch, FHIR server down", (f"{HERE}test_a_fhir_server_that_is_down_is_412",)
    ),
    13: Probe(
        "observations = null",
        ("PREF-08", f"{APP}test_known_empty_data_gives_an_empty_list_and_nothing_else"),
    ),
    14: Probe(
        "observations = OperationOutcome",
        ("PREF-10", f"{HERE}test_refused_observations_are_412_and_not_asked_again"),
    ),
    15: Probe(
        "6300 ug/L",
        (f"{LIGHT}test_6300_micrograms_with_albumin_31_is_iss_3_and_the_conversion_is_shown",),
    ),
    16: Probe(
        "250 nmol/L", (f"{LIGHT}test_250_nanomoles_are_about_2_93_and_the_molar_factor_is_named",)
    ),
    17: Probe(
        "no value",
        (f"{LIGHT}test_a_b2m_that_exists_but_cannot_be_used_gets_one_card_that_says_why",),
    ),
    18: Probe(
        "entered in error",
        (
            f"{LIGHT}test_a_withdrawn_b2m_is_no_b2m",
            f"{HERE}test_a_withdrawn_result_is_set_aside_beside_a_good_one",
        ),
    ),
    19: Probe(
        "Observations of another patient",
        (
            "PREF-18",
            f"{LIGHT}test_another_patients_result_is_set_aside_and_named_without_its_value",
        ),
    ),
    20: Probe("a garbage JWT", ("JWT-01",)),
    21: Probe(
        "feedback, also with an unknown card or of the wrong shape", ("FB-01", "FB-02", "FB-03")
    ),
    22: Probe("a body over the limit", (f"{FAILURES}test_a_body_over_the_limit_is_too_large",)),
    23: Probe(
        "100,000 nested brackets", ("REQ-11", f"{FAILURES}test_malformed_json_is_a_bad_request")
    ),
    24: Probe("NaN as a value", (f"{FAILURES}test_malformed_json_is_a_bad_request",)),
    25: Probe(
        "an unknown element beside good Observations",
        (f"{HERE}test_an_observation_of_an_odd_shape_spoils_no_other",),
    ),
    26: Probe(
        "an Observation of R5 form", (f"{HERE}test_an_observation_of_an_odd_shape_spoils_no_other",)
    ),
    27: Probe(
        "a fhirServer off the allow-list",
        ("FHIRACC-12", f"{FAILURES}test_a_server_off_the_list_is_a_failed_precondition"),
    ),
    28: Probe(
        "a FHIR server that redirects",
        (
            "FHIRACC-12",
            "tests/cds_service/test_fhir_limits.py::test_does_not_follow_a_redirect_so_the_token_stays",
        ),
    ),
    29: Probe(
        "HTML and Markdown in a display",
        ("CARD-04", "tests/cds_service/test_cards.py::test_hostile_text_from_fhir_stays_text"),
    ),
    30: Probe(
        "a next link in prefetch",
        (
            "PREF-11",
            "tests/cds_service/test_prefetch_paging.py::test_a_page_without_its_sequel_is_enough_only_if_it_holds_the_newest_rows",
        ),
    ),
    31: Probe(
        "two services",
        ("DISC-05", "DISC-12", f"{HERE}test_each_service_answers_to_its_own_hook_only"),
    ),
    32: Probe(
        "a long value in the summary",
        (
            "CARD-02",
            "tests/cds_service/test_cards.py::test_no_summary_is_longer_than_139_characters",
        ),
    ),
    33: Probe(
        "a rule that raises", (f"{FAILURES}test_a_bug_is_an_internal_error_never_an_empty_list",)
    ),
    34: Probe(
        "time of one call",
        (
            "PREF-03",
            "tests/test_benchmarks.py::test_the_bench_prints_what_the_service_costs_as_a_ratio_to_the_floor",
        ),
    ),
}
