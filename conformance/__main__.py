"""`python -m conformance URL`: does this service keep CDS Hooks 2.0? Exit 1 on a broken SHALL."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from conformance.answer import strict_json
from conformance.fhir_stub import DEFAULT_PORT
from conformance.machine_report import json_report, junit_report
from conformance.report import table
from conformance.run import Outcome, failed, judge
from conformance.target import DISCOVERY, Options, Target
from conformance.tokens import NoSigning, Signer
from conformance.wire import NoAnswer, Wire

NOT_USABLE = 2


class NotUsable(Exception):
    """The suite cannot begin; the message says why."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the suite: 0 = no SHALL broken, 1 = one or more, 2 = could not begin."""
    given = _parser().parse_args(arguments)
    try:
        outcomes = _outcomes(given)
    except NotUsable as reason:
        sys.stderr.write(f"{reason}\n")
        return NOT_USABLE
    _write(given, outcomes)
    return int(failed(outcomes))


def _outcomes(given: argparse.Namespace) -> list[Outcome]:
    options = Options(
        samples=tuple(sample for path in given.request for sample in _samples(path)),
        signer=_signer(given),
        stub_port=given.fhir_stub,
        own=given.own,
        **({"origin": given.origin} if given.origin else {}),
    )
    base = _base(given.url)
    with Wire(base, given.seconds, ca=given.ca) as wire, Target(wire, options) as target:
        try:
            _ = target.discovery
            return judge(target)
        except NoAnswer as reason:
            raise NotUsable(f"There is no answer from {base}: {reason}") from None
        except OSError as reason:
            raise NotUsable(f"The FHIR stub cannot listen: {reason.strerror}") from None


def _write(given: argparse.Namespace, outcomes: list[Outcome]) -> None:
    if given.json:
        given.json.write_text(json_report(given.url, outcomes), encoding="utf-8")
    if given.junit:
        given.junit.write_text(junit_report(given.url, outcomes), encoding="utf-8")
    for line in table(outcomes, colour=sys.stdout.isatty(), brief=given.brief):
        sys.stdout.write(f"{line}\n")


def _base(url: str) -> str:
    """The base URL, also of somebody who gives the address of discovery."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise NotUsable(f"{url} is no http or https address.")
    return url.rstrip("/").removesuffix(DISCOVERY)


def _samples(path: Path) -> list[dict[str, Any]]:
    try:
        value = strict_json(path.read_bytes())
    except OSError:
        raise NotUsable(f"{path} cannot be read.") from None
    except ValueError:
        raise NotUsable(f"{path} is not JSON.") from None
    samples = value if isinstance(value, list) else [value]
    if not all(isinstance(one, dict) and isinstance(one.get("context"), dict) for one in samples):
        raise NotUsable(f"{path} holds no CDS Hooks request (an object with hook and context).")
    return samples


def _signer(given: argparse.Namespace) -> Signer | None:
    if not given.jwt_key:
        return None
    if not given.jwt_iss:
        raise NotUsable("--jwt-key needs --jwt-iss.")
    try:
        signer = Signer(given.jwt_key.read_bytes(), given.jwt_iss, given.jwt_kid, given.jwt_jku)
        _ = signer.algorithm
    except OSError:
        raise NotUsable(f"{given.jwt_key} cannot be read.") from None
    except NoSigning as reason:
        raise NotUsable(f"{reason}.") from None
    return signer


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m conformance", description=__doc__)
    add = parser.add_argument
    add("url", metavar="URL", help="the base URL, that is without /cds-services")
    add("--json", type=Path, metavar="FILE", help="write the report as JSON")
    add("--junit", type=Path, metavar="FILE", help="write the report as JUnit XML")
    add(
        "--request",
        type=Path,
        metavar="FILE",
        action="append",
        default=[],
        help="a sample request, or a list of them, that the service answers with a card",
    )
    add("--jwt-key", type=Path, metavar="FILE", help="private key (PEM) of a trusted CDS client")
    add("--jwt-iss", metavar="ISS", help="the issuer that this client is known by")
    add("--jwt-kid", metavar="KID", default="conformance", help="its key id (%(default)s)")
    add("--jwt-jku", metavar="URL", default="", help="the address of its keys, if agreed on")
    add(
        "--fhir-stub",
        type=int,
        nargs="?",
        const=DEFAULT_PORT,
        metavar="PORT",
        help=f"play a FHIR server at http://127.0.0.1:PORT/fhir ({DEFAULT_PORT})",
    )
    add("--brief", action="store_true", help="show only what is not kept, and the counts")
    add("--origin", metavar="ORIGIN", help="a web origin that the service lets in")
    add("--own", action="store_true", help="also what goes beyond CDS Hooks")
    add("--ca", metavar="FILE", default="", help="certificates (PEM) to trust for https")
    add("--seconds", type=float, default=300, help="stop looking after this long (%(default)s)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
