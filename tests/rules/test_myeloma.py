# Rows of the tables hold whole sentences.
# ruff: noqa: E501
"""IMS/IMWG 2025, R2-ISS and MASS on charts: criterion 4, the overall verdict, what is still open."""

import pytest

from cds_service.rules.citations import AVET_LOISEAU_2025, DAGOSTINO_2022, MASS_2022
from cds_service.rules.finding import Story
from tests.rules.build import (
    GOOD_KIDNEY,
    chart,
    findings,
    marker,
    markers,
    number,
    therapy,
    with_indices,
)
from tests.tables import rows

CRITERION_4 = """
    B2M          | creatinine  | possible                | shown                                                     | says
    5.5          | 1.19 mg/dL  | high-risk               | criterion 4 met                                           | yes
    5.5          | 105 umol/L  | high-risk               | criterion 4 met                                           | yes
    5.5          | 1.2 mg/dL   | not-high-risk high-risk | criterion 4 not met (creatinine not below 1.2)            | no
    5.49         | 0.8 mg/dL   | not-high-risk high-risk | criterion 4 not met (B2M below 5.5)                       | no
    5.49         | 1.5 mg/dL   | not-high-risk high-risk | criterion 4 not met (B2M below 5.5)                       | no
    5.49         | -           | not-high-risk high-risk | criterion 4 not met (B2M below 5.5)                       | no
    < 5.5        | 0.8 mg/dL   | not-high-risk high-risk | criterion 4 not met (B2M below 5.5)                       | no
    <= 5.5       | 0.8 mg/dL   | not-high-risk high-risk | not assignable: not-high-risk or high-risk                | no
    > 20         | 0.8 mg/dL   | high-risk               | criterion 4 met                                           | yes
    6            | -           | not-high-risk high-risk | not assignable: not-high-risk or high-risk                | no
    6            | < 1.2 mg/dL | high-risk               | criterion 4 met                                           | yes
    6            | > 1.0 mg/dL | not-high-risk high-risk | not assignable: not-high-risk or high-risk                | no
    > 4          | 1.5 mg/dL   | not-high-risk high-risk | criterion 4 not met (creatinine not below 1.2)            | no
    > 4          | 0.8 mg/dL   | not-high-risk high-risk | not assignable: not-high-risk or high-risk                | no
    470 nmol/L   | 0.8 mg/dL   | not-high-risk high-risk | not assignable: not-high-risk or high-risk                | no
    460 nmol/L   | 1.5 mg/dL   | not-high-risk high-risk | criterion 4 not met (creatinine not below 1.2)            | no
"""


@pytest.mark.parametrize(("b2m", "creatinine", "possible", "shown", "says"), rows(CRITERION_4))
def test_criterion_4_stands_on_b2m_and_creatinine_alone(b2m, creatinine, possible, shown, says):
    found = findings(chart(SERUM_B2M=b2m, CREATININE=creatinine))["ims-2025"]

    assert found.possible == tuple(possible.split())
    assert found.result == shown
    assert any("meets the 2025 high-risk definition" in text for text in found.statements) is (
        says == "yes"
    )
    assert (found.headline == "IMS/IMWG 2025 criterion 4 met") is (says == "yes")
    assert found.citations == (AVET_LOISEAU_2025,)


ALL_ABSENT = {
    "DEL_17P": "absent",
    "TP53_MUTATION": "absent",
    "T_4_14": "absent",
    "T_14_16": "absent",
    "T_14_20": "absent",
    "GAIN_1Q": "absent",
    "DEL_1P32": "absent",
}
VERDICTS = """
    changed                        | possible                | needed
    -                              | not-high-risk           |
    TP53_MUTATION present          | high-risk               |
    TP53_MUTATION -                | not-high-risk high-risk | TP53 mutation
    T_4_14 present                 | not-high-risk           |
    T_4_14 present GAIN_1Q present | high-risk               |
    T_14_20 present GAIN_1Q -      | not-high-risk high-risk | 1q21
    GAIN_1Q present                | not-high-risk           |
    GAIN_1Q -                      | not-high-risk           |
    DEL_1P32 -                     | not-high-risk high-risk | 1p32
    GAIN_1Q present T_14_16 -      | not-high-risk high-risk | t(14;16)
"""


@pytest.mark.parametrize(("changed", "possible", "needed"), rows(VERDICTS))
def test_the_overall_verdict_follows_all_criteria(changed, possible, needed):
    words = changed.split() if changed != "-" else []
    answers = ALL_ABSENT | dict(zip(words[::2], words[1::2], strict=True))

    found = findings(chart(SERUM_B2M="3", CREATININE=GOOD_KIDNEY, markers=markers(**answers)))

    assert found["ims-2025"].possible == tuple(possible.split())
    assert found["ims-2025"].needed == ((needed,) if needed else ())


CLONES = """
    share | IMS/IMWG 2025           | R-ISS
    60    | high-risk               | II
    20    | not-high-risk high-risk | II
    5     | not-high-risk           | II
    -     | not-high-risk high-risk | II
"""


@pytest.mark.parametrize(("share", "ims", "r_iss"), rows(CLONES))
def test_only_ims_asks_how_large_the_clone_with_del17p_is(share, ims, r_iss):
    deletion = marker("DEL_17P", "present", share=None if share == "-" else number(share))
    others = markers(**{name: text for name, text in ALL_ABSENT.items() if name != "DEL_17P"})

    found = findings(
        chart(
            SERUM_B2M="2",
            ALBUMIN="40",
            LDH="180 limit 250",
            CREATININE=GOOD_KIDNEY,
            markers=(deletion, *others),
        )
    )

    assert found["ims-2025"].possible == tuple(ims.split())
    assert found["r-iss"].possible == tuple(r_iss.split())


R2 = """
    B2M | albumin | LDH           | changed                         | R2-ISS
    2   | 40      | 180 limit 250 | -                               | I
    2   | 40      | 180 limit 250 | GAIN_1Q present                 | II
    2   | 40      | 300 limit 250 | GAIN_1Q present                 | III
    4   | 40      | 180 limit 250 | -                               | II
    6   | 40      | 180 limit 250 | -                               | III
    6   | 40      | 300 limit 250 | GAIN_1Q present                 | IV
    6   | 40      | 180 limit 250 | T_4_14 -                        | III
    6   | 40      | 180 limit 250 | T_4_14 - GAIN_1Q present        | III IV
"""


@pytest.mark.parametrize(("b2m", "albumin", "ldh", "changed", "possible"), rows(R2))
def test_r2_iss_adds_up_what_a_chart_holds(b2m, albumin, ldh, changed, possible):
    words = changed.split() if changed != "-" else []
    answers = ALL_ABSENT | dict(zip(words[::2], words[1::2], strict=True))

    found = findings(
        chart(SERUM_B2M=b2m, ALBUMIN=albumin, LDH=ldh, EGFR="90", markers=markers(**answers))
    )["r2-iss"]

    assert found.possible == tuple(possible.split())
    assert found.citations == (DAGOSTINO_2022,)
    assert found.story is Story.MYELOMA


MASS = """
    B2M | LDH           | changed                        | MASS
    2   | 180 limit 250 | -                              | I
    6   | 180 limit 250 | -                              | II
    6   | 300 limit 250 | -                              | III
    2   | 180 limit 250 | T_14_20 present                | II
    2   | 180 limit 250 | T_4_14 -                       | I II
    2   | 180 limit 250 | DEL_17P present T_4_14 -       | II III
"""


@pytest.mark.parametrize(("b2m", "ldh", "changed", "possible"), rows(MASS))
def test_mass_counts_any_high_risk_translocation_only_where_all_were_looked_for(
    b2m, ldh, changed, possible
):
    words = changed.split() if changed != "-" else []
    answers = ALL_ABSENT | dict(zip(words[::2], words[1::2], strict=True))
    read = chart(SERUM_B2M=b2m, ALBUMIN="40", LDH=ldh, EGFR="90", markers=markers(**answers))

    found = findings(read, with_indices("mass"))["mass"]

    assert found.possible == tuple(possible.split())
    assert found.citations == (MASS_2022,)
    assert "mass" not in findings(read)


def test_genetics_of_after_first_therapy_do_not_count():
    read = chart(
        SERUM_B2M="6 @ 2026-10-30",
        LDH="180 limit 250 @ 2026-10-30",
        EGFR="90 @ 2026-10-30",
        therapies=(therapy("2026-11-01"),),
        markers=(marker("DEL_17P", "present", "2026-11-05"),),
    )

    assert findings(read)["r-iss"].possible == ("II", "III")
