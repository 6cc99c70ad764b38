"""Requests that a server must reject, each on its own connection, and then a valid one.

A request ends exactly where the server can detect the error: a connection closed with unread bytes
is reset, and a reset may overtake the response.
"""

from __future__ import annotations

from tests.clients.scenarios.raw import connect
from tests.clients.scenarios.servers import Servers

POST = b"POST /inspect HTTP/1.1\r\nHost: a\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"
LIMIT = 16384  # of an incomplete event, in h11 and in each of the servers


def get(field: bytes) -> bytes:
    return b"GET / HTTP/1.1\r\nHost: a\r\n" + field + b"\r\n\r\n"


def oversized(start: bytes) -> bytes:
    """One byte more than a server is willing to buffer."""
    return start + b"a" * (LIMIT + 1 - len(start))


TLS_CLIENT_HELLO = (
    b"\x16\x03\x01\x00\x2f\x01\x00\x00\x2b\x03\x03" + bytes(32) + (b"\x00\x00\x02\x13\x01\x01\x00")
)

REQUESTS = {
    "no request line": b"\r\n\r\n",
    "one word": b"hello\r\n\r\n",
    "no version": b"GET /\r\nHost: a\r\n\r\n",
    "version in words": b"GET / HTTP/one\r\nHost: a\r\n\r\n",
    "another protocol": b"GET / ICY/1.1\r\nHost: a\r\n\r\n",
    "no target": b"GET  HTTP/1.1\r\nHost: a\r\n\r\n",
    "space in the target": b"GET /a b HTTP/1.1\r\nHost: a\r\n\r\n",
    "control character in the target": b"GET /\x01 HTTP/1.1\r\nHost: a\r\n\r\n",
    "letter outside ASCII in the target": b"GET /caf\xe9 HTTP/1.1\r\nHost: a\r\n\r\n",
    "colon in the method": b"GE:T / HTTP/1.1\r\nHost: a\r\n\r\n",
    "a status line": b"HTTP/1.1 200 OK\r\n\r\n",
    "a TLS handshake": TLS_CLIENT_HELLO,
    "no host": b"GET / HTTP/1.1\r\n\r\n",
    "two hosts": b"GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
    "space before the colon": get(b"Name : value"),
    "no colon": get(b"Name"),
    "no name": get(b": value"),
    "space in a name": get(b"Na me: value"),
    "NUL in a value": get(b"Name: a\0b"),
    "carriage return in a value": get(b"Name: a\rb"),
    "form feed in a value": get(b"Name: a\fb"),
    "folded first field": b"GET / HTTP/1.1\r\n Host: a\r\n\r\n",
    "two lengths": POST + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n",
    "list of two lengths": POST + b"Content-Length: 5, 6\r\n\r\n",
    "negative length": POST + b"Content-Length: -5\r\n\r\n",
    "length with a sign": POST + b"Content-Length: +5\r\n\r\n",
    "hexadecimal length": POST + b"Content-Length: 0x5\r\n\r\n",
    "empty length": POST + b"Content-Length:\r\n\r\n",
    "length of 21 digits": POST + b"Content-Length: " + b"1" * 21 + b"\r\n\r\n",
    "unknown transfer coding": POST + b"Transfer-Encoding: gzip\r\n\r\n",
    "two transfer codings": POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n",
    "chunked twice": POST + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
    "chunk size in words": CHUNKED + b"five\r\n",
    "chunk size with a sign": CHUNKED + b"+5\r\n",
    "negative chunk size": CHUNKED + b"-5\r\n",
    "empty chunk size": CHUNKED + b"\r\n",
    "chunk size of 21 digits": CHUNKED + b"0" * 20 + b"5\r\n",
    "space before a chunk extension": CHUNKED + b"5 ;a=b\r\n",
    "chunk longer than its size": CHUNKED + b"5\r\nhello!!",
    "bad trailer": CHUNKED + b"0\r\nName : value\r\n\r\n",
    "head too large": oversized(b"GET /"),
    "field too large": oversized(b"GET / HTTP/1.1\r\nHost: a\r\nName: "),
    "chunk extension too large": CHUNKED + oversized(b"5;"),
}


def run(servers: Servers, kind: str) -> dict:
    port = servers.start(kind).port
    answers = {}
    for name, request in REQUESTS.items():
        with connect(port) as peer:
            peer.send(request)
            answers[name] = peer.read_responses("GET")
    with connect(port) as peer:
        peer.send(b"GET /last HTTP/1.1\r\nHost: a\r\n\r\n")
        answers["a good request"] = peer.read_responses("GET")
    with connect(port) as peer:
        peer.send(b"GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
        first = peer.read_response()
        peer.send(b"\0")
        answers["a good request, then a NUL"] = [first, *peer.read_responses("GET")]
    return answers
