"""Field lines that affect the connection, valid and invalid (RFC 9110 sections 5 to 10, RFC 9112).

Each entry is a block of complete field lines; header and trailer sections are built around them.
"""

from __future__ import annotations

from collections.abc import Iterator

_LENGTHS = [
    b"", b" ", b"0", b"00", b"5", b"05", b"005", b"+5", b"-5", b"5.0", b"0x5", b"5 5", b"5_0",
    b"\xb2", b"\xd9\xa5", b"5\x01", b"5,5", b"5 , 5", b"5\t,\t5", b"5,", b",5", b",", b"5,,5",
    b"5,6", b"5, 05", b"5;5", b"5\x0b", b"4", b"6", b"1e1", b"18446744073709551615",
    b"18446744073709551616", b"9223372036854775808", b"9" * 19, b"9" * 20, b"9" * 21,
    b"0" * 19 + b"5", b"0" * 20 + b"5", b"99999999999999999999,99999999999999999999",
    b"9" * 100,
]  # fmt: skip
_CODINGS = [
    b"chunked", b"Chunked", b"CHUNKED", b"", b" ", b"identity", b"gzip", b"gzip, chunked",
    b"chunked, gzip", b"chunked,chunked", b"chunked,", b",chunked", b"chunked;a=b", b"chunke",
    b"chunkedd", b"\"chunked\"", b"chunked\x01", b"xchunked", b"chunked chunked", b"\xffchunked",
]  # fmt: skip
_CONNECTIONS = [
    b"close", b"Close", b"CLOSE", b"keep-alive", b"Keep-Alive", b"close, keep-alive",
    b"keep-alive,close", b"closed", b"clos", b"upgrade", b"a, b ,close", b",close", b"close,",
    b"", b",", b"close close", b"close;a", b"\"close\"", b"X-A, close, X-B", b"cl\xc3\xb6se",
]  # fmt: skip
_EXPECTS = [
    b"100-continue", b"100-Continue", b"100-CONTINUE", b"100-continue, 100-continue",
    b"x, 100-continue", b"100-continue;a=b", b"100", b"", b"200-ok", b"100-continue,", b",",
]  # fmt: skip
_UPGRADES = [b"websocket", b"h2c, websocket", b"", b",", b" , ", b"a/b", b"\x01", b"WebSocket"]
_HOSTS = [
    b"a", b"", b" ", b"a:80", b"a b", b"[::1]", b"a, b", b"\xff", b"a\x01", b"a/", b"@", b"A.b",
]  # fmt: skip

BY_NAME = {
    b"Content-Length": _LENGTHS,
    b"Transfer-Encoding": _CODINGS,
    b"Connection": _CONNECTIONS,
    b"Expect": _EXPECTS,
    b"Upgrade": _UPGRADES,
    b"Host": _HOSTS,
}

_TWICE = [
    (b"Content-Length: 5", b"Content-Length: 5"),
    (b"Content-Length: 5", b"content-length:5,5"),
    (b"Content-Length: 5", b"Content-Length: 6"),
    (b"Content-Length: 5", b"CONTENT-LENGTH: 05"),
    (b"Content-Length: 5", b"Content-Length: "),
    (b"Content-Length: x", b"Content-Length: x"),
    (b"Transfer-Encoding: chunked", b"Transfer-Encoding: chunked"),
    (b"Transfer-Encoding: chunked", b"transfer-encoding: identity"),
    (b"Transfer-Encoding: gzip", b"transfer-encoding: chunked"),
    (b"Transfer-Encoding: chunked", b"Transfer-Encoding: "),
    (b"Transfer-Encoding: chunked", b"Content-Length: 5"),
    (b"Content-Length: 5", b"Transfer-Encoding: chunked"),
    (b"Content-Length: x", b"Transfer-Encoding: gzip"),
    (b"Transfer-Encoding: gzip", b"Content-Length: x"),
    (b"Transfer-Encoding: chunked", b"Content-Length: 5, 6"),
    (b"Connection: keep-alive", b"Connection: close"),
    (b"Connection: a", b"connection: b"),
    (b"Connection: upgrade", b"Upgrade: websocket"),
    (b"Upgrade: ,", b"Upgrade: websocket"),
    (b"Expect: 100-continue", b"Content-Length: 5"),
    (b"Expect: 100-continue", b"Transfer-Encoding: chunked"),
    (b"Expect: x", b"expect: 100-continue"),
    (b"Expect: 100-continue", b"Upgrade: websocket"),
    (b"Host: a", b"Host: a"),
    (b"Host: a", b"hOST: b"),
    (b"X-A: 1", b"x-a: 2"),
    (b"Set-Cookie: a=1", b"Set-Cookie: b=2"),
    (b"X-Before: 1", b"Host: late"),
]

# Whitespace and obs-fold: around the name, the colon, the value and the end of the line.
_SHAPES = [
    b"X:v", b"X: v", b"X:\tv", b"X:  \t v", b"X: v ", b"X: v\t \t", b"X:", b"X: ", b"X: \t", b"X",
    b"X v", b"X : v", b"X\t: v", b" X: v", b"\tX: v", b": v", b":", b"X:: v", b"X: :v", b"X: v: w",
    b"X: v  w", b"X: v\t w", b"X: \x01", b"X: \x7f", b"X: \x80", b"X: \xff\xfe", b"X: v\x00w",
    b"X: \x0b", b"X: v\x0bw", b"X: v\x0c", b"X: v\rw", b"X: v\x1cw", b"X: \x1f", b"X: \x85",
    b"X: \xa0v\xa0", b"X-\xe9: v", b"X,: v", b"X(: v", b"\"X\": v", b"!#$%&'*+-.^_`|~09azAZ: v",
    b"X:" + b" " * 50 + b"v" + b" " * 50, b"X" * 200 + b": v", b"X: " + b"v" * 200,
]  # fmt: skip
_FOLDS = [
    b"X: b\r\n c", b"X: b\r\n\tc", b"X: b\r\n \tc \r\n\td", b"X: b \r\n c", b"X: b\t\r\n\tc\t",
    b"X:\r\n c", b"X: \r\n c", b"X: b\r\n ", b"X: b\r\n \r\n c", b"X: b\r\n  \r\n", b"X: b\n c",
    b"X: b\n\tc\n d", b"X:\n \n \n c", b"X\r\n : v", b"X:b\r\n :c", b"X: b\r\n Y: c",
    b"X: b\r\n\x00", b"X: b\r\n \x00", b"X: b\r\n \x0bc", b"X: b\r\n c\r", b"X: b\r\r\n c",
    b"Content-Length:\r\n 5", b"Content-Length: \r\n\t5\r\n ", b"Content-Length: 5\r\n ",
    b"Content-Length: 5\r\n ,5", b"Content-Length: 1\r\n 2", b"Transfer-Encoding:\r\n chunked",
    b"Transfer-Encoding: chunked\r\n ", b"Transfer-Encoding: chun\r\n ked",
    b"Connection: a,\r\n close", b"Upgrade:\r\n websocket", b"Expect:\r\n 100-continue",
    b"Host:\r\n a", b" folded: first\r\nX: b", b"\tfirst", b"X: b" + b"\r\n c" * 20,
]  # fmt: skip


def blocks() -> Iterator[bytes]:
    """Every block, with CRLF after each line."""
    for name, values in BY_NAME.items():
        for value in values:
            yield name + b": " + value + b"\r\n"
        yield name.lower() + b":" + values[0] + b"\r\n"
        yield name.upper() + b": " + values[0] + b"\t\r\n"
        yield name.replace(b"-", b"_") + b": " + values[0] + b"\r\n"
    for first, second in _TWICE:
        yield first + b"\r\n" + second + b"\r\n"
        yield first + b"\r\nX-Between: x\r\n" + second + b"\r\n"
    for shape in _SHAPES + _FOLDS:
        yield shape + b"\r\n"
        yield b"A: a\r\n" + shape + b"\r\nZ: z\r\n"
    yield b""
    yield b"".join(b"X-%d: %d\r\n" % (i, i) for i in range(40))
