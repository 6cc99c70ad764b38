"""Feeds bytes to a connection, however they are split, and records what it emits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Callable

import h11

from .peers import END

BOTH_DONE = {h11.CLIENT: h11.DONE, h11.SERVER: h11.DONE}
#: Declines every proposal to switch protocols.
FORBIDDEN = h11.Response(status_code=403, headers=[("Content-Length", "0")])


@dataclass(frozen=True)
class Transcript:
    """The events, with adjacent data coalesced, and the trailing data or the error at the end."""

    events: tuple[tuple, ...]
    rest: bytes = b""
    code: str | None = None
    hint: int | None = None

    @property
    def heads(self) -> list[tuple]:
        return [item for item in self.events if item[0] in ("request", "response")]

    @property
    def content(self) -> bytes:
        """The content of all messages together."""
        return b"".join(item[1] for item in self.events if item[0] == "data")


def server(**settings: object) -> h11.Connection:
    return h11.Connection(h11.SERVER, **settings)


def client(method: str = "GET", **settings: object) -> h11.Connection:
    """Return a client that has sent a request and waits for the response."""
    connection = h11.Connection(h11.CLIENT, **settings)
    target = "a:1" if method == "CONNECT" else "/"
    connection.send(h11.Request(method=method, target=target, headers=[("Host", "a")]))
    connection.send(END)
    return connection


def feed(connection: h11.Connection, segments: Iterable[bytes]) -> Transcript:
    """Receive all segments, including empty ones. A server responds to each complete request and
    starts the next cycle."""
    events: list[tuple] = []
    try:
        for segment in segments:
            connection.receive_data(segment)
            for event in events_of(connection):
                item = describe(event)
                if item[0] == "data" and events and events[-1][0] == "data":
                    item = ("data", events.pop()[1] + item[1])
                events.append(item)
    except h11.RemoteProtocolError as error:
        assert connection.their_state is h11.ERROR
        return Transcript(tuple(events), b"", error.code, error.error_status_hint)
    return Transcript(tuple(events), connection.trailing_data[0])


def events_of(connection: h11.Connection) -> Iterator[h11.Event]:
    """Yield events until the connection needs more data."""
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
    """Convert an event to plain values."""
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


def every_split(wire: bytes) -> Iterator[list[bytes]]:
    """Split in two at each offset, and into single bytes."""
    for at in range(1, len(wire)):
        yield [wire[:at], wire[at:]]
    yield [wire[at : at + 1] for at in range(len(wire))]


def feed_every_split(
    make: Callable[[], h11.Connection], wire: bytes, *, ended: bool = False
) -> Transcript:
    """Return the transcript, which must be the same for every split."""
    end = [b""] if ended else []
    whole = feed(make(), [wire, *end])
    for segments in every_split(wire):
        assert feed(make(), [*segments, *end]) == whole, segments
    return whole
