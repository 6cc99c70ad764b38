"""A WebSocket echo: h11 switches protocols, wsproto takes over.

    python examples/websocket serve [--port 8080]
    python examples/websocket talk ws://127.0.0.1:8080/ hello "how are you?"

The handshake is HTTP, and h11's. With the 101 response HTTP ends: `next_event` then says PAUSED,
and what came after the last byte of HTTP is in `trailing_data`. That may be frames already, so it
is the first thing that wsproto gets. Requests that ask for no WebSocket, or not rightly, are
answered in plain HTTP. Messages are echoed piece by piece, so they may be of any length.
"""

from __future__ import annotations

import argparse
import asyncio
import sys

import h11
from client import talk
from server import run


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    server = commands.add_parser("serve")
    server.add_argument("--host", default="127.0.0.1")
    server.add_argument("--port", type=int, default=8080)
    server.add_argument("--origin", action="append", default=[], help="of pages that may connect")
    client = commands.add_parser("talk")
    client.add_argument("url", metavar="URL")
    client.add_argument("texts", nargs="+", metavar="TEXT")
    options = parser.parse_args()
    if options.command == "serve":
        asyncio.run(run(options.host, options.port, options.origin))
        return 0
    try:
        asyncio.run(talk(options.url, options.texts))
        return 0
    except (OSError, h11.ProtocolError, asyncio.TimeoutError) as error:
        print(f"{options.url}: {type(error).__name__}: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
