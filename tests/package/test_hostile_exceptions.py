"""Exceptions raised by arguments are propagated.

The connection is usable afterwards, or in ERROR.
"""

from __future__ import annotations

import h11
import pytest

from .hostile import with_methods
from .peers import (
    GET,
    GET_WIRE,
    HOST,
    POST_CHUNKED,
    POST_SIX,
    client_after,
    receive,
)


class Interrupt(BaseException):
    """Like KeyboardInterrupt: not derived from `Exception`."""


RAISED = [KeyError("mine"), Interrupt(), KeyboardInterrupt(), StopIteration(), SystemExit(3),
          h11.LocalProtocolError("mine", 404), h11.RemoteProtocolError("mine", 404),
          RecursionError()]  # fmt: skip
raised_by_objects = pytest.mark.parametrize("error", RAISED, ids=lambda error: type(error).__name__)


def raising(error: BaseException):
    def method(self, *args):
        raise error

    return method


def passes_through(error: BaseException, call, *arguments) -> None:
    """Check that exactly this exception is propagated."""
    with pytest.raises(type(error)) as caught:
        call(*arguments)
    assert caught.value is error


@raised_by_objects
@pytest.mark.parametrize("head", [POST_SIX, POST_CHUNKED])
@pytest.mark.parametrize("way", ["send", "send_with_data_passthrough"])
def test_len_raises(error, head, way):
    client = client_after(head)
    hostile = with_methods(len=raising(error), bool=lambda self: True)
    passes_through(error, getattr(client, way), h11.Data(hostile))
    assert client.our_state is h11.ERROR


@raised_by_objects
def test_bool_raises(error):
    client = client_after(POST_CHUNKED)
    passes_through(error, client.send, h11.Data(with_methods(bool=raising(error))))
    assert client.our_state is h11.ERROR


@raised_by_objects
def test_bool_of_received_data_raises(error):
    server = h11.Connection(h11.SERVER)
    passes_through(error, server.receive_data, with_methods(bool=raising(error)))
    assert receive(server, GET_WIRE)[0] == GET


@raised_by_objects
@pytest.mark.parametrize(
    "make",
    [
        lambda headers: h11.Request(method="GET", target="/", headers=headers),
        lambda headers: h11.Response(status_code=200, headers=headers),
        lambda headers: h11.EndOfMessage(headers=headers),
        lambda headers: h11._headers.normalize_and_validate(headers),
    ],
)
def test_iterators_raise(error, make):
    if isinstance(error, StopIteration):
        return  # ends the iteration normally

    def fields():
        yield HOST
        raise error

    passes_through(error, make, with_methods(iter=raising(error)))
    passes_through(error, make, fields())
    passes_through(error, make, [HOST, with_methods(iter=raising(error))])


@raised_by_objects
def test_conversions_raise(error):
    hostile = with_methods(bytes=raising(error))
    for arguments in (
        {"method": hostile, "target": "/", "headers": [HOST]},
        {"method": "GET", "target": hostile, "headers": [HOST]},
        {"method": "GET", "target": "/", "headers": [HOST, (hostile, "a")]},
        {"method": "GET", "target": "/", "headers": [HOST, ("a", hostile)]},
        {"method": "GET", "target": "/", "headers": [HOST], "http_version": hostile},
    ):
        passes_through(error, lambda arguments=arguments: h11.Request(**arguments))
    text = type("Text", (str,), {"encode": raising(error)})("text")
    passes_through(error, lambda: h11.Response(status_code=200, headers=[], reason=text))
    number = type("Int", (int,), {"__int__": raising(error)})(200)
    passes_through(error, lambda: h11.Response(status_code=number, headers=[]))


@raised_by_objects
def test_comparisons_raise(error):
    headers = GET.headers
    hostile = with_methods(eq=raising(error))
    passes_through(error, lambda: headers == [hostile])
    passes_through(error, lambda: hostile in headers)
    passes_through(error, headers.index, hostile)
    passes_through(error, lambda: h11.Data(hostile) == h11.Data(b""))
    if not isinstance(error, StopIteration):
        passes_through(error, headers.count, hostile)
        passes_through(error, lambda: headers == with_methods(iter=raising(error)))


@raised_by_objects
def test_repr_raises(error):
    hostile = type("Hostile", (), {"__repr__": raising(error)})()
    passes_through(error, repr, h11.Data(hostile))
    passes_through(error, h11.Connection, hostile)


@pytest.mark.parametrize(
    "use",
    [
        lambda view: GET.headers == view,
        lambda view: GET.headers != view,
        lambda view: h11.Request(method="GET", target="/", headers=view),
        lambda view: h11.Request(method="GET", target="/", headers=[view]),
    ],
)
def test_released_view(use):
    """CPython creates an iterator over a released view, and sets an exception as well."""
    view = memoryview(b"abc")
    view.release()
    with pytest.raises(ValueError, match="released memoryview"):
        use(view)
