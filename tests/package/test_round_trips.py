"""A client and a server parse what the other has sent, however it is split."""

from __future__ import annotations

import h11
from hypothesis import given
from hypothesis import strategies as st

from .messages import Message, fields, informational_responses, requests, responses, splitters
from .peers import GET, content, read, receive, send

NOTHING_MORE = (h11.NEED_DATA, h11.PAUSED)
DONE = {h11.CLIENT: h11.DONE, h11.SERVER: h11.DONE}


def host_first(raw: list) -> list:
    """In original case; fields of one name keep their order."""
    return sorted(raw, key=lambda field: field[0].lower() != b"host")


def assert_read(events: list, message: Message) -> h11.Event:
    """Check that the whole message was parsed, in order; return its head."""
    head, *pieces, end = events
    assert type(head) is type(message.head)
    assert {type(piece) for piece in pieces} <= {h11.Data}
    assert all(piece.data for piece in pieces)
    assert content(pieces) == message.body
    assert end == h11.EndOfMessage(headers=message.trailers)
    assert end.headers.raw_items() == host_first(message.trailers)
    return head


def assert_request_read(events: list, message: Message) -> None:
    head = assert_read(events, message)
    assert (head.method, head.target) == (message.head.method, message.head.target)
    assert head.headers.raw_items() == host_first(message.head.headers.raw_items())


def assert_response_read(events: list, message: Message) -> None:
    head = assert_read(events, message)
    assert (head.status_code, head.reason) == (message.head.status_code, message.head.reason)
    given_fields = message.head.headers.raw_items()
    if (b"Transfer-Encoding", b"chunked") in given_fields:  # is replaced, and moves to the end
        given_fields.remove((b"Transfer-Encoding", b"chunked"))
        given_fields.append((b"Transfer-Encoding", b"chunked"))
    assert head.headers.raw_items() == given_fields


@given(
    exchanges=st.lists(st.tuples(requests(), responses()), min_size=1, max_size=3), split=splitters
)
def test_exchanges_on_one_connection(exchanges, split):
    client, server = h11.Connection(h11.CLIENT), h11.Connection(h11.SERVER)
    for request, response in exchanges:
        *events, more = receive(server, *split(send(client, *request.events)))
        assert_request_read(events, request)
        assert more in NOTHING_MORE
        *events, more = receive(client, *split(send(server, *response.events)))
        assert_response_read(events, response)
        assert more in NOTHING_MORE
        assert client.states == server.states == DONE
        assert client.trailing_data == server.trailing_data == (b"", False)
        assert client.their_http_version == server.their_http_version == b"1.1"
        client.start_next_cycle()
        server.start_next_cycle()


@given(pipelined=st.lists(requests(), min_size=2, max_size=3), split=splitters)
def test_pipelined_requests(pipelined, split):
    """All of them arrive before the first response; each is returned in its own cycle."""
    wire = b"".join(send(h11.Connection(h11.CLIENT), *request.events) for request in pipelined)
    server = h11.Connection(h11.SERVER, max_incomplete_event_size=len(wire))
    for segment in split(wire):
        server.receive_data(segment)
    for number, request in enumerate(pipelined, start=1):
        *events, more = read(server)
        assert_request_read(events, request)
        assert more is (h11.PAUSED if number < len(pipelined) else h11.NEED_DATA)
        send(server, h11.Response(status_code=200, headers=[("Content-Length", "0")]))
        send(server, h11.EndOfMessage())
        server.start_next_cycle()


@given(
    interim=st.lists(informational_responses(), max_size=3), response=responses(), split=splitters
)
def test_informational_responses_come_first(interim, response, split):
    client, server = h11.Connection(h11.CLIENT), h11.Connection(h11.SERVER)
    receive(server, send(client, GET, h11.EndOfMessage()))
    events = receive(client, *split(send(server, *interim, *response.events)))
    assert events[: len(interim)] == interim
    assert_response_read(events[len(interim) : -1], response)


@given(pieces=st.lists(st.binary(max_size=40), max_size=4), some=fields, split=splitters)
def test_close_delimited_content(pieces, some, split):
    """As for an HTTP/1.0 client: no length, no chunks, the connection is closed."""
    server = h11.Connection(h11.SERVER)
    receive(server, b"GET / HTTP/1.0\r\n\r\n")
    response = h11.Response(status_code=200, headers=some)
    wire = send(server, response, *map(h11.Data, pieces), h11.EndOfMessage())
    assert server.our_state is h11.MUST_CLOSE
    client = h11.Connection(h11.CLIENT)
    send(client, GET, h11.EndOfMessage())
    events = receive(client, *split(wire), b"")
    head, *data, end, closed = events
    assert head.headers.raw_items() == [*some, (b"Connection", b"close")]
    assert content(data) == b"".join(pieces)
    assert (end, closed) == (h11.EndOfMessage(), h11.ConnectionClosed())


@given(message=requests(), split=splitters)
def test_segments_affect_only_data_boundaries(message, split):
    wire = send(h11.Connection(h11.CLIENT), *message.events)

    def shape(events: list) -> list:
        return [event for event in events if type(event) is not h11.Data]

    whole = receive(h11.Connection(h11.SERVER), wire)
    pieces = receive(h11.Connection(h11.SERVER), *split(wire))
    assert shape(pieces) == shape(whole)
    assert content(pieces) == content(whole)


@given(message=requests())
def test_chunks_in_one_segment_are_preserved(message):
    wire = send(h11.Connection(h11.CLIENT), *message.events)
    data = [event for event in receive(h11.Connection(h11.SERVER), wire) if type(event) is h11.Data]
    if (b"Transfer-Encoding", b"chunked") in message.head.headers.raw_items():
        assert [event.data for event in data] == [piece for piece in message.pieces if piece]
        assert all(event.chunk_start and event.chunk_end for event in data)
    else:
        assert not any(event.chunk_start or event.chunk_end for event in data)


@given(message=requests())
def test_sending_an_event_twice(message):
    first = send(h11.Connection(h11.CLIENT), *message.events)
    assert send(h11.Connection(h11.CLIENT), *message.events) == first


@given(message=requests())
def test_passthrough_and_send_agree(message):
    plain, passing = h11.Connection(h11.CLIENT), h11.Connection(h11.CLIENT)
    for event in message.events:
        assert b"".join(passing.send_with_data_passthrough(event)) == plain.send(event)
