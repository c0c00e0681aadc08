"""How the service behaves at each of the 32 kinds of FHIR server, without any prefetch.

Every row states the answer (200 or 412), how the card's summary begins ("-": no card), and a
sentence that a person reads: empty when everything could be had. A part that could not be had is
named.
"""

import pytest

from tests.cds_service.hook_requests import TOKEN
from tests.quirks.chart import OTHER_ID, OTHER_VALUE, PATIENT_ID
from tests.quirks.playing import LONG_S, SHORT_S, Played, played
from tests.quirks.profiles import PROFILES
from tests.tables import rows

# One worker plays each row once, for all tests.
pytestmark = pytest.mark.xdist_group("quirks")

# B2M 6.1 mg/L is the newest result, 6.0 an older one.
TABLE = """
    profile            | variant          | deadline | status | summary       | said
    plain              |                  | long     | 200    | ISS III and   |
    plain              | no B2M           | long     | 200    | -             |
    hapi               |                  | long     | 200    | ISS III and   |
    hapi               | expires once     | long     | 200    | ISS III and   |
    hapi               | expires at once  | long     | 200    | B2M 6.        | B2M results (paging expired) could be read only in part
    hapi-loop          | to itself        | long     | 200    | ISS III and   |
    hapi-loop          | past the end     | long     | 200    | ISS III and   |
    hapi-loop          | hangs            | short    | 200    | B2M 6.1 mg/L  | problem list (timeout) could not be read
    oracle             |                  | long     | 200    | ISS III and   |
    oracle             | bad row          | long     | 412    |               | prefetch key b2m, server-error
    epic               |                  | long     | 200    | ISS III and   |
    epic               | no B2M           | long     | 200    | -             |
    epic               | more exists      | long     | 200    | B2M 6.        | problem list (more exists) could be read only in part
    epic               | state dies       | long     | 200    | ISS III and   |
    epic               | state dies again | long     | 200    | B2M 6.        | B2M results (paging expired) could be read only in part
    azure              |                  | long     | 200    | ISS III and   |
    azure              | throttled        | long     | 200    | ISS III and   |
    azure              | throttled long   | short    | 412    |               | prefetch key b2m, server-busy
    google             |                  | long     | 200    | ISS III and   |
    google             | body ignored     | long     | 200    | ISS III and   |
    google             | errors           | long     | 200    | B2M 6.1 mg/L  | Problem list (search refused) could not be read
    firely             |                  | long     | 200    | B2M 6.        | B2M results (more exists) could be read only in part
    firely             | old links        | long     | 200    | B2M 6.        | B2M results (paging expired) could be read only in part
    aidbox-canvas      |                  | long     | 200    | ISS III and   |
    aidbox-canvas      | no B2M           | long     | 200    | -             |
    medplum-bare       |                  | long     | 200    | ISS III and   |
    medplum-bare       | no B2M           | long     | 200    | -             |
    openemr            |                  | long     | 200    | ISS III and   |
    ignores-filters    |                  | long     | 200    | ISS III and   |
    ignores-filters    | no B2M           | long     | 200    | -             |
    smart-launcher     |                  | long     | 200    | ISS III and   |
    smart-launcher     | wrong token      | long     | 412    |               | prefetch key b2m, unauthorized
    smart-launcher     | token ends       | long     | 200    | B2M 6.1 mg/L  | problem list (unauthorized) could not be read
    no-sort-silent     |                  | long     | 200    | ISS III and   |
    no-entry           |                  | long     | 200    | ISS III and   |
    no-entry           | no B2M           | long     | 200    | -             |
    proxy-host         | internal name    | long     | 200    | B2M 6.        | B2M results (not allowed) could be read only in part
    proxy-host         | rewritten        | long     | 200    | ISS III and   |
    proxy-host         | other scheme     | long     | 200    | B2M 6.        | B2M results (not allowed) could be read only in part
    proxy-host         | two ports        | long     | 200    | B2M 6.        | B2M results (not allowed) could be read only in part
    proxy-host         | other port       | long     | 200    | B2M 6.        | B2M results (not allowed) could be read only in part
    html-502           |                  | long     | 412    |               | prefetch key b2m, server-error
    html-502           | login page       | long     | 412    |               | prefetch key b2m, not-json
    truncated-json     |                  | long     | 412    |               | prefetch key b2m, not-json
    truncated-json     | closes           | long     | 412    |               | prefetch key b2m, not-json
    gzip-broken        |                  | long     | 412    |               | prefetch key b2m, not-json
    slow-first-byte    |                  | short    | 412    |               | prefetch key b2m, timeout
    drip               |                  | short    | 412    |               | prefetch key b2m, timeout
    huge               |                  | long     | 200    | ISS III and   |
    huge               | pages            | long     | 200    | ISS III and   |
    huge               | too many pages   | long     | 200    | B2M 6.        | B2M results (incomplete paging) could be read only in part
    huge               | 64 MB            | long     | 412    |               | prefetch key b2m, too-large
    redirect-302       |                  | long     | 412    |               | prefetch key b2m, redirected
    redirect-302       | 307 within       | long     | 412    |               | prefetch key b2m, redirected
    429-http-date      |                  | long     | 200    | ISS III and   |
    429-http-date      | an hour          | short    | 412    |               | prefetch key b2m, server-busy
    503-then-ok        |                  | long     | 200    | ISS III and   |
    503-then-ok        | no time          | short    | 412    |               | prefetch key b2m, server-busy
    401-mid-paging     |                  | long     | 200    | B2M 6.        | B2M results (unauthorized) could be read only in part
    403-condition-only |                  | long     | 200    | B2M 6.1 mg/L  | Problem list (forbidden) could not be read
    dstu2              |                  | long     | 412    |               | prefetch key b2m, unsupported-fhir-release
    xml-only           |                  | long     | 412    |               | prefetch key b2m, not-json
    xml-only           | 406              | long     | 412    |               | prefetch key b2m, refused
    shapes             |                  | long     | 200    | ISS III and   |
    url-limit          |                  | long     | 200    | ISS III and   |
    url-limit          | 8192             | long     | 200    | ISS III and   |
    wrong-patient      |                  | long     | 200    | A B2M result was delivered that cannot be used: it belongs to another patient | Sex and date of birth (not of this patient), albumin (not of this patient)
    wrong-patient      | redirect         | long     | 200    | A B2M result was delivered that cannot be used: it belongs to another patient | Sex and date of birth (redirected)
    wrong-patient      | issue            | long     | 200    | A B2M result was delivered that cannot be used: it belongs to another patient | Sex and date of birth (not found)
"""  # noqa: E501 - a row stays one line
ROWS = rows(TABLE)
DEADLINES = {"short": SHORT_S, "long": LONG_S}
# What the service may take beyond its deadline on a machine with other things to do.
SLACK_S = 3.0
PART = ("could be read only in part", "could not be read")

each_row = pytest.mark.parametrize(
    ("profile", "variant", "deadline", "status", "summary", "said"),
    ROWS,
    ids=[f"{row[0]}-{row[1]}".strip("-").replace(" ", "-") for row in ROWS],
)


def seen_at(profile: str, variant: str, deadline: str) -> Played:
    return played(profile, variant, DEADLINES[deadline])


def test_every_profile_stands_in_the_table_and_no_other():
    assert list(dict.fromkeys(row[0] for row in ROWS)) == list(PROFILES)
    assert len(set(PROFILES)) == 32


@each_row
def test_the_answer_is_cards_or_412_as_the_table_says(
    profile, variant, deadline, status, summary, said
):
    answer = seen_at(profile, variant, deadline)

    assert answer.status == int(status)
    if summary == "-":
        assert answer.body == {"cards": []}
    elif status == "200":
        assert answer.cards[0]["summary"].startswith(summary)


@each_row
def test_what_could_not_be_had_is_said_and_nothing_is_said_when_all_was(
    profile, variant, deadline, status, summary, said
):
    answer = seen_at(profile, variant, deadline)

    if said:
        assert said in answer.said
    else:
        assert not [words for words in PART if words in answer.said]


@each_row
def test_a_card_that_rests_on_part_of_the_b2m_results_says_so_in_its_first_line(
    profile, variant, deadline, status, summary, said
):
    cards = seen_at(profile, variant, deadline).cards
    in_part = "B2M results (" in said or "more exists" in said or variant == "hangs"

    staged = [card for card in cards if "B2M 6." in card["summary"]]
    assert [card for card in staged if "Not all B2M results" in card["summary"]] == (
        staged if in_part else []
    )
    assert not in_part or not [card for card in staged if "ISS" in card["summary"]]


@each_row
def test_the_answer_comes_in_time(profile, variant, deadline, status, summary, said):
    assert seen_at(profile, variant, deadline).seconds < DEADLINES[deadline] + SLACK_S


@each_row
def test_no_card_rests_on_a_row_of_another_patient(
    profile, variant, deadline, status, summary, said
):
    answer = seen_at(profile, variant, deadline)

    assert not [item for item in answer.inputs if OTHER_ID in item["reference"]]
    assert OTHER_VALUE not in str(answer.body)
    assert answer.inputs or status == "412" or summary[0] in "-A"


@each_row
def test_the_token_reaches_the_patients_server_and_no_other(
    profile, variant, deadline, status, summary, said
):
    answer = seen_at(profile, variant, deadline)

    assert answer.elsewhere == []
    assert answer.seen
    assert {seen.headers.get("Authorization") for seen in answer.seen} == {f"Bearer {TOKEN}"}
    assert TOKEN not in str(answer.body)


@each_row
def test_a_refusal_is_an_outcome_that_names_no_patient(
    profile, variant, deadline, status, summary, said
):
    answer = seen_at(profile, variant, deadline)

    if status == "412":
        assert answer.body["resourceType"] == "OperationOutcome"
        assert PATIENT_ID not in str(answer.body)
