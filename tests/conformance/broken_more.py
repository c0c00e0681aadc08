"""Little services for the second looks: other faults, and other legal ways."""

from __future__ import annotations

import threading

import requests

from tests.conformance.little_server import Call, Reply
from tests.conformance.little_service import HOOK, ID, Json, LittleService, Refused


class Says(LittleService):
    """Answers every call with these bytes."""

    def __init__(self, base: str, body: bytes) -> None:
        super().__init__(base)
        self.body = body

    def advise(self, body: Json) -> Reply:
        return Reply(200, self.body)


class BreaksAlways(LittleService):
    def advise(self, body: Json) -> Reply:
        raise Refused(500)


class HasSeveralTexts(LittleService):
    def discovery(self) -> Json:
        return {"services": [self.entry(), "potassium"]}


class AnswersTwice(LittleService):
    def advise(self, body: Json) -> Reply:
        reply = super().advise(body)
        return Reply(200, {"cards": reply.body["cards"] * 2})


class KnowsNoCharset(LittleService):
    def read(self, call: Call) -> Json:
        if "charset" in call.headers.get("Content-Type", ""):
            raise Refused(415)
        return super().read(call)


class CountsOutcomesAsFaults(LittleService):
    def rows(self, value: Json | None) -> list[Json]:
        for entry in (value or {}).get("entry", []):
            if entry["resource"]["resourceType"] == "OperationOutcome":
                raise Refused(412)
        return super().rows(value)


class BreaksWhenBusy(LittleService):
    def __init__(self, base: str, *given: str | None) -> None:
        super().__init__(base)
        self.room = threading.Semaphore(1)

    def check(self, body: Json) -> None:
        super().check(body)
        if not self.room.acquire(blocking=False):
            raise Refused(503)
        try:
            threading.Event().wait(0.01)
        finally:
            self.room.release()


class ForbidsHeaders(LittleService):
    def let_browsers_in(self, call: Call, reply: Reply) -> None:
        super().let_browsers_in(call, reply)
        reply.headers["Access-Control-Allow-Headers"] = "*"


class LetsCredentialsIn(LittleService):
    def let_browsers_in(self, call: Call, reply: Reply) -> None:
        reply.headers["Access-Control-Allow-Origin"] = "*"
        reply.headers["Access-Control-Allow-Credentials"] = "true"


class WantsNothing(LittleService):
    """Declares no prefetch and needs no data: an empty list is a right answer."""

    def entry(self) -> Json:
        return {"hook": HOOK, "id": ID, "description": "Needs no data."}

    def advise(self, body: Json) -> Reply:
        return Reply(200, {"cards": []})


class Repeats(LittleService):
    def advise(self, body: Json) -> Reply:
        return Reply(200, {"cards": []})


class IsClosed(LittleService):
    def advise(self, body: Json) -> Reply:
        raise Refused(403)


class Minimal(LittleService):
    """No prefetch, no feedback, no CORS, no checks of the request: one short card for everybody."""

    def entry(self) -> Json:
        return {"hook": HOOK, "id": ID, "description": "Says hello."}

    def route(self, call: Call) -> Reply:
        if call.path == "/cds-services":
            return Reply(200, self.discovery())
        if call.path != f"/cds-services/{ID}" or call.method != "POST":
            return Reply(404, b"Not found", {"Content-Type": "text/plain"})
        source = {"label": "Hello"}
        return Reply(200, {"cards": [{"summary": "Hello", "indicator": "info", "source": source}]})

    def let_browsers_in(self, call: Call, reply: Reply) -> None:
        """Not at all."""


class PostsSearches(LittleService):
    """Asks as some do: POST to _search with a form."""

    def fetched(self, body: Json) -> Json:
        if body.get("fhirServer") != self.fhir:
            raise Refused(412)
        patient = body["context"]["patientId"]
        with requests.Session() as session:
            session.trust_env = False
            found: Json = session.post(
                f"{self.fhir}/Observation/_search",
                data={"patient": patient, "code": "http://loinc.org|2823-3"},
                headers=self.credentials(body["fhirAuthorization"]),
                timeout=5,
            ).json()
        return found
