"""A socket client without h11, which verifies the responses."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from dataclasses import dataclass, field

READ = 65536


class Wrong(Exception):
    """A response other than the expected one."""


@dataclass
class Answer:
    status: int
    fields: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


class Peer:
    """`async with Peer(port) as peer:` is a connection to a server."""

    def __init__(self, port: int) -> None:
        self.port = port

    async def __aenter__(self) -> Peer:
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        sock = self.writer.get_extra_info("socket")
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self

    async def __aexit__(self, *_: object) -> None:
        self.writer.close()
        with contextlib.suppress(OSError):
            await self.writer.wait_closed()

    async def send(self, *pieces: bytes) -> None:
        for piece in pieces:
            self.writer.write(piece)
            await self.writer.drain()

    def end_sending(self) -> None:
        self.writer.write_eof()

    def reset(self) -> None:
        """Reset the connection: unread data is lost on both sides."""
        sock = self.writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()

    async def answer(self) -> Answer:
        """Read the next response, to its last byte."""
        try:
            head = await self.reader.readuntil(b"\r\n\r\n")
            first, *lines = head[:-4].decode("latin-1").split("\r\n")
            version, status, *_ = first.split(" ")
            if version != "HTTP/1.1":
                raise Wrong(f"a status line like {first!r}")
            answer = Answer(int(status))
            for line in lines:
                name, value = line.split(":", 1)
                answer.fields[name.lower()] = value.strip()
            answer.body = await self._body(answer)
        except asyncio.IncompleteReadError as error:
            raise Wrong(f"an answer cut short after {error.partial[-200:]!r}") from None
        except ValueError as error:
            raise Wrong(f"an answer that cannot be read: {error}") from None
        return answer

    async def _body(self, answer: Answer) -> bytes:
        if answer.status < 200 or answer.status in (204, 304):
            return b""
        if answer.fields.get("transfer-encoding") == "chunked":
            return await self._chunks()
        if "content-length" in answer.fields:
            return await self.reader.readexactly(int(answer.fields["content-length"]))
        return await self.reader.read()

    async def _chunks(self) -> bytes:
        pieces = []
        while size := int(await self.reader.readuntil(b"\r\n"), 16):
            pieces.append(await self.reader.readexactly(size))
            if await self.reader.readexactly(2) != b"\r\n":
                raise Wrong("a chunk that does not end where it should")
        if await self.reader.readexactly(2) != b"\r\n":
            raise Wrong("trailers that nobody sent")
        return b"".join(pieces)

    async def rest(self, patience: float) -> bytes:
        """Read until the server closes, or is silent for this time."""
        received = []
        with contextlib.suppress(asyncio.TimeoutError, OSError):
            while data := await asyncio.wait_for(self.reader.read(READ), patience):
                received.append(data)
        return b"".join(received)
