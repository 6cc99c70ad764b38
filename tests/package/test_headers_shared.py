"""Several events share one `Headers` object: constructors keep it, and proxies forward it."""

from __future__ import annotations

import h11
import pytest
from h11._headers import Headers, normalize_and_validate

from .peers import client_after, receive

RAW = [(b"Host", b"a"), (b"X-Case", b"Mixed")]
WIRE = b"GET /a HTTP/1.1\r\nX-Case: Mixed\r\nHost: a\r\n\r\n"


def received_request() -> h11.Request:
    server = h11.Connection(h11.SERVER)
    server.receive_data(WIRE)
    return server.next_event()


CONSTRUCTORS = {
    "Request": lambda headers: h11.Request(method="GET", target="/", headers=headers),
    "Response": lambda headers: h11.Response(status_code=200, headers=headers),
    "InformationalResponse": lambda headers: h11.InformationalResponse(
        status_code=100, headers=headers
    ),
    "EndOfMessage": lambda headers: h11.EndOfMessage(headers=headers),
}


@pytest.mark.parametrize("construct", CONSTRUCTORS.values(), ids=CONSTRUCTORS)
def test_constructors_keep_the_object(construct):
    for headers in (normalize_and_validate(RAW), received_request().headers):
        assert construct(headers).headers is headers


@pytest.mark.parametrize("construct", CONSTRUCTORS.values(), ids=CONSTRUCTORS)
def test_constructors_keep_an_object_of_a_subclass(construct):
    class Mine(Headers):
        pass

    headers = Mine([(raw, raw.lower(), value) for raw, value in RAW])
    assert construct(headers).headers is headers


def test_the_host_rule_applies():
    with pytest.raises(h11.LocalProtocolError, match="Missing mandatory Host: header"):
        CONSTRUCTORS["Request"](normalize_and_validate([("A", "b")]))
    with pytest.raises(h11.LocalProtocolError, match="Found multiple Host: headers"):
        CONSTRUCTORS["Request"](normalize_and_validate([("Host", "a"), ("HOST", "a")]))


def test_a_proxy_sends_what_it_received():
    """Host is sent first; otherwise order and case are preserved."""
    request = received_request()
    forwarded = h11.Connection(h11.CLIENT).send(request)
    assert forwarded == b"GET /a HTTP/1.1\r\nHost: a\r\nX-Case: Mixed\r\n\r\n"


def test_a_proxy_sends_the_headers_under_another_target():
    request = received_request()
    again = h11.Request(method=request.method, target="/b", headers=request.headers)
    assert again.headers is request.headers
    assert h11.Connection(h11.CLIENT).send(again).startswith(b"GET /b HTTP/1.1\r\nHost: a\r\n")


def test_a_proxy_sends_a_received_response():
    upstream = client_after(received_request(), h11.EndOfMessage())
    wire = b"HTTP/1.1 200 OK\r\nX-Case: Mixed\r\ncontent-length: 1 , 1\r\n\r\nx"
    response, data, end, _ = receive(upstream, wire)
    downstream = h11.Connection(h11.SERVER)
    receive(downstream, WIRE)
    assert downstream.send(response) == (
        b"HTTP/1.1 200 OK\r\nX-Case: Mixed\r\ncontent-length: 1\r\n\r\n"
    )
    assert downstream.send(data) == b"x"
    assert downstream.send(end) == b""


def test_sending_does_not_add_fields_to_the_event():
    headers = normalize_and_validate([("Content-Length", "9"), ("Connection", "Close")])
    response = h11.Response(status_code=200, headers=headers)
    server = h11.Connection(h11.SERVER)
    receive(server, b"GET / HTTP/1.0\r\n\r\n")
    assert b"Connection: close\r\n" in server.send(response)
    assert response.headers is headers
    assert headers.raw_items() == [(b"Content-Length", b"9"), (b"Connection", b"Close")]


def test_one_response_for_many_connections():
    """A prepared response is constructed once and sent on many connections."""
    prepared = h11.Response(status_code=200, headers=[("A", "b")])
    wires = []
    for request in (b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", b"GET / HTTP/1.0\r\n\r\n") * 2:
        server = h11.Connection(h11.SERVER)
        receive(server, request)
        wires.append(server.send(prepared))
    assert (
        wires
        == [
            b"HTTP/1.1 200 \r\nA: b\r\nTransfer-Encoding: chunked\r\n\r\n",
            b"HTTP/1.1 200 \r\nA: b\r\nConnection: close\r\n\r\n",
        ]
        * 2
    )


def test_headers_outlive_connection_and_event():
    request = received_request()
    headers = request.headers
    del request
    assert headers.raw_items() == RAW[::-1]
    assert headers == [(b"x-case", b"Mixed"), (b"host", b"a")]
