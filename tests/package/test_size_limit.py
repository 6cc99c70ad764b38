"""`max_incomplete_event_size` limits the bytes buffered for an incomplete event."""

from __future__ import annotations

import h11
import pytest
from h11._connection import DEFAULT_MAX_INCOMPLETE_EVENT_SIZE

from .peers import GET_WIRE, POST_CHUNKED_WIRE, read, receive, server_after


def outcome(connection: h11.Connection, data: bytes) -> object:
    """Message and hint of the error, or the type of the first event."""
    connection.receive_data(data)
    try:
        return type(connection.next_event())
    except h11.RemoteProtocolError as error:
        assert connection.their_state is h11.ERROR
        return str(error), error.error_status_hint


TOO_LONG = ("Receive buffer too long", 431)


def server(limit: object) -> h11.Connection:
    return h11.Connection(h11.SERVER, max_incomplete_event_size=limit)


def test_the_default():
    assert DEFAULT_MAX_INCOMPLETE_EVENT_SIZE == 16384
    assert outcome(h11.Connection(h11.SERVER), b"a" * 16384) is h11.NEED_DATA
    assert outcome(h11.Connection(h11.SERVER), b"a" * 16385) == TOO_LONG


@pytest.mark.parametrize("limit", [0, 1, 10, 100_000])
def test_exceeding_the_limit(limit):
    if limit:
        assert outcome(server(limit), b"a" * limit) is h11.NEED_DATA
    assert outcome(server(limit), b"a" * (limit + 1)) == TOO_LONG


@pytest.mark.parametrize(
    ("limit", "enough"),
    [(True, 1), (9.5, 9), (-1, -1), (float("inf"), 1 << 20), (1 << 70, 1 << 20)],
)
def test_any_number_is_a_limit(limit, enough):
    if enough < 0:
        assert outcome(server(limit), b"a") == TOO_LONG
        return
    assert outcome(server(limit), b"a" * enough) is h11.NEED_DATA
    if enough < 1 << 20:
        assert outcome(server(limit), b"a" * (enough + 1)) == TOO_LONG


@pytest.mark.differs("0.16.0 finds out when it compares, in the middle of a connection")
@pytest.mark.parametrize("limit", ["10", None, b"", [], object()])
def test_other_types_are_rejected_immediately(limit):
    with pytest.raises(TypeError):
        server(limit)


def test_the_limit_applies_to_incomplete_events_only():
    """A complete head has been received anyway, so it is accepted."""
    head = GET_WIRE[:-2] + b"A: " + b"b" * 20_000 + b"\r\n\r\n"
    assert outcome(server(10), head) is h11.Request


def test_the_limit_applies_to_buffered_bytes():
    connection = server(20)
    wire = POST_CHUNKED_WIRE + b"100\r\n" + b"x" * 256
    for segment in (wire, *[b"\r\n1\r\ny"] * 100):
        receive(connection, segment)
    connection.receive_data(b"\r\n0\r\n")
    assert outcome(connection, b"Trailer: " + b"x" * 20) == TOO_LONG


def test_the_limit_does_not_apply_while_paused():
    connection = server_after(GET_WIRE)
    connection.receive_data(b"a" * 100_000)
    assert read(connection) == [h11.PAUSED]


def test_the_limit_takes_precedence_over_the_end():
    connection = server(5)
    connection.receive_data(b"a" * 6)
    connection.receive_data(b"")
    with pytest.raises(h11.RemoteProtocolError, match="Receive buffer too long"):
        connection.next_event()


def test_a_head_in_single_bytes():
    """Within the limit, however often `next_event` is called in between."""
    connection = server(len(GET_WIRE))
    request, *_ = receive(connection, *(bytes([byte]) for byte in GET_WIRE))
    assert request.target == b"/"
