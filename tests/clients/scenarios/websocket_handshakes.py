"""WebSocket handshakes by hand: valid ones, invalid ones, and frames that follow immediately."""

from __future__ import annotations

from tests.clients.scenarios.raw import Peer, connect
from tests.clients.scenarios.servers import Servers
from tests.clients.scenarios.transcript import text

GET = b"GET /socket HTTP/1.1\r\nHost: a\r\n"
UPGRADE = b"Connection: Upgrade\r\nUpgrade: websocket\r\n"
KEY = b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"  # the example of RFC 6455
VERSION = b"Sec-WebSocket-Version: 13\r\n"

GOOD = GET + UPGRADE + KEY + VERSION + b"\r\n"
LOWER_CASE = (
    b"GET /socket HTTP/1.1\r\nhost: a\r\nconnection: keep-alive, upgrade\r\nupgrade: WebSocket\r\n"
    b"sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-version: 13\r\n\r\n"
)

# Frames of a client, masked with zeros: a text and a close with code 1000.
TEXT = b"\x81\x82\0\0\0\0hi"
CLOSE = b"\x88\x82\0\0\0\0\x03\xe8"
TEXT_BACK_SIZE = 4

UNACCEPTABLE = {
    "no key": GET + UPGRADE + VERSION + b"\r\n",
    "no version": GET + UPGRADE + KEY + b"\r\n",
    "old version": GET + UPGRADE + KEY + b"Sec-WebSocket-Version: 8\r\n\r\n",
    "no host": b"GET /socket HTTP/1.1\r\n" + UPGRADE + KEY + VERSION + b"\r\n",
}


def talk(peer: Peer) -> list:
    """Echo a text, and the closing handshake, as bytes."""
    peer.send(TEXT)
    answer = peer.take(TEXT_BACK_SIZE)
    peer.send(CLOSE)
    return [text(answer), peer.read_rest()]


def frame_with_handshake(peer: Peer) -> list:
    """A frame in the packet of the handshake is h11's trailing data, which uvicorn ignores."""
    peer.send(GOOD + TEXT)
    return [peer.read_response(), *talk(peer)]


def run(servers: Servers, kind: str) -> dict:
    port = servers.start(kind).port
    answers = {}
    for name, handshake in {"accepted": GOOD, "accepted in lower case": LOWER_CASE}.items():
        with connect(port) as peer:
            peer.send(handshake)
            answers[name] = [peer.read_response(), *talk(peer)]
    if kind == "uvicorn":  # hypercorn responds with 400 and then waits forever for its program
        with connect(port) as peer:
            answers["frame with the handshake"] = frame_with_handshake(peer)
    for name, handshake in UNACCEPTABLE.items():
        with connect(port) as peer:
            peer.send(handshake)
            answers[name] = peer.read_response()
    with connect(port) as peer:
        peer.send(
            b"GET /inspect HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, close\r\n"
            b"Upgrade: chat\r\n\r\n"
        )
        answers["another protocol"] = peer.read_responses("GET")
    return answers
