"""`python -m tests.conformance`: start our service, run the conformance suite on it, stop it."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from conformance.__main__ import main
from tests.conformance.ours import our_samples, our_service


def run(arguments: list[str]) -> int:
    """The exit status of the suite; the arguments are its own."""
    with our_service() as running, tempfile.TemporaryDirectory() as folder:
        samples = Path(folder) / "requests.json"
        samples.write_text(json.dumps(our_samples()), encoding="utf-8")
        options = ["--request", str(samples), "--fhir-stub", str(running.stub_port)]
        return main([running.url, *options, *arguments])


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
