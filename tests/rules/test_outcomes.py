"""Outcome figures: off by default; when a site shows them, all groups, with cohort and era."""

from dataclasses import replace

import pytest

from cds_service.rules.outcomes import NOT_A_FORECAST, OUTCOMES, outcome_sentence
from tests.rules.build import INDEX_RULES, POLICY, chart, findings
from tests.tables import rows

# As printed in the clinical documents (oncology 3 to 5), best group first.
PUBLISHED = """
    index       | figures
    iss         | 62 44 29
    r-iss       | 82 62 40
    r2-iss      | not_reached 109.2 68.5 37.9
    mass        | 11.0 7.0 4.5
    cll-ipi     | 93.2 79.3 63.3 23.3
    ball        | 89.7 79.5 55.8
    flipi2      | 91 69 51
    prima-pi    | 69 55 37
    ipsswm      | 87 68 36
    geltamo-ipi | 93 79 66 39
    aitl-score  | 63 54 21
"""
BY_RULE = {item.rule: item for item in INDEX_RULES}
SHOWN = replace(POLICY, outcomes_show=True)


@pytest.mark.parametrize(("index", "figures"), rows(PUBLISHED))
def test_the_figures_are_those_of_the_publication(index, figures):
    printed = tuple(figure.replace("_", " ") for figure in figures.split())

    assert OUTCOMES[index].figures == printed


def test_every_figure_is_in_the_table_of_this_test():
    assert set(OUTCOMES) == {index for index, _ in rows(PUBLISHED)}


@pytest.mark.parametrize("index", sorted(OUTCOMES))
def test_every_group_has_its_figure_beside_cohort_and_era(index):
    rule, outcome = BY_RULE[index], OUTCOMES[index]

    said = outcome_sentence(index, rule.name, rule.index.groups)

    assert said.startswith(f"{rule.name}, {outcome.cohort}: ")
    assert any(char.isdigit() for char in outcome.cohort)
    for group, figure in zip(rule.index.groups, outcome.figures, strict=True):
        assert f"{group} {figure}" in said
    assert said.endswith(NOT_A_FORECAST)


def test_an_index_without_seen_figures_says_nothing():
    assert outcome_sentence("ripsswm", "rIPSSWM", ("low", "high")) == ""


def said(policy):
    myeloma = chart(SERUM_B2M="6", ALBUMIN="30 g/L")
    return " ".join(text for item in findings(myeloma, policy).values() for text in item.caveats)


def test_cards_show_no_figures_unless_the_site_wants_them():
    assert NOT_A_FORECAST not in said(POLICY)


def test_a_site_may_show_the_figures_of_all_groups_with_the_era():
    assert (
        "ISS, 2005 cohort, before novel drugs: median overall survival in months I 62, II 44, "
        f"III 29. {NOT_A_FORECAST}"
    ) in said(SHOWN)
