"""Nothing leaks, however often an operation is repeated.

The tests read several meters before and after many rounds: the blocks allocated by Python, the
references to shared objects, the objects tracked by the garbage collector, and the memory of the
process, which includes the allocations of Rust.
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

HAS_STATM = Path("/proc/self/statm").exists()

OK = ok(("Content-Length", "1"))
RESPONSE_WIRE = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nX-Other: a\r\n"
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


def construct_events() -> None:
    for event in SAMPLES:
        type(event)(**values(event))


CHUNKED_CLIENT = [
    h11.Request(method="POST", target="/", headers=[HOST, ("Transfer-Encoding", "chunked")]),
    h11.Data(b"abc"),
    h11.Data(bytearray(b"abc")),
    h11.EndOfMessage(headers=[("A", "b")]),
]

ACTIONS = {
    "constructing all events": construct_events,
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


def collect() -> None:
    """Collect twice: free-threaded CPython returns the memory of classes at the next collection,
    when no other thread can be reading it any more."""
    gc.collect()
    gc.collect()


def repeat(act, rounds: int) -> None:
    for _ in range(rounds):
        act()
    collect()


def everything() -> None:
    for act in ACTIONS.values():
        act()


def growth(meter, act, rounds: int) -> int:
    """Return the growth of the meter after many rounds, as the best of several attempts.

    A leak shows in each of them; caches and free lists that fill, and other noise, do not.
    """
    growths = []
    repeat(act, rounds // 5)
    while len(growths) < 10 and (not growths or min(growths) > 0):
        before = meter()
        repeat(act, rounds)
        growths.append(meter() - before)
    return min(growths)


@every_action
def test_no_blocks_leak(act):
    """Detects a leak of one object in a hundred calls."""
    assert growth(sys.getallocatedblocks, act, 500) < 5


def resident_kilobytes() -> int:
    """The current memory of the process; unlike its peak, it is not hidden by other tests."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 1024


METERS = [sys.getallocatedblocks, *([resident_kilobytes] if HAS_STATM else [])]


@pytest.mark.skipif(not HAS_STATM, reason="no /proc/self/statm")
def test_the_process_does_not_grow():
    """Detects a leak of a dozen bytes per round."""
    assert growth(resident_kilobytes, everything, 6_000) < 64


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


def test_no_references_to_shared_objects_leak():
    """Detects a reference too many, which is a leak, and one too few, which leads to a crash."""
    repeat(everything, 5)
    shared = {name: get() for name, get in SHARED.items()}
    before = {name: sys.getrefcount(thing) for name, thing in shared.items()}
    repeat(everything, 200)
    after = {name: sys.getrefcount(thing) for name, thing in shared.items()}
    drifted = {name: after[name] - before[name] for name in shared}
    assert {name: drift for name, drift in drifted.items() if abs(drift) > 20} == {}


def test_no_tracked_objects_leak():
    assert growth(lambda: len(gc.get_objects()), everything, 50) < 5


@pytest.mark.parametrize("meter", METERS)
def test_memory_does_not_grow_with_cycles(meter):
    """Thousands of cycles on one connection: buffers are emptied as well as read."""
    server = h11.Connection(h11.SERVER)

    def cycle() -> None:
        server.receive_data(GET_WIRE)
        read(server)
        send(server, OK, h11.Data(b"x"), END)
        server.start_next_cycle()

    assert growth(meter, cycle, 3_000) < 16


def test_a_small_header_does_not_keep_a_large_segment():
    """A program may keep an event for a long time; it must not keep megabytes alive."""
    server = h11.Connection(h11.SERVER)
    segment = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9999999\r\n\r\n" + b"x" * (1 << 20)
    before = sys.getrefcount(segment)
    server.receive_data(segment)
    request = server.next_event()
    del server
    assert request.headers[0] == (b"host", b"a")
    assert sys.getrefcount(segment) == before
