"""`match` statements on events, for which the order of fields is part of the API.

The statements are strings, because they are syntax errors before Python 3.10.
"""

from __future__ import annotations

import sys

import h11
import pytest

from .samples import CLOSED, DATA, END_OF_MESSAGE, FIELDS, INFORMATIONAL, REQUEST, RESPONSE

pytestmark = pytest.mark.skipif(sys.version_info < (3, 10), reason="no match statements")

STATEMENTS = """
def by_position(event):
    match event:
        case h11.Request(method, headers, target, http_version):
            return "request", method, headers, target, http_version
        case h11.InformationalResponse(headers, http_version, reason, status_code):
            return "informational", headers, http_version, reason, status_code
        case h11.Response(headers, http_version, reason, status_code):
            return "response", headers, http_version, reason, status_code
        case h11.Data(data, chunk_start, chunk_end):
            return "data", data, chunk_start, chunk_end
        case h11.EndOfMessage(headers):
            return "end", headers
        case h11.ConnectionClosed():
            return ("closed",)
        case h11.NEED_DATA:
            return ("more",)
        case h11.PAUSED:
            return ("paused",)


def by_keyword(event):
    match event:
        case h11.Request(method=b"GET", target=target):
            return target
        case h11.Request(method=b"POST" | b"PUT" as method):
            return method
        case h11.Response(status_code=404):
            return "not found"
        case h11.Response(status_code=code) if code >= 500:
            return "their fault"
        case h11.Data(data=b""):
            return "nothing"
        case h11.EndOfMessage(headers=[(b"checksum", sum), *_]):
            return sum
        case h11.Event():
            return "event"


def by_class_of_sentinel(event):
    match event:
        case h11.NEED_DATA():
            return "more"
        case h11.PAUSED():
            return "paused"
"""


def statement(name: str):
    namespace = {"h11": h11}
    exec(STATEMENTS, namespace)
    return namespace[name]


@pytest.mark.parametrize("class_", FIELDS)
def test_match_args_are_the_fields_in_order(class_):
    assert class_.__match_args__ == FIELDS[class_]


def test_positions():
    match = statement("by_position")
    assert match(REQUEST) == ("request", b"POST", REQUEST.headers, b"/a", b"1.0")
    assert match(INFORMATIONAL) == ("informational", INFORMATIONAL.headers, b"1.1", b"Hi", 103)
    assert match(RESPONSE) == ("response", RESPONSE.headers, b"1.1", b"Not Found", 404)
    assert match(DATA) == ("data", b"abc", True, False)
    assert match(END_OF_MESSAGE) == ("end", END_OF_MESSAGE.headers)
    assert match(CLOSED) == ("closed",)
    assert match(h11.NEED_DATA) == ("more",)
    assert match(h11.PAUSED) == ("paused",)
    assert match(object()) is None


def test_keywords_and_patterns_inside():
    match = statement("by_keyword")
    host = [("Host", "a")]
    assert match(h11.Request(method="GET", target="/x", headers=host)) == b"/x"
    assert match(REQUEST) == b"POST"
    assert match(h11.Request(method="PATCH", target="/", headers=host)) == "event"
    assert match(RESPONSE) == "not found"
    assert match(h11.Response(status_code=503, headers=[])) == "their fault"
    assert match(h11.Response(status_code=200, headers=[])) == "event"
    assert match(h11.Data(b"")) == "nothing"
    assert match(CLOSED) == "event"


def test_headers_match_sequence_patterns():
    """`Headers` is registered as a Sequence, which such patterns require."""
    assert statement("by_keyword")(END_OF_MESSAGE) == b"0"
    assert statement("by_keyword")(h11.EndOfMessage()) == "event"


def test_sentinels_match_as_classes():
    match = statement("by_class_of_sentinel")
    assert match(h11.NEED_DATA) == "more"
    assert match(h11.PAUSED) == "paused"
    assert match(DATA) is None
