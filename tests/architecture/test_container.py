"""What the Dockerfile promises, as far as it can be seen without building the image."""

from tests.architecture.source import ROOT, run_tool

DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
LINES = DOCKERFILE.splitlines()


def test_hadolint_finds_nothing():
    result = run_tool("hadolint", "Dockerfile")

    assert (result.returncode, result.stdout) == (0, "")


def test_the_service_runs_as_a_user_without_rights():
    last_stage = LINES[max(i for i, line in enumerate(LINES) if line.startswith("FROM ")) :]
    users = [line.split()[1] for line in last_stage if line.startswith("USER ")]

    assert users == ["10001"]


def test_only_locked_packages_get_into_the_image():
    from_an_index = [
        line for line in LINES if "pip" in line and " install " in line and "--no-index" not in line
    ]

    assert from_an_index
    assert all("--require-hashes" in line for line in from_an_index)


def test_the_image_is_asked_whether_it_lives():
    assert "HEALTHCHECK" in DOCKERFILE
    assert "/livez" in DOCKERFILE
