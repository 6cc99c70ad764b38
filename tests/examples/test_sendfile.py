"""sendfile.py: a large file, whole or in part, whose bytes never enter the program."""

from __future__ import annotations

import os
import re

import pytest

from .running import CAN_MEASURE, EXAMPLES, MIB, Server
from .wire import Wire, digest

LARGE = 64 * MIB + 12345


@pytest.fixture(scope="module")
def large_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("sendfile") / "large"
    piece = os.urandom(MIB)
    path.write_bytes((piece * (LARGE // MIB + 1))[:LARGE])
    return path


@pytest.fixture(scope="module")
def content(large_file):
    return large_file.read_bytes()


@pytest.fixture(scope="module")
def server(serve, large_file):
    return serve("sendfile.py", str(large_file))


@pytest.fixture
def wire(server):
    with Wire.to(server.address) as wire:
        yield wire


@pytest.mark.parametrize("version", ["1.1", "1.0"])
@pytest.mark.parametrize("path", ["/", "/chunked"])
def test_the_whole_file(wire, content, path, version):
    wire.send(f"GET {path} HTTP/{version}\nHost: a\n\n")
    head = wire.head()
    assert head.get("content-length") == (str(LARGE) if path == "/" else None)
    is_chunked = (path, version) == ("/chunked", "1.1")
    assert head.get("transfer-encoding") == ("chunked" if is_chunked else None)
    assert head.get("connection") == ("close" if version == "1.0" else None)
    assert digest(wire.pieces(head)) == digest([content])


def test_one_connection_for_many_requests(wire, content):
    """Pipelined, and between requests for all of it."""
    part = "GET / HTTP/1.1\nHost: a\nRange: bytes=9-99\n\n"
    wire.send(part, "GET /chunked HTTP/1.1\nHost: a\n\n", part)
    assert wire.response().content == content[9:100]
    assert digest(wire.pieces(wire.head())) == digest([content])
    assert wire.response().content == content[9:100]


@pytest.mark.parametrize("path", ["/", "/chunked"])
def test_head(wire, path):
    for _ in range(2):
        wire.send(f"HEAD {path} HTTP/1.1\nHost: a\n\n")
        assert wire.response("HEAD").status == 200


@pytest.mark.parametrize(
    ("field", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=1000000-3999999", 1_000_000, 3_999_999),
        (f"bytes={LARGE - 5}-", LARGE - 5, LARGE - 1),
        (f"bytes={LARGE - 5}-{LARGE + 5}", LARGE - 5, LARGE - 1),
        ("bytes=-7", LARGE - 7, LARGE - 1),
        (f"bytes=-{LARGE * 2}", 0, LARGE - 1),
    ],
)
def test_ranges(wire, content, field, first, last):
    wire.send(f"GET / HTTP/1.1\nHost: a\nRange: {field}\n\n")
    head = wire.head()
    assert (head.status, head.get("content-range")) == (206, f"bytes {first}-{last}/{LARGE}")
    assert digest(wire.pieces(head)) == digest([content[first : last + 1]])


@pytest.mark.parametrize("field", [f"bytes={LARGE}-", "bytes=-0"])
def test_unsatisfiable_ranges(wire, field):
    wire.send(f"GET / HTTP/1.1\nHost: a\nRange: {field}\n\n")
    response = wire.response()
    assert (response.status, response.head.get("content-range")) == (416, f"bytes */{LARGE}")


@pytest.mark.parametrize(
    "fields",
    [
        "Range: bytes=5-4",
        "Range: lines=1-2",
        "Range: bytes=0-0,2-2",
        'Range: bytes=0-0\nIf-Range: "a"',
    ],
)
def test_ignored_ranges(server, fields):
    with Wire.to(server.address) as wire:
        wire.send(f"GET / HTTP/1.1\nHost: a\n{fields}\n\n")
        head = wire.head()
        assert (head.status, head.get("content-length")) == (200, str(LARGE))


def test_the_program_does_not_see_the_file(python, large_file, content):
    """All content goes through os.sendfile, in one call unless the kernel splits it."""
    spy = (
        "import os, runpy, sys\n"
        "sendfile = os.sendfile\n"
        "def watched(*arguments):\n"
        "    sent = sendfile(*arguments)\n"
        "    print('sendfile:', sent, file=sys.stderr, flush=True)\n"
        "    return sent\n"
        "os.sendfile = watched\n"
        "del sys.argv[0]\n"
        "runpy.run_path(sys.argv[0], run_name='__main__')\n"
    )
    server = Server(python, "-c", spy, EXAMPLES / "sendfile.py", large_file)
    with Wire.to(server.address) as wire:
        for path in ("/", "/chunked"):
            wire.send(f"GET {path} HTTP/1.1\nHost: a\n\n")
            assert digest(wire.pieces(wire.head())) == digest([content])
    server.stop()
    sent = re.findall(r"^sendfile: (\d+)$", server.text(), re.MULTILINE)
    assert sum(map(int, sent)) == 2 * LARGE


@pytest.mark.skipif(not CAN_MEASURE, reason="memory is measured by Linux's account")
def test_slow_clients_use_no_memory(server, content):
    growth = server.growth()
    wires = [Wire.to(server.address, small_buffers=True) for _ in range(4)]
    heads = []
    for wire in wires:
        wire.send("GET / HTTP/1.1\nHost: a\n\n")
        heads.append(wire.head())
    for wire, head in zip(wires, heads):
        assert digest(wire.pieces(head)) == digest([content])
        wire.close()
    assert growth() < 2 * MIB


def test_an_empty_file(serve, tmp_path):
    path = tmp_path / "empty"
    path.touch()
    server = serve("sendfile.py", str(path))
    with Wire.to(server.address) as wire:
        for target in ("/", "/chunked", "/"):
            wire.send(f"GET {target} HTTP/1.1\nHost: a\n\n")
            response = wire.response()
            assert (response.status, response.content) == (200, b"")


@pytest.mark.parametrize(
    ("path", "version"), [("/", "1.1"), ("/chunked", "1.1"), ("/chunked", "1.0")]
)
def test_a_truncated_file_does_not_look_complete(serve, tmp_path, path, version):
    file = tmp_path / "shrinking"
    file.write_bytes(bytes(LARGE))
    server = serve("sendfile.py", str(file))
    with Wire.to(server.address, small_buffers=True) as wire:
        wire.send(f"GET {path} HTTP/{version}\nHost: a\n\n")
        head = wire.head()
        os.truncate(file, MIB)
        with pytest.raises((ConnectionResetError, EOFError)):
            digest(wire.pieces(head))


def test_a_missing_file(serve, tmp_path):
    file = tmp_path / "gone"
    file.touch()
    server = serve("sendfile.py", str(file))
    file.unlink()
    with Wire.to(server.address) as wire:
        wire.send("GET / HTTP/1.1\nHost: a\n\n")
        assert wire.response().status == 500


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("hello\n\n", 400),
        ("GET / HTTP/1.1\n\n", 400),
        ("GET / HTTP/1.1\nHost: a\nTransfer-Encoding: gzip\n\n", 501),
        ("GET / HTTP/1.1\nHost: a\nName: " + "a" * 40000, 431),
        ("PUT / HTTP/1.1\nHost: a\nContent-Length: 3000000\n\n" + "a" * 3_000_000, 405),
        ("GET /none HTTP/1.1\nHost: a\n\n", 404),
    ],
    ids=lambda value: repr(value[:40]) if isinstance(value, str) else None,
)
def test_rejected(wire, text, status):
    wire.send(text)
    response = wire.response()
    assert (response.status, response.head.get("connection")) == (status, "close")
    assert wire.rest() == b""


def test_content_of_a_get_is_discarded(wire):
    wire.send(
        "GET / HTTP/1.1\nHost: a\nRange: bytes=0-0\nContent-Length: 5\nExpect: 100-continue\n\n"
    )
    assert wire.response().status == 100
    wire.send("hello", "HEAD / HTTP/1.1\nHost: a\n\n")
    assert wire.response().status == 206
    assert wire.response("HEAD").status == 200


def test_a_half_closed_client_gets_the_file(wire, content):
    wire.send("GET / HTTP/1.1\nHost: a\n\n")
    wire.end()
    assert digest(wire.pieces(wire.head())) == digest([content])
    assert wire.rest() == b""


@pytest.fixture(scope="module")
def hasty(serve, large_file):
    return serve("sendfile.py", str(large_file), "--timeout", "0.4")


@pytest.mark.parametrize("text", ["GET / HT", "GET / HTTP/1.1\nHost: a\nContent-Length: 9\n\nx"])
def test_a_stalled_request(hasty, text):
    with Wire.to(hasty.address) as wire:
        wire.send(text)
        response = wire.response()
        assert (response.status, response.head.get("connection")) == (408, "close")
        assert wire.rest() == b""


def test_an_idle_connection_is_closed_silently(hasty):
    with Wire.to(hasty.address) as wire:
        assert wire.rest() == b""


def test_a_client_that_never_reads_is_dropped(hasty):
    with Wire.to(hasty.address, small_buffers=True) as wire:
        wire.send("GET / HTTP/1.1\nHost: a\n\n")
        head = wire.head()
        wire.wait_until_reset()
        with pytest.raises((ConnectionResetError, EOFError)):
            digest(wire.pieces(head))
