"""Malformed requests to a server whose log configuration includes the logger of h11."""

from __future__ import annotations

from tests.clients.scenarios.raw import connect
from tests.clients.scenarios.servers import Servers

REQUESTS = [
    b"GET / HTTP/1.1\r\nHost: a\r\nName : value\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
    b"\x16\x03\x01\x00\x2f\x01\x00\x00\x2b\x03\x03",
]


def run(servers: Servers) -> list:
    server = servers.start("uvicorn with the log of h11")
    for request in REQUESTS:
        with connect(server.port) as peer:
            peer.send(request)
            peer.read_responses("GET")
    server.stop()  # so that all lines are there
    return [line for line in server.lines if line.startswith(("DEBUG h11", "WARNING"))]
