"""Hypothesis strategies for valid messages, and for splitting bytes into segments."""

from __future__ import annotations

from dataclasses import dataclass

import h11
from hypothesis import strategies as st

TOKEN = "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
# Fields that affect the message or the connection.
MEANINGFUL = {
    "connection",
    "content-length",
    "expect",
    "host",
    "transfer-encoding",
    "upgrade",
}

field_names = st.one_of(
    st.sampled_from(["Accept", "content-type", "COOKIE", "Set-Cookie", "X-Other"]),
    st.text(TOKEN, min_size=1, max_size=12).filter(lambda name: name.lower() not in MEANINGFUL),
)
words = st.binary(min_size=1, max_size=8).filter(lambda word: not set(word) & set(b"\0\t\n\v\f\r "))
field_values = st.lists(words, max_size=3).map(b" \t".join)
fields = st.lists(st.tuples(field_names.map(str.encode), field_values), max_size=5)
bodies = st.lists(st.binary(max_size=40), max_size=4)
methods = st.one_of(
    st.sampled_from([b"GET", b"POST", b"PUT", b"OPTIONS"]),
    st.text(TOKEN, min_size=1, max_size=9)
    .filter(lambda method: method not in ("HEAD", "CONNECT"))
    .map(str.encode),
)
targets = st.text([chr(code) for code in range(0x21, 0x7F)], min_size=1, max_size=20).map(
    str.encode
)
reasons = st.binary(max_size=9).filter(
    lambda reason: all(byte == 9 or (byte >= 32 and byte != 127) for byte in reason)
)


@dataclass(frozen=True)
class Message:
    """A head, the segments of the content, and trailer fields."""

    head: h11.Event
    pieces: list[bytes]
    trailers: list[tuple[bytes, bytes]]

    @property
    def events(self) -> list[h11.Event]:
        pieces = [h11.Data(piece) for piece in self.pieces]
        return [self.head, *pieces, h11.EndOfMessage(headers=self.trailers)]

    @property
    def body(self) -> bytes:
        return b"".join(self.pieces)


@st.composite
def framed(draw: st.DrawFn) -> tuple[list, list[bytes], list]:
    """Fields including a framing field, the content, and trailer fields where possible."""
    some = draw(fields)
    pieces = draw(bodies)
    trailers: list = []
    if draw(st.booleans()):
        framing = (b"Transfer-Encoding", b"chunked")
        trailers = draw(fields)
    else:
        framing = (b"Content-Length", b"%d" % len(b"".join(pieces)))
    some.insert(draw(st.integers(0, len(some))), framing)
    return some, pieces, trailers


@st.composite
def requests(draw: st.DrawFn) -> Message:
    some, pieces, trailers = draw(framed())
    some.insert(draw(st.integers(0, len(some))), (b"Host", draw(field_values)))
    head = h11.Request(method=draw(methods), target=draw(targets), headers=some)
    return Message(head, pieces, trailers)


@st.composite
def responses(draw: st.DrawFn) -> Message:
    some, pieces, trailers = draw(framed())
    status = draw(st.integers(200, 999).filter(lambda code: code not in (204, 304)))
    head = h11.Response(status_code=status, headers=some, reason=draw(reasons))
    return Message(head, pieces, trailers)


@st.composite
def informational_responses(draw: st.DrawFn) -> h11.InformationalResponse:
    status = draw(st.integers(100, 199).filter(lambda code: code != 101))
    return h11.InformationalResponse(status_code=status, headers=draw(fields), reason=draw(reasons))


@dataclass(frozen=True)
class Splitter:
    """Splits bytes into segments of these lengths, repeatedly."""

    lengths: list[int]

    def __call__(self, wire: bytes) -> list[bytes]:
        segments, at, turn = [], 0, 0
        while at < len(wire):
            length = self.lengths[turn % len(self.lengths)]
            segments.append(wire[at : at + length])
            at, turn = at + length, turn + 1
        return segments


splitters = st.one_of(
    st.just(Splitter([1 << 30])),
    st.just(Splitter([1])),
    st.lists(st.integers(1, 60), min_size=1, max_size=5).map(Splitter),
)
