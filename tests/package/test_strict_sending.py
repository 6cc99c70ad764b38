"""The policy "strict": rules for sent events, which "compatible" accepts."""

from __future__ import annotations

import h11
import pytest

from .driver import client, server
from .peers import END, GET, ok

pytestmark = pytest.mark.differs("0.16.0 has no policies")

HOST = ("Host", "a")
CHUNKED = ("Transfer-Encoding", "chunked")
TOO_LARGE = ("Content-Length", str(2**63))


def request(*fields: tuple[str, object]) -> h11.Request:
    return h11.Request(method="PUT", target="/", headers=list(fields))


def asked(policy: str, wire: bytes = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n") -> h11.Connection:
    """A server that has received a request."""
    connection = server(policy=policy)
    connection.receive_data(wire)
    while connection.next_event() is not h11.NEED_DATA:
        pass
    return connection


def rejected(connection: h11.Connection, *events: h11.Event) -> str:
    """The code of the error that the last of these events causes, which is permanent."""
    for event in events[:-1]:
        connection.send(event)
    with pytest.raises(h11.LocalProtocolError) as caught:
        connection.send(events[-1])
    assert connection.our_state is h11.ERROR
    with pytest.raises(h11.LocalProtocolError) as again:
        connection.send(events[-1])
    assert again.value.code == "local-error-state"
    return caught.value.code


def sent(connection: h11.Connection, *events: h11.Event) -> bytes:
    return b"".join([connection.send(event) for event in events])


BOTH_FRAMINGS = [("Content-Length", "1"), CHUNKED]
LENGTH_TWICE = [("Content-Length", "1"), ("Content-Length", "1")]
LENGTH_LISTED = [("Content-Length", "1, 1")]


@pytest.mark.parametrize(
    ("code", "fields"),
    [
        ("transfer-encoding-with-content-length", [HOST, *BOTH_FRAMINGS]),
        ("content-length-repeated", [HOST, *LENGTH_TWICE]),
        ("content-length-repeated", [HOST, *LENGTH_LISTED]),
        ("content-length-too-large", [HOST, TOO_LARGE]),
        ("host-malformed", [("Host", "a/b")]),
        ("host-malformed", [("Host", "user@a")]),
        ("field-value-control", [HOST, ("A", "\x01")]),
        ("field-value-control", [HOST, ("A", "1\x7f")]),
    ],
)
def test_requests(code, fields):
    event = request(*fields)
    assert rejected(h11.Connection(h11.CLIENT, policy="strict"), event) == code
    assert h11.Connection(h11.CLIENT).send(event)


@pytest.mark.parametrize(
    ("code", "fields"),
    [
        ("transfer-encoding-with-content-length", BOTH_FRAMINGS),
        ("content-length-repeated", LENGTH_TWICE),
        ("content-length-repeated", LENGTH_LISTED),
        ("content-length-too-large", [TOO_LARGE]),
        ("field-value-control", [("A", "\x1b[0m")]),
    ],
)
def test_responses(code, fields):
    assert rejected(asked("strict"), ok(*fields)) == code
    assert asked("compatible").send(ok(*fields))


def test_informational_responses():
    early = h11.InformationalResponse(status_code=103, headers=[("Link", "\x01")])
    assert rejected(asked("strict"), early) == "field-value-control"
    assert asked("compatible").send(early)


@pytest.mark.parametrize(
    ("code", "field"),
    [
        ("framing-field-in-trailers", ("Content-Length", "1")),
        ("framing-field-in-trailers", CHUNKED),
        ("field-value-control", ("A", "\x01")),
    ],
)
def test_trailers(code, field):
    end = h11.EndOfMessage(headers=[field])
    assert rejected(asked("strict"), ok(CHUNKED), end) == code
    upload = request(HOST, CHUNKED)
    assert rejected(h11.Connection(h11.CLIENT, policy="strict"), upload, end) == code
    assert sent(asked("compatible"), ok(CHUNKED), end)


@pytest.mark.parametrize("version", ["1.0", "2.0"])
def test_versions(version):
    event = h11.Request(method="GET", target="/", headers=[HOST], http_version=version)
    code = rejected(h11.Connection(h11.CLIENT, policy="strict"), event)
    assert code == {"1.0": "version-not-sendable", "2.0": "version-unsupported"}[version]
    assert rejected(h11.Connection(h11.CLIENT), event) == "version-not-sendable"


def test_chunks_of_http_1_0():
    event = h11.Response(status_code=200, headers=[CHUNKED], http_version="1.0")
    assert rejected(asked("strict"), event) == "transfer-encoding-in-http-1.0"
    assert rejected(asked("compatible"), event) == "version-not-sendable"


@pytest.mark.parametrize(
    ("events", "wire"),
    [
        ([GET, END], b"GET / HTTP/1.1\r\nHost: example.com\r\n\r\n"),
        (
            [request(HOST, ("Content-Length", "1")), h11.Data(b"x"), END],
            b"PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx",
        ),
        (
            [request(HOST, CHUNKED), h11.EndOfMessage(headers=[("A", "1"), ("Host", "a/b")])],
            b"PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
            b"0\r\nHost: a/b\r\nA: 1\r\n\r\n",
        ),
        (
            [request(("Host", "[::1]:8080"), ("A", b"1\t2 \xff"))],
            b"PUT / HTTP/1.1\r\nHost: [::1]:8080\r\nA: 1\t2 \xff\r\n\r\n",
        ),
    ],
)
def test_valid_events_are_sent(events, wire):
    assert sent(h11.Connection(h11.CLIENT, policy="strict"), *events) == wire
    assert sent(h11.Connection(h11.CLIENT), *events) == wire


def test_chunks_to_an_http_1_0_client_are_omitted():
    old = b"GET / HTTP/1.0\r\n\r\n"
    events = [ok(CHUNKED), h11.Data(b"x"), END]
    assert sent(asked("strict", old), *events) == sent(asked("compatible", old), *events)


@pytest.mark.parametrize("byte", [0x01, 0x7F])
def test_a_received_reason_with_controls_cannot_be_sent(byte):
    """Constructors reject it, but compatible can receive it."""
    gateway = client(policy="compatible")
    gateway.receive_data(b"HTTP/1.1 200 O%cK\r\nContent-Length: 0\r\n\r\n" % byte)
    response = gateway.next_event()
    assert rejected(asked("strict"), response) == "reason-phrase-malformed"
    assert asked("compatible").send(response) == (
        b"HTTP/1.1 200 O%cK\r\nContent-Length: 0\r\n\r\n" % byte
    )


def test_strict_checks_events_received_by_compatible():
    """A gateway may be strict on one side only."""
    door = server(policy="compatible")
    door.receive_data(
        b"PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    inside = h11.Connection(h11.CLIENT, policy="strict")
    assert rejected(inside, door.next_event()) == "transfer-encoding-with-content-length"


def test_every_host_is_checked():
    """There is at most one, unless the event was modified after construction."""
    event = request(HOST)
    fields = h11.EndOfMessage(headers=[HOST, ("A", "b"), ("Host", "a b")]).headers
    object.__setattr__(event, "headers", fields)
    assert rejected(h11.Connection(h11.CLIENT, policy="strict"), event) == "host-malformed"


def test_received_obs_fold_is_sent_in_one_line():
    door = server(policy="compatible")
    door.receive_data(b"GET / HTTP/1.1\r\nHost: a\r\nA: 1\r\n 2\n\r\n")
    inside = h11.Connection(h11.CLIENT, policy="strict")
    assert inside.send(door.next_event()) == b"GET / HTTP/1.1\r\nHost: a\r\nA: 1 2\r\n\r\n"


def test_the_rules_are_checked_before_the_state():
    """An event that violates both reports the strict rule."""
    connection = asked("strict")
    assert rejected(connection, h11.EndOfMessage(headers=[CHUNKED])) == "framing-field-in-trailers"
