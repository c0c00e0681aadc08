"""Run `b2m-cds` as a user does, in a process of its own."""

import os
import subprocess
import sys
import time

import requests

B2M_CDS = [sys.executable, "-c", "from cds_service.cli import main; main()"]


def b2m_cds(*arguments, **variables):
    """Run a command to its end."""
    return subprocess.run(
        [*B2M_CDS, *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=50,
        env={**os.environ, **variables},
    )


class Started(subprocess.Popen[str]):
    """A process that does not outlive the test, however the test ends."""

    def __exit__(self, *failure):
        if self.poll() is None:
            self.kill()
        super().__exit__(*failure)


def started(*arguments, **variables):
    """Start a command that stays in the foreground."""
    return Started(
        [*B2M_CDS, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **variables},
    )


def answers(address, seconds=20):
    """The first answer of a server that is starting."""
    for _ in range(seconds * 10):
        try:
            return requests.get(address, timeout=40)
        except requests.ConnectionError:
            time.sleep(0.1)
    raise AssertionError(f"{address} does not answer")


def is_gone(address, seconds=10):
    """Has a server that was told to stop stopped?"""
    for _ in range(seconds * 10):
        try:
            requests.get(address, timeout=5)
        except requests.ConnectionError:
            return True
        time.sleep(0.1)
    return False
