"""A client: one request on a connected socket, and the whole response."""

from __future__ import annotations

import socket
from dataclasses import dataclass

import h11


@dataclass
class Reply:
    status: int
    headers: h11.Headers
    content: bytes
    reusable: bool


def exchange(sock: socket.socket, conn: h11.Connection, target: str, content: bytes) -> Reply:
    request = h11.Request(
        method="POST",
        target=target,
        headers=[("Host", "example.com"), ("Content-Length", str(len(content)))],
    )
    sock.sendall(conn.send(request))
    sock.sendall(conn.send(h11.Data(data=content)))
    sock.sendall(conn.send(h11.EndOfMessage()))
    head = next_message(sock, conn)
    while isinstance(head, h11.InformationalResponse):
        head = next_message(sock, conn)
    received = bytearray()
    while not isinstance(part := next_message(sock, conn), h11.EndOfMessage):
        if isinstance(part, h11.Data):
            received += part.data
    assert isinstance(head, h11.Response)
    reusable = conn.our_state is h11.DONE and conn.their_state is h11.DONE
    if reusable:
        conn.start_next_cycle()
    return Reply(head.status_code, head.headers, bytes(received), reusable)


def next_message(sock: socket.socket, conn: h11.Connection) -> h11.Event:
    """Return the next event, receiving as much as it takes."""
    while True:
        event = conn.next_event()
        if event is h11.NEED_DATA:
            conn.receive_data(sock.recv(4096))
        elif event is h11.PAUSED:
            raise RuntimeError("the next cycle has not begun")
        elif isinstance(event, h11.ConnectionClosed):
            raise EOFError(f"{conn.their_state} without a response")
        else:
            return event
