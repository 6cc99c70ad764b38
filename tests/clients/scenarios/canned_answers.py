"""httpx, and so h11 as a client, receives every form of response that a server may send."""

from __future__ import annotations

import httpx

from tests.clients.scenarios.canned_server import canned_server
from tests.clients.scenarios.http_clients import described, httpx_client
from tests.clients.scenarios.servers import Servers
from tests.clients.scenarios.transcript import outcome

OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"

# Complete responses on a connection that stays open: the client must find their end.
HELD = {
    "with a length": OK + b"Content-Length: 5\r\n\r\nhello",
    "in chunks": CHUNKED + b"5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n",
    "in chunks with extensions and trailers": (
        CHUNKED + b'5;name="value"\r\nhello\r\n0\r\nChecksum: 42\r\n\r\n'
    ),
    "with both framings": (
        OK + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
    ),
    "no content": b"HTTP/1.1 204 No Content\r\n\r\n",
    "not modified, with a length": b"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n",
    "after interim answers": (
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n"
        + OK
        + b"Content-Length: 5\r\n\r\nhello"
    ),
    "folded field": OK + b"X-Folded: one\r\n  two\r\n\tthree\r\nContent-Length: 0\r\n\r\n",
    "fields as servers write them": (
        OK + b"Set-Cookie: a=1\r\nSET-COOKIE: b=2\r\nX-Empty:\r\nX-Latin: caf\xe9\r\n"
        b"Content-Length: 0\r\n\r\n"
    ),
    "no reason, no space": b"HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n",
    "reason outside ASCII": b"HTTP/1.1 200 tr\xe8s bien\r\nContent-Length: 0\r\n\r\n",
    "status unknown": b"HTTP/1.1 799 Whatever\r\nContent-Length: 0\r\n\r\n",
    "lines that end in a line feed only": b"HTTP/1.1 200 OK\nContent-Length: 2\n\nok",
    "bytes after the end": OK + b"Content-Length: 5\r\n\r\nhello and more",
    "HTTP/1.0 with a length": b"HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello",
}

# Responses that end with the connection, regularly or not.
CLOSED = {
    "until the connection closes": OK + b"\r\nhello",
    "HTTP/1.0 until the connection closes": b"HTTP/1.0 200 OK\r\n\r\nhello",
    "nothing": b"",
    "half a head": b"HTTP/1.1 200 OK\r\nContent-",
    "half a body": OK + b"Content-Length: 10\r\n\r\nfour",
    "half a chunk": CHUNKED + b"a\r\nfour",
    "no last chunk": CHUNKED + b"4\r\nfour\r\n",
    "only an interim answer": b"HTTP/1.1 100 Continue\r\n\r\n",
}

MALFORMED = {
    "not HTTP": b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
    "a TLS alert": b"\x15\x03\x01\x00\x02\x02\x28",
    "status of two digits": b"HTTP/1.1 20 OK\r\n\r\n",
    "status in words": b"HTTP/1.1 fine\r\n\r\n",
    "status below 100": b"HTTP/1.1 099 Low\r\n\r\n",
    "space before the colon": OK + b"Name : value\r\n\r\n",
    "NUL in a value": OK + b"Name: a\0b\r\n\r\n",
    "two lengths": OK + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
    "unknown transfer coding": OK + b"Transfer-Encoding: gzip\r\n\r\n",
    "chunk size in words": CHUNKED + b"five\r\nhello\r\n",
    "chunk longer than its size": CHUNKED + b"5\r\nhello!!0\r\n\r\n",
    "head too large": OK + b"Name: " + b"a" * (100 * 1024),
}


def fetch(reply: bytes, closes: bool) -> dict:
    """The outcome in httpx of a response to GET: a response, or an error."""
    with canned_server(reply, closes=closes) as (url, _), httpx_client() as client:
        return outcome(lambda: described(client.get(url)), httpx.RemoteProtocolError)


def requests_on_the_wire() -> dict:
    """The bytes that httpx, and so h11, sends for a request."""
    headers = [("x-Mixed-CASE", "kept"), ("X-Twice", "1"), ("X-Twice", "2")]
    written = {}
    for method, arguments in {
        "GET": {},
        "HEAD": {},
        "POST": {"content": b"hello", "headers": headers},
    }.items():
        reply = OK + b"Content-Length: 0\r\n\r\n"
        with canned_server(reply) as (url, requests), httpx_client() as client:
            client.request(method, url, **arguments)
            written[method] = requests[0]
    return written


def head() -> dict:
    """A length without content, on a connection that stays open: a response to HEAD is complete."""
    reply = OK + b"Content-Length: 5\r\n\r\n"
    with canned_server(reply) as (url, _), httpx_client() as client:
        return described(client.head(url))


def run(_: Servers) -> dict:
    return {
        "held": {name: fetch(reply, closes=False) for name, reply in HELD.items()},
        "closed": {name: fetch(reply, closes=True) for name, reply in CLOSED.items()},
        "malformed": {name: fetch(reply, closes=False) for name, reply in MALFORMED.items()},
        "head": head(),
        "requests": requests_on_the_wire(),
    }
