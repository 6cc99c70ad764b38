"""A reverse proxy that streams in both directions.

    python examples/reverse_proxy http://127.0.0.1:8000 [--port 8080]

Events received from one h11 connection are sent on another, which frames them again. Shows:
hop-by-hop fields; forwarding 100 Continue and other interim responses; connection reuse on both
sides; a server that responds before it has the whole request; and errors of a server that cannot
be reached (502), is too slow (504), or fails after the response has started, in which case the
client must be able to detect that it is incomplete.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import signal
import sys

import h11
from fields import Fields, end_to_end, is_repeatable, onward
from peers import BOTH_DONE, Failure, Peer, Upstream, in_time


class Session:
    """A client's connection, the front; each request uses a connection to the server, the back."""

    def __init__(self, front: Peer, upstream: Upstream) -> None:
        self.front, self.upstream = front, upstream

    async def serve(self) -> None:
        try:
            while await self.exchange():
                self.front.http.start_next_cycle()
        except Failure as failure:
            with contextlib.suppress(Failure):
                await self.refuse(failure.status)
        await self.front.close_gently()

    async def exchange(self) -> bool:
        """Forward a request and its response; return whether the client may send another."""
        try:
            request = await in_time(self.front.next_event(), self.front.timeout)
        except (Failure, asyncio.TimeoutError) as error:
            if self.front.is_idle():
                return False  # there was no request
            raise error if isinstance(error, Failure) else Failure(408) from None
        if not isinstance(request, h11.Request):
            return False
        request = onward(request, self.front.address, self.upstream.authority)
        back = await self.upstream.take() if is_repeatable(request) else None
        if back is not None:
            try:
                await self.copy(request, back)
                return self.front.http.states == BOTH_DONE
            except Failure as failure:
                # The server may just have closed the connection. Retry only in that case.
                if failure.peer is not back or failure.status != 502 or not back.silent:
                    raise
        await self.copy(request, await self.upstream.connect())
        return self.front.http.states == BOTH_DONE

    async def copy(self, request: h11.Request, back: Peer) -> None:
        """Forward both directions concurrently. When the response is complete, the rest of the
        request is dropped, and both connections will be closed."""
        upload = asyncio.create_task(self.copy_request(request, back))
        try:
            await self.copy_response(back)
        except Failure:
            if upload.done():
                upload.result()  # raises the error of the client first, if there was one
            raise
        finally:
            upload.cancel()
            await asyncio.gather(upload, return_exceptions=True)
            self.upstream.park(back)

    async def copy_request(self, request: h11.Request, back: Peer) -> None:
        chunked = any(name == b"transfer-encoding" for name, _ in request.headers)
        trailers: Fields = []
        try:
            await back.send(request)
            while self.front.http.their_state is h11.SEND_BODY:
                event = await self.front.next_event()
                if isinstance(event, h11.Data):
                    await back.send(h11.Data(data=event.data))
                elif isinstance(event, h11.EndOfMessage) and chunked:
                    trailers = end_to_end(event.headers.raw_items())
            await back.send(h11.EndOfMessage(headers=trailers))
        except Failure as failure:
            # A server that does not read any more may still have sent a response, which explains why.
            if failure.peer is self.front:
                back.abort()
                raise

    async def copy_response(self, back: Peer) -> None:
        modern = (self.front.http.their_http_version or b"") >= b"1.1"
        chunked = False
        while True:
            event = await back.next_event()
            if isinstance(event, h11.Data):
                await self.front.send(h11.Data(data=event.data))
            elif isinstance(event, h11.EndOfMessage):
                trailers = end_to_end(event.headers.raw_items()) if chunked else []
                return await self.front.send(h11.EndOfMessage(headers=trailers))
            elif isinstance(event, (h11.InformationalResponse, h11.Response)):
                headers = end_to_end(event.headers.raw_items())
                headers.append((b"Via", b"1.1 h11"))
                head = type(event)(status_code=event.status_code, headers=headers)
                chunked = modern and all(name.lower() != b"content-length" for name, _ in headers)
                if modern or isinstance(event, h11.Response):
                    await self.front.send(head)

    async def refuse(self, status: int) -> None:
        """Send an error response; if a response has started, mark it as incomplete."""
        if self.front.http.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            headers = [("Content-Length", "0"), ("Connection", "close")]
            await self.front.send(h11.Response(status_code=status, headers=headers))
            await self.front.send(h11.EndOfMessage())
        else:
            self.front.abort()


async def main(url: str, host: str, port: int, timeout: float) -> None:
    upstream = Upstream(url, timeout)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        front = Peer(h11.Connection(h11.SERVER), (reader, writer), timeout)
        with contextlib.suppress(asyncio.CancelledError):  # at shutdown; asyncio would log it
            await Session(front, upstream).serve()

    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    server = await asyncio.start_server(serve, host, port)
    print("listening on http://{}:{}".format(*server.sockets[0].getsockname()), flush=True)
    await stopped.wait()
    server.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("url", metavar="URL", help="of the server")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8080)
    parser.add_argument("--timeout", type=float, default=30, help="seconds to wait for either side")
    options = parser.parse_args()
    try:
        asyncio.run(main(options.url, options.host, options.port, options.timeout))
    except (OSError, OverflowError, ValueError) as error:  # of the port, or of the URL
        sys.exit(f"error: {error}")
