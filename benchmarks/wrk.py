"""The load generator wrk (https://github.com/wg/wrk), where it is installed.

It costs the machine little, but does not read the answers: whether they hold cards is looked at
before and after each run.
"""

import asyncio
import json
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.client import CALL, HOST, Load, RunVoid, check, once, post

SCRIPT = """
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = io.open("body.json", "rb"):read("*a")
function done(summary, latency, requests)
    local errors = summary.errors
    local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
    io.write(string.format(
        '\\n{"requests": %d, "us": %d, "errors": %d, "p50_us": %f, "p99_us": %f}\\n',
        summary.requests, summary.duration, failed, latency:percentile(50), latency:percentile(99)
    ))
end
"""


def installed() -> bool:
    return shutil.which("wrk") is not None


def keep_asking(
    port: int, body: bytes, connections: int, seconds: float, *, cards: bool = True
) -> Load:
    """As the function of this name in `benchmarks.client`; wrk takes whole seconds only."""
    check(asyncio.run(once(port, post(body))), cards=cards)
    with TemporaryDirectory() as folder:
        Path(folder, "body.json").write_bytes(body)
        Path(folder, "post.lua").write_text(SCRIPT, encoding="utf-8")
        length = f"{max(1, round(seconds))}s"
        command = ["wrk", "-t1", f"-c{connections}", f"-d{length}", "--timeout", "20s"]
        url = f"http://{HOST}:{port}{CALL}"
        run = [*command, "-s", "post.lua", url]
        said = subprocess.run(run, cwd=folder, capture_output=True, text=True, check=False)
    check(asyncio.run(once(port, post(body))), cards=cards)
    return load_in(said.stdout)


def load_in(output: str) -> Load:
    """The line that the script writes last; raises RunVoid for errors and for no answer at all."""
    line = output.strip().rpartition("\n")[2]
    if not line.startswith("{"):
        raise RunVoid("wrk did not run")
    said = json.loads(line)
    if said["errors"] or not said["requests"]:
        raise RunVoid(f"{said['errors']} errors in {said['requests']} requests")
    per_second = said["requests"] / said["us"] * 1e6
    return Load(said["requests"], per_second, said["p50_us"] / 1000, said["p99_us"] / 1000)
