"""Exchanges that do not reach their regular end, because of either side."""

from __future__ import annotations

from tests.clients.scenarios.raw import Peer, connect
from tests.clients.scenarios.servers import Servers

HOST = b"Host: a\r\n"
POST = b"POST /echo HTTP/1.1\r\n" + HOST


def half_closed(request: bytes = b""):
    """The client closes its sending direction after these bytes and continues to receive."""

    def conversation(peer: Peer) -> list:
        peer.send(request)
        peer.end_sending()
        return peer.read_responses("GET", "GET")

    return conversation


def truncated(request: bytes):
    """The server's program fails, so the response is truncated; the bytes show how."""

    def conversation(peer: Peer) -> str:
        peer.send(request)
        return peer.read_rest()

    return conversation


HALF_CLOSED = {
    "nothing asked": half_closed(),
    "asked, then half-closed": half_closed(b"GET /hello HTTP/1.1\r\n" + HOST + b"\r\n"),
    "half a head": half_closed(b"GET /hello HTTP/1.1\r\nHos"),
    "half a body": half_closed(POST + b"Content-Length: 10\r\n\r\nfour"),
    "half a chunk": half_closed(POST + b"Transfer-Encoding: chunked\r\n\r\na\r\nfour"),
    "no last chunk": half_closed(POST + b"Transfer-Encoding: chunked\r\n\r\n4\r\nfour\r\n"),
}

TRUNCATED = {
    "program crashes": truncated(b"GET /crash HTTP/1.1\r\n" + HOST + b"\r\n"),
    "program overruns": truncated(b"GET /overrun HTTP/1.1\r\n" + HOST + b"\r\n"),
}


def abandon_upload(port: int) -> list:
    """The client disconnects within content: the program is notified, and the server continues."""
    with connect(port) as peer:
        peer.send(POST + b"Content-Length: 10\r\n\r\nfour")
    with connect(port) as peer:
        peer.send(b"GET /abandoned HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n")
        return peer.read_responses("GET")


def run(servers: Servers, kind: str) -> dict:
    server = servers.start(kind)
    answers = {}
    # Whether hypercorn responds on a half-closed connection depends on timing.
    asked = {} if kind == "hypercorn" else HALF_CLOSED
    for name, conversation in {**asked, **TRUNCATED}.items():
        with connect(server.port) as peer:
            answers[name] = conversation(peer)
    if kind != "plain":
        answers["upload abandoned"] = abandon_upload(server.port)
        with connect(server.port) as peer:
            peer.send(b"GET /hello HTTP/1.1\r\n" + HOST + b"\r\n")
            answer = peer.read_response()
            server.stop()
            answers["server stopped"] = [answer, peer.read_ending()]
    return answers
