"""The 32 ways in which FHIR servers behave, by name, each with its variants."""

from collections.abc import Callable
from typing import Any

from tests.cds_service.fhir_stub import Exchange
from tests.quirks import dialects, faults, paging, shapes
from tests.quirks.chart import chart, many, somebody_else, without_b2m
from tests.quirks.plain import Plain

Serve = Callable[[Exchange], object]

PROFILES = (
    "plain",
    "hapi",
    "hapi-loop",
    "oracle",
    "epic",
    "azure",
    "google",
    "firely",
    "aidbox-canvas",
    "medplum-bare",
    "openemr",
    "ignores-filters",
    "smart-launcher",
    "no-sort-silent",
    "no-entry",
    "proxy-host",
    "html-502",
    "truncated-json",
    "gzip-broken",
    "slow-first-byte",
    "drip",
    "huge",
    "redirect-302",
    "429-http-date",
    "503-then-ok",
    "401-mid-paging",
    "403-condition-only",
    "dstu2",
    "xml-only",
    "shapes",
    "url-limit",
    "wrong-patient",
)
LOGIN = b"<html><body>Please sign in</body></html>"
ABSENT = "no B2M"  # the variant of a profile in which the patient has none


def serving(profile: str, variant: str, elsewhere: str) -> Serve:
    """How a server of this profile behaves; `elsewhere` is the base of another server."""
    mine = without_b2m() if variant == ABSENT else chart()
    rows = [*somebody_else(), *mine]
    made = _made(profile, "" if variant == ABSENT else variant, elsewhere, rows)
    return made.serve if isinstance(made, Plain) else made


def _made(profile: str, variant: str, elsewhere: str, rows: list[Any]) -> Plain | Serve:
    by_name: dict[tuple[str, str], Callable[[], Plain | Serve]] = {
        ("plain", ""): lambda: Plain(rows),
        ("hapi", ""): lambda: paging.Hapi(rows),
        ("hapi", "expires once"): lambda: paging.Hapi(rows, uses=0, expiries=1),
        ("hapi", "expires at once"): lambda: paging.Hapi(rows, uses=0),
        ("hapi-loop", "to itself"): lambda: paging.HapiLoop(rows, "itself"),
        ("hapi-loop", "past the end"): lambda: paging.HapiLoop(rows, "past"),
        ("hapi-loop", "hangs"): lambda: paging.HapiLoop(rows, "past", hang_s=4),
        ("oracle", ""): lambda: paging.Oracle(rows),
        ("oracle", "bad row"): lambda: paging.Oracle(rows, bad_row=True),
        ("epic", ""): lambda: paging.Epic(rows),
        ("epic", "more exists"): lambda: paging.Epic(rows, more=True),
        ("epic", "state dies"): lambda: paging.Epic(rows, deaths=1),
        ("epic", "state dies again"): lambda: paging.Epic(rows, deaths=100),
        ("azure", ""): lambda: dialects.Azure(rows),
        ("azure", "throttled"): lambda: dialects.Azure(rows, busy=1, wait="0"),
        ("azure", "throttled long"): lambda: dialects.Azure(rows, busy=100),
        ("google", ""): lambda: dialects.Google(rows),
        ("google", "body ignored"): lambda: dialects.Google(rows, post="ignored"),
        ("google", "errors"): lambda: dialects.Google(rows, errors=True),
        ("firely", ""): lambda: paging.Firely(rows),
        ("firely", "old links"): lambda: paging.Firely(rows, old_links=True),
        ("aidbox-canvas", ""): lambda: paging.AidboxCanvas(rows),
        ("medplum-bare", ""): lambda: dialects.MedplumBare(rows),
        ("openemr", ""): lambda: dialects.OpenEmr(chart()),
        ("ignores-filters", ""): lambda: dialects.IgnoresFilters(rows),
        ("smart-launcher", ""): lambda: dialects.SmartLauncher(rows),
        ("smart-launcher", "wrong token"): lambda: dialects.SmartLauncher(rows, token="x"),
        ("smart-launcher", "token ends"): lambda: dialects.SmartLauncher(rows, calls=2),
        ("no-sort-silent", ""): lambda: dialects.NoSortSilent(rows),
        ("no-entry", ""): lambda: dialects.NoEntry(rows),
        ("proxy-host", "internal name"): lambda: paging.ProxyHost(rows, "http://fhir-inner/fhir"),
        ("proxy-host", "rewritten"): lambda: paging.ProxyHost(rows, "http://fhir-inner/fhir"),
        ("proxy-host", "other scheme"): lambda: paging.ProxyHost(rows, "https://127.0.0.1/fhir"),
        ("proxy-host", "two ports"): lambda: paging.ProxyHost(rows, "http://127.0.0.1:443:443"),
        ("proxy-host", "other port"): lambda: paging.ProxyHost(rows, elsewhere),
        ("html-502", ""): lambda: faults.always(502, b"<h1>Bad gateway</h1>", "text/html"),
        ("html-502", "login page"): lambda: faults.always(200, LOGIN, "text/html"),
        ("truncated-json", ""): lambda: faults.TruncatedJson(rows, closes_early=False),
        ("truncated-json", "closes"): lambda: faults.TruncatedJson(rows, closes_early=True),
        ("gzip-broken", ""): lambda: faults.GzipBroken(rows),
        ("slow-first-byte", ""): lambda: faults.slow_first_byte(2),
        ("drip", ""): lambda: faults.drip(0.05, 60),
        ("huge", ""): lambda: faults.Huge(many(5000), 5000),
        ("huge", "pages"): lambda: faults.Huge(many(1500), 1000),
        ("huge", "too many pages"): lambda: faults.Huge(many(1005), 100),
        ("huge", "64 MB"): lambda: faults.flood(64),
        ("redirect-302", ""): lambda: dialects.redirecting(302, elsewhere),
        ("redirect-302", "307 within"): lambda: dialects.redirecting(307, "{base}/again"),
        ("429-http-date", ""): lambda: faults.AwayAtFirst(rows, 429, faults.http_date(2), 1),
        ("429-http-date", "an hour"): lambda: faults.AwayAtFirst(
            rows, 429, faults.http_date(3600), 100
        ),
        ("503-then-ok", ""): lambda: faults.AwayAtFirst(rows, 503, "1", 1),
        ("503-then-ok", "no time"): lambda: faults.AwayAtFirst(rows, 503, "1", 100),
        ("401-mid-paging", ""): lambda: paging.UnauthorizedMidPaging(rows),
        ("403-condition-only", ""): lambda: dialects.ForbiddenConditions(rows),
        ("dstu2", ""): lambda: shapes.Dstu2(rows),
        ("xml-only", ""): lambda: shapes.XmlOnly(rows),
        ("xml-only", "406"): lambda: shapes.XmlOnly(rows, refuses=True),
        ("shapes", ""): lambda: shapes.Shapes(rows),
        ("url-limit", ""): lambda: dialects.UrlLimit(rows, 2048),
        ("url-limit", "8192"): lambda: dialects.UrlLimit(rows, 8192),
        ("wrong-patient", ""): lambda: dialects.WrongPatient(chart(), "other"),
        ("wrong-patient", "redirect"): lambda: dialects.WrongPatient(chart(), "redirect"),
        ("wrong-patient", "issue"): lambda: dialects.WrongPatient(chart(), "issue"),
    }
    return by_name[profile, variant]()
