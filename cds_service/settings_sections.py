"""The sections of the settings: every name, its default and what is refused."""

from __future__ import annotations

import re
from decimal import Decimal
from importlib.util import find_spec
from ssl import create_default_context
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
)

from cds_service.fhir_address import normalised_base
from fhir_mappings.codes import LOINC
from fhir_mappings.local_codes import is_known_loinc

MEBIBYTE = 1024 * 1024
STORES = frozenset({"sqlite", "postgresql", "postgresql+psycopg"})
_SERVER_FORM = "postgresql://USER:PASSWORD@HOST/DATABASE"


def _server(url: str) -> str:
    base = normalised_base(url)
    if base is None:
        raise ValueError("must be https base URLs (http only for this machine), without a query")
    return base


def certificate_authorities(path: str) -> str:
    try:
        if path:
            create_default_context(cafile=path)
    except OSError:  # also what is no certificate
        raise ValueError("must be a readable file of certificates in PEM form") from None
    return path


def _origin(url: str) -> str:
    if not re.fullmatch(r"https?://[a-z0-9.-]+(:\d{1,5})?", url):
        raise ValueError("must be origins such as https://ehr.example.org, without a path")
    return url


def _public_url(url: str) -> str:
    if url and (urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname):
        raise ValueError("must be empty or the address under which clients reach this service")
    return url.rstrip("/")


def _store_url(url: SecretStr) -> SecretStr:
    database, host = _database_and_host(url.get_secret_value())
    if database not in STORES or bool(host) is (database == "sqlite"):
        raise ValueError(f"must be sqlite:///FILE or {_SERVER_FORM}")
    if host and find_spec("psycopg") is None:
        raise ValueError("needs the extra postgres: pip install 'b2m-cds[postgres]'")
    return url


def _database_and_host(url: str) -> tuple[str, str]:
    try:
        parts = urlsplit(url)
        _ = parts.port  # read only to be checked
    except ValueError:
        return "", ""
    return parts.scheme, parts.hostname or ""


def _zone_name(name: str) -> str:
    try:
        ZoneInfo(name)
    except (OSError, ValueError, ZoneInfoNotFoundError):
        raise ValueError("must be the name of a time zone such as Europe/Berlin") from None
    return name


def _local_code(key: str) -> str:
    system, _, code = key.partition("|")
    if not system.strip() or not code.strip() or "|" in code or system == LOINC:
        raise ValueError("must be a code of the site with its system, written as system|code")
    return key


def _read_loinc(code: str) -> str:
    if not is_known_loinc(code):
        raise ValueError("must be a LOINC code that this service reads, such as 1952-1")
    return code


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FhirSettings(_Section):
    """Which FHIR servers may be asked, and how long and how much."""

    servers: frozenset[Annotated[str, AfterValidator(_server)]] = frozenset()
    deadline_s: float = Field(2.5, gt=0, le=60)
    call_s: float = Field(2.0, gt=0, le=60)
    max_bytes: int = Field(16 * MEBIBYTE, gt=0)
    max_pages: int = Field(10, gt=0)
    fallback: bool = True
    max_waiting: int = Field(12, gt=0)
    failures_to_pause: int = Field(4, gt=0)
    pause_s: float = Field(15.0, ge=0)
    ca_file: Annotated[str, AfterValidator(certificate_authorities)] = ""
    rewrite_links: dict[
        Annotated[str, Field(pattern=r"^https?://[^\s?#]+[^\s?#/]$")],
        Annotated[str, AfterValidator(_server)],
    ] = {}


class HttpSettings(_Section):
    """What this service accepts and how clients see it."""

    max_body: int = Field(8 * MEBIBYTE, gt=0)
    public_base_url: Annotated[str, AfterValidator(_public_url)] = ""
    cors_origins: tuple[Annotated[str, AfterValidator(_origin)], ...] = ()

    @property
    def has_safe_public_url(self) -> bool:
        """Do clients reach this service over TLS, or without leaving this machine?"""
        return normalised_base(self.public_base_url) is not None


class ServeSettings(_Section):
    """How many requests one instance answers at a time: `workers` processes of `threads` each."""

    workers: int = Field(2, ge=1, le=64)
    threads: int = Field(16, ge=1, le=128)


class MetricsSettings(_Section):
    """Whether `GET /metrics` answers."""

    enabled: bool = True


class StoreSettings(_Section):
    """Where feedback is kept. The URL may hold a password."""

    url: Annotated[SecretStr, AfterValidator(_store_url)] = SecretStr("sqlite:///b2m-cds.sqlite")
    keep_comments: bool = True


class SiteSettings(_Section):
    """What differs from hospital to hospital."""

    key: SecretStr = SecretStr("")
    time_zone: Annotated[str, AfterValidator(_zone_name)] = "UTC"
    b2m_uln: Decimal | None = Field(None, gt=0)
    local_codes: dict[
        Annotated[str, AfterValidator(_local_code)], Annotated[str, AfterValidator(_read_loinc)]
    ] = {}
    quiet_after_override: bool = True

    @property
    def keeps_quiet(self) -> bool:
        """Do overridden cards stay away? Without a key their ids change with every start."""
        return self.quiet_after_override and bool(self.key.get_secret_value())

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which a date without a time is a whole day."""
        return ZoneInfo(self.time_zone)


class OrderCode(_Section):
    """A second coding for an ordered test, as the site's catalogue knows it."""

    system: str = Field(min_length=1)
    code: str = Field(min_length=1)
    display: str = Field(min_length=1)


class OrderSettings(BaseModel):
    """Suggestions; every name beside `suggest` is the LOINC code of a test."""

    model_config = ConfigDict(frozen=True, extra="allow")
    __pydantic_extra__: dict[Annotated[str, Field(pattern=r"^\d{1,7}-\d$")], OrderCode] = Field(
        init=False
    )

    suggest: bool = True

    @property
    def codes(self) -> dict[str, OrderCode]:
        """The site's codings by LOINC code."""
        return dict(self.__pydantic_extra__ or {})


class OutcomeSettings(_Section):
    """Whether cards show what the published cohorts' outcomes were."""

    show: bool = False
