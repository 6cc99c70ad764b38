"""Connections to clients and servers: failure handling and reuse."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import struct
from collections.abc import Coroutine
from typing import Any, TypeVar, Union
from urllib.parse import urlsplit

import h11

READ_SIZE = 65536
LINGER_SECONDS = 2
IDLE_LIMIT = 20
RESET_ON_CLOSE = struct.pack("ii", 1, 0)
BOTH_DONE = {h11.CLIENT: h11.DONE, h11.SERVER: h11.DONE}

Sendable = Union[h11.Request, h11.InformationalResponse, h11.Response, h11.Data, h11.EndOfMessage]


T = TypeVar("T")


class Failure(Exception):
    """A failure, with the status code for the client and the peer that caused it."""

    def __init__(self, status: int, peer: Peer | None = None) -> None:
        super().__init__(status)
        self.status, self.peer = status, peer


async def in_time(action: Coroutine[Any, Any, T], seconds: float) -> T:
    """Like `asyncio.wait_for`, which may lose a cancellation before Python 3.12: the upload of a
    request would then continue after its end."""
    task = asyncio.create_task(action)
    try:
        await asyncio.wait({task}, timeout=seconds)
    finally:
        if not task.done():
            task.cancel()
            await asyncio.wait({task})
    if task.cancelled():
        raise asyncio.TimeoutError
    return task.result()


class Peer:
    """A client or the server: asyncio's streams on one side of h11, events on the other."""

    def __init__(
        self,
        connection: h11.Connection,
        streams: tuple[asyncio.StreamReader, asyncio.StreamWriter],
        timeout: float,
    ) -> None:
        self.http, self.timeout = connection, timeout
        self.reader, self.writer = streams
        self.address = (self.writer.get_extra_info("peername") or ["unknown"])[0]
        self.loop = asyncio.get_running_loop()
        self.is_client = connection.their_role is h11.CLIENT
        self.silent, self.sent_at = True, 0.0

    def is_idle(self) -> bool:
        return self.http.their_state is h11.IDLE and not self.http.trailing_data[0]

    async def next_event(self) -> h11.Event | type[h11.PAUSED]:
        while True:
            try:
                event = self.http.next_event()
            except h11.RemoteProtocolError as error:
                raise Failure(error.error_status_hint if self.is_client else 502, self) from error
            if event is not h11.NEED_DATA:
                return event
            data = await self.read()
            self.silent = self.silent and not data
            self.http.receive_data(data)

    async def read(self) -> bytes:
        while True:
            started_at = self.loop.time()
            try:
                return await in_time(self.reader.read(READ_SIZE), self.timeout)
            except asyncio.TimeoutError:
                if self.sent_at < started_at:  # it may be silent while something is sent to it
                    raise Failure(408 if self.is_client else 504, self) from None
            except OSError as error:
                raise Failure(502, self) from error

    async def send(self, event: Sendable) -> None:
        self.writer.write(self.http.send(event))
        try:
            await in_time(self.writer.drain(), self.timeout)
        except (OSError, asyncio.TimeoutError) as error:
            self.http.send_failed()
            raise Failure(502, self) from error
        self.sent_at = self.loop.time()

    def abort(self) -> None:
        """Reset the connection: an HTTP/1.0 client would take an ordinary close for the end of the
        content."""
        with contextlib.suppress(OSError):  # already closed
            sock = self.writer.get_extra_info("socket")
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
        self.writer.transport.abort()

    async def close_gently(self) -> None:
        """Close in stages: closing at once could destroy data that the client has not read yet
        (RFC 9112 section 9.6)."""
        with contextlib.suppress(OSError, asyncio.TimeoutError):
            if not self.writer.is_closing():
                self.writer.write_eof()
                await in_time(self.discard(), LINGER_SECONDS)
        self.writer.transport.abort()

    async def discard(self) -> None:
        while await self.reader.read(READ_SIZE):
            pass


class Upstream:
    """The server, and a pool of connections to it."""

    def __init__(self, url: str, timeout: float) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"{url} is not a URL of http or https")
        self.timeout, self.host, self.authority = timeout, parts.hostname, parts.netloc
        self.tls = ssl.create_default_context() if parts.scheme == "https" else None
        self.port = parts.port or (443 if self.tls else 80)
        self.idle: dict[Peer, asyncio.Task[bytes]] = {}

    async def connect(self) -> Peer:
        try:
            connecting = asyncio.open_connection(self.host, self.port, ssl=self.tls)
            streams = await in_time(connecting, self.timeout)
        except asyncio.TimeoutError:
            raise Failure(504) from None
        except OSError as error:
            raise Failure(502) from error
        return Peer(h11.Connection(h11.CLIENT), streams, self.timeout)

    def park(self, peer: Peer) -> None:
        """Return a connection to the pool, if it can be reused. It must stay silent there: data or
        the end of the stream removes it."""
        if peer.http.states != BOTH_DONE or len(self.idle) >= IDLE_LIMIT:
            peer.writer.transport.abort()
            return
        peer.http.start_next_cycle()
        peer.silent = True
        self.idle[peer] = watch = asyncio.create_task(peer.reader.read(1))
        watch.add_done_callback(lambda watch: self.drop(peer, watch))

    def drop(self, peer: Peer, watch: asyncio.Task[bytes]) -> None:
        if self.idle.pop(peer, None) is not None:
            peer.writer.transport.abort()
        if not watch.cancelled():
            watch.exception()  # irrelevant

    async def take(self) -> Peer | None:
        while self.idle:
            peer, watch = self.idle.popitem()
            await asyncio.wait({watch}, timeout=0)  # it may not have seen the event yet
            watch.cancel()
            await asyncio.wait({watch})
            if watch.cancelled() and not peer.http.trailing_data[0]:
                return peer
            peer.writer.transport.abort()
        return None
