"""Either side of a blocking HTTP connection, written with h11 and ``socket`` alone."""

from __future__ import annotations

import socket

import h11

from tests.clients.scenarios.raw import READ_SIZE

PLACEHOLDER_SIZE = 4096


class Placeholder:
    """A placeholder for content: h11 reads its length and passes it through.

    A real server would pass such an object to ``sendfile``.
    """

    def __init__(self, data: bytes) -> None:
        self.data = data

    def __len__(self) -> int:
        return len(self.data)


class Endpoint:
    """Connects h11 to a socket: events in both directions."""

    def __init__(self, role: type, connection: socket.socket) -> None:
        self.http = h11.Connection(role)
        self.socket = connection

    def send(self, event: h11.Event) -> None:
        """Send an event; h11 sees long content as a placeholder."""
        if isinstance(event, h11.Data) and len(event.data) >= PLACEHOLDER_SIZE:
            event = h11.Data(data=Placeholder(event.data))
        pieces = self.http.send_with_data_passthrough(event)
        if pieces is None:
            return
        try:
            for piece in pieces:
                self.socket.sendall(piece.data if isinstance(piece, Placeholder) else piece)
        except OSError:
            self.http.send_failed()
            raise

    def next_event(self) -> h11.Event:
        """Receive until there is an event."""
        while True:
            event = self.http.next_event()
            if event is not h11.NEED_DATA:
                return event
            if self.http.they_are_waiting_for_100_continue:
                self.send(h11.InformationalResponse(status_code=100, headers=[]))
            self.http.receive_data(self.socket.recv(READ_SIZE))

    def read_body(self) -> tuple[bytes, list]:
        """The rest of a message: its content and its trailer fields."""
        pieces = []
        while True:
            event = self.next_event()
            if isinstance(event, h11.EndOfMessage):
                return b"".join(pieces), list(event.headers)
            pieces.append(bytes(event.data))
