"""Whether a connection can be reused after a cycle (RFC 9112 sections 9.3 to 9.6)."""

from __future__ import annotations

import h11
import pytest
from h11 import CLIENT, DONE, IDLE, MUST_CLOSE, NEED_DATA, PAUSED, SERVER

from .peers import END, GET_WIRE, HOST, client_after, ok, read, receive, send, server_after

EMPTY = ("Content-Length", "0")
REUSABLE = {CLIENT: DONE, SERVER: DONE}
FINISHED = {CLIENT: MUST_CLOSE, SERVER: MUST_CLOSE}


@pytest.mark.parametrize(
    ("version", "connection", "expected"),
    [
        (b"1.1", None, REUSABLE),
        (b"1.1", b"keep-alive", REUSABLE),
        (b"1.1", b"closed, not-close", REUSABLE),
        (b"1.1", b"close", FINISHED),
        (b"1.1", b"a, CLOSE ,b", FINISHED),
        (b"1.0", None, FINISHED),
        (b"1.0", b"keep-alive", FINISHED),
        (b"0.9", None, FINISHED),
        (b"1.2", None, REUSABLE),
        (b"2.0", None, REUSABLE),
    ],
)
def test_fields_of_the_request(version, connection, expected):
    fields = b"Host: a\r\n" + (
        b"Connection: %s\r\n" % connection if connection is not None else b""
    )
    server = server_after(b"GET / HTTP/%s\r\n%s\r\n" % (version, fields))
    send(server, ok(EMPTY), END)
    assert server.states == expected
    assert server.their_http_version == version


@pytest.mark.parametrize(
    ("line", "field", "expected"),
    [
        (b"HTTP/1.1 200 OK", b"", REUSABLE),
        (b"HTTP/1.1 200 OK", b"Connection: close\r\n", FINISHED),
        (b"HTTP/1.1 200 OK", b"Connection: Keep-Alive, Close\r\n", FINISHED),
        (b"HTTP/1.0 200 OK", b"", FINISHED),
        (b"HTTP/1.0 200 OK", b"Connection: keep-alive\r\n", FINISHED),
    ],
)
def test_fields_of_the_response(line, field, expected):
    client = client_after(h11.Request(method="GET", target="/", headers=[HOST]), END)
    receive(client, line + b"\r\n" + field + b"Content-Length: 0\r\n\r\n")
    assert client.states == expected


def test_interim_responses_do_not_affect_keep_alive():
    client = client_after(h11.Request(method="GET", target="/", headers=[HOST]), END)
    receive(client, b"HTTP/1.1 103 Early Hints\r\nConnection: close\r\n\r\n")
    receive(client, b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
    assert client.states == REUSABLE


def test_many_cycles():
    client, server = h11.Connection(CLIENT), h11.Connection(SERVER)
    for number in range(50):
        request = h11.Request(method="GET", target=f"/{number}", headers=[HOST])
        assert receive(server, send(client, request, END)) == [request, END, NEED_DATA]
        length = ("Content-Length", "1")
        response = h11.Response(status_code=200, headers=[length], reason=str(number))
        data = h11.Data(b"x")
        assert receive(client, send(server, response, data, END)) == [
            response,
            data,
            END,
            NEED_DATA,
        ]
        for connection in (client, server):
            connection.start_next_cycle()
            assert connection.states == {CLIENT: IDLE, SERVER: IDLE}


def test_the_next_request_waits_for_its_cycle():
    server = server_after(GET_WIRE + GET_WIRE)
    assert server.next_event() is server.next_event() is PAUSED
    assert server.trailing_data == (GET_WIRE, False)
    send(server, ok(EMPTY), END)
    assert server.next_event() is PAUSED
    server.start_next_cycle()
    assert [type(event) for event in read(server)][:2] == [h11.Request, h11.EndOfMessage]


def test_the_end_of_the_connection_waits_for_its_cycle_too():
    server = server_after(GET_WIRE + GET_WIRE, b"")
    for _ in range(2):
        send(server, ok(EMPTY), END)
        assert server.our_state is DONE if server.trailing_data[0] else MUST_CLOSE
        if server.trailing_data[0]:
            server.start_next_cycle()
            assert read(server)[-1] == h11.ConnectionClosed()


def test_half_close():
    """A client that has closed its stream can still receive the response."""
    server = server_after(GET_WIRE, b"")
    assert server.their_state is h11.CLOSED
    assert server.send(ok(EMPTY)) == b"HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n"
    send(server, END)
    assert server.our_state is MUST_CLOSE
    assert server.send(h11.ConnectionClosed()) is None
    assert server.states == {CLIENT: h11.CLOSED, SERVER: h11.CLOSED}


def test_a_response_before_the_end_of_the_request():
    server = server_after(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nx")
    send(server, ok(EMPTY), END)
    assert server.states == {CLIENT: h11.SEND_BODY, SERVER: DONE}
    with pytest.raises(h11.LocalProtocolError, match="not in a reusable state"):
        server.start_next_cycle()
    receive(server, b"yz")
    server.start_next_cycle()
    assert server.states == {CLIENT: IDLE, SERVER: IDLE}


def test_the_version_of_the_peer_outlives_the_cycle():
    server = server_after(GET_WIRE)
    send(server, ok(EMPTY), END)
    server.start_next_cycle()
    assert server.their_http_version == b"1.1"
