"""Mistakes at the command line: one line says what is wrong, without a call stack."""

from __future__ import annotations

import socket
import subprocess

import pytest

from .running import EXAMPLES, SECONDS, interpreter, run

SERVERS = {
    "asyncio_server.py": [],
    "trio_server.py": [],
    "sendfile.py": [__file__],
    "reverse_proxy": ["http://127.0.0.1:1"],
    "websocket": ["serve"],
}


@pytest.fixture(scope="session")
def python():
    """One environment is enough: no h11 is used."""
    return interpreter("ours")


def complaint(python, program, *arguments):
    """The only line that a program writes before it fails."""
    done = run(python, program, *arguments)
    assert (done.status, done.output) == (1, b"")
    [line] = done.errors.splitlines()
    return line


@pytest.mark.parametrize("program", SERVERS)
def test_a_used_port(python, program):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        line = complaint(python, program, *SERVERS[program], "--port", port)
    assert line.startswith("error: ")
    assert "address already in use" in line.lower()


@pytest.mark.parametrize("program", SERVERS)
def test_no_such_port(python, program):
    line = complaint(python, program, *SERVERS[program], "--port", "99999")
    assert line.startswith("error: ")
    assert "65535" in line


@pytest.mark.parametrize(
    ("program", "arguments", "expected"),
    [
        ("sendfile.py", ["no-such-file"], "error: no-such-file is not a file"),
        ("sendfile.py", ["."], "error: . is not a file"),
        (
            "asyncio_server.py",
            ["--certificate", "no-such-file"],
            "error: no-such-file: No such file or directory",
        ),
        (
            "asyncio_client.py",
            ["http://127.0.0.1:1/", "--upload", "no-such-file"],
            "error: no-such-file: No such file or directory",
        ),
        (
            "asyncio_client.py",
            ["http://127.0.0.1:1/", "--output", "no-such-folder/file"],
            "error: no-such-folder/file: No such file or directory",
        ),
        (
            "client_tls.py",
            ["http://127.0.0.1:1/", "--output", "no-such-folder/file"],
            "error: no-such-folder/file: No such file or directory",
        ),
        (
            "client_tls.py",
            ["https://127.0.0.1:1/", "--cafile", "no-such-file"],
            "error: no-such-file: No such file or directory",
        ),
    ],
)
def test_a_missing_file(python, program, arguments, expected):
    assert complaint(python, program, *arguments) == expected


@pytest.mark.parametrize("url", ["127.0.0.1:8000", "ftp://127.0.0.1/", "http://"])
@pytest.mark.parametrize("program", ["asyncio_client.py", "client_tls.py", "reverse_proxy"])
def test_not_a_url(python, program, url):
    line = complaint(python, program, url)
    assert url in line
    assert line.endswith("not a URL of http or https")


def test_not_a_url_of_a_websocket(python):
    line = complaint(python, "websocket", "talk", "http://127.0.0.1:1/", "hello")
    assert line == "http://127.0.0.1:1/: ValueError: not a URL of ws"


@pytest.mark.parametrize(
    ("program", "package"), [("trio_server.py", "trio"), ("websocket", "wsproto")]
)
def test_a_missing_package(python, program, package):
    """A module that is None in `sys.modules` is not found, as if it were not installed."""
    hide = f"import runpy, sys; sys.modules[{package!r}] = None; sys.argv[1:] = ['serve']"
    command = f"{hide}; runpy.run_path({str(EXAMPLES / program)!r}, run_name='__main__')"
    done = subprocess.run([python, "-c", command], capture_output=True, text=True, timeout=SECONDS)
    assert done.returncode == 1
    assert done.stderr == f"error: this example needs {package}: pip install {package}\n"
