"""websocket: the transition from HTTP to frames, on both sides."""

from __future__ import annotations

import base64
import hashlib
import os
import threading

import pytest

from .running import CAN_MEASURE, MIB, run
from .wire import Scripted, Wire, digest

# From RFC 6455 section 1.3.
KEY, ACCEPT = "dGhlIHNhbXBsZSBub25jZQ==", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
FIELDS = f"""Host: a
Upgrade: websocket
Connection: keep-alive, Upgrade
Sec-WebSocket-Version: 13
Sec-WebSocket-Key: {KEY}
"""
HANDSHAKE = f"GET /chat HTTP/1.1\n{FIELDS}\n"
TEXT, BINARY, CLOSE, PING, PONG, CONTINUED = 1, 2, 8, 9, 10, 0
GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


def frame(opcode, payload, mask=b"", final=True):
    """RFC 6455 section 5.2, for lengths of up to 64 KiB and a mask of zeros, or none."""
    length = (
        bytes([len(payload)]) if len(payload) < 126 else b"\x7e" + len(payload).to_bytes(2, "big")
    )
    first = bytes([opcode | (0x80 if final else 0), length[0] | (0x80 if mask else 0)])
    return first + length[1:] + mask + payload


def masked(opcode, payload, final=True):
    return frame(opcode, payload, bytes(4), final)


def read_frame(wire):
    """Opcode, whether it is the last of a message, payload."""
    first, length = wire.file.read(2)
    size = length & 0x7F
    if size > 125:
        size = int.from_bytes(wire.file.read(2 if size == 126 else 8), "big")
    mask = wire.file.read(4) if length & 0x80 else bytes(4)
    payload = wire.file.read(size)
    payload = (
        bytes(byte ^ mask[at % 4] for at, byte in enumerate(payload)) if any(mask) else payload
    )
    return first & 15, first >> 7 == 1, payload


def read_message(wire):
    """The payloads of the frames of one message."""
    final = False
    while not final:
        _, final, payload = read_frame(wire)
        yield payload


@pytest.fixture(scope="module")
def server(serve):
    return serve("websocket", "serve")


@pytest.fixture
def wire(server):
    """A connection that has switched."""
    with Wire.to(server.address) as wire:
        wire.send(HANDSHAKE)
        assert wire.response().status == 101
        yield wire


def close(wire, code=1000):
    """The closing handshake, from the client's side."""
    payload = code.to_bytes(2, "big")
    wire.send(masked(CLOSE, payload))
    assert read_frame(wire) == (CLOSE, True, payload)
    assert wire.rest() == b""


def test_server_and_client(python, server):
    done = run(python, "websocket", "talk", server.url, "hello", "how are you?", "grüß dich", "")
    assert (done.status, done.errors) == (0, "")
    assert done.output.decode() == "hello\nhow are you?\ngrüß dich\n\n"


def test_the_response_to_the_handshake(server):
    with Wire.to(server.address) as wire:
        wire.send(HANDSHAKE)
        head = wire.response().head
        assert head.status == 101
        assert {(name.lower(), value.lower()) for name, value in head.fields} == {
            ("upgrade", "websocket"),
            ("connection", "upgrade"),
            ("sec-websocket-accept", ACCEPT.lower()),
        }
        assert head.get("sec-websocket-accept") == ACCEPT
        close(wire)


def test_frames_after_the_handshake(server):
    """They are in h11's `trailing_data`, completely or partially."""
    early = masked(TEXT, b"early")
    for cut in range(len(early) + 1):
        with Wire.to(server.address) as wire:
            wire.send(HANDSHAKE, early[:cut])
            assert wire.response().status == 101
            wire.send(early[cut:])
            assert b"".join(read_message(wire)) == b"early"
            close(wire)


def test_a_handshake_byte_by_byte(server):
    with Wire.to(server.address) as wire:
        for byte in HANDSHAKE.replace("\n", "\r\n").encode():
            wire.send(bytes([byte]))
        assert wire.response().status == 101
        close(wire)


def test_pings_messages_in_parts_and_bytes(wire):
    wire.send(masked(TEXT, b"in ", final=False), masked(PING, b"there?"))
    wire.send(masked(CONTINUED, b"parts"), masked(BINARY, b"\0\1\2"))
    assert read_frame(wire) == (TEXT, False, b"in ")
    assert read_frame(wire) == (PONG, True, b"there?")
    assert read_frame(wire) == (CONTINUED, True, b"parts")
    assert read_frame(wire) == (BINARY, True, b"\0\1\2")
    close(wire)


@pytest.mark.parametrize(
    ("frames", "code"),
    [
        (masked(3, b"reserved"), 1002),
        (masked(CONTINUED, b"of nothing"), 1002),
        (masked(TEXT, b"\xff"), 1007),
        (frame(TEXT, b"not masked"), 1002),
    ],
)
def test_wrong_frames(wire, frames, code):
    wire.send(frames)
    opcode, _, payload = read_frame(wire)
    assert (opcode, int.from_bytes(payload[:2], "big")) == (CLOSE, code)
    assert wire.rest() == b""


def test_a_client_that_disconnects(wire):
    wire.end()
    assert wire.rest() == b""


def without(name):
    return "".join(line for line in FIELDS.splitlines(True) if not line.startswith(name))


@pytest.mark.parametrize(
    ("request_text", "status", "version"),
    [
        ("GET / HTTP/1.1\nHost: a\n\n", 426, None),
        ("HEAD / HTTP/1.1\nHost: a\n\n", 426, None),
        (f"GET / HTTP/1.1\n{without('Upgrade')}\n", 426, None),
        (f"GET / HTTP/1.1\n{FIELDS.replace('websocket', 'h2c')}\n", 426, None),
        (f"POST / HTTP/1.1\n{FIELDS}Content-Length: 2\n\nhi", 426, None),
        (f"GET / HTTP/1.1\n{without('Sec-WebSocket-Version')}\n", 426, "13"),
        (f"GET / HTTP/1.1\n{FIELDS.replace('13', '8')}\n", 426, "13"),
        (f"GET / HTTP/1.1\n{without('Sec-WebSocket-Key')}\n", 400, None),
        (f"GET / HTTP/1.1\n{FIELDS.replace(KEY, 'short')}\n", 400, None),
        (f"GET / HTTP/1.1\n{FIELDS.replace(KEY, '====')}\n", 400, None),
        (f"GET / HTTP/1.1\n{without('Connection')}\n", 400, None),
        (f"GET / HTTP/1.1\n{without('Host')}\n", 400, None),
        ("hello\n\n", 400, None),
        ("GET / HTTP/1.1\nName: " + "a" * 40000, 431, None),
    ],
)
def test_rejected(server, request_text, status, version):
    with Wire.to(server.address) as wire:
        wire.send(request_text)
        head = wire.response("HEAD").head
        assert (head.status, head.get("sec-websocket-version")) == (status, version)
        assert (head.get("upgrade") == "websocket") is (status == 426)
        assert "close" in head.get("connection")
        assert wire.rest() == b""


@pytest.mark.parametrize(
    ("origin", "status"),
    [("Origin: https://good.example\n", 101), ("Origin: https://bad.example\n", 403), ("", 403)],
)
def test_origins(serve, origin, status):
    server = serve("websocket", "serve", "--origin", "https://good.example")
    with Wire.to(server.address) as wire:
        wire.send(f"GET / HTTP/1.1\n{FIELDS}{origin}\n")
        assert wire.response().status == status


@pytest.mark.skipif(not CAN_MEASURE, reason="memory is measured by Linux's account")
def test_a_message_of_unlimited_length(server, wire):
    """Its sender does not read, so the peer does not read from it either."""
    growth = server.growth()
    size = 48 * MIB
    piece = os.urandom(60_000)
    frames = [masked(BINARY, piece, final=False)]
    frames += [masked(CONTINUED, piece, final=False)] * (size // len(piece))
    everything = b"".join(frames) + masked(CONTINUED, b"end")
    sent = wire.send_until_stalled(everything)
    sending = threading.Thread(target=wire.sock.sendall, args=(memoryview(everything)[sent:],))
    sending.start()
    assert digest(read_message(wire)) == digest([*[piece] * len(frames), b"end"])
    sending.join()
    assert growth() < 8 * MIB
    close(wire)


def answer(head):
    key = head.get("sec-websocket-key")
    return base64.b64encode(hashlib.sha1((key + GUID).encode()).digest()).decode()


def switching(head, accept=None):
    return (
        "HTTP/1.1 101 Switching Protocols\nUpgrade: websocket\nConnection: Upgrade\n"
        f"Sec-WebSocket-Accept: {accept or answer(head)}\n\n"
    )


def talk(python, server):
    return run(python, "websocket", "talk", server.url.replace("http:", "ws:") + "/a?b", "hello")


def test_the_request_and_frames_after_the_response(python):
    def script(wire, number):
        head = wire.request().head
        assert head.start == "GET /a?b HTTP/1.1"
        assert (head.get("upgrade"), head.get("connection")) == ("websocket", "Upgrade")
        assert len(base64.b64decode(head.get("sec-websocket-key"))) == 16
        first = frame(TEXT, b"at ", final=False) + frame(PING, b"?") + frame(CONTINUED, b"once")
        wire.send("HTTP/1.1 103 Early Hints\n\n", switching(head), first)
        assert {read_frame(wire), read_frame(wire)} == {(TEXT, True, b"hello"), (PONG, True, b"?")}
        assert read_frame(wire) == (CLOSE, True, b"\x03\xe8")
        wire.send(frame(CLOSE, b"\x03\xe8"))

    with Scripted(script) as server:
        done = talk(python, server)
    assert (done.status, done.output, done.errors) == (0, b"at once\n", "")


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (lambda head: "HTTP/1.1 403 No\nContent-Length: 0\n\n", "the server answers 403"),
        (lambda head: "HTTP/1.1 200 OK\n\nhello", "the server answers 200"),
        (lambda head: switching(head, ACCEPT), "not to what was asked for"),
        (lambda head: "hello\n\n", "illegal status line"),
        (lambda head: "", "RemoteProtocolError"),
    ],
)
def test_invalid_handshakes_of_servers(python, answer, error):
    with Scripted(lambda wire, number: wire.send(answer(wire.request().head))) as server:
        done = talk(python, server)
    assert (done.status, done.output) == (1, b"")
    assert error in done.errors


def test_a_server_that_disconnects(python):
    def script(wire, number):
        wire.send(switching(wire.request().head))
        assert read_frame(wire) == (TEXT, True, b"hello")

    with Scripted(script) as server:
        done = talk(python, server)
    assert (done.status, done.output) == (1, b"")
    assert "closed before it had answered" in done.errors
