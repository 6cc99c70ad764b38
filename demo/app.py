"""The ASGI application that uvicorn serves in the demo; it needs nothing but an h11."""

import hashlib
import json
import random
import sys

import h11

from demo.fixtures import BODY, RESPONSE_HEADERS

# The timed page: uvicorn adds Date and Server itself.
PAGE_HEADERS = [
    (name.lower(), value) for name, value in RESPONSE_HEADERS if name not in (b"Date", b"Server")
]
PROTOCOLS = ("h11", "httptools", "zttp")
PIECES = [b"piece %d of a streamed answer\n" % i for i in range(40)]


def pattern(size):
    """Large content: the same bytes in the server and in the client that verifies it."""
    return random.Random(size).randbytes(size)


async def app(scope, receive, send):
    """Dispatch each request to the function for its path."""
    await ROUTES.get(scope["path"], not_found)(scope, receive, send)


async def page(scope, receive, send):
    await begin(send, PAGE_HEADERS)
    await send({"type": "http.response.body", "body": BODY})


async def about(scope, receive, send):
    await answer(send, json.dumps(facts(scope["client"][1])).encode(), b"application/json")


def facts(peer):
    """The h11, and uvicorn's protocols and loops, that serve this; and the client's port."""
    loaded = sys.modules
    return {
        "h11": h11.__version__,
        "compiled": any(
            getattr(loaded.get(n), "__file__", "").endswith(".so") for n in h11_parts()
        ),
        "http": [http for http in PROTOCOLS if f"uvicorn.protocols.http.{http}_impl" in loaded],
        "uvloop": "uvloop" in loaded,
        "peer": peer,
    }


def h11_parts():
    return [name for name in sys.modules if name.startswith("h11.")]


async def digest(scope, receive, send):
    """Read all content; report how it arrived and what it was."""
    checksum, length = hashlib.sha256(), 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        checksum.update(message["body"])
        length += len(message["body"])
        if not message.get("more_body"):
            break
    headers = dict(scope["headers"])
    facts = {
        "method": scope["method"],
        "length": length,
        "sha256": checksum.hexdigest(),
        "announced": headers.get(b"content-length", b"").decode(),
        "coding": headers.get(b"transfer-encoding", b"").decode(),
    }
    await answer(send, json.dumps(facts).encode(), b"application/json")


async def stream(scope, receive, send):
    """A response without a length, in parts: uvicorn sends it chunked."""
    await begin(send, [(b"content-type", b"text/plain")])
    for piece in PIECES:
        await send({"type": "http.response.body", "body": piece, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def large(scope, receive, send):
    """`/large?SIZE`: this number of bytes, in parts, with a declared length."""
    body = pattern(int(scope["query_string"]))
    await begin(send, [(b"content-length", str(len(body)).encode())])
    for start in range(0, len(body), 65536):
        piece = body[start : start + 65536]
        await send({"type": "http.response.body", "body": piece, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def not_found(scope, receive, send):
    await answer(send, b"not found\n", b"text/plain", status=404)


async def begin(send, headers, status=200):
    await send({"type": "http.response.start", "status": status, "headers": headers})


async def answer(send, body, kind, status=200):
    length = str(len(body)).encode()
    await begin(send, [(b"content-type", kind), (b"content-length", length)], status)
    await send({"type": "http.response.body", "body": body})


ROUTES = {"/": page, "/about": about, "/digest": digest, "/stream": stream, "/large": large}
