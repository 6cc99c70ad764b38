"""The commands of the README, run as they stand there."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import time
import urllib.request

from ..docs.pages import ROOT, blocks
from .conftest import Place, version_of
from .recipes import Command, commands

APP = """\
import h11

async def app(scope, receive, send):
    assert scope["type"] == "http"
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": h11.__version__.encode()})
"""


def readme_commands() -> list[Command]:
    consoles = [block for block in blocks(ROOT / "README.md") if block.language == "console"]
    return [command for block in consoles for command in commands(block)]


def test_commands_of_the_readme(place: Place) -> None:
    make, *others = [command.text for command in readme_commands()]
    assert make == "make wheel PYTHONS=/srv/app/venv/bin/python"
    (place.folder / "app.py").write_text(APP)
    done = []
    for text in others:
        text = text.replace("/srv/app/venv", str(place.venv))
        if text.startswith("pip install dist/"):
            place.run("pip install uvicorn")
        if text.startswith("uvicorn "):
            assert served_by(text, place) == b"0.16.0+rust.1"
        else:
            done.append(place.run(text))
    assert len(done) == len(others) - 1
    assert version_of(place.venv / "bin" / "python", "h11") == "0.16.0"


def served_by(command: str, place: Place) -> bytes:
    """What the server of the command responds."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    # The scripts of repacked wheels are missing.
    module = f"exec python -m {command} --port {port}"
    server = subprocess.Popen(
        ["bash", "-c", module], cwd=place.folder, env={**os.environ, **place.environment}
    )
    try:
        for _ in range(200):
            with contextlib.suppress(ConnectionRefusedError, OSError):
                return urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10).read()
            time.sleep(0.05)
        raise AssertionError("the server does not respond")
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(20)
