"""Logs as one JSON object a line, without patient data by construction (docs/adr/0010).

A line holds the fixed text of the call to `logging`, never its arguments, and of the extra fields
only those on the list. Of an exception it holds the type and the places, never the message.
"""

from __future__ import annotations

import json
import logging
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

REQUEST_FIELDS = (
    "request_id",
    "method",
    "route",
    "service",
    "hook_instance",
    "status",
    "milliseconds",
    "cards",
    "coverage",
    "feedback",
    "rejected",
    "quieted",
    "failure",
    "refusal",
    "issuer",
    "missing_scopes",
)


class JsonLines(logging.Formatter):
    """Writes the listed fields of a log record, nothing else."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.msg if isinstance(record.msg, str) else type(record.msg).__name__,
        }
        line |= {name: vars(record)[name] for name in REQUEST_FIELDS if name in vars(record)}
        if record.exc_info and record.exc_info[0]:
            line["exception"] = record.exc_info[0].__name__
            line["places"] = _places(record.exc_info[2])
        return json.dumps(line, default=lambda value: type(value).__name__)


def configure_logging(level: int = logging.INFO) -> None:
    """Send all logs of this process to standard error as JSON lines."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for talkative in ("urllib3", "requests", "flask_cors"):
        logging.getLogger(talkative).setLevel(logging.WARNING)


def _places(trace: TracebackType | None) -> list[str]:
    return [f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(trace)]
