"""Features that h11 0.16.0 does not have."""

from __future__ import annotations

import logging

import h11

from .of_events import HEADERS, fresh_headers, rejected

LOGGER = logging.getLogger("h11")
LOGGER.addHandler(logging.NullHandler())


def logged() -> None:
    """Raise an error that is logged."""
    server = h11.Connection(h11.SERVER)
    server.receive_data(b"GET / HTTP/1.1\r\nHost : a\r\n\r\n")
    LOGGER.setLevel(logging.DEBUG)
    try:
        server.next_event()
    except h11.RemoteProtocolError:
        return
    finally:
        LOGGER.setLevel(logging.NOTSET)
    raise AssertionError("it did not raise")


def ignoring() -> h11.Headers:
    """A section of which lines were left out."""
    client = h11.Connection(h11.CLIENT, policy="lenient")
    client.receive_data(b"HTTP/1.1 204 \r\n A: b\r\nC: d\r\nE\r\n\r\n")
    return client.next_event().headers


OPERATIONS = {
    "headers: get": lambda: HEADERS.get("host"),
    "headers: get by bytes": lambda: fresh_headers().get(b"accept"),
    "headers: get nothing": lambda: HEADERS.get("nothing", HEADERS),
    "headers: get all": lambda: fresh_headers().get_all("accept"),
    "headers: ignored lines": lambda: ignoring().ignored_lines,
    "headers: get by a wrong type": rejected(TypeError, HEADERS.get, 5),
    **{
        f"policy: {policy}": lambda policy=policy: h11.Connection(h11.CLIENT, policy=policy)
        for policy in ("compatible", "strict", "lenient")
    },
    "policy: no such": rejected(ValueError, h11.Connection, h11.CLIENT, policy="nope"),
    "policy: a number": rejected(TypeError, h11.Connection, h11.CLIENT, policy=5),
    "policy: of a server": lambda: h11.Connection(h11.SERVER, policy="lenient"),
    "limits: made": lambda: h11.Limits(max_head_size=5, max_fields=3),
    "limits: used": lambda: h11.Connection(h11.SERVER, limits=h11.Limits(max_head_size=1 << 70)),
    "limits: repr": lambda: repr(h11.Limits(max_line_size=5)),
    "limits: negative": rejected(ValueError, h11.Limits, max_head_size=-1),
    "limits: text": rejected(TypeError, h11.Limits, max_head_size="5"),
    "limits: a wrong type": rejected(TypeError, h11.Connection, h11.CLIENT, limits=5),
    "log: an error": logged,
    "codes": lambda: h11._h11.codes(),
    "error: with a code": lambda: h11.LocalProtocolError("text", code="x", offending=b"y"),
}
