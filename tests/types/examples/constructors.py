"""Argument types of the constructors. Also executed: whatever type-checks must work."""

from __future__ import annotations

import array
from collections.abc import Iterator
from http import HTTPStatus

import h11


def pairs() -> Iterator[tuple[str, bytes]]:
    yield "Host", b"example.com"


request = h11.Request(method="GET", target="/", headers=pairs(), http_version="1.1")
also = h11.Request(
    method=b"GET",
    target=bytearray(b"/"),
    headers=((memoryview(b"Host"), "example.com"),),
    http_version=memoryview(b"1.1"),
)
assert request == also == h11.Request(method="GET", target="/", headers=request.headers)

bare = h11.Response(status_code=200, headers=[])
full = h11.Response(status_code=HTTPStatus.OK, headers=(), http_version=b"1.1", reason="")
assert bare == full
early = h11.InformationalResponse(status_code=103, headers=[(b"Link", b"</a>")], reason="Early")
assert early.headers[0] == (b"link", b"</a>")

data = [
    h11.Data(b"abc"),
    h11.Data(data=bytearray(b"abc"), chunk_start=True),
    h11.Data(memoryview(b"abc"), False, chunk_end=True),
    h11.Data(array.array("b", [1, 2])),
]
assert [len(piece.data) for piece in data] == [3, 3, 3, 2]

end = h11.EndOfMessage(headers={"Digest": "abc"}.items())
assert h11.EndOfMessage() == h11.EndOfMessage(headers=None) == h11.EndOfMessage(headers=[])
assert {h11.ConnectionClosed()} == {h11.ConnectionClosed()}

for error in (h11.LocalProtocolError("no"), h11.RemoteProtocolError("no", error_status_hint=431)):
    assert error.error_status_hint in (400, 431)

client = h11.Connection(our_role=h11.CLIENT, max_incomplete_event_size=100_000)
for piece in (b"HTTP/1.1", bytearray(b" 100\r\n"), memoryview(b"\r\n"), array.array("b", [1])):
    client.receive_data(piece)
client.receive_data(None)
client.their_http_version = None
client.client_is_waiting_for_100_continue = False
assert client.trailing_data == (b"HTTP/1.1 100\r\n\r\n\x01", True)

product: str = h11.PRODUCT_ID
version: str = h11.__version__
assert product.endswith(version)
