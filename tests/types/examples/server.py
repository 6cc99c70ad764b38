"""A server: responds to the requests of one connection with their content."""

from __future__ import annotations

import socket
from typing import Union

import h11

Sendable = Union[h11.InformationalResponse, h11.Response, h11.Data, h11.EndOfMessage]


class Peer:
    """A connected socket and an h11 connection."""

    def __init__(self, sock: socket.socket, limit: int = 8192) -> None:
        self.sock = sock
        self.conn = h11.Connection(h11.SERVER, max_incomplete_event_size=limit)
        self.buffer = bytearray(4096)

    def send(self, event: Sendable) -> None:
        self.sock.sendall(self.conn.send(event))

    def receive(self) -> None:
        if self.conn.they_are_waiting_for_100_continue:
            self.send(h11.InformationalResponse(status_code=100, headers=[]))
        count = self.sock.recv_into(self.buffer)
        self.conn.receive_data(memoryview(self.buffer)[:count])


def serve(sock: socket.socket) -> int:
    """Serve until the client closes; return the number of requests."""
    peer = Peer(sock)
    requests = 0
    try:
        while answer(peer):
            requests += 1
            if peer.conn.our_state is h11.MUST_CLOSE:
                break
            peer.conn.start_next_cycle()
    except h11.RemoteProtocolError as error:
        if peer.conn.our_state in {h11.IDLE, h11.SEND_RESPONSE}:
            respond(peer, error.error_status_hint, str(error).encode())
    nothing: None = peer.conn.send(h11.ConnectionClosed())
    assert nothing is None
    return requests


def answer(peer: Peer) -> bool:
    """Return whether there was another request."""
    content: list[bytes] = []
    while True:
        event = peer.conn.next_event()
        if event is h11.NEED_DATA:
            peer.receive()
        elif isinstance(event, h11.Data):
            content.append(event.data)
        elif isinstance(event, h11.EndOfMessage):
            respond(peer, 200, b"".join(content))
            return True
        elif isinstance(event, h11.ConnectionClosed) or event is h11.PAUSED:
            return False


def respond(peer: Peer, status: int, content: bytes) -> None:
    headers = {"Content-Type": "text/plain", "Content-Length": str(len(content))}
    peer.send(h11.Response(status_code=status, headers=headers.items(), reason=b""))
    peer.send(h11.Data(data=content))
    peer.send(h11.EndOfMessage())
