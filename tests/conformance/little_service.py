"""A good little CDS service in one file: it speaks about potassium and does all that is asked.

The conformance suite finds nothing wrong with it. Broken services are made from it, one method or
one member at a time (broken.py).
"""

from __future__ import annotations

import re
from typing import Any

import requests

from tests.conformance.little_cards import card, icon, system_action
from tests.conformance.little_server import Call, Reply
from tests.conformance.little_trust import Trust

ID = "potassium"
HOOK = "patient-view"
ORIGIN = "http://localhost:8080"
PATIENT_TEMPLATE = "Patient/{{context.patientId}}"
POTASSIUM_TEMPLATE = (
    "Observation?patient={{context.patientId}}&code=http://loinc.org|2823-3&_sort=-date&_count=10"
)
DEADLINE_S = 0.3
LONGEST_COMMENT = 4096
OUTCOMES = ("accepted", "overridden")

Json = dict[str, Any]


class Refused(Exception):
    """An answer that is no success."""

    def __init__(self, status: int, code: str = "invalid") -> None:
        super().__init__(status)
        self.status = status
        self.code = code


class LittleService:
    """`fhir` is the only FHIR server it asks; `trust` is None where everybody may call."""

    def __init__(self, base: str, fhir: str = "", trust: Trust | None = None) -> None:
        self.base = base
        self.fhir = fhir
        self.trust = trust

    def answer(self, call: Call) -> Reply:
        try:
            reply = self.route(call)
        except Refused as refused:
            reply = self.refusal(refused)
        self.let_browsers_in(call, reply)
        return reply

    def route(self, call: Call) -> Reply:
        if call.path == "/icon.png":
            return Reply(200, icon(), {"Content-Type": "image/png"})
        if call.method == "OPTIONS":
            return Reply(204, b"", {})
        self.authorise(call)
        if call.path == "/cds-services":
            return Reply(200, self.discovery())
        if call.path not in {f"/cds-services/{ID}", f"/cds-services/{ID}/feedback"}:
            raise Refused(404, "not-found")
        if call.method != "POST":
            raise Refused(405, "not-supported")
        body = self.read(call)
        return self.feedback(body) if call.path.endswith("/feedback") else self.advise(body)

    def discovery(self) -> Json:
        return {"services": [self.entry()]}

    def entry(self) -> Json:
        return {
            "hook": HOOK,
            "id": ID,
            "title": "Potassium",
            "description": "Says when a potassium should be repeated.",
            "usageRequirements": "Needs read access to Observation.",
            "prefetch": {"patient": PATIENT_TEMPLATE, "potassium": POTASSIUM_TEMPLATE},
            "version": "2.0.1",
            "hookVersion": "1.0",
            "extension": {"example.little.status": {"value": "test"}},
        }

    def refusal(self, refused: Refused) -> Reply:
        if refused.status == 401:
            return Reply(401, b"", {})
        issue = {"severity": "error", "code": refused.code, "diagnostics": "Refused."}
        return Reply(refused.status, {"resourceType": "OperationOutcome", "issue": [issue]})

    def authorise(self, call: Call) -> None:
        if self.trust is None:
            return
        url = self.base + call.path
        audiences = {url, url.removesuffix("/feedback")}
        if not self.trust.accepts(call.headers.get("Authorization", ""), audiences):
            raise Refused(401)

    def read(self, call: Call) -> Json:
        if not call.headers.get("Content-Type", "").startswith("application/json"):
            raise Refused(415)
        try:
            body = call.json
        except (ValueError, RecursionError):
            raise Refused(400, "structure") from None
        if not isinstance(body, dict):
            raise Refused(400, "structure")
        return body

    def advise(self, body: Json) -> Reply:
        self.check(body)
        patient = body["context"]["patientId"]
        rows = self.potassium(body)
        cards = [
            self.card(patient, row["valueQuantity"]["value"], row["effectiveDateTime"])
            for row in rows
            if row.get("subject", {}).get("reference") == f"Patient/{patient}"
        ][:1]
        answer: Json = {"cards": cards}
        if cards:
            answer["systemActions"] = [system_action(patient)]
        return Reply(200, answer)

    def check(self, body: Json) -> None:
        context = body.get("context")
        if body.get("hook") != HOOK or not body.get("hookInstance"):
            raise Refused(400)
        if not isinstance(context, dict) or not {"userId", "patientId"} <= context.keys():
            raise Refused(400)

    def card(self, patient: str, value: object, day: str) -> Json:
        return card(patient, value, day, self.base)

    def potassium(self, body: Json) -> list[Json]:
        """The potassium rows, from prefetch or from the FHIR server."""
        prefetch = body.get("prefetch") or {}
        if "potassium" in prefetch:
            value = prefetch["potassium"]
            if value is None or isinstance(value, dict):
                return self.rows(value)
        return self.rows(self.fetched(body))

    def rows(self, value: Json | None) -> list[Json]:
        """The Observations of a Bundle or a bare one; an OperationOutcome is none: 412."""
        if value is None or value.get("resourceType") is None:
            return []
        if value["resourceType"] == "OperationOutcome":
            raise Refused(412, "incomplete")
        resources = (
            [entry.get("resource", {}) for entry in value.get("entry", [])]
            if value["resourceType"] == "Bundle"
            else [value]
        )
        return [one for one in resources if one.get("resourceType") == "Observation"]

    def fetched(self, body: Json) -> Json:
        access = body.get("fhirAuthorization")
        if body.get("fhirServer") != self.fhir or not isinstance(access, dict):
            raise Refused(412, "incomplete")
        if not self.usable(access, body["context"]["patientId"]):
            raise Refused(412, "incomplete")
        path = POTASSIUM_TEMPLATE.replace("{{context.patientId}}", body["context"]["patientId"])
        try:
            with requests.Session() as session:
                session.trust_env = False
                answer = session.get(
                    f"{self.fhir}/{path}",
                    headers=self.credentials(access),
                    timeout=DEADLINE_S,
                    allow_redirects=False,
                )
        except requests.RequestException:
            raise Refused(412, "incomplete") from None
        if answer.status_code != 200:
            raise Refused(412, "incomplete")
        found: Json = answer.json()
        return found

    def usable(self, access: Json, patient: str) -> bool:
        return (
            isinstance(access.get("access_token"), str)
            and str(access.get("token_type")).lower() == "bearer"
            and int(access.get("expires_in", 0)) > 0
            and access.get("patient", patient) == patient
        )

    def credentials(self, access: Json) -> dict[str, str]:
        return {"Authorization": f"Bearer {access['access_token']}"}

    def feedback(self, body: Json) -> Reply:
        entries = body.get("feedback")
        if not isinstance(entries, list) or not entries:
            raise Refused(400)
        good = [entry for entry in entries if self.is_feedback(entry)]
        if not good:
            raise Refused(400)
        return Reply(200, {"received": len(good)})

    def is_feedback(self, entry: Json) -> bool:
        reason = entry.get("overrideReason") or {}
        return (
            "card" in entry
            and entry.get("outcome") in OUTCOMES
            and (entry["outcome"] != "accepted" or bool(entry.get("acceptedSuggestions")))
            and bool(re.fullmatch(r"\d{4}-.+T.+Z", str(entry.get("outcomeTimestamp"))))
            and len(reason.get("userComment", "")) <= LONGEST_COMMENT
        )

    def let_browsers_in(self, call: Call, reply: Reply) -> None:
        reply.headers["Vary"] = "Origin"
        if call.headers.get("Origin") == ORIGIN:
            reply.headers["Access-Control-Allow-Origin"] = ORIGIN
            reply.headers["Access-Control-Allow-Methods"] = "GET, POST"
            reply.headers["Access-Control-Allow-Headers"] = "authorization, content-type"
