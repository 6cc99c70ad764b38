"""A server of one file, which is sent from disk to network without entering Python.

    python examples/sendfile.py FILE [--port 8080]

    curl -o copy http://127.0.0.1:8080/
    curl -o copy http://127.0.0.1:8080/chunked
    curl -o part -r 1000000-1999999 http://127.0.0.1:8080/

`send_with_data_passthrough` needs only the length of an event's data. The data may therefore be a
`FilePart`, which contains no bytes: h11 counts them, adds the chunk framing if there is any, and
returns the object between the bytes to send. `os.sendfile` then sends the file. Each connection has
a thread.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import signal
import socket
import struct
import sys
import threading
import time
from typing import BinaryIO, Union, cast

import h11

READ_SIZE = 65536
CHUNK_SIZE = 1 << 20
CONNECTIONS = 100
LINGER_SECONDS = 2
RESET_ON_CLOSE = struct.pack("ii", 1, 0)

Sendable = Union[h11.InformationalResponse, h11.Response, h11.Data, h11.EndOfMessage]


class FilePart:
    """A range of bytes of a file."""

    def __init__(self, file: BinaryIO, offset: int, length: int) -> None:
        self.file, self.offset, self.length = file, offset, length

    def __len__(self) -> int:
        return self.length

    def as_data(self) -> h11.Data:
        return h11.Data(data=cast(bytes, self))  # for type checkers: only the length is used

    def send_to(self, sock: socket.socket) -> None:
        # Calls os.sendfile until everything is sent; where it does not exist, reads and writes.
        if self.length and sock.sendfile(self.file, self.offset, self.length) < self.length:
            raise OSError("the file has become shorter")


class Session:
    """One connection: a socket, h11, and the file in between."""

    def __init__(self, sock: socket.socket, path: str, timeout: float) -> None:
        self.sock, self.path, self.timeout = sock, path, timeout
        self.http = h11.Connection(h11.SERVER)

    def send(self, event: Sendable) -> None:
        self.sock.settimeout(self.timeout)
        try:
            for piece in self.http.send_with_data_passthrough(event):
                if isinstance(piece, FilePart):
                    piece.send_to(self.sock)
                else:
                    self.sock.sendall(piece)
        except OSError:
            # The response is incomplete, which neither h11 nor an HTTP/1.0 client can know.
            self.http.send_failed()
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
            raise

    def next_event(self) -> h11.Event | type[h11.PAUSED]:
        while True:
            event = self.http.next_event()
            if event is not h11.NEED_DATA:
                return event
            if self.http.they_are_waiting_for_100_continue:
                self.send(h11.InformationalResponse(status_code=100, headers=[]))
            self.http.receive_data(self.receive())

    def receive(self) -> bytes:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise socket.timeout("timed out")
        self.sock.settimeout(left)
        return self.sock.recv(READ_SIZE)

    def serve(self) -> None:
        try:
            while self.exchange():
                self.http.start_next_cycle()
        except h11.RemoteProtocolError as error:
            self.refuse(error.error_status_hint)
        except socket.timeout:
            if self.http.our_state is h11.ERROR:
                raise  # the client does not read any more
            if self.http.their_state is not h11.IDLE or self.http.trailing_data[0]:
                self.refuse(408)  # otherwise there was no request
        self.close_gently()

    def exchange(self) -> bool:
        """Respond to a request; return whether the connection can be reused."""
        self.deadline = time.monotonic() + self.timeout  # for the whole request
        request = self.next_event()
        if not isinstance(request, h11.Request):
            return False  # the client has closed the connection
        if request.method not in (b"GET", b"HEAD"):
            self.respond(405, ("Allow", "GET, HEAD"), ("Connection", "close"))
        elif request.target not in (b"/", b"/chunked"):
            self.respond(404, ("Connection", "close"))
        else:
            while self.http.their_state is h11.SEND_BODY:
                self.next_event()  # content of a GET has no meaning
            try:
                with open(self.path, "rb") as file:
                    self.respond_with_file(request, file)
            except (FileNotFoundError, PermissionError):
                self.respond(500)
        return self.http.our_state is self.http.their_state is h11.DONE

    def respond(self, status: int, *fields: tuple[str, str]) -> None:
        headers = [("Server", h11.PRODUCT_ID), ("Content-Length", "0"), *fields]
        self.send(h11.Response(status_code=status, headers=headers))
        self.send(h11.EndOfMessage())

    def refuse(self, status: int) -> None:
        if self.http.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            self.respond(status, ("Connection", "close"))

    def respond_with_file(self, request: h11.Request, file: BinaryIO) -> None:
        size = os.fstat(file.fileno()).st_size
        headers = [("Server", h11.PRODUCT_ID), ("Content-Type", "application/octet-stream")]
        if request.target == b"/chunked":
            # Without a length h11 selects the framing: chunks, or for HTTP/1.0 closing the connection.
            self.send(h11.Response(status_code=200, headers=headers))
            parts = range(0, size, CHUNK_SIZE) if request.method == b"GET" else ()
            for offset in parts:
                self.send(FilePart(file, offset, min(CHUNK_SIZE, size - offset)).as_data())
        else:
            status, offset, length = wanted(request, size)
            if status == 416:
                return self.respond(416, ("Content-Range", f"bytes */{size}"))
            headers += [("Accept-Ranges", "bytes"), ("Content-Length", str(length))]
            if status == 206:
                headers.append(("Content-Range", f"bytes {offset}-{offset + length - 1}/{size}"))
            self.send(h11.Response(status_code=status, headers=headers))
            if request.method == b"GET":
                self.send(FilePart(file, offset, length).as_data())
        self.send(h11.EndOfMessage())

    def close_gently(self) -> None:
        """Close in stages: closing at once could destroy data that the client has not read yet
        (RFC 9112 section 9.6)."""
        self.sock.shutdown(socket.SHUT_WR)
        self.deadline = time.monotonic() + LINGER_SECONDS
        while self.receive():
            pass


def wanted(request: h11.Request, size: int) -> tuple[int, int, int]:
    """Return status, offset and length for a request and its Range (RFC 9110 section 14.2).

    Only a single range is supported; a server may ignore several ranges, and conditional ones.
    """
    fields = dict(request.headers)
    match = re.fullmatch(rb"bytes=(\d+)-(\d*)|bytes=-(\d+)", fields.get(b"range", b""))
    if match is None or b"if-range" in fields or request.method != b"GET":
        return 200, 0, size
    first, last, suffix = (int(digits) if digits else None for digits in match.groups())
    if first is None:
        first, last = max(0, size - (suffix or 0)), None
    if last is not None and last < first:
        return 200, 0, size
    end = size if last is None else min(size, last + 1)
    return (206, first, end - first) if first < end else (416, 0, 0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("file", metavar="FILE")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8080)
    parser.add_argument("--timeout", type=float, default=30, help="seconds to wait for a client")
    options = parser.parse_args()
    if not os.path.isfile(options.file):
        sys.exit(f"error: {options.file} is not a file")
    slots = threading.BoundedSemaphore(CONNECTIONS)

    def serve(sock: socket.socket) -> None:
        try:
            with sock, contextlib.suppress(OSError):  # usually the client has closed the connection
                Session(sock, options.file, options.timeout).serve()
        finally:
            slots.release()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: sys.exit())
    try:
        listener = socket.create_server((options.host, options.port))
    except (OSError, OverflowError) as error:  # the port is in use, or there is no such port
        sys.exit(f"error: {error}")
    with listener:
        print("listening on http://{}:{}".format(*listener.getsockname()), flush=True)
        while True:
            slots.acquire()
            sock, _ = listener.accept()
            threading.Thread(target=serve, args=(sock,), daemon=True).start()


if __name__ == "__main__":
    main()
