"""What no client of good will sends: each is refused in a few words, and costs no memory."""

import time
from collections.abc import Iterator

from tests.resilience.raw import head, posted, said, status_of
from tests.resilience.served import Served

CANARY = "canary-4711"
LONG = CANARY + "x" * 10_000
MAY_GROW_MB = 15
WARM_UP_S = 10
TOO_MUCH = 8 * 1024 * 1024 + 1
VALID = b'{"hook": "patient-view", "hookInstance": "%s", "context": {}}' % CANARY.encode()


def chunked(content: bytes) -> bytes:
    return head("Transfer-Encoding: chunked") + content + b"\r\n0\r\n\r\n"


HOSTILE: dict[str, tuple[bytes, int]] = {
    "200,000 brackets": (posted(b"[" * 200_000), 400),
    "200,000 nested members": (posted(b'{"a":' * 200_000), 400),
    "4 MB of one text": (posted(b'{"hook": "%s"}' % (b"x" * 4_000_000)), 400),
    "a body over the limit": (head(f"Content-Length: {TOO_MUCH}") + b" " * 70_000, 413),
    "invalid UTF-8": (posted(b'{"hook": "\xff%s"}' % CANARY.encode()), 400),
    "UTF-16": (posted(VALID.decode().encode("utf-16")), 400),
    "NaN": (posted(b'{"hook": NaN}'), 400),
    "a number of a million digits": (posted(b'{"hook": %s}' % (b"9" * 1_000_000)), 400),
    "1e999999999": (posted(b'{"hook": 1e999999999}'), 400),
    "a member given twice": (posted(b'{"hook": "patient-view", "hook": "%s"}' % b"x"), 400),
    "a header of 10,000 bytes": (posted(VALID, f"X-Long: {LONG}"), 431),
    "a token of 10,000 bytes": (posted(VALID, f"Authorization: Bearer {LONG}"), 431),
    "200 headers": (posted(VALID, *(f"X-{n}: {CANARY}" for n in range(200))), 431),
    "headers without end": (head()[:-2] + b"X-Long: " + b"x" * 100_000, 431),
    "an address of 10,000 bytes": (head(path=f"/{LONG}", method="GET"), 414),
    "a header without a colon": (posted(VALID, f"Authorization Bearer {CANARY}"), 400),
    "a zero byte in a header": (posted(VALID, f"Authorization: Bearer {CANARY}\0"), 400),
    "a folded header": (posted(VALID, "X-Folded: a", f" {CANARY}"), 400),
    "a space before the colon": (posted(VALID, f"{CANARY} : a"), 400),
    "no HTTP": (f"{CANARY}\r\n\r\n".encode(), 400),
    "another protocol": (f"GET /{CANARY} HTTP/9.9\r\n\r\n".encode(), 400),
    "an odd method": (f"{CANARY.upper()}\x01 / HTTP/1.1\r\n\r\n".encode(), 400),
    "two lengths": (head("Content-Length: 5", "Content-Length: 6") + b"{}", 400),
    "a length that is no number": (head(f"Content-Length: {CANARY}"), 400),
    "a length and chunks": (head("Content-Length: 5", "Transfer-Encoding: chunked"), 400),
    "an unknown coding": (head(f"Transfer-Encoding: {CANARY}"), 501),
    "a chunk of no size": (chunked(b"canary-4711\r\n{}"), 400),
    "a chunk longer than it says": (chunked(b"2\r\n{}canary-4711"), 400),
    "an odd expectation": (posted(VALID, f"Expect: {CANARY}"), 417),
}


def answers(service: Served) -> Iterator[tuple[str, int, int, bytes]]:
    """Name, status wanted, status had, answer."""
    for name, (request, wanted) in HOSTILE.items():
        answer = said(service.port, request)
        yield name, wanted, status_of(answer), answer


def hostile_bodies(service: Served, seconds: float = 30) -> Iterator[str]:
    """Each is refused many times over; memory must not grow."""
    _refused(service, WARM_UP_S)
    before = service.pss_mb()
    refused = _refused(service, seconds)
    after = service.pss_mb()
    yield f"{refused} hostile requests of {len(HOSTILE)} kinds, each refused as it should be"
    yield f"memory (PSS) {before:.0f} MB before, {after:.0f} MB after"
    assert after - before < MAY_GROW_MB
    assert CANARY not in service.log


def _refused(service: Served, seconds: float) -> int:
    ends, refused = time.monotonic() + seconds, 0
    while time.monotonic() < ends:
        for name, wanted, had, _ in answers(service):
            assert had == wanted, (name, had)
            refused += 1
    return refused
