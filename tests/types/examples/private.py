"""Private names that released programs import; they are typed as well. Also executed."""

from __future__ import annotations

import h11
from h11._connection import DEFAULT_MAX_INCOMPLETE_EVENT_SIZE
from h11._events import Event
from h11._headers import Headers, get_comma_header, normalize_and_validate, set_comma_header
from h11._readers import ChunkedReader, ContentLengthReader, Http10Reader
from h11._receivebuffer import ReceiveBuffer
from h11._state import IDLE, ConnectionState
from h11._util import Sentinel, bytesify
from h11._writers import write_headers
from typing_extensions import assert_type

limit: int = DEFAULT_MAX_INCOMPLETE_EVENT_SIZE
state: type[Sentinel] = IDLE
assert_type(ConnectionState().states, "dict[type[Sentinel], type[Sentinel]]")

headers: Headers = normalize_and_validate([("Connection", "close, Upgrade")])
assert_type(get_comma_header(headers, b"connection"), "list[bytes]")
assert get_comma_header(headers, b"connection") == [b"close", b"upgrade"]
wire: list[bytes] = []
write_headers(set_comma_header(headers, b"connection", [b"close"]), wire.append)
assert b"".join(wire) == b"Connection: close\r\n\r\n"

buffer = ReceiveBuffer()
buffer += b"3\r\nabc\r\n0\r\n\r\n"
events: list[Event] = []
reader: ChunkedReader | ContentLengthReader | Http10Reader = ChunkedReader()
while (event := reader(buffer)) is not None:
    events.append(event)
    if isinstance(event, h11.EndOfMessage):
        break
assert len(events) == 2
assert bytesify("abc") == b"abc"
