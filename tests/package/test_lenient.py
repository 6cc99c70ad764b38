"""The policy "lenient": the malformed responses that it accepts, and those that it rejects."""

from __future__ import annotations

import copy
import pickle

import h11
import pytest

from .driver import Transcript, client, feed, feed_every_split, server
from .peers import END

pytestmark = pytest.mark.differs("0.16.0 has no policies")

FIVE = b"Content-Length: 5"
HELLO = b"5\r\nhello\r\n0\r\n\r\n"


def response(*lines: bytes, content: bytes = b"", policy: str = "lenient") -> Transcript:
    wire = b"\r\n".join([b"HTTP/1.1 200 OK", *lines, b"", content])
    return feed_every_split(lambda: client(policy=policy), wire, ended=True)


# Field lines, and the resulting fields.
READ = [
    ([b"A : 1"], [(b"A", b"1")]),
    ([b"A\t : 1"], [(b"A", b"1")]),
    ([b"A B: 1"], [(b"A B", b"1")]),
    ([b"A B : 1"], [(b"A B", b"1")]),
    ([b": 1"], [(b"", b"1")]),
    ([b":"], [(b"", b"")]),
    ([b": 1", b"A: 2"], [(b"", b"1"), (b"A", b"2")]),
    ([b"(A): 1"], [(b"(A)", b"1")]),
    ([b'"A": 1'], [(b'"A"', b"1")]),
    ([b"A\x01: 1"], [(b"A\x01", b"1")]),
    ([b"\x0b: 1"], [(b"\x0b", b"1")]),
    ([b"\xc3\xa4\xff: 1"], [(b"\xc3\xa4\xff", b"1")]),
    ([b"A/B@C: 1:2"], [(b"A/B@C", b"1:2")]),
    ([b"A: \x01"], [(b"A", b"\x01")]),
    ([b"A: 1\x0b2\x0c"], [(b"A", b"1\x0b2\x0c")]),
    ([b"A:\x0b 1 \x0c"], [(b"A", b"\x0b 1 \x0c")]),
    ([b"A: \x7f\x1b[1m"], [(b"A", b"\x7f\x1b[1m")]),
    ([b"Server : a", b"X Y: \x0b", b"B: 2"], [(b"Server", b"a"), (b"X Y", b"\x0b"), (b"B", b"2")]),
    ([b"Content Length: 9"], [(b"Content Length", b"9")]),
    ([b"Length : 9"], [(b"Length", b"9")]),
    ([b"Set-Cookie : a=b", b"Set-Cookie: c=d"], [(b"Set-Cookie", b"a=b"), (b"Set-Cookie", b"c=d")]),
]
every_read = pytest.mark.parametrize(("lines", "fields"), READ)


@every_read
def test_accepted_fields(lines, fields):
    transcript = response(*lines, FIVE, content=b"hello")
    given = (*fields, (b"Content-Length", b"5"))
    assert transcript.events == (
        ("response", 200, b"OK", b"1.1", given),
        ("data", b"hello"),
        ("end", ()),
        ("closed",),
    )


@every_read
def test_framing_fields_first(lines, fields):
    transcript = response(b"Transfer-Encoding: Chunked", *lines, content=HELLO)
    assert transcript.heads[0][4] == ((b"Transfer-Encoding", b"chunked"), *fields)
    assert transcript.events[1:] == (("data", b"hello"), ("end", ()), ("closed",))


@every_read
def test_until_the_connection_closes(lines, fields):
    transcript = response(*lines, content=b"hello")
    assert transcript.heads[0][4] == tuple(fields)
    assert transcript.content == b"hello"


@every_read
def test_in_trailers(lines, fields):
    wire = b"0\r\n" + b"\r\n".join([*lines, b"", b""])
    transcript = response(b"Transfer-Encoding: chunked", content=wire)
    assert transcript.events[1:] == (("end", tuple(fields)), ("closed",))


@every_read
def test_in_informational_responses(lines, fields):
    wire = b"\r\n".join([b"HTTP/1.1 103 ", *lines, b"", b"HTTP/1.1 204 ", b"", b""])
    transcript = feed_every_split(lambda: client(policy="lenient"), wire)
    assert [head[1] for head in transcript.heads] == [103, 204]
    assert transcript.heads[0][4] == tuple(fields)


@every_read
def test_compatible_accepts_only_some_controls(lines, fields):
    transcript = response(*lines, FIVE, content=b"hello", policy="compatible")
    if lines in ([b"A: \x01"], [b"A: \x7f\x1b[1m"]):
        assert transcript == response(*lines, FIVE, content=b"hello")
    else:
        assert transcript.code == "field-line-malformed"


@pytest.mark.parametrize(
    "lines",
    [
        [b"Transfer-Encoding: chunked", b"Transfer-Encoding: chunked"],
        [b"Transfer-Encoding: chunked, chunked"],
        [b"Transfer-Encoding: chunked,"],
        [b"Transfer-Encoding: , CHUNKED ,\tchunked"],
        [b"Transfer-Encoding: chunked", b"A: b", b"transfer-encoding: Chunked, chunked"],
    ],
)
def test_repeated_chunked_is_returned_once(lines):
    transcript = response(*lines, content=HELLO)
    (head,) = transcript.heads
    assert [value for name, value in head[4] if name != b"A"] == [b"chunked"]
    assert transcript.events[1:] == (("data", b"hello"), ("end", ()), ("closed",))
    assert response(*lines, content=HELLO, policy="compatible").hint == 501


def test_repeated_chunked_is_decoded_once():
    """Repeating the name of a coding does not apply it twice."""
    coded = b"%x\r\n%b\r\n0\r\n\r\n" % (len(HELLO), HELLO)
    transcript = response(b"Transfer-Encoding: chunked, chunked", content=coded)
    assert transcript.content == HELLO


@pytest.mark.parametrize("reason", [b"\xc3\xa4\xff", b"\x80", b"O\x01K", b""])
def test_reason_phrases(reason):
    wire = b"HTTP/1.1 204 " + reason + b"\r\n\r\n"
    transcript = feed_every_split(lambda: client(policy="lenient"), wire)
    assert transcript.heads[0][2] == reason


@pytest.mark.parametrize(
    ("line", "head"),
    [
        (b"\r\nHTTP/1.1 200 OK", (200, b"OK", b"1.1")),
        (b"\r\n\n\r\nHTTP/1.1 200 OK", (200, b"OK", b"1.1")),
        (b"HTTP/1.1  200 OK", (200, b"OK", b"1.1")),
        (b"HTTP/1.0 \t 200", (200, b"", b"1.0")),
        (b"HTTP/1.1\t200  OK", (200, b" OK", b"1.1")),
        (b"ICY 200 OK", (200, b"OK", b"1.0")),
        (b"ICY  200 OK", (200, b"OK", b"1.0")),
    ],
)
def test_status_lines(line, head):
    transcript = feed_every_split(
        lambda: client(policy="lenient"), line + b"\r\nA: b\r\n\r\nhello", ended=True
    )
    assert transcript.events == (
        ("response", *head, ((b"A", b"b"),)),
        ("data", b"hello"),
        ("end", ()),
        ("closed",),
    )
    assert feed(client(), [line + b"\r\n\r\n"]).code in (
        "status-line-missing",
        "status-line-malformed",
    )


def test_the_version_of_shoutcast():
    connection = client(policy="lenient")
    connection.receive_data(b"ICY 200 OK\r\nicy-name: radio\r\n\r\n")
    connection.next_event()
    assert connection.their_http_version == b"1.0"


def test_nothing_but_empty_lines():
    connection = client(policy="lenient")
    for line in (b"\r\n", b"\r", b"\n"):
        connection.receive_data(line)
        assert connection.next_event() is h11.NEED_DATA
    connection.receive_data(b"")
    with pytest.raises(h11.RemoteProtocolError) as caught:
        connection.next_event()
    assert caught.value.code == "unexpected-event"


# ---- Lines that are not field lines

IGNORED = [
    ([b"A"], [], [b"A"]),
    ([b"A 1"], [], [b"A 1"]),
    ([b"<html>", b"B: 2", b"\xff"], [(b"B", b"2")], [b"<html>", b"\xff"]),
    ([b" A: 1"], [], [b" A: 1"]),
    ([b" A: 1", b"\tB: 2", b"C: 3", b" 4"], [(b"C", b"3 4")], [b" A: 1", b"\tB: 2"]),
    ([b" ", b"A"], [], [b" ", b"A"]),
    ([b"X-Content-Length 5"], [], [b"X-Content-Length 5"]),
    ([b"A B: 1", b"C"], [(b"A B", b"1")], [b"C"]),
]
every_ignored = pytest.mark.parametrize(("lines", "fields", "ignored"), IGNORED)


@every_ignored
def test_ignored_lines(lines, fields, ignored):
    transcript = response(*lines, FIVE, content=b"hello")
    assert transcript.heads[0][4] == (*fields, (b"Content-Length", b"5"))
    assert transcript.content == b"hello"
    connection = client(policy="lenient")
    connection.receive_data(b"\r\n".join([b"HTTP/1.1 204 ", *lines, b"", b""]))
    headers = connection.next_event().headers
    assert headers.raw_items() == fields
    assert headers.ignored_lines == ignored
    assert headers.ignored_lines is not headers.ignored_lines


@every_ignored
def test_ignored_lines_of_trailers(lines, fields, ignored):
    connection = client(policy="lenient")
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    connection.receive_data(head + b"\r\n".join([b"0", *lines, b"", b""]))
    connection.next_event()
    end = connection.next_event()
    assert (end.headers.raw_items(), end.headers.ignored_lines) == (fields, ignored)


def test_other_sections_have_no_ignored_lines():
    request = h11.Request(method="GET", target="/", headers=[("Host", "a")])
    received = server()
    received.receive_data(b"GET / HTTP/1.1\r\nHost: a\r\nA: b\r\n c\r\n\r\n")
    assert [request.headers.ignored_lines, received.next_event().headers.ignored_lines] == [[], []]
    assert sloppy().headers.ignored_lines == []


def test_a_response_with_ignored_lines_cannot_be_sent():
    for lines, code in ((b"A\r\n", "field-line-malformed"), (b" A: b\r\n", "leading-obs-fold")):
        inside = client(policy="lenient")
        inside.receive_data(b"HTTP/1.1 200 OK\r\n" + lines + b"Content-Length: 0\r\n\r\n")
        door = server()
        door.receive_data(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        door.next_event()
        with pytest.raises(h11.LocalProtocolError) as caught:
            door.send(inside.next_event())
        assert caught.value.code == code


# ---- Framing


@pytest.mark.parametrize("coding", [b"gzip", b"GZip , deflate", b"x-gzip,,", b"identity", b"cow"])
def test_other_codings_end_with_the_connection(coding):
    transcript = response(b"Transfer-Encoding: " + coding, content=HELLO)
    fields = ((b"Transfer-Encoding", coding),)
    assert transcript.events == (
        ("response", 200, b"OK", b"1.1", fields),
        ("data", HELLO),
        ("end", ()),
        ("closed",),
    )
    assert response(b"Transfer-Encoding: " + coding, policy="compatible").hint == 501


def test_other_codings_in_two_fields():
    lines = [b"Transfer-Encoding: gzip", b"A: b", b"Transfer-Encoding: deflate"]
    transcript = response(*lines, content=b"hello")
    assert len(transcript.heads[0][4]) == 3
    assert transcript.content == b"hello"


def test_other_codings_of_responses_without_content():
    wire = b"HTTP/1.1 304 \r\nTransfer-Encoding: gzip\r\n\r\nHTTP"
    transcript = feed_every_split(lambda: client(policy="lenient"), wire)
    assert transcript.events[1:] == (("end", ()),)
    assert transcript.rest == b"HTTP"


@pytest.mark.parametrize(
    "lines", [[b"Transfer-Encoding: Identity", FIVE], [FIVE, b"Transfer-Encoding: identity"]]
)
def test_identity_beside_a_length(lines):
    transcript = response(*lines, content=b"hello and more")
    assert transcript.content == b"hello"
    assert transcript.rest == b" and more"


def test_a_response_with_another_coding_cannot_be_sent():
    inside = client(policy="lenient")
    inside.receive_data(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n")
    door = server()
    door.receive_data(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    door.next_event()
    with pytest.raises(h11.LocalProtocolError) as caught:
        door.send(inside.next_event())
    assert caught.value.code == "transfer-coding-unknown"


def test_without_the_last_empty_line():
    transcript = response(b"Transfer-Encoding: chunked", content=b"5\r\nhello\r\n0\r\n")
    assert transcript.events[1:] == (("data", b"hello"), ("end", ()), ("closed",))


@pytest.mark.parametrize(
    "content", [b"5\r\nhello\r\n", b"5\r\nhello", b"0", b"0\r", b"0\r\n\r", b"0\r\nA: b\r\n"]
)
def test_truncated_elsewhere(content):
    transcript = response(b"Transfer-Encoding: chunked", content=content)
    assert transcript.code in ("incomplete-content", "unexpected-close")
    assert transcript == response(
        b"Transfer-Encoding: chunked", content=content, policy="compatible"
    )


# ---- The meaning of such fields


def test_a_malformed_connection_field_takes_effect():
    connection = client(policy="lenient")
    connection.receive_data(b"HTTP/1.1 204 \r\nConnection : close\r\n\r\n")
    connection.next_event()
    connection.next_event()
    assert connection.their_state is h11.MUST_CLOSE


def test_names_can_be_looked_up():
    connection = client(policy="lenient")
    connection.receive_data(b"HTTP/1.1 204 \r\nA B : 1\r\n: 2\r\nETag : 3\r\n\r\n")
    headers = connection.next_event().headers
    assert list(headers) == [(b"a b", b"1"), (b"", b"2"), (b"etag", b"3")]
    assert (headers.get("A b"), headers.get(""), headers.get("ETag")) == (b"1", b"2", b"3")


# ---- Rejected fields

REFUSED = [
    # Lines without a colon that others might take for a framing field, or for two lines.
    ("field-line-malformed", [b"Content-Length 5"]),
    ("field-line-malformed", [b"content-length"]),
    ("field-line-malformed", [b'"Transfer-Encoding=chunked']),
    ("field-line-malformed", [b"A\x00"]),
    ("field-line-malformed", [b"A\rB"]),
    ("field-line-malformed", [b"A", b" b"]),
    ("field-line-malformed", [b"A: 1\x002"]),
    ("field-line-malformed", [b"A: 1\r2"]),
    ("field-line-malformed", [b"A\x00: 1"]),
    ("field-line-malformed", [b"A\r: 1"]),
    ("field-line-malformed", [b"A: 1\r"]),
    ("field-line-malformed", [b"A : 1\x00"]),
    # Malformed framing fields.
    ("field-line-malformed", [b"Content-Length : 5"]),
    ("field-line-malformed", [b"Content-Length\t: 5"]),
    ("field-line-malformed", [b"Content-Length\x0b: 5"]),
    ("field-line-malformed", [b"\x01content-length: 5"]),
    ("field-line-malformed", [b"Content-\xadLength: 5"]),
    ("field-line-malformed", [b"Content-Len gth: 5"]),
    ("field-line-malformed", [b"Content-Len", b" gth: 5"]),
    ("field-line-malformed", [b'"Content-Length": 5']),
    ("field-line-malformed", [b"Transfer-Encoding : chunked"]),
    ("field-line-malformed", [b"Transfer-Encoding\x00: chunked"]),
    ("field-line-malformed", [b"(Transfer-Encoding): chunked"]),
    ("field-line-malformed", [b"TRANSFER-ENCODING\xff: chunked"]),
    ("field-line-malformed", [b"A: 1", b"Transfer -Encoding: chunked"]),
    # Framing fields with invalid values.
    ("content-length-malformed", [b"Content-Length: 5\x0b"]),
    ("content-length-malformed", [b"Content-Length: \x015"]),
    ("content-length-malformed", [b"Content-Length: +5"]),
    ("content-length-malformed", [b"Content-Length: 5 bytes"]),
    ("content-length-malformed", [b"Content-Length:"]),
    ("content-length-conflict", [b"Content-Length: 5", b"Content-Length: 6"]),
    ("content-length-conflict", [b"Content-Length: 5", b"Content-Length: 05"]),
    ("content-length-conflict", [b"Content-Length: 5, 6"]),
    ("transfer-coding-unknown", [b"Transfer-Encoding: gzip, chunked"]),
    ("transfer-coding-unknown", [b"Transfer-Encoding: chunked, gzip"]),
    ("transfer-coding-unknown", [b"Transfer-Encoding: identity, chunked"]),
    ("transfer-coding-unknown", [b"Transfer-Encoding: xchunked"]),
    ("transfer-coding-unknown", [b'Transfer-Encoding: "chunked"']),
    ("transfer-coding-unknown", [b"Transfer-Encoding: gzip;q=1"]),
    ("transfer-coding-unknown", [b"Transfer-Encoding: gzip", b"Transfer-Encoding: chunked"]),
    ("transfer-coding-unknown", [b"Transfer-Encoding: gzip", FIVE]),
    ("transfer-coding-unknown", [FIVE, b"Transfer-Encoding: gzip"]),
    ("transfer-coding-unknown", [FIVE, b"Transfer-Encoding: identity, gzip"]),
    ("transfer-coding-unknown", [b"Transfer-Encoding:"]),
    ("transfer-coding-unknown", [b"Transfer-Encoding: ,"]),
    ("transfer-coding-unknown", [b"Transfer-Encoding: chunked\x0b"]),
    ("transfer-coding-unknown", [b"Transfer-Encoding: \x0bchunked"]),
    ("transfer-coding-unknown", [b"Transfer-Encoding: chunked;q=1"]),
    ("transfer-coding-unknown", [b"Transfer-Encoding: chunked chunked"]),
    ("transfer-encoding-repeated", [b"Transfer-Encoding: chunked", b"Transfer-Encoding: gzip"]),
    (
        "transfer-encoding-repeated",
        [b"Transfer-Encoding: chunked", b"Transfer-Encoding: x, chunked"],
    ),
]


@pytest.mark.parametrize(("code", "lines"), REFUSED)
def test_rejected(code, lines):
    transcript = response(*lines, content=b"hello")
    assert (transcript.events, transcript.code) == ((), code)
    # Accepting other malformed lines does not change that.
    assert response(b"X Y : \x0b", *lines).code == code


@pytest.mark.parametrize(
    "line", [b" Content-Length: 5", b"\tTransfer-Encoding: chunked", b" A\x00: 1", b" \rA: 1"]
)
def test_leading_obs_fold(line):
    """Another recipient may parse it as a field."""
    assert response(line, FIVE).code == "leading-obs-fold"


@pytest.mark.parametrize(
    "line",
    [line for code, (*before, line) in REFUSED if code == "field-line-malformed" and not before],
)
def test_rejected_in_trailers(line):
    transcript = response(b"Transfer-Encoding: chunked", content=b"0\r\n" + line + b"\r\n\r\n")
    if line.startswith(b" "):
        assert transcript.code == "leading-obs-fold"
    else:
        assert transcript.code == "field-line-malformed"


@pytest.mark.parametrize(
    "wire",
    [
        b"HTTP/1.1 200 O\0K\r\n\r\n",
        b"HTTP/1.1 200 O\rK\r\n\r\n",
        b"HTTP/1.1 20 OK\r\n\r\n",
        b"HTTP/1.1200 OK\r\n\r\n",
        b"HTTP/1.1\x0b200 OK\r\n\r\n",
        b" HTTP/1.1 200 OK\r\n\r\n",
        b"ICY\r\n\r\n",
        b"icy 200 OK\r\n\r\n",
        b"ICY/1.1 200 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5 x\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nxy",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\nx\n0\n\n\r\n",
        b"\rHTTP/1.1 200 OK\r\n\r\n",
    ],
)
def test_other_lines_are_parsed_as_before(wire):
    transcript = feed(client(policy="lenient"), [wire])
    assert transcript.code is not None
    assert transcript == feed(client(), [wire])


# ---- Servers

RAW = b"GET /\xe4\xb8\xad?\xff HTTP/1.1\r\nHost: a\r\n\r\n"


def test_raw_octets_in_a_target():
    transcript = feed_every_split(lambda: server(policy="lenient"), RAW)
    assert transcript.heads[0][1:3] == (b"GET", b"/\xe4\xb8\xad?\xff")
    for policy in ("compatible", "strict"):
        assert feed(server(policy=policy), [RAW]).code == "request-line-malformed"


@pytest.mark.parametrize(
    "wire",
    [
        b"\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /\xe4 b HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /\x7f HTTP/1.1\r\nHost: a\r\n\r\n",
        b"G\xe4T / HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
        *(
            b"PUT / HTTP/1.1\r\nHost: a\r\n" + b"\r\n".join([*lines, b"", b""])
            for _, lines in REFUSED
        ),
        *(b"PUT / HTTP/1.1\r\nHost: a\r\n" + b"\r\n".join([*lines, b"", b""]) for lines, _ in READ),
        *(
            b"PUT / HTTP/1.1\r\n" + b"\r\n".join([*lines, b"Host: a", b"", b""])
            for lines, *_ in IGNORED
        ),
        b"PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n",
        b"PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n",
    ],
)
def test_otherwise_servers_are_compatible(wire):
    assert feed(server(policy="lenient"), [wire, b""]) == feed(server(), [wire, b""])


@pytest.mark.parametrize("policy", ["compatible", "strict", "lenient"])
def test_a_raw_target_cannot_be_sent(policy):
    door = server(policy="lenient")
    door.receive_data(RAW)
    request = door.next_event()
    with pytest.raises(h11.LocalProtocolError) as caught:
        h11.Connection(h11.CLIENT, policy=policy).send(request)
    assert caught.value.code == "request-target-malformed"


# ---- Sending


def sloppy(policy: str = "lenient") -> h11.Response:
    connection = client(policy=policy)
    connection.receive_data(b"HTTP/1.1 200 OK\r\nA B: 1\r\nContent-Length: 0\r\n\r\n")
    return connection.next_event()


@pytest.mark.parametrize("policy", ["compatible", "strict"])
def test_a_malformed_response_cannot_be_sent(policy):
    door = server(policy=policy)
    door.receive_data(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    door.next_event()
    with pytest.raises(h11.LocalProtocolError) as caught:
        door.send(sloppy())
    assert caught.value.code == "field-line-malformed"
    assert door.our_state is h11.ERROR


def test_malformed_fields_cannot_be_sent_in_another_event():
    """Passed as a section, or field by field."""
    headers = sloppy().headers
    upload = h11.Connection(h11.CLIENT, policy="lenient")
    fields = [("Host", "a"), ("Transfer-Encoding", "chunked")]
    upload.send(h11.Request(method="PUT", target="/", headers=fields))
    with pytest.raises(h11.LocalProtocolError) as caught:
        upload.send(h11.EndOfMessage(headers=headers))
    assert caught.value.code == "field-line-malformed"
    with pytest.raises(h11.LocalProtocolError) as caught:
        h11.Response(status_code=200, headers=list(headers))
    assert caught.value.code == "field-name-malformed"


def test_malformed_trailers_cannot_be_sent():
    inside = client(policy="lenient")
    inside.receive_data(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA B: 1\r\n\r\n")
    response, end = inside.next_event(), inside.next_event()
    door = server()
    door.receive_data(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    door.next_event()
    assert door.send(response)
    with pytest.raises(h11.LocalProtocolError) as caught:
        door.send(end)
    assert caught.value.code == "field-line-malformed"


def test_valid_fields_can_be_sent():
    """Repeated `chunked` as well, which is returned once."""
    inside = client(policy="lenient")
    inside.receive_data(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nA: b\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n"
    )
    door = server()
    door.receive_data(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    door.next_event()
    assert door.send(inside.next_event()) == (
        b"HTTP/1.1 200 OK\r\nA: b\r\nTransfer-Encoding: chunked\r\n\r\n"
    )


def test_requests_can_be_sent():
    bad = h11.Request(
        method="PUT",
        target="/",
        headers=[("Host", "a/b"), ("Content-Length", "0"), ("Transfer-Encoding", "chunked")],
    )
    lenient, compatible = (
        h11.Connection(h11.CLIENT, policy=policy) for policy in ("lenient", "compatible")
    )
    assert lenient.send(bad) == compatible.send(bad)
    assert lenient.send(END) == compatible.send(END)


def test_copies():
    """A shallow copy shares the fields. Another could be sent, so it cannot be made."""
    ignoring = client(policy="lenient")
    ignoring.receive_data(b"HTTP/1.1 200 OK\r\n A: b\r\n\r\n")
    raw = server(policy="lenient")
    raw.receive_data(RAW)
    for event, code in (
        (sloppy(), "field-line-malformed"),
        (ignoring.next_event(), "leading-obs-fold"),
        (raw.next_event(), "request-target-malformed"),
    ):
        assert copy.copy(event) == event
        for make in (copy.deepcopy, pickle.dumps):
            with pytest.raises(h11.LocalProtocolError) as caught:
                make(event)
            assert caught.value.code == code


@pytest.mark.parametrize("framing", [b"Transfer-Encoding: chunked", b"Content-Length: 5"])
def test_obs_fold_of_a_malformed_line(framing):
    """Another recipient may parse a continuation line as a separate field line."""
    for lines in ([b"X", b" " + framing], [b"X Y", b"\t" + framing], [b"A : 1", b" 2"]):
        transcript = response(*lines, content=b"5\r\nhello\r\n0\r\n\r\n")
        assert transcript.code == "field-line-malformed"
