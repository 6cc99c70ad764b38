"""Random Python expressions for events and their arguments, valid and invalid."""

from __future__ import annotations

import random

from tests.compare.corpus.fields import BY_NAME

# -- valid events --

_METHODS = ["GET"] * 5 + ["POST"] * 4 + ["PUT", "OPTIONS", "HEAD", "HEAD", "CONNECT"]
_STATUSES = [200, 200, 200, 200, 201, 204, 206, 299, 300, 304, 404, 500, 999]
_ORDINARY = [
    "('User-Agent', 'x/1')", "('accept', '*/*')", "(b'X-Raw', b'\\xff\\x01')", "('X-Empty', '')",
    "('x-UPPER-lower', 'Value')", "('Set-Cookie', 'a=1')", "('Set-Cookie', 'b=2')",
    "(bytearray(b'X-B'), memoryview(b'c'))", "['X-List', 'd']", "('X-T', 'a\\tb')",
]  # fmt: skip
_CONNECTION = [
    "('Connection', 'close')", "('Connection', 'keep-alive')", "('connection', 'Close, X-A')",
    "('Connection', 'keep-alive, close')", "('Connection', 'upgrade')",
]  # fmt: skip
_SWITCHING = ["('Upgrade', 'websocket')", "('upgrade', 'a, b')", "('Upgrade', ',')"]
_EXPECTING = ["('Expect', '100-continue')", "('expect', '100-Continue, x')"]
_CHUNKED = ["('Transfer-Encoding', 'chunked')", "('transfer-encoding', 'CHUNKED')"]
_TRAILERS = ["[('T', 'u')]", "[('x-trail', 'a'), ('X-Trail', 'b')]", "{'ab': 'c'}.items()"]


def headers(pairs: list[str]) -> str:
    return f"[{', '.join(pairs)}]"


def length(rng: random.Random, size: int) -> str:
    text = rng.choice((f"'{size}'", f"b'{size}'", f"'{size}, {size}'", f"'0{size}'"))
    return f"('Content-Length', {text})"


def request(rng: random.Random, framing: list[str]) -> tuple[str, str]:
    """A valid request: its method and its expression."""
    method = rng.choice(_METHODS)
    pairs = ["('Host', 'a')", *framing]
    pairs += rng.sample(_ORDINARY, rng.choice((0, 0, 1, 3)))
    for chance, pool in ((0.1, _CONNECTION), (0.08, _SWITCHING), (0.2, _EXPECTING)):
        if rng.random() < chance:
            pairs.append(rng.choice(pool))
    rng.shuffle(pairs)
    target = "a:443" if method == "CONNECT" else rng.choice(("/", "/a?b", "*", "http://a/"))
    quoted = repr(method) if rng.random() < 0.7 else repr(method.encode())
    return method, f"Request(method={quoted}, target={target!r}, headers={headers(pairs)})"


def response(rng: random.Random, framing: list[str], status: int | None = None) -> str:
    """A valid response."""
    pairs = [*framing, *rng.sample(_ORDINARY, rng.choice((0, 0, 1, 3)))]
    if rng.random() < 0.1:
        pairs.append(rng.choice(_CONNECTION))
    rng.shuffle(pairs)
    reason = rng.choice(("", "", ", reason='OK'", ", reason=b'caf\\xe9 \\t'"))
    status = rng.choice(_STATUSES) if status is None else status
    return f"Response(status_code={status}, headers={headers(pairs)}{reason})"


def informational(rng: random.Random) -> str:
    status = rng.choice((100, 100, 100, 101, 102, 103, 103, 199))
    pairs = rng.sample([*_ORDINARY, *_CONNECTION, *_SWITCHING], rng.choice((0, 0, 1, 2)))
    return f"InformationalResponse(status_code={status}, headers={headers(pairs)})"


def framing(rng: random.Random) -> tuple[list[str], int | None]:
    """Framing fields and the size of the content that fits them (None: any)."""
    choice = rng.randrange(4)
    if choice == 0:
        return [], None
    if choice == 1:
        return [rng.choice(_CHUNKED)], None
    size = rng.choice((0, 0, 1, 5, 5, 300))
    return [length(rng, size)], size


def body(rng: random.Random, size: int | None) -> list[str]:
    """Data events of `size` bytes in total, in a few parts."""
    size = rng.choice((0, 1, 5, 70)) if size is None else size
    pieces = []
    while size > 0:
        piece = rng.randrange(1, size + 1)
        size -= piece
        data = "b'" + "d" * piece + "'"
        data = rng.choice((data, data, data, f"bytearray({data})", f"memoryview({data})"))
        flags = rng.choice(("", "", "", ", chunk_start=True", ", chunk_end=True"))
        pieces.append(f"Data(data={data}{flags})")
    if rng.random() < 0.1:
        pieces.insert(rng.randrange(len(pieces) + 1), "Data(data=b'')")
    return pieces


def end(rng: random.Random, trailers: bool) -> str:
    if trailers and rng.random() < 0.4:
        return f"EndOfMessage(headers={rng.choice(_TRAILERS)})"
    return "EndOfMessage()"


# -- invalid events --

_STRANGE_DATA = [
    "'text'", "5", "None", "bytearray(b'ab')", "memoryview(b'abc')[::2]", "[1, 2]", "Placeholder(3)",
    "Placeholder(0)", "BadLength()", "GivenLength(-1)", "GivenLength('x')", "GivenLength(2**70)",
    "BadBool()", "MyBytes(b'abc')", "b''", "b'too much for any length that was announced'",
    "ToBytes(b'abc')", "True", "''", "(b'a', b'b')",
]  # fmt: skip
_STRANGE_EVENTS = [
    "None", "0", "'x'", "b'GET'", "Request", "Data", "NEED_DATA", "PAUSED", "CLIENT", "object()", "[]",
    "type('R', (Response,), {})(status_code=200, headers=[])",
    "type('D', (Data,), {})(data=b'x')",
    "Request(method='GET', target='/', headers=[], http_version='1.0')",
    "Request(method='GET', target='/', headers=[('Host', 'a')], http_version='1.2')",
    "Response(status_code=200, headers=[], http_version='1.0')",
    "InformationalResponse(status_code=100, headers=[], http_version=b'2.0')",
    "ConnectionClosed()",
]  # fmt: skip


def strange_event(rng: random.Random) -> str:
    """An event that is invalid, or not allowed in the current state."""
    choice = rng.randrange(7)
    if choice == 0:
        return rng.choice(_STRANGE_EVENTS)
    if choice == 1:
        return f"Data(data={rng.choice(_STRANGE_DATA)})"
    if choice == 2:
        return request(rng, framing(rng)[0])[1]
    if choice == 3:
        return response(rng, framing(rng)[0])
    if choice == 4:
        return informational(rng)
    if choice == 5:
        return end(rng, True)
    name = rng.choice(list(BY_NAME))
    pairs = [f"({name!r}, {rng.choice(BY_NAME[name])!r})", f"({name!r}, {BY_NAME[name][0]!r})"]
    pairs = pairs[: rng.choice((1, 1, 2))]
    if rng.random() < 0.5:
        return f"Response(status_code={rng.choice(_STATUSES)}, headers={headers(pairs)})"
    pairs.append("('host', 'a')")
    return f"Request(method='PUT', target='/', headers={headers(pairs)})"
