"""HTTP/2 without TLS on hypercorn: h11 parses the start, then the connection is handed over."""

from __future__ import annotations

import h2.config
import h2.connection
import h2.events

from tests.clients.scenarios.http_clients import described, httpx_client
from tests.clients.scenarios.raw import Peer, connect
from tests.clients.scenarios.servers import Servers
from tests.clients.scenarios.transcript import pairs, text


def prior_knowledge(url: str) -> list:
    """``PRI * HTTP/2.0`` is a request to h11; the rest of the preface is its trailing data."""
    with httpx_client(http1=False, http2=True) as client:
        return [
            described(client.get(url + "/hello")),
            client.post(url + "/inspect", content=b"hello").json()["body"],
        ]


def upgraded(peer: Peer) -> dict:
    """``Upgrade: h2c``: the response to the HTTP/1.1 request arrives as the first HTTP/2 stream."""
    client = h2.connection.H2Connection(h2.config.H2Configuration(header_encoding=None))
    settings = client.initiate_upgrade_connection()
    peer.send(
        b"GET /hello HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\n"
        b"Upgrade: h2c\r\nHTTP2-Settings: " + settings + b"\r\n\r\n"
    )
    switched = peer.read_response()
    peer.send(client.data_to_send())
    headers, body = [], b""
    while True:
        for event in client.receive_data(peer.take_some()):
            if isinstance(event, h2.events.ResponseReceived):
                headers = pairs(event.headers)
            elif isinstance(event, h2.events.DataReceived):
                body += event.data
            elif isinstance(event, h2.events.StreamEnded):
                return {"switched": switched, "headers": headers, "body": text(body)}
        peer.send(client.data_to_send())


def run(servers: Servers, *parts: str) -> dict:
    """Both parts, or ``upgraded`` alone."""
    server = servers.start("hypercorn")
    with connect(server.port) as peer:
        answers = {"upgraded": upgraded(peer)}
    if not parts:
        answers["prior knowledge"] = prior_knowledge(server.url)
    return answers
