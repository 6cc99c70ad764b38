"""A server whose policy is set by the environment only: `H11_POLICY`, which h11 reads itself.

Each request is sent on its own connection. Strict rejects a request by its head, so the rest is sent
under other policies only: a connection closed with unread bytes is reset, and a reset may overtake
the response.
"""

from __future__ import annotations

import os

from tests.clients.scenarios.raw import connect
from tests.clients.scenarios.servers import Servers

CHUNKS = b"5\r\nhello\r\n0\r\n\r\n"


def head(*fields: bytes, line: bytes = b"POST /inspect HTTP/1.1") -> bytes:
    return b"\r\n".join([line, *fields, b"Connection: close", b"", b""])


#: The head, and the bytes that follow it.
REFUSED = {
    "both framing fields": (
        head(b"Host: a", b"Content-Length: 5", b"Transfer-Encoding: chunked"),
        CHUNKS,
    ),
    "chunks in HTTP/1.0": (
        head(b"Host: a", b"Transfer-Encoding: chunked", line=b"POST /inspect HTTP/1.0"),
        CHUNKS,
    ),
    "the same length twice": (
        head(b"Host: a", b"Content-Length: 5", b"Content-Length: 5"),
        b"hello",
    ),
    "a list of lengths": (head(b"Host: a", b"Content-Length: 5, 5"), b"hello"),
    "a folded field": (head(b"Host: a", b"A: b\r\n c", b"Content-Length: 0"), b""),
    "a control character": (head(b"Host: a", b"A: \x01", b"Content-Length: 0"), b""),
    "a host that is none": (head(b"Host: a/b", b"Content-Length: 0"), b""),
    "no host in HTTP/1.2": (head(b"Content-Length: 0", line=b"POST /inspect HTTP/1.2"), b""),
    "a bare LF": (b"POST /inspect HTTP/1.1\nHost: a\r\nConnection: close\r\n\r\n", b""),
    "another version": (b"GET /hello HTTP/2.0\r\nHost: a\r\nConnection: close\r\n\r\n", b""),
}
ACCEPTED = {
    "a length": head(b"Host: a", b"Content-Length: 5") + b"hello",
    "chunks": head(b"Host: a", b"Transfer-Encoding: chunked") + CHUNKS,
    "an address": head(b"Host: [::1]:80", b"Content-Length: 0"),
}
#: Accepted by strict only.
EMPTY_LINE = b"\r\n" + ACCEPTED["a length"]
#: Rejected by strict only; otherwise hypercorn switches to HTTP/2.
PREFACE = b"PRI * HTTP/2.0\r\n\r\n"


def run(servers: Servers, kind: str, policy: str) -> dict:
    os.environ["H11_POLICY"] = policy  # for the server, which is a separate process
    port = servers.start(kind).port
    requests = {name: begun + rest for name, (begun, rest) in REFUSED.items()}
    if policy == "strict":
        requests = {name: begun for name, (begun, _) in REFUSED.items()}
        requests["an empty line first"] = EMPTY_LINE
        requests["the preface of HTTP/2"] = PREFACE
    answers = {}
    for name, request in {**requests, **ACCEPTED}.items():
        with connect(port) as peer:
            peer.send(request)
            answers[name] = peer.read_responses("POST")
    return answers
