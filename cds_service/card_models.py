"""What the service answers with, as strict models: for the OpenAPI document and for the tests.

Stricter than https://cds-hooks.hl7.org/2.0/#cds-service-response, by the card policy and by what
real clients take: uuids throughout, `any` only, one draft order per suggestion, nothing empty,
nothing null, no member of our own outside `extension`.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.alias_generators import to_camel
from pydantic.json_schema import SkipJsonSchema

Text = Annotated[str, Field(min_length=1)]
Url = Annotated[str, Field(pattern=r"^https?://[^\s]+$")]
Uuid = Annotated[
    str, Field(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")
]
# Epic remembers overrides by it, and takes no other characters.
StableCode = Annotated[str, Field(pattern=r"^[a-z0-9]{1,100}$")]
DateTime = Annotated[str, Field(pattern=r"^\d{4}(-\d{2}(-\d{2}(T.+)?)?)?$")]


class Member(BaseModel):
    """A JSON object without members that are not declared."""

    model_config = ConfigDict(extra="forbid", strict=True, alias_generator=to_camel)


class Coding(Member):
    """A code with its system."""

    system: Url
    code: StableCode
    display: Text


class Source(Member):
    """Whose guidance a card is; `topic` tells cards of one service apart."""

    label: Text
    url: Url = ""
    topic: Coding


class Link(Member):
    """A publication."""

    label: Text
    url: Url
    type: Literal["absolute"]


class OrderCoding(Member):
    """LOINC, or the site's own catalogue."""

    system: Text
    code: Text
    display: Text = ""


class Concept(Member):
    """What is ordered, in words always and coded where a code is verified."""

    coding: list[OrderCoding] = Field([], min_length=1)
    text: Text


class Reference(Member):
    """A relative reference on the client's own server."""

    reference: Text


class DraftOrder(Member):
    """A FHIR R4 ServiceRequest that a person may complete and send."""

    resource_type: Literal["ServiceRequest"]
    status: Literal["draft"]
    intent: Literal["proposal"]
    category: list[Concept] = Field(min_length=1, max_length=1)
    code: Concept
    subject: Reference
    encounter: Reference | SkipJsonSchema[None] = None
    occurrence_date_time: DateTime = ""
    reason_reference: list[Reference] = Field([], min_length=1)


class Action(Member):
    """The creation of one draft order."""

    type: Literal["create"]
    description: Text
    resource: DraftOrder


class Suggestion(Member):
    """One draft order on offer."""

    label: Text
    uuid: Uuid
    is_recommended: Literal[True] = True
    actions: list[Action] = Field(min_length=1, max_length=1)


class Card(Member):
    """One story about the patient."""

    uuid: Uuid
    summary: str = Field(min_length=1, max_length=139)
    indicator: Literal["info", "warning"]
    detail: Text
    source: Source
    suggestions: list[Suggestion] = Field([], min_length=1, max_length=4)
    selection_behavior: Literal["any"] = "any"
    override_reasons: list[Coding] = Field(min_length=1)
    links: list[Link] = Field([], min_length=1)
    extension: dict[Text, dict[str, Any]] = Field(min_length=1)

    @model_validator(mode="after")
    def _suggestions_say_how_they_are_chosen(self) -> Card:
        if ("suggestions" in self.model_fields_set) != (
            "selection_behavior" in self.model_fields_set
        ):
            raise ValueError("suggestions and selectionBehavior go together")
        return self


class CardsAnswer(Member):
    """The answer to a call; without cards, every rule looked and had nothing to say."""

    cards: list[Card] = Field(max_length=4)


class OfferedService(Member):
    """One service as discovery describes it."""

    hook: Text
    id: Text
    title: Text
    description: Text
    usage_requirements: Text
    prefetch: dict[str, Text] = Field(min_length=1)


class DiscoveryAnswer(Member):
    """The services on offer."""

    services: list[OfferedService] = Field(min_length=1)


class Issue(Member):
    """What went wrong, in a fixed sentence."""

    severity: Literal["error"]
    code: Text
    diagnostics: Text


class FailureAnswer(Member):
    """A FHIR OperationOutcome: the body of every answer that is not a success."""

    resource_type: Literal["OperationOutcome"]
    issue: list[Issue] = Field(min_length=1)


class AliveAnswer(Member):
    """The process answers."""

    status: Literal["ok"]
