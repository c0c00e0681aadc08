"""DuckDB, which reads the export and writes the results: bounded, offline, loaded when needed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

TOO_SMALL = "DuckDB cannot work in {memory} of memory: raise --memory."
MISSING = "This command needs DuckDB, the extra bulk: pip install 'b2m-cds[bulk]'"


class DatabaseMissing(Exception):
    """DuckDB is not installed; the message names the extra that brings it."""


class MemoryTooSmall(Exception):
    """DuckDB cannot work in the memory that it was given; the message names the option."""


@contextmanager
def database(scratch: Path, memory: str, threads: int) -> Iterator[DuckDBPyConnection]:
    """A database in memory that spills to `scratch`; raises DatabaseMissing, MemoryTooSmall.

    `memory` as DuckDB writes it, such as 1GB. Nothing is fetched from the network.
    """
    try:
        import duckdb  # noqa: PLC0415 - an extra, and needed by this command alone
    except ImportError:
        raise DatabaseMissing(MISSING) from None
    scratch.mkdir(parents=True, exist_ok=True)
    options: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": memory,
        "threads": threads,
        "temp_directory": str(scratch),
        "preserve_insertion_order": False,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    connection = duckdb.connect(config=options)
    try:
        yield connection
    except duckdb.OutOfMemoryException:
        raise MemoryTooSmall(TOO_SMALL.format(memory=memory)) from None
    finally:
        connection.close()


def quoted(text: object) -> str:
    """A text as SQL literal; for file names, which DuckDB takes as no parameter of COPY."""
    return "'" + str(text).replace("'", "''") + "'"


def times(memory: str, factor: int) -> str:
    """A size as DuckDB writes it, such as 512MB, so many times."""
    number, unit = memory[:-2], memory[-2:]
    return f"{int(number) * factor}{unit}"
