"""Messages of a hostile peer: one pattern, repeated up to any size."""

from __future__ import annotations

from dataclasses import dataclass

GET = b"GET / HTTP/1.1\r\nHost: a\r\n"
# The chunk extensions and trailers allowed in a message with hardly any content.
OVERHEAD = 256 * 1024
CHUNKED = b"PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"


@dataclass(frozen=True)
class Pattern:
    """The start of a message, the repeated part, and the end."""

    before: bytes
    repeated: bytes
    after: bytes = b"\r\n\r\n"
    # Whether it is emitted in parts, so that none of it is retained.
    streams: bool = False
    # Larger messages are rejected.
    most: int = 1 << 62

    def of_size(self, size: int) -> bytes:
        """The message, with at most this number of bytes."""
        room = min(size, self.most) - len(self.before) - len(self.after)
        return self.before + self.repeated * (room // len(self.repeated)) + self.after


PATTERNS = {
    "blanks, then an illegal byte": Pattern(GET + b"A:", b" ", b"\0\r\n\r\n"),
    "a line that is illegal": Pattern(GET, b"\0"),
    "lines of blanks": Pattern(GET, b"A:       \r\n", b"\r\n"),
    "one long fold": Pattern(GET + b"A: b\r\n", b" ", b"c\r\n\r\n"),
    "many folds": Pattern(GET + b"A: b", b"\r\n c"),
    "many fields, then a fold": Pattern(GET, b"A:\n", b"b: c\r\n d\r\n\r\n"),
    "many fields, then an illegal line": Pattern(GET, b"A:\n", b"illegal\r\n\r\n"),
    "many fields": Pattern(GET, b"A: b\r\n", b"\r\n"),
    "many fields of nothing": Pattern(GET, b"A:\n", b"\n"),
    "many Content-Length fields": Pattern(GET, b"Content-Length: 5\r\n", b"\r\n"),
    "many lengths in one field": Pattern(GET + b"Content-Length: 5", b",5"),
    "commas in Connection": Pattern(GET + b"Connection: ", b","),
    "members in Connection": Pattern(GET + b"Connection: x", b",clos"),
    "commas in Upgrade": Pattern(GET + b"Upgrade: ", b","),
    "commas in Expect": Pattern(GET + b"Expect: ", b","),
    "a chunk extension": Pattern(CHUNKED + b"1;", b"x", b"\r\na\r\n0\r\n\r\n", most=OVERHEAD),
    "chunks with extensions": Pattern(CHUNKED, b"1;x=y\r\na\r\n", b"0\r\n\r\n", streams=True),
    "chunks of one byte": Pattern(CHUNKED, b"1\r\na\r\n", b"0\r\n\r\n", streams=True),
    "many trailers": Pattern(CHUNKED + b"0\r\n", b"A: b\r\n", b"\r\n", most=OVERHEAD),
    "a folded trailer": Pattern(CHUNKED + b"0\r\nA: b", b"\r\n c", most=OVERHEAD),
    "an endless head": Pattern(GET, b"A: b\r\n", b""),
    "an endless chunk extension": Pattern(CHUNKED + b"1;", b"x", b""),
    "endless trailers": Pattern(CHUNKED + b"0\r\n", b"A: b\r\n", b""),
}
