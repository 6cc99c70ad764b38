"""wsproto on both sides of a socket, without a server: both handshakes use h11."""

from __future__ import annotations

import socket
from collections.abc import Callable

from wsproto import ConnectionType
from wsproto.events import (
    AcceptConnection,
    CloseConnection,
    Message,
    RejectConnection,
    RejectData,
    Request,
    TextMessage,
)
from wsproto.extensions import PerMessageDeflate

from tests.clients.scenarios.listener import listening
from tests.clients.scenarios.raw import TIMEOUT_SECONDS, connect
from tests.clients.scenarios.servers import Servers
from tests.clients.scenarios.websocket_peer import WebSocketPeer


def accept(websocket: WebSocketPeer) -> list:
    """A server that accepts, sends the first message, and echoes one."""
    seen = [websocket.receive()]
    accepted = AcceptConnection(
        subprotocol="second",
        extensions=[PerMessageDeflate()],
        extra_headers=[(b"X-Server", b"wsproto")],
    )
    greeting = TextMessage(data="welcome")
    # In one write: the client's h11 must not parse the frame that follows the 101 response.
    websocket.connection.sendall(
        websocket.protocol.send(accepted) + websocket.protocol.send(greeting)
    )
    seen.append(websocket.receive())
    websocket.send(Message(data=b"back"))
    seen.append(websocket.receive())
    websocket.send(CloseConnection(code=1000))
    return seen


def reject(websocket: WebSocketPeer) -> list:
    """A server that responds to the handshake with a page, chunked because it has no length."""
    seen = [websocket.receive()]
    headers = [(b"content-type", b"text/plain")]
    websocket.send(RejectConnection(status_code=401, headers=headers, has_body=True))
    websocket.send(RejectData(data=b"Not ", body_finished=False))
    websocket.send(RejectData(data=b"you.", body_finished=True))
    return seen


def converse(websocket: WebSocketPeer) -> list:
    websocket.send(
        Request(
            host="example.com",
            target="/chat?a=1",
            subprotocols=["first", "second"],
            extensions=[PerMessageDeflate()],
            extra_headers=[(b"X-Client", b"wsproto")],
        )
    )
    seen = [websocket.receive(), websocket.receive()]
    websocket.send(Message(data=b"there"))
    seen.append(websocket.receive())
    websocket.send(CloseConnection(code=1000, reason="done"))
    return [*seen, websocket.receive()]


def ask_in_vain(websocket: WebSocketPeer) -> list:
    websocket.send(Request(host="example.com", target="/chat"))
    seen = [websocket.receive()]
    page = []
    while True:
        event = websocket.next_event()
        page.append(event.data)
        if event.body_finished:
            return [*seen, b"".join(page).decode("ascii")]


def pair(serve: Callable, ask: Callable) -> dict:
    """Run both sides, and return what each received."""

    def answer(connection: socket.socket) -> list:
        return serve(WebSocketPeer(connection, ConnectionType.SERVER))

    with listening(answer) as (port, server), connect(port) as peer:
        client = ask(WebSocketPeer(peer.connection, ConnectionType.CLIENT))
        return {"client": client, "server": server.result(TIMEOUT_SECONDS)}


def run(_: Servers) -> dict:
    return {"accepted": pair(accept, converse), "rejected": pair(reject, ask_in_vain)}
