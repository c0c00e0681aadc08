"""docs/trust.md states only what runs: its settings, its words, its key for trials."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

from cds_service.client_signature import signer_from
from cds_service.settings import Settings
from cds_service.trust import trusted_clients
from cds_service.trust_refusal import Refusal
from cds_service.trust_settings import PUBLIC_SANDBOX, IssuerSettings

PAGE = (Path(__file__).parents[2] / "docs" / "trust.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    return PAGE.partition(f"```{language}\n")[2].partition("```")[0]


def section(title: str) -> str:
    return PAGE.partition(f"## {title}\n")[2].partition("\n## ")[0]


def test_the_example_of_a_client_is_valid():
    settings = Settings.model_validate(tomllib.loads(block("toml")))

    assert settings.trust.issuers["https://ehr.example.org"].jku


def test_every_word_of_the_log_is_explained():
    rows = [line.split("|")[1] for line in section("When a client gets 401").splitlines()[5:]]

    words = [word for row in rows for word in re.findall("`([a-z-]+)`", row)]
    assert sorted(words) == sorted(Refusal)


def test_every_setting_of_a_client_is_listed_with_its_default():
    rows = re.findall(r"^\| `(\w+)` \|(.*?)\|", section("Register a client"), re.MULTILINE)
    fields = IssuerSettings.model_fields

    assert {name: default.strip(" `") for name, default in rows} == {
        name: shown(field.default) for name, field in fields.items()
    }


def shown(default: object) -> str:
    return json.dumps(sorted(default)) if isinstance(default, frozenset | tuple) else ""


def test_the_public_sandbox_is_named_as_it_is_warned_of():
    assert f"`{PUBLIC_SANDBOX}`" in section("Per EHR")


def test_the_key_for_trials_signs_what_the_service_accepts(tmp_path):
    subprocess.run([sys.executable, "-c", block("python")], cwd=tmp_path, check=True, timeout=50)
    trust = {"issuers": {"https://trial": {"keys_file": str(tmp_path / "jwks.json")}}}
    clients = trusted_clients(Settings.model_validate({"trust": trust}).trust)
    endpoint = "https://cds.example.org/cds-services"

    token = signer_from(tmp_path / "key.json", "https://trial").token(endpoint)

    assert clients.caller(f"Bearer {token}", frozenset({endpoint})) == "https://trial"
