"""Constructing events and header sections, and using them in every way."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from functools import partial

import h11

from ...package.samples import SAMPLES, values


class Mine(h11.Data):
    """With a dict."""


class Slotted(h11.EndOfMessage):
    """With its own slot."""

    __slots__ = ("mine",)


class Initialized(h11.Request):
    """With its own `__init__`."""

    def __init__(self, **fields: object) -> None:
        super().__init__(**fields)


class Noticing(h11.Response):
    """With its own `__post_init__`."""

    def __post_init__(self) -> None:
        assert self.status_code == 200


class Finalized(h11.Data):
    """With a finalizer that constructs another event."""

    def __del__(self) -> None:
        h11.Data(b"x")


class Member:
    """An object that is finalized as content."""

    def __del__(self) -> None:
        h11.Data([h11.Data(b"x")])


class Bytes(bytes):
    """A subclass of bytes."""


class Sized:
    """Content with only a length, for `send_with_data_passthrough`."""

    def __len__(self) -> int:
        return 3


#: Header arguments of every accepted type.
FIELDS = [
    ("Host", "example.com"),
    ("Accept", "*/*"),
    (b"X-Bytes", Bytes(b"value")),
    (bytearray(b"x-long"), memoryview(b"q" * 50)),
]
PLAIN = {"method": "GET", "target": "/", "headers": [("Host", "a")]}
REQUEST = h11.Request(method="GET", target="/", headers=FIELDS)
HEADERS = REQUEST.headers


def request(**fields: object) -> h11.Request:
    return h11.Request(**{**PLAIN, **fields})


def rejected(kind: type[BaseException], act, *arguments: object, **keywords: object):
    """The operation that raises this."""

    def failing() -> None:
        try:
            act(*arguments, **keywords)
        except kind as error:
            _ = repr(error), str(error)
        else:
            raise AssertionError("it did not raise")

    return failing


def pickled(event: object, protocol: int) -> None:
    assert pickle.loads(pickle.dumps(event, protocol)) == event


def changed(event: h11.Event) -> None:
    """The same from `dataclasses`, and another way to create it."""
    assert dataclasses.replace(event) == event
    assert [field.name for field in dataclasses.fields(event)] == list(values(event))


def on_each(act) -> dict:
    return {type(event).__name__: partial(act, event) for event in SAMPLES}


OPERATIONS = {
    "event: a request of fields of all types": lambda: h11.Request(
        method="GET", target="/", headers=FIELDS
    ),
    "event: a request of bytes": lambda: request(method=b"PUT", target=b"/a", http_version=b"1.0"),
    "event: a request of buffers": lambda: request(
        method=bytearray(b"PUT"), target=memoryview(b"/a")
    ),
    "event: fields of a generator": lambda: h11.EndOfMessage(headers=iter(FIELDS)),
    "event: fields of a dict": lambda: h11.EndOfMessage(headers={"ab": "cd"}.items()),
    "event: fields of an event": lambda: request(headers=HEADERS),
    "event: many fields": lambda: h11.EndOfMessage(headers=[("A", "b")] * 40),
    "event: a long field": lambda: h11.EndOfMessage(headers=[("A", "b" * 3000)]),
    "event: framing fields": lambda: request(
        headers=[("Host", "a"), ("Content-Length", "5, 5"), ("Transfer-Encoding", "CHUNKED")]
    ),
    "event: a response": lambda: h11.Response(status_code=200, headers=FIELDS, reason="OK"),
    "event: an informational response": lambda: h11.InformationalResponse(
        status_code=103, headers=FIELDS
    ),
    "event: data by keyword": lambda: h11.Data(data=b"x", chunk_start=True, chunk_end=True),
    "event: data of a list": lambda: h11.Data([b"x"]),
    "event: data in data": lambda: h11.Data(h11.Data(h11.Data([1]))),
    "event: an end of message": lambda: h11.EndOfMessage(),
    "event: connection closed": lambda: h11.ConnectionClosed(),
    "event: keywords made at run time": lambda: h11.Data(**{"data": b"x", "chunk_" + "end": 1}),
    "subclass: with a dict": lambda: Mine(b"x"),
    "subclass: with a slot": lambda: Slotted(headers=FIELDS),
    "subclass: with __init__": lambda: Initialized(**PLAIN),
    "subclass: with __post_init__": lambda: Noticing(status_code=200, headers=[]),
    "subclass: with a finalizer": lambda: Finalized(b"x"),
    "subclass: made on the spot": lambda: type("New", (h11.Data,), {})(b"x"),
    "subclass: copied": lambda: copy.copy(Mine(b"x")),
    "content: with a finalizer": lambda: h11.Data(Member()),
    "content: a long chain": lambda: chain(300),
    **{f"repr: {name}": act for name, act in on_each(repr).items()},
    **{f"hash or TypeError: {name}": act for name, act in on_each(lambda e: hashed(e)).items()},
    **{f"equal: {name}": act for name, act in on_each(lambda e: e == copy.copy(e)).items()},
    **{f"copy: {name}": act for name, act in on_each(copy.copy).items()},
    **{f"deepcopy: {name}": act for name, act in on_each(copy.deepcopy).items()},
    **{f"dataclass: {name}": act for name, act in on_each(changed).items()},
    **{f"asdict: {name}": act for name, act in on_each(values).items()},
    **{
        f"pickle {protocol}: {name}": partial(act, protocol)
        for protocol in (2, pickle.HIGHEST_PROTOCOL)
        for name, act in on_each(pickled).items()
    },
    "init: of a request again": lambda: h11.Request.__init__(request(), **PLAIN),
    "init: of an end again": lambda: h11.EndOfMessage.__init__(h11.EndOfMessage(), headers=FIELDS),
    "init: of data again": lambda: h11.Data.__init__(h11.Data(b"x"), b"y"),
    "init: of a response again": lambda: h11.Response.__init__(
        h11.Response(status_code=200, headers=[]), status_code=201, headers=FIELDS
    ),
    "new: without init": lambda: repr_or_error(h11.Request.__new__(h11.Request)),
    "setstate": lambda: h11.Data(b"x").__setstate__((None, {"data": b"y"})),
    "reduce": lambda: REQUEST.__reduce_ex__(4),
    "headers: iterated": lambda: list(HEADERS),
    "headers: reversed": lambda: list(reversed(HEADERS)),
    "headers: item": lambda: HEADERS[1],
    "headers: slice": lambda: HEADERS[::2],
    "headers: no such item": rejected(IndexError, HEADERS.__getitem__, 9),
    "headers: a wrong index": rejected(TypeError, HEADERS.__getitem__, "a"),
    "headers: contains": lambda: (b"accept", b"*/*") in HEADERS,
    "headers: index": lambda: HEADERS.index((b"accept", b"*/*")),
    "headers: no such pair": rejected(ValueError, HEADERS.index, 1),
    "headers: count": lambda: HEADERS.count((b"accept", b"*/*")),
    "headers: equal to a list": lambda: list(HEADERS) == HEADERS,
    "headers: not equal": lambda: HEADERS != [],
    "headers: raw items": lambda: HEADERS.raw_items(),
    "headers: length and truth": lambda: (len(HEADERS), bool(HEADERS)),
    "headers: repr": lambda: repr(HEADERS),
    "headers: repr of received ones": lambda: repr(fresh_headers()),
    "headers: of received ones": lambda: list(fresh_headers()),
    "headers: raw items of received ones": lambda: fresh_headers().raw_items(),
    "headers: received ones copied": lambda: copy.deepcopy(fresh_headers()),
    "headers: received ones pickled": lambda: pickle.loads(pickle.dumps(fresh_headers())),
    "headers: made": lambda: h11._headers.Headers([(b"A", b"a", b"1")]),
    "headers: hashed": rejected(TypeError, hash, HEADERS),
    "wrong: an unknown keyword": rejected(TypeError, h11.Data, nope=1),
    "wrong: too many arguments": rejected(TypeError, h11.Data, 1, 2, 3, 4),
    "wrong: an argument missing": rejected(TypeError, h11.Response, headers=[]),
    "wrong: an argument twice": rejected(TypeError, h11.Data, b"x", data=b"y"),
    "wrong: fields that cannot be iterated": rejected(TypeError, h11.EndOfMessage, headers=5),
    "wrong: a field that is not a pair": rejected(ValueError, h11.EndOfMessage, headers=["abc"]),
    "wrong: a name that is not text": rejected(TypeError, h11.EndOfMessage, headers=[(1, 2)]),
    "wrong: a value that is not ASCII": rejected(
        ValueError, h11.EndOfMessage, headers=[("a", "\xff")]
    ),
    "wrong: an illegal long value": rejected(
        h11.LocalProtocolError, h11.EndOfMessage, headers=[("a", b"\0" * 3000)]
    ),
    "wrong: a status that is text": rejected(
        h11.LocalProtocolError, h11.Response, status_code="1", headers=[]
    ),
    "wrong: an illegal target": rejected(h11.LocalProtocolError, request, target="a b"),
    "wrong: a frozen field": rejected(AttributeError, setattr, REQUEST, "method", b"PUT"),
    "wrong: a frozen field deleted": rejected(AttributeError, delattr, REQUEST, "method"),
    "wrong: init of something else": rejected(TypeError, h11.EndOfMessage.__init__, 5),
}


def chain(length: int) -> h11.Data:
    link = h11.Data(b"x")
    for _ in range(length):
        link = h11.Data(link)
    return link


def hashed(event: h11.Event) -> None:
    try:
        hash(event)
    except TypeError:
        assert type(event).__hash__ is None


def repr_or_error(event: h11.Event) -> None:
    """An event whose fields are not set."""
    try:
        repr(event)
    except AttributeError:
        return
    raise AssertionError("fields that were never set are shown")


def fresh_headers() -> object:
    """Received, and not accessed yet."""
    server = h11.Connection(h11.SERVER)
    server.receive_data(b"GET / HTTP/1.1\r\nHost: a\r\nAccept: */*\r\nX-Y: 1\r\nAccept: b\r\n\r\n")
    return server.next_event().headers
