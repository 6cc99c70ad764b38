"""An asyncio server with backpressure in both directions.

    python examples/asyncio_server.py [--port 8080] [--certificate FILE]

    curl http://127.0.0.1:8080/bytes/1000000000 | sha256sum
    curl -T some-file http://127.0.0.1:8080/digest
    curl -T some-file http://127.0.0.1:8080/echo | cmp - some-file

Content of any length is streamed; the server buffers no more than a few reads of it. The event
loop pushes data into `data_received`, and a task per connection pulls events out of h11. While the
task is busy, reading is paused: the kernel's buffer fills up, and TCP slows the client down. In the
other direction, `pause_writing` makes the task wait for a client that does not read.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import hashlib
import logging
import re
import signal
import socket
import ssl
import struct
import sys
from collections.abc import AsyncIterator
from typing import Union, cast

import h11

PIECE = bytes(range(256)) * 256
LINGER_SECONDS = 2
RESET_ON_CLOSE = struct.pack("ii", 1, 0)

Sendable = Union[h11.InformationalResponse, h11.Response, h11.Data, h11.EndOfMessage]


class Refusal(Exception):
    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Session(asyncio.Protocol):
    """One connection: asyncio's callbacks on one side of h11, a task on the other."""

    def __init__(self, timeout: float) -> None:
        self.timeout = timeout
        self.http = h11.Connection(h11.SERVER)
        self.arrived, self.writable = asyncio.Event(), asyncio.Event()
        self.writable.set()
        self.lingering = False

    # --- Callbacks of asyncio

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        # Wait until the kernel has everything before sending more. (0 means "never" under TLS.)
        self.transport.set_write_buffer_limits(1)
        self.task = asyncio.get_running_loop().create_task(self.serve())

    def data_received(self, data: bytes) -> None:
        if not self.lingering:
            self.http.receive_data(data)
            if self.arrived.is_set():  # the previous data has not been processed
                self.transport.pause_reading()
            self.arrived.set()

    def eof_received(self) -> bool:
        self.http.receive_data(b"")
        self.arrived.set()
        return self.transport.can_write_eof()  # the response can still be sent

    def pause_writing(self) -> None:
        self.writable.clear()

    def resume_writing(self) -> None:
        self.writable.set()

    def connection_lost(self, error: Exception | None) -> None:
        self.task.cancel()

    # --- Receiving and sending events, with backpressure

    async def next_event(self) -> h11.Event | type[h11.PAUSED]:
        while True:
            event = self.http.next_event()
            if event is not h11.NEED_DATA:
                return event
            if self.http.they_are_waiting_for_100_continue:
                await self.send(h11.InformationalResponse(status_code=100, headers=[]))
            self.arrived.clear()
            self.transport.resume_reading()
            await asyncio.wait_for(self.arrived.wait(), self.timeout)

    async def send(self, event: Sendable) -> None:
        self.transport.write(self.http.send(event))
        await asyncio.sleep(0)  # let other connections run, however fast this client is
        if self.transport.is_closing():
            raise ConnectionResetError("the client is gone")
        if not self.writable.is_set():
            await asyncio.wait_for(self.writable.wait(), self.timeout)

    async def content(self) -> AsyncIterator[h11.Data]:
        while isinstance(event := await self.next_event(), h11.Data):
            yield event

    # --- The request loop

    async def serve(self) -> None:
        try:
            while await self.exchange():
                self.http.start_next_cycle()
        except Refusal as refusal:
            await self.refuse(refusal.status)
        except h11.RemoteProtocolError as error:
            await self.refuse(error.error_status_hint)
        except asyncio.TimeoutError:
            if self.http.their_state is not h11.IDLE or self.http.trailing_data[0]:
                await self.refuse(408)  # otherwise there was no request
        except ConnectionResetError:
            pass
        except Exception:
            logging.exception("while a request was answered")
            await self.refuse(500)
        await self.close_gently()

    async def exchange(self) -> bool:
        """Respond to a request; return whether the connection can be reused."""
        request = await asyncio.wait_for(self.next_event(), self.timeout)  # for the whole head
        if not isinstance(request, h11.Request):
            return False  # the client has closed the connection
        download = re.fullmatch(rb"/bytes/(\d{1,15})", request.target)
        if download is not None and request.method in (b"GET", b"HEAD"):
            await self.download(int(download[1]), request.method == b"HEAD")
        elif request.method in (b"PUT", b"POST") and request.target == b"/digest":
            await self.digest()
        elif request.method in (b"PUT", b"POST") and request.target == b"/echo":
            await self.echo()
        else:
            raise Refusal(404)
        return self.http.states == {h11.CLIENT: h11.DONE, h11.SERVER: h11.DONE}

    async def download(self, left: int, head_only: bool) -> None:
        """Send at the speed of the client: each `send` waits until it has caught up."""
        async for _ in self.content():
            pass  # content of a GET has no meaning
        await self.start_response(200, left)
        while left and not head_only:
            piece = PIECE[:left]
            left -= len(piece)
            await self.send(h11.Data(data=piece))
        await self.send(h11.EndOfMessage())

    async def digest(self) -> None:
        """Receive at the speed of the hash: data is read on demand."""
        hash_so_far = hashlib.sha256()
        async for event in self.content():
            await asyncio.to_thread(hash_so_far.update, event.data)
        await self.start_response(200, 65)
        await self.send(h11.Data(data=f"{hash_so_far.hexdigest()}\n".encode()))
        await self.send(h11.EndOfMessage())

    async def echo(self) -> None:
        """Receive at the speed at which the client reads the response."""
        async for event in self.content():
            if self.http.our_state is h11.SEND_RESPONSE:
                await self.start_response(200)
            await self.send(h11.Data(data=event.data))
        if self.http.our_state is h11.SEND_RESPONSE:
            await self.start_response(200)
        await self.send(h11.EndOfMessage())

    async def start_response(self, status: int, length: int | None = None) -> None:
        headers = [("Server", h11.PRODUCT_ID), ("Content-Type", "application/octet-stream")]
        if length is not None:
            headers.append(("Content-Length", str(length)))
        if status >= 400:
            headers.append(("Connection", "close"))
        await self.send(h11.Response(status_code=status, headers=headers))

    async def refuse(self, status: int) -> None:
        """Send an error response. If a response has started, reset the connection instead: an HTTP/1.0
        client would take an ordinary close for the end of the content."""
        if self.http.our_state in (h11.IDLE, h11.SEND_RESPONSE) and self.writable.is_set():
            with contextlib.suppress(asyncio.TimeoutError):
                await self.start_response(status, 0)
                await self.send(h11.EndOfMessage())
        else:
            sock = self.transport.get_extra_info("socket")
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
            self.transport.abort()

    async def close_gently(self) -> None:
        """Close in stages: closing at once could destroy data that the client has not read yet
        (RFC 9112 section 9.6)."""
        self.lingering = True
        with contextlib.suppress(OSError, asyncio.TimeoutError):
            if self.transport.can_write_eof() and not self.transport.is_closing():
                self.transport.write_eof()
                self.transport.resume_reading()
                if not self.http.trailing_data[1]:
                    self.arrived.clear()
                    await asyncio.wait_for(self.arrived.wait(), LINGER_SECONDS)
        self.transport.close()


async def main(host: str, port: int, timeout: float, certificate: str | None) -> None:
    tls = None
    if certificate:
        tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        try:
            tls.load_cert_chain(certificate)
        except OSError as error:
            sys.exit(f"error: {certificate}: {error.strerror}")
    loop, stopped = asyncio.get_running_loop(), asyncio.Event()
    server = await loop.create_server(lambda: Session(timeout), host, port, ssl=tls)
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    scheme, address = "https" if tls else "http", server.sockets[0].getsockname()
    print("listening on {}://{}:{}".format(scheme, *address), flush=True)
    await stopped.wait()
    server.close()  # aborts running requests; trio_server.py shows a graceful shutdown


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8080)
    parser.add_argument("--timeout", type=float, default=30, help="seconds to wait for a client")
    parser.add_argument("--certificate", help="serve over TLS: certificate chain and key, as PEM")
    options = parser.parse_args()
    try:
        asyncio.run(main(options.host, options.port, options.timeout, options.certificate))
    except (OSError, OverflowError) as error:  # the port is in use, or there is no such port
        sys.exit(f"error: {error}")
