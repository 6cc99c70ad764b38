"""Protocol errors of a peer, with message and status hint."""

from __future__ import annotations

import h11
import pytest

from .peers import END, GET, GET_WIRE, client_after, read

REQUEST_LINES = [
    (b"", "no request line received"),
    (b"GET", "illegal request line: {}"),
    (b"GET /", "illegal request line: {}"),
    (b"GET / HTTP/1", "illegal request line: {}"),
    (b"GET / HTTP/1.10", "illegal request line: {}"),
    (b"GET / http/1.1", "illegal request line: {}"),
    (b"GET  / HTTP/1.1", "illegal request line: {}"),
    (b"GET / HTTP/1.1 ", "illegal request line: {}"),
    (b"GET /\xe9 HTTP/1.1", "illegal request line: {}"),
    (b"G@T / HTTP/1.1", "illegal request line: {}"),
    (b"GET /\x00 HTTP/1.1", "illegal request line: {}"),
]
FIELD_LINES = [
    (b"A", "illegal header line: {}"),
    (b"A :b", "illegal header line: {}"),
    (b": b", "illegal header line: {}"),
    (b"A\xe9: b", "illegal header line: {}"),
    (b"A: b\x00", "illegal header line: {}"),
    (b"A: b\rc", "illegal header line: {}"),
    (b"A: b\x0b", "illegal header line: {}"),
    (b'"A": \'', "illegal header line: {}"),
]
quotes = pytest.mark.differs("0.16.0 shows bytearray(b'...')")


def error_of(connection: h11.Connection, *segments: bytes) -> tuple[str, int]:
    """Message and hint of the error that these segments cause."""
    for segment in segments:
        connection.receive_data(segment)
    with pytest.raises(h11.RemoteProtocolError) as caught:
        read(connection)
    assert connection.their_state is h11.ERROR
    return str(caught.value), caught.value.error_status_hint


def request_error(*segments: bytes) -> tuple[str, int]:
    return error_of(h11.Connection(h11.SERVER), *segments)


def response_error(*segments: bytes) -> tuple[str, int]:
    return error_of(client_after(GET, END), *segments)


@quotes
@pytest.mark.parametrize(("line", "text"), REQUEST_LINES[1:])
def test_request_lines(line, text):
    assert request_error(line + b"\r\nHost: a\r\n\r\n") == (text.format(line), 400)


@quotes
@pytest.mark.parametrize(("line", "text"), FIELD_LINES)
def test_field_lines(line, text):
    expected = (text.format(line), 400)
    assert request_error(b"GET / HTTP/1.1\r\nHost: a\r\n" + line + b"\r\n\r\n") == expected
    assert response_error(b"HTTP/1.1 200 OK\r\n" + line + b"\r\n\r\n") == expected
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n"
    assert response_error(chunked + line + b"\r\n\r\n") == expected


@quotes
@pytest.mark.parametrize(
    "line",
    [
        b"HTTP/1.1",
        b"HTTP/1.1 ",
        b"HTTP/1.1 20",
        b"HTTP/1.1 2000",
        b"HTTP/1.1  200",
        b"HTTP/1.1 200OK",
        b"HTTP/1.1 200 \x00",
        b"ICY 200 OK",
        b"GET / HTTP/1.1",
    ],
)
def test_status_lines(line):
    assert response_error(line + b"\r\n\r\n") == (f"illegal status line: {line}", 400)


@pytest.mark.parametrize(
    ("fields", "text", "hint"),
    [
        (b"", "Missing mandatory Host: header", 400),
        (b"Host: a\r\nhost: a\r\n", "Found multiple Host: headers", 400),
        (b"Host: a\r\nContent-Length: x\r\n", "bad Content-Length", 400),
        (b"Host: a\r\nContent-Length: 1,2\r\n", "conflicting Content-Length headers", 400),
        (
            b"Host: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n",
            "conflicting Content-Length headers",
            400,
        ),
        (
            b"Host: a\r\nTransfer-Encoding: gzip\r\n",
            "Only Transfer-Encoding: chunked is supported",
            501,
        ),
        (
            b"Host: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
            "multiple Transfer-Encoding headers",
            501,
        ),
        (b" Host: a\r\n", "continuation line at start of headers", 400),
    ],
)
def test_fields(fields, text, hint):
    assert request_error(b"GET / HTTP/1.1\r\n" + fields + b"\r\n") == (text, hint)


@pytest.mark.parametrize("start", [b"\0", b"\x16\x03\x01", b" GET", b"\t", b"\x1f", b"\r"])
def test_invalid_first_bytes_are_rejected_immediately(start):
    """For example TLS on a plain port: the rest of the head would never arrive."""
    assert request_error(start) == ("illegal request line", 400)
    assert response_error(start) == ("illegal request line", 400)


@pytest.mark.parametrize("line_end", [b"\r\n", b"\n"])
def test_an_empty_line_is_not_a_head(line_end):
    assert request_error(line_end + GET_WIRE) == ("no request line received", 400)
    assert response_error(line_end + b"HTTP/1.1 200 OK\r\n\r\n") == (
        "no response line received",
        400,
    )


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (b"000", "InformationalResponse status_code should be in range [100, 200), not 0"),
        (b"099", "InformationalResponse status_code should be in range [100, 200), not 99"),
    ],
)
def test_status_codes(code, text):
    assert response_error(b"HTTP/1.1 %s \r\n\r\n" % code) == (text, 400)


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


@quotes
@pytest.mark.parametrize(
    ("chunk", "text"),
    [
        (b"x\r\n", r"illegal chunk header: b'x\r\n'"),
        (b"\r\n", r"illegal chunk header: b'\r\n'"),
        (b"-1\r\n", r"illegal chunk header: b'-1\r\n'"),
        (b"0x1\r\n", r"illegal chunk header: b'0x1\r\n'"),
        (b"1 ;a\r\n", r"illegal chunk header: b'1 ;a\r\n'"),
        (b"1;a\nb\r\n", r"illegal chunk header: b'1;a\nb\r\n'"),
        (
            b"1" * 21 + b"\r\n",
            f"illegal chunk header: {b'1' * 21 + chr(13).encode() + chr(10).encode()}",
        ),
        (b"1\r\nxyz", r"malformed chunk footer: b'yz' (expected b'\r\n')"),
        (b"1\r\nx\n\n", r"malformed chunk footer: b'\n\n' (expected b'\r\n')"),
    ],
)
def test_chunks(chunk, text):
    assert response_error(CHUNKED + chunk) == (text, 400)


@pytest.mark.parametrize(
    ("chunk", "body"),
    [
        (b"1\r\nx\r\n", b"x"),
        (b"1 \t\r\nx\r\n", b"x"),
        (b"1;a=b\r\nx\r\n", b"x"),
        (b"1;a\rb\r\nx\r\n", b"x"),
        (b"00000000000000000001\r\nx\r\n", b"x"),
        (b"B\r\n0123456789a\r\nb\r\n0123456789a\r\n", b"0123456789a" * 2),
    ],
)
def test_valid_neighbours_of_invalid_chunks(chunk, body):
    client = client_after(GET, END)
    client.receive_data(CHUNKED + chunk + b"0\r\n\r\n")
    _, *data, end, _ = read(client)
    assert b"".join(event.data for event in data) == body
    assert end == END


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (CHUNKED, "(incomplete chunked read)"),
        (CHUNKED + b"5\r\nabc", "(incomplete chunked read)"),
        (CHUNKED + b"0\r\n", "(incomplete chunked read)"),
        (
            b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nabc",
            "(received 3 bytes, expected 99999999999999999999)",
        ),
    ],
)
def test_incomplete_content(body, text):
    expected = "peer closed connection without sending complete message body " + text
    assert response_error(body, b"") == (expected, 400)


@pytest.mark.parametrize(
    "wire", [b"H", b"HTTP/1.1 200 OK\r\n", CHUNKED + b"0\r\na", CHUNKED + b"5"]
)
def test_the_end_within_a_line(wire):
    assert response_error(wire, b"") == ("peer unexpectedly closed connection", 400)


def test_a_response_without_a_request():
    client = client_after(GET, END)
    client.receive_data(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\nmore")
    assert error_of(client) == ("Got data when expecting EOF", 400)


@pytest.mark.differs("0.16.0 dies of an AttributeError, which a peer can cause")
def test_a_request_after_the_response():
    server = h11.Connection(h11.SERVER)
    server.send(h11.Response(status_code=408, headers=[]))
    text = "can't handle event type Request when role=SERVER and state=SEND_BODY"
    assert error_of(server, GET_WIRE) == (text, 400)
