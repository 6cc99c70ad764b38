"""A connection of either role, which starts with h11 and continues with wsproto."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
from collections.abc import AsyncIterator
from typing import Union

import h11
from wsproto import ConnectionType
from wsproto.connection import Connection as WebSocket
from wsproto.connection import ConnectionState
from wsproto.events import BytesMessage, CloseConnection, Event, Ping, TextMessage

READ_SIZE = 65536
TIMEOUT_SECONDS = 60
LINGER_SECONDS = 2
SWITCH = [("Upgrade", "websocket"), ("Connection", "Upgrade")]

Sendable = Union[h11.Request, h11.InformationalResponse, h11.Response, h11.EndOfMessage]


def answer_to(key: bytes) -> str:
    """Return the Sec-WebSocket-Accept value for a key."""
    digest = hashlib.sha1(key + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11").digest()
    return base64.b64encode(digest).decode("ascii")


class Peer:
    """A connection of either role: HTTP at first, frames later."""

    websocket: WebSocket

    def __init__(
        self, role: ConnectionType, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.role, self.reader, self.writer = role, reader, writer
        self.http = h11.Connection(h11.CLIENT if role is ConnectionType.CLIENT else h11.SERVER)

    async def next_event(self) -> h11.Event | type[h11.PAUSED]:
        while True:
            event = self.http.next_event()
            if event is not h11.NEED_DATA:
                return event
            self.http.receive_data(await self.read())

    async def send(self, *events: Sendable) -> None:
        await self.write(b"".join(self.http.send(event) for event in events))

    def switch(self) -> None:
        """Switch from HTTP to frames, starting with the trailing data."""
        assert self.http.our_state is self.http.their_state is h11.SWITCHED_PROTOCOL
        left_over, _ = self.http.trailing_data
        self.websocket = WebSocket(self.role, trailing_data=left_over)

    async def send_frame(self, event: Event) -> None:
        await self.write(self.websocket.send(event))

    async def messages(self) -> AsyncIterator[TextMessage | BytesMessage]:
        """Yield fragments of messages until either side closes. Pings are answered here."""
        while True:
            for event in self.websocket.events():
                if isinstance(event, (TextMessage, BytesMessage)):
                    yield event
                elif isinstance(event, Ping):
                    await self.send_frame(event.response())
                elif isinstance(event, CloseConnection):
                    if self.websocket.state is not ConnectionState.CLOSED:
                        await self.send_frame(event.response())
                    return
            self.websocket.receive_data(await self.read() or None)

    async def read(self) -> bytes:
        return await asyncio.wait_for(self.reader.read(READ_SIZE), TIMEOUT_SECONDS)

    async def write(self, data: bytes) -> None:
        self.writer.write(data)
        await asyncio.wait_for(self.writer.drain(), TIMEOUT_SECONDS)

    async def close(self) -> None:
        """Give the peer time to read everything; it closes when it has."""
        with contextlib.suppress(OSError, asyncio.TimeoutError):
            self.writer.write_eof()
            await asyncio.wait_for(self.discard(), LINGER_SECONDS)
        self.writer.close()

    async def discard(self) -> None:
        while await self.reader.read(READ_SIZE):
            pass
