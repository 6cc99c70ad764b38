"""The client: proposes the switch, verifies the response, and exchanges messages."""

from __future__ import annotations

import asyncio
import base64
import os
from urllib.parse import urlsplit

import h11
from peer import SWITCH, TIMEOUT_SECONDS, Peer, answer_to
from wsproto import ConnectionType
from wsproto.events import CloseConnection, TextMessage


async def talk(url: str, texts: list[str]) -> None:
    parts = urlsplit(url)
    if parts.scheme != "ws" or not parts.hostname:
        raise ValueError("not a URL of ws")
    connecting = asyncio.open_connection(parts.hostname, parts.port or 80)
    peer = Peer(ConnectionType.CLIENT, *await asyncio.wait_for(connecting, TIMEOUT_SECONDS))
    try:
        target = (parts.path or "/") + ("?" + parts.query if parts.query else "")
        await ask_to_switch(peer, parts.netloc, target)
        await converse(peer, texts)
    finally:
        peer.writer.close()


async def ask_to_switch(peer: Peer, host: str, target: str) -> None:
    key = base64.b64encode(os.urandom(16))
    headers = [("Host", host), *SWITCH, ("Sec-WebSocket-Version", "13")]
    headers.append(("Sec-WebSocket-Key", key.decode("ascii")))
    await peer.send(h11.Request(method="GET", target=target, headers=headers), h11.EndOfMessage())
    while peer.http.their_state is not h11.SWITCHED_PROTOCOL:
        event = await peer.next_event()
        if isinstance(event, h11.Response):
            raise ConnectionError(f"the server answers {event.status_code}")
    assert isinstance(event, h11.InformationalResponse)
    if dict(event.headers).get(b"sec-websocket-accept") != answer_to(key).encode("ascii"):
        raise ConnectionError("the server has switched, but not to what was asked for")
    peer.switch()


async def converse(peer: Peer, texts: list[str]) -> None:
    """Send the messages, and print what arrives in the meantime."""
    sending = asyncio.create_task(send_texts(peer, texts))
    unanswered, messages = len(texts), peer.messages()
    try:
        async for message in messages:
            print(message.data, end="\n" if message.message_finished else "", flush=True)
            unanswered -= message.message_finished
            if not unanswered:
                break
        else:
            raise ConnectionError("the server has closed before it had answered")
        await sending
    finally:
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
    await peer.send_frame(CloseConnection(code=1000))
    async for _ in messages:
        pass  # until the server has closed its sending direction
    await peer.close()


async def send_texts(peer: Peer, texts: list[str]) -> None:
    for text in texts:
        await peer.send_frame(TextMessage(data=text))
