"""HTTP over a socket, without h11."""

from __future__ import annotations

import contextlib
import hashlib
import select
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from types import TracebackType
from typing import NamedTuple

SECONDS = 20
PIECE = 65536


class Head(NamedTuple):
    """The head of a message."""

    start: str
    fields: list[tuple[str, str]]

    @property
    def status(self) -> int:
        return int(self.start.split(" ")[1])

    def get(self, name: str) -> str | None:
        """The value of a field, or of several as one list."""
        values = [value for field, value in self.fields if field.lower() == name]
        return ", ".join(values) if values else None


class Message(NamedTuple):
    head: Head
    content: bytes

    @property
    def status(self) -> int:
        return self.head.status


class Wire:
    """One side of a connection; every wait has a timeout."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self.sock.settimeout(SECONDS)
        self.file = sock.makefile("rb")
        self.trailers: list[tuple[str, str]] = []

    @classmethod
    def to(cls, address: tuple[str, int], small_buffers: bool = False) -> Wire:
        sock = socket.socket()
        if small_buffers:
            set_small_buffers(sock)
        sock.settimeout(SECONDS)
        sock.connect(address)
        return cls(sock)

    def __enter__(self) -> Wire:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.file.close()
        self.sock.close()

    # --- Sending

    def send(self, *parts: str | bytes) -> None:
        """Text gets the line terminators of HTTP."""
        data = [
            part.replace("\n", "\r\n").encode("latin-1") if isinstance(part, str) else part
            for part in parts
        ]
        self.sock.sendall(b"".join(data))

    def end(self) -> None:
        self.sock.shutdown(socket.SHUT_WR)

    def send_until_stalled(self, data: bytes, quiet: float = 0.3) -> int:
        """Send as long as the peer reads; return the number of bytes."""
        view, sent = memoryview(data), 0
        self.sock.setblocking(False)
        while sent < len(view) and select.select([], [self.sock], [], quiet)[1]:
            sent += self.sock.send(view[sent : sent + PIECE])
        self.sock.settimeout(SECONDS)
        return sent

    # --- Receiving

    def readable(self, within: float) -> bool:
        return bool(select.select([self.sock], [], [], within)[0])

    def head(self) -> Head:
        start = self.line()
        return Head(start, list(self.field_lines()))

    def field_lines(self) -> Iterator[tuple[str, str]]:
        while line := self.line():
            name, _, value = line.partition(":")
            yield name, value.strip()

    def line(self) -> str:
        line = self.file.readline(PIECE)
        if not line.endswith(b"\r\n"):
            raise EOFError(f"the connection has ended, after {line!r}")
        return line[:-2].decode("latin-1")

    def wait_until_reset(self) -> None:
        """Without reading what has arrived."""
        poll = select.poll()
        poll.register(self.sock, 0)
        assert poll.poll(SECONDS * 1000), "the connection is still there"

    def pieces(self, head: Head, to_the_end: bool = True) -> Iterator[bytes]:
        """The content, framed as the head declares; otherwise up to the end of the connection."""
        length = head.get("content-length")
        if head.get("transfer-encoding") == "chunked":
            while size := int(self.line(), 16):
                yield from self.exactly(size)
                assert self.line() == ""
            self.trailers = list(self.field_lines())
        elif length is not None:
            yield from self.exactly(int(length))
        elif to_the_end:
            while data := self.file.read1(PIECE):
                yield data

    def exactly(self, size: int) -> Iterator[bytes]:
        while size:
            data = self.file.read1(min(size, PIECE))
            if not data:
                raise EOFError(f"the connection has ended, {size} bytes too early")
            size -= len(data)
            yield data

    def response(self, method: str = "GET") -> Message:
        head = self.head()
        empty = method == "HEAD" or head.status < 200 or head.status in (204, 304)
        return Message(head, b"" if empty else b"".join(self.pieces(head)))

    def request(self) -> Message:
        head = self.head()
        return Message(head, b"".join(self.pieces(head, to_the_end=False)))

    def rest(self) -> bytes:
        """Everything until the peer closes."""
        return self.file.read()

    def wait_until_closed(self) -> None:
        """In any way, including a reset."""
        with contextlib.suppress(ConnectionError):
            self.rest()


def set_small_buffers(sock: socket.socket) -> None:
    """The kernel's buffers, which might hold everything that a test sends. If they were even smaller,
    little would fit next to a segment, and TCP would wait for its timers."""
    for option in (socket.SO_RCVBUF, socket.SO_SNDBUF):
        sock.setsockopt(socket.SOL_SOCKET, option, 4 * PIECE)


def digest(pieces: Iterable[bytes]) -> tuple[int, str]:
    """The length, and the bytes."""
    length, hash_so_far = 0, hashlib.sha256()
    for piece in pieces:
        length += len(piece)
        hash_so_far.update(piece)
    return length, hash_so_far.hexdigest()


def slowly(pieces: Iterable[bytes], pause: int, seconds: float = 0.15) -> Iterator[bytes]:
    """Parts with a pause in between: for tests of timing."""
    passed = 0
    for piece in pieces:
        yield piece
        passed += len(piece)
        if passed >= pause:
            passed = 0
            time.sleep(seconds)


Script = Callable[[Wire, int], None]


class Scripted:
    """A server that follows a script for each connection, by number; in threads of this process.

    A failure of a script fails the test.
    """

    def __init__(self, script: Script) -> None:
        self.script = script
        self.listener = socket.socket()
        set_small_buffers(self.listener)
        self.listener.bind(("127.0.0.1", 0))
        self.listener.listen()
        self.address: tuple[str, int] = self.listener.getsockname()
        self.url = "http://{}:{}".format(*self.address)
        self.connections = 0
        self.errors: list[BaseException] = []
        self.stopping = False
        self.threads = [threading.Thread(target=self.accept)]

    def __enter__(self) -> Scripted:
        self.threads[0].start()
        return self

    def accept(self) -> None:
        while True:
            sock, _ = self.listener.accept()
            if self.stopping:
                sock.close()
                return
            self.connections += 1
            thread = threading.Thread(target=self.serve, args=(sock, self.connections))
            self.threads.append(thread)
            thread.start()

    def serve(self, sock: socket.socket, number: int) -> None:
        try:
            with Wire(sock) as wire:
                self.script(wire, number)
        except BaseException as error:
            self.errors.append(error)

    def __exit__(
        self, _: object, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stopping = True
        socket.create_connection(self.address, SECONDS).close()
        for thread in self.threads:
            thread.join(SECONDS)
        self.listener.close()
        if self.errors and error is None:
            raise self.errors[0]
