"""What a run computes, from what and how: the same plan gives the same results.

A plan is known by a fingerprint of its input files, settings, options and rule set. Results of a
plan are kept and not computed again; of another plan they are thrown away.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import shutil
from dataclasses import dataclass
from datetime import date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from cds_service.bulk.export import Export
from cds_service.rules import RULE_SET_VERSION
from cds_service.settings import Settings

MANIFEST = "run.json"
SHARD_BYTES = 16 * 1024 * 1024  # of NDJSON, about a thousand patients of the demo cohort
FEWEST, MOST = 4, 512
READ_BY_RULES = ("site", "orders", "indices", "policy", "outcomes", "http")


class NotOurs(Exception):
    """The folder for the results holds something else; the message says so for a person."""


@dataclass(frozen=True)
class Choices:
    """What the person who runs the evaluation decides.

    `shards` 0: by the size of the export. `as_of` None: when the export was made; later moments do
    not exist. `since`: B2M results before this day are read, but not evaluated. `exported`: types
    of resource that were asked for and brought no file, so that there are none. `fhir_server`: base
    URL, where references in the export are absolute. `memory`: DuckDB's share, per process.
    """

    shards: int = 0
    as_of: datetime | None = None
    since: date | None = None
    keep_dates: bool = False
    exported: tuple[str, ...] = ()
    fhir_server: str = ""
    memory: str = "512MB"


@dataclass(frozen=True)
class Plan:
    """One run, complete and picklable: each shard can be computed from it anywhere."""

    out: Path
    export: Export
    settings: Settings
    choices: Choices
    as_of: datetime
    shards: int
    fingerprint: str
    pseudonym_key: bytes

    @property
    def work(self) -> Path:
        """Rows of patients by shard and the key of the run; deleted when the report is made."""
        return self.out / "work"

    @property
    def parts(self) -> Path:
        """The export by patient: files in the order of the shards."""
        return self.work / "parts"

    def shard(self, number: int) -> Path:
        """Where the results of a shard are; the folder exists only when they are complete."""
        return self.out / "shards" / f"{number:04d}"

    @property
    def left(self) -> list[int]:
        """The shards that have to be computed yet."""
        return [number for number in range(self.shards) if not self.shard(number).exists()]


def plan_for(export: Export, out: Path, settings: Settings, choices: Choices) -> Plan:
    """The plan, with its folder ready: an unfinished run is continued, another one cleared away.

    Raises NotOurs.
    """
    as_of = choices.as_of or export.made
    shards = choices.shards or min(max(export.size // SHARD_BYTES, FEWEST), MOST)
    fingerprint = _fingerprint(export, settings, choices, as_of, shards)
    _prepare(out, fingerprint)
    key = _key(out / "work", settings)
    if not settings.site.key.get_secret_value():
        # Card ids must agree between the processes of a run.
        site = settings.site.model_copy(update={"key": SecretStr(key.hex())})
        settings = settings.model_copy(update={"site": site})
    return Plan(out, export, settings, choices, as_of, shards, fingerprint, key)


def _fingerprint(
    export: Export, settings: Settings, choices: Choices, as_of: datetime, shards: int
) -> str:
    options = [str(choices.since), choices.keep_dates, choices.exported, choices.fhir_server]
    held = [
        [RULE_SET_VERSION, version("b2m-cds"), as_of.isoformat(), shards, *options],
        export.state,
        [settings.model_dump(include={name}) for name in READ_BY_RULES],
        _derived(settings, "fingerprint").hex(),
    ]
    return hashlib.sha256(json.dumps(held, sort_keys=True, default=_plain).encode()).hexdigest()


def _plain(value: object) -> object:
    """Sets in one order, whatever the process; the site key as the stars that stand for it."""
    return sorted(value) if isinstance(value, frozenset) else str(value)


def _prepare(out: Path, fingerprint: str) -> None:
    manifest = out / MANIFEST
    if out.exists() and any(out.iterdir()):
        if not manifest.exists():
            raise NotOurs(f"{out} holds something else than an evaluation: name another folder.")
        if _written(manifest).get("fingerprint") == fingerprint:
            return
        for folder in ("work", "shards"):
            shutil.rmtree(out / folder, ignore_errors=True)
    out.mkdir(parents=True, exist_ok=True)
    replace_text(manifest, json.dumps({"fingerprint": fingerprint}, indent=1) + "\n")


def _written(manifest: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(manifest.read_text(encoding="utf-8")))
    except (ValueError, TypeError):
        return {}


def _key(work: Path, settings: Settings) -> bytes:
    """The key of the pseudonyms: the site's own, else one that is lost when the run is over."""
    if settings.site.key.get_secret_value():
        return _derived(settings, "pseudonym")
    work.mkdir(mode=0o700, parents=True, exist_ok=True)
    kept = work / "key"
    if not kept.exists():
        replace_text(kept, secrets.token_hex(32))
    return bytes.fromhex(kept.read_text(encoding="utf-8"))


def _derived(settings: Settings, purpose: str) -> bytes:
    site_key = settings.site.key.get_secret_value().encode()
    return hmac.digest(site_key, f"b2m-cds evaluate {purpose}".encode(), hashlib.sha256)


def replace_text(path: Path, text: str) -> None:
    """Write a file whole or not at all, readable by its owner alone."""
    new = path.with_name(f"{path.name}.{secrets.token_hex(4)}.new")
    new.touch(mode=0o600)
    new.write_text(text, encoding="utf-8")
    new.replace(path)
