"""What is not ours lies in tests/vendor as it was published, with its licence and its sum."""

import hashlib
import re
from pathlib import Path

VENDOR = Path("tests/vendor")


def test_the_sum_and_version_of_axe_are_those_that_are_written_down():
    script = (VENDOR / "axe.min.js").read_bytes()
    row = (VENDOR / "README.md").read_text(encoding="utf-8")

    assert hashlib.sha256(script).hexdigest() in row
    version = re.search(rb"axe v([\d.]+)", script[:100])
    assert version
    assert f"| {version[1].decode()} |" in row


def test_the_licence_of_axe_is_there_in_full():
    text = (VENDOR / "axe-LICENSE.txt").read_text(encoding="utf-8")

    assert "Mozilla Public License, version 2.0" in text
    assert "Exhibit B" in text


def test_every_vendored_file_is_written_down():
    listed = (VENDOR / "README.md").read_text(encoding="utf-8")

    assert [path.name for path in VENDOR.iterdir() if path.name not in f"{listed} README.md"] == []
