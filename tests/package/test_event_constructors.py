"""Argument types of the constructors, and the resulting values."""

from __future__ import annotations

import array
import http
from collections import deque

import h11
import pytest
from h11._headers import Headers
from hypothesis import given
from hypothesis import strategies as st

from .peers import HOST


class Bytes(bytes):
    pass


class Text(str):
    __slots__ = ()


class Convertible:
    def __init__(self, value: bytes) -> None:
        self.value = value

    def __bytes__(self) -> bytes:
        return self.value


SHAPES = {
    "bytes": bytes,
    "subclass of bytes": Bytes,
    "str": lambda value: value.decode("ascii"),
    "subclass of str": lambda value: Text(value.decode("ascii")),
    "bytearray": bytearray,
    "memoryview": memoryview,
    "non-contiguous memoryview": lambda value: memoryview(value[::-1])[::-1],
    "array": lambda value: array.array("B", value),
    "list of int": list,
    "object with __bytes__": Convertible,
}
shapes = pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)


@shapes
def test_argument_types_of_requests(shape):
    request = h11.Request(
        method=shape(b"GET"),
        target=shape(b"/a?b"),
        headers=[(shape(b"Host"), shape(b"example.com"))],
        http_version=shape(b"1.0"),
    )
    assert (request.method, request.target, request.http_version) == (b"GET", b"/a?b", b"1.0")
    assert request.headers.raw_items() == [(b"Host", b"example.com")]
    texts = (request.method, request.target, request.http_version, *request.headers[0])
    assert {type(text) for text in texts} == {bytes}


@shapes
@pytest.mark.parametrize(
    ("class_", "status"), [(h11.Response, 404), (h11.InformationalResponse, 103)]
)
def test_argument_types_of_responses(class_, status, shape):
    response = class_(
        status_code=status,
        headers=[(shape(b"A"), shape(b"b"))],
        http_version=shape(b"1.0"),
        reason=shape(b"Not Found"),
    )
    assert (response.http_version, response.reason) == (b"1.0", b"Not Found")
    assert response.headers.raw_items() == [(b"A", b"b")]
    assert type(response.http_version) is type(response.reason) is bytes


@shapes
def test_argument_types_of_trailers(shape):
    end = h11.EndOfMessage(headers=[(shape(b"Checksum"), shape(b"0"))])
    assert end.headers.raw_items() == [(b"Checksum", b"0")]


def test_bytes_are_not_copied():
    method, target, version = b"METHOD" * 9, b"/" * 99, b"1.%d" % 1
    request = h11.Request(method=method, target=target, headers=[HOST], http_version=version)
    assert request.method is method
    assert request.target is target
    assert request.http_version is version


def test_changing_a_buffer_later_has_no_effect():
    method, value = bytearray(b"GET"), bytearray(b"example.com")
    request = h11.Request(method=method, target="/", headers=[("Host", value)])
    method[:], value[:] = b"PUT", b"EXAMPLE.COM"
    assert (request.method, request.headers[0]) == (b"GET", (b"host", b"example.com"))


PAIRS = [("Host", "a"), (b"B", "c"), ("d", b"E")]
ITERABLES = {
    "list": list,
    "tuple": tuple,
    "deque": deque,
    "iterator": iter,
    "generator": lambda pairs: (pair for pair in pairs),
    "items of a dict": lambda pairs: dict(pairs).items(),
    "keys of a dict": lambda pairs: dict.fromkeys(pairs),
    "lists as pairs": lambda pairs: [list(pair) for pair in pairs],
    "iterators as pairs": lambda pairs: [iter(pair) for pair in pairs],
}


@pytest.mark.parametrize("iterable", ITERABLES.values(), ids=ITERABLES)
def test_headers_may_be_any_iterable_of_pairs(iterable):
    expected = [(b"host", b"a"), (b"b", b"c"), (b"d", b"E")]
    request = h11.Request(method="GET", target="/", headers=iterable(PAIRS))
    response = h11.Response(status_code=200, headers=iterable(PAIRS))
    end = h11.EndOfMessage(headers=iterable(PAIRS))
    assert request.headers == response.headers == end.headers == expected
    assert {type(event.headers) for event in (request, response, end)} == {Headers}


def test_a_pair_may_be_a_string_of_two_characters():
    """Not intended, but Python's unpacking accepts it, and so does h11."""
    response = h11.Response(status_code=200, headers=["ab", {"c": 0, "d": 1}])
    assert response.headers == [(b"a", b"b"), (b"c", b"d")]


@pytest.mark.parametrize("status", [http.HTTPStatus.NOT_FOUND, type("Int", (int,), {})(404)])
def test_the_status_code_becomes_a_plain_int(status):
    """`"%s" % HTTPStatus.NOT_FOUND` is not a number in some versions of Python."""
    response = h11.Response(status_code=status, headers=[])
    assert response.status_code == 404
    assert type(response.status_code) is int


def test_defaults():
    request = h11.Request(method="GET", target="/", headers=[HOST])
    response = h11.Response(status_code=200, headers=[])
    data = h11.Data(b"")
    assert request.http_version == response.http_version == b"1.1"
    assert response.reason == b""
    assert (data.chunk_start, data.chunk_end) == (False, False)
    assert h11.EndOfMessage().headers == h11.EndOfMessage(headers=None).headers == []


@pytest.mark.parametrize("data", [b"x", "x", 3, None, [], object(), h11.Data])
def test_data_keeps_any_object(data):
    """Only `send` examines it; it may be a placeholder for a file."""
    for event in (h11.Data(data), h11.Data(data=data)):
        assert event.data is data


def test_data_accepts_positional_arguments():
    event = h11.Data(b"x", 1, "yes")
    assert (event.chunk_start, event.chunk_end) == (1, "yes")


def test_an_http_1_0_request_needs_no_host():
    request = h11.Request(method="GET", target="/", headers=[], http_version="1.0")
    assert request.headers == []


TOKEN = "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
VISIBLE = "".join(map(chr, range(0x21, 0x7F)))


@given(method=st.text(TOKEN, min_size=1), target=st.text(VISIBLE, min_size=1))
def test_methods_are_tokens_and_targets_visible_characters(method, target):
    """RFC 9110 section 9.1 and RFC 9112 section 3.2."""
    request = h11.Request(method=method, target=target, headers=[HOST])
    assert (request.method, request.target) == (method.encode(), target.encode())


NOT_IN_VALUES = b"\0\t\n\v\f\r "
FIELD_VCHAR = [byte for byte in range(256) if byte not in NOT_IN_VALUES]


@given(
    name=st.text(TOKEN, min_size=1).filter(
        lambda name: name.lower() not in ("content-length", "transfer-encoding")
    ),
    words=st.lists(st.lists(st.sampled_from(FIELD_VCHAR), min_size=1).map(bytes)),
    blank=st.sampled_from([b" ", b"\t", b" \t  "]),
)
def test_names_are_lower_cased(name, words, blank):
    """RFC 9110 section 5.5, and control characters, which occur in real cookies."""
    value = blank.join(words)
    headers = h11.Response(status_code=200, headers=[(name, value)]).headers
    assert headers == [(name.lower().encode(), value)]
    assert headers.raw_items() == [(name.encode(), value)]


@pytest.mark.parametrize(
    ("given_pairs", "kept"),
    [
        ([("Content-Length", "5 , 5,5")], [(b"Content-Length", b"5")]),
        ([("Content-Length", "5"), ("A", "b"), ("content-length", "5")],
         [(b"Content-Length", b"5"), (b"A", b"b")]),
        ([("content-Length", "00000000000000000005")],
         [(b"content-Length", b"00000000000000000005")]),
        ([("Transfer-ENCODING", "Chunked")], [(b"Transfer-ENCODING", b"chunked")]),
        ([("A", "1"), ("a", "1"), ("A", "1")], [(b"A", b"1"), (b"a", b"1"), (b"A", b"1")]),
        ([("Empty", "")], [(b"Empty", b"")]),
    ],
)  # fmt: skip
def test_framing_fields_are_normalized(given_pairs, kept):
    """RFC 9112 section 6.3: identical Content-Length values count once; codings are
    case-insensitive."""
    assert h11.Response(status_code=200, headers=given_pairs).headers.raw_items() == kept
