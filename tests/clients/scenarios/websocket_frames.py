"""WebSocket connections from a wsproto client to a real server: handshake, frames, close."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from wsproto import ConnectionType
from wsproto.events import CloseConnection, Message, Ping, Request, TextMessage
from wsproto.extensions import PerMessageDeflate

from tests.clients.scenarios.pages import pattern
from tests.clients.scenarios.raw import connect
from tests.clients.scenarios.servers import Servers
from tests.clients.scenarios.websocket_peer import WebSocketPeer

LARGE = 1024 * 1024


@contextmanager
def opened(port: int, target: str, **request) -> Iterator[WebSocketPeer]:
    with connect(port) as peer:
        websocket = WebSocketPeer(peer.connection, ConnectionType.CLIENT)
        websocket.send(Request(host="example.com", target=target, **request))
        yield websocket


def conversation(port: int, **request) -> list:
    """Echo messages of each kind, and a close by the client."""
    with opened(port, "/socket?a=1", **request) as websocket:
        answers = [websocket.receive()]
        websocket.send(TextMessage(data="grüß dich"))
        answers.append(websocket.receive())
        websocket.send(Message(data=b"\0\1\2"))
        answers.append(websocket.receive())
        websocket.send(TextMessage(data="in ", message_finished=False))
        websocket.send(TextMessage(data="parts"))
        answers.append(websocket.receive())
        websocket.send(Message(data=pattern(LARGE)))
        answers.append(websocket.receive())
        websocket.send(Ping(payload=b"still there?"))
        answers.append(websocket.receive())
        websocket.send(CloseConnection(code=1000, reason="done"))
        answers.append(websocket.receive())
        return answers


def closed_by_server(port: int) -> list:
    with opened(port, "/socket") as websocket:
        answers = [websocket.receive()]
        websocket.send(TextMessage(data="close, please"))
        return [*answers, websocket.receive()]


def forbidden(port: int) -> dict:
    with opened(port, "/forbidden") as websocket:
        return websocket.receive()


def run(servers: Servers, kind: str) -> dict:
    port = servers.start(kind).port
    return {
        "conversation": conversation(port),
        "with a subprotocol": conversation(port, subprotocols=["chat", "other"]),
        "compressed": conversation(port, extensions=[PerMessageDeflate()]),
        "closed by the server": closed_by_server(port),
        "forbidden": forbidden(port),
    }
