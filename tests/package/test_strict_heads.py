"""The policy "strict": versions, Host, reason phrases, and framing fields."""

from __future__ import annotations

import pytest

from .driver import Transcript, client, feed_every_split, server

pytestmark = pytest.mark.differs("0.16.0 has no policies")

LARGEST = 2**63 - 1


def request(wire: bytes, policy: str = "strict") -> Transcript:
    return feed_every_split(lambda: server(policy=policy), wire)


def response(wire: bytes, policy: str = "strict", method: str = "GET") -> Transcript:
    return feed_every_split(lambda: client(method, policy=policy), wire, ended=True)


def put(*fields: bytes, version: bytes = b"1.1") -> bytes:
    """The head of a request."""
    return b"\r\n".join([b"PUT / HTTP/" + version, b"Host: a", *fields, b"", b""])


def ok(*fields: bytes, version: bytes = b"1.1") -> bytes:
    """The head of a response."""
    return b"\r\n".join([b"HTTP/" + version + b" 200 OK", *fields, b"", b""])


BOTH_KINDS = pytest.mark.parametrize(
    ("receive", "head"), [(request, put), (response, ok)], ids=["request", "response"]
)

# Code, hint and fields; a version other than 1.1 comes last.
REFUSED = [
    (
        "transfer-encoding-with-content-length",
        400,
        [b"Content-Length: 3", b"Transfer-Encoding: chunked"],
    ),
    (
        "transfer-encoding-with-content-length",
        400,
        [b"Transfer-Encoding: chunked", b"Content-Length: 3"],
    ),
    (
        "transfer-encoding-with-content-length",
        400,
        [b"content-length: 0", b"A: b", b"TRANSFER-ENCODING: CHUNKED"],
    ),
    ("transfer-encoding-in-http-1.0", 400, [b"Transfer-Encoding: chunked", b"1.0"]),
    ("transfer-encoding-in-http-1.0", 400, [b"transfer-encoding: Chunked", b"1.0"]),
    ("content-length-repeated", 400, [b"Content-Length: 0", b"Content-Length: 0"]),
    ("content-length-repeated", 400, [b"Content-Length: 0", b"A: b", b"CONTENT-LENGTH: 0"]),
    ("content-length-repeated", 400, [b"Content-Length: 0, 0"]),
    ("content-length-repeated", 400, [b"Content-Length: 0 ,\t0,0"]),
    ("content-length-repeated", 400, [b"Content-Length: 0", b"Content-Length: 0", b"1.0"]),
    ("content-length-too-large", 413, [b"Content-Length: %d" % (LARGEST + 1)]),
    ("content-length-too-large", 413, [b"Content-Length: %d" % 2**64]),
    ("content-length-too-large", 413, [b"Content-Length: %d" % (2**64 + 1)]),
    ("content-length-too-large", 413, [b"Content-Length: " + b"9" * 20]),
    ("version-unsupported", 505, [b"2.0"]),
    ("version-unsupported", 505, [b"3.0"]),
    ("version-unsupported", 505, [b"0.9"]),
    ("version-unsupported", 505, [b"9.9"]),
]
REFUSED_BY_BOTH = [
    ("content-length-conflict", 400, [b"Content-Length: 1", b"Content-Length: 2"]),
    ("content-length-conflict", 400, [b"Content-Length: 1, 2"]),
    ("content-length-conflict", 400, [b"Content-Length: 1,"]),
    ("content-length-malformed", 400, [b"Content-Length: +1"]),
    ("content-length-malformed", 400, [b"Content-Length: -1"]),
    ("content-length-malformed", 400, [b"Content-Length: 0x1"]),
    ("content-length-malformed", 400, [b"Content-Length: 1 1"]),
    ("content-length-malformed", 400, [b"Content-Length: 1.0"]),
    ("content-length-malformed", 400, [b"Content-Length: \xd9\xa1"]),
    ("content-length-malformed", 400, [b"Content-Length:"]),
    ("content-length-malformed", 400, [b"Content-Length: " + b"1" * 21]),
    ("transfer-coding-unknown", 501, [b"Transfer-Encoding: gzip, chunked"]),
    ("transfer-coding-unknown", 501, [b"Transfer-Encoding: gzip", b"Transfer-Encoding: chunked"]),
    ("transfer-coding-unknown", 501, [b"Transfer-Encoding: chunked, chunked"]),
    (
        "transfer-encoding-repeated",
        501,
        [b"Transfer-Encoding: chunked", b"Transfer-Encoding: chunked"],
    ),
]
#: Fields whose last coding is not chunked, and the code of compatible, which suggests 501.
CHUNKED_NOT_LAST = [
    ("transfer-coding-unknown", [b"Transfer-Encoding: gzip"]),
    ("transfer-coding-unknown", [b"Transfer-Encoding: chunked, identity"]),
    ("transfer-coding-unknown", [b"Transfer-Encoding: xchunked"]),
    ("transfer-coding-unknown", [b'Transfer-Encoding: "chunked"']),
    ("transfer-coding-unknown", [b"Transfer-Encoding:"]),
    (
        "transfer-encoding-repeated",
        [b"Transfer-Encoding: chunked", b"transfer-encoding: identity"],
    ),
]
ACCEPTED = [
    ([b"Content-Length: 0"], b""),
    ([b"Content-Length: 1"], b"x"),
    ([b"Content-Length:\t1 "], b"x"),
    ([b"Content-Length: 00000000000000000001"], b"x"),
    ([b"Transfer-Encoding: chunked"], b"1\r\nx\r\n0\r\n\r\n"),
    ([b"Transfer-Encoding: CHUNKED"], b"1\r\nx\r\n0\r\n\r\n"),
    ([b"Transfer-Encoding: chunked", b"1.2"], b"1\r\nx\r\n0\r\n\r\n"),
    ([b"TE: chunked", b"Content-Length: 1"], b"x"),
    ([b"Content-Length: 1", b"1.0"], b"x"),
    ([b"Content-Length: 1", b"1.9"], b"x"),
    ([b"Content-Lengths: 2", b"Content-Length: 1", b"X-Content-Length: 3"], b"x"),
]


def parts(fields: list[bytes]) -> tuple[list[bytes], bytes]:
    """The fields and the version."""
    *others, last = fields
    return (others, last) if b":" not in last else (fields, b"1.1")


@BOTH_KINDS
@pytest.mark.parametrize(("code", "hint", "fields"), REFUSED)
def test_rejected(receive, head, code, hint, fields):
    fields, version = parts(fields)
    wire = head(*fields, version=version)
    transcript = receive(wire)
    assert (transcript.events, transcript.code, transcript.hint) == ((), code, hint)
    assert receive(wire, "compatible").heads


@BOTH_KINDS
@pytest.mark.parametrize(("code", "hint", "fields"), REFUSED_BY_BOTH)
def test_rejected_by_every_policy(receive, head, code, hint, fields):
    wire = head(*fields)
    for policy in ("strict", "compatible"):
        transcript = receive(wire, policy)
        assert (transcript.events, transcript.code, transcript.hint) == ((), code, hint)


@pytest.mark.parametrize(("code", "fields"), CHUNKED_NOT_LAST)
def test_chunked_is_the_last_coding_of_a_request(code, fields):
    """Otherwise a server MUST respond with 400 (RFC 9112 section 6.3)."""
    for policy, expected in [("strict", ("chunked-not-last", 400)), ("compatible", (code, 501))]:
        transcript = request(put(*fields), policy)
        assert (transcript.events, transcript.code, transcript.hint) == ((), *expected)
        assert response(ok(*fields), policy).code == code


@BOTH_KINDS
def test_lengths_are_compared_by_value(receive, head):
    long, short = b"Content-Length: " + b"0" * 20 + b"1", b"Content-Length: 1"
    assert receive(head(long) + b"x") == receive(head(short) + b"x")
    assert receive(head(long), "compatible").code == "content-length-malformed"
    fields = short, b"Content-Length: 01"
    assert receive(head(*fields)).code == "content-length-repeated"
    assert receive(head(*fields), "compatible").code == "content-length-conflict"


@BOTH_KINDS
@pytest.mark.parametrize("coding", [b",chunked", b"chunked,", b" ,\tChunked , "])
def test_empty_members_of_a_list_are_ignored(receive, head, coding):
    """As a recipient MUST (RFC 9110 section 5.6.1); compatible rejects them."""
    wire = head(b"Transfer-Encoding: " + coding) + b"1\r\nx\r\n0\r\n\r\n"
    assert receive(wire) == receive(
        head(b"Transfer-Encoding: chunked") + wire.partition(b"\r\n\r\n")[2]
    )
    assert receive(wire, "compatible").code == "transfer-coding-unknown"


@BOTH_KINDS
@pytest.mark.parametrize(("fields", "content"), ACCEPTED)
def test_accepted(receive, head, fields, content):
    fields, version = parts(fields)
    wire = head(*fields, version=version) + content
    transcript = receive(wire)
    assert transcript == receive(wire, "compatible")
    assert transcript.code is None
    assert transcript.content == (b"x" if content else b"")


@pytest.mark.parametrize("receive_head", [put, ok])
def test_the_largest_length_is_accepted(receive_head):
    wire = receive_head(b"Content-Length: %d" % LARGEST) + b"x"
    make = server if receive_head is put else client
    transcript = feed_every_split(lambda: make(policy="strict"), wire)
    assert (transcript.code, transcript.content) == (None, b"x")


@pytest.mark.parametrize(
    "line",
    [
        b"GET /",
        b"GET /a?b/c?d",
        b"GET /%2F%c3%a4",
        b'GET /"<>[]^`{|}?"<>[]^`{|}',
        b"GET http://b/",
        b"PUT http://b",
        b"GET HTTPS://[::1]:80?a",
        b"GET urn:isbn:1",
        b"OPTIONS *",
        b"OPTIONS /",
        b"CONNECT a:80",
        b"CONNECT [::1]:65535",
    ],
)
def test_valid_targets(line):
    wire = line + b" HTTP/1.1\r\nHost: a\r\n\r\n"
    assert request(wire) == request(wire, "compatible")
    assert request(wire).heads[0][2] == line.split()[1]


@pytest.mark.parametrize(
    "line",
    [
        b"GET *",
        b"GET a:80",
        b"GET foo/bar",
        b"GET !",
        b"GET ?a",
        b"GET http:///",
        b"GET http://user@a/",
        b"GET http:a",
        b"GET /a#b",
        b"GET /a\\b",
        b"GET /%zz",
        b"GET /?%",
        b"OPTIONS a:80",
        b"CONNECT /",
        b"CONNECT *",
        b"CONNECT a",
        b"CONNECT a:",
        b"CONNECT :80",
        b"CONNECT a:x",
        b"CONNECT a:0",
        b"CONNECT a:65536",
        b"CONNECT a:99999",
        b"CONNECT http://a:80",
    ],
)
def test_invalid_targets(line):
    for version in (b"1.0", b"1.1"):
        wire = line + b" HTTP/" + version + b"\r\nHost: a\r\n\r\n"
        transcript = request(wire)
        assert (transcript.code, transcript.hint) == ("request-target-invalid", 400)
        assert request(wire, "compatible").code is None


def test_the_http_2_preface_is_rejected():
    transcript = request(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
    assert (transcript.code, transcript.hint) == ("version-unsupported", 505)


# ---- Host


def get(*fields: bytes, version: bytes = b"1.1") -> bytes:
    return b"\r\n".join([b"GET / HTTP/" + version, *fields, b"", b""])


@pytest.mark.parametrize("version", [b"1.1", b"1.2", b"1.9"])
def test_host_is_required_from_1_1_on(version):
    transcript = request(get(version=version))
    assert (transcript.code, transcript.hint) == ("host-missing", 400)
    assert (request(get(version=version), "compatible").code is None) == (version != b"1.1")
    assert request(get(b"Host: a", version=version)).code is None


def test_host_is_optional_before_1_1():
    assert request(get(version=b"1.0")).code is None


@pytest.mark.parametrize("version", [b"1.0", b"1.1", b"1.2"])
def test_repeated_host(version):
    for policy in ("strict", "compatible"):
        transcript = request(get(b"Host: a", b"host: a", version=version), policy)
        assert (transcript.code, transcript.hint) == ("host-repeated", 400)


@pytest.mark.parametrize(
    "host",
    [
        b"a/b",
        b"a b",
        b"a\tb",
        b"user@a",
        b"user:password@a",
        b"http://a",
        b"a:80:80",
        b"a:http",
        b"a:-1",
        b"a, b",
        b"a,b:80c",
        b"a?b",
        b"a#b",
        b"a\\b",
        b"<a>",
        b'"a"',
        b"a%",
        b"a%2",
        b"a%zz",
        b"[::1",
        b"::1",
        b"[]",
        b"[1.2.3.4]",
        b"[::1]a",
        b"[::1]:a",
        b"[::1%25eth0]",
        b"[v1]",
        b"[v.a]",
        b"[g::1]",
        b"\xc3\xa4",
        b"a\x80",
    ],
)
def test_invalid_hosts(host):
    for version in (b"1.0", b"1.1"):
        transcript = request(get(b"Host: " + host, version=version))
        assert (transcript.code, transcript.hint) == ("host-malformed", 400)
        assert request(get(b"Host: " + host, version=version), "compatible").code is None


@pytest.mark.parametrize(
    "host",
    [
        b"",
        b"a",
        b"a.",
        b"example.com",
        b"example.com:80",
        b"example.com:",
        b":80",
        b"a:99999",
        b"127.0.0.1",
        b"127.0.0.1:8080",
        b"999.1.2.3",
        b"[::1]",
        b"[::1]:80",
        b"[2001:db8::192.0.2.1]:",
        b"[v7.a:b]",
        b"a_b",
        b"a%2Fb",
        b"!$&'()*+,;=",
    ],
)
def test_valid_hosts(host):
    transcript = request(get(b"Host: " + host))
    assert transcript.code is None
    assert transcript == request(get(b"Host: " + host), "compatible")


def test_host_in_a_response_is_not_checked():
    """It has no meaning in a response."""
    assert response(ok(b"Host: a/b", b"Host: c d", b"Content-Length: 0")).code is None


# ---- Reason phrases


def test_controls_in_a_reason_phrase():
    for byte in set(range(256)) - {0x0A}:
        wire = b"HTTP/1.1 204 O%cK\r\n\r\n" % byte
        strict, compatible = response(wire), response(wire, "compatible")
        if byte in b"\0\x0b\x0c\r":
            assert strict.code == compatible.code == "status-line-malformed"
        elif byte == 0x7F or (byte < 0x20 and byte != 0x09):
            assert (strict.code, compatible.code) == ("reason-phrase-malformed", None)
        else:
            assert strict == compatible
            assert strict.code is None


@pytest.mark.parametrize("line", [b"HTTP/1.1 204 ", b"HTTP/1.1 204", b"HTTP/1.1 204  a \tb"])
def test_accepted_reason_phrases(line):
    transcript = response(line + b"\r\n\r\n")
    assert transcript.code is None
    assert transcript == response(line + b"\r\n\r\n", "compatible")


@pytest.mark.parametrize("method", ["HEAD", "GET"])
def test_both_framing_fields_in_a_response_without_content(method):
    head = b"HTTP/1.1 304 \r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert response(head, method=method).code == "transfer-encoding-with-content-length"
    assert response(head, "compatible", method).code is None
