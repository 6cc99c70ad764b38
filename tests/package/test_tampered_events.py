"""Events with missing or invalid fields, which `object` makes possible."""

from __future__ import annotations

import h11
import pytest

from .peers import (
    CONNECT,
    END,
    GET,
    GET_WIRE,
    POST_CHUNKED,
    client_after,
    server_after,
    server_until_close,
)
from .samples import values

CLASSES = [h11.Request, h11.Response, h11.InformationalResponse, h11.Data, h11.EndOfMessage]
NO_FIELDS = (AttributeError, h11.LocalProtocolError)


@pytest.mark.parametrize("class_", CLASSES)
@pytest.mark.parametrize(
    "connect",
    [
        lambda: h11.Connection(h11.CLIENT),
        lambda: client_after(POST_CHUNKED),
        lambda: client_after(CONNECT, END),
        lambda: server_after(GET_WIRE),
        server_until_close,
    ],
)
def test_events_without_fields(class_, connect):
    """Created by `__new__` alone, or with a deleted field."""
    connection = connect()
    state = connection.our_state
    with pytest.raises(NO_FIELDS):
        connection.send(class_.__new__(class_))
    assert connection.our_state in (state, h11.ERROR)
    for look in (repr, lambda event: event == class_.__new__(class_)):
        with pytest.raises(AttributeError):
            look(class_.__new__(class_))


@pytest.mark.parametrize("value", [None, 3, -1, 10**30, "x", b"x", [], [(b"a", b"b")], object()])
@pytest.mark.parametrize(
    ("event", "field", "connect"),
    [
        *((GET, field, lambda: h11.Connection(h11.CLIENT))
          for field in ("method", "headers", "target", "http_version")),
        *((h11.Response(status_code=200, headers=[]), field, lambda: server_after(GET_WIRE))
          for field in ("headers", "http_version", "reason", "status_code")),
        (END, "headers", lambda: client_after(POST_CHUNKED)),
    ],
)  # fmt: skip
def test_events_with_wrong_fields(event, field, connect, value):
    """0.16.0 accepts some of these and fails on others; this package must not crash."""
    tampered = type(event).__new__(type(event))
    for name, right in values(event).items():
        object.__setattr__(tampered, name, right)
    object.__setattr__(tampered, field, value)
    connection = connect()
    states = {connection.our_state, h11.ERROR}
    try:
        wire = connection.send(tampered)
    except Exception:
        assert connection.our_state in states
    else:
        assert type(wire) is bytes
    connection.receive_data(b"x")
    connection.send_failed()
