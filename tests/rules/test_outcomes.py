# Rows of the tables hold whole sentences.
# ruff: noqa: E501
"""Outcome figures: off by default; when a site shows them, all groups, with cohort and era."""

from dataclasses import replace

import pytest

from cds_service.rules.outcomes import NOT_A_FORECAST, OUTCOMES, outcome_sentence
from tests.rules.build import INDEX_RULES, POLICY, chart, findings
from tests.tables import rows

# As printed in the clinical documents (oncology 3 to 5), best group first.
PUBLISHED = """
    index       | figures                     | measure                                   | cohort                                            | seen in
    iss         | 62 44 29                    | median overall survival in months         | 2005 cohort, before novel drugs                   |
    r-iss       | 82 62 40                    | 5-year overall survival in %              | 2015 cohort of 11 trials                          |
    r2-iss      | not_reached 109.2 68.5 37.9 | median overall survival in months         | 2022 cohort of 16 trials                          | seen in secondary sources only
    mass        | 11.0 7.0 4.5                | median overall survival in years          | 2022 Mayo cohort                                  |
    cll-ipi     | 93.2 79.3 63.3 23.3         | 5-year overall survival in %              | 2016 cohort of 8 trials, chemo(immuno)therapy era | seen in secondary sources only
    ball        | 89.7 79.5 55.8              | 24-month overall survival in %            | 2019 cohort of treated patients                   | seen in secondary sources only
    flipi2      | 91 69 51                    | 3-year progression-free survival in %     | 2009 cohort                                       |
    prima-pi    | 69 55 37                    | 5-year progression-free survival in %     | 2018 cohort under immunochemotherapy              |
    ipsswm      | 87 68 36                    | 5-year overall survival in %              | 2009 cohort                                       |
    geltamo-ipi | 93 79 66 39                 | 5-year overall survival in %              | 2017 cohort under R-chemotherapy                  |
    aitl-score  | 63 54 21                    | 5-year overall survival in %              | 2021 cohort                                       |
"""
BY_RULE = {item.rule: item for item in INDEX_RULES}
SHOWN = replace(POLICY, outcomes_show=True)


@pytest.mark.parametrize(("index", "figures", "measure", "cohort", "seen"), rows(PUBLISHED))
def test_the_figures_are_those_of_the_publication(index, figures, measure, cohort, seen):
    printed = tuple(figure.replace("_", " ") for figure in figures.split())

    found = OUTCOMES[index]

    assert (found.figures, found.measure, found.cohort) == (printed, measure, cohort)
    assert found.evidence == seen


def test_every_figure_is_in_the_table_of_this_test():
    assert set(OUTCOMES) == {index for index, *_ in rows(PUBLISHED)}


@pytest.mark.parametrize("index", sorted(OUTCOMES))
def test_every_group_has_its_figure_beside_cohort_and_era(index):
    rule, outcome = BY_RULE[index], OUTCOMES[index]

    said = outcome_sentence(index, rule.name, rule.index.groups)

    assert said.startswith(f"{rule.name}, {outcome.cohort}: ")
    assert any(char.isdigit() for char in outcome.cohort)
    for group, figure in zip(rule.index.groups, outcome.figures, strict=True):
        assert f"{group} {figure}" in said
    source = f"; {outcome.evidence}" if outcome.evidence else ""
    assert said.endswith(f"{source}. {NOT_A_FORECAST}")


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
        "III 29. These figures describe that cohort; they are no forecast for this patient."
    ) in said(SHOWN)
