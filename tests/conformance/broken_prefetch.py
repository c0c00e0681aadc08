"""Little services that use prefetch wrongly, by the requirement that this breaks."""

from __future__ import annotations

import time
from typing import Any

import requests

from tests.conformance.little_service import Json, LittleService, Refused


class AlwaysAsks(LittleService):
    def potassium(self, body: Json) -> list[Json]:
        if body.get("fhirServer") == self.fhir:
            self.fetched(body)
        return super().potassium(body)


class NeverAsks(LittleService):
    def fetched(self, body: Json) -> Json:
        return {}


class AsksAllOrNothing(LittleService):
    def fetched(self, body: Json) -> Json:
        return {} if body.get("prefetch") else super().fetched(body)


class MakesNothingOfWhatItFetched(LittleService):
    def fetched(self, body: Json) -> Json:
        super().fetched(body)
        return {}


class IsSlow(LittleService):
    def check(self, body: Json) -> None:
        super().check(body)
        time.sleep(1.01)


class FailsOnNull(LittleService):
    def rows(self, value: Json | None) -> list[Json]:
        if value is None:
            raise Refused(412)
        return super().rows(value)


class FailsOnEmpty(LittleService):
    def rows(self, value: Json | None) -> list[Json]:
        if value is not None and value.get("total") == 0:
            raise Refused(412)
        return super().rows(value)


class TakesRefusalsForNothing(LittleService):
    def rows(self, value: Json | None) -> list[Json]:
        refused = value is not None and value.get("resourceType") == "OperationOutcome"
        return [] if refused else super().rows(value)


class ReadsAnyKey(LittleService):
    def check(self, body: Json) -> None:
        super().check(body)
        if "conformanceForeignKey" in (body.get("prefetch") or {}):
            raise Refused(400)


class BreaksOnOddValues(LittleService):
    def potassium(self, body: Json) -> list[Json]:
        prefetch: Any = body.get("prefetch") or {}
        for value in prefetch.values():
            if value is not None:
                value.get("resourceType")
        return super().potassium(body)


class KnowsOnlyBundles(LittleService):
    def rows(self, value: Json | None) -> list[Json]:
        bundle = value is not None and value.get("resourceType") == "Bundle"
        return super().rows(value) if bundle else []


class IgnoresTheSubject(LittleService):
    def rows(self, value: Json | None) -> list[Json]:
        rows = super().rows(value)
        for row in rows:
            row["subject"] = {"reference": "Patient/little-1"}
        return rows


class FollowsPages(LittleService):
    def rows(self, value: Json | None) -> list[Json]:
        for link in (value or {}).get("link", []):
            requests.get(link["url"], timeout=5)
        return super().rows(value)


PREFETCH: dict[str, type[LittleService]] = {
    "PREF-01": AlwaysAsks,
    "PREF-03": IsSlow,
    "PREF-04": MakesNothingOfWhatItFetched,
    "PREF-05": AsksAllOrNothing,
    "PREF-08": FailsOnNull,
    "PREF-09": FailsOnEmpty,
    "PREF-10": TakesRefusalsForNothing,
    "PREF-11": FollowsPages,
    "PREF-13": ReadsAnyKey,
    "PREF-14": NeverAsks,
    "PREF-15": FailsOnEmpty,
    "PREF-16": BreaksOnOddValues,
    "PREF-17": KnowsOnlyBundles,
    "PREF-18": IgnoresTheSubject,
    "RESP-04": NeverAsks,
}
