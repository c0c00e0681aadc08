"""Requests to the service under test, and to nobody else, within one budget of time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter

from conformance.answer import Answer

LARGEST_ANSWER = 16 * 1024 * 1024
CHUNK = 64 * 1024
CONNECTIONS = 20
# Lets a timeout of the socket, which says more, come first.
GRACE_S = 0.2

Authorize = Callable[[str], str | None]


class NoAnswer(Exception):
    """The service did not answer; the message says what happened."""


class TimeIsUp(Exception):
    """The budget of the whole run is used up."""


class Wire:
    """A connection to one origin. `seconds` bounds the whole run, `patience` one answer; `ca` is
    a file of certificates to trust instead of the usual ones."""

    def __init__(self, base: str, seconds: float, patience: float = 10, ca: str = "") -> None:
        parts = urlsplit(base)
        self.base = base
        self.host = parts.hostname or ""
        self.heard: list[Answer] = []
        self.authorize: Authorize = lambda _: None
        self._deadline = time.monotonic() + seconds
        self._patience = patience
        self._session = requests.Session()
        # Neither a proxy nor a .netrc of this machine, and no address but the one given.
        self._session.trust_env = False
        if ca:
            self._session.verify = ca
        self._session.adapters.clear()
        adapter = HTTPAdapter(pool_maxsize=CONNECTIONS)
        self._session.mount(f"{parts.scheme}://{parts.netloc.lower()}/", adapter)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._session.close()

    def send(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str | None] | None = None,
    ) -> Answer:
        """Send and read one answer; a header of None is left out. Redirects are not followed.

        Raises NoAnswer or TimeIsUp.
        """
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeIsUp("the time for the whole run is up (--seconds)")
        url = self.base + path
        answer = self._exchange(method, url, body, self._headers(url, method, headers or {}), left)
        self.heard.append(answer)
        return answer

    def _headers(
        self, url: str, method: str, extra: Mapping[str, str | None]
    ) -> dict[str, str | None]:
        usual: dict[str, str | None] = {
            "Accept": "application/json",
            "User-Agent": "cds-hooks-conformance",
        }
        if method == "POST":
            usual["Content-Type"] = "application/json"
        if method != "OPTIONS" and "Authorization" not in extra:
            usual["Authorization"] = self.authorize(url)
        return {**usual, **extra}

    def _exchange(
        self,
        method: str,
        url: str,
        body: bytes | None,
        headers: dict[str, str | None],
        left: float,
    ) -> Answer:
        patience = min(self._patience, left)

        def exchange() -> Answer:
            began = time.monotonic()
            with self._session.request(
                method,
                url,
                data=body,
                headers=headers,
                timeout=patience,
                allow_redirects=False,
                stream=True,
            ) as response:
                content = _bounded(response)
            seconds = time.monotonic() - began
            what = f"{method} {urlsplit(url).path}"
            return Answer(what, response.status_code, response.headers, content, seconds)

        try:
            return _within(patience, exchange)
        except (requests.RequestException, TimeoutError) as error:
            raise NoAnswer(f"{method} {url}: {type(error).__name__}") from None


def _within(seconds: float, exchange: Callable[[], Answer]) -> Answer:
    """What the exchange comes to; raises TimeoutError.

    A timeout of the socket counts from the last byte, and a service that sends one byte every
    nine seconds would hold up the run for hours.
    """
    outcome: Future[Answer] = Future()

    def run() -> None:
        try:
            outcome.set_result(exchange())
        except Exception as error:  # noqa: BLE001 - raised again where the outcome is awaited
            outcome.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    return outcome.result(timeout=seconds + GRACE_S)


def _bounded(response: requests.Response) -> bytes:
    content = b""
    for chunk in response.iter_content(CHUNK):
        content += chunk
        if len(content) > LARGEST_ANSWER:
            break
    return content
