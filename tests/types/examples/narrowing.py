"""Narrowing of events and states."""

from __future__ import annotations

from typing import Union

import h11
from typing_extensions import assert_type


def each_event(conn: h11.Connection) -> str:
    """After checks for seven states one is left."""
    event = conn.next_event()
    if event is h11.NEED_DATA:
        return repr(event)
    if event is h11.PAUSED:
        return repr(event)
    if isinstance(event, h11.Request):
        assert_type(event.headers, h11.Headers)
        return (event.method + event.target).decode()
    if isinstance(event, (h11.InformationalResponse, h11.Response)):
        assert_type(event.status_code, int)
        return event.reason.decode()
    if isinstance(event, h11.Data):
        assert_type(event.data, bytes)
        return f"{event.chunk_start} {event.chunk_end}"
    if isinstance(event, h11.EndOfMessage):
        return repr(event.headers.raw_items())
    assert_type(event, h11.ConnectionClosed)
    return "closed"


def an_event_or_not(conn: h11.Connection) -> h11.Event:
    """Without both sentinels, only events remain."""
    event = conn.next_event()
    if event is h11.NEED_DATA or event is h11.PAUSED:
        raise LookupError(repr(event))
    assert_type(
        event,
        Union[
            h11.Request,
            h11.InformationalResponse,
            h11.Response,
            h11.Data,
            h11.EndOfMessage,
            h11.ConnectionClosed,
        ],
    )
    return event


def by_its_type(conn: h11.Connection) -> bytes:
    event = an_event_or_not(conn)
    if type(event) is h11.Data:
        return event.data
    if type(event) is h11.Request:
        return event.method
    return b""


def what_is_sent(conn: h11.Connection, event: h11.Event) -> None:
    head = h11.Request(method="GET", target="/", headers=[("Host", "example.com")])
    assert_type(conn.send(head), bytes)
    assert_type(conn.send(h11.Data(b"")), bytes)
    assert_type(conn.send(h11.EndOfMessage()), bytes)
    assert_type(conn.send(event), Union[bytes, None])
    assert_type(conn.send_with_data_passthrough(head), "list[bytes]")
    assert_type(conn.send_with_data_passthrough(event), Union["list[bytes]", None])
    nothing: None = conn.send(h11.ConnectionClosed())
    no_pieces: None = conn.send_with_data_passthrough(h11.ConnectionClosed())
    assert nothing is no_pieces


def states(conn: h11.Connection) -> bool:
    """Comparisons as in real programs, with `is`, `==` and `in`, one after another."""
    if conn.our_state is h11.DONE and conn.their_state is h11.DONE:
        return True
    if conn.our_state in (h11.MUST_CLOSE, h11.CLOSED):
        return conn.their_state != h11.ERROR
    if conn.our_role is h11.CLIENT:
        return conn.states == {h11.CLIENT: h11.IDLE, h11.SERVER: h11.IDLE}
    if conn.states[conn.their_role] in {h11.SWITCHED_PROTOCOL, h11.MIGHT_SWITCH_PROTOCOL}:
        trailing, ended = conn.trailing_data
        assert_type(trailing, bytes)
        return ended
    return conn.their_http_version == b"1.1"


def both_roles() -> list[h11.Connection]:
    return [h11.Connection(role) for role in (h11.CLIENT, h11.SERVER)]


def fields(headers: h11.Headers) -> dict[bytes, bytes]:
    name, value = headers[0]
    assert_type((name, value), "tuple[bytes, bytes]")
    assert_type(headers[1:], "list[tuple[bytes, bytes]]")
    assert_type(headers.raw_items(), "list[tuple[bytes, bytes]]")
    assert_type(headers.ignored_lines, "list[bytes]")
    assert (name, value) in headers
    assert headers == [(name, value)]
    assert headers.index((name, value)) < headers.count((name, value)) + len(headers)
    return {name: value for name, value in reversed(headers)}


def rejected(error: h11.ProtocolError) -> int:
    if isinstance(error, h11.LocalProtocolError):
        raise error
    assert_type(error.error_status_hint, int)
    return error.error_status_hint
