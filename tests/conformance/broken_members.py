"""One member of a card or of discovery at a time: what breaks which requirement."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.conformance.little_service import Json, LittleService

Change = Callable[[Json], object]
Make = Callable[..., LittleService]


def put(path: str, value: object) -> Change:
    """Set a member; the path is `links.0.url`."""

    def change(thing: Json) -> None:
        *way, last = path.split(".")
        _at(thing, way)[last] = value

    return change


def drop(path: str) -> Change:
    """Leave a member out."""

    def change(thing: Json) -> None:
        *way, last = path.split(".")
        _at(thing, way).pop(last)

    return change


def _at(thing: Any, way: list[str]) -> Any:
    for step in way:
        thing = thing[int(step)] if step.isdecimal() else thing[step]
    return thing


def _recommend_two_of_one(card: Json) -> None:
    card["selectionBehavior"] = "at-most-one"
    card["suggestions"][1]["isRecommended"] = True


def _forget_the_day(card: Json) -> None:
    card["summary"] = card["detail"] = "Potassium 6.2 mmol/L"


def _same_icon_as_discovery(card: Json) -> None:
    card["source"]["icon"] = card["source"]["icon"].replace("icon.png", "cds-services")


ACTION = "suggestions.0.actions.0"

CARD: dict[str, Change] = {
    "GEN-03": put("source.topic.display", None),
    "GEN-04": put("links", []),
    "GEN-05": put("detail", None),
    "GEN-07": put(f"{ACTION}.resource", {"status": "draft"}),
    "CARD-01": put("uuid", 7),
    "CARD-02": put("summary", "x" * 140),
    "CARD-03": put("detail", ["text"]),
    "CARD-04": put("detail", "Potassium<br>high"),
    "CARD-05": put("indicator", "hard-stop"),
    "CARD-06": drop("source"),
    "CARD-07": put("suggestions", {"label": "Repeat"}),
    "CARD-08": drop("selectionBehavior"),
    "CARD-09": put("selectionBehavior", "all"),
    "CARD-11": put("overrideReasons", {"code": "known"}),
    "CARD-12": drop("overrideReasons.0.display"),
    "CARD-13": put("links", {"label": "Guideline"}),
    "CARD-14": _recommend_two_of_one,
    "CARD-15": put("detail", "A potassium of 6.2 is diagnostic of renal failure."),
    "CARD-16": _forget_the_day,
    "SRC-01": drop("source.label"),
    "SRC-02": put("source.url", "/guideline"),
    "SRC-03": put("source.url", "https://little.example/guideline?patient=1"),
    "SRC-04": put("source.icon", "icon.png"),
    "SRC-05": _same_icon_as_discovery,
    "SRC-06": put("source.topic", "potassium"),
    "SUGG-01": drop("suggestions.0.label"),
    "SUGG-02": drop("suggestions.0.uuid"),
    "SUGG-03": put("suggestions.0.isRecommended", "yes"),
    "SUGG-04": put("suggestions.0.actions", {"type": "create"}),
    "SUGG-07": put("suggestions.0.actionSelectionBehavior", "all"),
    "ACT-01": put(f"{ACTION}.type", "order"),
    "ACT-02": drop(f"{ACTION}.description"),
    "ACT-03": drop(f"{ACTION}.resource.subject"),
    "ACT-04": drop("suggestions.1.actions.0.resource.id"),
    "ACT-05": drop("suggestions.2.actions.0.resourceId"),
    "ACT-06": put(f"{ACTION}.resource.id", "17"),
    "LINK-01": drop("links.0.label"),
    "LINK-02": put("links.0.url", "guideline.html"),
    "LINK-03": put("links.0.type", "web"),
    "LINK-04": put("links.0.appContext", "potassium"),
    "LINK-05": put("links.1.autolaunchable", "yes"),
    "EXT-01": put("extension", "1"),
    "EXT-02": put("extension", {"rule": {"version": "1"}}),
    "COD-01": drop("source.topic.code"),
    "COD-02": drop("overrideReasons.0.system"),
    "COD-03": put("source.topic.display", 7),
}


def _template(query: str) -> Change:
    return put("prefetch", {"potassium": query})


def _search(parameters: str) -> Change:
    return _template(f"Observation?patient={{{{context.patientId}}}}&{parameters}")


DISCOVERY: dict[str, Change] = {
    "DISC-03": drop("hook"),
    "DISC-04": put("description", ""),
    "DISC-05": drop("id"),
    "DISC-06": drop("title"),
    "DISC-07": put("prefetch", {"potassium": 1}),
    "DISC-08": put("usageRequirements", 1),
    "DISC-13": put("version", "two"),
    "DISC-14": put("hookVersion", "one"),
    "DISC-15": put("extension", {"status": {"value": "test"}}),
    "HOOK-01": put("hook", "potassium-view"),
    "PREF-02": drop("prefetch.potassium"),
    "PTOK-01": _template("Patient/{context.patientId}"),
    "PTOK-02": _template("Patient/{{context.patient.id}}"),
    "PTOK-03": _template("Patient/{{context.draftOrders}}"),
    "PTOK-04": _template("Patient/{{Patient.id}}"),
    "PTOK-05": _search("date=ge{{today()}}"),
    "PQR-01": _template("Patient/{{context.patientId}}/$everything"),
    "PQR-02": _template("Observation/_history?code=1"),
    "PQR-03": _template("Observation?patient.name=Doe"),
    "PQR-04": _search("code:below=http://loinc.org|2823-3"),
    "PQR-05": _search("date=sa2020-01-01"),
    "PQR-06": _search("_count=all"),
    "PQR-07": _search("sort:desc=date"),
    "PQR-08": _search("_maxresults=1"),
    "PQR-09": _search("_include=Observation:performer"),
}


def with_card(change: Change) -> Make:
    """The little service with another card."""

    class Broken(LittleService):
        def card(self, patient: str, value: object, day: str) -> Json:
            card = super().card(patient, value, day)
            change(card)
            return card

    return Broken


def with_entry(change: Change) -> Make:
    """The little service with another entry in discovery."""

    class Broken(LittleService):
        def entry(self) -> Json:
            entry = super().entry()
            change(entry)
            return entry

    return Broken
