"""Every hostile object in every position that accepts one.

It raises an exception that a program expects, nothing leaks, and later operations work. A crash
would end the tests.
"""

from __future__ import annotations

import contextlib
import copy
import operator
import sys

import h11
import pytest

from ..package.peers import END, GET, GET_WIRE, HOST, POST_CHUNKED, POST_SIX, client_after, read
from ..package.test_api_fuzz import MAY_BE_RAISED, STATES
from ..package.test_memory import collect
from .hostile_objects import KINDS, Mine

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

# A released view, an exported buffer, a dead proxy.
EXPECTED = (*MAY_BE_RAISED, Mine, BufferError, ReferenceError)
ROUNDS = 20


def request(**arguments: object) -> h11.Request:
    return h11.Request(**{"method": "GET", "target": "/", "headers": [HOST], **arguments})


def sent(connection: h11.Connection, event: object, way: str = "send") -> h11.Connection:
    try:
        getattr(connection, way)(event)
    finally:
        assert connection.our_state in STATES
        read_nothing(connection)
    return connection


def read_nothing(connection: h11.Connection) -> None:
    """The receiving side is unaffected by errors of the sending side."""
    assert connection.next_event() in (h11.NEED_DATA, h11.PAUSED)


def received(connection: h11.Connection, data: object) -> None:
    try:
        connection.receive_data(data)
        connection.next_event()
    finally:
        assert connection.their_state in STATES


def assigned(name: str):
    return lambda it: setattr(h11.Connection(h11.SERVER), name, it)


def relayed(it: object) -> None:
    """As fields of one event, and then of another one that is sent."""
    response = h11.Response(status_code=200, headers=it)
    server = h11.Connection(h11.SERVER)
    server.receive_data(GET_WIRE)
    read(server)
    sent(server, h11.Response(status_code=201, headers=response.headers))


PLACES = {
    "method": lambda it: request(method=it),
    "target": lambda it: request(target=it),
    "headers": lambda it: request(headers=it),
    "a field": lambda it: request(headers=[HOST, it]),
    "a name": lambda it: request(headers=[HOST, (it, "a")]),
    "a value": lambda it: request(headers=[HOST, ("A", it)]),
    "a length": lambda it: request(headers=[HOST, ("Content-Length", it)]),
    "a coding": lambda it: request(headers=[HOST, ("Transfer-Encoding", it)]),
    "http_version": lambda it: request(http_version=it),
    "status_code": lambda it: h11.Response(status_code=it, headers=[]),
    "informational status_code": lambda it: h11.InformationalResponse(status_code=it, headers=[]),
    "reason": lambda it: h11.Response(status_code=200, headers=[], reason=it),
    "fields of a response": relayed,
    "trailers": lambda it: sent(client_after(POST_CHUNKED), h11.EndOfMessage(headers=it)),
    "chunk_start": lambda it: h11.Data(b"", chunk_start=it, chunk_end=it),
    "an argument too many": lambda it: request(other=it),
    "role": lambda it: h11.Connection(it),
    "max_incomplete_event_size": lambda it: h11.Connection(h11.SERVER, it),
    "received": lambda it: received(h11.Connection(h11.SERVER), it),
    "received after a part": lambda it: received(server_after_part(), it),
    "an event": lambda it: sent(h11.Connection(h11.CLIENT), it),
    "data in chunks": lambda it: sent(client_after(POST_CHUNKED), h11.Data(it)),
    "data of a length": lambda it: sent(client_after(POST_SIX), h11.Data(it)),
    "data passed through": lambda it: sent(
        client_after(POST_CHUNKED), h11.Data(it), "send_with_data_passthrough"
    ),
    "data looked at": lambda it: (repr(h11.Data(it)), h11.Data(it) == h11.Data(it), copy.copy(h11.Data(it))),
    "their_http_version": assigned("their_http_version"),
    "client_is_waiting_for_100_continue": assigned("client_is_waiting_for_100_continue"),
    "an attribute": assigned("of_the_program"),
    "headers equal": lambda it: (GET.headers == it, it == GET.headers, it != GET.headers),
    "headers contain": lambda it: it in GET.headers,
    "headers counted": lambda it: GET.headers.count(it),
    "headers found": lambda it: GET.headers.index(it),
    "headers at": lambda it: GET.headers[it],
    "headers from": lambda it: GET.headers[it:],
    "an event compared": lambda it: (operator.eq(GET, it), it == GET, operator.ne(GET, it)),
    "a private role": lambda it: h11._connection._keep_alive(it),
    "private fields": lambda it: h11._headers.normalize_and_validate(it),
    "a private buffer": lambda it: operator.iadd(h11._receivebuffer.ReceiveBuffer(), it),
    "a private state": lambda it: h11._state.ConnectionState().process_event(h11.CLIENT, it),
}  # fmt: skip


# Positions in which the object is not examined.
ALL_ALIKE = {
    "chunk_start": "accepted",
    "an attribute": "accepted",
    "an argument too many": "TypeError",
}


def server_after_part() -> h11.Connection:
    server = h11.Connection(h11.SERVER)
    server.receive_data(b"GET / HT")
    server.next_event()
    return server


def put(place: str, kind: str) -> str:
    """Return what happened."""
    try:
        PLACES[place](KINDS[kind]())
    except EXPECTED as error:
        return type(error).__name__
    return "accepted"


def everything_as_ever() -> None:
    client, server = h11.Connection(h11.CLIENT), h11.Connection(h11.SERVER)
    server.receive_data(client.send(GET) + client.send(END))
    assert read(server) == [GET, END, h11.NEED_DATA]


@pytest.mark.parametrize("place", PLACES)
def test_exceptions_are_expected(place):
    outcomes = {}
    for kind in KINDS:
        outcomes[kind] = put(place, kind)
        assert put(place, kind) == outcomes[kind], kind
        everything_as_ever()
    # The positions must neither reject everything nor ignore the object.
    found = set(outcomes.values())
    assert len(found) > 1 if place not in ALL_ALIKE else found == {ALL_ALIKE[place]}


def blocks_left(place: str) -> int:
    """The additional memory of Python after all kinds were used this number of times."""
    before = sys.getallocatedblocks()
    for kind in KINDS:
        for _ in range(ROUNDS):
            put(place, kind)
    collect()
    return sys.getallocatedblocks() - before


def kept_by_cpython() -> int:
    """How often CPython leaks what is added to a dead proxy: once each time in 3.13 and the first
    releases of 3.14."""
    operand, proxy = bytearray(), KINDS["a dead proxy"]()
    before = sys.getrefcount(operand)
    for _ in range(ROUNDS):
        with contextlib.suppress(ReferenceError):
            operand + proxy
    return sys.getrefcount(operand) - before


#: Positions in which Python itself performs that addition.
ADDED = "a private buffer"


@pytest.fixture(scope="module")
def steady() -> None:
    """This creates this many classes that CPython gradually frees caches filled by the imports, which
    would hide a leak."""
    quiet = 0
    for _ in range(100):
        quiet = quiet + 1 if abs(blocks_left("an attribute")) < 3 else 0
        if quiet == 3:
            return
    raise AssertionError("the number of blocks does not come to rest")


@pytest.mark.parametrize("place", PLACES)
def test_nothing_leaks(place, steady):
    """A leak shows each time, unlike other noise."""
    expected = kept_by_cpython() if place == ADDED else 0
    left = []
    for _ in range(20):
        left.append(blocks_left(place) - expected)
        if len(left) > 1 and left[-1] < ROUNDS // 2:
            return
    raise AssertionError(left)
