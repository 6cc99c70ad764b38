"""The policy "strict": empty lines before a request are skipped (RFC 9112 section 2.2)."""

from __future__ import annotations

import h11
import pytest

from .driver import client, every_split, feed, feed_every_split, server

pytestmark = pytest.mark.differs("0.16.0 has no policies")

GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
PUT = b"PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx"


@pytest.mark.parametrize("count", [1, 2, 7, 10_000])
def test_any_number_is_skipped(count):
    expected = feed(server(), [GET])
    assert feed(server(policy="strict"), [b"\r\n" * count + GET]) == expected
    if count < 10:
        assert feed_every_split(lambda: server(policy="strict"), b"\r\n" * count + GET) == expected


def test_between_requests_too():
    """Old clients send one after the content of a POST (RFC 9112 section 2.2)."""
    expected = feed(server(), [PUT + GET + PUT])
    assert len(expected.heads) == 3
    wire = b"\r\n" + PUT + b"\r\n" + GET + b"\r\n\r\n" + PUT + b"\r\n"
    assert feed_every_split(lambda: server(policy="strict"), wire) == expected


def test_compatible_rejects_them():
    for segments in ([b"\r\n" + GET], [b"\r\n", GET]):
        assert feed(server(policy="compatible"), segments).code == "request-line-missing"


@pytest.mark.parametrize("wire", [b"\r\n", b"\r\n\r\n\r\n"])
def test_empty_lines_alone_are_not_a_request(wire):
    transcript = feed_every_split(lambda: server(policy="strict"), wire, ended=True)
    assert (transcript.events, transcript.code) == ((("closed",),), None)


def test_an_incomplete_empty_line():
    connection = server(policy="strict")
    connection.receive_data(b"\r\n\r")
    assert connection.next_event() is h11.NEED_DATA
    assert connection.trailing_data == (b"\r", False)
    connection.receive_data(b"")
    with pytest.raises(h11.RemoteProtocolError) as caught:
        connection.next_event()
    assert caught.value.code == "unexpected-close"


@pytest.mark.parametrize("wire", [b"\n" + GET, b"\r\r\n" + GET, b" \r\n" + GET, b"\t\r\n" + GET])
def test_only_crlf_is_an_empty_line(wire):
    for segments in [[wire], *every_split(wire)]:
        transcript = feed(server(policy="strict"), segments)
        assert transcript.events == ()
        assert transcript.code in ("not-http", "request-line-missing", "request-line-malformed")


def test_within_a_head_they_are_not_skipped():
    wire = b"GET / HTTP/1.0\r\n\r\nHost: a\r\n\r\n"
    transcript = feed_every_split(lambda: server(policy="strict"), wire)
    assert len(transcript.heads) == 1
    assert transcript.heads[0][4] == ()


def test_before_a_response_they_are_not_skipped():
    """The RFC requires this of servers only."""
    transcript = feed(client(policy="strict"), [b"\r\nHTTP/1.1 204 \r\n\r\n"])
    assert transcript.code == "status-line-missing"


def test_within_content_they_are_not_skipped():
    transcript = feed_every_split(
        lambda: server(policy="strict"),
        b"PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\n\r\n\r\n" + GET,
    )
    assert transcript.content == b"\r\n\r\n"
    assert len(transcript.heads) == 2


def test_they_do_not_count_towards_limits():
    for segments in ([b"\r\n" * 100_000 + GET], [b"\r\n"] * 20_000 + [GET]):
        connection = h11.Connection(h11.SERVER, len(GET), policy="strict")
        assert len(feed(connection, segments).heads) == 1


def test_after_the_last_message_they_are_an_error():
    wire = b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    for policy in ("strict", "compatible"):
        transcript = feed_every_split(lambda policy=policy: server(policy=policy), wire + b"\r\n")
        assert transcript.code == "data-after-end"
