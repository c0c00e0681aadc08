"""The POST body of a CDS Hooks call: parsed, checked, and reduced to what is used.

Unknown members and extensions are ignored, as the specification asks. Nothing here repeats a value
of the request: a fault names its member only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    WithJsonSchema,
)
from pydantic.alias_generators import to_camel

from cds_service.errors import MISSING, NOT_VALID, InvalidHookRequest, MalformedBody
from cds_service.fhir_authorization import FhirAccessGiven, access_given
from cds_service.json_body import InvalidJson, parse_json
from cds_service.prefetch_aliases import by_key
from cds_service.services import CdsService
from fhir_mappings.bundle import entries_of
from fhir_mappings.orders import is_selected

# Longer than FHIR's 64 and with "_", because real servers hand out such ids; still nothing that
# could change an address.
_FHIR_ID = re.compile(r"[A-Za-z0-9._-]{1,128}")
# The same for the OpenAPI document, which also says that dots alone will not do.
ID_SCHEMA = {"type": "string", "pattern": r"^(?!\.+$)[A-Za-z0-9._-]{1,128}$"}
OPTIONAL_ID_SCHEMA = {"anyOf": [ID_SCHEMA, {"type": "string", "maxLength": 0}, {"type": "null"}]}
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_NOT_A_CLINICIAN = re.compile(r"(.*/)?(Patient|RelatedPerson)/[^/]+(/_history/[^/]+)?")


def _fhir_id(text: str) -> str:
    if not _FHIR_ID.fullmatch(text) or not text.strip("."):
        raise ValueError
    return text


def _fhir_id_or_none(text: str | None) -> str:
    return _fhir_id(text) if text else ""


def _bundle(value: dict[str, Any]) -> dict[str, Any]:
    if value.get("resourceType") != "Bundle" or not isinstance(value.get("entry", []), list):
        raise ValueError
    return value


class _Member(BaseModel):
    model_config = ConfigDict(extra="allow", alias_generator=to_camel)


class RequestContext(_Member):
    """`context` of any of the hooks; which members each hook needs: `CdsService.context`."""

    user_id: str = Field(min_length=1)
    patient_id: Annotated[str, AfterValidator(_fhir_id), WithJsonSchema(ID_SCHEMA)]
    encounter_id: Annotated[
        str | None, AfterValidator(_fhir_id_or_none), WithJsonSchema(OPTIONAL_ID_SCHEMA)
    ] = ""
    draft_orders: Annotated[dict[str, Any], AfterValidator(_bundle)] | None = None
    selections: list[Annotated[str, Field(min_length=1)]] | None = None


class RequestBody(_Member):
    """The whole body, as https://cds-hooks.hl7.org/2.0/#http-request_1 has it."""

    hook: str
    hook_instance: str = Field(min_length=1)
    context: RequestContext
    fhir_server: str | None = None
    fhir_authorization: Any = None
    prefetch: dict[str, Any] | None = None


@dataclass(frozen=True)
class Drafts:
    """The orders being written, as delivered; `selections` None means all are in question."""

    bundle: dict[str, Any] = field(repr=False)
    selections: tuple[str, ...] | None = None


@dataclass(frozen=True)
class HookRequest:
    """One call as the service uses it. The access token lives here and nowhere else."""

    hook: str
    hook_instance: str
    patient_id: str
    user_id: str
    encounter_id: str = ""
    prefetch: dict[str, Any] = field(default_factory=dict, repr=False)
    access: FhirAccessGiven = field(default_factory=FhirAccessGiven, repr=False)
    drafts: Drafts | None = None

    @classmethod
    def parse(cls, body: object, service: CdsService) -> HookRequest:
        """Read a JSON text (bytes) or an already parsed body; raises MalformedBody (not a JSON
        object) or InvalidHookRequest (names the members at fault)."""
        read = _read(body)
        if read.hook != service.hook:
            raise InvalidHookRequest({"hook": NOT_VALID})
        prefetch = by_key(read.prefetch or {}, service.prefetch)
        return cls(
            hook=read.hook,
            hook_instance=read.hook_instance,
            patient_id=read.context.patient_id,
            user_id=read.context.user_id,
            encounter_id=read.context.encounter_id or "",
            prefetch=prefetch,
            drafts=_drafts(read.context, service),
            access=access_given(
                read.fhir_server or "",
                read.fhir_authorization,
                read.context.patient_id,
                needed=not service.prefetch.keys() <= prefetch.keys(),
            ),
        )

    @property
    def fhir_server(self) -> str:
        """The FHIR base URL as the client wrote it, "" when absent."""
        return self.access.server

    @property
    def access_token(self) -> str:
        """The bearer token, "" when absent or not to be used."""
        return self.access.token

    @property
    def safe_instance(self) -> str | None:
        """`hookInstance` if it is the UUID that the specification asks for, else nothing: what may
        be any text may hold anything."""
        return self.hook_instance if _UUID.fullmatch(self.hook_instance) else None

    @property
    def for_clinician(self) -> bool:
        """Is the reader a clinician? The cards are written for nobody else."""
        return not _NOT_A_CLINICIAN.fullmatch(self.user_id)


def _read(body: object) -> RequestBody:
    try:
        value = parse_json(body) if isinstance(body, bytes) else body
    except InvalidJson:
        raise MalformedBody from None
    if not isinstance(value, dict):
        raise MalformedBody
    try:
        return RequestBody.model_validate(value)
    except ValidationError as error:
        raise InvalidHookRequest(_faults(error)) from None


def _drafts(context: RequestContext, service: CdsService) -> Drafts | None:
    """The members that the hook's context must hold; raises InvalidHookRequest."""
    given = {"draftOrders": context.draft_orders, "selections": context.selections}
    absent = {f"context.{name}": MISSING for name in service.context if given[name] is None}
    if absent:
        raise InvalidHookRequest(dict(sorted(absent.items())))
    if "draftOrders" not in service.context:
        return None
    bundle, selections = context.draft_orders or {}, context.selections or []
    if "selections" not in service.context:
        return Drafts(bundle)
    if selections and not any(is_selected(entry, selections) for entry in entries_of(bundle)):
        raise InvalidHookRequest({"context.selections": NOT_VALID})
    return Drafts(bundle, tuple(selections))


def _faults(error: ValidationError) -> dict[str, str]:
    return {
        ".".join(map(str, fault["loc"])): MISSING if fault["type"] == "missing" else NOT_VALID
        for fault in error.errors(include_input=False, include_url=False, include_context=False)
    }
