"""A server that sends prepared bytes, including some that no real server would send."""

from __future__ import annotations

import contextlib
import re
import socket
from collections.abc import Iterator

from tests.clients.scenarios.listener import listening
from tests.clients.scenarios.raw import READ_SIZE
from tests.clients.scenarios.transcript import text

LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")


@contextlib.contextmanager
def canned_server(*replies: bytes, closes: bool = False) -> Iterator[tuple[str, list[str]]]:
    """Send each reply after one more complete request; yields the URL and the requests.

    After the last reply the connection is closed if ``closes``, otherwise held until the client
    closes it: a client that waits for the end of a held connection waits in vain.
    """
    requests: list[str] = []

    def answer(connection: socket.socket) -> None:
        with contextlib.suppress(ConnectionError):  # the client may close at any time
            for reply in replies:
                requests.append(text(read_request(connection)))
                connection.sendall(reply)
            while not closes and connection.recv(READ_SIZE):
                pass

    with listening(answer) as (port, _):
        yield f"http://127.0.0.1:{port}/", requests


def read_request(connection: socket.socket) -> bytes:
    """A head, and content of its declared length."""
    request = b""
    missing = 1
    while missing > 0:
        data = connection.recv(READ_SIZE)
        if not data:
            break
        request += data
        head, end, body = request.partition(b"\r\n\r\n")
        announced = LENGTH.search(head)
        length = int(announced.group(1)) if announced else 0
        missing = length - len(body) if end else 1
    return request
