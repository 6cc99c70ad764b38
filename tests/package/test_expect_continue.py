"""A client that waits for permission to send its content (RFC 9110 section 10.1.1)."""

from __future__ import annotations

import h11
import pytest

from .peers import END, HOST, ok, receive, send

CONTINUE = h11.InformationalResponse(status_code=100, headers=[])
PROCESSING = h11.InformationalResponse(status_code=102, headers=[])
CHUNKED = ("Transfer-Encoding", "chunked")


def expecting(value: str = "100-continue", version: str = "1.1") -> h11.Request:
    return h11.Request(
        method="POST",
        target="/",
        headers=[HOST, CHUNKED, ("Expect", value)],
        http_version=version,
    )


def waiting_pair() -> tuple[h11.Connection, h11.Connection]:
    """A client that has sent its head, and a server that has received it."""
    client, server = h11.Connection(h11.CLIENT), h11.Connection(h11.SERVER)
    assert not client.client_is_waiting_for_100_continue
    receive(server, client.send(expecting()))
    return client, server


def waits(client: h11.Connection, server: h11.Connection) -> list[bool]:
    """Whether the client is waiting: both sides must agree, and `they` refers to the client only."""
    assert not client.they_are_waiting_for_100_continue
    assert server.they_are_waiting_for_100_continue is server.client_is_waiting_for_100_continue
    return [
        client.client_is_waiting_for_100_continue,
        server.client_is_waiting_for_100_continue,
    ]


def test_the_client_waits():
    assert waits(*waiting_pair()) == [True, True]


@pytest.mark.parametrize("answer", [CONTINUE, PROCESSING, ok(CHUNKED)])
def test_any_response_ends_waiting(answer):
    client, server = waiting_pair()
    wire = server.send(answer)
    assert waits(client, server) == [True, False]
    receive(client, wire)
    assert waits(client, server) == [False, False]


@pytest.mark.parametrize("event", [h11.Data(b"x"), END])
def test_sending_content_ends_waiting(event):
    client, server = waiting_pair()
    wire = client.send(event)
    assert waits(client, server) == [False, True]
    receive(server, wire)
    assert waits(client, server) == [False, False]


@pytest.mark.parametrize("value", ["100-continue", "100-Continue", "a, 100-CONTINUE ,b"])
def test_syntax_of_the_expectation(value):
    client = h11.Connection(h11.CLIENT)
    client.send(expecting(value))
    assert client.client_is_waiting_for_100_continue


@pytest.mark.parametrize("value", ["", "100", "continue", "100-continued", "100-continue;q=1"])
def test_other_expectations_are_ignored(value):
    client = h11.Connection(h11.CLIENT)
    client.send(expecting(value))
    assert not client.client_is_waiting_for_100_continue


def test_http_1_0_expectations_are_ignored():
    server = h11.Connection(h11.SERVER)
    receive(server, b"POST / HTTP/1.0\r\nContent-Length: 1\r\nExpect: 100-continue\r\n\r\n")
    assert not server.they_are_waiting_for_100_continue


def test_the_next_cycle_starts_without_waiting():
    client, server = waiting_pair()
    receive(client, send(server, ok(CHUNKED), END))
    receive(server, send(client, END))
    client.start_next_cycle()
    server.start_next_cycle()
    assert waits(client, server) == [False, False]
    receive(server, client.send(expecting()))
    assert waits(client, server) == [True, True]


@pytest.mark.parametrize("waiting", [True, False])
def test_the_attribute_can_be_assigned(waiting):
    """hypercorn and others set the attribute themselves."""
    client, server = waiting_pair()
    for connection in (client, server):
        connection.client_is_waiting_for_100_continue = waiting
    assert waits(client, server) == [waiting, waiting]


@pytest.mark.differs("0.16.0 fails an assertion, with the connection half reset")
def test_assigning_the_attribute_between_cycles():
    client = h11.Connection(h11.CLIENT)
    send(client, h11.Request(method="GET", target="/", headers=[HOST]), END)
    receive(client, b"HTTP/1.1 204 \r\n\r\n")
    client.client_is_waiting_for_100_continue = True
    client.start_next_cycle()
    assert client.states == {h11.CLIENT: h11.IDLE, h11.SERVER: h11.IDLE}
