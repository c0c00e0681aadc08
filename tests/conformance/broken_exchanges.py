"""More little services that do one thing wrong: FHIR access, answers, feedback, browsers, trust."""

from __future__ import annotations

from contextlib import suppress

import requests

from tests.conformance.little_server import Call, Reply
from tests.conformance.little_service import Json, LittleService, Refused


class AsksAnybody(LittleService):
    """Asks whatever address stands in the request, and wherever that one sends it."""

    def fetched(self, body: Json) -> Json:
        server = str(body.get("fhirServer"))
        if not server.startswith("http://127.0.0.1"):
            raise Refused(412)
        requests.get(f"{server}/Observation", timeout=5)
        return super().fetched(body)


class BreaksOnAddresses(LittleService):
    def check(self, body: Json) -> None:
        super().check(body)
        body.get("fhirServer", "").lower()


class AsksWithoutToken(LittleService):
    def credentials(self, access: Json) -> dict[str, str]:
        return {}


class TakesAnyToken(LittleService):
    def usable(self, access: Json, patient: str) -> bool:
        return True

    def credentials(self, access: Json) -> dict[str, str]:
        return {"Authorization": f"{access['token_type']} {access['access_token']}"}


class ConcatenatesTheToken(LittleService):
    def check(self, body: Json) -> None:
        super().check(body)
        token = (body.get("fhirAuthorization") or {}).get("access_token", "")
        assert isinstance(token, str)


class ReadsScopes(LittleService):
    def check(self, body: Json) -> None:
        super().check(body)
        if "read" not in (body.get("fhirAuthorization") or {}).get("scope", "read"):
            raise Refused(403)


class EchoesTheRequest(LittleService):
    body = b""

    def answer(self, call: Call) -> Reply:
        self.body = call.body
        return super().answer(call)

    def refusal(self, refused: Refused) -> Reply:
        reply = super().refusal(refused)
        if reply.body:
            reply.body["issue"][0]["diagnostics"] = self.body.decode(errors="replace")
        return reply


class WaitsForever(LittleService):
    def fetched(self, body: Json) -> Json:
        with suppress(requests.Timeout):
            requests.get(f"{self.fhir}/Observation", timeout=1.6)
        return {}


class AnswersWithoutCards(LittleService):
    def advise(self, body: Json) -> Reply:
        return Reply(200, {"card": super().advise(body).body["cards"]})


class ListsSystemActionsAsAnObject(LittleService):
    def advise(self, body: Json) -> Reply:
        reply = super().advise(body)
        return Reply(200, {**reply.body, "systemActions": {"type": "create"}})


class ForgetsToDescribe(LittleService):
    def advise(self, body: Json) -> Reply:
        reply = super().advise(body)
        for action in reply.body.get("systemActions", []):
            del action["description"]
        return reply


class HasNothingToSay(LittleService):
    def advise(self, body: Json) -> Reply:
        reply = super().advise(body)
        return reply if reply.body["cards"] else Reply(204, b"", {})


class ShowsItsStack(LittleService):
    def refusal(self, refused: Refused) -> Reply:
        return Reply(refused.status, b"Traceback (most recent call last)", {})


class Says422(LittleService):
    def refusal(self, refused: Refused) -> Reply:
        return super().refusal(Refused(422) if refused.status == 400 else refused)


class BreaksOnOldFhir(LittleService):
    def potassium(self, body: Json) -> list[Json]:
        if "DiagnosticOrder" in str(body.get("prefetch")):
            raise RuntimeError
        return super().potassium(body)


class TakesAnyFeedback(LittleService):
    def feedback(self, body: Json) -> Reply:
        return Reply(200, b"", {})


class RefusesFeedback(LittleService):
    def feedback(self, body: Json) -> Reply:
        raise Refused(400)


class BreaksOnHalfFeedback(LittleService):
    def feedback(self, body: Json) -> Reply:
        for entry in body.get("feedback") or []:
            entry["card"].lower()
            if entry["outcome"] == "accepted":
                entry["acceptedSuggestions"][0].get("id")
        return super().feedback(body)


class RefusesManyOrMixed(LittleService):
    def feedback(self, body: Json) -> Reply:
        entries = body.get("feedback") or []
        if len(entries) > 10 or not all(map(self.is_feedback, entries)):
            raise Refused(400)
        return super().feedback(body)


class RepeatsComments(LittleService):
    def feedback(self, body: Json) -> Reply:
        reply = super().feedback(body)
        return Reply(200, {**reply.body, "said": str(body)})


class KeepsBrowsersOut(LittleService):
    def let_browsers_in(self, call: Call, reply: Reply) -> None:
        """Not at all."""


class PreflightsWithJwt(LittleService):
    def route(self, call: Call) -> Reply:
        if call.method == "OPTIONS":
            self.authorise(call)
        return super().route(call)


class ForgetsErrors(LittleService):
    def let_browsers_in(self, call: Call, reply: Reply) -> None:
        if reply.status < 400:
            super().let_browsers_in(call, reply)


class LetsEveryoneIn(LittleService):
    def let_browsers_in(self, call: Call, reply: Reply) -> None:
        reply.headers["Access-Control-Allow-Origin"] = call.headers.get("Origin", "*")


EXCHANGES: dict[str, type[LittleService]] = {
    "REQ-05": AsksAnybody,
    "FHIRACC-01": AsksAnybody,
    "FHIRACC-02": AsksWithoutToken,
    "FHIRACC-03": ConcatenatesTheToken,
    "FHIRACC-04": TakesAnyToken,
    "FHIRACC-05": TakesAnyToken,
    "FHIRACC-06": ReadsScopes,
    "FHIRACC-08": TakesAnyToken,
    "FHIRACC-09": EchoesTheRequest,
    "FHIRACC-12": BreaksOnAddresses,
    "PERF-01": WaitsForever,
    "RESP-01": AnswersWithoutCards,
    "RESP-02": ListsSystemActionsAsAnObject,
    "RESP-03": HasNothingToSay,
    "RESP-05": ShowsItsStack,
    "RESP-06": ShowsItsStack,
    "RESP-07": Says422,
    "SYS-01": ListsSystemActionsAsAnObject,
    "SYS-02": ForgetsToDescribe,
    "HOOK-02": BreaksOnOldFhir,
    "FB-01": RefusesFeedback,
    "FB-02": TakesAnyFeedback,
    "FB-03": TakesAnyFeedback,
    "FB-04": TakesAnyFeedback,
    "FB-05": BreaksOnHalfFeedback,
    "FB-06": RefusesFeedback,
    "FB-07": TakesAnyFeedback,
    "FB-08": RefusesManyOrMixed,
    "FB-09": RefusesManyOrMixed,
    "FB-10": RepeatsComments,
    "FB-11": RefusesFeedback,
    "CORS-01": KeepsBrowsersOut,
    "CORS-02": PreflightsWithJwt,
    "CORS-03": ForgetsErrors,
    "CORS-04": LetsEveryoneIn,
}
