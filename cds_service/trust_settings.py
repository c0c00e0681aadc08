"""The section `trust` of the settings: who may call, and by which rules each issuer is judged."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from cds_service.fhir_address import normalised_base
from cds_service.settings_sections import certificate_authorities

Algorithm = Literal[
    "ES256", "ES384", "ES512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512"
]  # fmt: skip
# What CDS Hooks 2.0 recommends; the others are allowed on request, `none` and HS* never.
RECOMMENDED: frozenset[Algorithm] = frozenset({"ES384", "RS384"})

# Its private key is in a public repository: whoever likes can sign in its name.
PUBLIC_SANDBOX = "https://sandbox.cds-hooks.org"

SANDBOX_WARNING = (
    f"trust.issuers: {PUBLIC_SANDBOX} is the public CDS Hooks sandbox, whose private key everybody "
    "can read. Trusting it means to trust every caller: for trials only."
)
AUDIENCE_WARNING = (
    "trust.issuers.{issuer}.audiences: its tokens need not be addressed to this service, so "
    "another service that receives one could use it here."
)
MEMORY_WARNING = (
    "store.url: a store in memory is not shared, so a token counts once per worker, not once."
)


def _key_address(url: str) -> str:
    if normalised_base(url) is None:
        raise ValueError("must be exact https addresses (http only for this machine), no query")
    return url


def _public_jwk(jwk: dict[str, Any]) -> dict[str, Any]:
    from cds_service.trust_keys import public_key  # noqa: PLC0415 - costs 0.2 s, few need it

    if public_key(jwk) is None:
        raise ValueError("must be a public EC or RSA key in JWK form, with kid, for signatures")
    return jwk


def _key_file(path: str) -> str:
    from cds_service.trust_keys import NotAKeySet, keys_in  # noqa: PLC0415 - as above

    try:
        usable = not path or keys_in(path)
    except OSError:
        raise ValueError("cannot be read") from None
    except NotAKeySet:
        raise ValueError("must be a JWK Set in JSON") from None
    if not usable:
        raise ValueError("holds no public EC or RSA key with kid, for signatures")
    return path


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class IssuerSettings(_Section):
    """One CDS client: where its keys are, and what its tokens must say."""

    jku: frozenset[Annotated[str, AfterValidator(_key_address)]] = frozenset()
    keys_file: Annotated[str, AfterValidator(_key_file)] = ""
    keys: tuple[Annotated[dict[str, Any], AfterValidator(_public_jwk)], ...] = ()
    algorithms: frozenset[Algorithm] = Field(RECOMMENDED, min_length=1)
    audiences: frozenset[Annotated[str, Field(min_length=1)]] = frozenset()
    tenants: frozenset[Annotated[str, Field(min_length=1)]] = frozenset()

    @model_validator(mode="after")
    def _has_keys(self) -> IssuerSettings:
        if not (self.jku or self.keys or self.keys_file):
            raise ValueError("needs jku, keys or keys_file, else no signature can be checked")
        return self


class TrustSettings(_Section):
    """Who may call. Unset, the service listens on loopback addresses only."""

    mode: Literal["none", "jwt"] | None = None
    issuers: dict[Annotated[str, Field(min_length=1, max_length=255)], IssuerSettings] = {}
    max_life_s: int = Field(3600, ge=60, le=3600)
    ca_file: Annotated[str, AfterValidator(certificate_authorities)] = ""
    jwks_cache_s: int = Field(600, ge=300, le=3600)

    @model_validator(mode="after")
    def _names_issuers(self) -> TrustSettings:
        if self.mode == "jwt" and not self.issuers:
            raise ValueError("mode jwt needs at least one issuer in trust.issuers")
        return self


def trust_warnings(trust: TrustSettings, store_url: str) -> list[str]:
    """What is allowed but should be known, one sentence each; about the mode jwt only."""
    if trust.mode != "jwt":
        return []
    memory = [MEMORY_WARNING] if store_url == "sqlite://" else []
    public = [SANDBOX_WARNING] if PUBLIC_SANDBOX in trust.issuers else []
    return [*memory, *public] + [
        AUDIENCE_WARNING.format(issuer=name)
        for name, issuer in trust.issuers.items()
        if issuer.audiences
    ]
