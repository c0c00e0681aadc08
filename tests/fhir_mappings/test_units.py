import re
from decimal import Decimal
from itertools import combinations

import pytest

from fhir_mappings.codes import table
from fhir_mappings.model import Analyte
from fhir_mappings.units import factor_for, normalised
from tests.tables import rows

UNITS = list(table("units.csv"))
MASS_PER_VOLUME = re.compile(r"(?P<mass>[munµ]?|mc)g/(?P<volume>[dm]?)L")
CONCENTRATIONS = [
    row
    for row in UNITS
    if MASS_PER_VOLUME.fullmatch(row["token"])
    and MASS_PER_VOLUME.fullmatch(Analyte[row["analyte"]].unit)
]
PREFIXES = {"": 0, "d": -1, "m": -3, "u": -6, "µ": -6, "mc": -6, "n": -9}
# Small molecules and ions, whose molar mass is known exactly enough.
CALCIUM = {"CALCIUM", "CORRECTED_CALCIUM", "IONISED_CALCIUM"}
KNOWN_MOLAR = {"CREATININE", "URINE_CREATININE"} | CALCIUM

# One report per token of the table, and the same value in the canonical unit by other arithmetic.
CONVERTED = """
    analyte    | reported | unit                | canonical
    SERUM_B2M  | 3.5      | mg/L                | 3.5
    SERUM_B2M  | 3.5      | MG/L                | 3.5
    SERUM_B2M  | 3.5      | mg/l                | 3.5
    SERUM_B2M  | 3.50     | ug/mL               | 3.50
    SERUM_B2M  | 3.5      | mcg/mL              | 3.5
    SERUM_B2M  | 3.5      | µg/mL               | 3.5
    SERUM_B2M  | 3.5      | ug/ml               | 3.5
    SERUM_B2M  | 0.35     | mg/dL               | 3.5
    SERUM_B2M  | 350      | ug/dL               | 3.5
    SERUM_B2M  | 350      | mcg/dL              | 3.5
    SERUM_B2M  | 3500     | ng/mL               | 3.5
    SERUM_B2M  | 3500     | ug/L                | 3.5
    SERUM_B2M  | 3500     | mcg/L               | 3.5
    SERUM_B2M  | 3500     | µg/L                | 3.5
    SERUM_B2M  | 0.0035   | g/L                 | 3.5
    SERUM_B2M  | 350000   | ng/dL               | 3.5
    ALBUMIN    | 3.5      | g/dL                | 35
    ALBUMIN    | 3.5      | gm/dL               | 35
    ALBUMIN    | 3.5      | G/DL                | 35
    ALBUMIN    | 3.5      | g/dl                | 35
    ALBUMIN    | 35       | g/L                 | 35
    ALBUMIN    | 3500     | mg/dL               | 35
    CREATININE | 1.2      | mg/dL               | 1.2
    CREATININE | 106.08   | umol/L              | 1.2
    CREATININE | 106.08   | µmol/L              | 1.2
    CREATININE | 106.08   | mcmol/L             | 1.2
    CREATININE | 0.10608  | mmol/L              | 1.2
    CREATININE | 12       | mg/L                | 1.2
    CREATININE | 0.012    | g/L                 | 1.2
    EGFR       | 59       | mL/min/{1.73_m2}    | 59
    EGFR       | 59       | mL/min/1.73m2       | 59
    EGFR       | 59       | mL/min/1.73.m2      | 59
    EGFR       | 59       | mL/min/{1.73m2}     | 59
    EGFR       | 59       | mL/min/1.73 sq M    | 59
    EGFR       | 59       | mL/min/1.73m^2      | 59
    EGFR       | 59       | mL/min/1.73 m²      | 59
    EGFR       | 59       | mL/min/1.73 m2      | 59
    EGFR       | 0.5      | mL/s/{1.73_m2}      | 30
    EGFR       | 59       | mL/min              | 59
    LDH        | 240      | U/L                 | 240
    LDH        | 240      | IU/L                | 240
    LDH        | 240      | [IU]/L              | 240
    LDH        | 240      | units/L             | 240
    LDH        | 4.0      | ukat/L              | 240
    LDH        | 4.0      | µkat/L              | 240
    LDH        | 4000     | nkat/L              | 240
"""

# By molar mass: B2M 11 729 g/mol (P-01), albumin 66 438 g/mol (P-03).
MOLAR = """
    analyte   | reported | unit   | canonical
    SERUM_B2M | 298.41   | nmol/L | 3.5
    SERUM_B2M | 250      | nmol/L | 2.93
    SERUM_B2M | 0.29841  | umol/L | 3.5
    SERUM_B2M | 0.29841  | µmol/L | 3.5
    ALBUMIN   | 526.81   | umol/L | 35
    ALBUMIN   | 526.81   | µmol/L | 35
"""

SPELLINGS = """
    analyte    | unit               | times | what differs
    SERUM_B2M  | Mg/l               | 1     | case
    SERUM_B2M  | UG/ML              | 1     | case
    SERUM_B2M  | UG/L               | 0.001 | case, not the thousandfold ug/mL
    SERUM_B2M  | NMOL/L             | 0.011729 | case
    ALBUMIN    | G/L                | 1     | case
    ALBUMIN    | g/DL               | 10    | case
    CREATININE | MG/DL              | 1     | case
    LDH        | u/l                | 1     | case
    LDH        | Units/L            | 1     | case
    EGFR       | ML/MIN/1.73M2      | 1     | case
    EGFR       | mL/min/1.73  m2    | 1     | two blanks
    EGFR       | mL/min/1.73 SQ M   | 1     | case
    EGFR       | mL/min/1.73m²      | 1     | superscript
    SERUM_B2M  | ｍｇ／Ｌ           | 1     | full-width letters
"""

UNKNOWN = """
    analyte    | unit            | why
    SERUM_B2M  | g/dL            | a unit of albumin
    SERUM_B2M  | U/L             | a unit of LDH
    SERUM_B2M  | mg              | no volume
    SERUM_B2M  | mgL             | no stroke
    SERUM_B2M  | mg / L          | blanks around the stroke
    SERUM_B2M  | mg/L/24h        | a rate
    SERUM_B2M  | k[IU]/L         | arbitrary units
    SERUM_B2M  | mg/g{creat}     | a ratio
    SERUM_B2M  |                 | nothing
    ALBUMIN    | %               | a fraction
    ALBUMIN    | umol            | no volume
    CREATININE | nmol/L          | not for creatinine
    CREATININE | ml/min          | a clearance
    LDH        | kat/L           | not listed
    EGFR       | mL/min/1.73     | no area
    EGFR       | mL/h            | not listed
"""


@pytest.mark.parametrize(("analyte", "reported", "unit", "canonical"), rows(CONVERTED))
def test_a_reported_unit_is_converted_exactly(analyte, reported, unit, canonical):
    factor = factor_for(Analyte[analyte], unit)

    assert factor is not None
    assert factor.convert(Decimal(reported)) == Decimal(canonical)
    assert not factor.approximate


@pytest.mark.parametrize(("analyte", "reported", "unit", "canonical"), rows(MOLAR))
def test_a_molar_unit_is_converted_approximately_and_says_so(analyte, reported, unit, canonical):
    factor = factor_for(Analyte[analyte], unit)

    assert factor is not None
    assert abs(factor.convert(Decimal(reported)) / Decimal(canonical) - 1) < Decimal("0.001")
    assert factor.approximate


def test_these_tables_hold_every_token_of_their_analytes():
    tested = {(row[0], row[2]) for row in (*rows(CONVERTED), *rows(MOLAR))}
    analytes = {analyte for analyte, _ in tested}

    assert tested == {(row["analyte"], row["token"]) for row in UNITS if row["analyte"] in analytes}


@pytest.mark.parametrize("row", CONCENTRATIONS, ids=lambda row: f"{row['analyte']} {row['token']}")
def test_the_factor_of_a_mass_per_volume_follows_from_its_prefixes(row):
    analyte = Analyte[row["analyte"]]
    factor = factor_for(analyte, row["token"])

    assert factor is not None
    assert factor.number == per_litre(row["token"]) / per_litre(analyte.unit)


@pytest.mark.parametrize(("analyte", "unit", "times", "what"), rows(SPELLINGS))
def test_case_and_spelling_do_not_matter_within_one_analyte(analyte, unit, times, what):
    factor = factor_for(Analyte[analyte], unit)

    assert factor is not None
    assert factor.number == Decimal(times)


@pytest.mark.parametrize(("analyte", "unit", "why"), rows(UNKNOWN))
def test_a_unit_that_is_not_listed_for_the_analyte_is_not_recognised(analyte, unit, why):
    assert factor_for(Analyte[analyte], unit) is None


@pytest.mark.parametrize("micro", ["\u00b5", "\u03bc", "u"], ids=["micro sign", "Greek mu", "u"])
@pytest.mark.parametrize(
    ("analyte", "rest", "times"),
    [("SERUM_B2M", "g/L", "0.001"), ("LDH", "kat/L", "60"), ("ALBUMIN", "mol/L", "0.066438")],
)
def test_both_micro_signs_are_read_as_the_letter_u(micro, analyte, rest, times):
    factor = factor_for(Analyte[analyte], micro + rest)

    assert factor is not None
    assert factor.number == Decimal(times)


def test_blanks_are_trimmed_and_collapsed():
    assert normalised(" mL/min/1.73\u00a0 m² ") == "mL/min/1.73 m2"


def test_a_quotient_stays_exact_where_its_decimal_fraction_would_not():
    factor = factor_for(Analyte.CREATININE, "umol/L")

    assert factor is not None
    assert factor.convert(Decimal("353.6")) == 4
    assert factor.number == Decimal(1) / Decimal("88.4")
    assert Decimal("353.6") * factor.number != 4


def test_the_precision_of_the_report_is_kept():
    factor = factor_for(Analyte.SERUM_B2M, "mg/L")

    assert factor is not None
    assert str(factor.convert(Decimal("6.10"))) == "6.10"


@pytest.mark.parametrize("row", UNITS, ids=lambda row: f"{row['analyte']} {row['token']}")
def test_every_row_of_the_unit_table_is_found_with_its_own_factor(row):
    times, _, by = row["factor"].partition("/")

    factor = factor_for(Analyte[row["analyte"]], row["token"])

    assert factor is not None
    assert (factor.times, factor.by) == (Decimal(times), Decimal(by or 1))
    assert factor.times > 0
    assert factor.approximate is (row["approximate"] == "yes")


@pytest.mark.parametrize("row", UNITS, ids=lambda row: f"{row['analyte']} {row['token']}")
def test_exactly_the_molar_units_of_proteins_are_approximate(row):
    molar = "mol/" in row["token"] and row["analyte"] not in KNOWN_MOLAR

    assert row["approximate"] == ("yes" if molar else "")


@pytest.mark.parametrize("spelt", [normalised, lambda token: normalised(token).casefold()])
def test_tokens_of_one_analyte_that_are_spelt_alike_have_the_same_factor(spelt):
    clashes = [
        (one["token"], other["token"])
        for one, other in combinations(UNITS, 2)
        if one["analyte"] == other["analyte"]
        and spelt(one["token"]) == spelt(other["token"])
        and one["factor"] != other["factor"]
    ]

    assert clashes == []


def per_litre(unit: str) -> Decimal:
    """Grams per litre of one of this mass concentration, from its prefixes alone."""
    found = MASS_PER_VOLUME.fullmatch(unit)
    assert found is not None, unit
    return Decimal(1).scaleb(PREFIXES[found["mass"]] - PREFIXES[found["volume"]])
