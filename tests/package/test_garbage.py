"""The garbage collector finds reference cycles through objects of the package."""

from __future__ import annotations

import gc
import weakref

import h11
import pytest
from h11._headers import Headers
from h11._readers import ChunkedReader
from h11._receivebuffer import ReceiveBuffer
from h11._state import ConnectionState

from .peers import GET
from .processes import run


class Canary:
    """An object with weak references and room for a reference."""

    def __init__(self) -> None:
        self.refers_to: list = []


def own_attribute(make):
    def tie(canary: Canary) -> None:
        made = make()
        made.canary = canary
        canary.refers_to.append(made)

    return tie


def data(canary: Canary) -> None:
    canary.refers_to.append(h11.Data(canary))


def chunk_flags(canary: Canary) -> None:
    canary.refers_to.append(h11.Data(b"", canary, canary))


def data_by_init(canary: Canary) -> None:
    canary.refers_to.append(type("Sub", (h11.Data,), {})(canary))


def method_of_a_connection(canary: Canary) -> None:
    connection = h11.Connection(h11.CLIENT)
    connection.canary = canary
    canary.refers_to.append(connection.send)


def states_of_a_machine(canary: Canary) -> None:
    machine = ConnectionState()
    machine.states[canary] = machine
    canary.refers_to.append(machine)


def proposals_of_a_machine(canary: Canary) -> None:
    machine = ConnectionState()
    machine.pending_switch_proposals.add(canary)
    canary.refers_to.append(machine)


def exception(canary: Canary) -> None:
    error = h11.RemoteProtocolError("x")
    error.canary = canary
    canary.refers_to.append(error)


def sub(class_):
    return type("Sub", (class_,), {})


CYCLES = {
    "Data.data": data,
    "Data.chunk_start": chunk_flags,
    "Data.data of a subclass": data_by_init,
    "an exception": exception,
    "a connection": own_attribute(lambda: h11.Connection(h11.CLIENT)),
    "a connection of a subclass": own_attribute(lambda: sub(h11.Connection)(h11.CLIENT)),
    "a bound method": method_of_a_connection,
    "headers of a subclass": own_attribute(lambda: sub(Headers)([])),
    "a response of a subclass": own_attribute(
        lambda: sub(h11.Response)(status_code=200, headers=[])
    ),
    "a buffer of a subclass": own_attribute(lambda: sub(ReceiveBuffer)()),
    "a reader of a subclass": own_attribute(lambda: sub(ChunkedReader)()),
    "a state machine": own_attribute(ConnectionState),
    "a state machine of a subclass": own_attribute(lambda: sub(ConnectionState)()),
    "the states of a machine": states_of_a_machine,
    "the proposals of a machine": proposals_of_a_machine,
}


@pytest.mark.parametrize("tie", CYCLES.values(), ids=CYCLES)
def test_cycles_are_collected(tie):
    canary = Canary()
    reference = weakref.ref(canary)
    tie(canary)
    assert canary.refers_to
    del canary
    gc.collect()
    assert reference() is None


def test_a_cycle_through_a_list():
    contents: list = [Canary()]
    reference = weakref.ref(contents[0])
    contents.append(h11.Data(contents))
    del contents
    gc.collect()
    assert reference() is None


@pytest.mark.parametrize(
    "make",
    [
        lambda: h11.Connection(h11.CLIENT),
        lambda: sub(h11.Connection)(h11.SERVER),
        lambda: sub(h11.Data)(b""),
        lambda: sub(h11.Request)(method="GET", target="/", headers=[("Host", "a")]),
        ConnectionState,
        ReceiveBuffer,
        ChunkedReader,
    ],
)
def test_without_a_cycle_the_collector_is_not_needed(make):
    gc.disable()
    try:
        reference = weakref.ref(make())
        assert reference() is None
    finally:
        gc.enable()


MADE_WHILE_IT_COLLECTS = """
import gc, h11, h11._readers, h11._receivebuffer, h11._state, h11._writers
kept = []
for number in range(300):
    # After this number of objects, so that it runs at each allocation.
    gc.set_threshold(1 + number % 15)
    gc.collect()
    kept.append({expression})
gc.set_threshold(0)
print(len(kept))
"""


@pytest.mark.parametrize(
    "expression",
    [
        "h11.Connection(h11.SERVER)",
        "h11.Connection(h11.SERVER)._cstate",
        "type('Sub', (h11.Connection,), {})(h11.SERVER)",
        "type('Sub', (h11.Data,), {})(b'')",
        "h11.Request(method='GET', target='/', headers=[('Host', 'a')])",
        "h11._state.ConnectionState()",
        "h11._receivebuffer.ReceiveBuffer()",
        "h11._readers.ChunkedReader()",
        "h11._writers.ChunkedWriter()",
    ],
)
def test_collection_during_construction(expression):
    """CPython 3.11 may visit objects before they are initialized."""
    assert run(MADE_WHILE_IT_COLLECTS.format(expression=expression)) == "300"


def test_referents():
    """Memory profilers follow them."""
    contents, start = object(), object()
    referents = gc.get_referents(h11.Data(contents, start))
    assert any(referent is contents for referent in referents)
    assert any(referent is start for referent in referents)
    assert GET.headers in gc.get_referents(GET)


def test_a_cycle_through_a_class_is_collected():
    """A subclass defined in a function is part of cycles."""
    reference = weakref.ref(type("Sub", (h11.Request,), {}))
    other = weakref.ref(type("Sub", (h11.Connection,), {}))
    gc.collect()
    assert reference() is None
    assert other() is None
