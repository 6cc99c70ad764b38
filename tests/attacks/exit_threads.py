"""Daemon threads that use the package while the interpreter exits.

    python -m tests.attacks.exit_threads KIND

Before 3.14, CPython ends such a thread when it next requests the GIL, by unwinding its stack; the
frames below that call matter. Each kind runs Python code, or releases the GIL, with frames of the
package below it.
"""

from __future__ import annotations

import copy
import logging
import os
import pickle
import sys
import threading
import weakref
from collections.abc import Callable, Iterator

import h11
from h11 import _headers, _readers, _receivebuffer, _state, _util, _writers

#: Rounds of each thread before the main thread ends, so that all are running by then.
ROUNDS = 20


def busy(result: object = None) -> object:
    """Long enough for another thread to request the GIL."""
    for _ in range(30):
        pass
    return result


def fields() -> Iterator[tuple[str, str]]:
    for _ in range(20):
        yield busy(("a", "b"))


class Sized:
    def __len__(self) -> int:
        return busy(3)


class Truthful:
    def __bool__(self) -> bool:
        return busy(True)


class Convertible:
    def __bytes__(self) -> bytes:
        return busy(b"GET")


class Pair:
    """Constructed from an iterable that is not a tuple."""

    def __iter__(self) -> Iterator[str]:
        return iter((busy("a"), "b"))


class Index:
    def __index__(self) -> int:
        return busy(0)


class Equal:
    def __eq__(self, other: object) -> bool:
        return busy(True)

    __hash__ = None


class Finalized:
    def __del__(self) -> None:
        busy()


class MyRequest(h11.Request):
    """With a dict."""


class MyData(h11.Data):
    def __init__(self, data: bytes) -> None:
        super().__init__(busy(data))


class MyResponse(h11.Response):
    def __post_init__(self) -> None:
        busy()


class MyEnd(h11.EndOfMessage):
    def __del__(self) -> None:
        busy()


class MyConnection(h11.Connection):
    def __init__(self) -> None:
        super().__init__(busy(h11.SERVER))

    def __del__(self) -> None:
        busy()


class MyError(h11.LocalProtocolError):
    def __init__(self, *arguments: object) -> None:
        super().__init__(busy(*arguments))


def server(wire: bytes = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n") -> h11.Connection:
    made = h11.Connection(h11.SERVER)
    made.receive_data(wire)
    made.next_event()
    return made


def chunked() -> h11.Connection:
    client = h11.Connection(h11.CLIENT)
    framing = [("Host", "a"), ("Transfer-Encoding", "chunked")]
    client.send(h11.Request(method="PUT", target="/", headers=framing))
    return client


def buffer(content: bytes) -> _receivebuffer.ReceiveBuffer:
    made = _receivebuffer.ReceiveBuffer()
    made += content
    return made


def rejected(act: Callable[[], object], kind: type = h11.ProtocolError) -> None:
    try:
        act()
    except kind:
        return
    raise AssertionError("it did not raise")


def received(wire: bytes, role: type = h11.SERVER) -> None:
    connection = h11.Connection(role)
    connection.receive_data(wire)
    rejected(connection.next_event, h11.RemoteProtocolError)


class Log(logging.Handler):
    """Of the package's logger."""

    def emit(self, record: logging.LogRecord) -> None:
        busy(record)


logging.getLogger("h11").addHandler(Log())


def logged(wire: bytes) -> None:
    logging.getLogger("h11").setLevel(logging.DEBUG)
    received(wire)


def followed() -> None:
    """A weak reference with a callback, which runs when the connection is deallocated."""
    connection = h11.Connection(h11.CLIENT)
    reference = weakref.ref(connection, busy)
    del connection
    assert reference() is None


HEADERS = h11.EndOfMessage(headers=[("a", "b"), ("c", "d")]).headers
REQUEST = h11.Request(method="GET", target="/", headers=[("Host", "a")])

#: Errors of the package, which create exceptions.
ERRORS = {
    "request": lambda: rejected(lambda: h11.Request(method="GET", target="/", headers=[])),
    "response": lambda: rejected(lambda: h11.Response(status_code=1, headers=[])),
    "field": lambda: rejected(lambda: h11.EndOfMessage(headers=[("a b", "c")])),
    "keyword": lambda: rejected(lambda: h11.Data(nope=1), TypeError),
    "not a pair": lambda: rejected(lambda: h11.EndOfMessage(headers=["abc"]), ValueError),
    "not bytes": lambda: rejected(lambda: h11.EndOfMessage(headers=[("a", 1)]), TypeError),
    "not ASCII": lambda: rejected(lambda: _util.bytesify("\xff"), ValueError),
    "role": lambda: rejected(lambda: h11.Connection(5), ValueError),
    "request received": lambda: received(b"GET / HTTP/1.1\r\nHost : a\r\n\r\n"),
    "response received": lambda: received(b"HTTP/1.1 2000\r\n\r\n", h11.CLIENT),
    "state": lambda: rejected(lambda: chunked().start_next_cycle()),
    "sending": lambda: rejected(lambda: h11.Connection(h11.CLIENT).send(h11.Data(b"x"))),
    "reader": lambda: rejected(lambda: _readers.ChunkedReader()(buffer(b"x\r\n"))),
    "writer": lambda: rejected(
        lambda: _writers.ContentLengthWriter(1)(h11.Data(b"abc"), [].append)
    ),
    "machine": lambda: rejected(lambda: _state.ConnectionState().start_next_cycle()),
    "base class": lambda: rejected(lambda: h11.ProtocolError("x"), TypeError),
    "attribute": lambda: rejected(lambda: setattr(REQUEST, "method", 1), AttributeError),
}
#: Code of the program that the package calls.
CALLBACKS = {
    "fields": lambda: h11.EndOfMessage(headers=fields()),
    "fields of a request": lambda: rejected(
        lambda: h11.Request(method="GET", target="/", headers=fields())
    ),
    "a pair": lambda: h11.EndOfMessage(headers=[Pair()]),
    "__bytes__": lambda: rejected(
        lambda: h11.Request(method=Convertible(), target="/", headers=[])
    ),
    "__bool__": lambda: rejected(
        lambda: h11.Connection(h11.SERVER).receive_data(Truthful()), TypeError
    ),
    "__len__": lambda: chunked().send_with_data_passthrough(h11.Data(Sized())),
    "__index__": lambda: HEADERS[Index()],
    "__eq__": lambda: (Equal() in HEADERS, [Equal(), Equal()] == HEADERS),
    "a subclass with a dict": lambda: MyRequest(method="GET", target="/", headers=[("Host", "a")]),
    "a subclass's __init__": lambda: MyData(b"x"),
    "a subclass's __post_init__": lambda: MyResponse(status_code=200, headers=[("a", "b")]),
    "a subclass's __del__": lambda: MyEnd(headers=[("a", "b")]),
    "a subclass with content": lambda: MyData(Finalized()),
    "a connection's subclass": lambda: MyConnection(),
    "an error's subclass": lambda: rejected(lambda: throw(MyError("x"))),
    "content": lambda: h11.Data(Finalized()),
    "content in lists": lambda: h11.Data([Finalized(), Finalized()]),
    "content again": lambda: h11.Data.__init__(h11.Data(Finalized()), b"x"),
    "an attribute": lambda: setattr(h11.Connection(h11.CLIENT), "mine", Finalized()),
    "a weak reference": followed,
    "repr": lambda: repr(h11.Data(HEADERS)),
    "copies": lambda: copy.deepcopy(h11.Data([Convertible()])),
    "pickles": lambda: pickle.loads(pickle.dumps(REQUEST)),
    "a log handler": lambda: logged(b"GET / HTTP/1.1\r\nHost : a\r\n\r\n"),
    "a write function": lambda: _writers.write_request(REQUEST, busy),
    "a writer": lambda: _writers.ChunkedWriter()(h11.Data(b"abc"), busy),
    "values": lambda: _headers.set_comma_header(HEADERS, b"x", (busy(b"y") for _ in range(9))),
    "lines": lambda: list(_readers._decode_header_lines(busy(b"a: b") for _ in range(9))),
    "a state machine": lambda: _state.ConnectionState().process_error(h11.CLIENT),
}
#: Without code of the program, for comparison.
OTHERS = {
    "a cycle": lambda: server().send(h11.Response(status_code=200, headers=[("a", "b")])),
    "the parts of a message": lambda: chunked().send(h11.EndOfMessage(headers=[("a", "b")])),
    "what is read": lambda: list(server().states.items()),
}
KINDS = {**ERRORS, **CALLBACKS, **OTHERS}


def throw(error: Exception) -> None:
    raise error


def main(kind: str) -> None:
    act = KINDS[kind]
    started = threading.Semaphore(0)

    def do_it() -> None:
        try:
            for _ in range(ROUNDS):
                act()
            started.release()
            while True:
                act()
        except BaseException as error:
            # Report any exception; the thread must not end silently.
            os.write(2, f"{kind}: {type(error).__name__}: {error}\n".encode())
            os._exit(3)

    def want_the_gil() -> None:
        while True:
            pass

    sys.setswitchinterval(1e-5)
    for target in (do_it, do_it, want_the_gil):
        threading.Thread(target=target, daemon=True).start()
    for _ in range(2):
        started.acquire()
    print("the main thread ends", flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
