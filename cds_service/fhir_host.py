"""What a worker knows of one FHIR host: whether it answers, who waits for it, how it likes to be
asked. Nothing of any patient.

A host that did not answer several times in a row is not asked for a while (circuit breaker); then
one call tries, and its answer opens the way again. Only so many calls may wait for a host at the
same time (bulkhead), so that a hanging one never takes all threads of the worker.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import BoundedSemaphore, Lock

from cds_service.fhir_style import Style
from cds_service.settings_sections import FhirSettings

# Bounds what all calls of one worker process may have under way at one host at a time.
SIMULTANEOUS_SEARCHES = 32
# Share of the deadline that a call waits for its turn when too many wait already.
PATIENCE = 0.1


class Breaker:
    """Admits calls until `failures` in a row got no answer, then one each `pause_s` seconds."""

    def __init__(self, failures: int, pause_s: float) -> None:
        self._limit, self._pause_s = failures, pause_s
        self._failed, self._until = 0, 0.0
        self._lock = Lock()

    def admits(self) -> bool:
        """May a call ask the host? The first one after a pause is its trial."""
        with self._lock:
            if self._failed < self._limit:
                return True
            if time.monotonic() < self._until:
                return False
            self._until = time.monotonic() + self._pause_s
            return True

    @property
    def pauses(self) -> bool:
        """Is the host left alone for now?"""
        return self._failed >= self._limit

    def answered(self) -> None:
        """The host has answered, be it with an error."""
        with self._lock:
            self._failed = 0

    def failed(self) -> None:
        """The host has not answered although it had the time to."""
        with self._lock:
            self._failed += 1
            if self._failed >= self._limit:
                self._until = time.monotonic() + self._pause_s


class Host:
    """One host, as long as the worker lives. `proven`: asked in this style, it has found rows."""

    def __init__(self, settings: FhirSettings) -> None:
        self.breaker = Breaker(settings.failures_to_pause, settings.pause_s)
        self.style, self.proven = Style(), False
        self._patience_s = settings.deadline_s * PATIENCE
        self._places = BoundedSemaphore(settings.max_waiting)
        # Starts its threads with the first search, hence after the worker process has forked.
        self.pool = ThreadPoolExecutor(SIMULTANEOUS_SEARCHES, thread_name_prefix="fhir")

    @contextmanager
    def place(self) -> Iterator[bool]:
        """A place among those who wait for this host; False when there is none."""
        had = self._places.acquire(timeout=self._patience_s)
        try:
            yield had
        finally:
            if had:
                self._places.release()

    def prefers(self, style: Style, *, found_rows: bool) -> None:
        """This style was understood; the next searches begin with it."""
        self.style, self.proven = style, self.proven or found_rows
