"""The service under test: its discovery, its services, and a sample request for each."""

from __future__ import annotations

import copy
import ipaddress
import json
import uuid
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

from conformance.answer import Answer
from conformance.canary import Canary
from conformance.fhir_stub import FhirStub
from conformance.samples import generic
from conformance.tokens import Signer
from conformance.wire import Wire

DISCOVERY = "/cds-services"
GIVE_DATA = "no card was seen: give --request with data that makes one"


class NotChecked(Exception):
    """A requirement that cannot be told of here; the message says why."""


@dataclass(frozen=True)
class Options:
    """What the person who runs the suite knows about the service."""

    samples: tuple[dict[str, Any], ...] = ()
    signer: Signer | None = None
    stub_port: int | None = None
    origin: str = "http://localhost:8080"
    own: bool = False
    fast_s: float = 0.5
    deadline_s: float = 5.0


@dataclass
class Target:
    """The service at `wire.base`, asked as little as possible: answers are kept."""

    wire: Wire
    options: Options = field(default_factory=Options)

    def __post_init__(self) -> None:
        self._open = ExitStack()
        if self.options.signer:
            self.wire.authorize = self.options.signer.header

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._open.close()

    @cached_property
    def discovery(self) -> Answer:
        """The answer to `GET {base}/cds-services`."""
        return self.wire.send("GET", DISCOVERY)

    @cached_property
    def entries(self) -> list[dict[str, Any]]:
        """The services as listed, whatever they hold."""
        listed = self.discovery.object.get("services")
        entries = listed if isinstance(listed, list) else []
        return [entry for entry in entries if isinstance(entry, dict)]

    @cached_property
    def services(self) -> list[Service]:
        """The services that can be called; raises NotChecked when there is none."""
        callable_ones = [Service(entry, self) for entry in self.entries if entry.get("id")]
        if not callable_ones:
            raise NotChecked("discovery lists no service that could be called")
        return callable_ones

    @cached_property
    def cards(self) -> list[dict[str, Any]]:
        """Every card of the sample answers; raises NotChecked when there is none."""
        found = [card for service in self.services for card in service.sample_cards]
        if not found:
            raise NotChecked(GIVE_DATA)
        return found

    @property
    def signer(self) -> Signer:
        """Who signs as a CDS client that the service trusts; raises NotChecked."""
        if self.options.signer is None:
            raise NotChecked("give --jwt-key and --jwt-iss of a client that the service trusts")
        return self.options.signer

    @property
    def stub(self) -> FhirStub:
        """A FHIR server on loopback that answers as this check wishes; raises NotChecked."""
        if self.options.stub_port is None:
            raise NotChecked("give --fhir-stub, and let the service ask that server")
        self._only_this_machine()
        return self._stub

    @property
    def canary(self) -> Canary:
        """An address on loopback that nobody may ask; raises NotChecked."""
        self._only_this_machine()
        return self._canary

    @property
    def on_loopback(self) -> bool:
        """Does the service run on this machine?"""
        try:
            return ipaddress.ip_address(self.wire.host).is_loopback
        except ValueError:
            return self.wire.host == "localhost"

    def _only_this_machine(self) -> None:
        if not self.on_loopback:
            raise NotChecked("only for a service on this machine: the probe listens on loopback")

    @cached_property
    def _stub(self) -> FhirStub:
        return self._open.enter_context(FhirStub(self.options.stub_port or 0))

    @cached_property
    def _canary(self) -> Canary:
        return self._open.enter_context(Canary())


class Service:
    """One service as discovery lists it."""

    def __init__(self, entry: dict[str, Any], target: Target) -> None:
        self.entry = entry
        self.target = target
        self.id = str(entry["id"])
        self.hook = str(entry.get("hook"))
        self.path = f"{DISCOVERY}/{quote(self.id, safe='')}"

    @property
    def templates(self) -> dict[str, str]:
        """Prefetch key to template."""
        declared = self.entry.get("prefetch")
        return {k: str(v) for k, v in declared.items()} if isinstance(declared, dict) else {}

    @property
    def given(self) -> list[dict[str, Any]]:
        """The samples of the file for this hook."""
        return [body for body in self.target.options.samples if body.get("hook") == self.hook]

    @property
    def sample(self) -> dict[str, Any]:
        """A valid request, free to be changed; raises NotChecked for a hook of nobody's library."""
        body = self.given[0] if self.given else generic(self.hook, self.templates)
        if body is None:
            raise NotChecked(f"no sample for hook {self.hook}: give --request")
        return {**copy.deepcopy(body), "hookInstance": str(uuid.uuid4())}

    @cached_property
    def answer(self) -> Answer:
        """The answer to the (first) sample."""
        return self.post(self.sample)

    @cached_property
    def sample_cards(self) -> list[dict[str, Any]]:
        """The cards of all samples of this service."""
        try:
            more = [self.post(body) for body in self.given[1:]]
            return [card for answer in (self.answer, *more) for card in answer.cards]
        except NotChecked:
            return []

    @property
    def telling(self) -> Answer:
        """The answer to a sample that makes a card; raises NotChecked."""
        if not self.answer.cards:
            raise NotChecked(GIVE_DATA)
        return self.answer

    def changed(self, **members: Any) -> dict[str, Any]:
        """The sample with other members; a member of None is left out.

        Raises NotChecked where the service breaks on the sample as it is, or refuses us.
        """
        if self.answer.broken:
            raise NotChecked(f"the sample itself is {self.answer}: see RESP-01")
        if self.answer.status in {401, 403}:
            raise NotChecked(f"the sample is {self.answer}: --jwt-key and --jwt-iss of a client?")
        body = {**self.sample, **members}
        return {name: value for name, value in body.items() if value is not None}

    def post(
        self,
        body: object,
        headers: Mapping[str, str | None] | None = None,
        to: str = "",
    ) -> Answer:
        """POST a body (bytes as they are) to the service, or to a path under it."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.target.wire.send("POST", self.path + to, data, headers)

    def post_together(self, bodies: list[dict[str, Any]]) -> list[Answer]:
        """POST all bodies at the same time."""
        with ThreadPoolExecutor(len(bodies)) as pool:
            return list(pool.map(self.post, bodies))
