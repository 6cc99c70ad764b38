"""A peer without h11: sends any bytes, and parses responses itself."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager

from tests.clients.scenarios.transcript import body as described_body
from tests.clients.scenarios.transcript import text

TIMEOUT_SECONDS = 20
READ_SIZE = 65536


class Peer:
    """A connection to a server under test."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self._buffer = b""
        self._ended = False

    def send(self, *pieces: bytes) -> None:
        """Each segment is written separately, so the server may receive them one by one."""
        for piece in pieces:
            self.connection.sendall(piece)

    def end_sending(self) -> None:
        """Close our sending direction; the server can still respond."""
        self.connection.shutdown(socket.SHUT_WR)

    def read_response(self, method: str = "GET") -> dict:
        """The next response, which may be an interim one, as exact as JSON allows."""
        status_line, *fields = text(self._take_head()).split("\r\n")
        version, status, reason = status_line.split(" ", 2)
        status = int(status)
        response = {"version": version, "status": status, "reason": reason, "headers": fields}
        lowered = dict(field.lower().split(": ", 1) for field in fields)
        if method == "HEAD" or status < 200 or status in (204, 304):
            return response
        if lowered.get("transfer-encoding") == "chunked":
            chunks, response["trailers"] = self._take_chunks()
            body = b"".join(chunks)
            response["chunks"] = [len(chunk) for chunk in chunks]
        elif "content-length" in lowered:
            body = self.take(int(lowered["content-length"]))
        else:
            body = self.read_rest().encode("latin-1")
        response["body"] = described_body(body)
        return response

    def read_responses(self, *methods: str) -> list:
        """All responses to these requests, and finally how the connection ends."""
        responses = []
        waiting = list(methods)
        while waiting and not self._at_end():
            responses.append(self.read_response(waiting[0]))
            if responses[-1]["status"] >= 200:
                del waiting[0]
        return [*responses, self.read_ending()]

    def read_ending(self) -> str:
        """How the connection ends: no more data is expected."""
        rest = self.read_rest()
        return f"unexpected bytes: {rest}" if rest else "closed"

    def read_rest(self) -> str:
        """All bytes until the end of the connection."""
        while self._fill():
            pass
        return text(self._take_buffered())

    def take(self, size: int) -> bytes:
        """The next bytes, whatever they mean."""
        while len(self._buffer) < size:
            if not self._fill():
                raise EOFError(f"{len(self._buffer)} of {size} bytes arrived")
        taken, self._buffer = self._buffer[:size], self._buffer[size:]
        return taken

    def take_some(self) -> bytes:
        """At least one byte, of any protocol: after an upgrade it is another one's."""
        return self.take(max(len(self._buffer), 1)) + self._take_buffered()

    def _at_end(self) -> bool:
        return not self._buffer and not self._fill()

    def _fill(self) -> bool:
        if not self._ended:
            data = self.connection.recv(READ_SIZE)
            self._buffer += data
            self._ended = not data
        return not self._ended

    def _take_buffered(self) -> bytes:
        taken, self._buffer = self._buffer, b""
        return taken

    def _take_until(self, delimiter: bytes) -> bytes:
        while delimiter not in self._buffer:
            if not self._fill():
                raise EOFError(f"no {delimiter!r} after {self._buffer!r}")
        taken, _, self._buffer = self._buffer.partition(delimiter)
        return taken

    def _take_head(self) -> bytes:
        return self._take_until(b"\r\n\r\n")

    def _take_chunks(self) -> tuple[list[bytes], list[str]]:
        chunks = []
        while True:
            size = int(self._take_until(b"\r\n"), 16)
            if size == 0:
                break
            chunks.append(self.take(size))
            self.take(2)
        trailers = []
        while True:
            line = self._take_until(b"\r\n")
            if not line:
                return chunks, trailers
            trailers.append(text(line))


@contextmanager
def connect(port: int) -> Iterator[Peer]:
    with socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT_SECONDS) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        yield Peer(connection)
