"""A connection to PostgreSQL that gives up when the server has fallen silent.

The limits of the server itself do not help when its machine hangs, and those of TCP not when its
kernel still acknowledges what we send: a call would wait for ever, and keep its thread.
"""

from __future__ import annotations

import time
from collections.abc import Generator
from typing import Any, TypeVar

from psycopg import Connection, OperationalError

SILENCE_S = 6.0  # a little more than the server itself allows a statement

Result = TypeVar("Result")
Steps = Generator[Any, Any, Result]


class WatchedConnection(Connection[Any]):
    """Every wait for the server ends after `SILENCE_S`, with the connection."""

    def wait(self, gen: Steps[Result], *how: Any, **named: Any) -> Result:
        return super().wait(self._watched(gen, time.monotonic() + SILENCE_S), *how, **named)

    def _watched(self, steps: Steps[Result], ends: float) -> Steps[Result]:
        """The same steps; raises OperationalError when nothing is ready and time is up."""
        try:
            wanted = next(steps)
            while True:
                ready = yield wanted
                if not ready and time.monotonic() >= ends:
                    self.close()
                    raise OperationalError("the server has fallen silent")
                wanted = steps.send(ready)
        except StopIteration as end:
            result: Result = end.value
            return result
