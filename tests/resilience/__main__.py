"""`python -m tests.resilience FAULT [SECONDS]`: do the real server this harm, print the figures."""

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import pytest

from tests.cds_service.databases import new_database
from tests.cds_service.relay import relay
from tests.resilience.hanging import hanging, hanging_fhir
from tests.resilience.hanging import settings as asks_only
from tests.resilience.hostile import hostile_bodies
from tests.resilience.load import kill, load, sigterm
from tests.resilience.served import Served, served
from tests.resilience.skew import clock_skew, ledger_silent, trusting
from tests.resilience.slow_clients import slowloris
from tests.resilience.stores import disk_full, store_down

Drill = Callable[..., Iterator[str]]
Started = AbstractContextManager[tuple[object, ...]]


@contextmanager
def _plain() -> Iterator[tuple[Served]]:
    with served() as service:
        yield (service,)


@contextmanager
def _with_hanging_fhir() -> Iterator[tuple[object, ...]]:
    with hanging_fhir() as (stub, _), served(asks_only(stub)) as service:
        yield service, stub


@contextmanager
def _with_postgresql(**settings: str) -> Iterator[tuple[object, ...]]:
    """Through a relay; needs TEST_POSTGRESQL_URL (.ci/postgresql start DIR)."""
    with new_database() as url:
        address = urlsplit(url)
        with relay((str(address.hostname), address.port or 5432)) as between:
            through = url.replace(f":{address.port}/", f":{between.port}/")
            with served({"B2M_CDS_STORE_URL": through} | settings) as service:
                yield service, between


@contextmanager
def _with_trust() -> Iterator[tuple[Served]]:
    with TemporaryDirectory() as folder, served(trusting(Path(folder))) as service:
        yield (service,)


@contextmanager
def _with_trust_and_postgresql() -> Iterator[tuple[object, ...]]:
    with TemporaryDirectory() as folder, _with_postgresql(**trusting(Path(folder))) as parts:
        yield parts


FAULTS: dict[str, tuple[Callable[[], Started], Drill]] = {
    "load": (_plain, load),
    "sigterm": (_plain, sigterm),
    "kill": (_plain, kill),
    "disk-full": (_plain, disk_full),
    "store-down": (_with_postgresql, store_down),
    "hanging-fhir": (_with_hanging_fhir, hanging),
    "slowloris": (_plain, slowloris),
    "hostile-bodies": (_plain, hostile_bodies),
    "clock-skew": (_with_trust, clock_skew),
    "ledger-silent": (_with_trust_and_postgresql, ledger_silent),
}


def main(name: str, *seconds: str) -> None:
    start, drill = FAULTS[name]
    with start() as parts:
        for figure in drill(*parts, *map(float, seconds)):
            print(figure, flush=True)  # noqa: T201 - what it is for


if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1] not in FAULTS:
        sys.exit(f"python -m tests.resilience {' | '.join(FAULTS)} [SECONDS]")
    try:
        main(*sys.argv[1:])
    except pytest.skip.Exception as missing:
        sys.exit(str(missing))
