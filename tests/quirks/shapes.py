"""Profiles whose resources or Bundles have another shape: DSTU2, XML, and odd but possible R4."""

from typing import Any

from tests.quirks.plain import Ask, Plain, Reply, Resource


class Dstu2(Plain):
    """The shapes of DSTU2."""

    def __init__(self, resources: Any) -> None:
        super().__init__(map(in_dstu2, resources))

    def answer(self, ask: Ask) -> Reply:
        if ask.kind == "metadata":
            return Reply({"resourceType": "Conformance", "fhirVersion": "1.0.2"})
        return super().answer(ask)

    def of_category(self, row: Resource, ask: Ask) -> bool:
        return True

    def page(self, ask: Ask, rows: list[Resource]) -> Resource:
        bundle = super().page(ask, rows)
        return bundle | {"entry": [{"resource": entry["resource"]} for entry in bundle["entry"]]}


def in_dstu2(row: Resource) -> Resource:
    older = dict(row)
    if "category" in row:
        older["category"] = row["category"][0]
    if row["resourceType"] == "Condition":
        older["patient"] = older["subject"]
        older["verificationStatus"] = "confirmed"
    return older


class XmlOnly(Plain):
    """Speaks XML whatever it is asked for, or says that it has no JSON."""

    def __init__(self, resources: Any, *, refuses: bool = False) -> None:
        super().__init__(resources)
        self.refuses = refuses

    def answer(self, ask: Ask) -> Reply:
        if self.refuses:
            return Reply(b"", 406)
        return Reply(b'<Bundle xmlns="http://hl7.org/fhir"/>', media_type="application/fhir+xml")


class Shapes(Plain):
    """Odd but possible Bundles: repeated ids, null entries, unknown members and types, values in
    components, panels, contained specimens."""

    def page(self, ask: Ask, rows: list[Resource]) -> Resource:
        bundle = super().page(ask, rows)
        if ask.kind != "Observation":
            return bundle
        odd: list[Any] = [
            None,
            {},
            {"resource": None},
            {"resource": "Observation"},
            {"resource": {}},
            {"resource": {"resourceType": ["Observation"], "id": 7}},
            {"resource": {"resourceType": "NovelThing", "id": "n"}},
            *bundle["entry"][:1],
            *({"resource": row} for row in odd_rows(rows)),
        ]
        return bundle | {"entry": [*odd, *bundle["entry"]], "unheardOf": {"x": [None]}}


def odd_rows(rows: list[Resource]) -> list[Resource]:
    """A panel, and the newest row once more with its value in a component, without one outside."""
    if not rows:
        return []
    row = rows[0]
    panel = {"id": "panel", "hasMember": [{"reference": f"Observation/{row['id']}"}]}
    component = {"code": row["code"], "valueQuantity": row.get("valueQuantity")}
    bare = {name: value for name, value in row.items() if name != "valueQuantity"}
    return [
        bare | panel | {"code": {"text": "Panel"}},
        bare | {"id": "in-component", "code": {"text": "Panel"}, "component": [component]},
    ]
