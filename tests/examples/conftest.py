"""Runs the unmodified programs of examples/ on our h11 and on h11 0.16.0.

Each is a separate process, tested over real sockets: with `http.client`, raw bytes, curl, scripted
servers, and other examples. The environments are those of tests/clients.
"""

from __future__ import annotations

import contextlib
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from .running import ENVIRONMENTS, EXAMPLES, Server, h11_version, interpreter
from .wire import Script, Scripted, Wire


class Certificate(NamedTuple):
    """The certificate of a server, and the authority that a client must trust."""

    chain_and_key: Path
    authority: Path


@pytest.fixture(scope="session", params=list(ENVIRONMENTS))
def python(request: pytest.FixtureRequest) -> Path:
    """The Python of an environment, which must have the right h11."""
    python = interpreter(request.param)
    is_ours = "+rust." in h11_version(python)
    assert is_ours is (request.param == "ours")
    return python


@pytest.fixture(scope="module")
def serve(python: Path) -> Iterator[Callable[..., Server]]:
    """Start a server program. At the end each must stop when asked to, without output."""
    servers: list[Server] = []

    def serve(name: str, *arguments: str) -> Server:
        server = Server(python, EXAMPLES / name, *arguments)
        servers.append(server)
        return server

    yield serve
    for server in servers:
        server.process.terminate()
    for server in servers:
        server.wait()
    for server in servers:
        assert (server.process.returncode, server.complaints) == (0, server.expected)


@pytest.fixture(scope="session")
def make_certificate(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Certificate]:
    """Certificates for names, each from an authority of its own that nobody else trusts."""

    def make_certificate(*names: str) -> Certificate:
        folder = tmp_path_factory.mktemp("certificate")
        command = [interpreter("ours"), "-m", "trustme", "-q", "-d", folder, "-i", *names]
        subprocess.run(command, check=True, timeout=60)
        both = folder / "both.pem"
        both.write_bytes(
            (folder / "server.pem").read_bytes() + (folder / "server.key").read_bytes()
        )
        return Certificate(both, folder / "client.pem")

    return make_certificate


@pytest.fixture(scope="session")
def certificate(make_certificate: Callable[..., Certificate]) -> Certificate:
    return make_certificate("localhost", "127.0.0.1")


@pytest.fixture
def free_port() -> Iterator[int]:
    """A port without a listener, reserved for the duration of the test."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        yield sock.getsockname()[1]


@pytest.fixture
def between(serve: Callable[..., Server]) -> Iterator[Callable[..., tuple[Scripted, Wire]]]:
    """A proxy for a scripted server, and a client of it; both by hand."""
    with contextlib.ExitStack() as stack:

        def between(script: Script, *arguments: str) -> tuple[Scripted, Wire]:
            upstream = stack.enter_context(Scripted(script))
            proxy = serve("reverse_proxy", upstream.url, *arguments)
            return upstream, stack.enter_context(Wire.to(proxy.address))

        yield between
