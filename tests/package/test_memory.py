"""Nothing is left behind, however often one does a thing.

The meters are read before and after many rounds: the blocks that Python has allocated, the
references to objects that everybody shares, what the garbage collector knows of, and the memory
of the process, which is where the Rust side allocates.
"""

from __future__ import annotations

import contextlib
import gc
import operator
import os
import sys
from pathlib import Path

import h11
import pytest
from h11._headers import Headers

from .peers import (
    CONNECT,
    END,
    GET,
    GET_WIRE,
    HOST,
    POST_CHUNKED_WIRE,
    UPGRADE,
    client_after,
    ok,
    read,
    send,
    server_after,
)
from .samples import SAMPLES, values

ROUNDS = 20_000
FREE_THREADED = not getattr(sys, "_is_gil_enabled", lambda: True)()

OK = ok(("Content-Length", "1"))
RESPONSE_WIRE = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nX-Odd: a\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n2;e=1\r\nab\r\n0\r\nA: b\r\n\r\n"
)
BAD_WIRES = [b"\0", b"GET\r\n\r\n", GET_WIRE[:-2] + b"A\r\n\r\n", POST_CHUNKED_WIRE + b"x\r\n"]


def fail(act, *expected: type[BaseException]):
    def failing() -> None:
        with contextlib.suppress(*expected):
            act()
            raise AssertionError("it did not fail")

    return failing


def server_cycle() -> None:
    server = server_after(GET_WIRE)
    send(server, OK, h11.Data(b"x"), END)
    server.start_next_cycle()


def client_cycle() -> None:
    client = client_after(GET, END)
    client.receive_data(RESPONSE_WIRE)
    for event in read(client):
        if event is not h11.NEED_DATA:
            repr(event)
    client.start_next_cycle()


def segments() -> None:
    server = h11.Connection(h11.SERVER)
    for start in range(0, len(GET_WIRE), 9):
        server.receive_data(bytearray(GET_WIRE[start : start + 9]))
        server.next_event()


def bad_wire() -> None:
    for wire in BAD_WIRES:
        server = h11.Connection(h11.SERVER)
        server.receive_data(wire)
        with contextlib.suppress(h11.RemoteProtocolError):
            read(server)


def headers_looked_at() -> None:
    server = h11.Connection(h11.SERVER)
    server.receive_data(GET_WIRE)
    headers = server.next_event().headers
    for look in (list, repr, len, bool, [HOST].__ne__, headers.__eq__, Headers.raw_items):
        look(headers)
    operator.itemgetter(0)(headers)
    operator.attrgetter("_full_items")(headers)


def private_parts() -> None:
    server = h11.Connection(h11.SERVER)
    server._receive_buffer = server._receive_buffer
    server._cstate = server._cstate
    buffer = h11._receivebuffer.ReceiveBuffer()
    buffer += b"1\r\nx\r\n0\r\n\r\n"
    reader = h11._readers.ChunkedReader()
    while type(reader(buffer)) is h11.Data:
        pass


class Hostile:
    def __len__(self) -> int:
        raise KeyError


def made_anew() -> None:
    for event in SAMPLES:
        type(event)(**values(event))


CHUNKED_CLIENT = [
    h11.Request(method="POST", target="/", headers=[HOST, ("Transfer-Encoding", "chunked")]),
    h11.Data(b"abc"),
    h11.Data(bytearray(b"abc")),
    h11.EndOfMessage(headers=[("A", "b")]),
]

ACTIONS = {
    "all events made": made_anew,
    "a server's cycle": server_cycle,
    "a client's cycle": client_cycle,
    "a chunked body": lambda: client_after(*CHUNKED_CLIENT),
    "a body passed through": lambda: [
        client.send_with_data_passthrough(event)
        for client in [h11.Connection(h11.CLIENT)]
        for event in CHUNKED_CLIENT
    ],
    "segments": segments,
    "headers looked at": headers_looked_at,
    "proposals": lambda: (client_after(CONNECT, END), client_after(UPGRADE, END)),
    "states": lambda: (lambda c: (c.states, c.our_state, c.trailing_data))(server_after()),
    "the peer's errors": bad_wire,
    "attributes": lambda: setattr(h11.Connection(h11.CLIENT), "a", object()),
    "private parts": private_parts,
    "a bad header": fail(
        lambda: h11.Response(status_code=200, headers=[("A", "b"), ("a b", "c")]),
        h11.LocalProtocolError,
    ),
    "a bad status": fail(lambda: h11.Response(status_code=1, headers=[]), h11.LocalProtocolError),
    "a bad argument": fail(lambda: h11.Request(method=1, target="/", headers=[HOST]), TypeError),
    "an argument missing": fail(lambda: h11.Request(method="GET"), TypeError),
    "a bad role": fail(lambda: h11.Connection(None), ValueError),
    "a bad event": fail(lambda: client_after(END), h11.LocalProtocolError),
    "bad data": fail(lambda: client_after(GET, h11.Data(Hostile())), KeyError),
    "bad bytes": fail(lambda: server_after().receive_data("text"), TypeError),
    "bytes after the end": fail(
        lambda: [server.receive_data(d) for server in [server_after()] for d in (b"", b"a")],
        RuntimeError,
    ),
}
every_action = pytest.mark.parametrize("act", ACTIONS.values(), ids=ACTIONS)


def repeat(act, rounds: int) -> None:
    for _ in range(rounds):
        act()


@every_action
def test_no_blocks_are_left(act):
    """A leak of one object in a hundred rounds would be seen."""
    repeat(act, 100)
    gc.collect()
    before = sys.getallocatedblocks()
    repeat(act, 1_000)
    gc.collect()
    assert sys.getallocatedblocks() - before < 10


def resident_kilobytes() -> int:
    """The memory that the process has now; unlike its peak, other tests do not hide it."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 1024


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="no statm")
def test_the_process_does_not_grow():
    """In the best of three rounds: a leak grows in each, noise does not."""

    def everything() -> None:
        for act in ACTIONS.values():
            act()

    growths = []
    repeat(everything, ROUNDS // 10)
    for _ in range(3):
        before = resident_kilobytes()
        repeat(everything, ROUNDS // 3)
        growths.append(resident_kilobytes() - before)
    assert min(growths) < 64, growths


SHARED = {
    "version": lambda: h11.Response(status_code=200, headers=[]).http_version,
    "no reason": lambda: h11.Response(status_code=200, headers=[]).reason,
    "no trailers": lambda: END.headers,
    "field name": lambda: server_request().headers[0][0],
    "method": lambda: server_request().method,
    "True": lambda: True,
    "False": lambda: False,
    "None": lambda: None,
    **{name: (lambda name=name: getattr(h11, name)) for name in h11.__all__},
}


def server_request() -> h11.Request:
    server = h11.Connection(h11.SERVER)
    server.receive_data(GET_WIRE)
    return server.next_event()


@pytest.mark.skipif(FREE_THREADED, reason="references are counted another way")
def test_references_to_shared_objects_come_and_go():
    """Both a reference too many, which is a leak, and one too few, which is a crash to come."""
    for act in ACTIONS.values():
        act()
    shared = {name: get() for name, get in SHARED.items()}
    gc.collect()
    before = {name: sys.getrefcount(thing) for name, thing in shared.items()}
    for act in ACTIONS.values():
        repeat(act, 200)
    gc.collect()
    after = {name: sys.getrefcount(thing) for name, thing in shared.items()}
    drifted = {name: after[name] - before[name] for name in shared}
    assert {name: drift for name, drift in drifted.items() if abs(drift) > 20} == {}


def test_objects_that_the_collector_knows_do_not_pile_up():
    for act in ACTIONS.values():
        act()
    gc.collect()
    before = len(gc.get_objects())
    for act in ACTIONS.values():
        repeat(act, 100)
    gc.collect()
    assert len(gc.get_objects()) - before < 50


def test_a_long_life_needs_no_more_memory_than_a_short_one():
    """One connection, thousands of cycles: buffers are emptied and not only read on."""
    server = h11.Connection(h11.SERVER)
    before = None
    for number in range(3_000):
        server.receive_data(GET_WIRE)
        read(server)
        send(server, OK, h11.Data(b"x"), END)
        server.start_next_cycle()
        if number == 500:
            gc.collect()
            before = sys.getallocatedblocks()
    gc.collect()
    assert sys.getallocatedblocks() - before < 50


def test_a_small_header_does_not_keep_a_large_segment():
    """A program may keep an event for long; it must not keep megabytes with it."""
    server = h11.Connection(h11.SERVER)
    segment = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9999999\r\n\r\n" + b"x" * (1 << 20)
    before = sys.getrefcount(segment)
    server.receive_data(segment)
    request = server.next_event()
    del server
    assert request.headers[0] == (b"host", b"a")
    assert sys.getrefcount(segment) == before
