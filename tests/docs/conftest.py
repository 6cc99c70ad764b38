"""The environment of the examples: a server at the addresses they mention."""

from __future__ import annotations

import http.server
import logging
import socket
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

#: Addresses at which the pages assume a server. Every other address is real.
SERVED = [("localhost", 8000), ("example.com", 80)]


@pytest.fixture(autouse=True)
def unchanged_process() -> Iterator[None]:
    """What the pages change for the whole process is as before afterwards: the logger, and the
    modules that they import again."""
    log = logging.getLogger("h11")
    level, handlers = log.level, log.handlers[:]
    modules = {name: module for name, module in sys.modules.items() if name.startswith("h11")}
    yield
    log.setLevel(level)
    log.handlers[:] = handlers
    sys.modules.update(modules)


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    """The handler of `python3 -m http.server --protocol HTTP/1.1`."""

    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def served_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that is served, on another port, at the addresses above."""

    def handler(*args: object) -> QuietHandler:
        return QuietHandler(*args, directory=str(tmp_path))

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
    connect = socket.create_connection

    def connect_locally(address: tuple[str, int], *args: object, **kwargs: object) -> socket.socket:
        return connect(server.server_address if address in SERVED else address, *args, **kwargs)

    monkeypatch.setattr(socket, "create_connection", connect_locally)
    monkeypatch.chdir(tmp_path)
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(20)  # so that a failure does not hang
    yield tmp_path
    socket.setdefaulttimeout(before)
    server.shutdown()
    server.server_close()
