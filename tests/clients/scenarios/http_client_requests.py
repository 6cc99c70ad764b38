"""The standard library's ``http.client``, which shares no code with h11, as the client."""

from __future__ import annotations

import http.client

from tests.clients.scenarios.pages import pattern
from tests.clients.scenarios.raw import TIMEOUT_SECONDS
from tests.clients.scenarios.servers import Servers
from tests.clients.scenarios.transcript import body, outcome

SIZE = 300_000


class Client:
    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_SECONDS)

    def ask(self, method: str, target: str, **request) -> dict:
        self.connection.request(method, target, **request)
        return self.read()

    def read(self) -> dict:
        response = self.connection.getresponse()
        return {
            "version": response.version,
            "status": response.status,
            "chunked": response.chunked,
            "closing": response.will_close,
            "body": body(response.read()),
        }

    def ask_in_http10(self, target: str) -> dict:
        """An HTTP/1.0 request without Host, which the public interface cannot send."""
        self.connection.connect()
        self.connection.sock.sendall(b"GET %s HTTP/1.0\r\n\r\n" % target.encode("ascii"))
        with http.client.HTTPResponse(self.connection.sock) as response:
            response.begin()
            return {"status": response.status, "body": body(response.read())}


def run(servers: Servers, kind: str) -> dict:
    client = Client(servers.start(kind).port)
    content = pattern(SIZE)
    answers = {
        "get": client.ask("GET", "/hello"),
        "head": client.ask("HEAD", "/hello"),
        "post": client.ask("POST", "/inspect", body=b"hello=world"),
        "post in chunks": client.ask("POST", "/inspect", body=iter([b"hello", b"=world"])),
        "large": client.ask("POST", "/echo", body=content),
        "large in chunks": client.ask("PUT", "/echo", body=iter([content[:1000], content[1000:]])),
        "no content": client.ask("DELETE", "/empty"),
        "missing": client.ask("GET", "/nowhere"),
        "kept alive": [client.ask("GET", "/hello")["status"] for _ in range(50)],
    }
    kept = client.connection.sock is not None
    answers["last"] = client.ask("GET", "/last")
    answers["connection"] = {"kept": kept, "left": client.connection.sock is not None}
    answers["HTTP/1.0"] = client.ask_in_http10("/hello")
    client.connection.close()
    answers["crash"] = outcome(lambda: client.ask("GET", "/crash"), http.client.IncompleteRead)
    client.connection.close()
    return answers
