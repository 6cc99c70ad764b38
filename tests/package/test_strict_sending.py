"""The policy "strict": rules for sent events, which "compatible" accepts."""

from __future__ import annotations

import h11
import pytest

from .driver import client, server
from .peers import END, GET, GET_WIRE, ok, read

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
    read(connection)
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


CONNECT = b"CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n"
NO_CONTENT = ("Content-Length", "0")


def response(status: int, *fields: tuple[str, object]) -> h11.Response:
    kind = h11.InformationalResponse if status < 200 else h11.Response
    return kind(status_code=status, headers=list(fields))


@pytest.mark.parametrize("field", [NO_CONTENT, ("Content-Length", "5"), CHUNKED])
@pytest.mark.parametrize(
    ("status", "wire"), [(100, GET_WIRE), (103, GET_WIRE), (204, GET_WIRE), (200, CONNECT)]
)
def test_framing_fields_where_no_content_can_be(status, wire, field):
    """RFC 9112 section 6.1, RFC 9110 section 8.6."""
    event = response(status, field)
    connection = asked("strict", wire)
    with pytest.raises(h11.LocalProtocolError) as caught:
        connection.send(event)
    assert caught.value.code == "framing-field-without-content"
    assert caught.value.offending == field[0].encode()
    assert field[0].encode() in asked("compatible", wire).send(event)


@pytest.mark.parametrize(
    ("status", "wire"),
    [
        (304, GET_WIRE),
        (205, GET_WIRE),
        (404, CONNECT),
        (300, CONNECT),
        (200, b"HEAD / HTTP/1.1\r\nHost: a\r\n\r\n"),
    ],
)
def test_framing_fields_where_content_can_be(status, wire):
    for field in (NO_CONTENT, CHUNKED):
        event = response(status, field)
        assert asked("strict", wire).send(event) == asked("compatible", wire).send(event)
        assert field[0].encode() in asked("strict", wire).send(event)


@pytest.mark.parametrize(("status", "wire"), [(103, GET_WIRE), (204, GET_WIRE), (200, CONNECT)])
def test_h11_adds_no_framing_field_where_no_content_can_be(status, wire):
    assert asked("strict", wire).send(response(status)) == b"HTTP/1.1 %d \r\n\r\n" % status


def test_no_transfer_encoding_for_an_http_1_0_client():
    """Whatever the status code (RFC 9112 section 6.1). 0.16.0 keeps it in a 304."""
    old = b"GET / HTTP/1.0\r\n\r\n"
    not_modified = response(304, CHUNKED, ("ETag", "1"))
    without = b"HTTP/1.1 304 \r\nETag: 1\r\nConnection: close\r\n\r\n"
    assert sent(asked("strict", old), not_modified, END) == without
    assert b"Transfer-Encoding: chunked" in asked("compatible", old).send(not_modified)
    assert b"Transfer-Encoding: chunked" in asked("strict").send(not_modified)
    with_length = response(304, ("Content-Length", "5"))
    assert b"Content-Length: 5" in asked("strict", old).send(with_length)


@pytest.mark.parametrize("field", [("Content-Length", "1"), CHUNKED])
def test_content_in_trace(field):
    """RFC 9110 section 9.3.8."""
    trace = h11.Request(method="TRACE", target="/", headers=[HOST, field])
    assert rejected(h11.Connection(h11.CLIENT, policy="strict"), trace) == "content-in-trace"
    assert h11.Connection(h11.CLIENT).send(trace)
    put = h11.Request(method="PUT", target="/", headers=[HOST, field])
    assert h11.Connection(h11.CLIENT, policy="strict").send(put)


@pytest.mark.parametrize("fields", [[HOST], [HOST, NO_CONTENT]])
def test_trace_without_content(fields):
    trace = h11.Request(method="TRACE", target="/", headers=fields)
    client = h11.Connection(h11.CLIENT, policy="strict")
    assert client.send(trace) == h11.Connection(h11.CLIENT).send(trace)
    with pytest.raises(h11.LocalProtocolError) as caught:
        client.send(h11.Data(b"x"))
    assert caught.value.code == "content-too-long"


@pytest.mark.parametrize(
    "line",
    [
        "GET *",
        "GET a:80",
        "GET a/b",
        "GET /a#b",
        "GET /%zz",
        "GET http:///",
        "OPTIONS a",
        "CONNECT a",
        "CONNECT /",
        "CONNECT a:99999",
    ],
)
def test_targets_that_a_strict_server_rejects(line):
    method, target = line.split()
    event = h11.Request(method=method, target=target, headers=[HOST])
    client = h11.Connection(h11.CLIENT, policy="strict")
    assert rejected(client, event) == "request-target-invalid"
    assert h11.Connection(h11.CLIENT).send(event).startswith(line.encode() + b" HTTP/1.1\r\n")


@pytest.mark.parametrize(
    "line", ["GET /a?b", "GET http://a/b", "OPTIONS *", "CONNECT a:443", "CONNECT [::1]:80"]
)
def test_targets_that_a_strict_server_accepts(line):
    method, target = line.split()
    event = h11.Request(method=method, target=target, headers=[HOST])
    client = h11.Connection(h11.CLIENT, policy="strict")
    assert client.send(event) == h11.Connection(h11.CLIENT).send(event)


@pytest.mark.parametrize(
    ("part", "value", "code"),
    [
        ("method", b"GE\rT", "method-malformed"),
        ("method", b"GET / HTTP/1.1\r\nA:", "method-malformed"),
        ("method", b"", "method-malformed"),
        ("target", b"/\r", "request-target-invalid"),
        ("target", b"/ HTTP/1.1\r\n ", "request-target-invalid"),
        ("target", b"/\x01", "request-target-invalid"),
        ("target", b"", "request-target-invalid"),
    ],
)
def test_parts_that_were_changed_after_construction(part, value, code):
    """Constructors reject a bare CR, obs-fold and controls; an event may be modified."""
    event = request(HOST)
    object.__setattr__(event, part, value)
    assert rejected(h11.Connection(h11.CLIENT, policy="strict"), event) == code
    assert value in h11.Connection(h11.CLIENT).send(event)


@pytest.mark.parametrize("value", [b"O\rK", b"OK\r\nA: b", b"O\x01K"])
def test_a_reason_that_was_changed_after_construction(value):
    event = ok(NO_CONTENT)
    object.__setattr__(event, "reason", value)
    assert rejected(asked("strict"), event) == "reason-phrase-malformed"
    assert value in asked("compatible").send(event)


@pytest.mark.parametrize(
    ("code", "fields"),
    [
        ("chunked-in-te", [("TE", "chunked"), ("Connection", "TE")]),
        ("chunked-in-te", [("TE", "gzip, Chunked;q=0.5"), ("Connection", "TE")]),
        ("chunked-in-te", [("TE", "trailers"), ("TE", "chunked")]),
        ("te-without-option", [("TE", "trailers")]),
        ("te-without-option", [("TE", "")]),
        ("te-without-option", [("TE", "trailers"), ("Connection", "close, tea")]),
        (None, [("TE", "trailers, xchunked;q=1"), ("Connection", "close, te")]),
        (None, [("Connection", "TE"), ("te", "gzip;a=chunked")]),
    ],
)
def test_te(code, fields):
    """RFC 9112 section 7.4."""
    event = request(HOST, *fields)
    compatible = h11.Connection(h11.CLIENT).send(event)
    client = h11.Connection(h11.CLIENT, policy="strict")
    if code is None:
        assert client.send(event) == compatible
    else:
        assert rejected(client, event) == code


def test_te_of_other_messages():
    """TE is a field of requests, and what is received is not checked."""
    assert asked("strict", b"GET / HTTP/1.1\r\nHost: a\r\nTE: chunked\r\n\r\n")
    assert asked("strict").send(ok(("TE", "chunked")))


def test_a_received_trace_may_have_content():
    """The rule is for clients."""
    strict = server(policy="strict")
    strict.receive_data(b"TRACE / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx")
    assert strict.next_event().method == b"TRACE"
    assert strict.next_event().data == b"x"


def test_received_framing_fields_where_no_content_can_be():
    """The rule is for servers; a client ignores the fields (RFC 9112 section 6.3)."""
    strict = client(policy="strict")
    strict.receive_data(
        b"HTTP/1.1 103 \r\nContent-Length: 3\r\n\r\n"
        b"HTTP/1.1 204 \r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    events = [strict.next_event() for _ in range(3)]
    assert [event.status_code for event in events[:2]] == [103, 204]
    assert events[2] == END


@pytest.mark.parametrize("policy", ["strict", "compatible"])
@pytest.mark.parametrize("version", ["1.0", "2.0"])
def test_versions(policy, version):
    """Only HTTP/1.1 is sent, so the rules about other versions are for received messages."""
    request = h11.Request(method="GET", target="/", headers=[HOST], http_version=version)
    assert rejected(h11.Connection(h11.CLIENT, policy=policy), request) == "version-not-sendable"
    response = h11.Response(status_code=200, headers=[CHUNKED], http_version=version)
    assert rejected(asked(policy), response) == "version-not-sendable"


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
