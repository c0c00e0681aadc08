"""Which CDS clients are trusted: the JSON Web Token of a call, checked rule by rule.

CDS Hooks 2.0 "Trusting CDS Clients". The order: form of the token, issuer, algorithm, claims, key,
signature, replay. What costs nothing comes first; what fetches a key set or writes a ledger comes
last, so that nobody unknown can cause either. The answer to a refusal never says which rule failed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from jwt import PyJWS, PyJWTError

from cds_service.trust_claims import ClaimRules, accepted_claims, without_extra_slashes
from cds_service.trust_key_fetch import Fetch, FetchedKeys, guarded_fetch
from cds_service.trust_keys import PublicKey, keys_from, keys_in
from cds_service.trust_refusal import NotTrusted, Refusal
from cds_service.trust_replay import Ledger, UsedTokens
from cds_service.trust_settings import IssuerSettings, TrustSettings
from cds_service.trust_token import Token


@dataclass(frozen=True)
class IssuerKeys:
    """Where the keys of one issuer come from: the settings first, then its key sets."""

    own: tuple[PublicKey, ...]
    fetched: Mapping[str, FetchedKeys]

    def verifying(self, kid: object, algorithm: str, jku: object) -> Any:
        """The one key that this token names; raises NotTrusted."""
        addresses = self._addresses(jku)
        if not isinstance(kid, str) or not kid:
            raise NotTrusted(Refusal.KEY_ID)
        found = self._found(kid, addresses)
        fitting = [key for key in found if algorithm in key.algorithms]
        if not fitting:
            raise NotTrusted(Refusal.KEY_MISMATCH if found else Refusal.UNKNOWN_KEY)
        if len(fitting) > 1:
            raise NotTrusted(Refusal.AMBIGUOUS_KEY)
        return fitting[0].key

    def _addresses(self, jku: object) -> tuple[FetchedKeys, ...]:
        """The one that the token names, if it is on the list; without a name all on the list."""
        if jku is None:
            return tuple(self.fetched.values())
        if isinstance(jku, str) and jku in self.fetched:
            return (self.fetched[jku],)
        raise NotTrusted(Refusal.KEY_ADDRESS)

    def _found(self, kid: str, sources: Iterable[FetchedKeys]) -> tuple[PublicKey, ...]:
        if found := tuple(key for key in self.own if key.kid == kid):
            return found
        unavailable = False
        for source in sources:
            keys = source.under(kid)
            if keys:
                return keys
            unavailable = unavailable or keys is None
        if unavailable:
            raise NotTrusted(Refusal.KEYS_UNAVAILABLE)
        return ()


@dataclass(frozen=True)
class TrustedIssuer:
    """One CDS client as the site trusts it."""

    name: str
    settings: IssuerSettings
    keys: IssuerKeys

    def claim_rules(self, endpoint: frozenset[str], longest_life_s: int) -> ClaimRules:
        """The rules at an endpoint with these addresses."""
        typed_in = frozenset(map(without_extra_slashes, self.settings.audiences))
        return ClaimRules(typed_in or endpoint, self.settings.tenants, longest_life_s)


@dataclass(frozen=True)
class TrustedClients:
    """All issuers that the site trusts."""

    issuers: Mapping[str, TrustedIssuer]
    longest_life_s: int
    used: UsedTokens
    now: Callable[[], float] = time.time

    def caller(self, authorization: str, endpoint: frozenset[str]) -> str:
        """The issuer that vouches for a call of this endpoint; raises NotTrusted.

        `authorization` is the value of the header, "" when absent; `endpoint` holds every address
        that a token for it may name, without a slash at its end.
        """
        token = Token.read(authorization)
        claimed = token.claims.get("iss")
        issuer = self.issuers.get(claimed) if isinstance(claimed, str) else None
        if issuer is None:
            raise NotTrusted(Refusal.ISSUER)
        try:
            self._check(token, issuer, endpoint)
        except NotTrusted as refused:
            raise NotTrusted(refused.refusal, issuer.name) from None
        return issuer.name

    def _check(self, token: Token, issuer: TrustedIssuer, endpoint: frozenset[str]) -> None:
        algorithm = token.header.get("alg")
        if not isinstance(algorithm, str) or algorithm not in issuer.settings.algorithms:
            raise NotTrusted(Refusal.ALGORITHM)
        rules = issuer.claim_rules(endpoint, self.longest_life_s)
        accepted = accepted_claims(token.claims, rules, self.now())
        header = token.header
        key = issuer.keys.verifying(header.get("kid"), algorithm, header.get("jku"))
        try:
            PyJWS(algorithms=[algorithm]).decode(token.text, key, algorithms=[algorithm])
        except PyJWTError:
            raise NotTrusted(Refusal.SIGNATURE) from None
        if not self.used.first_use(issuer.name, accepted.jti, accepted.expires):
            raise NotTrusted(Refusal.REPLAYED)


def trusted_clients(settings: TrustSettings, ledger: Ledger | None = None) -> TrustedClients:
    """The issuers of the settings; no key set is fetched before the first call that needs it."""
    fetch = guarded_fetch(settings.ca_file)
    issuers = {
        name: TrustedIssuer(name, issuer, _keys(name, issuer, fetch, settings.jwks_cache_s))
        for name, issuer in settings.issuers.items()
    }
    return TrustedClients(issuers, settings.max_life_s, UsedTokens(ledger))


def _keys(name: str, issuer: IssuerSettings, fetch: Fetch, fresh_s: int) -> IssuerKeys:
    own = keys_from({"keys": list(issuer.keys)})
    if issuer.keys_file:
        own += keys_in(issuer.keys_file)
    fetched = {url: FetchedKeys(name, url, fetch, fresh_s) for url in issuer.jku}
    return IssuerKeys(own, fetched)
