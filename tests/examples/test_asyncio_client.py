"""asyncio_client.py: with asyncio_server.py, and with servers that behave differently."""

from __future__ import annotations

import os
import threading
from concurrent.futures import Future
from subprocess import DEVNULL, PIPE

import pytest

from .running import CAN_MEASURE, EXAMPLES, MIB, SECONDS, PeakGrowth, run, start
from .wire import Scripted, digest, slowly

PROGRAM = "asyncio_client.py"
PATTERN = bytes(range(256)) * 4096
LARGE = 32 * MIB


@pytest.fixture(scope="module")
def server(serve):
    return serve("asyncio_server.py")


@pytest.fixture(scope="module")
def large_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("upload") / "large"
    path.write_bytes(os.urandom(MIB) * (LARGE // MIB))
    return path


def digest_of(path):
    with open(path, "rb") as file:
        return digest(iter(lambda: file.read(MIB), b""))


def test_download(python, server, tmp_path):
    copy = tmp_path / "copy"
    done = run(python, PROGRAM, f"{server.url}/bytes/{LARGE}", "--output", copy)
    assert (done.status, done.errors.strip()) == (0, "200")
    assert digest_of(copy) == digest([PATTERN] * (LARGE // MIB))


@pytest.mark.parametrize("chunked", [[], ["--chunked"]], ids=["length", "chunked"])
def test_both_directions_concurrently(python, server, large_file, tmp_path, chunked):
    """More than all buffers can hold: a client that sends first and receives later would hang."""
    copy = tmp_path / "copy"
    done = run(
        python, PROGRAM, f"{server.url}/echo", "--upload", large_file, "--output", copy, *chunked
    )
    assert (done.status, done.errors.split()) == (0, ["100", "200"])
    assert digest_of(copy) == digest_of(large_file)


def test_over_tls(python, serve, certificate, large_file):
    server = serve("asyncio_server.py", "--certificate", str(certificate.chain_and_key))
    arguments = [f"{server.url}/digest", "--upload", large_file]
    done = run(python, PROGRAM, *arguments, "--cafile", certificate.authority)
    assert (done.status, done.output.decode().strip()) == (0, digest_of(large_file)[1])
    rejected = run(python, PROGRAM, *arguments)
    assert rejected.status == 1
    assert "certificate verify failed" in rejected.errors


def test_no_upload_after_an_early_rejection(python, large_file):
    def script(wire, number):
        head = wire.head()
        assert (head.start, head.get("expect")) == ("PUT /none HTTP/1.1", "100-continue")
        assert not wire.readable(within=0.2)
        wire.send("HTTP/1.1 417 No\nContent-Length: 3\n\nNo.")
        assert wire.rest() == b""

    with Scripted(script) as server:
        done = run(python, PROGRAM, f"{server.url}/none", "--upload", large_file)
    assert (done.status, done.output, done.errors.strip()) == (1, b"No.", "417 No")


def test_an_upload_ends_when_the_server_responds(python, large_file):
    def script(wire, number):
        head = wire.head()
        wire.send("HTTP/1.1 100 Continue\n\n")
        pieces = wire.pieces(head)
        received = len(next(pieces))
        wire.send("HTTP/1.1 413 Enough\nContent-Length: 0\nConnection: close\n\n")
        with pytest.raises((EOFError, ConnectionResetError)):
            received += digest(pieces)[0]
        assert received < LARGE

    with Scripted(script) as server:
        done = run(python, PROGRAM, server.url, "--upload", large_file)
    assert (done.status, done.errors.splitlines()) == (1, ["100 Continue", "413 Enough"])


def test_the_head_of_an_error_ends_an_upload(python, large_file):
    def script(wire, number):
        head = wire.head()
        wire.send("HTTP/1.1 100 Continue\n\n")
        pieces = wire.pieces(head)
        received = len(next(pieces))
        wire.send("HTTP/1.1 413 Enough\nContent-Length: 5\n\n")
        while wire.readable(within=0.3):
            received += len(next(pieces))
        assert received < LARGE
        wire.send("hello")

    with Scripted(script) as server:
        done = run(python, PROGRAM, server.url, "--upload", large_file)
    assert (done.status, done.output) == (1, b"hello")


def test_a_server_without_100_continue(python, large_file):
    def script(wire, number):
        received = digest(wire.pieces(wire.head()))
        wire.send(f"HTTP/1.0 200 OK\n\n{received[1]}")

    with Scripted(script) as server:
        done = run(python, PROGRAM, server.url, "--upload", large_file)
    assert (done.status, done.output.decode()) == (0, digest_of(large_file)[1])


@pytest.mark.skipif(not CAN_MEASURE, reason="memory is measured by Linux's account")
def test_backpressure_in_both_directions(python, large_file):
    """Backpressure: the client reads neither the file faster than the server, nor the server faster
    than standard output; and neither direction waits for the other."""
    content = PATTERN * (LARGE // MIB)
    client, is_stalled = Future(), threading.Event()

    def script(wire, number):
        upload = wire.pieces(wire.head())
        growth = PeakGrowth(client.result(SECONDS).pid)
        wire.send("HTTP/1.1 100 Continue\n\n")
        assert growth.stays_below(8 * MIB)
        wire.send(f"HTTP/1.1 200 OK\nContent-Length: {LARGE}\n\n")
        sent = wire.send_until_stalled(content)
        assert digest(upload) == digest_of(large_file)
        assert growth() < 8 * MIB
        is_stalled.set()
        wire.send(content[sent:])

    with Scripted(script) as server:
        arguments = [EXAMPLES / PROGRAM, server.url, "--upload", large_file]
        with start(python, *arguments, stdout=PIPE, stderr=DEVNULL) as process:
            client.set_result(process)
            assert is_stalled.wait(SECONDS)
            assert process.stdout.read() == content
    assert process.returncode == 0


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ("HTTP/1.1 200 OK\nContent-Length: 9\n\nhello", "received 5 bytes, expected 9"),
        ("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n5\nhello\n", "incomplete chunked read"),
        ("HTTP/1.1 200 OK\nContent-Len", "peer unexpectedly closed connection"),
        ("SSH-2.0-OpenSSH_9.2\n\n", "illegal status line"),
        ("", "ConnectionClosed"),
    ],
)
def test_invalid_responses(python, answer, error):
    def script(wire, number):
        wire.request()
        wire.send(answer)

    with Scripted(script) as server:
        done = run(python, PROGRAM, server.url)
    assert done.status == 1
    assert f"{server.url}: RemoteProtocolError: " in done.errors
    assert error in done.errors


def test_a_silent_server(python):
    with Scripted(lambda wire, number: wire.wait_until_closed()) as server:
        done = run(python, PROGRAM, server.url, "--timeout", "0.3")
    assert done.status == 1
    assert "TimeoutError" in done.errors


def test_a_server_may_be_silent_while_an_upload_makes_progress(python, large_file):
    def script(wire, number):
        head = wire.head()
        wire.send("HTTP/1.1 100 Continue\n\n")
        received = digest(slowly(wire.pieces(head), pause=LARGE // 8))
        wire.send(f"HTTP/1.1 200 OK\n\n{received[1]}")

    with Scripted(script) as server:
        done = run(python, PROGRAM, server.url, "--upload", large_file, "--timeout", "0.5")
    assert (done.status, done.output.decode()) == (0, digest_of(large_file)[1])


def test_a_file_that_is_truncated_while_sending(python, tmp_path):
    """The request cannot be completed, so it must not look complete."""
    path = tmp_path / "shrinking"
    path.write_bytes(bytes(LARGE))

    def script(wire, number):
        pieces = wire.pieces(wire.head())
        wire.send("HTTP/1.1 100 Continue\n\n")
        next(pieces)
        os.truncate(path, MIB)
        with pytest.raises((EOFError, ConnectionResetError)):
            digest(pieces)

    with Scripted(script) as server:
        done = run(python, PROGRAM, server.url, "--upload", path)
    assert done.status == 1
    assert "LocalProtocolError: Too little data for declared Content-Length" in done.errors


def test_no_server(python, free_port):
    done = run(python, PROGRAM, f"http://127.0.0.1:{free_port}/")
    assert done.status == 1
    assert "ConnectionRefusedError" in done.errors
