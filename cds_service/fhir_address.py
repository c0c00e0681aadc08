"""Which addresses may be called: an exact allow-list of FHIR base URLs.

Addresses are compared as urllib3 reads them, for urllib3 makes the connection; anything on which
two parsers could disagree is refused (docs/adr/0008).
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Mapping
from urllib.parse import urljoin

from urllib3.exceptions import LocationParseError
from urllib3.util import Url, parse_url

# Printable ASCII without what hides a host (\ @), starts a fragment (#) or encodes (%).
_BASE_URL = re.compile(r"https?://[a-zA-Z0-9.:\[\]-]+(/[!$&'()*+,;=:._~a-zA-Z0-9/-]*)?")
_FROM_BASE = re.compile(
    r"/[A-Z][A-Za-z]+(\?|/_search\b)"
)  # a link to a resource type of the server
_ABSOLUTE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_PAGE_URL = re.compile(r"[\x21-\x7e]+")
_DEFAULT_PORTS = {"http": 80, "https": 443}


def normalised_base(url: str) -> str | None:
    """One spelling for one server: lower case host, no default port, no slash at the end.

    None for an address that cannot be a FHIR base URL we would call.
    """
    parsed = _parsed(url) if _BASE_URL.fullmatch(url) else None
    if parsed is None or not parsed.host or parsed.host.endswith(".") or _climbs(url):
        return None
    if parsed.scheme == "http" and not is_loopback(parsed.host):
        return None
    return f"{_origin(parsed)}{(parsed.path or '').rstrip('/')}"


def listed_base(url: str, servers: Iterable[str]) -> str | None:
    """The base URL as listed by the site, or None when it is not on the list."""
    base = normalised_base(url)
    return base if base is not None and base in servers else None


def is_under(url: str, base: str) -> bool:
    """Is this, as it would be sent, an address of that FHIR server and of nothing beside it?"""
    parsed = _parsed(url) if _PAGE_URL.fullmatch(url) else None
    if parsed is None or not parsed.host or parsed.auth or set("\\#") & set(url):
        return False
    before_query = url.partition("?")[0]
    if _climbs(before_query) or {"%", "@"} & set(before_query):
        return False
    address = f"{_origin(parsed)}{parsed.path or ''}"
    return address == base or address.startswith(f"{base}/")


def page_address(
    link: str, current: str, base: str, rewrites: Mapping[str, str] | None = None
) -> str:
    """A `next` link in full, "" when it cannot be read.

    Servers also write it relative, to the page it stands on or to their base, or with the address
    they have behind a proxy: `rewrites` maps such an address to the base it stands for.
    """
    for written, meant in (rewrites or {}).items():
        rest = link.removeprefix(written)
        if rest != link and rest[:1] in {"", "/", "?"}:
            return meant + rest
    if _CONTROL.search(link):
        return ""  # which a parser may drop, so that another address remains
    if _ABSOLUTE.match(link):
        return link
    try:
        address = urljoin(current, link)
    except ValueError:
        return ""
    from_base = _FROM_BASE.match(link) and not is_under(address, base)
    return base + link if from_base else address


def origin_of(base: str) -> str:
    """Scheme, host and port of a listed base URL."""
    return "/".join(base.split("/")[:3])


def is_loopback(host: str) -> bool:
    """Does this host name mean this machine, whatever a name server says?"""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def _parsed(url: str) -> Url | None:
    try:
        return parse_url(url)
    except LocationParseError:
        return None


def _origin(parsed: Url) -> str:
    usual = parsed.port in {None, _DEFAULT_PORTS.get(parsed.scheme or "")}
    port = "" if usual else f":{parsed.port}"
    return f"{parsed.scheme}://{parsed.host}{port}"


def _climbs(path: str) -> bool:
    """Dot segments, also with the path parameters that some servers cut off first (`..;x`)."""
    return any(part.partition(";")[0] in {".", ".."} for part in path.split("/"))
