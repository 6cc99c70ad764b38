"""Fields that a server connection adds to and removes from a response.

The framing follows from method, status code and the peer's version (RFC 9112 section 6.3), and
`Connection: close` is added whenever the connection will be closed (section 9.6).
"""

from __future__ import annotations

import h11
import pytest

from .peers import END, GET_WIRE, send, server_after

HEAD_WIRE = GET_WIRE.replace(b"GET", b"HEAD")
OLD_GET, OLD_HEAD = b"GET / HTTP/1.0\r\n\r\n", b"HEAD / HTTP/1.0\r\n\r\n"
CLOSING_GET = GET_WIRE[:-2] + b"Connection: close\r\n\r\n"
CONNECT = b"CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n"

LENGTH, CHUNKED, CLOSE = "Content-Length: 5", "Transfer-Encoding: chunked", "Connection: close"


def sent_fields(request: bytes, status: int, *lines: str) -> list[str]:
    """The lines that are sent for a response with these fields."""
    fields = [tuple(line.split(": ", 1)) for line in lines]
    server = server_after(*([request] if request else []))
    wire = server.send(h11.Response(status_code=status, headers=fields))
    status_line, *rest, empty, nothing = wire.decode().split("\r\n")
    assert (status_line, empty, nothing) == (f"HTTP/1.1 {status} ", "", "")
    return rest


@pytest.mark.parametrize(
    ("request_wire", "status", "given", "sent"),
    [
        # A declared length is kept, and nothing is added.
        (GET_WIRE, 200, ["A: b", LENGTH, "C: d"], ["A: b", LENGTH, "C: d"]),
        (HEAD_WIRE, 200, [LENGTH], [LENGTH]),
        # Without one the content is chunked for HTTP/1.1 clients,
        (GET_WIRE, 200, ["A: b"], ["A: b", CHUNKED]),
        (GET_WIRE, 200, [CHUNKED, "A: b"], ["A: b", CHUNKED]),
        (GET_WIRE, 200, ["transfer-encoding: Chunked"], [CHUNKED]),
        (GET_WIRE, 200, [LENGTH, "A: b", CHUNKED], ["A: b", CHUNKED]),
        # also in a response to HEAD, which has the same fields as a response to GET,
        (HEAD_WIRE, 200, ["A: b"], ["A: b", CHUNKED]),
        (HEAD_WIRE, 404, [CHUNKED, LENGTH], [CHUNKED]),
        # and ends with the connection for others.
        (OLD_GET, 200, ["A: b"], ["A: b", CLOSE]),
        (OLD_GET, 200, [CHUNKED, LENGTH, "A: b"], ["A: b", CLOSE]),
        (OLD_GET, 200, [LENGTH], [LENGTH, CLOSE]),
        (OLD_HEAD, 200, [], [CLOSE]),
        (OLD_HEAD, 200, [LENGTH], [LENGTH, CLOSE]),
        (b"", 400, ["A: b"], ["A: b", CLOSE]),
        (b"", 400, [LENGTH], [LENGTH]),
        # Some responses have no content, whatever their fields declare.
        (GET_WIRE, 204, [], []),
        (GET_WIRE, 204, [LENGTH], [LENGTH]),
        (GET_WIRE, 304, ["ETag: a"], ["ETag: a"]),
        (GET_WIRE, 304, [LENGTH], [LENGTH]),
        (OLD_GET, 304, [], [CLOSE]),
        (CONNECT, 200, ["A: b"], ["A: b"]),
        (CONNECT, 407, [], [CHUNKED]),
        # The program closes the connection, in any spelling.
        (GET_WIRE, 200, [LENGTH, CLOSE], [LENGTH, CLOSE]),
        (GET_WIRE, 200, ["connection: Close", LENGTH], ["connection: Close", LENGTH]),
        (GET_WIRE, 200, [LENGTH, "Connection: Keep-Alive"], [LENGTH, "Connection: Keep-Alive"]),
        # The peer requires closing: one line per option, sorted, without keep-alive.
        (CLOSING_GET, 200, [LENGTH], [LENGTH, CLOSE]),
        (CLOSING_GET, 200, [], [CHUNKED, CLOSE]),
        (CLOSING_GET, 200, ["Connection: keep-alive", LENGTH], [LENGTH, CLOSE]),
        (CLOSING_GET, 200, ["connection: CLOSE", LENGTH], [LENGTH, CLOSE]),
        (
            CLOSING_GET,
            200,
            ["Connection: Zeta, alpha, Keep-Alive", LENGTH, "connection: ,Alpha , beta"],
            [LENGTH, "Connection: alpha", "Connection: beta", CLOSE, "Connection: zeta"],
        ),
        (OLD_GET, 200, ["Connection: a"], ["Connection: a", CLOSE]),
    ],
)
def test_fields(request_wire, status, given, sent):
    assert sent_fields(request_wire, status, *given) == sent


@pytest.mark.parametrize("status", [200, 204, 304, 404])
@pytest.mark.parametrize("request_wire", [HEAD_WIRE, OLD_HEAD])
def test_a_response_to_head_has_no_content(request_wire, status):
    server = server_after(request_wire)
    server.send(h11.Response(status_code=status, headers=[("Content-Length", "5")]))
    assert server.send(END) == b""
    server = server_after(request_wire)
    server.send(h11.Response(status_code=status, headers=[]))
    with pytest.raises(h11.LocalProtocolError, match="Too much data for declared Content-Length"):
        server.send(h11.Data(b"x"))


def test_methods_are_case_sensitive():
    """`head` is an unrelated method, with content in its response."""
    server = server_after(GET_WIRE.replace(b"GET", b"head"))
    server.send(h11.Response(status_code=200, headers=[]))
    assert server.send(h11.Data(b"x")) == b"1\r\nx\r\n"


def test_informational_responses_are_unchanged():
    server = server_after(CLOSING_GET)
    hints = h11.InformationalResponse(
        status_code=103, headers=[("Link", "a")], reason="Early Hints"
    )
    assert server.send(hints) == b"HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n"


def test_requests_are_unchanged():
    """h11 adds neither framing nor `close` for a client."""
    fields = [("Host", "a"), ("Connection", "close"), ("Content-Length", "0")]
    request = h11.Request(method="POST", target="/", headers=fields)
    assert h11.Connection(h11.CLIENT).send(request) == (
        b"POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
    )


@pytest.mark.parametrize("reason", [b"", b"OK", b"Not \xe9 Found", b"\t"])
def test_reasons_are_unchanged(reason):
    response = h11.Response(status_code=200, headers=[("Content-Length", "0")], reason=reason)
    wire = server_after(GET_WIRE).send(response)
    assert wire == b"HTTP/1.1 200 " + reason + b"\r\nContent-Length: 0\r\n\r\n"


def test_the_second_cycle_uses_its_own_request():
    server = server_after(HEAD_WIRE + GET_WIRE)
    response = h11.Response(status_code=200, headers=[("Content-Length", "1")])
    send(server, response, END)
    server.start_next_cycle()
    server.next_event()
    assert send(server, response, h11.Data(b"x"), END).endswith(b"\r\n\r\nx")
