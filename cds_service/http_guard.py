"""One guarded GET: a deadline, a cap on each call, a size cap, no redirects, no cookies, no proxy.

requests has neither a total deadline nor a size limit, hence the read loop. Its `Session` would
read the body of a redirect whole, take proxies and credentials from the environment and keep
cookies, hence the bare adapter. Which addresses may be asked is the business of the callers:
`fhir_http` for FHIR servers, `listed_json` for one exact address.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from math import inf
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import exceptions as urllib3_errors

from cds_service.fhir_address import is_under, normalised_base
from cds_service.fhir_connection import WatchedAdapter
from cds_service.json_body import InvalidJson, parse_json
from cds_service.shortfall import Shortfall

READ_SIZE = 65536
LONGEST_ERROR = 65536  # bytes of an error text that are worth reading
TIMEOUTS = (requests.Timeout, urllib3_errors.TimeoutError)
FAULTS = (requests.RequestException, urllib3_errors.HTTPError, OSError, ValueError)
HEADERS = {"Accept-Encoding": "gzip", "User-Agent": "b2m-cds"}


class NotObtained(Exception):
    """The answer could not be had; deliberately without address, body or cause."""

    def __init__(self, shortfall: Shortfall) -> None:
        super().__init__(shortfall.value)
        self.shortfall = shortfall


@dataclass(frozen=True)
class Reply:
    """What a server answered, decompressed; of a redirect, no body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Guard:
    """GETs that all end before one deadline (`time.monotonic` seconds) and after `call_s` each.

    `verify` is the file of certificate authorities to trust, True for the public ones.
    """

    adapter: HTTPAdapter = field(repr=False)
    deadline: float
    max_bytes: int
    call_s: float = inf
    verify: bool | str = True

    def remaining(self) -> float:
        """Seconds left, never negative."""
        return _left(self.deadline)

    def get(self, prepared: requests.PreparedRequest) -> Reply:
        """The answer, whatever its status; raises NotObtained when there is none in time."""
        seconds = min(self.remaining(), self.call_s)
        if not seconds:
            raise NotObtained(Shortfall.TIMEOUT)
        ends = time.monotonic() + seconds
        try:
            response = self.adapter.send(prepared, stream=True, timeout=seconds, verify=self.verify)
        except FAULTS as error:
            raise NotObtained(_cause(error, ends, Shortfall.UNREACHABLE)) from None
        with response:
            body = self._body(response, ends)
        return Reply(response.status_code, response.headers, body)

    def _body(self, response: requests.Response, ends: float) -> bytes:
        if response.status_code == 200:
            return _read(response, ends, self.max_bytes)
        if response.status_code < 400:
            return b""
        try:
            return _read(response, ends, LONGEST_ERROR)
        except NotObtained:
            return b""


def listed_json(
    url: str,
    listed: Collection[str],
    *,
    deadline_s: float,
    max_bytes: int,
    verify: bool | str = True,
) -> Any:
    """The JSON value at one address that stands on a list, letter by letter; raises NotObtained.

    https, or http on this machine. No token is sent and no redirect followed.
    """
    prepared = _prepared(url) if url in listed else None
    if prepared is None:
        raise NotObtained(Shortfall.NOT_ALLOWED)
    with closing(WatchedAdapter(1)) as adapter:
        guard = Guard(adapter, time.monotonic() + deadline_s, max_bytes, verify=verify)
        reply = guard.get(prepared)
    if reply.status != 200:
        raise NotObtained(Shortfall.REDIRECTED if reply.status < 400 else Shortfall.REFUSED)
    try:
        return parse_json(reply.body)
    except InvalidJson:
        raise NotObtained(Shortfall.NOT_JSON) from None


def _prepared(url: str) -> requests.PreparedRequest | None:
    """The request for an address as it is written, or None when it is none we would call."""
    base = normalised_base(url.partition("?")[0])
    try:
        headers = HEADERS | {"Accept": "application/json"}
        prepared = requests.Request("GET", url, headers=headers).prepare()
    except FAULTS:
        return None
    return prepared if base is not None and is_under(prepared.url or "", base) else None


def _read(response: requests.Response, ends: float, most: int) -> bytes:
    body = bytearray()
    try:
        while _left(ends) and (chunk := response.raw.read1(READ_SIZE, decode_content=True)):
            body += chunk
            if len(body) > most:
                raise NotObtained(Shortfall.TOO_LARGE)
    except FAULTS as error:
        raise NotObtained(_cause(error, ends, Shortfall.NOT_JSON)) from None
    # A connection cut at its end looks like an answer that ends early.
    if not _left(ends):
        raise NotObtained(Shortfall.TIMEOUT)
    return bytes(body)


def _left(until: float) -> float:
    return max(0.0, until - time.monotonic())


def _cause(error: Exception, ends: float, otherwise: Shortfall) -> Shortfall:
    return Shortfall.TIMEOUT if isinstance(error, TIMEOUTS) or not _left(ends) else otherwise
