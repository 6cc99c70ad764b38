"""Content (RFC 9112 sections 6 and 7): the framing field and the bytes."""

from __future__ import annotations

from collections.abc import Iterator

CHUNKED = b"Transfer-Encoding: chunked\r\n"
_SIZES = [
    b"3", b"03", b"003", b"0000000000000000003", b"0" * 19 + b"3", b"0" * 20 + b"3", b"a", b"A",
    b"fF", b"FFFFFFFF", b"7fffffffffffffff", b"8000000000000000", b"ffffffffffffffff",
    b"10000000000000000", b"f" * 20, b"f" * 21, b"g", b"0x3", b"-3", b"+3", b" 3", b"3 ", b"3\t",
    b"3 \t ", b"3_0", b"", b" ", b"3.", b"3\x00", b"\xb3", b"3\x0b", b"3 3", b"3,3",
]  # fmt: skip
_EXTENSIONS = [
    b";", b";a", b";a=b", b";a=\"b;c\"", b" ;a", b"\t;a", b"; a", b";a ", b";\x00\xff", b";a\rb",
    b";a\nb", b";;", b"=a", b",a", b";" + b"e" * 100, b";a\t", b";\r", b";\n", b";\x0b\x0c",
]  # fmt: skip
_LINE_ENDS = [b"\r\n", b"\n", b"\r", b"\r\r\n", b"\n\r", b"", b" \r\n", b"\r\n\r\n", b"\n\n"]
_TRAILERS = [
    b"", b"T: x\r\n", b"T: x\nU: y\n", b"T: x\r\n y\r\n", b" y\r\n", b"T\r\n", b"T : x\r\n",
    b"Content-Length: 5\r\n", b"Content-Length: x\r\n", b"Content-Length: 5\r\ncontent-length: 5\r\n",
    b"Transfer-Encoding: chunked\r\n", b"Transfer-Encoding: gzip\r\n", b"Host: a\r\nHost: b\r\n",
    b"T: \x00\r\n", b"\r", b"\x00\r\n", b"Trailer-Name: with Case \t\r\n", b"T:\r\n",
]  # fmt: skip


def chunked() -> Iterator[bytes]:
    """Chunked content, from valid to severely malformed."""
    for size in _SIZES:
        yield size + b"\r\nabc\r\n0\r\n\r\n"
        yield b"2\r\nxy\r\n" + size + b"\r\nabc\r\n0\r\n\r\n"
    for extension in _EXTENSIONS:
        yield b"3" + extension + b"\r\nabc\r\n0\r\n\r\n"
        yield b"3\r\nabc\r\n0" + extension + b"\r\n\r\n"
    for end in _LINE_ENDS:
        yield b"3" + end + b"abc\r\n0\r\n\r\n"
        yield b"3\r\nabc" + end + b"0\r\n\r\n"
        yield b"3\r\nabc" + end + b"2\r\nde\r\n0\r\n\r\n"
        yield b"3\r\nabc\r\n0" + end + b"\r\n"
        yield b"3\r\nabc\r\n0\r\n" + end
        yield b"3\r\nabc\r\n0\r\nT: x" + end + b"\r\n"
        yield b"3\r\nabc\r\n0\r\nT: x\r\n" + end
    for trailer in _TRAILERS:
        yield b"0\r\n" + trailer + b"\r\n"
        yield b"1\r\na\r\n0\r\n" + trailer + b"\r\n"
    for zero in (b"0", b"00", b"0" * 20, b"0" * 21, b"0;a=b", b"0 "):
        yield zero + b"\r\n\r\n"
    for wrong in (b"abcd\r\n", b"ab\r\n", b"abc", b"abc\rX", b"abcX\n", b"abc0\r\n", b"ab"):
        yield b"3\r\n" + wrong + b"0\r\n\r\n"
    yield b"1\r\na\r\n2\r\nbc\r\n3\r\ndef\r\n10\r\n0123456789abcdef\r\n0\r\n\r\n"
    yield b"3\r\n\r\n0\r\n0\r\n\r\n"


def framed() -> Iterator[tuple[bytes, bytes]]:
    """Pairs of a framing field and content that fits it, or does not."""
    for body in chunked():
        yield CHUNKED, body
    for count in (0, 1, 5):
        for size in range(count + 3):
            yield b"Content-Length: %d\r\n" % count, b"abcdefgh"[:size]
    for count in (b"18446744073709551616", b"99999999999999999999"):
        yield b"Content-Length: " + count + b"\r\n", b"abc"
    for body in (b"", b"x", b"until the end", b"\r\n\r\n", b"0\r\n\r\n"):
        yield b"", body
        yield b"Connection: close\r\n", body
        yield b"Connection: keep-alive\r\n", body
    yield CHUNKED + b"Content-Length: 3\r\n", b"3\r\nabc\r\n0\r\n\r\n"
    yield CHUNKED + b"Connection: close\r\n", b"3\r\nabc\r\n0\r\n\r\n"
    yield CHUNKED + b"Expect: 100-continue\r\n", b"3\r\nabc\r\n0\r\n\r\n"
    yield b"Expect: 100-continue\r\nContent-Length: 3\r\n", b"abc"
    yield b"Upgrade: a\r\nContent-Length: 3\r\n", b"abcdef"
    yield b"Upgrade: a\r\n" + CHUNKED, b"3\r\nabc\r\n0\r\n\r\nrest"
