"""A blocking WebSocket connection: wsproto, whose handshake uses h11, on a socket."""

from __future__ import annotations

import socket

from wsproto import ConnectionType, WSConnection
from wsproto.events import (
    AcceptConnection,
    BytesMessage,
    CloseConnection,
    Event,
    Ping,
    Pong,
    RejectConnection,
    RejectData,
    Request,
    TextMessage,
)

from tests.clients.scenarios.raw import READ_SIZE
from tests.clients.scenarios.transcript import body, pairs

RANDOM_HEADER = "sec-websocket-key"


class WebSocketPeer:
    """Either side: sends wsproto events, and describes received ones as JSON."""

    def __init__(self, connection: socket.socket, role: ConnectionType) -> None:
        self.protocol = WSConnection(role)
        self.connection = connection
        self._events = iter(())

    def send(self, event: Event) -> None:
        self.connection.sendall(self.protocol.send(event))

    def next_event(self) -> Event:
        while True:
            for event in self._events:
                return event
            data = self.connection.recv(READ_SIZE)
            self.protocol.receive_data(data or None)
            self._events = self.protocol.events()

    def receive(self) -> dict:
        """The next event, or the next complete message, whatever its frames and packets."""
        event = self.next_event()
        pieces = [event]
        while isinstance(event, (TextMessage, BytesMessage)) and not event.message_finished:
            event = self.next_event()
            pieces.append(event)
        if isinstance(event, TextMessage):
            return {"text": "".join(piece.data for piece in pieces)}
        if isinstance(event, BytesMessage):
            return {"bytes": body(b"".join(piece.data for piece in pieces))}
        return describe(event)


def describe(event: Event) -> dict:
    if isinstance(event, AcceptConnection):
        return {
            "accepted": pairs(event.extra_headers),
            "subprotocol": event.subprotocol,
            "extensions": [extension.name for extension in event.extensions],
        }
    if isinstance(event, RejectConnection):
        return {"rejected": event.status_code, "headers": pairs(event.headers)}
    if isinstance(event, RejectData):
        return {"rejection": body(event.data)}
    if isinstance(event, Request):
        return {
            "requested": event.target,
            "host": event.host,
            "subprotocols": event.subprotocols,
            "headers": [pair for pair in pairs(event.extra_headers) if pair[0] != RANDOM_HEADER],
        }
    if isinstance(event, (Ping, Pong)):
        return {type(event).__name__.lower(): body(event.payload)}
    if isinstance(event, CloseConnection):
        return {"closed": event.code, "reason": event.reason}
    raise TypeError(event)
