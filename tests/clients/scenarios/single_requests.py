"""One request per connection, written by hand: all forms of a request and its response."""

from __future__ import annotations

from tests.clients.scenarios.pages import pattern
from tests.clients.scenarios.raw import connect
from tests.clients.scenarios.servers import Servers

CLOSE = b"Host: example.com\r\nConnection: close\r\n"

REQUESTS = {
    "get": b"GET /hello HTTP/1.1\r\n" + CLOSE + b"\r\n",
    "get of a page that is missing": b"GET /nowhere HTTP/1.1\r\n" + CLOSE + b"\r\n",
    "head": b"HEAD /hello HTTP/1.1\r\n" + CLOSE + b"\r\n",
    "head of a chunked answer": b"HEAD /download?size=5 HTTP/1.1\r\n" + CLOSE + b"\r\n",
    "post with a length": (
        b"POST /inspect HTTP/1.1\r\n" + CLOSE + b"Content-Length: 11\r\n\r\nhello=world"
    ),
    "post of an empty body": b"POST /inspect HTTP/1.1\r\n" + CLOSE + b"Content-Length: 0\r\n\r\n",
    "post in chunks": (
        b"POST /inspect HTTP/1.1\r\n" + CLOSE + b"Transfer-Encoding: chunked\r\n\r\n"
        b"6\r\nhello=\r\n005\r\nworld\r\n0\r\n\r\n"
    ),
    "post in chunks with extensions and trailers": (
        b"POST /inspect HTTP/1.1\r\n" + CLOSE + b"Transfer-Encoding: Chunked\r\n\r\n"
        b'5;name="value"\r\nhello\r\n0\r\nChecksum: 42\r\n\r\n'
    ),
    "post with both framings": (
        b"POST /inspect HTTP/1.1\r\n" + CLOSE + b"Content-Length: 3\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
    ),
    "answer in chunks": (
        b"POST /echo?piece=4 HTTP/1.1\r\n" + CLOSE + b"Content-Length: 10\r\n\r\n0123456789"
    ),
    "answer without a body": b"GET /empty HTTP/1.1\r\n" + CLOSE + b"\r\n",
    "answer not modified": b"GET /unchanged HTTP/1.1\r\n" + CLOSE + b"\r\n",
    "answer that closes": b"GET /last HTTP/1.1\r\nHost: example.com\r\n\r\n",
    "HTTP/1.0": b"GET /hello HTTP/1.0\r\n\r\n",
    "HTTP/1.0 with keep-alive": b"GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
    "HTTP/1.0 with an answer of unknown length": b"GET /download?size=9 HTTP/1.0\r\n\r\n",
    "HTTP/1.0 post": b"POST /inspect HTTP/1.0\r\nContent-Length: 5\r\n\r\nhello",
    "fields as people write them": (
        b"GET /inspect?a=1&b=%20 HTTP/1.1\r\n" + CLOSE + b"X-Empty:\r\nX-Spaces: \t a  b \t\r\n"
        b"X-Folded: one\r\n  two\r\n\tthree\r\nX-Latin: caf\xe9\r\n"
        b"Cookie: a=1\r\nCookie: b=2\r\n\r\n"
    ),
    "lines that end in a line feed only": b"GET /inspect HTTP/1.1\nHost: a\nConnection: close\n\n",
    "equal lengths repeated": (
        b"POST /inspect HTTP/1.1\r\n" + CLOSE + b"Content-Length: 5, 5\r\n"
        b"Content-Length: 5\r\n\r\nhello"
    ),
    "an unusual method": b"PROP-FIND! /inspect HTTP/1.1\r\n" + CLOSE + b"\r\n",
    "an absolute target": b"GET http://example.com/hello HTTP/1.1\r\n" + CLOSE + b"\r\n",
    "an empty host": b"GET /hello HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n",
    "a hundred fields": (
        b"GET /hello HTTP/1.1\r\n" + CLOSE + b"X-Field: value\r\n" * 100 + b"\r\n"
    ),
    "a long head": b"GET /hello HTTP/1.1\r\n" + CLOSE + b"X-Long: " + b"a" * 16000 + b"\r\n\r\n",
}


def run(servers: Servers, kind: str) -> dict:
    port = servers.start(kind).port
    answers = {}
    for name, request in REQUESTS.items():
        with connect(port) as peer:
            peer.send(request)
            answers[name] = peer.read_responses(request.split(b" ")[0].decode("ascii"))
    with connect(port) as peer:
        peer.send(*(bytes([byte]) for byte in REQUESTS["post in chunks"]))
        answers["post in chunks, byte by byte"] = peer.read_responses("POST")
    with connect(port) as peer:
        content = pattern(100_000)
        peer.send(b"POST /echo HTTP/1.1\r\n" + CLOSE + b"Content-Length: 100000\r\n\r\n")
        peer.send(*(content[start : start + 7001] for start in range(0, len(content), 7001)))
        answers["post and echo of many packets"] = peer.read_responses("POST")
    return answers
