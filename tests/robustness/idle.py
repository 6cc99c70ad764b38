"""The memory of idle connections, as JSON: a script for the tests.

Each kind of connection is measured in a separate process, with many connections: the result is the
growth of the process per connection.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable

import h11

from tests.robustness.attack_patterns import CHUNKED, GET
from tests.robustness.peak import in_a_child, kilobytes

OK = h11.Response(status_code=200, headers=[("Content-Length", "0")])
END = h11.EndOfMessage()
LARGE = 1 << 20


def read(server: h11.Connection) -> None:
    while server.next_event() not in (h11.NEED_DATA, h11.PAUSED):
        pass


def receive(server: h11.Connection, *segments: bytes) -> h11.Connection:
    for segment in segments:
        server.receive_data(segment)
        read(server)
    return server


def answer(server: h11.Connection) -> h11.Connection:
    server.send(OK)
    server.send(END)
    server.start_next_cycle()
    return server


def cut(wire: bytes, length: int) -> list[bytes]:
    return [wire[at : at + length] for at in range(0, len(wire), length)]


def new() -> h11.Connection:
    return h11.Connection(h11.SERVER)


def served() -> h11.Connection:
    return answer(receive(new(), GET + b"\r\n"))


def served_many() -> h11.Connection:
    server = new()
    for _ in range(20):
        answer(receive(server, GET + b"Accept: text/plain\r\n" * 8 + b"\r\n"))
    return server


def waiting() -> h11.Connection:
    """Within a head."""
    return receive(new(), GET)


BODY = bytes(LARGE)
LENGTH = GET + b"Content-Length: %d\r\n\r\n" % LARGE
CHUNKS = b"1000\r\n%s\r\n" % bytes(4096) * (LARGE // 4096) + b"0\r\n\r\n"


def large_body() -> h11.Connection:
    return answer(receive(new(), LENGTH, *cut(BODY, 65536)))


def large_body_gathered() -> h11.Connection:
    """The head arrives in two segments, so what arrives with the second is copied, too."""
    return answer(receive(new(), LENGTH[:9], LENGTH[9:] + BODY))


def large_chunked_body() -> h11.Connection:
    """Split within all chunk-size lines, so that many are buffered."""
    return answer(receive(new(), CHUNKED, *cut(CHUNKS, 65521)))


def large_head() -> h11.Connection:
    server = h11.Connection(h11.SERVER, max_incomplete_event_size=2 * LARGE)
    return answer(receive(server, *cut(GET + b"A: " + b"b" * LARGE + b"\r\n\r\n", 1 << 19)))


def pipelined() -> h11.Connection:
    """Further requests are buffered while the server responds to the first."""
    server = receive(new(), (GET + b"\r\n") * 400)
    for _ in range(400):
        answer(server)
        read(server)
    return server


def rejected() -> h11.Connection:
    """Kept by a program that has not closed the connection yet."""
    server = new()
    try:
        receive(server, GET + b"A\0" * LARGE + b"\r\n\r\n")
    except h11.RemoteProtocolError:
        return server
    raise AssertionError("it was accepted")


def downloaded() -> h11.Connection:
    client = h11.Connection(h11.CLIENT)
    client.send(h11.Request(method="GET", target="/", headers=[("Host", "a")]))
    client.send(END)
    receive(client, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", *cut(CHUNKS, 65521))
    client.start_next_cycle()
    return client


def uploaded() -> h11.Connection:
    client = h11.Connection(h11.CLIENT)
    headers = [("Host", "a"), ("Content-Length", str(LARGE))]
    client.send(h11.Request(method="PUT", target="/", headers=headers))
    client.send(h11.Data(BODY))
    client.send(END)
    return client


LIVES: dict[str, tuple[Callable[[], h11.Connection], int]] = {
    "new": (new, 10_000),
    "a request served": (served, 10_000),
    "many requests served": (served_many, 2_000),
    "in the middle of a head": (waiting, 10_000),
    "a large body received": (large_body, 500),
    "a large body gathered": (large_body_gathered, 500),
    "a large chunked body received": (large_chunked_body, 500),
    "a large head received": (large_head, 500),
    "a pipeline served": (pipelined, 500),
    "a large head rejected": (rejected, 200),
    "a large response received": (downloaded, 500),
    "a large body sent": (uploaded, 500),
}


def per_connection(live: Callable[[], h11.Connection], count: int) -> dict:
    for _ in range(10):
        live()
    before = kilobytes("VmRSS")
    held = [live() for _ in range(count)]
    return {"bytes": (kilobytes("VmRSS") - before) * 1024 // len(held)}


if __name__ == "__main__":
    found = {
        name: in_a_child(lambda arguments=arguments: per_connection(*arguments))["bytes"]
        for name, arguments in LIVES.items()
    }
    json.dump(found, sys.stdout)
