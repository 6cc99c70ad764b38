"""The site as an ASGI application, for uvicorn and hypercorn; its WebSocket echoes frames."""

from __future__ import annotations

import asyncio

from tests.clients.scenarios import pages
from tests.clients.scenarios.servers import announce

ABANDONED_SECONDS = 10

announce()


class Application:
    def __init__(self) -> None:
        self.abandoned: asyncio.Event | None = None

    async def __call__(self, scope, receive, send) -> None:
        await getattr(self, scope["type"])(scope, receive, send)

    async def lifespan(self, scope, receive, send) -> None:
        self.abandoned = asyncio.Event()
        while True:
            message = await receive()
            await send({"type": message["type"] + ".complete"})
            if message["type"] == "lifespan.shutdown":
                return

    async def http(self, scope, receive, send) -> None:
        request = await self.read(scope, receive)
        if request is None:
            self.abandoned.set()
            return
        if scope["path"] == "/abandoned":
            # The end of the other connection takes an unknown time: wait for the event.
            await asyncio.wait_for(self.abandoned.wait(), ABANDONED_SECONDS)
            answer = pages.sized(b"A request was abandoned.\n")
        else:
            answer = pages.answer(request)
        headers = [(name.encode("ascii"), value.encode("ascii")) for name, value in answer.headers]
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        for piece in answer.pieces:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    async def read(self, scope, receive) -> pages.Request | None:
        """The whole request, or None if the client disconnected before its end."""
        target = scope["raw_path"].decode("ascii")
        if scope["query_string"]:
            target += "?" + scope["query_string"].decode("ascii")
        pieces = []
        more = pages.reads_body(target)
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return None
            pieces.append(message.get("body", b""))
            more = message.get("more_body", False)
        headers = [
            (name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]
        ]
        body = b"".join(pieces)
        return pages.Request(scope["method"], target, scope["http_version"], headers, body)

    async def websocket(self, scope, receive, send) -> None:
        await receive()
        if scope["path"] == "/forbidden":
            await send({"type": "websocket.close"})
            return
        subprotocol = next(iter(scope["subprotocols"]), None)
        await send({"type": "websocket.accept", "subprotocol": subprotocol})
        while True:
            message = await receive()
            if message["type"] == "websocket.disconnect":
                return
            if message.get("text") == "close, please":
                await send({"type": "websocket.close", "code": 4000, "reason": "as asked"})
                return
            content = {kind: message[kind] for kind in ("text", "bytes") if message.get(kind)}
            await send({"type": "websocket.send", **content})


app = Application()
