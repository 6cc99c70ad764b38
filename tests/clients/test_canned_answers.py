"""How httpx handles responses that no server here would send: old, unusual, truncated, invalid."""

from __future__ import annotations

import pytest

CUT_SHORT = "peer closed connection without sending complete message body"
NO_RESPONSE = "Server disconnected without sending a response."


@pytest.fixture(scope="module")
def answers(agree):
    return agree("canned_answers")["answers"]


@pytest.mark.parametrize(
    ("name", "status", "body"),
    [
        ("with a length", 200, "hello"),
        ("in chunks", 200, "hello world"),
        ("in chunks with extensions and trailers", 200, "hello"),
        ("with both framings", 200, "hello"),
        ("no content", 204, ""),
        ("not modified, with a length", 304, ""),
        ("after interim answers", 200, "hello"),
        ("folded field", 200, ""),
        ("fields as servers write them", 200, ""),
        ("no reason, no space", 200, ""),
        ("reason outside ASCII", 200, ""),
        ("status unknown", 799, ""),
        ("lines that end in a line feed only", 200, "ok"),
        ("bytes after the end", 200, "hello"),
        ("HTTP/1.0 with a length", 200, "hello"),
    ],
)
def test_the_end_is_detected_on_an_open_connection(answers, name, status, body):
    result = answers["held"][name]["result"]
    assert (result["status"], result["body"]) == (status, body)


def test_details(answers):
    held = {name: answer["result"] for name, answer in answers["held"].items()}
    assert ["X-Folded", "one two three"] in held["folded field"]["headers"]
    assert held["fields as servers write them"]["headers"] == [
        ["Set-Cookie", "a=1"],
        ["SET-COOKIE", "b=2"],
        ["X-Empty", ""],
        ["X-Latin", "caf\xe9"],
        ["Content-Length", "0"],
    ]
    assert held["no reason, no space"]["reason"] == ""
    assert held["reason outside ASCII"]["reason"] == "tr\xe8s bien"
    assert held["HTTP/1.0 with a length"]["version"] == "HTTP/1.0"


@pytest.mark.parametrize(
    ("name", "version"),
    [
        ("until the connection closes", "HTTP/1.1"),
        ("HTTP/1.0 until the connection closes", "HTTP/1.0"),
    ],
)
def test_content_that_ends_with_the_connection(answers, name, version):
    result = answers["closed"][name]["result"]
    assert (result["version"], result["status"], result["body"]) == (version, 200, "hello")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("nothing", NO_RESPONSE),
        ("half a head", NO_RESPONSE),
        ("only an interim answer", NO_RESPONSE),
        ("half a body", CUT_SHORT + " (received 4 bytes, expected 10)"),
        ("half a chunk", CUT_SHORT + " (incomplete chunked read)"),
        ("no last chunk", CUT_SHORT + " (incomplete chunked read)"),
    ],
)
def test_truncated_content(answers, name, text):
    assert answers["closed"][name] == {"raised": "RemoteProtocolError", "text": text}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("not HTTP", "illegal status line: b'SSH-2.0-OpenSSH_9.2'"),
        ("a TLS alert", "illegal request line"),
        ("status of two digits", "illegal status line: b'HTTP/1.1 20 OK'"),
        ("status in words", "illegal status line: b'HTTP/1.1 fine'"),
        (
            "status below 100",
            "InformationalResponse status_code should be in range [100, 200), not 99",
        ),
        ("space before the colon", "illegal header line: b'Name : value'"),
        ("NUL in a value", r"illegal header line: b'Name: a\x00b'"),
        ("two lengths", "conflicting Content-Length headers"),
        ("unknown transfer coding", "Only Transfer-Encoding: chunked is supported"),
        ("chunk size in words", r"illegal chunk header: b'five\r\n'"),
        ("chunk longer than its size", r"malformed chunk footer: b'!!' (expected b'\r\n')"),
        ("head too large", "Receive buffer too long"),
    ],
)
def test_malformed(answers, name, text):
    assert answers["malformed"][name] == {"raised": "RemoteProtocolError", "text": text}


def test_head(answers):
    assert (answers["head"]["status"], answers["head"]["body"]) == (200, "")


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_requests_start_with_host(answers, method):
    start = f"{method} / HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nAccept: */*\r\n"
    assert answers["requests"][method].startswith(start)


def test_requests_keep_the_case_and_order_of_fields(answers):
    fields = "\r\nx-Mixed-CASE: kept\r\nX-Twice: 1\r\nX-Twice: 2\r\nContent-Length: 5\r\n\r\nhello"
    assert answers["requests"]["POST"].endswith(fields)
