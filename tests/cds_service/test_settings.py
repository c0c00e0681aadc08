"""Settings: where they come from, what is refused, and that the documented table is true."""

import json
import os
from collections.abc import Iterator
from dataclasses import fields
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from cds_service.rules.policy import DEFAULT_INDICES, OPTIONAL_INDICES, Policy
from cds_service.settings import (
    BESIDE_SETTINGS,
    POLICIES,
    PREFIX,
    InvalidSettings,
    Settings,
    load_settings,
    problems_in,
)

DOCUMENTED = Path(__file__).parents[2] / "docs" / "settings.md"


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch):
    for name in os.environ:
        if name.startswith(PREFIX):
            monkeypatch.delenv(name)


@pytest.fixture
def write(tmp_path, monkeypatch):
    """Write the TOML file and name it."""

    def written(text: str) -> None:
        file = tmp_path / "settings.toml"
        file.write_text(text, encoding="utf-8")
        monkeypatch.setenv("B2M_CDS_CONFIG", str(file))

    return written


def test_nothing_set_is_the_defaults():
    assert load_settings() == Settings()
    assert problems_in() == []


def test_reads_variables(monkeypatch):
    monkeypatch.setenv("B2M_CDS_FHIR_SERVERS", '["https://EHR.example.org:443/fhir/"]')
    monkeypatch.setenv("B2M_CDS_FHIR_DEADLINE_S", "1.5")
    monkeypatch.setenv("B2M_CDS_SITE_B2M_ULN", "2.40")
    monkeypatch.setenv("B2M_CDS_POLICY_NEAR_CUTOFF_SHARE", "0.05")

    settings = load_settings()

    assert settings.fhir.servers == {"https://ehr.example.org/fhir"}
    assert settings.fhir.deadline_s == 1.5
    assert settings.policy.near_cutoff_share == Decimal("0.05")
    assert settings.policy_in_force.site_b2m_uln == Decimal("2.40")


def test_reads_the_file_and_lets_a_variable_outrank_it(write, monkeypatch):
    write('[fhir]\ndeadline_s = 1\nmax_pages = 3\n[site]\ntime_zone = "Europe/Berlin"\n')
    monkeypatch.setenv("B2M_CDS_FHIR_DEADLINE_S", "2")

    settings = load_settings()

    assert (settings.fhir.deadline_s, settings.fhir.max_pages) == (2, 3)
    assert str(settings.site.zone) == "Europe/Berlin"


def test_reads_the_codes_of_orders(write):
    write('[orders]\nsuggest = false\n[orders."2532-0"]\nsystem="s"\ncode="c"\ndisplay="d"\n')

    orders = load_settings().orders

    assert not orders.suggest
    assert {loinc: code.code for loinc, code in orders.codes.items()} == {"2532-0": "c"}


def test_the_documented_examples_are_valid(write, monkeypatch):
    text = DOCUMENTED.read_text(encoding="utf-8")
    write(text.partition("```toml\n")[2].partition("```")[0])
    from_file = load_settings()
    monkeypatch.delenv("B2M_CDS_CONFIG")
    for line in text.partition("```\n")[2].partition("```")[0].splitlines():
        name, _, value = line.partition("=")
        monkeypatch.setenv(name, value.strip("'"))

    assert load_settings() == from_file
    assert from_file.orders.codes["2532-0"].display == "LDH"
    assert from_file.site.local_codes == {"https://lab.example.org/tests|B2M": "1952-1"}


def test_the_public_address_is_kept_without_a_slash_at_its_end(monkeypatch):
    monkeypatch.setenv("B2M_CDS_HTTP_PUBLIC_BASE_URL", "https://cds.example.org/")

    assert load_settings().http.public_base_url == "https://cds.example.org"


def test_cannot_be_changed_once_built():
    with pytest.raises(ValidationError):
        Settings().fhir.deadline_s = 9  # type: ignore[misc]


def test_never_prints_the_key_nor_the_address_of_the_store():
    settings = Settings.model_validate(
        {"site": {"key": "canary"}, "store": {"url": "sqlite:///canary"}}
    )

    assert "canary" not in repr(settings) + settings.model_dump_json()
    assert settings.site.key == SecretStr("canary")


COMPLAINTS = [
    ("FHIR_DEADLINE_S", "canary", "fhir.deadline_s: must be a valid number"),
    ("FHIR_DEADLINE_S", "0", "fhir.deadline_s: must be greater than 0"),
    ("FHIR_TIMEOUT", "canary", "fhir.timeout: there is no such setting"),
    ("FIHR_SERVERS", "canary", "B2M_CDS_FIHR_SERVERS: there is no such setting"),
    ("FHIR_SERVERS", "canary", "a variable that holds a list or a table is not JSON"),
    ("FHIR_SERVERS", '["http://canary.example/"]', "fhir.servers.0: must be https base URLs"),
    ("TRUST_MODE", "canary", "trust.mode: must be 'none' or 'jwt'"),
    ("TRUST_MODE", "jwt", "trust: mode jwt needs at least one issuer in trust.issuers"),
    ("SITE_TIME_ZONE", "canary", "site.time_zone: must be the name of a time zone"),
    ("SITE_B2M_ULN", "-1", "site.b2m_uln: must be greater than 0"),
    ("HTTP_CORS_ORIGINS", '["*"]', "http.cors_origins.0: must be origins such as"),
    ("HTTP_CORS_ORIGINS", '["https://a.example/"]', "http.cors_origins.0: must be origins such as"),
    ("HTTP_PUBLIC_BASE_URL", "canary", "http.public_base_url: must be empty or the address"),
    ("STORE_URL", "canary", "store.url: must be sqlite:///FILE or postgresql://"),
    ("STORE_URL", "mysql://canary@host/db", "store.url: must be sqlite:///FILE or postgresql://"),
    ("STORE_URL", "postgresql:canary", "store.url: must be sqlite:///FILE or postgresql://"),
    ("STORE_URL", "postgresql://[canary", "store.url: must be sqlite:///FILE or postgresql://"),
    ("STORE_URL", "postgresql://h:canary/d", "store.url: must be sqlite:///FILE or postgresql://"),
    ("STORE_URL", "sqlite://canary/file", "store.url: must be sqlite:///FILE or postgresql://"),
    ("POLICY_CANARY", "1", "policy: there is no policy canary"),
    ("POLICY_SITE_B2M_ULN", "1", "policy: there is no policy site_b2m_uln"),
    ("POLICY_AGE_MINIMUM", "canary", "policy.age_minimum: must be a valid integer"),
    ("INDICES", '{"canary-index": true}', "indices: there is no index canary-index"),
    ("ORDERS", '{"LDH": {}}', "orders.LDH: must be the LOINC code of a test"),
    ("ORDERS", '{"2532-0": {"code": "canary"}}', "orders.2532-0.system: is missing"),
]


@pytest.mark.parametrize(("name", "value", "complaint"), COMPLAINTS)
def test_says_in_plain_words_what_is_wrong_and_never_the_value(name, value, complaint, monkeypatch):
    monkeypatch.setenv(PREFIX + name, value)

    problems = problems_in()

    assert any(problem.startswith(complaint) for problem in problems)
    assert "canary" not in "".join(problems) or "canary" in complaint


def test_names_every_problem_at_once(monkeypatch):
    monkeypatch.setenv("B2M_CDS_FHIR_DEADLINE_S", "x")
    monkeypatch.setenv("B2M_CDS_FHIR_MAX_PAGES", "x")

    assert len(problems_in()) == 2


@pytest.mark.parametrize(("content", "problem"), [("fhir = [", "is not TOML"), (None, "read")])
def test_a_file_that_cannot_be_used_is_a_problem(content, problem, write, monkeypatch):
    if content is None:
        monkeypatch.setenv("B2M_CDS_CONFIG", "/nowhere/settings.toml")
    else:
        write(content)

    assert problems_in()[0].endswith(problem) or problem in problems_in()[0]
    with pytest.raises(InvalidSettings):
        load_settings()


@pytest.mark.parametrize("name", sorted(BESIDE_SETTINGS - {"B2M_CDS_CONFIG"}))
def test_variables_of_other_use_are_no_settings(name, monkeypatch):
    monkeypatch.setenv(name, "1")

    assert problems_in() == []


def documented() -> dict[str, tuple[str, str]]:
    """Variable and default by setting, as the page says."""
    lines = DOCUMENTED.read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip(" `") for cell in line.split("|")[1:5]] for line in lines if "| `" in line]
    return {setting: (variable, default) for setting, variable, default, _ in cells}


def in_code() -> Iterator[tuple[str, tuple[str, str]]]:
    """Variable and default by setting, as the code has them."""
    for section, described in Settings.model_fields.items():
        if section == "indices":
            for name in sorted(DEFAULT_INDICES | OPTIONAL_INDICES):
                yield f"indices.{name}", ("B2M_CDS_INDICES", shown(name in DEFAULT_INDICES))
            continue
        if section == "policy":
            names = {f.name: f.default for f in fields(Policy) if f.name in POLICIES}
        else:
            names = {
                name: getattr(described.default, name)
                for name in type(described.default).model_fields
            }
        for name, default in names.items():
            yield f"{section}.{name}", (f"{PREFIX}{section}_{name}".upper(), shown(default))
    yield 'orders."<LOINC>"', ("B2M_CDS_ORDERS", "")


def shown(default: object) -> str:
    if default is None:
        return ""
    if isinstance(default, SecretStr):
        return default.get_secret_value()
    if isinstance(default, (frozenset, tuple)):
        return json.dumps(list(default))
    return str(default).lower() if isinstance(default, bool) else str(default)


def test_the_page_lists_every_setting_with_its_variable_and_default_and_no_other():
    assert documented() == dict(in_code())


def test_a_site_switches_an_index_on_and_another_off(monkeypatch):
    monkeypatch.setenv("B2M_CDS_INDICES", '{"mass": true, "r2-iss": false}')

    shown_indices = load_settings().policy_in_force.indices

    assert shown_indices == DEFAULT_INDICES - {"r2-iss"} | {"mass"}
