"""Invalid arguments of the constructors, with the message and status hint of the error."""

from __future__ import annotations

import h11
import pytest

from .peers import HOST

EVENTS_WITH_HEADERS = {
    "Request": lambda *fields: h11.Request(method="GET", target="/", headers=[HOST, *fields]),
    "Response": lambda *fields: h11.Response(status_code=200, headers=fields),
    "InformationalResponse": lambda *fields: h11.InformationalResponse(
        status_code=100, headers=fields
    ),
    "EndOfMessage": lambda *fields: h11.EndOfMessage(headers=fields),
}
every_event_with_headers = pytest.mark.parametrize(
    "make", EVENTS_WITH_HEADERS.values(), ids=EVENTS_WITH_HEADERS
)

LENGTH, CODING = "Content-Length", "Transfer-Encoding"
CONFLICT = "conflicting Content-Length headers"
BAD_LENGTH = "bad Content-Length"
SEVERAL_CODINGS = "multiple Transfer-Encoding headers"
OTHER_CODING = "Only Transfer-Encoding: chunked is supported"

BAD_FIELDS = [
    ([("", "a")], "Illegal header name b''", 400),
    ([("a b", "c")], "Illegal header name b'a b'", 400),
    ([("a:", "b")], "Illegal header name b'a:'", 400),
    ([(" a", "b")], "Illegal header name b' a'", 400),
    ([(b"\xe9", "b")], r"Illegal header name b'\xe9'", 400),
    ([("it's", 'a"\n')], "Illegal header value b'a\"\\n'", 400),
    ([("a", " b")], "Illegal header value b' b'", 400),
    ([("a", "b\t")], r"Illegal header value b'b\t'", 400),
    ([("a", "b\r\nc: d")], r"Illegal header value b'b\r\nc: d'", 400),
    ([("a", "\0")], r"Illegal header value b'\x00'", 400),
    ([("a", "b\vc")], r"Illegal header value b'b\x0bc'", 400),
    ([("a", "b\fc")], r"Illegal header value b'b\x0cc'", 400),
    ([("a", "'")], None, None),
    ([("a", "'\n")], r'''Illegal header value b"'\n"''', 400),
    ([(LENGTH, "1, 2")], CONFLICT, 400),
    ([(LENGTH, "1"), (LENGTH, "2")], CONFLICT, 400),
    ([(LENGTH, "1"), (LENGTH, "01")], CONFLICT, 400),
    ([(LENGTH, "")], BAD_LENGTH, 400),
    ([(LENGTH, "-1")], BAD_LENGTH, 400),
    ([(LENGTH, "+1")], BAD_LENGTH, 400),
    ([(LENGTH, "0x1")], BAD_LENGTH, 400),
    ([(LENGTH, "1_0")], BAD_LENGTH, 400),
    ([(LENGTH, "1,")], CONFLICT, 400),
    ([(LENGTH, "1" * 20)], None, None),
    ([(LENGTH, "1" * 21)], BAD_LENGTH, 400),
    ([(CODING, "chunked"), (CODING, "chunked")], SEVERAL_CODINGS, 501),
    ([(CODING, "gzip")], OTHER_CODING, 501),
    ([(CODING, "gzip, chunked")], OTHER_CODING, 501),
    ([(CODING, "chunked, chunked")], OTHER_CODING, 501),
    ([(CODING, "")], OTHER_CODING, 501),
    ([("a b", "c\n"), (CODING, "gzip")], "Illegal header name b'a b'", 400),
    ([(CODING, "gzip"), ("a b", "c\n")], OTHER_CODING, 501),
]


@every_event_with_headers
@pytest.mark.parametrize(("fields", "text", "hint"), BAD_FIELDS)
def test_fields(make, fields, text, hint):
    """One message for each rule; None marks valid neighbours of invalid fields."""
    if text is None:
        make(*fields)
        return
    with pytest.raises(h11.LocalProtocolError) as caught:
        make(*fields)
    assert (str(caught.value), caught.value.error_status_hint) == (text, hint)


METHOD, TARGET = "Illegal method characters", "Illegal target characters"
HOSTLESS, HOSTS = "Missing mandatory Host: header", "Found multiple Host: headers"


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"headers": []}, HOSTLESS),
        ({"headers": [("Hosts", "a")]}, HOSTLESS),
        ({"headers": [HOST, HOST]}, HOSTS),
        ({"headers": [HOST, ("HOST", "b")], "http_version": "1.0"}, HOSTS),
        ({"method": ""}, METHOD),
        ({"method": "GE T"}, METHOD),
        ({"method": "GET\n"}, METHOD),
        ({"method": b"G\xc9T"}, METHOD),
        ({"target": ""}, TARGET),
        ({"target": "/a b"}, TARGET),
        ({"target": "/\x7f"}, TARGET),
        ({"target": "/\r\nA: b"}, TARGET),
        ({"target": b"/\xff"}, TARGET),
        ({"headers": [], "method": "", "target": ""}, HOSTLESS),
        ({"method": "", "target": ""}, METHOD),
    ],
)
def test_requests(changes, text):
    arguments = {"method": "GET", "target": "/", "headers": [HOST], **changes}
    with pytest.raises(h11.LocalProtocolError) as caught:
        h11.Request(**arguments)
    assert (str(caught.value), caught.value.error_status_hint) == (text, 400)


FINAL = "Response status_code should be in range [200, 1000), not {}"
INTERIM = "InformationalResponse status_code should be in range [100, 200), not {}"
NO_INTEGER = "status code must be integer"


@pytest.mark.parametrize(
    ("class_", "status", "text"),
    [
        *((h11.Response, status, FINAL.format(status)) for status in (0, 100, 199, 1000, -200)),
        *(
            (h11.InformationalResponse, status, INTERIM.format(status))
            for status in (0, 99, 200, -100)
        ),
        (h11.Response, 10**30, FINAL.format(10**30)),
        (h11.Response, True, FINAL.format(1)),
        (h11.Response, "200", NO_INTEGER),
        (h11.Response, 200.0, NO_INTEGER),
        (h11.Response, None, NO_INTEGER),
        (h11.InformationalResponse, b"100", NO_INTEGER),
    ],
)
def test_status_codes(class_, status, text):
    with pytest.raises(h11.LocalProtocolError) as caught:
        class_(status_code=status, headers=[])
    assert (str(caught.value), caught.value.error_status_hint) == (text, 400)


@every_event_with_headers
@pytest.mark.parametrize("number", [1, True, 0])
def test_numbers_are_rejected(make, number):
    """`bytes(3)` would be three zero bytes, which is never intended."""
    for field in ((number, "a"), ("a", number)):
        with pytest.raises(TypeError, match="expected bytes-like object, not int"):
            make(field)


@pytest.mark.parametrize("name", ["method", "target", "http_version"])
def test_numbers_in_a_request_are_rejected(name):
    arguments = {"method": "GET", "target": "/", "headers": [HOST], name: 1}
    with pytest.raises(TypeError, match="expected bytes-like object, not int"):
        h11.Request(**arguments)


@every_event_with_headers
def test_only_ascii_strings_are_encoded(make):
    for field in (("é", "a"), ("a", "é"), ("a", "\udc80")):
        with pytest.raises(UnicodeEncodeError):
            make(field)


@every_event_with_headers
@pytest.mark.parametrize(
    ("pair", "error"),
    [
        ((), ValueError),
        (("a",), ValueError),
        (("a", "b", "c"), ValueError),
        ("abc", ValueError),
        (None, TypeError),
        (3, TypeError),
        (("a", None), TypeError),
        (("a", object()), TypeError),
    ],
)
def test_invalid_pairs(make, pair, error):
    with pytest.raises(error):
        make(pair)


@pytest.mark.parametrize("headers", [3, 1.5, object()])
def test_headers_must_be_iterable(headers):
    with pytest.raises(TypeError):
        h11.Response(status_code=200, headers=headers)
    with pytest.raises(TypeError):
        h11.EndOfMessage(headers=headers)


def test_headers_none():
    with pytest.raises(TypeError):
        h11.Response(status_code=200, headers=None)
    with pytest.raises(TypeError):
        h11.Request(method="GET", target="/", headers=None)


@pytest.mark.parametrize(
    "call",
    [
        lambda: h11.Request("GET", [HOST], "/"),
        lambda: h11.Request(method="GET", target="/"),
        lambda: h11.Request(method="GET", target="/", headers=[HOST], body=b""),
        lambda: h11.Response(200, []),
        lambda: h11.Response(status_code=200),
        lambda: h11.InformationalResponse(headers=[]),
        lambda: h11.Data(),
        lambda: h11.Data(b"", False, False, False),
        lambda: h11.Data(b"", data=b""),
        lambda: h11.EndOfMessage([]),
        lambda: h11.EndOfMessage(trailers=[]),
        lambda: h11.ConnectionClosed(1),
        lambda: h11.ConnectionClosed(reason=b""),
        lambda: h11.Connection(),
        lambda: h11.Connection(h11.CLIENT, 1, 2),
        lambda: h11.Connection(role=h11.CLIENT),
    ],
)
def test_wrong_arguments(call):
    with pytest.raises(TypeError):
        call()


@pytest.mark.differs("0.16.0 writes the reason to the wire as it is: response splitting")
@pytest.mark.parametrize("class_", [h11.Response, h11.InformationalResponse])
@pytest.mark.parametrize("byte", [b"\0", b"\x01", b"\n", b"\v", b"\f", b"\r", b"\x1f", b"\x7f"])
def test_control_characters_in_a_reason(class_, byte):
    status = 200 if class_ is h11.Response else 100
    with pytest.raises(h11.LocalProtocolError) as caught:
        class_(status_code=status, headers=[], reason=b"O" + byte + b"K")
    assert caught.value.error_status_hint == 400


@pytest.mark.parametrize("reason", [b"", b" ", b"\t", b"Not Found ", b"\x80\xff", b"!~"])
def test_valid_reasons(reason):
    assert h11.Response(status_code=200, headers=[], reason=reason).reason == reason
