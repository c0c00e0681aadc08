"""How the service has to behave when prefetch is missing and the FHIR server is not at its best.

Every case has a port of its own: what a worker learns of a host in one case does not help or harm
the next. A host that does not answer is left alone for a while, so such cases are asked once.
"""

from dataclasses import dataclass
from http import HTTPStatus

from benchmarks.fhir_server import BUSY, DRIP, NEVER, ONE_FAILS
from cds_service.settings_sections import FhirSettings

MARGIN_MS = 200  # for everything that is not waiting
OVER_DIRECT_MS = 10
DEADLINE_MS = 1000 * FhirSettings().deadline_s + MARGIN_MS
FOUR = ("albumin", "ldh", "creatinine", "egfr")
RETRIES = 1


@dataclass(frozen=True)
class Case:
    """`missing` None: the client sends no prefetch. `lost`: keys that the cards must name as not
    to be had. Without a limit the searches are asked directly for comparison."""

    what: str
    behaviour: str
    missing: tuple[str, ...] | None
    limit_ms: float | None
    status: int = HTTPStatus.OK
    lost: tuple[str, ...] = ()
    once: bool = False

    @property
    def fetched(self) -> str:
        """How many keys have to be fetched."""
        return "all" if self.missing is None else str(len(self.missing))

    @property
    def answer(self) -> str:
        """What is due, in short."""
        if self.lost:
            return f"cards that name {len(self.lost)} as not to be had"
        return "cards" if self.status == HTTPStatus.OK else str(self.status)


CASES = (
    Case("at once", "0", FOUR, None),
    Case("at once", "0", None, None),
    Case("after 100 ms", "100", FOUR, 100 + MARGIN_MS),
    Case("after 400 ms", "400", FOUR, 400 + MARGIN_MS),
    Case("after 400 ms, two rounds", "400", None, 2 * 400 + MARGIN_MS),
    Case("after 2,000 ms", "2000", FOUR, DEADLINE_MS, lost=FOUR, once=True),
    Case("after 2,000 ms", "2000", None, DEADLINE_MS, status=412, once=True),
    Case("in drips", DRIP, FOUR, DEADLINE_MS, lost=FOUR, once=True),
    Case("in drips", DRIP, None, DEADLINE_MS, status=412, once=True),
    Case("never", NEVER, FOUR, DEADLINE_MS, lost=FOUR, once=True),
    Case("never", NEVER, None, DEADLINE_MS, status=412, once=True),
    Case("at once, 500 to one key", ONE_FAILS, FOUR, MARGIN_MS, lost=("creatinine",)),
    Case("503, `Retry-After: 5`", BUSY, FOUR, DEADLINE_MS, lost=FOUR),
    Case("503, `Retry-After: 5`", BUSY, None, DEADLINE_MS, status=412),
)
