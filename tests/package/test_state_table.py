"""Every event in every state: whether it is allowed, and the resulting states of both sides.

The table is written by hand, for comparison with RFC 9112 and with the diagram in h11's
documentation.
"""

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
    SEND_BODY,
    SEND_RESPONSE,
    SERVER,
    SWITCHED_PROTOCOL,
    ConnectionClosed,
    Data,
    EndOfMessage,
    InformationalResponse,
    Request,
    Response,
)

from .peers import CONNECT, END, GET, HOST, POST_CHUNKED, client_after, ok, send, server_after

GET_CLOSE = h11.Request(method="GET", target="/", headers=[HOST, ("Connection", "close")])
SWITCH = h11.InformationalResponse(status_code=101, headers=[])
CLOSE = h11.ConnectionClosed()


def wire(*events: h11.Event) -> bytes:
    return send(h11.Connection(CLIENT), *events)


def answered(connection: h11.Connection, *events: h11.Event) -> h11.Connection:
    send(connection, *events)
    return connection


def failed(connection: h11.Connection) -> h11.Connection:
    connection.send_failed()
    return connection


def tunnel() -> h11.Connection:
    """A client whose CONNECT was accepted."""
    client = client_after(CONNECT, END)
    client.receive_data(b"HTTP/1.1 200 OK\r\n\r\n")
    client.next_event()
    return client


# How each state is reached, with chunked content, which may have any length.
REACHED = {
    (CLIENT, IDLE): lambda: h11.Connection(CLIENT),
    (CLIENT, SEND_BODY): lambda: client_after(POST_CHUNKED),
    (CLIENT, DONE): lambda: client_after(GET, END),
    (CLIENT, MIGHT_SWITCH_PROTOCOL): lambda: client_after(CONNECT, END),
    (CLIENT, SWITCHED_PROTOCOL): tunnel,
    (CLIENT, MUST_CLOSE): lambda: client_after(GET_CLOSE, END),
    (CLIENT, CLOSED): lambda: client_after(CLOSE),
    (CLIENT, ERROR): lambda: failed(h11.Connection(CLIENT)),
    (SERVER, IDLE): lambda: h11.Connection(SERVER),
    (SERVER, SEND_RESPONSE): lambda: server_after(wire(GET)),
    (SERVER, SEND_BODY): lambda: answered(server_after(wire(GET)), ok()),
    (SERVER, DONE): lambda: answered(server_after(wire(GET)), ok(), END),
    (SERVER, SWITCHED_PROTOCOL): lambda: answered(server_after(wire(CONNECT)), ok()),
    (SERVER, MUST_CLOSE): lambda: answered(server_after(wire(GET_CLOSE)), ok(), END),
    (SERVER, CLOSED): lambda: answered(h11.Connection(SERVER), CLOSE),
    (SERVER, ERROR): lambda: failed(h11.Connection(SERVER)),
}

# The events that may be sent, and the resulting states (of client and server).
ALLOWED = {
    (CLIENT, IDLE): {Request: (SEND_BODY, SEND_RESPONSE), ConnectionClosed: (CLOSED, MUST_CLOSE)},
    (CLIENT, SEND_BODY): {
        Data: (SEND_BODY, SEND_RESPONSE),
        EndOfMessage: (DONE, SEND_RESPONSE),
    },
    (CLIENT, DONE): {ConnectionClosed: (CLOSED, SEND_RESPONSE)},
    (CLIENT, MIGHT_SWITCH_PROTOCOL): {},
    (CLIENT, SWITCHED_PROTOCOL): {},
    (CLIENT, MUST_CLOSE): {ConnectionClosed: (CLOSED, SEND_RESPONSE)},
    (CLIENT, CLOSED): {ConnectionClosed: (CLOSED, MUST_CLOSE)},
    (CLIENT, ERROR): {},
    (SERVER, IDLE): {Response: (IDLE, SEND_BODY), ConnectionClosed: (MUST_CLOSE, CLOSED)},
    (SERVER, SEND_RESPONSE): {
        InformationalResponse: (DONE, SEND_RESPONSE),
        Response: (DONE, SEND_BODY),
    },
    (SERVER, SEND_BODY): {Data: (DONE, SEND_BODY), EndOfMessage: (DONE, DONE)},
    (SERVER, DONE): {ConnectionClosed: (MUST_CLOSE, CLOSED)},
    (SERVER, SWITCHED_PROTOCOL): {},
    (SERVER, MUST_CLOSE): {ConnectionClosed: (MUST_CLOSE, CLOSED)},
    (SERVER, CLOSED): {ConnectionClosed: (MUST_CLOSE, CLOSED)},
    (SERVER, ERROR): {},
}

EVENTS = {
    Request: GET,
    InformationalResponse: h11.InformationalResponse(status_code=100, headers=[]),
    Response: ok(),
    Data: h11.Data(b"x"),
    EndOfMessage: END,
    ConnectionClosed: CLOSE,
}

# The one pair for which 0.16.0 fails to format its message.
SECOND_ANSWER = (SERVER, SWITCHED_PROTOCOL, Response)
STUMBLES = pytest.mark.differs("0.16.0 raises an AttributeError where it means this error")

every_state = pytest.mark.parametrize(("role", "state"), REACHED, ids=str)
every_pair = pytest.mark.parametrize(
    ("role", "state", "kind"),
    [
        pytest.param(*where, kind, marks=[STUMBLES] if (*where, kind) == SECOND_ANSWER else [])
        for where in REACHED
        for kind in EVENTS
    ],
    ids=lambda value: value.__name__,
)


@every_state
def test_the_state_is_reached(role, state):
    connection = REACHED[role, state]()
    assert (connection.our_role, connection.our_state) == (role, state)
    assert connection.states[role] is state


def attempt(connection: h11.Connection, event: h11.Event) -> tuple:
    """Send the event; return the exception, if any, and the resulting states."""
    error = None
    try:
        connection.send(event)
    except h11.LocalProtocolError as caught:
        error = str(caught), caught.error_status_hint
    return error, (connection.states[CLIENT], connection.states[SERVER])


@every_pair
def test_sending(role, state, kind):
    connection = REACHED[role, state]()
    error, states = attempt(connection, EVENTS[kind])
    if kind in ALLOWED[role, state]:
        assert (error, states) == (None, ALLOWED[role, state][kind])
        return
    if state is ERROR:
        assert error == ("Can't send data when our state is ERROR", 400)
    else:
        text = f"can't handle event type {kind.__name__} when role={role} and state={state}"
        assert error == (text, 400)
    assert connection.our_state is ERROR


@every_pair
def test_passthrough_follows_the_same_table(role, state, kind):
    sending, passing = REACHED[role, state](), REACHED[role, state]()
    passing.send = lambda event: passing.send_with_data_passthrough(event)
    assert attempt(passing, EVENTS[kind]) == attempt(sending, EVENTS[kind])


@every_state
@pytest.mark.parametrize("nonsense", [None, 3, "GET", b"", object(), h11.NEED_DATA, h11.Request])
def test_other_objects_are_never_allowed(role, state, nonsense):
    connection = REACHED[role, state]()
    error, _ = attempt(connection, nonsense)
    if state is ERROR:
        assert error == ("Can't send data when our state is ERROR", 400)
    else:
        name = type(nonsense).__name__
        text = f"can't handle event type {name} when role={role} and state={state}"
        assert error == (text, 400)
    assert connection.our_state is ERROR


@every_state
def test_send_failed_is_always_allowed(role, state):
    connection = REACHED[role, state]()
    connection.send_failed()
    assert connection.our_state is ERROR
    with pytest.raises(h11.LocalProtocolError, match="Can't send data when our state is ERROR"):
        connection.send(CLOSE)


@every_state
def test_no_next_cycle_unless_both_are_done(role, state):
    connection = REACHED[role, state]()
    states = connection.states
    if states == {CLIENT: DONE, SERVER: DONE}:
        connection.start_next_cycle()
        assert connection.states == {CLIENT: IDLE, SERVER: IDLE}
        return
    with pytest.raises(h11.LocalProtocolError) as caught:
        connection.start_next_cycle()
    shown = f"{{CLIENT: {states[CLIENT]}, SERVER: {states[SERVER]}}}"
    assert str(caught.value) == f"not in a reusable state. self.states={shown}"
    assert connection.states == states


@pytest.mark.parametrize("request_event", [None, GET])
def test_101_needs_a_proposal(request_event):
    server = server_after(*([wire(request_event)] if request_event else []))
    error, _ = attempt(server, SWITCH)
    assert error == ("Received server _SWITCH_UPGRADE event without a pending proposal", 400)
    assert server.our_state is ERROR


def test_after_an_error_the_other_side_may_close():
    client = client_after(GET, END)
    client.receive_data(b"junk\r\n\r\n")
    with pytest.raises(h11.RemoteProtocolError):
        client.next_event()
    assert client.states == {CLIENT: MUST_CLOSE, SERVER: ERROR}
    assert client.send(CLOSE) is None
