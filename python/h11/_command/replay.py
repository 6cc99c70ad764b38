"""A connection that receives a stream of messages, with a program that does its part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import h11
from h11 import _h11

END = h11.EndOfMessage()


class Step(NamedTuple):
    """An event, the offset of its first byte in the stream, and the states after it."""

    offset: int
    event: Any
    states: dict[Any, Any]


class Failure(NamedTuple):
    """A violation by the peer, and what was buffered when it was found."""

    offset: int
    """The offset of the message, or of the part of its content, that is at fault."""
    error: h11.RemoteProtocolError
    states: dict[Any, Any]
    buffered: bytes
    """The bytes from that offset on."""


class Replay:
    """One side of a connection. A server responds to each request with 200; a client has sent
    a request before each response.

    Args:
        role: the side that receives the stream.
        policy: a policy that is available to it.
        methods: the methods of the requests of a client, of which the last is repeated.
        upgrade: whether these propose to switch protocols.
    """

    def __init__(
        self, role: Any, policy: Any, methods: Sequence[str], *, upgrade: bool = False
    ) -> None:
        self.connection = h11.Connection(role, policy=policy)
        self.received = 0
        self.failure: Failure | None = None
        self.paused_at: int | None = None
        """The offset from which the stream belongs to another protocol."""
        self._methods = list(methods)
        self._upgrade = upgrade
        self._buffered = b""
        self._next_request()

    @property
    def offset(self) -> int:
        """The offset of the first byte that is not parsed."""
        return self.received - _h11.unread_len(self.connection)

    def receive(self, data: bytes) -> Iterator[Step]:
        """Receive a segment, or the end of the stream if it is empty, and yield the events."""
        if self.failure or self.paused_at is not None:
            return
        connection, start = self.connection, self.offset
        connection.receive_data(data)
        self.received += len(data)
        # What is incomplete is limited by the connection.
        self._buffered = self._buffered + data if self._buffered else data
        while True:
            offset, states = self.offset, connection.states
            try:
                event = connection.next_event()
            except h11.RemoteProtocolError as error:
                self.failure = Failure(offset, error, states, self._buffered[offset - start :])
                return
            if event is h11.PAUSED and self._next_cycle():
                continue
            if event is h11.PAUSED or event is h11.NEED_DATA:
                if event is h11.PAUSED:
                    self.paused_at = self.offset
                self._buffered = self._buffered[self.offset - start :]
                return
            yield Step(offset, event, connection.states)
            if isinstance(event, h11.ConnectionClosed):
                return

    def _next_cycle(self) -> bool:
        """Whether the program could start another cycle, for data that has arrived."""
        connection = self.connection
        if connection.our_role is h11.SERVER and connection.our_state is h11.SEND_RESPONSE:
            if connection.their_state is not h11.DONE:
                return False
            headers = [("Content-Length", "0")]
            connection.send(h11.Response(status_code=200, headers=headers))
            connection.send(END)
        if connection.our_state is not h11.DONE or connection.their_state is not h11.DONE:
            return False
        # A client sends its next request before the response arrives.
        data, _ = connection.trailing_data
        _h11.set_unread(connection, b"")
        connection.start_next_cycle()
        self._next_request()
        connection.receive_data(data)
        return True

    def _next_request(self) -> None:
        if self.connection.our_role is h11.SERVER:
            return
        method = self._methods.pop(0) if len(self._methods) > 1 else self._methods[0]
        headers = [("Host", "example.com")]
        if self._upgrade:
            headers += [("Connection", "upgrade"), ("Upgrade", "example")]
        target = "example.com:443" if method == "CONNECT" else "/"
        self.connection.send(h11.Request(method=method, target=target, headers=headers))
        self.connection.send(END)
