"""Every line terminator at every line, every octet at every position, sizes around the limit."""

from __future__ import annotations

from collections.abc import Iterator

ENDINGS = [
    b"\r\n", b"\n", b"\r", b"\r\r\n", b"\n\r", b"\r\n\r\n", b"\n\n", b"\n\r\n", b"", b" \r\n",
    b"\r\n ", b"\x0b", b"\x85", b"\0\r\n", b"\r\n\t\r\n",
]  # fmt: skip

REQUEST_LINES = [b"POST /a HTTP/1.1", b"Host: a", b"X: b", b"Content-Length: 3", b""]
RESPONSE_LINES = [b"HTTP/1.1 200 OK", b"X: b", b"Content-Length: 3", b""]
FOLDED_LINES = [b"GET / HTTP/1.0", b"X: b", b" c", b"\td", b"Y: e", b""]
INTERIM_LINES = [b"HTTP/1.1 103 Hints", b"X: b", b"", b"HTTP/1.0 200", b"Connection: close", b""]
# Chunk data (after its size line) and trailer fields end in the same way.
_CHUNKED = [
    b"Transfer-Encoding: chunked",
    b"",
    b"3;a=b",
    b"abc",
    b"0",
    b"T: u",
    b" v",
    b"W: x",
    b"",
]
CHUNKED_REQUEST_LINES = [b"POST / HTTP/1.1", b"Host: a", *_CHUNKED]
CHUNKED_RESPONSE_LINES = [b"HTTP/1.1 200 OK", *_CHUNKED]

# Short, so that every octet at every position remains a feasible number of cases.
OCTET_REQUESTS = [
    b"G /a HTTP/1.1\r\nHost:a\r\nx: b c\r\n\r\n",
    b"P / HTTP/1.1\r\nHost:a\r\nContent-Length: 1 , 1\r\n\r\na",
    b"P / HTTP/1.1\r\nHost:a\r\nTransfer-Encoding: chunked\r\n\r\n1;a=b \r\nz\r\n0\r\nt: u\r\n\r\n",
    b"P / HTTP/1.1\nHost:a\nExpect: 100-continue\nContent-Length:2\n\nab",
    b"\r\nG / HTTP/1.1\r\nHost:a\r\nUpgrade: a, b\r\nConnection: upgrade\r\n\r\nxy",
    b"CONNECT a:1 HTTP/1.0\r\nx:\r\n\ty \r\n z\r\n\r\n",
    b"P / HTTP/1.1\r\nhost:\r\nTransfer-Encoding:chunked\r\n\r\n0;\r\na:b\r\n c\r\n\r\nG",
]
OCTET_RESPONSES = [
    b"HTTP/1.1 200 OK\r\nx: b\r\n c\r\n\r\n",
    b"HTTP/1.0 404\r\nConnection:close\r\n\r\nab",
    b"HTTP/1.1 100 \r\n\r\nHTTP/1.1 200 \r\nTransfer-Encoding: chunked\r\n\r\nA\r\n0123456789\r\n0\r\n\r\n",
    b"HTTP/1.1 101 S\r\nUpgrade: a\r\nConnection: upgrade\r\n\r\nxy",
    b"HTTP/1.1 204 No\nContent-Length: 2, 2\n\nHT",
]


def endings(lines: list[bytes], body: bytes) -> Iterator[bytes]:
    """The message with each terminator at each line, and with each terminator at all lines."""
    for ending in ENDINGS:
        for changed in range(len(lines)):
            ends = [ending if i == changed else b"\r\n" for i in range(len(lines))]
            yield b"".join(line + end for line, end in zip(lines, ends)) + body
        yield b"".join(line + ending for line in lines) + body
    for before in (b"\r\n", b"\n", b"\r", b"\r\n\r\n", b" ", b"\t", b"\x00"):
        yield before + b"".join(line + b"\r\n" for line in lines) + body


def octets(message: bytes) -> Iterator[bytes]:
    """The message with every octet inserted before, and in place of, each of its octets."""
    for at in range(len(message)):
        for octet in range(256):
            yield message[:at] + bytes([octet]) + message[at + 1 :]
            yield message[:at] + bytes([octet]) + message[at:]
    for at in range(len(message)):
        yield message[:at] + message[at + 1 :]


def around_limit(limit: int) -> Iterator[tuple[str, bytes]]:
    """Heads, chunk-size lines, chunks and trailer sections of about `limit` octets, complete and
    incomplete."""
    head = b"GET / HTTP/1.1\r\nHost: a\r\nX: "
    status = b"HTTP/1.1 200 OK\r\nX: "
    post = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    for size in range(limit - 4, limit + 5):
        yield "request", (head + b"a" * size)[:size]
        yield "request", (head + b"a" * size)[: size - 4] + b"\r\n\r\n"
        yield "request", b"A" * size
        yield "response", (status + b"a" * size)[:size]
        yield "response", (status + b"a" * size)[: size - 4] + b"\r\n\r\n"
        yield "response", chunked + b"3;" + b"a" * (size - 2)
        yield "response", chunked + b"3;" + b"a" * (size - 4) + b"\r\nabc\r\n"
        yield "response", chunked + b"0\r\nT: " + b"a" * (size - 3)
        yield "response", chunked + b"%x\r\n" % size + b"a" * size + b"\r\n"
        yield "response", chunked + b"0\r\nT: " + b"a" * (size - 7) + b"\r\n\r\n"
        yield "response", b"\r\n" * (size // 2) + b"\n" * (size % 2)
        yield "request", b"GET / HTTP/1.1\r\nHost: a\r\n\r\n" + b"a" * size
        yield "request", post + b"3;" + b"a" * (size - 2)
        yield (
            "request",
            post + b"3;" + b"a" * (size - 4) + b"\r\nabc\r\n0\r\nT: " + b"a" * (size - 3),
        )
        yield "request", post + b"%x\r\n" % size + b"a" * (size // 2)
        yield "request", b"\r\n" + (head + b"a" * size)[: size - 2]
