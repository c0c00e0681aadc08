"""Outcome figures of the published cohorts: off by default (policy P-20), never a forecast.

Shown for all groups of an index together, with cohort and era, because they describe patients of
then. Figures seen only in secondary sources are marked; those marked unverified in the clinical
documents are left out.

index       figures                                                             evidence
ISS         median overall survival, months: I 62, II 44, III 29                verified
R-ISS       5-year overall survival, %: I 82, II 62, III 40                     verified
R2-ISS      median overall survival, months: I not reached, II 109.2,
            III 68.5, IV 37.9                                                   secondary
MASS        median overall survival, years: I 11.0, II 7.0, III 4.5             verified
CLL-IPI     5-year overall survival, %: 93.2, 79.3, 63.3, 23.3                  secondary
BALL        24-month overall survival, %: 89.7, 79.5, 55.8                      secondary
FLIPI2      3-year progression-free survival, %: 91, 69, 51                     verified
PRIMA-PI    5-year progression-free survival, %: 69, 55, 37                     verified
IPSSWM      5-year overall survival, %: 87, 68, 36                              verified
GELTAMO-IPI 5-year overall survival, %: 93, 79, 66, 39                          verified
AITL score  5-year overall survival, %: 63, 54, 21                              verified
"""

from __future__ import annotations

from dataclasses import dataclass

NOT_A_FORECAST = "These figures describe that cohort; they are no forecast for this patient."


@dataclass(frozen=True)
class Outcome:
    """What a publication reports for its groups, best first, and for whom."""

    cohort: str
    measure: str
    figures: tuple[str, ...]
    evidence: str = ""

    def sentence(self, name: str, groups: tuple[str, ...]) -> str:
        """The figures of every group with cohort and era."""
        pairs = ", ".join(
            f"{group} {figure}" for group, figure in zip(groups, self.figures, strict=True)
        )
        source = f"; {self.evidence}" if self.evidence else ""
        return f"{name}, {self.cohort}: {self.measure} {pairs}{source}. {NOT_A_FORECAST}"


SECONDARY = "seen in secondary sources only"

OUTCOMES = {
    "iss": Outcome(
        "2005 cohort, before novel drugs", "median overall survival in months", ("62", "44", "29")
    ),
    "r-iss": Outcome(
        "2015 cohort of 11 trials", "5-year overall survival in %", ("82", "62", "40")
    ),
    "r2-iss": Outcome(
        "2022 cohort of 16 trials",
        "median overall survival in months",
        ("not reached", "109.2", "68.5", "37.9"),
        SECONDARY,
    ),
    "mass": Outcome("2022 Mayo cohort", "median overall survival in years", ("11.0", "7.0", "4.5")),
    "cll-ipi": Outcome(
        "2016 cohort of 8 trials, chemo(immuno)therapy era",
        "5-year overall survival in %",
        ("93.2", "79.3", "63.3", "23.3"),
        SECONDARY,
    ),
    "ball": Outcome(
        "2019 cohort of treated patients",
        "24-month overall survival in %",
        ("89.7", "79.5", "55.8"),
        SECONDARY,
    ),
    "flipi2": Outcome("2009 cohort", "3-year progression-free survival in %", ("91", "69", "51")),
    "prima-pi": Outcome(
        "2018 cohort under immunochemotherapy",
        "5-year progression-free survival in %",
        ("69", "55", "37"),
    ),
    "ipsswm": Outcome("2009 cohort", "5-year overall survival in %", ("87", "68", "36")),
    "geltamo-ipi": Outcome(
        "2017 cohort under R-chemotherapy",
        "5-year overall survival in %",
        ("93", "79", "66", "39"),
    ),
    "aitl-score": Outcome("2021 cohort", "5-year overall survival in %", ("63", "54", "21")),
}


def outcome_sentence(rule: str, name: str, groups: tuple[str, ...]) -> str:
    """The figures of an index; "" for one whose figures were not seen."""
    outcome = OUTCOMES.get(rule)
    return outcome.sentence(name, groups) if outcome else ""
