"""What a connection makes of bytes, however they are cut."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Callable

import h11

from .peers import END

BOTH_DONE = {h11.CLIENT: h11.DONE, h11.SERVER: h11.DONE}
#: No switch of protocols, whatever was asked.
FORBIDDEN = h11.Response(status_code=403, headers=[("Content-Length", "0")])


@dataclass(frozen=True)
class Heard:
    """What was read, content in one piece; what was left over, or the error that ended it."""

    told: tuple[tuple, ...]
    rest: bytes = b""
    code: str | None = None
    hint: int | None = None

    @property
    def heads(self) -> list[tuple]:
        return [item for item in self.told if item[0] in ("request", "response")]

    @property
    def content(self) -> bytes:
        """Of all messages together."""
        return b"".join(item[1] for item in self.told if item[0] == "data")


def server(**settings: object) -> h11.Connection:
    return h11.Connection(h11.SERVER, **settings)


def client(method: str = "GET", **settings: object) -> h11.Connection:
    """One that has sent a request and waits for the response."""
    connection = h11.Connection(h11.CLIENT, **settings)
    connection.send(h11.Request(method=method, target="/", headers=[("Host", "a")]))
    connection.send(END)
    return connection


def hear(connection: h11.Connection, segments: Iterable[bytes]) -> Heard:
    """Reads all segments, empty ones included. A server answers each request that is complete,
    and goes on to the next."""
    told: list[tuple] = []
    try:
        for segment in segments:
            connection.receive_data(segment)
            for event in events_of(connection):
                item = describe(event)
                if item[0] == "data" and told and told[-1][0] == "data":
                    item = ("data", told.pop()[1] + item[1])
                told.append(item)
    except h11.RemoteProtocolError as error:
        assert connection.their_state is h11.ERROR
        return Heard(tuple(told), b"", error.code, error.error_status_hint)
    return Heard(tuple(told), connection.trailing_data[0])


def events_of(connection: h11.Connection) -> Iterator[h11.Event]:
    """Up to where more must be received first."""
    while True:
        event = connection.next_event()
        if event is h11.PAUSED and connection.states == BOTH_DONE and is_server(connection):
            connection.start_next_cycle()
            continue
        if event is h11.NEED_DATA or event is h11.PAUSED:
            return
        yield event
        if type(event) is h11.ConnectionClosed:
            return
        if type(event) is h11.EndOfMessage and connection.our_state is h11.SEND_RESPONSE:
            connection.send(FORBIDDEN)
            connection.send(END)


def is_server(connection: h11.Connection) -> bool:
    return connection.our_role is h11.SERVER


def describe(event: h11.Event) -> tuple:
    """An event as plain values."""
    if type(event) is h11.Data:
        return "data", bytes(event.data)
    if type(event) is h11.ConnectionClosed:
        return ("closed",)
    fields = tuple(event.headers.raw_items())
    if type(event) is h11.Request:
        return "request", event.method, event.target, event.http_version, fields
    if type(event) is h11.EndOfMessage:
        return "end", fields
    return "response", event.status_code, event.reason, event.http_version, fields


def ways_to_cut(wire: bytes) -> Iterator[list[bytes]]:
    """In two at each place, and into single bytes."""
    for at in range(1, len(wire)):
        yield [wire[:at], wire[at:]]
    yield [wire[at : at + 1] for at in range(len(wire))]


def hear_however_cut(
    make: Callable[[], h11.Connection], wire: bytes, *, ended: bool = False
) -> Heard:
    """What is made of it, which must not depend on the cuts."""
    end = [b""] if ended else []
    whole = hear(make(), [wire, *end])
    for segments in ways_to_cut(wire):
        assert hear(make(), [*segments, *end]) == whole, segments
    return whole
