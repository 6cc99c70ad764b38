"""A received bytes object that consists of content is returned as the same object."""

from __future__ import annotations

import sys

import h11
import pytest

from .peers import END, GET, GET_WIRE, client_after, receive, server_after

differs = pytest.mark.differs("0.16.0 copies every body into a bytearray")

LENGTH_HEAD = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n"
BIG = bytes(range(256)) * 300
SMALL = b"body" * 3


every_body = pytest.mark.parametrize("body", [b"x", SMALL, BIG], ids=len)


def data_events(events: list) -> list:
    return [event for event in events if type(event) is h11.Data]


@differs
@every_body
def test_content_length(body):
    (event,) = data_events(receive(server_after(LENGTH_HEAD % len(body)), body))
    assert event.data is body


@differs
@every_body
def test_close_delimited(body):
    client = client_after(GET, END)
    receive(client, b"HTTP/1.1 200 OK\r\n\r\n")
    (event,) = data_events(receive(client, body, b""))
    assert event.data is body


@differs
@every_body
def test_the_inside_of_a_chunk(body):
    client = client_after(GET, END)
    receive(client, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n" % len(body))
    (event,) = data_events(receive(client, body))
    assert event.data is body


@differs
def test_segment_by_segment():
    segments = [SMALL, BIG, b"y", BIG[1:]]
    connection = server_after(LENGTH_HEAD % sum(map(len, segments)))
    events = data_events(receive(connection, *segments))
    assert [event.data is segment for event, segment in zip(events, segments)] == [True] * 4


def test_a_part_of_an_object_is_copied():
    """A part has to be copied; it must be correct."""
    connection = server_after(LENGTH_HEAD % len(SMALL))
    (event,) = data_events(receive(connection, SMALL + GET_WIRE))
    assert event.data == SMALL
    assert connection.trailing_data == (GET_WIRE, False)


@differs
def test_a_subclass_of_bytes_is_copied():
    """`Data.data` is always bytes."""
    body = type("Bytes", (bytes,), {})(SMALL)
    (event,) = data_events(receive(server_after(LENGTH_HEAD % len(body)), body))
    assert event.data == SMALL
    assert type(event.data) is bytes


@differs
def test_the_object_is_released():
    """The object lives as long as the program references it, and no longer."""
    connection = server_after(LENGTH_HEAD % (2 * len(BIG)))
    body = bytes(bytearray(BIG))
    before = sys.getrefcount(body)
    (event,) = data_events(receive(connection, body))
    assert event.data is body
    del event
    assert sys.getrefcount(body) == before
