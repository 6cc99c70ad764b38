"""Events can be copied and pickled, for queues and other processes."""

from __future__ import annotations

import copy
import dataclasses
import pickle

import h11
import pytest

from .peers import POST_CHUNKED_WIRE, receive
from .samples import CLOSED, DATA, SAMPLES, values

differs = pytest.mark.differs("0.16.0 cannot copy its own frozen events")
every_event_with_fields = pytest.mark.parametrize(
    "event", SAMPLES[:-1], ids=lambda event: type(event).__name__
)

COPIES = {
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    **{
        f"pickle {protocol}": lambda event, protocol=protocol: pickle.loads(
            pickle.dumps(event, protocol)
        )
        for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1)  # with slots
    },
}
every_copy = pytest.mark.parametrize("duplicate", COPIES.values(), ids=COPIES)


class Tagged(h11.Response):
    __slots__ = ("tag",)


@differs
@every_event_with_fields
@every_copy
def test_a_copy_is_equal_and_another_object(event, duplicate):
    duplicated = duplicate(event)
    assert duplicated == event
    assert duplicated is not event
    assert type(duplicated) is type(event)
    assert {name: type(value) for name, value in values(duplicated).items()} == {
        name: type(value) for name, value in values(event).items()
    }


@differs
@every_copy
def test_the_case_of_names_survives(duplicate):
    response = h11.Response(status_code=200, headers=[("X-Case", "Mixed"), ("x-case", "2")])
    assert duplicate(response).headers.raw_items() == [(b"X-Case", b"Mixed"), (b"x-case", b"2")]


@differs
@every_copy
def test_a_copy_is_frozen_too(duplicate):
    duplicated = duplicate(DATA)
    with pytest.raises(dataclasses.FrozenInstanceError):
        duplicated.data = b""


@differs
@every_copy
def test_a_copy_can_be_sent(duplicate):
    connection = h11.Connection(h11.CLIENT)
    request = h11.Request(method="GET", target="/", headers=[("Host", "a")])
    assert connection.send(duplicate(request)) == b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
    assert connection.send(duplicate(h11.EndOfMessage())) == b""


@differs
@every_copy
def test_received_events_can_be_copied(duplicate):
    server = h11.Connection(h11.SERVER)
    for event in receive(server, POST_CHUNKED_WIRE + b"1\r\nx\r\n0\r\nB: c\r\n\r\n")[:3]:
        assert duplicate(event) == event


@differs
@every_copy
def test_subclasses_keep_their_attributes(duplicate):
    tagged = Tagged(status_code=200, headers=[])
    object.__setattr__(tagged, "tag", "mine")
    assert duplicate(tagged) == tagged
    assert duplicate(tagged).tag == "mine"


@differs
def test_copy_shares_and_deepcopy_does_not():
    event = h11.Data([1])
    assert copy.copy(event).data is event.data
    assert copy.deepcopy(event).data is not event.data
    assert copy.deepcopy(event) == event


@differs
def test_deepcopy_of_an_event_that_holds_itself():
    contents: list = []
    event = h11.Data(contents)
    contents.append(event)
    duplicated = copy.deepcopy(event)
    assert duplicated is not event
    assert duplicated.data[0] is duplicated


def test_connection_closed_can_be_copied():
    assert [duplicate(CLOSED) for duplicate in COPIES.values()] == [CLOSED] * len(COPIES)
