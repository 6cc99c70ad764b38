"""Constants that are instances of themselves, so that `type(x)` works for every `next_event`."""

from __future__ import annotations

import copy
import pickle
import sys
from typing import Optional, Union, get_args

import h11
import pytest
from h11._util import Sentinel

ROLES = ["CLIENT", "SERVER"]
STATES = [
    "IDLE",
    "SEND_RESPONSE",
    "SEND_BODY",
    "DONE",
    "MUST_CLOSE",
    "CLOSED",
    "ERROR",
    "MIGHT_SWITCH_PROTOCOL",
    "SWITCHED_PROTOCOL",
]
SENTINELS = {name: getattr(h11, name) for name in ["NEED_DATA", "PAUSED", *ROLES, *STATES]}
SENTINELS.update(
    {name: getattr(h11._state, name) for name in ("_SWITCH_UPGRADE", "_SWITCH_CONNECT")}
)
every_sentinel = pytest.mark.parametrize("sentinel", SENTINELS.values(), ids=SENTINELS)


@every_sentinel
def test_is_its_own_type(sentinel):
    assert type(sentinel) is sentinel
    assert isinstance(sentinel, sentinel)
    assert isinstance(sentinel, Sentinel)
    assert isinstance(sentinel, type)
    assert issubclass(sentinel, Sentinel)
    assert sentinel.__mro__ == (sentinel, Sentinel, type, object)


def test_repr():
    for name, sentinel in SENTINELS.items():
        assert (repr(sentinel), str(sentinel), f"{sentinel}") == (name, name, name)
        assert (sentinel.__name__, sentinel.__qualname__) == (name, name)
    assert str({h11.CLIENT: h11.IDLE}) == "{CLIENT: IDLE}"


def test_constants_are_distinct():
    assert len(set(SENTINELS.values())) == len(SENTINELS)
    for sentinel in SENTINELS.values():
        assert [other for other in SENTINELS.values() if other == sentinel] == [sentinel]
        assert [other for other in SENTINELS.values() if isinstance(other, sentinel)] == [sentinel]


@every_sentinel
def test_truth_and_hash(sentinel):
    assert sentinel
    assert {sentinel: 1}[sentinel] == 1
    assert sentinel in {sentinel}


@every_sentinel
def test_copies_and_pickles_are_the_same_object(sentinel):
    assert copy.copy(sentinel) is sentinel
    assert copy.deepcopy([sentinel]) == [sentinel]
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        assert pickle.loads(pickle.dumps(sentinel, protocol)) is sentinel


@every_sentinel
def test_cannot_be_called(sentinel):
    with pytest.raises(TypeError):
        sentinel()


@every_sentinel
def test_cannot_be_subclassed(sentinel):
    """Creating a class calls the type of its base, which accepts no other base."""
    with pytest.raises(AssertionError):
        type("Derived", (sentinel,), {})


def test_programs_can_define_their_own():
    class TIMED_OUT(Sentinel, metaclass=Sentinel):
        pass

    assert type(TIMED_OUT) is TIMED_OUT
    assert repr(TIMED_OUT) == "TIMED_OUT"
    assert TIMED_OUT not in SENTINELS.values()


def test_isinstance_with_events_and_sentinels_in_one_tuple():
    """ASGI servers end a loop over `next_event` with one."""
    ends = (h11.EndOfMessage, h11.PAUSED, h11.NEED_DATA, h11.ConnectionClosed)
    stops = [isinstance(event, ends) for event in (h11.PAUSED, h11.EndOfMessage(), h11.Data(b""))]
    assert stops == [True, True, False]


def test_handler_table_on_the_type():
    handlers = {
        h11.Request: "request",
        h11.Data: "data",
        h11.NEED_DATA: "more",
        h11.PAUSED: "wait",
    }
    connection = h11.Connection(h11.SERVER)
    assert handlers[type(connection.next_event())] == "more"
    connection.receive_data(b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx")
    assert handlers[type(connection.next_event())] == "request"
    assert handlers[type(connection.next_event())] == "data"


def test_states_compare_by_identity_in_every_way_that_programs_write():
    connection = h11.Connection(h11.CLIENT)
    assert connection.our_state is h11.IDLE
    assert connection.our_state == h11.IDLE
    assert connection.our_state in {h11.IDLE, h11.DONE}
    assert connection.our_state not in (h11.CLOSED, h11.ERROR)
    assert connection.states == {h11.CLIENT: h11.IDLE, h11.SERVER: h11.IDLE}
    assert connection.states[h11.SERVER] is h11.IDLE


def test_annotations():
    """Type checkers use `Type[NEED_DATA]` for the result of `next_event`."""
    assert type(None) in get_args(Optional[h11.NEED_DATA])
    assert get_args(Union[h11.Event, h11.NEED_DATA, h11.PAUSED])[1:] == (h11.NEED_DATA, h11.PAUSED)
    assert get_args(type[h11.PAUSED]) == (h11.PAUSED,)


@pytest.mark.skipif(sys.version_info < (3, 10), reason="no unions by | yet")
@every_sentinel
def test_unions(sentinel):
    assert get_args(sentinel | None) == (sentinel, type(None))
    assert get_args(h11.Data | sentinel) == (h11.Data, sentinel)
    assert isinstance(sentinel, sentinel | None)
