"""A blocking client written with h11 alone, and the plain server: records every event and state."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager

import h11

from tests.clients.scenarios.pages import pattern
from tests.clients.scenarios.plain import Endpoint
from tests.clients.scenarios.raw import READ_SIZE, connect
from tests.clients.scenarios.servers import Server, Servers
from tests.clients.scenarios.transcript import body, outcome, pairs, text

HOST = ("Host", "example.com")
SIZE = 1_000_000


class Client(Endpoint):
    def __init__(self, connection: socket.socket) -> None:
        super().__init__(h11.CLIENT, connection)

    def request(self, method: str, target: str, *headers: tuple) -> None:
        self.send(h11.Request(method=method, target=target, headers=[HOST, *headers]))

    def finish(self, *pieces: bytes, trailers: tuple = ()) -> None:
        """Send the content, if any, and the end of the request."""
        for piece in pieces:
            self.send(h11.Data(data=piece))
        self.send(h11.EndOfMessage(headers=trailers))

    def response(self) -> dict:
        """The events of the response, and the resulting state of the connection."""
        interim = []
        event = self.next_event()
        while isinstance(event, h11.InformationalResponse):
            interim.append(event.status_code)
            event = self.next_event()
        content, trailers = self.read_body()
        return {
            "interim": interim,
            "status": event.status_code,
            "reason": text(event.reason),
            "version": text(event.http_version),
            "headers": pairs(event.headers),
            "raw": pairs(event.headers.raw_items()),
            "body": body(content),
            "trailers": pairs(trailers),
            "states": self.states(),
        }

    def leave(self) -> None:
        """Close our sending direction, and wait until the server has noticed."""
        self.socket.shutdown(socket.SHUT_WR)
        while self.socket.recv(READ_SIZE):
            pass

    def states(self) -> list[str]:
        return [repr(self.http.our_state), repr(self.http.their_state)]


@contextmanager
def connected(server: Server) -> Iterator[Client]:
    with connect(server.port) as peer:
        yield Client(peer.connection)


def cycles(client: Client) -> dict:
    """Different requests, one after another on the same connection, then its end."""
    answers = {}
    client.request("GET", "/hello")
    client.finish()
    answers["get"] = client.response()
    client.http.start_next_cycle()
    client.request("HEAD", "/hello")
    client.finish()
    answers["head"] = client.response()
    client.http.start_next_cycle()
    client.request("POST", "/inspect", ("Content-Length", "11"))
    client.finish(b"hello=world")
    answers["post"] = client.response()
    client.http.start_next_cycle()
    client.request("POST", "/inspect", ("Transfer-Encoding", "chunked"))
    client.finish(b"hello", b"", b"=world", trailers=(("Checksum", "42"),))
    answers["post in chunks with trailers"] = client.response()
    client.http.start_next_cycle()
    client.request("POST", "/echo", ("Content-Length", str(SIZE)))
    client.finish(pattern(SIZE))
    answers["large"] = client.response()
    for _ in range(100):
        client.http.start_next_cycle()
        client.request("GET", "/hello")
        client.finish()
        answers["after a hundred more"] = client.response()
    client.send(h11.ConnectionClosed())
    client.socket.shutdown(socket.SHUT_WR)
    ending = client.next_event()
    answers["ending"] = [type(ending).__name__, client.states()]
    return answers


def continues(client: Client) -> dict:
    """The flag for waiting is cleared when ``100 Continue`` arrives."""
    client.request("POST", "/echo", ("Content-Length", "5"), ("Expect", "100-continue"))
    before = client.http.client_is_waiting_for_100_continue
    interim = client.next_event()
    after = client.http.client_is_waiting_for_100_continue
    client.finish(b"hello")
    return {
        "waiting": [before, after],
        "interim": [type(interim).__name__, interim.status_code],
        "answer": client.response(),
    }


def closes(client: Client) -> dict:
    """The server sends `close`: no second cycle, and then the connection ends."""
    client.request("GET", "/last")
    client.finish()
    answer = client.response()
    reuse = outcome(client.http.start_next_cycle, h11.LocalProtocolError)
    return {
        "answer": answer,
        "reuse": reuse,
        "trailing data": [text(client.http.trailing_data[0]), client.http.trailing_data[1]],
        "ending": type(client.next_event()).__name__,
        "states": client.states(),
    }


def breaks_off(client: Client) -> dict:
    """The server's program fails; the client's h11 detects that the content is incomplete."""
    client.request("GET", "/crash")
    client.finish()
    response = client.next_event()
    failure = outcome(client.read_body, h11.RemoteProtocolError)
    return {"status": response.status_code, "failure": failure, "states": client.states()}


def misuses(client: Client) -> dict:
    """More content than declared never reaches the server, and the connection is unusable."""
    client.request("POST", "/echo", ("Content-Length", "3"))
    rejection = outcome(lambda: client.finish(b"hello"), h11.LocalProtocolError)
    client.leave()
    return {"rejection": rejection, "states": client.states()}


def run(servers: Servers) -> dict:
    server = servers.start("plain")
    answers = {}
    for play in (cycles, continues, closes, breaks_off, misuses):
        with connected(server) as client:
            answers[play.__name__] = play(client)
    return answers
