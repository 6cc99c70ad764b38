"""`Headers` is a sequence of pairs, which is how programs use it."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Sequence

import h11
import pytest
from h11._headers import Headers

from .fields import PAIRS, RAW, by_hand, folded, made, received

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
    """Programs join, hash and decode these, and mix them with other bytes in sets."""
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
    assert {name: value for name, value in headers}[b"x-b"] == b"d"


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
def test_index_and_count_of_missing_pairs(headers):
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
def test_raw_items_keep_case_and_are_new_each_time(headers):
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
    assert list(PAIRS) == headers
    assert (headers != PAIRS) is False
    for other in (
        [],
        PAIRS[:-1],
        PAIRS[::-1],
        RAW,
        [*PAIRS, PAIRS[0]],
        [list(pair) for pair in PAIRS],
    ):
        assert headers != other
        assert (headers == other) is False


@every_origin
@pytest.mark.differs("0.16.0 raises TypeError")
@pytest.mark.parametrize("other", [3, None, object(), h11.Data])
def test_not_equal_to_other_types(headers, other):
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
def test_addition_is_not_supported(headers):
    """As in 0.16.0; `[*headers, more]` works."""
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
