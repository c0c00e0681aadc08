"""What an EHR analyst has to type in, from the very objects the service works with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, get_args

from cds_service.override_reasons import OVERRIDE_REASONS, OverrideReason
from cds_service.prefetch_aliases import ALIASES
from cds_service.prefetch_templates import order_templates, templates
from cds_service.rules import companion_tests
from cds_service.rules.finding import Companion
from cds_service.services import SERVICES, CdsService
from cds_service.settings import Settings
from cds_service.trust_settings import RECOMMENDED, Algorithm

TRIAL_PATIENT = "iss-3"
TRIAL_ORDER_PATIENT = "new-myeloma"
USER = "Practitioner/self-test"


class Address(NamedTuple):
    """One address that the EHR calls."""

    what: str
    method: str
    url: str


class Key(NamedTuple):
    """One prefetch key, its query, and the other names under which it is understood."""

    name: str
    query: str
    aliases: tuple[str, ...]


class OrderTest(NamedTuple):
    """A test that cards may suggest: its LOINC code and the code of the site's catalogue."""

    loinc: str
    display: str
    site: str


@dataclass(frozen=True)
class Sheet:
    """Everything on the page that this deployment decides."""

    addresses: tuple[Address, ...]
    services: tuple[CdsService, ...]
    keys: tuple[Key, ...]
    resource_types: tuple[str, ...]
    audiences: tuple[Address, ...]
    recommended: tuple[str, ...]
    allowed: tuple[str, ...]
    reasons: tuple[OverrideReason, ...]
    tests: tuple[OrderTest, ...]

    def scopes(self, may: str) -> str:
        """The scopes to ask for; `may` is `.read` in SMART v1, `.rs` in v2."""
        return " ".join(f"patient/{kind}{may}" for kind in self.resource_types)


def sheet(base_url: str, settings: Settings) -> Sheet:
    """The sheet for clients that reach the service at this address."""
    keys = [Key(key, query, ALIASES.get(key, ())) for key, query in templates().items()]
    calls = tuple(_calls(base_url))
    discovery = Address("Discovery", "GET", f"{base_url}/cds-services")
    return Sheet(
        addresses=(discovery, *calls),
        services=tuple(SERVICES.values()),
        keys=tuple(keys),
        resource_types=tuple(dict.fromkeys(re.split("[/?]", key.query)[0] for key in keys)),
        audiences=calls,
        recommended=tuple(sorted(RECOMMENDED)),
        allowed=tuple(name for name in get_args(Algorithm) if name not in RECOMMENDED),
        reasons=OVERRIDE_REASONS,
        tests=tuple(_tests(settings)),
    )


def _calls(base_url: str) -> Iterator[Address]:
    for service in SERVICES.values():
        url = f"{base_url}/cds-services/{service.id}"
        yield Address(f"Hook {service.hook}", "POST", url)
        yield Address(f"Feedback on {service.hook}", "POST", f"{url}/feedback")


def _tests(settings: Settings) -> Iterator[OrderTest]:
    ours = settings.orders.codes
    for item in vars(companion_tests).values():
        if isinstance(item, Companion) and item.code:
            site = ours.get(item.code)
            yield OrderTest(item.code, item.text, f"{site.system}|{site.code}" if site else "")


def trial_request(today: date) -> dict[str, Any]:
    """A patient-view request about an invented patient with every prefetch key, so that no FHIR
    server is asked."""
    # Imported where it is used: the stories of the demo are no part of serving.
    from cds_service.demo.patients import demo_patient  # noqa: PLC0415

    resources = demo_patient(TRIAL_PATIENT, today).resources
    return {
        "hook": "patient-view",
        "hookInstance": "5e1f7e57-0000-4000-8000-000000000001",
        "context": {"userId": USER, "patientId": TRIAL_PATIENT},
        "prefetch": _delivered(resources, templates()),
    }


def trial_order(today: date) -> dict[str, Any]:
    """An order-sign request: serum B2M is being ordered for a patient with new myeloma."""
    from cds_service.demo.catalogue import B2M  # noqa: PLC0415
    from cds_service.demo.patients import demo_patient  # noqa: PLC0415 - as above
    from cds_service.demo.story_orders import draft_order  # noqa: PLC0415

    draft = draft_order(B2M, TRIAL_ORDER_PATIENT, 1)
    drafts = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": draft}]}
    context = {"userId": USER, "patientId": TRIAL_ORDER_PATIENT, "draftOrders": drafts}
    resources = demo_patient(TRIAL_ORDER_PATIENT, today).resources
    return {
        "hook": "order-sign",
        "hookInstance": "5e1f7e57-0000-4000-8000-000000000002",
        "context": context,
        "prefetch": _delivered(resources, order_templates()),
    }


def _delivered(
    resources: Iterable[dict[str, Any]], queries: Mapping[str, str]
) -> dict[str, dict[str, Any] | None]:
    rows = list(resources)
    found = {key: [row for row in rows if _answers(row, query)] for key, query in queries.items()}
    bundles = {key: _searchset(held) if held else None for key, held in found.items()}
    return bundles | {"patient": found["patient"][0]}


def _answers(row: dict[str, Any], query: str) -> bool:
    kind, _, search = query.partition("?")
    if row["resourceType"] != kind.partition("/")[0]:
        return False
    codings = row.get("code", {}).get("coding", []) if "code=" in search else []
    return "code=" not in search or any(f"|{item['code']}" in search for item in codings)


def _searchset(rows: list[dict[str, Any]]) -> dict[str, Any]:
    entries = [{"resource": row} for row in rows]
    return {"resourceType": "Bundle", "type": "searchset", "entry": entries}
