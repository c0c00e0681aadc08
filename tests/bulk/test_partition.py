"""The export by patient: whose row is whose, what is counted, and that no digit is lost."""

import re

import duckdb
import pytest

from cds_service.bulk.export import NoExport, export_in
from cds_service.bulk.partition import b2m_pattern, counted, partition, patient_pattern
from cds_service.bulk.plan import Choices, Plan, plan_for
from cds_service.settings import Settings
from tests.bulk.exports import AS_OF, SETTINGS, patient, write_export
from tests.fhir_mappings.resources import observation

TWO = Choices(as_of=AS_OF, shards=2)


def parted(tmp_path, resources=(), extra=b"", **how) -> Plan:
    folder = write_export(tmp_path / "export", resources, **how)
    if extra:
        (folder / "more.ndjson").write_bytes(extra)
    plan = plan_for(export_in(folder), tmp_path / "out", SETTINGS, TWO)
    partition(plan, threads=1)
    return plan


def texts(plan):
    query = f"SELECT json FROM '{plan.parts}/*.parquet' WHERE json IS NOT NULL ORDER BY json"
    return [text for (text,) in duckdb.connect().execute(query).fetchall()]


def test_the_text_of_a_resource_stays_as_it_was_digit_by_digit(tmp_path):
    line = '{"resourceType": "Patient", "id": "p1", "n": [6.10, 1e2, 0.10000000000000000000000001]}'

    assert texts(parted(tmp_path, extra=line.encode() + b"\n")) == [line]


def test_a_packed_export_reads_the_same(tmp_path):
    resources = [patient(), observation()]

    plain, packed = (
        texts(parted(tmp_path / str(how), resources, packed=how)) for how in (False, True)
    )

    assert plain == packed
    assert len(plain) == 2


def test_all_rows_of_a_patient_are_in_one_shard(tmp_path):
    people = [f"p{number}" for number in range(40)]
    resources = [patient(name) for name in people] + [
        observation(id=f"o-{name}", subject={"reference": f"Patient/{name}"}) for name in people
    ]

    plan = parted(tmp_path, resources)

    query = f"SELECT patient, shard FROM '{plan.parts}/*.parquet'"
    where = set(duckdb.connect().execute(query).fetchall())
    assert len(where) == len(people)
    assert {shard for _, shard in where} == {0, 1}


def test_what_is_no_resource_or_names_no_patient_is_counted(tmp_path):
    lines = b'{"resourceType":"Patient","id":"p2"}\nnot json\n[1]\n{"id":"x"}\n'
    nobody = observation(subject={"display": "somebody"})
    group = observation(id="o2", subject={"reference": "Group/g1"})

    plan = parted(tmp_path, [patient(), nobody, group, {"resourceType": "Encounter"}], lines)

    counts = counted(plan)
    assert counts.rows == {"Observation": 2, "Patient": 2}
    assert counts.of_nobody == {"Observation": 2}
    assert counts.unreadable == 3


@pytest.mark.parametrize(
    ("reference", "own"),
    [
        ("Patient/p1", "p1"),
        ("Patient/p1/_history/3", "p1"),
        ("Patient/erX_1-2.b", "erX_1-2.b"),
        ("https://ehr.example.org/fhir/Patient/p1", "p1"),
        ("https://ehrXexample.org/fhir/Patient/p1", None),
        ("https://other.example.org/fhir/Patient/p1", None),
        ("Patient/p1/x", None),
        ("Patient/p1\nPatient/p2", None),
        ("Group/p1", None),
        ("urn:uuid:p1", None),
    ],
)
def test_a_reference_means_a_patient_of_the_server_that_made_the_export(reference, own):
    pattern = patient_pattern("https://ehr.example.org/fhir/")
    query = duckdb.execute("SELECT regexp_extract(?, ?, 1)", [reference, pattern])

    assert query.fetchall() == [(own or "",)]


def test_an_absolute_reference_needs_the_address_of_its_server():
    assert not re.search(patient_pattern(""), "https://ehr.example.org/fhir/Patient/p1")


@pytest.mark.parametrize(
    ("code", "may_be"),
    [
        ('{"coding":[{"code":"1952-1"}]}', True),
        ('{"coding":[{"code":"1953-9"}]}', True),
        ('{"text":"Beta-2 microglobulin"}', True),
        (r'{"text":"\\u03b22-Mikroglobulin"}', True),
        ('{"text":"β2 M"}', True),
        ('{"coding":[{"code":"B2.M(S)"}]}', True),
        ('{"coding":[{"code":"B2xM(S)"}]}', False),
        ('{"coding":[{"code":"11952-1"}]}', False),
        ('{"text":"Albumin"}', False),
    ],
)
def test_b2m_is_suspected_by_code_by_name_and_by_the_codes_of_the_site(code, may_be):
    site = {"local_codes": {"urn:lab|B2.M(S)": "1952-1", "urn:lab|ALB": "1751-7"}}
    pattern = b2m_pattern(Settings.model_validate({"site": site}))
    query = duckdb.execute(
        "SELECT regexp_matches(?, ?, 'i')", [code.replace(r"\\u", r"\u"), pattern]
    )

    assert query.fetchall() == [(may_be,)]


def test_a_folder_without_ndjson_is_refused(tmp_path):
    (tmp_path / "notes.txt").write_text("x")

    with pytest.raises(NoExport, match="No NDJSON"):
        export_in(tmp_path)
