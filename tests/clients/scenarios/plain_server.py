"""The site on a blocking server with a thread per connection, written with h11 alone.

It follows h11's documentation, and reports more than a framework would: the message of each error
is logged, and the client receives the status that h11 suggests.
"""

from __future__ import annotations

import contextlib
import signal
import socket
import sys
import threading

import h11

from tests.clients.scenarios import pages
from tests.clients.scenarios.plain import Endpoint
from tests.clients.scenarios.raw import READ_SIZE, TIMEOUT_SECONDS
from tests.clients.scenarios.servers import announce
from tests.clients.scenarios.transcript import text


class Session(Endpoint):
    """The requests of one connection, in turn."""

    def __init__(self, connection: socket.socket) -> None:
        super().__init__(h11.SERVER, connection)

    def serve(self) -> None:
        try:
            self.answer_requests()
        except (RuntimeError, h11.LocalProtocolError) as error:
            self.complain(error)
        except OSError:
            pass  # the client has disconnected, which need not be logged
        self.close()

    def answer_requests(self) -> None:
        try:
            while self.answer_request():
                self.http.start_next_cycle()
        except h11.RemoteProtocolError as error:
            self.complain(error)
            self.answer_error(error.error_status_hint)

    def answer_request(self) -> bool:
        """Respond to the next request; return False if the connection cannot be reused."""
        request = self.next_event()
        if isinstance(request, h11.ConnectionClosed):
            return False
        target = text(request.target)
        body, trailers = self.read_body() if pages.reads_body(target) else (b"", [])
        headers = [(text(name), text(value)) for name, value in [*request.headers, *trailers]]
        version = text(request.http_version)
        answer = pages.answer(pages.Request(text(request.method), target, version, headers, body))
        server = ("server", h11.PRODUCT_ID)
        self.send(h11.Response(status_code=answer.status, headers=[server, *answer.headers]))
        if request.method != b"HEAD":
            for piece in answer.pieces:
                self.send(h11.Data(data=piece))
        self.send(h11.EndOfMessage())
        if self.http.our_state is h11.DONE and self.http.their_state is h11.SEND_BODY:
            self.read_body()
        return self.http.our_state is h11.DONE and self.http.their_state is h11.DONE

    def answer_error(self, status: int) -> None:
        if self.http.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            headers = [("content-length", "0"), ("connection", "close")]
            self.send(h11.Response(status_code=status, headers=headers))
            self.send(h11.EndOfMessage())

    def complain(self, error: Exception) -> None:
        print(f"WARNING: {type(error).__name__}: {error}", flush=True)

    def close(self) -> None:
        """Close without losing data: unread bytes would reset the connection."""
        with contextlib.suppress(OSError):
            if self.http.our_state in (h11.DONE, h11.MUST_CLOSE):
                self.send(h11.ConnectionClosed())
            self.socket.shutdown(socket.SHUT_WR)
            while self.socket.recv(READ_SIZE):
                pass


def handle(connection: socket.socket) -> None:
    with connection:
        connection.settimeout(TIMEOUT_SECONDS)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        Session(connection).serve()


def main() -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    with socket.create_server(("127.0.0.1", 0)) as listener:
        announce(listener.getsockname()[1])
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=handle, args=(connection,)).start()


if __name__ == "__main__":
    main()
