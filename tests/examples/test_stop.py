"""Stopping servers while connections are open, in any state."""

from __future__ import annotations

import pytest

from .running import EXAMPLES, MIB, Server
from .wire import Wire

LARGE = 64 * MIB
DOWNLOAD = f"GET /bytes/{LARGE} HTTP/1.1\nHost: a\n\n"
HANDSHAKE = (
    "GET / HTTP/1.1\nHost: a\nUpgrade: websocket\nConnection: Upgrade\n"
    "Sec-WebSocket-Version: 13\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\n\n"
)


@pytest.fixture(scope="module")
def upstream(serve):
    return serve("asyncio_server.py")


@pytest.fixture(scope="module")
def large_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("stop") / "large"
    path.write_bytes(bytes(LARGE))
    return path


@pytest.mark.parametrize(
    ("program", "request_text"),
    [
        ("asyncio_server.py", DOWNLOAD),
        ("reverse_proxy", DOWNLOAD),
        ("sendfile.py", "GET / HTTP/1.1\nHost: a\n\n"),
        ("websocket", HANDSHAKE),
    ],
)
def test_stop(python, upstream, large_file, program, request_text):
    """Immediately and silently; trio_server.py completes the responses that it has started."""
    arguments = {
        "reverse_proxy": [upstream.url],
        "sendfile.py": [large_file],
        "websocket": ["serve"],
    }
    server = Server(python, EXAMPLES / program, *arguments.get(program, []))
    wires = [Wire.to(server.address) for _ in range(4)]
    beginner, rejected, busy = wires[1:]
    beginner.send("GET / HT")
    rejected.send("hello\n\n")
    assert rejected.response().status == 400  # and now the server waits for us to close
    busy.send(request_text)
    assert busy.head().status in (101, 200)
    server.stop()
    assert (server.process.returncode, server.complaints) == (0, [])
    for wire in wires:
        wire.wait_until_closed()
        wire.close()
