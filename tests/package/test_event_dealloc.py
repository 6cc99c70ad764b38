"""Deallocating an event releases its values, exactly once."""

import copy
import gc
import sys
import threading
import weakref

import h11
import pytest

PARTS = {
    h11.Request: {"method": "GET", "target": "/", "headers": [("Host", "a")]},
    h11.InformationalResponse: {"status_code": 100, "headers": []},
    h11.Response: {"status_code": 200, "headers": []},
    h11.Data: {"data": b"abc"},
    h11.EndOfMessage: {},
    h11.ConnectionClosed: {},
}
DEEP = 100_000


class Value:
    """An object with weak references."""


class Noted(bytes):
    """Bytes that record their deallocation."""

    ended = 0

    def __del__(self):
        Noted.ended += 1


def subclass(base, **more):
    return type(f"Sub{base.__name__}", (base,), more)


def references(call, *objects):
    """Count the additional references to the objects after many calls."""
    rounds = 500
    call()
    gc.collect()
    before = [sys.getrefcount(watched) for watched in objects]
    for _ in range(rounds):
        call()
    gc.collect()
    return [(sys.getrefcount(watched) - count) // rounds for watched, count in zip(objects, before)]


@pytest.mark.parametrize("event", PARTS, ids=lambda event: event.__name__)
@pytest.mark.parametrize("slots", [{}, {"__slots__": ()}, {"__slots__": ("more",)}], ids=str)
def test_instances_release_their_class(event, slots):
    derived = subclass(event, **slots)
    for made in (event, derived, subclass(derived)):
        assert references(lambda made=made: made(**PARTS[event]), made, event) == [0, 0]
    ended = weakref.ref(derived)
    del derived, made
    gc.collect()
    assert ended() is None


@pytest.mark.parametrize("make", [h11.Data, subclass(h11.Data)], ids=["Data", "a subclass"])
def test_values_are_released_with_the_event(make):
    ended = weakref.ref(held := Value())
    event = make(data=held)
    del held
    assert ended() is not None
    del event
    assert ended() is None

    before = Noted.ended
    event = make(data=Noted(b"x"))
    assert Noted.ended == before
    del event
    assert Noted.ended == before + 1


def test_values_are_released_once():
    values = [bytes(3), bytearray(3), h11.EndOfMessage(headers=[("a", "b")]).headers, Value()]
    for value in values:
        assert references(lambda value=value: h11.Data(data=value), value) == [0]
        assert references(lambda value=value: subclass(h11.Data)(data=value), value) == [0]


def test_received_events_release_the_received_bytes():
    request = b"PUT /%d HTTP/1.1\r\nHost: a\r\nX-Some: thing\r\nContent-Length: 5\r\n\r\n" % 7
    content = b"abcde".ljust(5)

    def receive():
        server = h11.Connection(h11.SERVER)
        server.receive_data(request)
        assert type(server.next_event()) is h11.Request
        server.receive_data(content)
        assert server.next_event().data is content
        assert type(server.next_event()) is h11.EndOfMessage

    assert references(receive, request, content) == [0, 0]


@pytest.mark.parametrize("make", [h11.Data, subclass(h11.Data)], ids=["Data", "a subclass"])
def test_a_long_chain_is_deallocated(make):
    last = Value()
    ended = weakref.ref(last)
    event = make(data=last)
    del last
    for _ in range(DEEP):
        event = make(data=event)
    del event
    assert ended() is None


def test_a_chain_of_received_events_is_deallocated():
    """Events that are modified after construction to form a chain."""
    chain = None
    for _ in range(DEEP):
        event = h11.Data(data=b"")
        object.__setattr__(event, "data", chain)
        chain = event
    del event, chain


def test_mixed_chains_are_deallocated():
    chain = None
    for depth in range(DEEP):
        chain = [h11.Data(data=chain), (chain,), h11.Data(data=[chain])][depth % 3]
    del chain


@pytest.mark.parametrize("make", [h11.Data, subclass(h11.Data)], ids=["Data", "a subclass"])
def test_a_cycle_is_collected(make):
    held = []
    event = make(data=held)
    held.append(event)
    watched = Value()
    held.append(watched)
    ended = weakref.ref(watched)
    del held, event, watched
    gc.collect()
    assert ended() is None


def test_an_empty_slot():
    event = h11.Data.__new__(h11.Data)
    with pytest.raises(AttributeError):
        _ = event.data
    del event
    event = h11.Data(data=b"x")
    object.__delattr__(event, "data")
    del event


def test_copies_are_deallocated():
    event = h11.Request(**PARTS[h11.Request])
    for copied in (copy.copy(event), copy.deepcopy(event)):
        assert copied == event
    assert references(lambda: copy.copy(event), h11.Request) == [0]


def test_a_finalizer_of_a_subclass_runs_once():
    ended = []
    noisy = subclass(h11.Data, __del__=lambda self: ended.append(repr(self.chunk_end)))
    noisy(data=b"", chunk_end="one")
    noisy(data=[noisy(data=b"", chunk_end="inner")], chunk_end="outer")
    assert ended == ["'one'", "'outer'", "'inner'"]


def test_a_finalizer_on_the_class_itself():
    ended = []
    h11.Data.__del__ = lambda self: ended.append(repr(self.chunk_end))
    try:
        h11.Data(data=b"", chunk_end="one")
        h11.Data(data=h11.Data(data=b"", chunk_end="inner"), chunk_end="outer")
        subclass(h11.Data)(data=b"", chunk_end="derived")
    finally:
        del h11.Data.__del__
    assert ended == ["'one'", "'outer'", "'inner'", "'derived'"]
    h11.Data(data=b"")
    assert len(ended) == 4


def test_a_finalizer_may_resurrect_the_event():
    saved = []

    def save(self):
        saved.append(self)

    lazarus = subclass(h11.Data, __del__=save)
    lazarus(data=b"still there")
    [event] = saved
    assert event.data == b"still there"
    saved.clear()
    del event
    assert not saved


def test_deallocation_may_create_events():
    """Deallocating a value runs code that creates and drops events."""

    class Busy:
        def __del__(self):
            for _ in range(10):
                h11.Data(data=[])
                h11.Data(data=h11.Data(data=b"x"))
            gc.collect(0)

    for _ in range(50):
        h11.Data(data=Busy())
        subclass(h11.Data)(data=Busy())
    assert references(lambda: h11.Data(data=Busy()), h11.Data) == [0]


def test_deallocation_may_switch_threads():
    stop = threading.Event()

    def work():
        while not stop.is_set():
            h11.Data(data=[h11.Data(data=b"y")])
            subclass(h11.Data, __slots__=())(data=[h11.Data(data=b"z")])

    class Slow:
        def __del__(self):
            stop.wait(0.0005)

    others = [threading.Thread(target=work) for _ in range(3)]
    for thread in others:
        thread.start()
    try:
        for _ in range(30):
            h11.Data(data=Slow())
            holder = subclass(h11.Data)(data=b"")
            object.__setattr__(holder, "held", Slow())
            del holder
    finally:
        stop.set()
        for thread in others:
            thread.join(timeout=60)
    assert not any(thread.is_alive() for thread in others)
    assert references(lambda: h11.Data(data=b"x"), h11.Data) == [0]


def test_weak_references_to_subclasses():
    event = h11.Response(**PARTS[h11.Response])
    ended = weakref.ref(event)
    event.__dict__["note"] = Value()
    noted = weakref.ref(event.__dict__["note"])
    del event
    assert ended() is None
    assert noted() is None
