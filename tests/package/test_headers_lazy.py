"""`Headers` creates its pairs on demand, which must not be visible from outside."""

from __future__ import annotations

import h11
import pytest
from hypothesis import given
from hypothesis import strategies as st

from .fields import PAIRS, RAW, by_hand, folded, made, received
from .peers import GET_WIRE, server_after


def test_access_does_not_change_the_result():
    """Using the headers in any way gives the same result before and after."""
    looks = [len, bool, list, repr, lambda h: h[0], lambda h: h.raw_items(), lambda h: h == PAIRS]
    for make in (made, received, folded, by_hand):
        expected = [look(make()) for look in looks]
        headers = make()
        assert [look(headers) for look in looks] == expected
        assert [look(headers) for look in reversed(looks)] == expected[::-1]


def test_later_segments_have_no_effect():
    """The first access may come long after the bytes were received."""
    server = h11.Connection(h11.SERVER)
    server.receive_data(GET_WIRE.replace(b"example.com", b"one"))
    first = server.next_event()
    server.next_event()
    server.send(h11.Response(status_code=200, headers=[("Content-Length", "0")]))
    server.send(h11.EndOfMessage())
    server.start_next_cycle()
    server.receive_data(GET_WIRE.replace(b"example.com", b"two"))
    second = server.next_event()
    del server
    assert (first.headers, second.headers) == ([(b"host", b"one")], [(b"host", b"two")])


@pytest.mark.parametrize("count", [1_000, 4_000])
def test_thousands_of_fields(count):
    raw = [(b"Host", b"a"), *((b"N%d" % n, b"V%d" % n) for n in range(count))]
    wire = b"GET / HTTP/1.1\r\n" + b"".join(b"%s: %s\r\n" % field for field in raw) + b"\r\n"
    request = h11.Request(method="GET", target="/", headers=raw)
    assert h11.Connection(h11.CLIENT).send(request) == wire
    server = h11.Connection(h11.SERVER, max_incomplete_event_size=len(wire))
    server.receive_data(wire)
    parsed = server.next_event()
    assert parsed == request
    assert parsed.headers.raw_items() == raw
    assert parsed.headers[-1] == (b"n%d" % (count - 1), b"V%d" % (count - 1))
    assert len(parsed.headers) == count + 1


def test_one_very_long_field():
    value = b"x" * 1_000_000
    headers = h11.Response(status_code=200, headers=[("A", value)]).headers
    assert headers[0] == (b"a", value)


NAMES = st.sampled_from(
    [b"Host", b"HOST", b"content-type", b"Content-Type", b"X-Other", b"a", b"A-b"]
)
VALUES = st.sampled_from([b"", b"a", b"text/html; charset=utf-8", b"\x01\xff"])
FIELDS = st.lists(st.tuples(NAMES, VALUES), max_size=40)


@given(fields=FIELDS)
def test_agrees_with_a_list(fields):
    headers = h11.Response(status_code=200, headers=fields).headers
    pairs = [(name.lower(), value) for name, value in fields]
    assert headers == pairs
    assert list(headers) == pairs
    assert [headers[index] for index in range(len(headers))] == pairs
    assert headers.raw_items() == fields
    assert [pair in headers for pair in pairs] == [True] * len(pairs)
    assert [headers.index(pair) for pair in pairs] == [pairs.index(pair) for pair in pairs]
    assert [headers.count(pair) for pair in pairs] == [pairs.count(pair) for pair in pairs]
    assert bool(headers) == bool(pairs)


def test_a_split_head_gives_the_same_headers():
    wire = b"GET / HTTP/1.1\r\nHost: a\r\nX-B: c\r\nx-b: d\r\nEmpty:\r\n\r\n"
    for split in range(1, len(wire)):
        server = server_after(wire[:split])
        server.receive_data(wire[split:])
        assert server.next_event().headers.raw_items() == RAW
