"""A WebSocket echo server and client: h11 switches protocols, wsproto takes over.

    python examples/websocket serve [--port 8080]
    python examples/websocket talk ws://127.0.0.1:8080/ hello "how are you?"

h11 performs the handshake. HTTP ends with the 101 response: `next_event` then returns PAUSED, and
`trailing_data` contains the bytes after the last byte of HTTP. They may already be frames, so they
are passed to wsproto first. Requests without a valid handshake receive an HTTP response. Messages of
any length are echoed fragment by fragment.
"""

from __future__ import annotations

import argparse
import asyncio
import sys

import h11

try:
    from client import talk
    from server import run
except ModuleNotFoundError as missing:
    sys.exit(f"error: this example needs {missing.name}: pip install {missing.name}")


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
        try:
            asyncio.run(run(options.host, options.port, options.origin))
        except (OSError, OverflowError) as error:  # the port is in use, or there is no such port
            sys.exit(f"error: {error}")
        return 0
    try:
        asyncio.run(talk(options.url, options.texts))
        return 0
    except (OSError, ValueError, h11.ProtocolError, asyncio.TimeoutError) as error:
        print(f"{options.url}: {type(error).__name__}: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
