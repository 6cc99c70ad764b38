"""A synchronous client that fetches URLs, with or without TLS.

    python examples/client_tls.py https://example.com/ [URL ...] [--output FILE]

Content is written to the file or to standard output as it arrives, status lines to standard error.
Shows: h11 on a blocking socket; certificate verification; one connection for all URLs of an origin,
replaced if the server has closed it; redirects; timeouts; and truncated content as an error.
"""

from __future__ import annotations

import argparse
import contextlib
import socket
import ssl
import sys
import time
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple
from urllib.parse import quote, urljoin, urlsplit

import h11

READ_SIZE = 65536
REDIRECTIONS = {301, 302, 303, 307, 308}
REDIRECTIONS_LIMIT = 5
SKIP_LIMIT = 65536


class Origin(NamedTuple):
    scheme: str
    host: str
    port: int

    @property
    def authority(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return (
            host if self.port == {"http": 80, "https": 443}[self.scheme] else f"{host}:{self.port}"
        )


def split(url: str) -> tuple[Origin, str]:
    """The server and the target of a URL."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("not a URL of http or https")
    host = parts.hostname.encode("idna").decode("ascii")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    target = (parts.path or "/") + ("?" + parts.query if parts.query else "")
    return Origin(parts.scheme, host, port), quote(target, safe="%/:=&?~+!$,;'@()*[]")


class Peer:
    """A connection to a server: a socket and an h11 connection."""

    def __init__(self, origin: Origin, tls: ssl.SSLContext, timeout: float) -> None:
        self.origin, self.timeout = origin, timeout
        self.http = h11.Connection(h11.CLIENT)
        self.sock = socket.create_connection((origin.host, origin.port), timeout)
        if origin.scheme == "https":
            # Content may end with the connection. Only a TLS close_notify proves that the server,
            # rather than an attacker, has closed it.
            self.sock = tls.wrap_socket(
                self.sock, server_hostname=origin.host, suppress_ragged_eofs=False
            )

    def get(self, target: str) -> h11.Response:
        """Send a request, and receive the head of the response."""
        headers = [("Host", self.origin.authority), ("User-Agent", h11.PRODUCT_ID)]
        headers.append(("Accept-Encoding", "identity"))
        request = h11.Request(method="GET", target=target, headers=headers)
        self.silent = True
        self.sock.settimeout(self.timeout)
        self.sock.sendall(self.http.send(request) + self.http.send(h11.EndOfMessage()))
        deadline = time.monotonic() + self.timeout
        while True:
            event = self.next_event(deadline)
            if isinstance(event, h11.Response):
                return event  # otherwise it is an interim response, and more follow

    def content(self) -> Iterator[bytes]:
        """Yield the content of the response. It may be long, but must not stall."""
        while True:
            event = self.next_event(time.monotonic() + self.timeout)
            if not isinstance(event, h11.Data):
                return
            yield event.data

    def next_event(self, deadline: float) -> h11.Event | type[h11.PAUSED]:
        while True:
            event = self.http.next_event()
            if event is not h11.NEED_DATA:
                return event
            left = deadline - time.monotonic()
            if left <= 0:
                raise socket.timeout("timed out")
            self.sock.settimeout(left)
            data = self.sock.recv(READ_SIZE)
            self.silent = self.silent and not data
            self.http.receive_data(data)


class Client:
    """Fetches one URL after another, and reuses the connection where possible."""

    def __init__(self, tls: ssl.SSLContext, timeout: float) -> None:
        self.tls, self.timeout = tls, timeout
        self.peer: Peer | None = None

    def fetch(self, url: str, output: BinaryIO) -> int:
        """Write the content to *output*; return the status code after redirects."""
        for _ in range(REDIRECTIONS_LIMIT + 1):
            peer, response = self.get(url)
            print(f"{response.status_code} {url}", file=sys.stderr, flush=True)
            location = dict(response.headers).get(b"location")
            if response.status_code not in REDIRECTIONS or location is None:
                output.writelines(peer.content())
                output.flush()
                return response.status_code
            self.skip(peer)
            target = urljoin(url, location.decode("ascii"))
            if url.startswith("https:") and not target.startswith("https:"):
                raise ValueError(f"redirected to {target}, which is not secure")
            url = target
        raise ValueError(f"more than {REDIRECTIONS_LIMIT} redirections")

    def get(self, url: str) -> tuple[Peer, h11.Response]:
        origin, target = split(url)
        peer = self.reuse(origin)
        if peer is not None:
            try:
                return peer, peer.get(target)
            except socket.timeout:
                raise
            except (OSError, h11.RemoteProtocolError):
                # The server may close an idle connection at the moment at which it is reused. As
                # there was no response, and GET is idempotent, retry on a new connection.
                if not peer.silent:
                    raise
                self.close()
        print(f"connecting to {origin.authority}", file=sys.stderr, flush=True)
        self.peer = peer = Peer(origin, self.tls, self.timeout)
        return peer, peer.get(target)

    def reuse(self, origin: Origin) -> Peer | None:
        if self.peer is not None and self.peer.origin == origin:
            with contextlib.suppress(h11.LocalProtocolError):  # not both sides are DONE
                self.peer.http.start_next_cycle()
                return self.peer
        self.close()
        return None

    def skip(self, peer: Peer) -> None:
        """Discard content, up to a size at which a new connection would be cheaper."""
        skipped = 0
        for piece in peer.content():
            skipped += len(piece)
            if skipped > SKIP_LIMIT:
                return self.close()

    def close(self) -> None:
        if self.peer is not None:
            self.peer.sock.close()
            self.peer = None


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("urls", nargs="+", metavar="URL")
    parser.add_argument("--output", metavar="FILE", help="where content goes")
    parser.add_argument("--cafile", help="trust these authorities (PEM), not the system's")
    parser.add_argument("--timeout", type=float, default=30, help="seconds to wait for a server")
    options = parser.parse_args()
    with contextlib.ExitStack() as files:
        output: BinaryIO = sys.stdout.buffer
        try:
            tls = ssl.create_default_context(cafile=options.cafile)
            if options.output:
                output = files.enter_context(open(options.output, "wb"))
        except OSError as error:
            sys.exit(f"error: {error.filename or options.cafile}: {error.strerror}")
        tls.set_alpn_protocols(["http/1.1"])
        # Python 3.9 would not detect a truncated connection.
        tls.options &= ~getattr(ssl, "OP_IGNORE_UNEXPECTED_EOF", 0)
        return fetch_all(Client(tls, options.timeout), options.urls, output)


def fetch_all(client: Client, urls: list[str], output: BinaryIO) -> int:
    """Return the exit status."""
    failed = False
    for url in urls:
        try:
            failed |= client.fetch(url, output) >= 400
        except (OSError, ValueError, h11.ProtocolError) as error:
            print(f"{url}: {type(error).__name__}: {error}", file=sys.stderr)
            failed = True
            client.close()
    client.close()
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
