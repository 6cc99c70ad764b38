"""The servers of the survey: how to start them, and their versions."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Callable

SERVERS = Path(__file__).resolve().parent / "servers"
SECONDS = 60
# Each server prints its address, except nginx, which gets one and reports that it is ready.
READY = re.compile(r"http://127\.0\.0\.1:(?P<port>\d+)|using the \"\w+\" event method")
ECHO_MODULE = "ngx_http_echo_module.so"
MODULE_FOLDERS = ["/usr/lib/nginx/modules", "/usr/lib64/nginx/modules", "/usr/share/nginx/modules"]


class Missing(Exception):
    """The reason why a server is not part of the survey."""


@dataclass(frozen=True)
class Program:
    """A server that reports what it has parsed."""

    name: str
    #: Returns the version, or raises Missing.
    version: Callable[[], str]
    #: Returns the command, given a folder that it may use.
    command: Callable[[Path], list[str]]
    environment: dict[str, str] = field(default_factory=dict)

    @contextmanager
    def running(self) -> Iterator[Callable[[], socket.socket]]:
        """Yield a function that connects to the server."""
        with tempfile.TemporaryDirectory() as folder:
            process = subprocess.Popen(
                self.command(Path(folder)),
                cwd=SERVERS,
                env={**os.environ, "PYTHONUNBUFFERED": "1", **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
                errors="replace",
            )
            assert process.stdout is not None
            deadline = threading.Timer(SECONDS, process.kill)
            deadline.start()
            try:
                port = self.port_of(process.stdout)
                deadline.cancel()
                # Keep the pipe from filling up.
                rest = threading.Thread(target=process.stdout.read, daemon=True)
                rest.start()
                if port is None:
                    yield lambda: connect_to_file(f"{folder}/socket")
                else:
                    yield lambda: socket.create_connection(("127.0.0.1", port), SECONDS)
            finally:
                deadline.cancel()
                process.kill()
                process.wait()

    def port_of(self, log: Iterator[str]) -> int | None:
        """Wait for the port."""
        lines = []
        for line in log:
            lines.append(line)
            ready = READY.search(line)
            if ready:
                return int(ready["port"]) if ready["port"] else None
        raise Missing(f"{self.name} does not start: {''.join(lines)}")


def connect_to_file(path: str) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(SECONDS)
    connection.connect(path)
    return connection


def said_by(*command: str) -> Callable[[], str]:
    """Parse the version in the output of a command."""

    def ask() -> str:
        if shutil.which(command[0]) is None:
            raise Missing(f"there is no {command[0]}")
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS)
        return re.search(r"\d+(\.\d+)+", done.stdout + done.stderr)[0]

    return ask


def installed(*packages: str) -> Callable[[], str]:
    """The versions of these packages, by name if there are several."""

    def ask() -> str:
        if len(packages) == 1:
            return version(*packages)
        return ", ".join(f"{package} {version(package)}" for package in packages)

    return ask


def nginx_version() -> str:
    found = said_by("nginx", "-v")()
    echo_module()
    return found


def echo_module() -> Path:
    for folder in MODULE_FOLDERS:
        if (module := Path(folder) / ECHO_MODULE).exists():
            return module
    raise Missing(f"nginx has no {ECHO_MODULE}")


def start_nginx(folder: Path) -> list[str]:
    text = (SERVERS / "nginx.conf").read_text(encoding="utf-8")
    text = text.replace("FOLDER", str(folder)).replace("MODULE", str(echo_module()))
    (folder / "nginx.conf").write_text(text, encoding="utf-8")
    return ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", "stderr"]


def start_go(folder: Path) -> list[str]:
    program = folder / "echo"
    subprocess.run(
        ["go", "build", "-o", str(program), "echo.go"], cwd=SERVERS, check=True, timeout=600
    )
    return [str(program)]


def python(*arguments: str) -> Callable[[Path], list[str]]:
    return lambda folder: [sys.executable, *arguments]


def uvicorn(parser: str) -> Callable[[Path], list[str]]:
    return python(*f"-m uvicorn asgi_echo:app --http {parser} --port 0 --no-access-log".split())


GUNICORN = "-m gunicorn wsgi_echo:app --bind 127.0.0.1:0 --worker-class gthread --threads 8"

PROGRAMS = [
    Program("nginx", nginx_version, start_nginx),
    Program("Node.js", said_by("node", "--version"), lambda folder: ["node", "echo.js"]),
    Program("Go", said_by("go", "version"), start_go),
    Program("gunicorn", installed("gunicorn"), python(*GUNICORN.split())),
    Program("waitress", installed("waitress"), python("wsgi_echo.py")),
    Program("uvicorn on httptools", installed("uvicorn", "httptools"), uvicorn("httptools")),
    Program("uvicorn on h11-rust", installed("uvicorn", "h11"), uvicorn("h11")),
    Program(
        "uvicorn on h11-rust, strict",
        installed("uvicorn", "h11"),
        uvicorn("h11"),
        {"H11_POLICY": "strict"},
    ),
]
