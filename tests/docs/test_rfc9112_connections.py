"""Section 9 of RFC 9112 and parts of RFC 9110: connections, by the rows of docs/rfc9112.md."""

from __future__ import annotations

import h11
import pytest

from tests.package.peers import (
    END,
    GET,
    GET_WIRE,
    POST_CHUNKED_WIRE,
    ok,
    read,
    receive,
    send,
    server_after,
)

from .rfc_rows import shows

NO_CONTENT = h11.Response(status_code=204, headers=[])
CLOSE = b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"


def client_after_response(wire: bytes) -> h11.Connection:
    client = h11.Connection(h11.CLIENT)
    send(client, GET, END)
    receive(client, wire)
    return client


@shows("9.2-1", "9.3.2-2")
def test_pipelining_is_impossible_for_clients():
    client = h11.Connection(h11.CLIENT)
    send(client, GET, END)
    with pytest.raises(h11.LocalProtocolError, match="not in a reusable state"):
        client.start_next_cycle()
    with pytest.raises(h11.LocalProtocolError, match="can't handle event type Request"):
        client.send(GET)


@shows("9.2-2")
def test_a_response_without_a_request_is_emitted():
    idle = h11.Connection(h11.CLIENT)
    assert type(receive(idle, b"HTTP/1.1 408 \r\n\r\n")[0]) is h11.Response


@shows("9.3-1")
@pytest.mark.parametrize(
    ("wire", "response", "goes_on"),
    [
        (GET_WIRE, NO_CONTENT, True),
        (CLOSE, NO_CONTENT, False),
        (GET_WIRE, h11.Response(status_code=204, headers=[("Connection", "close")]), False),
        (GET_WIRE, h11.Response(status_code=204, headers=[("Connection", "a, Close")]), False),
        (b"GET / HTTP/1.0\r\n\r\n", NO_CONTENT, False),
    ],
)
def test_persistence_unless_close(wire, response, goes_on):
    server = server_after(wire)
    send(server, response, END)
    assert (server.our_state is h11.DONE) is goes_on
    assert (server.our_state is h11.MUST_CLOSE) is not goes_on


@shows("9.3-2", "9.3-5")
def test_http_1_0_keep_alive_is_not_supported():
    server = server_after(b"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
    assert b"Connection: close" in send(server, ok(("Content-Length", "0")), END)
    assert server.our_state is h11.MUST_CLOSE


@shows("9.3-3")
def test_no_cycle_before_the_request_is_complete():
    server = server_after(POST_CHUNKED_WIRE)
    send(server, NO_CONTENT, END)
    with pytest.raises(h11.LocalProtocolError, match="not in a reusable state"):
        server.start_next_cycle()
    receive(server, b"0\r\n\r\n")
    server.start_next_cycle()


@shows("9.3-4")
def test_no_cycle_before_the_response_is_complete():
    client = client_after_response(b"HTTP/1.1 200 \r\nContent-Length: 2\r\n\r\nx")
    with pytest.raises(h11.LocalProtocolError, match="not in a reusable state"):
        client.start_next_cycle()
    client = client_after_response(b"HTTP/1.1 200 \r\nContent-Length: 2\r\n\r\nxy")
    client.start_next_cycle()


@shows("9.3-6")
@pytest.mark.parametrize("response", [False, True])
def test_a_program_may_send_close(response):
    close = ("Connection", "close")
    if response:
        server = server_after(GET_WIRE)
        send(server, h11.Response(status_code=204, headers=[close]), END)
        assert server.our_state is h11.MUST_CLOSE
    else:
        client = h11.Connection(h11.CLIENT)
        send(client, h11.Request(method="GET", target="/", headers=[("Host", "a"), close]), END)
        assert client.our_state is h11.MUST_CLOSE


@shows("9.5-2")
def test_a_response_while_content_is_sent():
    client = h11.Connection(h11.CLIENT)
    fields = [("Host", "a"), ("Content-Length", "9")]
    send(client, h11.Request(method="PUT", target="/", headers=fields), h11.Data(b"x"))
    assert receive(client, b"HTTP/1.1 413 \r\nConnection: close\r\n\r\n")[0].status_code == 413
    assert client.our_state is h11.SEND_BODY


@shows("9.3.1-1", "9.4-1", "9.5-1")
def test_no_retries_and_no_timeouts():
    """It never retries and has no timeouts: no method does either."""
    methods = {name for name in dir(h11.Connection) if name[0] != "_"}
    assert {name for name in methods if callable(getattr(h11.Connection, name))} == {
        "next_event",
        "receive_data",
        "send",
        "send_failed",
        "send_with_data_passthrough",
        "start_next_cycle",
    }


@shows("9.3.2-1")
def test_responses_in_order():
    server = h11.Connection(h11.SERVER)
    for number in range(3):
        server.receive_data(b"GET /%d HTTP/1.1\r\nHost: a\r\n\r\n" % number)
    for number in range(3):
        request, end, last = read(server)
        assert (request.target, end) == (b"/%d" % number, END)
        assert last is (h11.PAUSED if number < 2 else h11.NEED_DATA)
        send(server, NO_CONTENT, END)
        server.start_next_cycle()


@shows("9.6-1")
def test_no_request_after_sending_close():
    client = h11.Connection(h11.CLIENT)
    headers = [("Host", "a"), ("Connection", "close")]
    send(client, h11.Request(method="GET", target="/", headers=headers), END)
    receive(client, b"HTTP/1.1 204 \r\n\r\n")
    with pytest.raises(h11.LocalProtocolError):
        client.start_next_cycle()
    with pytest.raises(h11.LocalProtocolError):
        client.send(GET)


@shows("9.6-2")
def test_a_server_that_receives_close():
    server = server_after(CLOSE)
    assert b"Connection: close\r\n" in send(server, ok(("Content-Length", "0")), END)
    assert server.our_state is h11.MUST_CLOSE
    with pytest.raises(h11.RemoteProtocolError):
        receive(server, GET_WIRE)


@shows("9.6-3")
def test_a_client_that_receives_close():
    client = client_after_response(b"HTTP/1.1 204 \r\nConnection: close\r\n\r\n")
    assert client.states == {h11.CLIENT: h11.MUST_CLOSE, h11.SERVER: h11.MUST_CLOSE}


@shows("9.6-5")
def test_a_server_that_sends_close():
    server = server_after(GET_WIRE)
    send(server, h11.Response(status_code=204, headers=[("Connection", "close")]), END)
    assert server.our_state is h11.MUST_CLOSE
    with pytest.raises(h11.RemoteProtocolError):
        receive(server, GET_WIRE)
    with pytest.raises(h11.LocalProtocolError):
        server.start_next_cycle()


@shows("9.6-4")
def test_closing_in_stages():
    server = server_after(CLOSE)
    send(server, NO_CONTENT, END, h11.ConnectionClosed())
    assert receive(server, b"") == [h11.ConnectionClosed()]
    assert server.states == {h11.CLIENT: h11.CLOSED, h11.SERVER: h11.CLOSED}


@shows("9110-10.1.1")
@pytest.mark.parametrize(("version", "waits"), [(b"1.1", True), (b"1.0", False)])
def test_a_client_that_waits_for_100(version, waits):
    fields = b"Host: a\r\nContent-Length: 1\r\nExpect: 100-continue\r\n\r\n"
    server = server_after(b"PUT / HTTP/" + version + b"\r\n" + fields)
    assert server.they_are_waiting_for_100_continue is waits


@shows("9110-15.2-1")
def test_any_number_of_informational_responses():
    client = h11.Connection(h11.CLIENT)
    send(client, GET, END)
    events = receive(client, b"HTTP/1.1 103 \r\n\r\n" * 50 + b"HTTP/1.1 204 \r\n\r\n")
    assert [type(event) for event in events[:50]] == [h11.InformationalResponse] * 50
    assert type(events[50]) is h11.Response


@shows("9110-15.2-2")
def test_informational_responses_to_http_1_0_clients():
    server = server_after(b"GET / HTTP/1.0\r\n\r\n")
    assert server.their_http_version == b"1.0"
    hint = h11.InformationalResponse(status_code=103, headers=[])
    assert server.send(hint) == b"HTTP/1.1 103 \r\n\r\n"


@shows("9110-7.8")
@pytest.mark.parametrize("version", [b"1.1", b"1.0"])
def test_upgrade_alone_is_a_proposal(version):
    server = server_after(b"GET / HTTP/" + version + b"\r\nHost: a\r\nUpgrade: b\r\n\r\n")
    assert server.their_state is h11.MIGHT_SWITCH_PROTOCOL
    send(server, NO_CONTENT)
    assert server.their_state is (h11.DONE if version == b"1.1" else h11.MUST_CLOSE)


@shows("9110-7.8-2")
def test_upgrade_is_sent_alone():
    fields = [("Host", "a"), ("Upgrade", "b")]
    request = h11.Request(method="GET", target="/", headers=fields)
    assert h11.Connection(h11.CLIENT).send(request).endswith(b"Upgrade: b\r\n\r\n")
