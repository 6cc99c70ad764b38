"""Servers that are started by the commands of a page."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

#: Responds with the version of the h11 that the server has imported.
APP = """\
import h11

async def app(scope, receive, send):
    assert scope["type"] == "http"
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": h11.__version__.encode()})
"""

#: The option for the address, by program.
ADDRESS = {
    "uvicorn": "--port {port}",
    "gunicorn": "--bind 127.0.0.1:{port}",
    "hypercorn": "--bind 127.0.0.1:{port}",
}


class Server(NamedTuple):
    port: int

    def get(self, **fields: str) -> tuple[int, str]:
        """The status and the content of the response to a GET with these fields."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        with contextlib.closing(connection):
            connection.request("GET", "/", headers=fields)
            response = connection.getresponse()
            return response.status, response.read().decode()


@contextlib.contextmanager
def serving(command: str, folder: Path, environment: dict[str, str]) -> Iterator[Server]:
    """The server of the command, which listens to a port that is free."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = ADDRESS[command.split()[0]].format(port=port)
    # The scripts of repacked wheels are missing.
    process = subprocess.Popen(
        ["bash", "-c", f"exec python -m {command} {address}"],
        cwd=folder,
        env={**os.environ, **environment},
    )
    try:
        server = Server(port)
        for _ in range(400):
            with contextlib.suppress(OSError):
                server.get()
                break
            time.sleep(0.05)
        else:
            raise AssertionError(f"$ {command}\nthe server does not respond")
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)
