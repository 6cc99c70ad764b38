"""Sections 2 to 5 of RFC 9112: start lines and fields, by the rows of docs/rfc9112.md."""

from __future__ import annotations

import h11
import pytest

from tests.package.peers import END, GET, ok, receive, send, server_after

from .rfc_rows import shows

START = b"GET / HTTP/1.1\r\n"
HOST = b"Host: example.com\r\n"


def read_request(head: bytes) -> h11.Request:
    server = h11.Connection(h11.SERVER)
    server.receive_data(head)
    request = server.next_event()
    assert type(request) is h11.Request
    return request


def read_response(wire: bytes) -> h11.Response:
    client = h11.Connection(h11.CLIENT)
    send(client, GET, END)
    client.receive_data(wire)
    response = client.next_event()
    assert type(response) is h11.Response
    return response


def rejected(read, wire: bytes) -> int:
    """The status hint of the error."""
    with pytest.raises(h11.RemoteProtocolError) as caught:
        read(wire)
    return caught.value.error_status_hint


def cannot_be_made(**parts) -> bool:
    """A valid request except for these parts."""
    parts = {"method": "GET", "target": "/", "headers": [("Host", "a")], **parts}
    with pytest.raises(h11.LocalProtocolError):
        h11.Request(**parts)
    return True


@shows("2.2-1")
def test_octets_are_returned_unchanged():
    request = read_request(START + HOST + b"X: \xe9\xff\r\n\r\n")
    assert request.headers[1] == (b"x", b"\xe9\xff")
    assert {type(part) for part in (request.method, request.target)} == {bytes}


@shows("2.2-2")
def test_bare_lf_is_accepted():
    assert read_request(b"GET / HTTP/1.1\nHost: a\n\n").headers == [(b"host", b"a")]
    chunked = START + HOST + b"Transfer-Encoding: chunked\r\n\r\n"
    assert receive(server_after(chunked), b"1\nx\n")[-1] is h11.NEED_DATA
    assert rejected(lambda wire: receive(server_after(chunked), wire), b"1\nx\r\n") == 400


@shows("2.2-3", "11.1-1")
@pytest.mark.parametrize("octet", ["\r", "\n", "\r\n", "\0"])
def test_events_cannot_split_a_head(octet):
    text = f"a{octet}b"
    assert cannot_be_made(method=text)
    assert cannot_be_made(target=text)
    assert cannot_be_made(headers=[("Host", "a"), ("X", text)])
    assert cannot_be_made(headers=[("Host", "a"), (text, "x")])
    with pytest.raises(h11.LocalProtocolError):
        h11.Response(status_code=200, headers=[], reason=text)
    with pytest.raises(h11.LocalProtocolError):
        h11.EndOfMessage(headers=[("X", text)])


@shows("2.2-4")
@pytest.mark.parametrize("head", [b"GET /\r HTTP/1.1\r\n" + HOST, START + HOST + b"X: a\rb\r\n"])
def test_a_bare_cr_is_rejected(head):
    assert rejected(read_request, head + b"\r\n") == 400


@shows("2.2-4")
def test_a_bare_cr_in_a_chunk_extension_is_ignored():
    chunked = START + HOST + b"Transfer-Encoding: chunked\r\n\r\n"
    assert receive(server_after(chunked), b"1;a\rb\r\nx\r\n")[0].data == b"x"


@shows("2.2-5")
def test_an_empty_line_before_a_request_is_rejected():
    assert rejected(read_request, b"\r\n" + START + HOST + b"\r\n") == 400


@shows("2.2-6")
def test_no_empty_line_is_sent_around_a_request():
    client = h11.Connection(h11.CLIENT)
    headers = [("Host", "a"), ("Content-Length", "1")]
    request = h11.Request(method="PUT", target="/", headers=headers)
    wire = send(client, request, h11.Data(data=b"x"), END)
    assert wire == b"PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx"


@shows("2.2-7")
def test_whitespace_before_the_first_field_is_rejected():
    assert rejected(read_request, START + b" " + HOST + b"\r\n") == 400
    assert rejected(read_response, b"HTTP/1.1 200 OK\r\n X: a\r\n\r\n") == 400


@shows("2.2-9", "5.1-5")
def test_one_space_and_only_before_a_value():
    client = h11.Connection(h11.CLIENT)
    request = h11.Request(method="GET", target="/", headers=[("Host", "a"), ("X", "b c")])
    assert client.send(request) == b"GET / HTTP/1.1\r\nHost: a\r\nX: b c\r\n\r\n"
    assert cannot_be_made(headers=[(" Host", "a")])
    assert cannot_be_made(headers=[("Host", " a")])


@shows("2.2-8")
@pytest.mark.parametrize(
    "octets", [b"\x16\x03\x01\x02\x00", b"EHLO there\r\n\r\n", b"GET /\r\n\r\n"]
)
def test_other_protocols_are_rejected(octets):
    server = h11.Connection(h11.SERVER)
    assert rejected(lambda wire: receive(server, wire), octets) == 400
    assert server.their_state is h11.ERROR
    assert rejected(lambda wire: receive(server, wire), START + HOST + b"\r\n") == 400


@shows("2.3-1")
@pytest.mark.parametrize("version", [b"http/1.1", b"HTTP/1", b"HTTP/1.10", b"HTTP/11", b"HTTP/1.x"])
def test_a_version_is_two_digits(version):
    assert rejected(read_request, b"GET / " + version + b"\r\n" + HOST + b"\r\n") == 400


@shows("2.3-2")
def test_only_1_1_is_sent():
    client = h11.Connection(h11.CLIENT)
    request = h11.Request(method="GET", target="/", headers=[], http_version="1.0")
    with pytest.raises(h11.LocalProtocolError, match=r"I only send HTTP/1\.1"):
        client.send(request)
    assert send(server_after(b"GET / HTTP/1.0\r\n\r\n"), ok()).startswith(b"HTTP/1.1 200 ")


@shows("2.3-3")
def test_other_major_versions_are_returned():
    request = read_request(b"GET / HTTP/2.0\r\n\r\n")
    assert (request.http_version, list(request.headers)) == (b"2.0", [])


@shows("2.3-4")
def test_a_received_version_is_not_forwarded():
    request = read_request(b"GET / HTTP/1.0\r\nHost: a\r\n\r\n")
    with pytest.raises(h11.LocalProtocolError, match=r"I only send HTTP/1\.1"):
        h11.Connection(h11.CLIENT).send(request)
    forwarded = h11.Request(method=request.method, target=request.target, headers=request.headers)
    assert h11.Connection(h11.CLIENT).send(forwarded).startswith(b"GET / HTTP/1.1\r\n")


@shows("3-4", "3.2-6")
@pytest.mark.parametrize(
    "line", [b"GET\t/\tHTTP/1.1", b"GET /  HTTP/1.1", b"GET / HTTP/1.1 ", b"GET /a b HTTP/1.1"]
)
def test_request_lines_are_not_corrected(line):
    assert rejected(read_request, line + b"\r\n" + HOST + b"\r\n") == 400


@shows("3.1-1")
@pytest.mark.parametrize("method", [b"get", b"Head", b"connect"])
def test_methods_are_case_sensitive(method):
    assert read_request(method + b" / HTTP/1.1\r\n" + HOST + b"\r\n").method == method
    client = h11.Connection(h11.CLIENT)
    wire = send(client, h11.Request(method=method, target="/", headers=[("Host", "a")]), END)
    assert wire.startswith(method + b" / ")
    client.receive_data(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx")
    assert type(client.next_event()) is h11.Response
    assert client.next_event().data == b"x"


@shows("3-1")
@pytest.mark.parametrize("line", [b"GET  / HTTP/1.1", b"GET /  HTTP/1.1", b"GET\t/ HTTP/1.1"])
def test_single_spaces_separate_the_parts(line):
    assert rejected(read_request, line + b"\r\n" + HOST + b"\r\n") == 400


@shows("3-2")
def test_long_request_lines():
    target = b"/" + b"a" * 8000
    head = b"GET " + target + b" HTTP/1.1\r\n" + HOST + b"\r\n"
    server = h11.Connection(h11.SERVER)
    for begin in range(0, len(head), 100):
        assert server.next_event() is h11.NEED_DATA
        server.receive_data(head[begin : begin + 100])
    assert server.next_event().target == target
    assert rejected(read_request, b"GET /" + b"a" * 16 * 1024) == 431
    more = h11.Connection(h11.SERVER, max_incomplete_event_size=10**6)
    assert receive(more, b"GET /" + b"a" * 16 * 1024) == [h11.NEED_DATA]


@shows("3-3")
def test_any_token_is_a_method():
    wire = b"!#$%&'*+-.^_`|~brew / HTTP/1.1\r\n" + HOST + b"\r\n"
    assert read_request(wire).method == b"!#$%&'*+-.^_`|~brew"
    assert rejected(read_request, b"G(T / HTTP/1.1\r\n" + HOST + b"\r\n") == 400
    assert rejected(read_request, b"G" * 17_000) == 431


@shows("3.2-1")
@pytest.mark.parametrize("octet", [b" ", b"\t", b"\x01", b"\x7f"])
def test_whitespace_and_controls_in_a_target(octet):
    assert rejected(read_request, b"GET /a" + octet + b"b HTTP/1.1\r\n" + HOST + b"\r\n") == 400
    assert cannot_be_made(target=b"/a" + octet + b"b")


@shows("3.2-2")
def test_a_request_needs_a_host():
    assert cannot_be_made(headers=[])


@shows("3.2-3")
@pytest.mark.parametrize("fields", [b"", HOST + HOST, b"X: a\r\n"])
def test_a_received_request_needs_one_host(fields):
    assert rejected(read_request, START + fields + b"\r\n") == 400


@shows("3.2-4")
@pytest.mark.parametrize("host", [b"", b"a b", b"http://a/", b"a:b:c"])
def test_host_is_not_validated(host):
    request = read_request(START + b"Host: " + host + b"\r\n\r\n")
    assert request.headers == [(b"host", host)]


@shows("3.2-7")
@pytest.mark.parametrize("host", ["", "a", "a:80", "b"])
def test_host_is_sent_as_given(host):
    request = h11.Request(method="GET", target="http://a:80/", headers=[("Host", host)])
    wire = b"GET http://a:80/ HTTP/1.1\r\nHost: " + host.encode() + b"\r\n\r\n"
    assert h11.Connection(h11.CLIENT).send(request) == wire


@shows("3.2.1-1", "3.2.2-2", "3.2.3-1", "3.2.4-1")
@pytest.mark.parametrize(
    ("method", "target"),
    [("GET", "/a?b"), ("GET", "http://a/b"), ("CONNECT", "a:443"), ("OPTIONS", "*")],
)
def test_every_form_of_target_can_be_sent(method, target):
    request = h11.Request(method=method, target=target, headers=[("Host", "a")])
    wire = h11.Connection(h11.CLIENT).send(request)
    assert wire == f"{method} {target} HTTP/1.1\r\nHost: a\r\n\r\n".encode()
    assert cannot_be_made(method=method, target="")


@shows("3.2.2-1", "3.2.2-3")
def test_absolute_form_is_returned_with_host():
    request = read_request(b"GET http://b/ HTTP/1.1\r\n" + HOST + b"\r\n")
    assert (request.target, list(request.headers)) == (b"http://b/", [(b"host", b"example.com")])


@shows("3.2-5", "3.3-1")
@pytest.mark.parametrize(
    "line",
    [
        b"GET /path?query",
        b"GET http://example.com/path",
        b"CONNECT example.com:443",
        b"OPTIONS *",
        b"GET *",
    ],
)
def test_targets_are_returned_unchanged(line):
    method, target = line.split()
    request = read_request(line + b" HTTP/1.1\r\n" + HOST + b"\r\n")
    assert (request.method, request.target) == (method, target)


@shows("4-1")
def test_the_space_before_the_reason_is_always_sent():
    wire = send(server_after(START + HOST + b"\r\n"), ok())
    assert wire.startswith(b"HTTP/1.1 200 \r\n")


@shows("4-2")
def test_the_reason_is_returned():
    assert read_response(b"HTTP/1.1 200 Not at all\r\n\r\n").reason == b"Not at all"


@shows("4-3")
@pytest.mark.parametrize("status", [99, 1000])
def test_a_status_is_three_digits(status):
    assert rejected(read_response, b"HTTP/1.1 %d OK\r\n\r\n" % status) == 400
    for kind in (h11.Response, h11.InformationalResponse):
        with pytest.raises(h11.LocalProtocolError):
            kind(status_code=status, headers=[])


@shows("4-4")
def test_the_space_before_the_reason_may_be_missing():
    response = read_response(b"HTTP/1.1 200\r\n\r\n")
    assert (response.status_code, response.reason) == (200, b"")


@shows("4-5")
@pytest.mark.parametrize("line", [b"HTTP/1.1  200 OK", b"HTTP/1.1\t200 OK", b"HTTP/1.1 200\tOK"])
def test_whitespace_in_a_status_line(line):
    assert rejected(read_response, line + b"\r\n\r\n") == 400


@shows("5.1-1", "5.1-4")
def test_whitespace_before_the_colon_is_rejected():
    assert rejected(read_request, START + HOST + b"X : a\r\n\r\n") == 400
    assert rejected(read_response, b"HTTP/1.1 200 OK\r\nX : a\r\n\r\n") == 400


@shows("5.1-2")
def test_whitespace_around_a_value():
    assert read_request(START + HOST + b"X: \t a b \t\r\n\r\n").headers[1] == (b"x", b"a b")


@shows("5.1-3")
def test_control_characters_in_a_value():
    assert rejected(read_request, START + HOST + b"X: a\0b\r\n\r\n") == 400
    assert rejected(read_request, START + HOST + b"X: a\rb\r\n\r\n") == 400
    assert read_request(START + HOST + b"X: a\x01b\r\n\r\n").headers[1] == (b"x", b"a\x01b")


@shows("5.2-1")
def test_obs_fold_cannot_be_sent():
    assert cannot_be_made(headers=[("Host", "a"), ("X", "a\r\n b")])


@shows("5.2-2")
def test_obs_fold_is_replaced_by_a_space():
    fold = b"X: a\r\n \t  b\r\n\r\n"
    assert read_request(START + HOST + fold).headers[1] == (b"x", b"a b")
    assert read_response(b"HTTP/1.1 200 OK\r\n" + fold).headers == [(b"x", b"a b")]


@shows("9110-7.2")
def test_host_is_sent_first():
    client = h11.Connection(h11.CLIENT)
    request = h11.Request(method="GET", target="/", headers=[("A", "1"), ("Host", "a")])
    assert client.send(request) == b"GET / HTTP/1.1\r\nHost: a\r\nA: 1\r\n\r\n"
