"""Both sides of a connection, and the bytes between them."""

from __future__ import annotations

from collections.abc import Iterable

import h11

HOST = ("Host", "example.com")
GET = h11.Request(method="GET", target="/", headers=[HOST])
POST_CHUNKED = h11.Request(
    method="POST", target="/", headers=[HOST, ("Transfer-Encoding", "chunked")]
)
POST_SIX = h11.Request(method="POST", target="/", headers=[HOST, ("Content-Length", "6")])
CONNECT = h11.Request(method="CONNECT", target="example.com:443", headers=[HOST])
UPGRADE = h11.Request(
    method="GET", target="/", headers=[HOST, ("Connection", "upgrade"), ("Upgrade", "mirror")]
)
END = h11.EndOfMessage()

GET_WIRE = b"GET / HTTP/1.1\r\nHost: example.com\r\n\r\n"
POST_CHUNKED_WIRE = b"POST / HTTP/1.1\r\nHost: example.com\r\nTransfer-Encoding: chunked\r\n\r\n"


def ok(*headers: tuple[str, str]) -> h11.Response:
    """A 200 response with these fields."""
    return h11.Response(status_code=200, headers=list(headers))


def read(connection: h11.Connection) -> list:
    """Call `next_event` until it returns a constant or ConnectionClosed, which is included."""
    events = []
    while not events or events[-1] not in (h11.NEED_DATA, h11.PAUSED, h11.ConnectionClosed()):
        events.append(connection.next_event())
    return events


def receive(connection: h11.Connection, *segments: bytes) -> list:
    """Return the events in these segments, without the constants between segments."""
    events = []
    for segment in segments:
        connection.receive_data(segment)
        if events:
            events.pop()
        events += read(connection)
    return events


def send(connection: h11.Connection, *events: h11.Event) -> bytes:
    """Return the bytes of all these events."""
    return b"".join([connection.send(event) or b"" for event in events])


def client_after(*sent: h11.Event) -> h11.Connection:
    """A client that has sent these events."""
    client = h11.Connection(h11.CLIENT)
    send(client, *sent)
    return client


def server_after(*segments: bytes) -> h11.Connection:
    """A server that has received these segments."""
    server = h11.Connection(h11.SERVER)
    receive(server, *segments)
    return server


def server_until_close() -> h11.Connection:
    """A server that has started a response whose content ends with the connection."""
    server = server_after(b"GET / HTTP/1.0\r\n\r\n")
    send(server, ok())
    return server


def content(events: Iterable[h11.Event]) -> bytes:
    """The content of all `Data` events."""
    return b"".join([event.data for event in events if type(event) is h11.Data])
