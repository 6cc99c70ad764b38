"""A complete HTTP/1.1 server on trio.

    python examples/trio_server.py [--port 8080]

    curl -v http://127.0.0.1:8080/
    curl -v --data hello http://127.0.0.1:8080/echo
    curl -v http://127.0.0.1:8080/stream

Shows: persistent connections, with pipelining; `100 Continue` only when the content is needed;
limits in size and time; an error response whenever one can still be sent; closing without losing
the last response; and a graceful shutdown on SIGTERM and SIGINT, which completes the requests in
progress.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import http
import logging
import signal
import struct
import sys
from collections.abc import Iterable, Iterator
from email.utils import formatdate
from typing import Union

import h11

try:
    import trio
except ModuleNotFoundError:
    sys.exit("error: this example needs trio: pip install trio")

READ_SIZE = 65536
CONTENT_LIMIT = 1 << 20
LINGER_SECONDS = 2
GRACE_SECONDS = 10
METHODS = {b"/": b"GET, HEAD", b"/stream": b"GET, HEAD", b"/echo": b"POST, PUT", b"/bug": b"GET"}
RESET_ON_CLOSE = struct.pack("ii", 1, 0)

Sendable = Union[h11.InformationalResponse, h11.Response, h11.Data, h11.EndOfMessage]


class Refusal(Exception):
    """Raised by a page to send an error response."""

    def __init__(self, status: int, reason: str, *fields: tuple[str, bytes]) -> None:
        super().__init__(reason)
        self.status, self.fields = status, fields


class Session:
    """One connection: a stream on one side of h11, pages on the other."""

    def __init__(self, server: Server, stream: trio.SocketStream) -> None:
        self.server, self.stream = server, stream
        self.http = h11.Connection(h11.SERVER)
        self.method = b""

    async def serve(self) -> None:
        """Respond to requests until the connection cannot be reused."""
        with contextlib.suppress(trio.BrokenResourceError, trio.TooSlowError):
            while await self.has_begun():
                await self.exchange()
                if self.http.states != {h11.CLIENT: h11.DONE, h11.SERVER: h11.DONE}:
                    break
                self.http.start_next_cycle()
            await self.close_gently()

    async def has_begun(self) -> bool:
        """Wait for the first bytes of a request. An idle connection may close at any time."""
        if not self.http.trailing_data[0] and not self.server.stopping:
            with trio.move_on_after(self.server.keep_alive) as scope, self.server.idling(scope):
                self.http.receive_data(await self.stream.receive_some(READ_SIZE))
        return bool(self.http.trailing_data[0])

    async def exchange(self) -> None:
        self.method = b""
        try:
            with trio.fail_after(self.server.timeout):  # for the whole head
                request = await self.next_event()
            assert isinstance(request, h11.Request)
            self.method = request.method
            await self.answer(request)
        except Refusal as refusal:
            await self.refuse(refusal.status, str(refusal), *refusal.fields)
        except h11.RemoteProtocolError as error:
            await self.refuse(error.error_status_hint, str(error))
        except trio.TooSlowError:
            await self.refuse(408, "the request took too long")
        except trio.BrokenResourceError:
            raise
        except Exception:
            logging.exception("while a request was answered")
            await self.refuse(500, "this server has a bug")

    # --- Pages

    async def answer(self, request: h11.Request) -> None:
        """Check the head first: content that will be rejected need not be uploaded."""
        path = request.target.partition(b"?")[0]
        if path not in METHODS:
            raise Refusal(404, "no such page")
        if request.method not in METHODS[path].split(b", "):
            raise Refusal(405, "not with this method", ("Allow", METHODS[path]))
        content = await self.read_content(request)
        if path == b"/":
            await self.respond(200, b"Hello from h11 and trio.\n")
        elif path == b"/echo":
            await self.respond(200, content)
        elif path == b"/stream":  # its length is unknown at the start
            await self.respond(200, (b"line %d\n" % number for number in range(1000)))
        else:
            raise ZeroDivisionError("a bug")

    async def read_content(self, request: h11.Request) -> bytes:
        content = bytearray()
        promised = int(dict(request.headers).get(b"content-length", b"0"))
        with trio.fail_after(self.server.timeout):
            while promised <= CONTENT_LIMIT and len(content) <= CONTENT_LIMIT:
                event = await self.next_event()
                if isinstance(event, h11.EndOfMessage):
                    return bytes(content)
                assert isinstance(event, h11.Data)
                content += event.data
        raise Refusal(413, f"more than {CONTENT_LIMIT} bytes")

    # --- Responses

    async def respond(
        self, status: int, content: bytes | Iterable[bytes], *fields: tuple[str, bytes]
    ) -> None:
        headers: list[tuple[str, str | bytes]] = [("Date", formatdate(usegmt=True))]
        headers += [("Server", h11.PRODUCT_ID), ("Content-Type", "text/plain"), *fields]
        if isinstance(content, bytes):
            headers.append(("Content-Length", str(len(content))))
            content = [content]
        self.skip_content()
        if self.server.stopping or self.http.their_state in (h11.IDLE, h11.SEND_BODY, h11.ERROR):
            headers.append(("Connection", "close"))
        phrase = http.HTTPStatus(status).phrase
        await self.send(h11.Response(status_code=status, headers=headers, reason=phrase))
        for piece in content if self.method != b"HEAD" else ():
            await self.send(h11.Data(data=piece))
        await self.send(h11.EndOfMessage())

    def skip_content(self) -> None:
        """Discard unused content that has already arrived; if there is more, close the connection."""
        with contextlib.suppress(h11.RemoteProtocolError):
            while self.http.their_state is h11.SEND_BODY:
                if self.http.next_event() is h11.NEED_DATA:
                    break

    async def refuse(self, status: int, reason: str, *fields: tuple[str, bytes]) -> None:
        """Send an error response. If a response has started, reset the connection instead, so that
        the client does not mistake the part that it has for a complete response."""
        if self.http.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            await self.respond(status, f"{status}: {reason}\n".encode(), *fields)
        else:
            self.stream.setsockopt(trio.socket.SOL_SOCKET, trio.socket.SO_LINGER, RESET_ON_CLOSE)
            raise trio.BrokenResourceError

    # --- Between h11 and the stream

    async def next_event(self) -> h11.Event | type[h11.PAUSED]:
        while True:
            event = self.http.next_event()
            if event is not h11.NEED_DATA:
                return event
            if self.http.they_are_waiting_for_100_continue:
                await self.send(h11.InformationalResponse(status_code=100, headers=[]))
            self.http.receive_data(await self.stream.receive_some(READ_SIZE))

    async def send(self, event: Sendable) -> None:
        data = self.http.send(event)
        try:
            with trio.fail_after(self.server.timeout):
                await self.stream.send_all(data)
        except BaseException:  # also when cancelled: part of it may have been sent
            self.http.send_failed()
            raise

    async def close_gently(self) -> None:
        """Close the sending direction, then wait for the client to close. Closing at once could
        reset the connection and destroy the response (RFC 9112 section 9.6)."""
        with trio.move_on_after(LINGER_SECONDS):
            await self.stream.send_eof()
            while await self.stream.receive_some(READ_SIZE):
                pass


class Server:
    def __init__(self, timeout: float, keep_alive: float) -> None:
        self.timeout, self.keep_alive = timeout, keep_alive
        self.stopping = False
        self._idle: set[trio.CancelScope] = set()

    @contextlib.contextmanager
    def idling(self, scope: trio.CancelScope) -> Iterator[None]:
        """A scope that is cancelled when the server stops."""
        self._idle.add(scope)
        try:
            yield
        finally:
            self._idle.remove(scope)

    async def run(self, host: str, port: int) -> None:
        listeners = await trio.open_tcp_listeners(port, host=host)
        async with trio.open_nursery() as sessions:
            accept = functools.partial(trio.serve_listeners, handler_nursery=sessions)
            with trio.open_signal_receiver(signal.SIGINT, signal.SIGTERM) as signals:
                async with trio.open_nursery() as accepting:
                    accepting.start_soon(
                        accept, lambda stream: Session(self, stream).serve(), listeners
                    )
                    address = listeners[0].socket.getsockname()
                    print("listening on http://{}:{}".format(*address), flush=True)
                    await signals.__anext__()
                    accepting.cancel_scope.cancel()
            self.stopping = True
            for scope in self._idle:
                scope.cancel()
            sessions.cancel_scope.deadline = trio.current_time() + GRACE_SECONDS


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8080)
    parser.add_argument("--timeout", type=float, default=30, help="for a request to arrive whole")
    parser.add_argument("--keep-alive", type=float, default=60, help="for another one to begin")
    options = parser.parse_args()
    if options.port > 65535:
        sys.exit("error: a port is at most 65535")
    try:
        trio.run(Server(options.timeout, options.keep_alive).run, options.host, options.port)
    except OSError as error:  # the port is in use, for example
        sys.exit(f"error: {error}")
