"""The mutants that no test can kill, because they change nothing: `equivalents.toml`."""

import tomllib
from functools import cache
from pathlib import Path

LIST = Path(__file__).with_name("equivalents.toml")
Key = tuple[str, str, str]  # module, the line as it is written, the change


@cache
def equivalents() -> dict[Key, str]:
    """Every one with the reason why it changes nothing."""
    read = tomllib.loads(LIST.read_text(encoding="utf-8"))
    return {
        (module, entry["line"], change): entry["why"]
        for module, entries in read.items()
        for entry in entries
        for change in entry["changes"]
    }
