"""The policy "strict": chunks and trailer sections."""

from __future__ import annotations

import pytest

from .driver import Transcript, client, feed_every_split, server

pytestmark = pytest.mark.differs("0.16.0 has no policies")


def as_request(content: bytes, policy: str = "strict") -> Transcript:
    head = b"PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    return feed_every_split(lambda: server(policy=policy), head + content)


def as_response(content: bytes, policy: str = "strict") -> Transcript:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    return feed_every_split(lambda: client(policy=policy), head + content)


BOTH_KINDS = pytest.mark.parametrize("receive", [as_request, as_response])

# Code, hint, and a chunk-size line with the following bytes.
REFUSED = [
    ("chunk-size-too-large", 413, b"8000000000000000\r\n"),
    ("chunk-size-too-large", 413, b"ffffffffffffffff\r\n"),
    ("chunk-size-too-large", 413, b"10000000000000001\r\nx\r\n"),
    ("chunk-size-too-large", 413, b"FFFFFFFFFFFFFFFFFFFF\r\n"),
    ("chunk-size-too-large", 413, b"8000000000000000;a=b\r\n"),
    ("chunk-extension-control", 400, b"1;a\rb\r\nx\r\n"),
    ("chunk-extension-control", 400, b"1;\r\r\nx\r\n"),
    ("chunk-extension-control", 400, b'1;a="\x00"\r\nx\r\n'),
    ("chunk-extension-control", 400, b"1;a\x7f\r\nx\r\n"),
    ("chunk-extension-control", 400, b"0;\x01\r\n\r\n"),
    ("chunk-extension-malformed", 400, b"1 \r\nx\r\n"),
    ("chunk-extension-malformed", 400, b"1 \t\r\nx\r\n"),
    ("chunk-extension-malformed", 400, b"1;\r\nx\r\n"),
    ("chunk-extension-malformed", 400, b"1;bad[=x\r\nx\r\n"),
    ("chunk-extension-malformed", 400, b'1;a="x\r\nx\r\n'),
    ("chunk-extension-malformed", 400, b"1;a=\r\nx\r\n"),
    ("chunk-extension-malformed", 400, b"1;a \r\nx\r\n"),
    ("chunk-extension-malformed", 400, b"1;\x80\xff\r\nx\r\n"),
    ("chunk-extension-malformed", 400, b"0;a;\r\n\r\n"),
]
REFUSED_BY_BOTH = [
    ("chunk-size-malformed", 400, b"\r\n"),
    ("chunk-size-malformed", 400, b"x\r\n"),
    ("chunk-size-malformed", 400, b"-1\r\n"),
    ("chunk-size-malformed", 400, b"+1\r\n"),
    ("chunk-size-malformed", 400, b"0x1\r\n"),
    ("chunk-size-malformed", 400, b" 1\r\n"),
    ("chunk-size-malformed", 400, b"1_0\r\n"),
    ("chunk-size-malformed", 400, b"1\n\r\n"),
    ("chunk-size-malformed", 400, b"1;a\nb\r\n"),
    ("chunk-size-malformed", 400, b"1;a\n\r\n"),
    ("chunk-size-malformed", 400, b"1\r;a\r\n"),
    ("chunk-size-malformed", 400, b"1\r\r\n"),
    ("chunk-size-malformed", 400, b"111111111111111111111\r\n"),
    ("chunk-crlf-missing", 400, b"1\r\nxy"),
    ("chunk-crlf-missing", 400, b"1\r\nx\n"),
    ("chunk-crlf-missing", 400, b"1\r\nx\r0"),
    ("chunk-crlf-missing", 400, b"1\r\nx0\r\n\r\n"),
]
ACCEPTED = [
    b"1\r\nx\r\n",
    b"00000000000000000001\r\nx\r\n",
    b"1;a\r\nx\r\n",
    b'1;a=b;c="d;e\\""\r\nx\r\n',
    b"1; a = b;\tc\r\nx\r\n",
    b'1;a="\x80\xff\t"\r\nx\r\n',
    b"",
]


@BOTH_KINDS
@pytest.mark.parametrize(("code", "hint", "chunk"), REFUSED)
def test_rejected(receive, code, hint, chunk):
    transcript = receive(chunk)
    assert (transcript.code, transcript.hint, transcript.content) == (code, hint, b"")
    assert len(transcript.heads) == 1
    assert receive(chunk, "compatible").code is None


@BOTH_KINDS
@pytest.mark.parametrize(("code", "hint", "chunk"), REFUSED_BY_BOTH)
def test_rejected_by_every_policy(receive, code, hint, chunk):
    for policy in ("strict", "compatible"):
        transcript = receive(chunk, policy)
        assert (transcript.code, transcript.hint) == (code, hint)


@BOTH_KINDS
@pytest.mark.parametrize("chunk", ACCEPTED)
def test_accepted(receive, chunk):
    transcript = receive(chunk + b"0\r\n\r\n")
    assert transcript == receive(chunk + b"0\r\n\r\n", "compatible")
    assert (transcript.code, transcript.content) == (None, b"x" if chunk else b"")
    assert transcript.events[-1] == ("end", ())


@BOTH_KINDS
def test_leading_zeros_do_not_count(receive):
    wire = b"0" * 20 + b"1\r\nx\r\n" + b"0" * 21 + b"\r\n\r\n"
    assert receive(wire) == receive(b"1\r\nx\r\n0\r\n\r\n")
    assert receive(wire, "compatible").code == "chunk-size-malformed"


@BOTH_KINDS
def test_the_largest_size_is_accepted(receive):
    transcript = receive(b"7fffffffffffffff\r\nx")
    assert (transcript.code, transcript.content) == (None, b"x")


@BOTH_KINDS
def test_content_may_hold_any_byte(receive):
    every = bytes(range(256))
    transcript = receive(b"100\r\n" + every + b"\r\n0\r\n\r\n")
    assert (transcript.code, transcript.content) == (None, every)


@BOTH_KINDS
def test_every_byte_in_a_chunk_extension(receive):
    for byte in range(256):
        code = receive(b"1;a%cb\r\nx\r\n0\r\n\r\n" % byte).code
        if byte == 0x0A:
            assert code == "chunk-size-malformed"
        elif byte == 0x7F or (byte < 0x20 and byte != 0x09):
            assert code == "chunk-extension-control", byte
        elif (chr(byte).isalnum() and byte < 0x80) or byte in b"!#$%&'*+-.^_`|~;=":
            assert code is None, byte
        else:
            assert code == "chunk-extension-malformed", byte


@BOTH_KINDS
@pytest.mark.parametrize("extension", [b" ;a=b", b"\t;a", b" \t; a \t= b ;c"])
def test_whitespace_before_a_chunk_extension_is_accepted(receive, extension):
    """As a recipient MUST (RFC 9112 section 7.1.1); compatible rejects it."""
    wire = b"1" + extension + b"\r\nx\r\n0" + extension + b"\r\n\r\n"
    assert receive(wire) == receive(b"1\r\nx\r\n0\r\n\r\n")
    assert receive(wire, "compatible").code == "chunk-size-malformed"


# Trailer fields. For rules of all field sections, see test_strict_sections.py.


@BOTH_KINDS
@pytest.mark.parametrize(
    "field",
    [
        b"Content-Length: 1",
        b"content-length: 0",
        b"Transfer-Encoding: chunked",
        b"TRANSFER-ENCODING: CHUNKED",
        b"A: b\r\nContent-Length: 1",
        b"Content-Length: 1\r\nContent-Length: 1",
        b"Content-Length: 1\r\nTransfer-Encoding: chunked",
        b"Content-Length: 99999999999999999999",
    ],
)
def test_framing_fields_in_trailers(receive, field):
    wire = b"1\r\nx\r\n0\r\n" + field + b"\r\n\r\n"
    transcript = receive(wire)
    assert (transcript.code, transcript.hint) == ("framing-field-in-trailers", 400)
    assert transcript.content == b"x"
    assert receive(wire, "compatible").code is None


@BOTH_KINDS
@pytest.mark.parametrize(
    "field", [b"Content-MD5: 1", b"Content-Lengths: 1", b"TE: chunked", b"Host: a/b", b"Trailer: a"]
)
def test_other_fields_in_trailers(receive, field):
    wire = b"0\r\n" + field + b"\r\n\r\n"
    assert receive(wire) == receive(wire, "compatible")
    assert receive(wire).code is None
