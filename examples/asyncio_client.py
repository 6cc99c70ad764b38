"""An asyncio client that sends and receives concurrently, with backpressure.

    python examples/asyncio_client.py http://127.0.0.1:8080/bytes/1000000000 --output FILE
    python examples/asyncio_client.py http://127.0.0.1:8080/echo --upload FILE [--chunked]

Files of any length are streamed. `drain` delays the upload while the server does not read, and the
client does not read while it writes to the output file. It waits for the response from the start:
an upload that the server rejects ends early, and thanks to `Expect: 100-continue` usually does not
start at all.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import io
import os
import ssl
import sys
from typing import BinaryIO, Union
from urllib.parse import urlsplit

import h11

PIECE_SIZE = 65536
EXPECT_SECONDS = 1

Sendable = Union[h11.Request, h11.Data, h11.EndOfMessage]


class Peer:
    """A connection to a server: asyncio's streams on one side of h11, files on the other."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, timeout: float
    ) -> None:
        self.reader, self.writer, self.timeout = reader, writer, timeout
        self.http = h11.Connection(h11.CLIENT)
        self.loop = asyncio.get_running_loop()
        self.sent_at = self.loop.time()
        self.go_ahead, self.unwanted = asyncio.Event(), False

    async def exchange(self, request: h11.Request, source: BinaryIO, output: BinaryIO) -> int:
        """Send a file and write the content of the response to another; return the status code."""
        await self.send(request)
        upload = asyncio.create_task(self.upload(source))
        try:
            return await self.download(output)
        except (OSError, h11.RemoteProtocolError, asyncio.TimeoutError):
            if upload.done():
                upload.result()  # raises the error of the upload first, if that failed
            raise
        finally:
            if self.http.our_state in (h11.SEND_BODY, h11.ERROR):
                self.writer.transport.abort()  # some of the content was not sent, and will not be
            self.writer.close()
            await asyncio.gather(upload, return_exceptions=True)

    async def upload(self, source: BinaryIO) -> None:
        """Send the content, after the server has asked for it or a timeout has expired."""
        if self.http.client_is_waiting_for_100_continue:
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self.go_ahead.wait(), EXPECT_SECONDS)
        try:
            while piece := await asyncio.to_thread(source.read, PIECE_SIZE):
                if self.unwanted:
                    return
                await self.send(h11.Data(data=piece))
            await self.send(h11.EndOfMessage())
        except ConnectionError:
            self.http.send_failed()  # a response may still arrive, and explain the error
        except Exception:
            self.writer.transport.abort()  # the response will not arrive either
            raise

    async def download(self, output: BinaryIO) -> int:
        status = 0
        while not isinstance(event := await self.next_event(), h11.EndOfMessage):
            if isinstance(event, h11.Data):
                await asyncio.to_thread(output.write, event.data)
            elif isinstance(event, (h11.InformationalResponse, h11.Response)):
                status = event.status_code
                print(status, event.reason.decode("latin-1"), file=sys.stderr)
                self.unwanted = status >= 300  # or after the connection has failed
                if status == 100 or self.unwanted:
                    self.go_ahead.set()
        return status

    async def send(self, event: Sendable) -> None:
        self.writer.write(self.http.send(event))
        await asyncio.wait_for(self.writer.drain(), self.timeout)
        self.sent_at = self.loop.time()

    async def next_event(self) -> h11.Event | type[h11.PAUSED]:
        while True:
            event = self.http.next_event()
            if event is not h11.NEED_DATA:
                return event
            self.http.receive_data(await self.receive())

    async def receive(self) -> bytes:
        """Return the next event. While the upload makes progress, the server may be silent."""
        while True:
            started_at = self.loop.time()
            try:
                return await asyncio.wait_for(self.reader.read(PIECE_SIZE), self.timeout)
            except asyncio.TimeoutError:
                if self.sent_at < started_at:
                    raise


async def transfer(options: argparse.Namespace, source: BinaryIO, output: BinaryIO) -> int:
    parts = urlsplit(options.url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("not a URL of http or https")
    headers = [("Host", parts.netloc.rpartition("@")[2]), ("User-Agent", h11.PRODUCT_ID)]
    headers.append(("Connection", "close"))
    if options.upload:
        length = str(os.fstat(source.fileno()).st_size)
        headers.append(("Expect", "100-continue"))
        headers.append(
            ("Transfer-Encoding", "chunked") if options.chunked else ("Content-Length", length)
        )
    target = (parts.path or "/") + ("?" + parts.query if parts.query else "")
    method = "PUT" if options.upload else "GET"
    request = h11.Request(method=method, target=target, headers=headers)
    tls = ssl.create_default_context(cafile=options.cafile) if parts.scheme == "https" else None
    port = parts.port or (443 if tls else 80)
    connecting = asyncio.open_connection(parts.hostname, port, ssl=tls, limit=PIECE_SIZE)
    peer = Peer(*await asyncio.wait_for(connecting, options.timeout), options.timeout)
    return await peer.exchange(request, source, output)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("url", metavar="URL")
    parser.add_argument("--upload", metavar="FILE", help="PUT this file")
    parser.add_argument("--chunked", action="store_true", help="and do not say how long it is")
    parser.add_argument("--output", metavar="FILE", help="where the response's content goes")
    parser.add_argument("--cafile", help="trust these authorities (PEM), not the system's")
    parser.add_argument("--timeout", type=float, default=30, help="seconds without progress")
    options = parser.parse_args()
    with contextlib.ExitStack() as files:
        source: BinaryIO = io.BytesIO()
        output: BinaryIO = sys.stdout.buffer
        try:
            if options.upload:
                source = files.enter_context(open(options.upload, "rb"))
            if options.output:
                output = files.enter_context(open(options.output, "wb"))
        except OSError as error:
            sys.exit(f"error: {error.filename}: {error.strerror}")
        return report(options, source, output)


def report(options: argparse.Namespace, source: BinaryIO, output: BinaryIO) -> int:
    """Transfer; return the exit status."""
    try:
        status = asyncio.run(transfer(options, source, output))
        output.flush()
        return int(status >= 400)
    except (OSError, ValueError, h11.ProtocolError, asyncio.TimeoutError) as error:
        print(f"{options.url}: {type(error).__name__}: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
