"""One event of each kind, and the fields of the classes."""

from __future__ import annotations

import h11
import pytest

REQUEST = h11.Request(
    method="POST", target="/a", headers=[("Host", "b"), ("X-C", "d")], http_version="1.0"
)
INFORMATIONAL = h11.InformationalResponse(status_code=103, headers=[("Link", "<a>")], reason="Hi")
RESPONSE = h11.Response(status_code=404, headers=[("A", "b")], reason="Not Found")
DATA = h11.Data(b"abc", chunk_start=True)
END_OF_MESSAGE = h11.EndOfMessage(headers=[("Checksum", "0")])
CLOSED = h11.ConnectionClosed()

RESPONSE_FIELDS = ("headers", "http_version", "reason", "status_code")
FIELDS = {
    h11.Request: ("method", "headers", "target", "http_version"),
    h11.InformationalResponse: RESPONSE_FIELDS,
    h11.Response: RESPONSE_FIELDS,
    h11.Data: ("data", "chunk_start", "chunk_end"),
    h11.EndOfMessage: ("headers",),
    h11.ConnectionClosed: (),
}
SAMPLES = [REQUEST, INFORMATIONAL, RESPONSE, DATA, END_OF_MESSAGE, CLOSED]

# Of `Connection`.
PROPERTIES = [
    "our_state",
    "states",
    "their_state",
    "they_are_waiting_for_100_continue",
    "trailing_data",
]

every_event = pytest.mark.parametrize("event", SAMPLES, ids=lambda event: type(event).__name__)


def values(event: h11.Event) -> dict:
    """The fields of an event with their values, in order of declaration."""
    return {name: getattr(event, name) for name in FIELDS[type(event)]}
