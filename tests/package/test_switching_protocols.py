"""CONNECT and Upgrade: proposing, accepting, declining, and the bytes of the other protocol."""

from __future__ import annotations

import h11
import pytest
from h11 import CLIENT, DONE, MIGHT_SWITCH_PROTOCOL, PAUSED, SERVER, SWITCHED_PROTOCOL

from .peers import CONNECT, END, HOST, UPGRADE, client_after, ok, read, receive, send

SWITCHING = h11.InformationalResponse(status_code=101, headers=[("Upgrade", "mirror")])
BOTH = h11.Request(
    method="CONNECT", target="a:1", headers=[HOST, ("Upgrade", "mirror"), ("Connection", "upgrade")]
)
SWITCHED = {CLIENT: SWITCHED_PROTOCOL, SERVER: SWITCHED_PROTOCOL}

ACCEPTED = pytest.mark.parametrize(
    ("proposal", "acceptance"),
    [(UPGRADE, SWITCHING), (CONNECT, ok()), (BOTH, SWITCHING), (BOTH, ok())],
    ids=["Upgrade", "CONNECT", "both, 101", "both, 200"],
)


def proposed(proposal: h11.Request) -> tuple[h11.Connection, h11.Connection]:
    client, server = h11.Connection(CLIENT), h11.Connection(SERVER)
    *_, request, end, paused = receive(server, send(client, proposal, END))
    assert (type(request), end, paused) == (h11.Request, END, PAUSED)
    return client, server


@ACCEPTED
def test_accepted(proposal, acceptance):
    client, server = proposed(proposal)
    assert client.states == {CLIENT: MIGHT_SWITCH_PROTOCOL, SERVER: h11.SEND_RESPONSE}
    assert server.states == client.states
    wire = server.send(acceptance)
    assert server.states == SWITCHED
    answer, paused = receive(client, wire)
    assert (type(answer), paused) == (type(acceptance), PAUSED)
    assert client.states == SWITCHED


@ACCEPTED
def test_data_after_accepting_is_trailing_data(proposal, acceptance):
    client, server = proposed(proposal)
    client.receive_data(server.send(acceptance) + b"not ")
    client.receive_data(b"HTTP")
    assert read(client)[-1] is PAUSED
    assert client.trailing_data == (b"not HTTP", False)
    client.receive_data(b"")
    assert read(client) == [PAUSED]
    assert client.trailing_data == (b"not HTTP", True)


@pytest.mark.parametrize("proposal", [UPGRADE, CONNECT, BOTH])
def test_data_is_buffered_until_the_response(proposal):
    _, server = proposed(proposal)
    server.receive_data(b"early")
    assert read(server) == [PAUSED]
    assert server.trailing_data == (b"early", False)
    send(server, ok() if proposal is CONNECT else SWITCHING)
    assert read(server) == [PAUSED]
    assert server.trailing_data == (b"early", False)


@pytest.mark.parametrize(
    ("proposal", "status"),
    [(UPGRADE, 200), (UPGRADE, 404), (CONNECT, 407), (CONNECT, 301), (BOTH, 500)],
)
def test_declined(proposal, status):
    """The client returns to DONE, and another cycle may follow."""
    client, server = proposed(proposal)
    denial = h11.Response(status_code=status, headers=[("Content-Length", "0")])
    receive(client, send(server, denial, END))
    for connection in (client, server):
        assert connection.states == {CLIENT: DONE, SERVER: DONE}
        connection.start_next_cycle()
    receive(server, send(client, CONNECT, END))
    assert server.states[CLIENT] is MIGHT_SWITCH_PROTOCOL


def test_interim_responses_do_not_decline():
    client, server = proposed(UPGRADE)
    interim = h11.InformationalResponse(status_code=102, headers=[])
    receive(client, server.send(interim))
    assert client.states[CLIENT] is server.states[CLIENT] is MIGHT_SWITCH_PROTOCOL
    receive(client, server.send(SWITCHING))
    assert client.states == server.states == SWITCHED


def test_content_precedes_the_switch():
    post = h11.Request(
        method="POST", target="/", headers=[HOST, ("Upgrade", "mirror"), ("Content-Length", "1")]
    )
    client = client_after(post, h11.Data(b"x"))
    assert client.our_state is h11.SEND_BODY
    send(client, END)
    assert client.our_state is MIGHT_SWITCH_PROTOCOL


@pytest.mark.parametrize("value", ["", ",", " , ,"])
def test_an_empty_upgrade_is_not_a_proposal(value):
    request = h11.Request(method="GET", target="/", headers=[HOST, ("Upgrade", value.strip())])
    assert client_after(request, END).our_state is DONE


def test_a_switch_requires_a_proposal():
    client = client_after(h11.Request(method="GET", target="/", headers=[HOST]), END)
    client.receive_data(b"HTTP/1.1 101 \r\n\r\n")
    with pytest.raises(h11.RemoteProtocolError) as caught:
        client.next_event()
    assert str(caught.value) == "Received server _SWITCH_UPGRADE event without a pending proposal"
    assert client.their_state is h11.ERROR


def test_an_http_1_0_request_may_propose():
    server = h11.Connection(SERVER)
    receive(server, b"CONNECT a:1 HTTP/1.0\r\n\r\n")
    assert server.their_state is MIGHT_SWITCH_PROTOCOL
    send(server, h11.Response(status_code=403, headers=[]), END)
    assert server.states == {CLIENT: h11.MUST_CLOSE, SERVER: h11.MUST_CLOSE}


def test_framing_fields_of_a_successful_connect_are_ignored():
    client = client_after(CONNECT, END)
    client.receive_data(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")
    response, paused = read(client)
    assert (response.status_code, paused) == (200, PAUSED)
    assert client.trailing_data == (b"hello", False)
