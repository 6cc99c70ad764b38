"""Private functions for fields, and grammar, used by fuzzers, scrapers and wsproto."""

from __future__ import annotations

import re

import h11
import pytest
from h11 import _abnf
from h11._events import method_re, request_target_re
from h11._headers import (
    Headers,
    get_comma_header,
    has_expect_100_continue,
    normalize_and_validate,
    set_comma_header,
)
from h11._util import bytesify, validate

from .peers import HOST


def test_normalize_and_validate():
    fields = [("Host", "a"), (b"X-Case", bytearray(b"b")), ("Content-Length", "1, 1")]
    headers = normalize_and_validate(fields)
    assert type(headers) is Headers
    assert headers == [(b"host", b"a"), (b"x-case", b"b"), (b"content-length", b"1")]
    assert headers.raw_items()[1] == (b"X-Case", b"b")
    assert normalize_and_validate(headers) == headers
    with pytest.raises(h11.LocalProtocolError, match="Illegal header name"):
        normalize_and_validate([("a b", "c")])
    assert normalize_and_validate([(b"A", b"b")], _parsed=True).raw_items() == [(b"A", b"b")]


COMMA = normalize_and_validate(
    [("Connection", "Close, keep-ALIVE"), ("A", "b"), ("connection", " ,upgrade,".strip())]
)


def test_get_comma_header():
    assert get_comma_header(COMMA, b"connection") == [b"close", b"keep-alive", b"upgrade"]
    assert get_comma_header(COMMA, b"a") == [b"b"]
    assert get_comma_header(COMMA, b"missing") == []
    assert get_comma_header(COMMA, b"Connection") == []


def test_set_comma_header():
    """All fields of the name are removed; the new ones are at the end, in title case, one per value."""
    changed = set_comma_header(COMMA, b"connection", [b"one", b"two"])
    assert changed.raw_items() == [(b"A", b"b"), (b"Connection", b"one"), (b"Connection", b"two")]
    assert set_comma_header(COMMA, b"connection", []).raw_items() == [(b"A", b"b")]
    assert set_comma_header(COMMA, b"new-name", [b"x"]).raw_items() == [
        *COMMA.raw_items(),
        (b"New-Name", b"x"),
    ]
    with pytest.raises(h11.LocalProtocolError, match="bad Content-Length"):
        set_comma_header(COMMA, b"content-length", [b"x"])


@pytest.mark.parametrize(
    ("expect", "version", "expected"),
    [("100-continue", "1.1", True), ("a,100-CONTINUE", "1.1", True), ("100", "1.1", False),
     ("100-continue", "1.0", False), ("100-continue", "2.0", True)],
)  # fmt: skip
def test_has_expect_100_continue(expect, version, expected):
    request = h11.Request(
        method="POST", target="/", headers=[HOST, ("Expect", expect)], http_version=version
    )
    assert has_expect_100_continue(request) is expected


def test_bytesify():
    for shape in (b"a", "a", bytearray(b"a"), memoryview(b"a"), [97]):
        assert (bytesify(shape), type(bytesify(shape))) == (b"a", bytes)
    same = b"some bytes"
    assert bytesify(same) is same
    for wrong in (1, True):
        with pytest.raises(TypeError, match="expected bytes-like object, not int"):
            bytesify(wrong)
    with pytest.raises(UnicodeEncodeError):
        bytesify("é")
    with pytest.raises(TypeError):
        bytesify(None)


def test_validate():
    regex = re.compile(rb"(?P<letter>[a-z])(?P<digit>[0-9])?")
    assert validate(regex, b"a1") == {"letter": b"a", "digit": b"1"}
    assert validate(regex, b"a") == {"letter": b"a", "digit": None}
    with pytest.raises(h11.LocalProtocolError, match=r"^malformed data$"):
        validate(regex, b"a12")
    with pytest.raises(h11.LocalProtocolError, match=r"^\{\} as it is$"):
        validate(regex, b"1", "{} as it is")
    with pytest.raises(h11.LocalProtocolError, match=r"^not b'1'$"):
        validate(regex, b"1", "not {!r}", b"1")


def full(pattern: str, text: bytes) -> bool:
    return re.fullmatch(pattern.encode("ascii"), text) is not None


@pytest.mark.parametrize(
    ("pattern", "good", "bad"),
    [
        (_abnf.OWS, [b"", b" \t"], [b"\n"]),
        (_abnf.HEXDIG, [b"0", b"f", b"F"], [b"g", b""]),
        (_abnf.token, [b"a", b"!#$%&'*+-.^_`|~0Z"], [b"", b"a b", b"a:", b"\x80"]),
        (_abnf.field_name, [b"Host"], [b"", b"Host:"]),
        (_abnf.vchar, [b"!", b"~"], [b" ", b"\x7f", b"\x80"]),
        (_abnf.vchar_or_obs_text, [b"!", b"\x80", b"\x01"], [b" ", b"\0", b"\n"]),
        (_abnf.field_vchar, [b"!"], [b"\t"]),
        (_abnf.field_content, [b"a", b"a \tb"], [b"", b" a", b"a "]),
        (_abnf.field_value, [b"", b"a b"], [b" ", b"\0"]),
        (_abnf.header_field, [b"A:b", b"A: \t", b"A:\tb c "], [b"A", b"A :b", b":b"]),
        (_abnf.method, [b"GET"], [b"G T"]),
        (_abnf.request_target, [b"*", b"/a?b"], [b"", b"/ ", b"\x80"]),
        (_abnf.http_version, [b"HTTP/1.1", b"HTTP/9.0"], [b"HTTP/1", b"HTTP/1.10"]),
        (_abnf.request_line, [b"GET / HTTP/1.1"], [b"GET /", b"GET / HTTP/1.1 "]),
        (_abnf.status_code, [b"200", b"000"], [b"20", b"2000"]),
        (_abnf.reason_phrase, [b"", b"Not Found\t", b"\xff"], [b"\n", b"\0"]),
        (_abnf.status_line, [b"HTTP/1.1 200", b"HTTP/1.1 200 ", b"HTTP/1.1 200 a b"],
         [b"HTTP/1.1 20", b"HTTP/1.1 200OK"]),
        (_abnf.chunk_size, [b"0", b"f" * 20], [b"", b"f" * 21, b"0x1"]),
        (_abnf.chunk_ext, [b";", b";a=b"], [b"", b";\n"]),
        (_abnf.chunk_header, [b"1\r\n", b"1 \r\n", b"1;a\r\n"], [b"1\n", b"1 ;a\r\n"]),
    ],
)  # fmt: skip
def test_grammar(pattern, good, bad):
    assert [full(pattern, text) for text in good] == [True] * len(good)
    assert [full(pattern, text) for text in bad] == [False] * len(bad)


def test_compiled_grammar():
    assert method_re.fullmatch(b"GET")
    assert not method_re.fullmatch(b"G T")
    assert request_target_re.fullmatch(b"/")
    assert not request_target_re.fullmatch(b"/ ")
    assert h11._headers._content_length_re.fullmatch(b"12")
    assert h11._headers._field_name_re.fullmatch(b"Host")
    assert h11._headers._field_value_re.fullmatch(b"")
    assert h11._headers.CONTENT_LENGTH_MAX_DIGITS == 20
    assert h11._receivebuffer.blank_line_regex.search(b"a\n\r\n")


def test_framing_and_keep_alive():
    """`h11._connection` considers the head only."""
    request = h11.Request(method="GET", target="/", headers=[HOST, ("Content-Length", "7")])
    response = h11.Response(status_code=200, headers=[("Connection", "close")])
    assert h11._connection._body_framing(b"GET", request) == ("content-length", (7,))
    assert h11._connection._body_framing(b"GET", response) == ("http/1.0", ())
    assert h11._connection._body_framing(b"HEAD", response) == ("content-length", (0,))
    assert h11._connection._keep_alive(request) is True
    assert h11._connection._keep_alive(response) is False


def test_framing_of_unusual_arguments():
    """The method may be any object; only the two heads that can start content have a framing."""
    response = h11.Response(status_code=200, headers=[])
    for method in ("HEAD", None, 7, [b"HEAD"]):
        assert h11._connection._body_framing(method, response) == ("http/1.0", ())
    for method in (bytearray(b"HEAD"), type("Method", (bytes,), {})(b"CONNECT")):
        assert h11._connection._body_framing(method, response) == ("content-length", (0,))
    other = [h11.EndOfMessage(), h11.InformationalResponse(status_code=100, headers=[]), None]
    for event in [*other, type("Sub", (h11.Response,), {})(status_code=200, headers=[])]:
        with pytest.raises(AssertionError):
            h11._connection._body_framing(b"GET", event)


def test_keep_alive_of_any_event():
    """These two consider the fields and the version, but not the class."""
    closing = [HOST, ("Connection", "close")]
    assert h11._connection._keep_alive(h11.EndOfMessage()) is True
    assert h11._connection._keep_alive(h11.EndOfMessage(headers=closing)) is False
    informational = h11.InformationalResponse(status_code=100, headers=[], http_version="1.0")
    assert h11._connection._keep_alive(informational) is False
    subclass = type("Sub", (h11.Request,), {})(method="GET", target="/", headers=closing)
    assert h11._connection._keep_alive(subclass) is False
    expecting = h11.Response(status_code=200, headers=[("Expect", "100-continue")])
    assert has_expect_100_continue(h11.Response(status_code=200, headers=[])) is False
    assert has_expect_100_continue(expecting) is True
    for function in (has_expect_100_continue, h11._connection._keep_alive):
        with pytest.raises(AttributeError):
            function(h11.Data(b""))


@pytest.mark.parametrize("parsed", [True, False])
def test_the_private_argument_of_constructors(parsed):
    """Programs with their own parsers pass `_parsed`."""
    request = h11.Request(
        method=b"GET", target=b"/", headers=[(b"Host", b"a")], http_version=b"1.1", _parsed=parsed
    )
    assert request == h11.Request(method="GET", target="/", headers=[("Host", "a")])
    for class_, status in ((h11.Response, 200), (h11.InformationalResponse, 100)):
        arguments = {"status_code": status, "headers": [(b"A", b"b")], "reason": b"c"}
        assert class_(**arguments, _parsed=parsed) == class_(**arguments)
    assert h11.EndOfMessage(headers=[(b"A", b"b")], _parsed=parsed).headers == [(b"a", b"b")]


@pytest.mark.differs("0.16.0 believes what is said to be parsed")
@pytest.mark.parametrize(
    "make",
    [
        lambda fields: h11.Request(
            method=b"GET", target=b"/", headers=[(b"Host", b"a"), *fields], _parsed=True
        ),
        lambda fields: h11.Response(status_code=200, headers=fields, _parsed=True),
        lambda fields: h11.EndOfMessage(headers=fields, _parsed=True),
        lambda fields: normalize_and_validate(fields, _parsed=True),
        lambda fields: Headers([(name, name.lower(), value) for name, value in fields]),
    ],
)
def test_nothing_is_trusted(make):
    """The contents may be sent, so they are always validated."""
    with pytest.raises(h11.LocalProtocolError, match="Illegal header value"):
        make([(b"A", b"b\r\nSet-Cookie: c")])


@pytest.mark.differs("0.16.0 keeps the lower-case name that it is given")
def test_headers_compute_the_lower_case_names():
    assert Headers([(b"Host", b"something-else", b"a")]) == [(b"host", b"a")]
