"""Objects under construction that the garbage collector exposes.

    python -m tests.attacks.half_made CLASS

In CPython 3.9 to 3.11 any allocation may run the collector, and thus a finalizer, which can find
uninitialized objects with `gc.get_objects`. From 3.12 the collector waits for the next bytecode. This
finalizer uses what it finds in every possible way. Prints how many objects were found before the call
that constructs them had returned.
"""

from __future__ import annotations

import contextlib
import copy
import gc
import pickle
import sys
import weakref
from collections.abc import Callable

import h11
from h11 import _readers, _receivebuffer, _state, _writers

WIRE = (
    b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nA: b\r\n\r\n"
)
FIELDS = [("Host", "a"), ("A", "b")]
#: More tracked allocations than any of the calls needs.
ALLOCATIONS = 40


def server() -> h11.Connection:
    made = h11.Connection(h11.SERVER)
    made.receive_data(WIRE)
    return made


def read(count: int) -> list:
    """This number of events of a message with all features."""
    connection = server()
    return [connection.next_event() for _ in range(count)]


def request() -> h11.Request:
    return h11.Request(method="GET", target="/", headers=FIELDS)


def response(kind: type, status: int) -> h11.Event:
    return kind(status_code=status, headers=FIELDS)


#: For each class the ways to construct an instance.
MAKERS: dict[type, list[Callable[[], object]]] = {
    h11.Connection: [server, lambda: h11.Connection.__new__(h11.Connection)],
    h11.Request: [request, lambda: read(1), lambda: copied(REQUEST)],
    h11.Response: [lambda: response(h11.Response, 200)],
    h11.InformationalResponse: [lambda: response(h11.InformationalResponse, 100)],
    h11.Data: [lambda: h11.Data(b"x"), lambda: read(2), lambda: h11.Data(data=[1])],
    h11.EndOfMessage: [lambda: h11.EndOfMessage(headers=FIELDS), lambda: read(3)],
    h11.ConnectionClosed: [h11.ConnectionClosed],
    type(request().headers): [
        lambda: h11.EndOfMessage(headers=FIELDS),
        lambda: read(3),
        lambda: h11._headers.set_comma_header(REQUEST.headers, b"x", [b"y"]),
        lambda: copied(REQUEST.headers),
    ],
    _receivebuffer.ReceiveBuffer: [_receivebuffer.ReceiveBuffer, lambda: server()._receive_buffer],
    _state.ConnectionState: [_state.ConnectionState, lambda: server()._cstate],
    _readers.ChunkedReader: [_readers.ChunkedReader],
    _readers.ContentLengthReader: [lambda: _readers.ContentLengthReader(5)],
    _readers.Http10Reader: [_readers.Http10Reader],
    _writers.ChunkedWriter: [_writers.ChunkedWriter],
    _writers.ContentLengthWriter: [lambda: _writers.ContentLengthWriter(5)],
    _writers.Http10Writer: [_writers.Http10Writer],
    h11.LocalProtocolError: [lambda: rejected(lambda: h11.EndOfMessage(headers=[("", "")]))],
    h11.RemoteProtocolError: [lambda: rejected(lambda: received(b"GET\r\n\r\n").next_event())],
}
REQUEST = request()
CLASSES = {kind.__name__: kind for kind in MAKERS}
#: Possible arguments of any method.
ARGUMENTS = (
    (),
    (b"",),
    (WIRE,),
    (h11.Data(b"x"),),
    (h11.CLIENT,),
    (1,),
    (_receivebuffer.ReceiveBuffer(),),
    (h11.Data(b"x"), lambda data: data),
    (h11.CLIENT, h11.Request),
)
#: Names that would only change the class, or are the finalizer of something else.
LEFT_OUT = {"__class__", "__init_subclass__", "__subclasshook__", "__del__"}


def received(data: bytes) -> h11.Connection:
    made = h11.Connection(h11.SERVER)
    made.receive_data(data)
    return made


def copied(original: object) -> object:
    """0.16.0 cannot construct them."""
    with contextlib.suppress(AttributeError):
        return copy.deepcopy(original)


def rejected(act: Callable[[], object]) -> None:
    with contextlib.suppress(h11.ProtocolError):
        act()


def use(found: object) -> None:
    """Call everything; it may raise any exception."""
    for act in (repr, bool, len, iter, hash, bytes, copy.copy, copy.deepcopy, pickle.dumps):
        with contextlib.suppress(Exception):
            act(found)
    for act in (gc.get_referents, weakref.ref, sys.getsizeof, list):
        with contextlib.suppress(Exception):
            act(found)
    with contextlib.suppress(Exception):
        _ = found == found, found == [], found != REQUEST.headers
    with contextlib.suppress(Exception):
        found += b"abc"
    for name in dir(type(found)):
        if name in LEFT_OUT:
            continue
        with contextlib.suppress(Exception):
            attribute = getattr(found, name)
            if callable(attribute):
                for arguments in ARGUMENTS:
                    with contextlib.suppress(Exception):
                        attribute(*arguments)


class Watch:
    """Garbage, whose finalizer examines the objects under construction."""

    def __init__(self, kind: type, known: set[int]) -> None:
        self.kind, self.known = kind, known
        self.itself = self

    def __del__(self) -> None:
        for each in gc.get_objects():
            if isinstance(each, self.kind) and id(each) not in self.known:
                shown.append(type(each).__name__)
                use(each)


def show(kind: type, maker: Callable[[], object], nth: int) -> None:
    """Construct an instance while the n-th allocation runs the collector."""
    gc.collect()
    Watch(kind, {id(each) for each in gc.get_objects() if isinstance(each, kind)})
    gc.set_threshold(gc.get_count()[0] + nth)
    gc.enable()
    with contextlib.suppress(TypeError, ValueError):  # not every class accepts these arguments
        maker()
    gc.disable()


shown: list[str] = []


def main(kind: type) -> None:
    subclass = type("Subclass", (kind,), {})
    gc.disable()
    gc.freeze()
    for maker in (*MAKERS[kind], lambda: subclass.__new__(subclass), lambda: subclass([])):
        for nth in range(ALLOCATIONS):
            show(kind, maker, nth)
    print(len(shown))


if __name__ == "__main__":
    main(CLASSES[sys.argv[1]])
