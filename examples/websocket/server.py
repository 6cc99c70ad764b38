"""The server: validates the handshake, switches or declines, and echoes."""

from __future__ import annotations

import asyncio
import base64
import binascii
import contextlib
import functools
import signal
from collections.abc import Iterable

import h11
from peer import SWITCH, TIMEOUT_SECONDS, Peer, answer_to
from wsproto import ConnectionType


class Refusal(Exception):
    def __init__(self, status: int, reason: str, *fields: tuple[str, str]) -> None:
        super().__init__(reason)
        self.status, self.fields = status, fields


async def serve(
    origins: list[str], reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    with contextlib.suppress(asyncio.CancelledError):  # at shutdown; asyncio would log it
        peer = Peer(ConnectionType.SERVER, reader, writer)
        with contextlib.suppress(OSError, asyncio.TimeoutError):
            if await accept(peer, origins):
                async for message in peer.messages():
                    if message.data or message.message_finished:
                        await peer.send_frame(message)
        await peer.close()


async def accept(peer: Peer, origins: list[str]) -> bool:
    """Receive one request, and switch if its handshake is valid."""
    try:
        request = await asyncio.wait_for(peer.next_event(), TIMEOUT_SECONDS)
        if not isinstance(request, h11.Request):
            return False  # the client has closed the connection
        key = check(request, origins)
        while await peer.next_event() is not h11.PAUSED:
            pass  # up to the end of the request; later data has to wait for the response
    except Refusal as refusal:
        await refuse(peer, refusal.status, str(refusal), *refusal.fields)
        return False
    except h11.RemoteProtocolError as error:
        await refuse(peer, error.error_status_hint, str(error))
        return False
    fields = [*SWITCH, ("Sec-WebSocket-Accept", answer_to(key))]
    await peer.send(h11.InformationalResponse(status_code=101, headers=fields))
    peer.switch()
    return True


async def refuse(peer: Peer, status: int, reason: str, *fields: tuple[str, str]) -> None:
    headers = [*fields, ("Content-Length", "0"), ("Connection", "close")]
    response = h11.Response(status_code=status, reason=reason, headers=headers)
    await peer.send(response, h11.EndOfMessage())


async def run(host: str, port: int, origins: list[str]) -> None:
    loop, stopped = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    server = await asyncio.start_server(functools.partial(serve, origins), host, port)
    print("listening on ws://{}:{}".format(*server.sockets[0].getsockname()), flush=True)
    await stopped.wait()
    server.close()


def listed(headers: Iterable[tuple[bytes, bytes]], name: bytes) -> set[bytes]:
    """The members of a list, in lower case."""
    values = b",".join(value for field, value in headers if field == name)
    return {member.strip().lower() for member in values.split(b",")}


def check(request: h11.Request, origins: list[str]) -> bytes:
    """Return the key of a request with a valid handshake."""
    fields = dict(request.headers)
    if request.method != b"GET" or b"websocket" not in listed(request.headers, b"upgrade"):
        raise Refusal(426, "this is a WebSocket", *SWITCH)
    if fields.get(b"sec-websocket-version") != b"13":
        raise Refusal(426, "only version 13", *SWITCH, ("Sec-WebSocket-Version", "13"))
    # Browsers let any page connect anywhere, and send the page's origin.
    if origins and fields.get(b"origin", b"").decode("latin-1") not in origins:
        raise Refusal(403, "not from that page")
    key = fields.get(b"sec-websocket-key", b"")
    with contextlib.suppress(binascii.Error):
        if len(base64.b64decode(key)) == 16 and b"upgrade" in listed(
            request.headers, b"connection"
        ):
            return key
    raise Refusal(400, "not a handshake")
