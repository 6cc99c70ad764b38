"""Data and the end of the stream in every state of the peer: events and errors."""

from __future__ import annotations

import h11
import pytest
from h11 import (
    CLIENT,
    CLOSED,
    DONE,
    ERROR,
    IDLE,
    MIGHT_SWITCH_PROTOCOL,
    MUST_CLOSE,
    NEED_DATA,
    PAUSED,
    SEND_BODY,
    SEND_RESPONSE,
    SERVER,
    SWITCHED_PROTOCOL,
)

from .peers import (
    CONNECT,
    END,
    GET,
    GET_WIRE,
    POST_CHUNKED_WIRE,
    client_after,
    read,
    send,
    server_after,
)

CLOSE_WIRE = b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
CONNECT_WIRE = b"CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n"
OK_WIRE = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"


def accepting_server() -> h11.Connection:
    server = server_after(CONNECT_WIRE)
    send(server, h11.Response(status_code=200, headers=[]))
    return server


def failed(connection: h11.Connection) -> h11.Connection:
    connection.receive_data(b"\0")
    with pytest.raises(h11.RemoteProtocolError):
        connection.next_event()
    return connection


CLOSED_EVENT = h11.ConnectionClosed()
UNEXPECTED_END = "peer unexpectedly closed connection"
AFTER_END = "Got data when expecting EOF"
IN_ERROR = "Can't receive data when peer state is ERROR"
RESPONSE = h11.Response(status_code=200, headers=[("Content-Length", "0")], reason=b"OK")

# The state of the peer, how it is reached, and the result of a head, of the end of the stream,
# and of a head followed by the end: events, or the message of the error.
TABLE = [
    (CLIENT, IDLE, lambda: h11.Connection(SERVER), [GET, END, NEED_DATA], [CLOSED_EVENT],
     [GET, END, CLOSED_EVENT]),
    (CLIENT, SEND_BODY, lambda: server_after(POST_CHUNKED_WIRE), "illegal chunk header: ",
     "peer closed connection without sending complete message body (incomplete chunked read)",
     "illegal chunk header: "),
    (CLIENT, DONE, lambda: server_after(GET_WIRE), [PAUSED], [CLOSED_EVENT], [PAUSED]),
    (CLIENT, MIGHT_SWITCH_PROTOCOL, lambda: server_after(CONNECT_WIRE), [PAUSED], [PAUSED],
     [PAUSED]),
    (CLIENT, SWITCHED_PROTOCOL, accepting_server, [PAUSED], [PAUSED], [PAUSED]),
    (CLIENT, MUST_CLOSE, lambda: server_after(CLOSE_WIRE), AFTER_END, [CLOSED_EVENT], AFTER_END),
    (CLIENT, CLOSED, lambda: server_after(b""), None, [CLOSED_EVENT], None),
    (CLIENT, ERROR, lambda: failed(h11.Connection(SERVER)), IN_ERROR, IN_ERROR, IN_ERROR),
    (SERVER, IDLE, lambda: h11.Connection(CLIENT), [RESPONSE, END, NEED_DATA], [CLOSED_EVENT],
     [RESPONSE, END, CLOSED_EVENT]),
    (SERVER, SEND_RESPONSE, lambda: client_after(GET, END), [RESPONSE, END, NEED_DATA],
     "can't handle event type ConnectionClosed when role=SERVER and state=SEND_RESPONSE",
     [RESPONSE, END, CLOSED_EVENT]),
]  # fmt: skip


def outcome(connection: h11.Connection, *segments: bytes) -> list | str:
    for segment in segments:
        connection.receive_data(segment)
    try:
        return read(connection)
    except h11.RemoteProtocolError as error:
        assert connection.their_state is ERROR
        return str(error)


def agrees(found: list | str, expected: list | str) -> bool:
    if isinstance(found, str) and isinstance(expected, str):
        return found.startswith(expected)
    return found == expected


@pytest.mark.parametrize(
    ("role", "state", "reach", "at_head", "at_end", "at_both"),
    TABLE,
    ids=[f"{role} {state}" for role, state, *_ in TABLE],
)
def test_table(role, state, reach, at_head, at_end, at_both):
    assert reach().their_role is role
    assert reach().their_state is state
    head = GET_WIRE if role is CLIENT else OK_WIRE
    assert agrees(outcome(reach(), b""), at_end)
    if at_head is None:  # nothing may follow the end
        with pytest.raises(RuntimeError, match="received close, then received more data"):
            reach().receive_data(head)
        return
    assert agrees(outcome(reach(), head), at_head)
    assert agrees(outcome(reach(), head, b""), at_both)


def test_an_error_is_raised_again():
    server = failed(h11.Connection(SERVER))
    for _ in range(3):
        assert outcome(server) == IN_ERROR
    server.receive_data(b"more is accepted, and ignored")
    assert outcome(server) == IN_ERROR
    assert server.trailing_data[0].endswith(b"more is accepted, and ignored")


def test_responding_to_a_protocol_error():
    server = failed(h11.Connection(SERVER))
    answer = h11.Response(status_code=400, headers=[])
    assert server.send(answer) == b"HTTP/1.1 400 \r\nConnection: close\r\n\r\n"
    assert server.send(h11.Data(b"no")) == b"no"
    server.send(END)
    assert server.states == {CLIENT: ERROR, SERVER: MUST_CLOSE}


def test_the_end_is_reported_again():
    server = h11.Connection(SERVER)
    for _ in range(3):
        server.receive_data(b"")
        assert read(server) == [CLOSED_EVENT]


def test_the_end_within_a_head():
    for split in range(1, len(GET_WIRE)):
        assert outcome(h11.Connection(SERVER), GET_WIRE[:split], b"") == UNEXPECTED_END


@pytest.mark.parametrize("body", [b"", b"x", b"xx"])
def test_the_end_within_content(body):
    wire = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n"
    assert outcome(h11.Connection(SERVER), wire + body, b"") == (
        "peer closed connection without sending complete message body"
        f" (received {len(body)} bytes, expected 3)"
    )


def test_pipelining_after_a_declined_connect():
    server = server_after(CONNECT_WIRE)
    server.receive_data(GET_WIRE)
    assert server.next_event() is PAUSED
    send(server, h11.Response(status_code=407, headers=[("Content-Length", "0")]), END)
    assert server.states == {CLIENT: DONE, SERVER: DONE}
    server.start_next_cycle()
    assert read(server) == [GET, END, NEED_DATA]


def test_reuse_by_a_declined_client():
    client = client_after(CONNECT, END)
    assert outcome(client, OK_WIRE.replace(b"200", b"407"))[-1] is NEED_DATA
    client.start_next_cycle()
    assert client.send(GET) == GET_WIRE
