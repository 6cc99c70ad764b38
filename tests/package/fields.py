"""The same fields as `Headers` of every origin."""

from __future__ import annotations

import h11
from h11._headers import Headers

RAW = [(b"Host", b"a"), (b"X-B", b"c"), (b"x-b", b"d"), (b"Empty", b"")]
PAIRS = [(name.lower(), value) for name, value in RAW]


def made() -> Headers:
    return h11.Request(method="GET", target="/", headers=RAW).headers


def received() -> Headers:
    server = h11.Connection(h11.SERVER)
    server.receive_data(b"GET / HTTP/1.1\r\nHost: a\r\nX-B:c\r\nx-b:\td \r\nEmpty:\r\n\r\n")
    return server.next_event().headers


def folded() -> Headers:
    """Received with obs-fold, so that the section differs from the received bytes."""
    server = h11.Connection(h11.SERVER)
    server.receive_data(b"GET / HTTP/1.1\nHost:\n a\nX-B: c\nx-b:\r\n\td\nEmpty: \n\n")
    return server.next_event().headers


def by_hand() -> Headers:
    return Headers([(raw, raw.lower(), value) for raw, value in RAW])
