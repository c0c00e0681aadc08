"""The commands that start something: `serve`, `sandbox`, `demo`; and `config check`."""

import re
import signal
import socket
from datetime import UTC, datetime

import pytest
import requests
from click.testing import CliRunner

from cds_service.cli import main
from cds_service.demo.fhir_server import demo_fhir_server, load
from cds_service.demo.patients import demo_patient
from tests import needs
from tests.cds_service.command_line import answers, b2m_cds, is_gone, started

pytestmark = pytest.mark.xdist_group("servers")

TODAY = datetime.now(UTC).date()


def run(*arguments, **variables):
    """Run a command in this process."""
    return CliRunner().invoke(main, arguments, env=variables)


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def test_serve_on_loopback_trusts_this_machine_says_so_and_stops_when_told():
    port = free_port()
    with started("serve", "--port", str(port)) as server:
        assert answers(f"http://127.0.0.1:{port}/livez").json() == {"status": "ok"}
        discovery = requests.get(
            f"http://127.0.0.1:{port}/cds-services",
            headers={"Origin": "http://localhost:3000"},
            timeout=10,
        )
        server.send_signal(signal.SIGTERM)
        _, log = server.communicate(timeout=20)

    assert discovery.headers["Access-Control-Allow-Origin"] == "http://localhost:3000"
    assert "every caller on this machine is trusted" in log
    assert server.returncode == 0
    assert is_gone(f"http://127.0.0.1:{port}/livez")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "cds.example.org"])
def test_serve_refuses_any_other_address_until_trust_is_set(host):
    result = run("serve", "--host", host)

    assert result.exit_code == 2
    assert "Set trust.mode" in result.stderr


def test_sandbox_shows_prefetch_key_by_key_and_the_cards():
    needs.sekmet()
    with demo_fhir_server(18290) as fhir_server:
        load(fhir_server, [demo_patient("iss-3", TODAY)])
        result = run("sandbox", "--fhir-server", fhir_server, "--patient", "iss-3")

    assert result.exit_code == 0, result.stderr
    assert re.search(r"b2m +\d+ ms +HTTP 200, 1 row, 1 page\n", result.stdout)
    assert re.search(r"Answer 200 in \d+ ms", result.stdout)
    assert "[info] ISS III" in result.stdout


def test_sandbox_says_why_there_is_no_card():
    needs.sekmet()
    with demo_fhir_server(18290) as fhir_server:
        load(fhir_server, [demo_patient("no-b2m", TODAY)])
        result = run("sandbox", "--fhir-server", fhir_server, "--patient", "no-b2m")

    assert "No card: no serum B2M on file" in result.stdout


def test_sandbox_uses_the_token_and_shows_what_is_refused_without_it():
    needs.sekmet()
    with demo_fhir_server(18290, token="open-sesame") as fhir_server:
        load(fhir_server, [demo_patient("iss-3", TODAY)], token="open-sesame")
        arguments = ["sandbox", "--fhir-server", fhir_server, "--patient", "iss-3"]
        allowed = run(*arguments, B2M_CDS_TOKEN="open-sesame")
        refused = run(*arguments, B2M_CDS_TOKEN="wrong")

    assert "ISS III" in allowed.stdout
    assert "open-sesame" not in allowed.stdout
    assert refused.exit_code == 1
    assert re.search(r"b2m +\d+ ms +refused: HTTP 401\n", refused.stdout)
    assert "Answer 412" in refused.stdout
    assert "prefetch key b2m, unauthorized" in refused.stderr


def test_sandbox_calls_a_running_service():
    result = run(
        "sandbox", "--fhir-server", "http://127.0.0.1:9/fhir", "--patient", "p",
        "--service", f"http://127.0.0.1:{free_port()}",
    )  # fmt: skip

    assert result.exit_code == 1
    assert "No CDS service answers at" in result.stderr


def test_demo_once_prints_the_cards_of_one_patient_and_ends():
    needs.sekmet()
    needs.markdown()
    result = b2m_cds("demo", "--once")

    assert result.returncode == 0, result.stderr
    assert "ISS III" in result.stdout
    assert "\x1b[" not in result.stdout


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP", "SIGKILL"])
def test_demo_stays_until_a_signal_comes_and_leaves_nothing_behind(name, tmp_path):
    needs.sekmet()
    needs.markdown()
    with started("demo", TMPDIR=str(tmp_path), PYTHONUNBUFFERED="1") as demo:
        assert demo.stdout is not None
        line = next(line for line in demo.stdout if "Demo EHR page" in line)
        page, fhir_server = re.findall(r"http://\S+", line)
        assert requests.get(page, timeout=10).status_code == 200

        demo.send_signal(getattr(signal, name))
        demo.wait(20)

    assert demo.returncode == (-signal.SIGKILL if name == "SIGKILL" else 0)
    assert is_gone(page)
    assert is_gone(f"{fhir_server}/metadata")
    assert list(tmp_path.iterdir()) == []


def test_config_check_is_content_with_the_defaults():
    result = run("config", "check")

    assert (result.exit_code, result.stdout) == (0, "The settings are valid.\n")


def test_config_check_names_what_is_wrong_and_never_a_value():
    result = run(
        "config", "check", B2M_CDS_FHIR_DEADLINE_S="s3cret", B2M_CDS_SITE_KEY="hush",
        B2M_CDS_SITE_TIME_ZONE="Mars/Base",
    )  # fmt: skip

    assert result.exit_code == 1
    assert "fhir.deadline_s" in result.stderr
    assert "site.time_zone" in result.stderr
    assert not re.search("s3cret|hush|Mars", result.stdout + result.stderr)


@pytest.mark.parametrize("command", [["serve"], ["interpret", "-"]])
def test_no_command_works_with_invalid_settings(command):
    result = run(*command, B2M_CDS_SITE_TIME_ZONE="Mars/Base")

    assert result.exit_code == 2
    assert "site.time_zone" in result.stderr
