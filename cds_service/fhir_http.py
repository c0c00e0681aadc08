"""One guarded GET: an address on the list, a deadline, a size cap, no redirects, no cookies.

requests has neither a total deadline nor a size limit, hence the read loop. Its `Session` would
read the body of a redirect whole, take proxies and credentials from the environment and keep
cookies, hence the bare adapter.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import exceptions as urllib3_errors

from cds_service.fhir_address import is_under
from cds_service.json_body import InvalidJson, parse_json
from cds_service.shortfall import Shortfall

READ_SIZE = 65536
TRY_AGAIN = frozenset({502, 503, 504})
PAUSE_S = 0.1
HEADERS = {
    "Accept": "application/fhir+json, application/json",
    "Accept-Encoding": "gzip",
    "User-Agent": "b2m-cds",
}
TIMEOUTS = (requests.Timeout, urllib3_errors.TimeoutError)
_BY_STATUS = {
    401: Shortfall.UNAUTHORIZED,
    403: Shortfall.FORBIDDEN,
    404: Shortfall.NOT_FOUND,
    410: Shortfall.NOT_FOUND,
    429: Shortfall.SERVER_ERROR,
}


class NotObtained(Exception):
    """The answer could not be had; deliberately without address, body or cause."""

    def __init__(self, shortfall: Shortfall) -> None:
        super().__init__(shortfall.value)
        self.shortfall = shortfall


@dataclass(frozen=True)
class GuardedGet:
    """GETs to one FHIR server for one call of a hook, all before one deadline."""

    adapter: HTTPAdapter = field(repr=False)
    base: str
    token: str = field(repr=False)
    deadline: float
    max_bytes: int

    def remaining(self) -> float:
        """Seconds left, never negative."""
        return max(0.0, self.deadline - time.monotonic())

    def json(self, url: str, params: dict[str, str] | None = None) -> Any:
        """The JSON value at an address of this server; raises NotObtained."""
        prepared = self._prepared(url, params or {})
        try:
            return parse_json(self._body(prepared))
        except InvalidJson:
            # A connection cut at the deadline looks like an answer that ends early.
            cut = not self.remaining()
            raise NotObtained(Shortfall.TIMEOUT if cut else Shortfall.NOT_JSON) from None
        except (requests.RequestException, urllib3_errors.HTTPError, OSError, ValueError) as error:
            raise NotObtained(self._cause(error)) from None

    def _prepared(self, url: str, params: dict[str, str]) -> requests.PreparedRequest:
        headers = dict(HEADERS)
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        try:
            prepared = requests.Request("GET", url, params=params, headers=headers).prepare()
        except (requests.RequestException, ValueError):
            raise NotObtained(Shortfall.NOT_ALLOWED) from None
        if not is_under(prepared.url or "", self.base):
            raise NotObtained(Shortfall.NOT_ALLOWED)
        return prepared

    def _body(self, prepared: requests.PreparedRequest) -> bytes:
        response = self._sent(prepared)
        if response.status_code in TRY_AGAIN and self.remaining() > PAUSE_S:
            response.close()
            time.sleep(PAUSE_S)
            response = self._sent(prepared)
        with response:
            if response.status_code != 200:
                raise NotObtained(_shortfall(response.status_code))
            return self._read(response)

    def _sent(self, prepared: requests.PreparedRequest) -> requests.Response:
        seconds = self.remaining()
        if not seconds:
            raise NotObtained(Shortfall.TIMEOUT)
        return self.adapter.send(prepared, stream=True, timeout=seconds)

    def _read(self, response: requests.Response) -> bytes:
        body = bytearray()
        while chunk := response.raw.read1(READ_SIZE, decode_content=True):
            body += chunk
            if len(body) > self.max_bytes:
                raise NotObtained(Shortfall.TOO_LARGE)
            if not self.remaining():
                raise NotObtained(Shortfall.TIMEOUT)
        return bytes(body)

    def _cause(self, error: Exception) -> Shortfall:
        if isinstance(error, TIMEOUTS) or not self.remaining():
            return Shortfall.TIMEOUT
        undecodable = isinstance(error, urllib3_errors.DecodeError)
        return Shortfall.NOT_JSON if undecodable else Shortfall.UNREACHABLE


def _shortfall(status: int) -> Shortfall:
    if status < 400:
        return Shortfall.REDIRECTED
    return _BY_STATUS.get(status, Shortfall.REFUSED if status < 500 else Shortfall.SERVER_ERROR)
