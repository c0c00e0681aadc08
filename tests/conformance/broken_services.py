"""Little services that do one thing wrong, by the requirement that this breaks."""

from __future__ import annotations

import time
from dataclasses import replace

from tests.conformance.little_server import Call, Reply
from tests.conformance.little_service import HOOK, Json, LittleService, Refused


class SpeaksHtml(LittleService):
    def answer(self, call: Call) -> Reply:
        reply = super().answer(call)
        reply.headers["Content-Type"] = "text/html"
        return reply


class AcceptsTrailingCommas(LittleService):
    def read(self, call: Call) -> Json:
        return super().read(replace(call, body=call.body.replace(b",}", b"}")))


class HasNoDiscovery(LittleService):
    def discovery(self) -> Json:
        raise Refused(404)


class DiscoversWith203(LittleService):
    def route(self, call: Call) -> Reply:
        reply = super().route(call)
        return Reply(203, reply.body) if call.path == "/cds-services" else reply


class ListsNothingButAnObject(LittleService):
    def discovery(self) -> Json:
        return {"services": {"potassium": self.entry()}}


class HasNoServicesMember(LittleService):
    def discovery(self) -> Json:
        return {}


class ListsItsServiceTwice(LittleService):
    def discovery(self) -> Json:
        return {"services": [self.entry(), self.entry()]}


class LeaksDiscovery(LittleService):
    def refusal(self, refused: Refused) -> Reply:
        reply = super().refusal(refused)
        return Reply(401, self.discovery()) if refused.status == 401 else reply


class AnswersGetAndAnyName(LittleService):
    def route(self, call: Call) -> Reply:
        known = call.path == "/cds-services" or call.path.endswith(("potassium", "feedback"))
        if call.method == "GET" and call.path.endswith("potassium"):
            return Reply(200, {"cards": []})
        return super().route(call) if known else Reply(200, {"cards": []})


class NeedsNothing(LittleService):
    """Takes a body without hook, hookInstance or context for a call."""

    def check(self, body: Json) -> None:
        body.setdefault("context", {})
        body["context"].setdefault("patientId", "")


class NeedsAClientOf20(LittleService):
    def check(self, body: Json) -> None:
        super().check(body)
        if "user" in body:
            raise Refused(400)


class CountsInstances(LittleService):
    seen: set[str] = set()  # noqa: RUF012 - one service, one memory

    def check(self, body: Json) -> None:
        super().check(body)
        if body["hookInstance"] in self.seen:
            raise Refused(400)
        self.seen.add(body["hookInstance"])


class BreaksOnATokenAlone(LittleService):
    def check(self, body: Json) -> None:
        super().check(body)
        if "fhirAuthorization" in body:
            body["fhirServer"].lower()


class NeedsAuthorization(LittleService):
    def check(self, body: Json) -> None:
        super().check(body)
        if "fhirAuthorization" not in body:
            raise Refused(400)


class BreaksWithoutPrefetch(LittleService):
    def potassium(self, body: Json) -> list[Json]:
        return self.rows(body["prefetch"]["potassium"])


class RefusesUnknownMembers(LittleService):
    def check(self, body: Json) -> None:
        super().check(body)
        if "foo" in body or len(body["context"]) > 2:
            raise Refused(400)


class TakesAnyBody(LittleService):
    def read(self, call: Call) -> Json:
        try:
            return super().read(call)
        except Refused:
            context = {"userId": "Practitioner/1", "patientId": "1"}
            prefetch = {"potassium": None}
            return {"hook": HOOK, "hookInstance": "1", "context": context, "prefetch": prefetch}


class Mixes(LittleService):
    """Keeps the patient of a call where the next call finds him."""

    patient = ""

    def check(self, body: Json) -> None:
        super().check(body)
        self.patient = body["context"]["patientId"]
        time.sleep(0.005)

    def card(self, patient: str, value: object, day: str) -> Json:
        return super().card(self.patient, value, day)


SERVICES: dict[str, type[LittleService]] = {
    "GEN-01": SpeaksHtml,
    "GEN-06": AcceptsTrailingCommas,
    "DISC-01": HasNoDiscovery,
    "DISC-02": ListsNothingButAnObject,
    "DISC-09": HasNoServicesMember,
    "DISC-10": DiscoversWith203,
    "DISC-11": LeaksDiscovery,
    "DISC-12": ListsItsServiceTwice,
    "REQ-01": AnswersGetAndAnyName,
    "REQ-02": NeedsNothing,
    "REQ-03": CountsInstances,
    "REQ-04": BreaksOnATokenAlone,
    "REQ-06": NeedsAuthorization,
    "REQ-07": NeedsNothing,
    "REQ-08": BreaksWithoutPrefetch,
    "REQ-09": NeedsNothing,
    "REQ-10": RefusesUnknownMembers,
    "REQ-11": TakesAnyBody,
    "REQ-12": Mixes,
    "PREF-06": BreaksWithoutPrefetch,
    "PREF-07": BreaksWithoutPrefetch,
    "HOOK-03": RefusesUnknownMembers,
    "VER-01": NeedsAClientOf20,
}
