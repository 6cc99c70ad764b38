"""The column "strict" of docs/rfc9112.md: what the policy does differently."""

from __future__ import annotations

import h11
import pytest

from tests.package.driver import Transcript, client, feed, server

from .rfc_rows import strict_rows

HOST = b"Host: a\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n"
PUT_CHUNKED = b"PUT / HTTP/1.1\r\n" + HOST + CHUNKED + b"\r\n"


def put(field: bytes) -> bytes:
    return b"PUT / HTTP/1.1\r\n" + HOST + field + b"\r\n\r\n"


# Row, code and hint, or None if accepted; and what is received.
TO_SERVERS = [
    ("2.2-2", "bare-lf", 400, b"GET / HTTP/1.1\nHost: a\r\n\r\n"),
    ("2.2-5", None, None, b"\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"),
    ("2.3-3", "version-unsupported", 505, b"GET / HTTP/2.0\r\nHost: a\r\n\r\n"),
    (
        "3-3",
        "request-line-too-long",
        414,
        b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\n" + HOST + b"\r\n",
    ),
    ("3-3", "method-too-long", 501, b"A" * 9000 + b" / HTTP/1.1\r\n" + HOST + b"\r\n"),
    ("3.2-3", "host-missing", 400, b"GET / HTTP/1.2\r\n\r\n"),
    ("3.2-4", "host-malformed", 400, b"GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"),
    ("3.2-5", "request-target-invalid", 400, b"GET * HTTP/1.1\r\nHost: a\r\n\r\n"),
    ("5.1-3", "field-value-control", 400, b"GET / HTTP/1.1\r\nHost: a\r\nA: \x01\r\n\r\n"),
    ("5.2-2", "obs-fold", 400, b"GET / HTTP/1.1\r\nHost: a\r\nA: b\r\n c\r\n\r\n"),
    ("6.3-8", "chunked-not-last", 400, put(b"Transfer-Encoding: chunked, gzip")),
    ("7.1-4", "chunked-not-last", 400, put(b"Transfer-Encoding: chunked;a=b")),
    ("9110-5.6.1", None, None, put(b"Transfer-Encoding: chunked,")),
    (
        "6.1-4 6.1-5",
        "transfer-encoding-with-content-length",
        400,
        b"PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n" + CHUNKED + b"\r\n",
    ),
    (
        "6.1-8",
        "transfer-encoding-in-http-1.0",
        400,
        b"PUT / HTTP/1.0\r\n" + HOST + CHUNKED + b"\r\n0\r\n\r\n",
    ),
    (
        "6.2-2",
        "content-length-too-large",
        413,
        b"PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 9223372036854775808\r\n\r\n",
    ),
    (
        "6.3-4",
        "content-length-repeated",
        400,
        b"PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 1\r\n\r\nx",
    ),
    (
        "2.2-4",
        "chunk-extension-control",
        400,
        b"PUT / HTTP/1.1\r\n" + HOST + CHUNKED + b"\r\n1;a\rb\r\nx\r\n",
    ),
    (
        "7.1-2",
        "chunk-size-too-large",
        413,
        PUT_CHUNKED + b"8000000000000000\r\n",
    ),
    ("6.2-2", None, None, put(b"Content-Length: " + b"0" * 20 + b"1") + b"x"),
    ("7.1-2", None, None, PUT_CHUNKED + b"0" * 20 + b"1\r\nx\r\n0\r\n\r\n"),
    ("7.1-5", "chunk-extension-malformed", 400, PUT_CHUNKED + b"1 \r\nx\r\n"),
    ("7.1-5", "chunk-extension-malformed", 400, PUT_CHUNKED + b"1;a=\r\nx\r\n"),
    ("7.1.1-3", None, None, PUT_CHUNKED + b"1 ;a\r\nx\r\n0\r\n\r\n"),
]
TO_CLIENTS = [
    (
        "6.3-3",
        "transfer-encoding-with-content-length",
        400,
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n" + CHUNKED + b"\r\n0\r\n\r\n",
    ),
]
#: Rows with a test of their own, below.
OTHERS = {"3.2.1-1", "3.2.3-1", "3.2.4-1", "6.1-6", "6.2-1", "6.3-2", "9.2-2", "9110-7.8"}

TWO_FRAMINGS = [("Content-Length", "1"), ("Transfer-Encoding", "chunked")]
#: Row, code, the request that a server has received or the method that a client sends, and the
#: status code of a response, and the fields that are sent.
SENT = [
    ("3.2-7", "host-malformed", "GET", None, [("Host", "user@a")]),
    ("6.1-9 9110-8.6", "framing-field-without-content", "GET", 204, TWO_FRAMINGS[:1]),
    ("6.1-9", "framing-field-without-content", "GET", 103, TWO_FRAMINGS[1:]),
    ("6.1-11 9110-8.6", "framing-field-without-content", "CONNECT", 200, TWO_FRAMINGS[1:]),
    ("6.3-9", "transfer-encoding-with-content-length", "PUT", None, TWO_FRAMINGS),
    ("7.4-2", "chunked-in-te", "GET", None, [("TE", "chunked"), ("Connection", "TE")]),
    ("7.4-3", "te-without-option", "GET", None, [("TE", "trailers")]),
    ("9110-9.3.8", "content-in-trace", "TRACE", None, TWO_FRAMINGS[:1]),
    ("9110-7.8-2", "upgrade-without-option", "GET", None, [("Upgrade", "a")]),
]


def test_every_cell_has_a_test():
    table = [*TO_SERVERS, *TO_CLIENTS, *SENT]
    shown = {number for row in table for number in row[0].split()}
    assert shown | OTHERS == set(strict_rows())


@pytest.mark.parametrize(("rows", "code", "hint", "wire"), TO_SERVERS)
def test_requests(rows, code, hint, wire):
    assert_differs(feed(server(policy="strict"), [wire]), feed(server(), [wire]), code, hint)


@pytest.mark.parametrize(("rows", "code", "hint", "wire"), TO_CLIENTS)
def test_responses(rows, code, hint, wire):
    assert_differs(feed(client(policy="strict"), [wire]), feed(client(), [wire]), code, hint)


def assert_differs(strict: Transcript, compatible: Transcript, code: str, hint: int) -> None:
    assert (strict.code, strict.hint) == (code, hint)
    assert (compatible.code, compatible.hint) != (code, hint)


def test_a_request_with_both_framing_fields_cannot_be_sent():
    """Row 6.2-1."""
    headers = [("Host", "a"), ("Content-Length", "1"), ("Transfer-Encoding", "chunked")]
    request = h11.Request(method="PUT", target="/", headers=headers)
    assert h11.Connection(h11.CLIENT).send(request)
    with pytest.raises(h11.LocalProtocolError) as caught:
        h11.Connection(h11.CLIENT, policy="strict").send(request)
    assert caught.value.code == "transfer-encoding-with-content-length"


def test_framing_fields_in_a_2xx_to_connect():
    """Row 6.3-2."""
    for fields, codes in [
        (b"Transfer-Encoding: gzip\r\n", (None, "transfer-coding-unknown")),
        (b"Content-Length: 1\r\nTransfer-Encoding: chunked\r\n", (None, None)),
        (b"Content-Length: x\r\n", ("content-length-malformed", "content-length-malformed")),
    ]:
        wire = b"HTTP/1.1 200 \r\n" + fields + b"\r\n"
        for policy, code in zip(("strict", "compatible"), codes):
            connection = client("CONNECT", policy=policy)
            assert feed(connection, [wire]).code == code, (policy, fields)


@pytest.mark.parametrize(("rows", "code", "method", "status", "fields"), SENT)
def test_sending(rows, code, method, status, fields):
    def send(policy: str) -> bytes:
        if status is None:
            host = [] if fields[0][0] == "Host" else [("Host", "a")]
            request = h11.Request(method=method, target="/", headers=[*host, *fields])
            return h11.Connection(h11.CLIENT, policy=policy).send(request)
        target = "a:1" if method == "CONNECT" else "/"
        asked = server(policy=policy)
        asked.receive_data(f"{method} {target} HTTP/1.1\r\nHost: a:1\r\n\r\n".encode())
        asked.next_event()
        kind = h11.InformationalResponse if status < 200 else h11.Response
        return asked.send(kind(status_code=status, headers=fields))

    assert send("compatible")
    with pytest.raises(h11.LocalProtocolError) as caught:
        send("strict")
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("method", "target"), [("GET", "a/b"), ("CONNECT", "/"), ("CONNECT", "a"), ("GET", "*")]
)
def test_sent_targets(method, target):
    """Rows 3.2.1-1, 3.2.3-1 and 3.2.4-1."""
    request = h11.Request(method=method, target=target, headers=[("Host", "a")])
    assert h11.Connection(h11.CLIENT).send(request)
    with pytest.raises(h11.LocalProtocolError) as caught:
        h11.Connection(h11.CLIENT, policy="strict").send(request)
    assert caught.value.code == "request-target-invalid"


def test_no_transfer_encoding_in_a_304_to_an_http_1_0_client():
    """Row 6.1-6."""
    connection = server(policy="strict")
    connection.receive_data(b"GET / HTTP/1.0\r\n\r\n")
    connection.next_event()
    response = h11.Response(status_code=304, headers=[("Transfer-Encoding", "chunked")])
    assert connection.send(response) == b"HTTP/1.1 304 \r\nConnection: close\r\n\r\n"


def test_a_response_without_a_request_is_rejected():
    """Row 9.2-2."""
    idle = h11.Connection(h11.CLIENT, policy="strict")
    idle.receive_data(b"\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
    with pytest.raises(h11.RemoteProtocolError) as caught:
        idle.next_event()
    assert caught.value.code == "unsolicited-response"


@pytest.mark.parametrize(("option", "proposes"), [(b"", False), (b"Connection: upgrade\r\n", True)])
def test_upgrade_needs_its_option(option, proposes):
    """Row 9110-7.8."""
    connection = server(policy="strict")
    connection.receive_data(b"GET / HTTP/1.1\r\nHost: a\r\nUpgrade: x\r\n" + option + b"\r\n")
    assert [type(connection.next_event()) for _ in range(2)] == [h11.Request, h11.EndOfMessage]
    assert (connection.their_state is h11.MIGHT_SWITCH_PROTOCOL) == proposes
