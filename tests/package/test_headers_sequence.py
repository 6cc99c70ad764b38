"""`Headers` as a sequence of pairs, which is how every program reads it."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Sequence

import h11
import pytest
from h11._headers import Headers
from hypothesis import given
from hypothesis import strategies as st

from .peers import GET_WIRE, server_after

RAW = [(b"Host", b"a"), (b"X-B", b"c"), (b"x-b", b"d"), (b"Empty", b"")]
PAIRS = [(name.lower(), value) for name, value in RAW]


def made() -> Headers:
    return h11.Request(method="GET", target="/", headers=RAW).headers


def received() -> Headers:
    server = h11.Connection(h11.SERVER)
    server.receive_data(b"GET / HTTP/1.1\r\nHost: a\r\nX-B:c\r\nx-b:\td \r\nEmpty:\r\n\r\n")
    return server.next_event().headers


def folded() -> Headers:
    """Received with a continuation line, so that it is not what lay on the wire."""
    server = h11.Connection(h11.SERVER)
    server.receive_data(b"GET / HTTP/1.1\nHost:\n a\nX-B: c\nx-b:\r\n\td\nEmpty: \n\n")
    return server.next_event().headers


def by_hand() -> Headers:
    return Headers([(raw, raw.lower(), value) for raw, value in RAW])


every_origin = pytest.mark.parametrize(
    "headers", [made(), received(), folded(), by_hand()], ids=["made", "received", "folded", "hand"]
)


@every_origin
def test_a_sequence(headers):
    assert isinstance(headers, Sequence)
    assert issubclass(Headers, Sequence)
    assert len(headers) == 4
    assert list(headers) == list(iter(headers)) == PAIRS
    assert list(reversed(headers)) == PAIRS[::-1]
    assert headers.index((b"x-b", b"d")) == 2
    assert headers.count((b"x-b", b"d")) == 1
    assert (b"empty", b"") in headers
    assert (b"Empty", b"") not in headers
    assert b"empty" not in headers


@every_origin
def test_exact_types(headers):
    """Programs join, hash and decode these, and put them into sets with other bytes."""
    for items in (headers, headers.raw_items(), headers._full_items):
        assert {type(item) for item in items} == {tuple}
        assert {type(text) for item in items for text in item} == {bytes}


@every_origin
def test_as_argument_of_builtins(headers):
    assert dict(headers) == dict(PAIRS)
    assert sorted(headers) == sorted(PAIRS)
    assert tuple(headers) == tuple(PAIRS)
    assert [*headers] == PAIRS
    assert max(headers) == max(PAIRS)
    assert list(zip(headers, headers)) == list(zip(PAIRS, PAIRS))
    assert [0].__iadd__(headers) == [0, *PAIRS]
    (first, *rest) = headers
    assert (first, rest) == (PAIRS[0], PAIRS[1:])
    assert {name: value for name, value in headers}[b"x-b"] == b"d"  # noqa: C416


@every_origin
def test_one_item(headers):
    for index in range(-4, 4):
        assert headers[index] == PAIRS[index]
        assert headers[type("Int", (int,), {})(index)] == PAIRS[index]
    for index in (4, -5, 10**30):
        with pytest.raises(IndexError):
            headers[index]
    for index in ("host", b"host", None, 1.0):
        with pytest.raises(TypeError):
            headers[index]


@every_origin
def test_index_and_count_of_what_is_not_there(headers):
    with pytest.raises(ValueError):
        headers.index((b"host", b"b"))
    with pytest.raises(ValueError):
        headers.index((b"host", b"a"), 1)
    assert headers.index((b"x-b", b"d"), 1, 3) == 2
    assert headers.index((b"x-b", b"d"), -2) == 2
    assert headers.count(None) == 0


@every_origin
@pytest.mark.differs("0.16.0 raises, or returns triples by accident")
@pytest.mark.parametrize("bounds", [(0, 2), (1, None), (None, None, -1), (9, 12), (-3, -1)])
def test_a_slice_is_a_list_of_pairs(headers, bounds):
    sliced = headers[slice(*bounds)]
    assert type(sliced) is list
    assert sliced == PAIRS[slice(*bounds)]


@every_origin
def test_raw_items_are_in_the_case_of_the_wire_and_new_each_time(headers):
    raw = headers.raw_items()
    assert type(raw) is list
    assert raw == RAW
    raw.clear()
    assert headers.raw_items() == RAW


@every_origin
def test_full_items(headers):
    assert list(headers._full_items) == [(raw, raw.lower(), value) for raw, value in RAW]


@every_origin
def test_equal_to_any_sequence_of_the_same_pairs(headers):
    for other in (PAIRS, tuple(PAIRS), made(), received(), folded(), iter(PAIRS)):
        assert headers == other
    assert PAIRS == headers
    assert not headers != PAIRS
    for other in ([], PAIRS[:-1], PAIRS[::-1], RAW, [*PAIRS, PAIRS[0]], [list(pair) for pair in PAIRS]):
        assert headers != other
        assert not headers == other


@every_origin
@pytest.mark.differs("0.16.0 raises TypeError")
@pytest.mark.parametrize("other", [3, None, object(), h11.Data])
def test_not_equal_to_what_is_no_sequence(headers, other):
    assert (headers == other) is False
    assert (headers != other) is True


@every_origin
def test_unhashable(headers):
    with pytest.raises(TypeError):
        hash(headers)


@every_origin
def test_read_only(headers):
    for name in ("append", "extend", "insert", "remove", "pop", "clear", "sort", "__setitem__"):
        assert not hasattr(headers, name)
    with pytest.raises(TypeError):
        headers[0] = PAIRS[0]
    with pytest.raises(TypeError):
        del headers[0]


@every_origin
def test_does_not_add_up(headers):
    """As 0.16.0 would have it; `[*headers, more]` works."""
    with pytest.raises(TypeError):
        headers + PAIRS
    with pytest.raises(TypeError):
        PAIRS + headers


@every_origin
def test_repr(headers):
    assert repr(headers) == f"<Headers({PAIRS!r})>"


@every_origin
def test_truth_is_length(headers):
    assert headers
    assert not h11.EndOfMessage().headers
    assert not Headers([])


@every_origin
def test_copies(headers):
    protocols = range(2, pickle.HIGHEST_PROTOCOL + 1)
    copies = [pickle.loads(pickle.dumps(headers, protocol)) for protocol in protocols]
    for copied in (copy.copy(headers), copy.deepcopy(headers), *copies):
        assert copied == headers
        assert copied.raw_items() == RAW
        assert type(copied) is Headers


def test_looking_changes_nothing():
    """Whether pairs exist as objects or are yet to be made must not be seen from outside."""
    looks = [len, bool, list, repr, lambda h: h[0], lambda h: h.raw_items(), lambda h: h == PAIRS]
    for make in (made, received, folded, by_hand):
        expected = [look(make()) for look in looks]
        headers = make()
        assert [look(headers) for look in looks] == expected
        assert [look(headers) for look in reversed(looks)] == expected[::-1]


def test_a_later_segment_has_no_influence():
    """The first look may come long after the bytes were received."""
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


NAMES = st.sampled_from([b"Host", b"HOST", b"content-type", b"Content-Type", b"X-Odd", b"a", b"A-b"])
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


def test_a_head_in_pieces_gives_the_same_headers():
    wire = b"GET / HTTP/1.1\r\nHost: a\r\nX-B: c\r\nx-b: d\r\nEmpty:\r\n\r\n"
    for cut in range(1, len(wire)):
        server = server_after(wire[:cut])
        server.receive_data(wire[cut:])
        assert server.next_event().headers.raw_items() == RAW
