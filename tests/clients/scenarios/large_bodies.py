"""Content of several MiB, in both directions and with both framings, with httpx as the client."""

from __future__ import annotations

from tests.clients.scenarios.http_clients import httpx_client
from tests.clients.scenarios.pages import pattern, split
from tests.clients.scenarios.servers import Servers
from tests.clients.scenarios.transcript import body

SIZE = 4 * 1024 * 1024 + 7
PIECE = 100_000


def run(servers: Servers, kind: str) -> dict:
    url = servers.start(kind).url
    content = pattern(SIZE)
    with httpx_client() as client:

        def exchange(method: str, target: str, upload=None) -> dict:
            response = client.request(method, url + target, content=upload)
            framing = [
                name for name in ("content-length", "transfer-encoding") if name in response.headers
            ]
            return {"status": response.status_code, "framing": framing, **body(response.content)}

        return {
            "down with a length": exchange("GET", f"/download?size={SIZE}&length"),
            "down in chunks": exchange("GET", f"/download?size={SIZE}"),
            "up with a length, down in chunks": exchange("POST", "/echo", content),
            "up in chunks, down in chunks": exchange("POST", "/echo", iter(split(content, PIECE))),
        }
