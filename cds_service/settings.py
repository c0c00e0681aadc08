"""Settings: one TOML file (`B2M_CDS_CONFIG`) and `B2M_CDS_<SECTION>_<NAME>` variables.

A variable outranks the file. docs/settings.md lists every setting; a test compares it with the
code.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    ValidationError,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
)

from cds_service.rules.policy import DEFAULT_INDICES, OPTIONAL_INDICES, Policy
from cds_service.settings_sections import (
    FhirSettings,
    HttpSettings,
    MetricsSettings,
    OrderSettings,
    OutcomeSettings,
    ServeSettings,
    SiteSettings,
    StoreSettings,
)
from cds_service.trust_settings import TrustSettings, trust_warnings

PREFIX = "B2M_CDS_"
# Variables with our prefix that are no settings: the file, the sandbox's token, the test switch.
BESIDE_SETTINGS = frozenset({"B2M_CDS_CONFIG", "B2M_CDS_TOKEN", "B2M_CDS_NO_SKIP"})
# Set by `site.b2m_uln`, `indices` and `outcomes.show`, so that one thing has one name.
ELSEWHERE = frozenset({"site_b2m_uln", "indices", "outcomes_show"})
POLICIES = frozenset(field.name for field in fields(Policy)) - ELSEWHERE

PLAIN_WORDS = {
    "extra_forbidden": "there is no such setting",
    "missing": "is missing",
    "string_pattern_mismatch": "must be the LOINC code of a test, such as 2532-0",
}


ADDRESS_NEEDED = (
    "http.public_base_url: trust.mode jwt needs it, as https (http only for this machine): a token "
    "names the address that it was made for"
)


class InvalidSettings(ValueError):
    """Settings that cannot be used; `problems` says why in plain words and without values."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


def _known_policies(overrides: object) -> object:
    if isinstance(overrides, Mapping) and (unknown := set(overrides) - POLICIES):
        raise ValueError(f"there is no policy {min(map(str, unknown))}")
    return overrides


def _known_indices(switches: dict[str, bool]) -> dict[str, bool]:
    if unknown := switches.keys() - DEFAULT_INDICES - OPTIONAL_INDICES:
        raise ValueError(f"there is no index {min(unknown)}")
    return switches


class Settings(BaseModel):
    """Everything an installation may change; frozen, built once at start."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    fhir: FhirSettings = FhirSettings()
    http: HttpSettings = HttpSettings()
    trust: TrustSettings = TrustSettings()
    store: StoreSettings = StoreSettings()
    serve: ServeSettings = ServeSettings()
    metrics: MetricsSettings = MetricsSettings()
    site: SiteSettings = SiteSettings()
    orders: OrderSettings = OrderSettings()
    outcomes: OutcomeSettings = OutcomeSettings()
    indices: Annotated[dict[str, bool], AfterValidator(_known_indices)] = {}
    policy: Annotated[Policy, BeforeValidator(_known_policies)] = Policy()

    @model_validator(mode="after")
    def _knows_its_address(self) -> Self:
        if self.trust.mode == "jwt" and not self.http.has_safe_public_url:
            raise ValueError(ADDRESS_NEEDED)
        return self

    @property
    def warnings(self) -> list[str]:
        """What is allowed but should be known, one sentence each."""
        return trust_warnings(self.trust, self.store.url.get_secret_value())

    @property
    def policy_in_force(self) -> Policy:
        """The policies as the rules read them, with the site's own limit and choice of indices."""
        return replace(
            self.policy,
            site_b2m_uln=self.site.b2m_uln,
            indices=self._indices(),
            outcomes_show=self.outcomes.show,
        )

    def _indices(self) -> frozenset[str]:
        on = {name for name, shown in self.indices.items() if shown}
        off = self.indices.keys() - on
        return (DEFAULT_INDICES | on) - off


class _FromOutside(Settings, BaseSettings):
    """The same settings, read from the environment over the file."""

    model_config = SettingsConfigDict(
        frozen=True,
        extra="forbid",
        env_prefix=PREFIX,
        env_nested_delimiter="_",
        env_nested_max_split=1,
    )

    @classmethod
    def settings_customise_sources(  # the signature is pydantic's
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return env_settings, init_settings


def load_settings() -> Settings:
    """The settings of this installation; raises InvalidSettings."""
    written = _file_content(os.environ.get("B2M_CDS_CONFIG", ""))
    if problems := list(_unknown_variables()):
        raise InvalidSettings(problems)
    try:
        return Settings(**dict(_FromOutside(**written)))
    except ValidationError as error:
        raise InvalidSettings(list(_complaints(error))) from None
    except SettingsError:
        raise InvalidSettings(["a variable that holds a list or a table is not JSON"]) from None


def problems_in(load: Callable[[], Settings] = load_settings) -> list[str]:
    """What is wrong with the settings, one plain sentence each; empty when they can be used."""
    try:
        load()
    except InvalidSettings as error:
        return error.problems
    return []


def _file_content(path: str) -> dict[str, Any]:
    try:
        return tomllib.loads(Path(path).read_text(encoding="utf-8")) if path else {}
    except OSError:
        raise InvalidSettings(["B2M_CDS_CONFIG: the file cannot be read"]) from None
    except ValueError:
        raise InvalidSettings(["B2M_CDS_CONFIG: the file is not TOML"]) from None


def _unknown_variables() -> Iterator[str]:
    for name in sorted(os.environ):
        section = name.removeprefix(PREFIX).partition("_")[0].lower()
        ours = name.startswith(PREFIX) and name not in BESIDE_SETTINGS
        if ours and section not in Settings.model_fields:
            yield f"{name}: there is no such setting"


def _complaints(error: ValidationError) -> Iterator[str]:
    for fault in error.errors(include_input=False, include_url=False, include_context=False):
        name = ".".join(map(str, fault["loc"]))
        said = fault["msg"].removeprefix("Value error, ").replace("Input should be", "must be")
        complaint = PLAIN_WORDS.get(fault["type"], said)
        yield f"{name}: {complaint}" if name else complaint
