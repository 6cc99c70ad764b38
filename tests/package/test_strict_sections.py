"""The policy "strict": field sections, as header sections and as trailer sections."""

from __future__ import annotations

import h11
import pytest

from .driver import Transcript, client, feed_every_split, server

pytestmark = pytest.mark.differs("0.16.0 has no policies")

CHUNKED = b"Transfer-Encoding: chunked\r\n"


def as_request(section: bytes, policy: str) -> Transcript:
    wire = b"GET / HTTP/1.1\r\nHost: a\r\n" + section + b"\r\n"
    return feed_every_split(lambda: server(policy=policy), wire)


def as_response(section: bytes, policy: str) -> Transcript:
    wire = b"HTTP/1.1 204 No Content\r\n" + section + b"\r\n"
    return feed_every_split(lambda: client(policy=policy), wire)


def as_informational(section: bytes, policy: str) -> Transcript:
    wire = b"HTTP/1.1 103 Early Hints\r\n" + section + b"\r\n"
    return feed_every_split(lambda: client(policy=policy), wire)


def as_trailers_of_a_request(section: bytes, policy: str) -> Transcript:
    wire = b"PUT / HTTP/1.1\r\nHost: a\r\n" + CHUNKED + b"\r\n1\r\nx\r\n0\r\n" + section + b"\r\n"
    return feed_every_split(lambda: server(policy=policy), wire)


def as_trailers_of_a_response(section: bytes, policy: str) -> Transcript:
    wire = b"HTTP/1.1 200 OK\r\n" + CHUNKED + b"\r\n1\r\nx\r\n0\r\n" + section + b"\r\n"
    return feed_every_split(lambda: client(policy=policy), wire)


in_every_place = pytest.mark.parametrize(
    "receive",
    [
        as_request,
        as_response,
        as_informational,
        as_trailers_of_a_request,
        as_trailers_of_a_response,
    ],
)

# Rejected by strict, and accepted by compatible.
REFUSED = [
    ("bare-lf", b"A: 1\n"),
    ("bare-lf", b"A: 1\r\nB: 2\n"),
    ("bare-lf", b"A: 1\nB: 2\r\n"),
    ("bare-lf", b"A:1\n"),
    ("bare-lf", b"A:\n"),
    ("bare-lf", b"A: 1\n\t2\r\n"),
    ("bare-lf", b"A: 1\r\n 2\nB: 3\r\n"),
    ("field-value-control", b"A: \x01\r\n"),
    ("field-value-control", b"A: 1\x1b[0m\r\n"),
    ("field-value-control", b"A:\x7f\r\n"),
    ("field-value-control", b"A: 1\r\nB: 2\x08\r\nC: 3\r\n"),
    ("field-value-control", b"Cookie: a=\x1fb\r\n"),
]
# Sections with obs-fold, and what it is replaced by.
FOLDED = [
    (b"A: 1\r\n 2\r\n", b"A: 1 2\r\n"),
    (b"A: 1\r\n\t2\r\n", b"A: 1 2\r\n"),
    (b"A:\r\n 1\r\n", b"A: 1\r\n"),
    (b"A: 1\r\n \r\n", b"A: 1\r\n"),
    (b"A: 1\r\nB: 2\r\n 3\r\nC: 4\r\n", b"A: 1\r\nB: 2 3\r\nC: 4\r\n"),
]
# Rejected by every policy for servers.
REFUSED_BY_BOTH = [
    ("field-line-malformed", b"A : 1\r\n"),
    ("field-line-malformed", b"A\t: 1\r\n"),
    ("field-line-malformed", b": 1\r\n"),
    ("field-line-malformed", b"A\r\n"),
    ("field-line-malformed", b"A B: 1\r\n"),
    ("field-line-malformed", b"A\x01: 1\r\n"),
    ("field-line-malformed", b"\xc3\xa4: 1\r\n"),
    ("field-line-malformed", b"A: 1\rB: 2\r\n"),
    ("field-line-malformed", b"A: 1\r\r\n"),
    ("field-line-malformed", b"A: \x00\r\n"),
    ("field-line-malformed", b"A: \x0b\r\n"),
    ("field-line-malformed", b"A: \x0c\r\n"),
]
ACCEPTED = [
    b"",
    b"A: 1\r\n",
    b"A:1\r\n",
    b"A:\r\n",
    b"A: \t 1 \t\r\n",
    b"A: 1\t2\r\n",
    b"A: 1   2\r\n",
    b"A: \x80\xff\xc3\xa4\r\n",
    b"a!#$%&'*+-.^_`|~9: ~!@#$%^&*()\r\n",
    b"A: 1\r\na: 1\r\nA: 2\r\n",
    b'A: 1,\r\nB: "\\"\r\n',
]


@in_every_place
@pytest.mark.parametrize(("code", "section"), REFUSED)
def test_rejected(receive, code, section):
    transcript = receive(section, "strict")
    assert (transcript.code, transcript.hint) == (code, 400)
    assert receive(section, "compatible").code is None


@in_every_place
@pytest.mark.parametrize(("section", "replaced"), FOLDED)
def test_obs_fold(receive, section, replaced):
    """A server may reject it, and a client MUST replace it (RFC 9112 section 5.2)."""
    transcript = receive(section, "strict")
    if receive in (as_request, as_trailers_of_a_request):
        assert (transcript.code, transcript.hint) == ("obs-fold", 400)
    else:
        assert transcript == receive(replaced, "strict")
        assert transcript.code is None
    assert receive(section, "compatible") == receive(replaced, "compatible")


@in_every_place
@pytest.mark.parametrize(("code", "section"), REFUSED_BY_BOTH)
def test_rejected_by_every_policy(receive, code, section):
    for policy in ("strict", "compatible"):
        transcript = receive(section, policy)
        assert (transcript.code, transcript.hint) == (code, 400), policy


@in_every_place
@pytest.mark.parametrize("section", ACCEPTED)
def test_accepted(receive, section):
    transcript = receive(section, "strict")
    assert transcript.code is None
    assert transcript.events[-1][0] == "end" or receive is as_informational
    assert transcript == receive(section, "compatible")


@in_every_place
def test_every_byte_in_a_value(receive):
    """HTAB, visible characters and obs-text (RFC 9110 section 5.5); all others are controls."""
    for byte in range(256):
        wire = b"A: 1%c2\r\n" % byte
        if byte in b"\0\n\x0b\x0c\r":  # after LF the line "2" starts, which is not a field line
            expected = "field-line-malformed"
        elif byte == 0x7F or (byte < 0x20 and byte != 0x09):
            expected = "field-value-control"
        else:
            expected = None
        assert receive(wire, "strict").code == expected, byte


@pytest.mark.parametrize(
    "head",
    [
        b"GET / HTTP/1.1\nHost: a\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\n\n",
        b"GET / HTTP/1.1\nHost: a\n\n",
        b"GET / HTTP/1.0\r\n\n",
        b"GET / HTTP/1.0\n\r\n",
        b"GET / HTTP/1.0\n\n",
    ],
)
def test_bare_lf_in_a_request(head):
    assert feed_every_split(lambda: server(policy="strict"), head).code == "bare-lf"
    assert feed_every_split(lambda: server(policy="compatible"), head).code is None


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 204 \nA: b\r\n\r\n",
        b"HTTP/1.1 204 \r\nA: b\r\n\n",
        b"HTTP/1.1 204\n\r\n",
        b"HTTP/1.1 204 \r\n\n",
    ],
)
def test_bare_lf_in_a_response(head):
    assert feed_every_split(lambda: client(policy="strict"), head).code == "bare-lf"
    assert feed_every_split(lambda: client(policy="compatible"), head).code is None


@pytest.mark.parametrize("end", [b"\n", b"A: b\r\n\n", b"A: b\n\r\n"])
def test_bare_lf_in_trailers(end):
    wire = b"PUT / HTTP/1.1\r\nHost: a\r\n" + CHUNKED + b"\r\n0\r\n" + end
    assert feed_every_split(lambda: server(policy="strict"), wire).code == "bare-lf"
    assert feed_every_split(lambda: server(policy="compatible"), wire).code is None


@pytest.mark.parametrize("coding", [b"chunked", b"Chunked", b"CHUNKED"])
@pytest.mark.parametrize(
    ("code", "section"), [("bare-lf", b"A: 1\n"), ("obs-fold", b"A: 1\r\n 2\r\n")]
)
def test_a_rewritten_section_is_checked_as_received(coding, code, section):
    """Upper-case `chunked` is one reason to rewrite a section, obs-fold another."""
    for fields in (
        b"Transfer-Encoding: " + coding + b"\r\n" + section,
        section + b"Transfer-Encoding: " + coding + b"\r\n",
    ):
        wire = b"PUT / HTTP/1.1\r\nHost: a\r\n" + fields + b"\r\n0\r\n\r\n"
        assert feed_every_split(lambda: server(policy="strict"), wire).code == code


def test_responding_after_an_error():
    connection = server(policy="strict")
    connection.receive_data(b"GET / HTTP/1.1\nHost: a\r\n\r\n")
    with pytest.raises(h11.RemoteProtocolError):
        connection.next_event()
    assert connection.states == {h11.CLIENT: h11.ERROR, h11.SERVER: h11.IDLE}
    answer = h11.Response(status_code=400, headers=[("Content-Length", "0")])
    assert connection.send(answer).startswith(b"HTTP/1.1 400 ")
