"""Messages that a hostile server or client may send: one thing, repeated until it has any size."""

from __future__ import annotations

from dataclasses import dataclass

GET = b"GET / HTTP/1.1\r\nHost: a\r\n"
# What a message may carry in chunk extensions and trailers if it has hardly any content.
SURPLUS = 256 * 1024
CHUNKED = b"PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"


@dataclass(frozen=True)
class Shape:
    """How a message begins, what is repeated, how it ends."""

    before: bytes
    repeated: bytes
    after: bytes = b"\r\n\r\n"
    # Whether it is told piece by piece, so that none of it need be kept.
    streams: bool = False
    # What is longer is refused.
    most: int = 1 << 62

    def of_size(self, size: int) -> bytes:
        """The message, of at most so many bytes."""
        room = min(size, self.most) - len(self.before) - len(self.after)
        return self.before + self.repeated * (room // len(self.repeated)) + self.after


SHAPES = {
    "blanks, then an illegal byte": Shape(GET + b"A:", b" ", b"\0\r\n\r\n"),
    "a line that is illegal": Shape(GET, b"\0"),
    "lines of blanks": Shape(GET, b"A:       \r\n", b"\r\n"),
    "one long fold": Shape(GET + b"A: b\r\n", b" ", b"c\r\n\r\n"),
    "many folds": Shape(GET + b"A: b", b"\r\n c"),
    "many fields, then a fold": Shape(GET, b"A:\n", b"b: c\r\n d\r\n\r\n"),
    "many fields, then an illegal line": Shape(GET, b"A:\n", b"illegal\r\n\r\n"),
    "many fields": Shape(GET, b"A: b\r\n", b"\r\n"),
    "many fields of nothing": Shape(GET, b"A:\n", b"\n"),
    "many Content-Length fields": Shape(GET, b"Content-Length: 5\r\n", b"\r\n"),
    "many lengths in one field": Shape(GET + b"Content-Length: 5", b",5"),
    "commas in Connection": Shape(GET + b"Connection: ", b","),
    "members in Connection": Shape(GET + b"Connection: x", b",clos"),
    "commas in Upgrade": Shape(GET + b"Upgrade: ", b","),
    "commas in Expect": Shape(GET + b"Expect: ", b","),
    "a chunk extension": Shape(CHUNKED + b"1;", b"x", b"\r\na\r\n0\r\n\r\n", most=SURPLUS),
    "chunks with extensions": Shape(CHUNKED, b"1;x=y\r\na\r\n", b"0\r\n\r\n", streams=True),
    "chunks of one byte": Shape(CHUNKED, b"1\r\na\r\n", b"0\r\n\r\n", streams=True),
    "many trailers": Shape(CHUNKED + b"0\r\n", b"A: b\r\n", b"\r\n", most=SURPLUS),
    "a folded trailer": Shape(CHUNKED + b"0\r\nA: b", b"\r\n c", most=SURPLUS),
    "an endless head": Shape(GET, b"A: b\r\n", b""),
    "an endless chunk extension": Shape(CHUNKED + b"1;", b"x", b""),
    "endless trailers": Shape(CHUNKED + b"0\r\n", b"A: b\r\n", b""),
}
