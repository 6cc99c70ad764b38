"""Sections 6 to 8 of RFC 9112: framing of the content, by the rows of docs/rfc9112.md."""

from __future__ import annotations

import h11
import pytest

from tests.package.peers import (
    CONNECT,
    END,
    GET,
    GET_WIRE,
    POST_CHUNKED_WIRE,
    content,
    ok,
    receive,
    send,
    server_after,
)

from .rfc_rows import shows

CHUNKED = ("Transfer-Encoding", "chunked")
CONNECT_WIRE = b"CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n"
HEAD = h11.Request(method="HEAD", target="/", headers=[("Host", "a")])


def put(*fields: bytes) -> bytes:
    """The head of a request."""
    return b"\r\n".join([b"PUT / HTTP/1.1", b"Host: a", *fields, b"", b""])


def rejected(*segments: bytes) -> int:
    """The status hint of the error that a server raises for this request."""
    with pytest.raises(h11.RemoteProtocolError) as caught:
        receive(h11.Connection(h11.SERVER), *segments)
    return caught.value.error_status_hint


def client_reads(wire: bytes, request: h11.Request = GET, *, ended: bool = False) -> list:
    client = h11.Connection(h11.CLIENT)
    send(client, request, END)
    return receive(client, wire, *([b""] if ended else []))


@shows("6.1-1")
def test_chunked_is_supported():
    events = receive(server_after(POST_CHUNKED_WIRE), b"5\r\nHello\r\n1\r\n!\r\n0\r\n\r\n")
    assert content(events) == b"Hello!"
    assert END in events


@shows("6.1-2")
def test_chunked_twice_is_neither_sent_nor_accepted():
    assert rejected(put(b"Transfer-Encoding: chunked, chunked")) == 501
    assert rejected(put(b"Transfer-Encoding: chunked", b"Transfer-Encoding: chunked")) == 501
    for fields in ([CHUNKED, CHUNKED], [("Transfer-Encoding", "chunked, chunked")]):
        with pytest.raises(h11.LocalProtocolError):
            h11.Response(status_code=200, headers=fields)


@shows("6.1-3", "7.2-1")
@pytest.mark.parametrize(
    "coding", [b"gzip", b"compress", b"deflate", b"gzip, chunked", b"identity"]
)
def test_unknown_codings_are_rejected(coding):
    assert rejected(put(b"Transfer-Encoding: " + coding)) == 501


@shows("6.1-4", "6.1-5", "6.3-3", "11.2-1")
def test_both_framing_fields_are_accepted():
    server = h11.Connection(h11.SERVER)
    head = put(b"Content-Length: 100", b"Transfer-Encoding: chunked")
    assert content(receive(server, head, b"1\r\nx\r\n0\r\n\r\n")) == b"x"
    assert b"close" not in send(server, ok(), END)
    server.start_next_cycle()


@shows("6.1-6")
def test_no_chunks_for_an_http_1_0_client():
    server = server_after(b"GET / HTTP/1.0\r\n\r\n")
    wire = send(server, ok(CHUNKED), h11.Data(data=b"x"), END)
    assert wire == b"HTTP/1.1 200 \r\nConnection: close\r\n\r\nx"
    assert server.our_state is h11.MUST_CLOSE
    not_modified = h11.Response(status_code=304, headers=[CHUNKED])
    assert b"Transfer-Encoding" in send(server_after(b"GET / HTTP/1.0\r\n\r\n"), not_modified)


@shows("6.1-7")
def test_version_of_the_server():
    client = h11.Connection(h11.CLIENT)
    send(client, GET, END)
    assert client.their_http_version is None
    receive(client, b"HTTP/1.1 204 \r\n\r\n")
    client.start_next_cycle()
    assert client.their_http_version == b"1.1"


@shows("6.1-8")
def test_chunks_in_an_http_1_0_request():
    server = h11.Connection(h11.SERVER)
    head = b"PUT / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert content(receive(server, head, b"1\r\nx\r\n0\r\n\r\n")) == b"x"
    assert server.their_state is h11.MUST_CLOSE


@shows("6.1-9")
def test_a_204_with_transfer_encoding():
    server = server_after(GET_WIRE)
    no_content = h11.Response(status_code=204, headers=[CHUNKED])
    assert send(server, no_content, END) == b"HTTP/1.1 204 \r\nTransfer-Encoding: chunked\r\n\r\n"
    events = client_reads(b"HTTP/1.1 204 \r\nTransfer-Encoding: chunked\r\n\r\n")
    assert [type(event) for event in events[:2]] == [h11.Response, h11.EndOfMessage]


@shows("6.1-10")
@pytest.mark.parametrize("coding", ["gzip", "gzip, chunked", "identity"])
def test_other_codings_cannot_be_sent(coding):
    with pytest.raises(h11.LocalProtocolError):
        ok(("Transfer-Encoding", coding))


@shows("6.1-11", "9110-8.6")
@pytest.mark.parametrize("field", [CHUNKED, ("Content-Length", "1")])
def test_framing_fields_are_sent_as_given(field):
    name = field[0].encode() + b": "
    for wire, status in ((GET_WIRE, 103), (GET_WIRE, 204), (CONNECT_WIRE, 200)):
        kind = h11.InformationalResponse if status < 200 else h11.Response
        assert name in server_after(wire).send(kind(status_code=status, headers=[field]))


@shows("9110-9.3.8")
def test_trace_with_content():
    fields = [("Host", "a"), ("Content-Length", "1")]
    request = h11.Request(method="TRACE", target="/", headers=fields)
    assert send(h11.Connection(h11.CLIENT), request, h11.Data(b"x")).endswith(b"\r\n\r\nx")


@shows("6.2-1", "6.3-9")
def test_sending_both_framing_fields():
    both = [("Content-Length", "1"), CHUNKED]
    response = send(server_after(GET_WIRE), ok(*both))
    assert response == b"HTTP/1.1 200 \r\nTransfer-Encoding: chunked\r\n\r\n"
    request = h11.Request(method="PUT", target="/", headers=[("Host", "a"), *both])
    assert b"Content-Length: 1\r\n" in h11.Connection(h11.CLIENT).send(request)


@shows("6.2-2")
def test_large_lengths():
    server = h11.Connection(h11.SERVER)
    events = receive(server, put(b"Content-Length: " + b"9" * 20), b"x")
    assert content(events) == b"x"
    assert rejected(put(b"Content-Length: " + b"9" * 21)) == 400


@shows("6.3-1")
@pytest.mark.parametrize(
    ("request_event", "status"), [(HEAD, 200), (GET, 204), (GET, 304), (HEAD, 404)]
)
def test_responses_without_content(request_event, status):
    head = b"HTTP/1.1 %d \r\nContent-Length: 5\r\n\r\n" % status
    events = client_reads(head, request_event)
    assert [type(event) for event in events[:2]] == [h11.Response, h11.EndOfMessage]
    server = server_after(send(h11.Connection(h11.CLIENT), request_event))
    send(server, h11.Response(status_code=status, headers=[("Content-Length", "5")]))
    with pytest.raises(h11.LocalProtocolError, match="Too much data"):
        server.send(h11.Data(data=b"x"))


@shows("6.3-2")
def test_a_tunnel_starts_after_the_head():
    client = h11.Connection(h11.CLIENT)
    send(client, CONNECT, END)
    events = receive(client, b"HTTP/1.1 200 \r\nContent-Length: 5\r\n\r\nhello")
    assert [type(event) for event in events] == [h11.Response, h11.PAUSED]
    assert client.trailing_data == (b"hello", False)


@shows("6.3-4")
@pytest.mark.parametrize(
    "fields",
    [[b"-1"], [b"+1"], [b"0x1"], [b"1.0"], [b""], [b"one"], [b"1", b"2"], [b"1, 2"], [b"1 1"]],
)
def test_invalid_lengths_are_rejected(fields):
    assert rejected(put(*(b"Content-Length: " + value for value in fields))) == 400


@shows("6.3-4")
@pytest.mark.parametrize("fields", [[b"1", b"1"], [b"1, 1"]])
def test_the_same_length_counts_once(fields):
    server = h11.Connection(h11.SERVER)
    head = put(*(b"Content-Length: " + value for value in fields))
    assert content(receive(server, head, b"xy")) == b"x"


@shows("6.3-5")
def test_a_request_without_framing_fields():
    assert receive(h11.Connection(h11.SERVER), put())[1] == END


@shows("6.3-6")
def test_a_response_without_framing_fields():
    events = client_reads(b"HTTP/1.1 200 \r\n\r\nabc", ended=True)
    assert content(events) == b"abc"
    assert events[-2:] == [END, h11.ConnectionClosed()]


@shows("6.3-7")
def test_data_after_a_response_is_not_parsed():
    events = client_reads(b"HTTP/1.1 200 \r\nContent-Length: 1\r\n\r\nxHTTP/1.1 404 \r\n\r\n")
    assert content(events) == b"x"
    assert events[-1] is h11.PAUSED


@shows("6.3-8", "9110-5.6.1")
@pytest.mark.parametrize("value", [b"chunked, gzip", b"gzip", b"", b"chunked,"])
def test_any_other_coding_suggests_501(value):
    assert rejected(put(b"Transfer-Encoding: " + value)) == 501


@shows("6.3-10")
def test_a_response_with_another_coding_is_rejected():
    wire = b"HTTP/1.1 200 \r\nTransfer-Encoding: gzip\r\n\r\nabc"
    with pytest.raises(h11.RemoteProtocolError) as caught:
        client_reads(wire)
    assert caught.value.code == "transfer-coding-unknown"
    lenient = h11.Connection(h11.CLIENT, policy="lenient")
    send(lenient, GET, END)
    assert content(receive(lenient, wire, b"")) == b"abc"


@shows("6.3-11")
def test_nothing_follows_a_response_with_an_invalid_length():
    client = h11.Connection(h11.CLIENT)
    send(client, GET, END)
    with pytest.raises(h11.RemoteProtocolError):
        receive(client, b"HTTP/1.1 200 \r\nContent-Length: x\r\n\r\n")
    assert client.their_state is h11.ERROR
    with pytest.raises(h11.RemoteProtocolError):
        client.next_event()


@shows("6.3-12")
def test_content_without_a_length_is_chunked():
    assert b"Transfer-Encoding: chunked" in send(server_after(GET_WIRE), ok())
    assert send(server_after(b"GET / HTTP/1.0\r\n\r\n"), ok()).endswith(
        b"Connection: close\r\n\r\n"
    )


@shows("6.3-13", "6.3-14")
def test_content_is_framed_as_declared():
    request, *_ = receive(h11.Connection(h11.SERVER), put(b"Transfer-Encoding: chunked"))
    assert request.headers.get("content-length") is None
    for fields, wire in (([CHUNKED], b"1\r\nx\r\n"), ([("Content-Length", "1")], b"x")):
        upload = h11.Request(method="PUT", target="/", headers=[("Host", "a"), *fields])
        assert send(h11.Connection(h11.CLIENT), upload, h11.Data(b"x")).endswith(b"\r\n\r\n" + wire)


@shows("7-1")
@pytest.mark.parametrize("coding", [b"chunked", b"CHUNKED", b"cHuNkEd"])
def test_chunked_in_any_case(coding):
    events = receive(server_after(put(b"Transfer-Encoding: " + coding)), b"1\r\nx\r\n")
    assert content(events) == b"x"


@shows("7.1-4")
def test_parameters_of_chunked():
    assert rejected(put(b"Transfer-Encoding: chunked;a=b")) == 501


@shows("7.1-1")
@pytest.mark.parametrize("size", [b"0x1", b"+1", b"-1", b" 1", b"", b"g", b"1 1", b"1_0"])
def test_invalid_chunk_sizes_are_rejected(size):
    assert rejected(POST_CHUNKED_WIRE, size + b"\r\nx\r\n") == 400


@shows("7.1-2")
def test_large_sizes():
    server = server_after(POST_CHUNKED_WIRE)
    assert content(receive(server, b"f" * 20 + b"\r\nx")) == b"x"
    assert rejected(POST_CHUNKED_WIRE, b"f" * 21 + b"\r\nx") == 400


@shows("7.1-3")
@pytest.mark.parametrize("end", [b"xy", b"\n\n", b"\r\r"])
def test_missing_crlf_after_chunk_data(end):
    assert rejected(POST_CHUNKED_WIRE, b"1\r\nx" + end) == 400


@shows("7.1.1-1")
def test_chunk_extensions_are_ignored():
    server = server_after(POST_CHUNKED_WIRE)
    assert content(receive(server, b'1;a;b=c;d="e"\r\nx\r\n0;f\r\n\r\n')) == b"x"


@shows("7.1.1-2")
def test_chunk_extensions_are_limited():
    chunk = b"1;" + b"a" * 1000 + b"\r\nx\r\n"
    server = server_after(POST_CHUNKED_WIRE)
    with pytest.raises(h11.RemoteProtocolError) as caught:
        for _ in range(1000):
            receive(server, chunk)
    assert caught.value.error_status_hint == 431


@shows("7.1-5", "7.1.1-3")
def test_what_stands_after_a_chunk_size():
    for rest in (b" ", b";", b";a=", b"; a = b"):
        assert content(receive(server_after(POST_CHUNKED_WIRE), b"1" + rest + b"\r\nx\r\n")) == b"x"
    assert rejected(POST_CHUNKED_WIRE, b"1 ;a\r\nx\r\n") == 400


@shows("7.1.2-1")
def test_trailers_are_part_of_the_end():
    events = receive(server_after(POST_CHUNKED_WIRE), b"0\r\nA: 1\r\n\r\n")
    assert events[0].headers == [(b"a", b"1")]


@shows("7.1.2-2")
def test_trailers_require_chunked():
    trailers = h11.EndOfMessage(headers=[("A", "1")])
    assert send(server_after(GET_WIRE), ok(CHUNKED), trailers).endswith(b"0\r\nA: 1\r\n\r\n")
    for wire, response in (
        (GET_WIRE, ok(("Content-Length", "0"))),
        (b"GET / HTTP/1.0\r\n\r\n", ok(CHUNKED)),
    ):
        with pytest.raises(h11.LocalProtocolError):
            send(server_after(wire), response, trailers)


@shows("7.4-1")
def test_te_is_an_ordinary_field():
    request, *_ = receive(h11.Connection(h11.SERVER), put(b"TE: trailers, gzip;q=0.5"))
    assert request.headers[1] == (b"te", b"trailers, gzip;q=0.5")


@shows("7.4-2", "7.4-3")
def test_te_is_sent_as_given():
    fields = [("Host", "a"), ("TE", "chunked")]
    wire = h11.Connection(h11.CLIENT).send(h11.Request(method="GET", target="/", headers=fields))
    assert wire.endswith(b"TE: chunked\r\n\r\n")


@shows("8-4", "9.8-1")
def test_content_ends_once_the_program_reports_the_end():
    client = h11.Connection(h11.CLIENT)
    send(client, GET, END)
    assert receive(client, b"HTTP/1.1 200 \r\n\r\nabc")[-1] is h11.NEED_DATA
    client.receive_data(b"")
    assert client.next_event() == END


@shows("8-5")
def test_a_response_to_an_incomplete_request():
    server = h11.Connection(h11.SERVER)
    receive(server, put(b"Content-Length: 5"), b"ab")
    with pytest.raises(h11.RemoteProtocolError):
        receive(server, b"")
    assert server.their_state is h11.ERROR
    assert send(server, h11.Response(status_code=400, headers=[])).startswith(b"HTTP/1.1 400 ")


@shows("8-1")
def test_truncated_content():
    with pytest.raises(h11.RemoteProtocolError, match=r"received 2 bytes, expected 5"):
        client_reads(b"HTTP/1.1 200 \r\nContent-Length: 5\r\n\r\nab", ended=True)


@shows("8-2")
def test_truncated_chunks():
    with pytest.raises(h11.RemoteProtocolError, match="incomplete chunked read"):
        client_reads(b"HTTP/1.1 200 \r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n", ended=True)


@shows("8-3")
@pytest.mark.parametrize("part", [b"G", b"GET / HTTP/1.1\r\n", put()[:-1]])
def test_truncated_head(part):
    assert rejected(part, b"") == 400
