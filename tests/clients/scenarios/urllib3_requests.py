"""urllib3, which requests uses, as the client: it implements HTTP without h11."""

from __future__ import annotations

import urllib3

from tests.clients.scenarios.pages import pattern
from tests.clients.scenarios.raw import TIMEOUT_SECONDS
from tests.clients.scenarios.servers import Servers
from tests.clients.scenarios.transcript import body, outcome, text

SIZE = 300_000


def described(response: urllib3.BaseHTTPResponse) -> dict:
    return {
        "version": response.version,
        "status": response.status,
        "headers": [f"{name}: {value}" for name, value in response.headers.items()],
        "body": body(response.data),
    }


def run(servers: Servers, kind: str) -> dict:
    port = servers.start(kind).port
    content = pattern(SIZE)
    with urllib3.HTTPConnectionPool(
        "127.0.0.1", port, maxsize=1, retries=False, timeout=TIMEOUT_SECONDS
    ) as pool:
        answers = {
            "get": described(pool.request("GET", "/hello")),
            "head": described(pool.request("HEAD", "/hello")),
            "post": pool.request("POST", "/inspect", body=b"hello=world").json(),
            "post in chunks": pool.request(
                "POST", "/inspect", body=iter([b"hello", b"=world"]), chunked=True
            ).json(),
            "large": described(pool.request("POST", "/echo", body=content)),
            "expecting": described(
                pool.request("POST", "/echo", body=b"hello", headers={"Expect": "100-continue"})
            ),
            "kept alive": [pool.request("GET", "/hello").status for _ in range(50)],
        }
        streamed = pool.request("GET", f"/download?size={SIZE}", preload_content=False)
        answers["streamed"] = body(b"".join(streamed.stream(5000)))
        answers["read by chunks"] = [
            text(chunk)
            for chunk in pool.request(
                "POST", "/echo?piece=4", body=b"0123456789", preload_content=False
            ).read_chunked()
        ]
        answers["connections"] = pool.num_connections
        answers["crash"] = outcome(
            lambda: described(pool.request("GET", "/crash")), urllib3.exceptions.ProtocolError
        )
    return answers
