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
    ("field-line-malformed", [b"A"]),
    ("field-line-malformed", [b"A 1"]),
    ("field-line-malformed", [b"<html>"]),
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
    ("transfer-coding-unknown", [b"Transfer-Encoding: gzip"]),
    ("transfer-coding-unknown", [b"Transfer-Encoding: gzip, chunked"]),
    ("transfer-coding-unknown", [b"Transfer-Encoding: identity"]),
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


def test_leading_obs_fold():
    assert response(b" A: 1", FIVE).code == "leading-obs-fold"


@pytest.mark.parametrize(
    "line", [line for code, (*_, line) in REFUSED if code == "field-line-malformed"]
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
        b"HTTP/1.1  200 OK\r\n\r\n",
        b"HTTP/1.1 20 OK\r\n\r\n",
        b"ICY 200 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5 x\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nxy",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\nx\n0\n\n\r\n",
        b"\r\nHTTP/1.1 200 OK\r\n\r\n",
    ],
)
def test_other_lines_are_parsed_as_before(wire):
    transcript = feed(client(policy="lenient"), [wire])
    assert transcript.code is not None
    assert transcript == feed(client(), [wire])


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
    """A shallow copy shares the fields. Constructing them again validates them."""
    event = sloppy()
    assert copy.copy(event) == event
    for make in (copy.deepcopy, lambda event: pickle.loads(pickle.dumps(event))):
        with pytest.raises(h11.LocalProtocolError) as caught:
            make(event)
        assert caught.value.code == "field-name-malformed"


@pytest.mark.parametrize("framing", [b"Transfer-Encoding: chunked", b"Content-Length: 5"])
def test_obs_fold_of_a_malformed_line(framing):
    """Another recipient may parse a continuation line as a separate field line."""
    for lines in ([b"X", b" " + framing], [b"X Y", b"\t" + framing], [b"A : 1", b" 2"]):
        transcript = response(*lines, content=b"5\r\nhello\r\n0\r\n\r\n")
        assert transcript.code == "field-line-malformed"
