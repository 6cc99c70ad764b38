"""`python -m h11 parse`: events, errors and their places, for each role and policy."""

from __future__ import annotations

import sys
from typing import NamedTuple

import pytest

from .codes import ROWS
from .command import objects, run

pytestmark = pytest.mark.differs("0.16.0 has no command")

GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
PUT = b"PUT / HTTP/1.1\r\nHost: a\r\n"
OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n"
MESSAGE = ["Request", "EndOfMessage"]
CLOSED = "ConnectionClosed"


class Input(NamedTuple):
    """A stream, and what each policy makes of it."""

    stream: bytes
    events: list[str]
    """The events under the policy compatible."""
    error: tuple[str, int, int | None] | None = None
    """Its error: code, offset and column."""
    strict: tuple[str, int] | None = None
    """The error under the policy strict: code and offset."""
    lenient: tuple[str, int] | None = None
    """And under lenient."""


def same(stream: bytes, events: list[str], code: str, offset: int, column: int | None) -> Input:
    """A stream that all policies reject."""
    return Input(stream, events, (code, offset, column), (code, offset), (code, offset))


REQUESTS = {
    "two": Input(GET + GET, [*MESSAGE, *MESSAGE, CLOSED]),
    "content": Input(
        PUT + b"Content-Length: 3\r\n\r\nabc", ["Request", "Data", "EndOfMessage", CLOSED]
    ),
    "chunked": Input(
        PUT + CHUNKED + b"1\r\na\r\n0\r\nX: y\r\n\r\n", ["Request", "Data", "EndOfMessage", CLOSED]
    ),
    "a bare LF": Input(b"GET / HTTP/1.1\nHost: a\n\n", [*MESSAGE, CLOSED], strict=("bare-lf", 14)),
    "obs-fold": Input(
        GET[:-2] + b"A: b\r\n c\r\n\r\n", [*MESSAGE, CLOSED], strict=("obs-fold", 31)
    ),
    "both framings": Input(
        PUT + b"Content-Length: 1\r\n" + CHUNKED + b"0\r\n\r\n",
        ["Request", "EndOfMessage", CLOSED],
        strict=("transfer-encoding-with-content-length", 41),
    ),
    "an upgrade": Input(
        GET[:-2] + b"Connection: upgrade\r\nUpgrade: x\r\n\r\n\x81\x05hello", MESSAGE
    ),
    "CONNECT": Input(b"CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n\x16\x03", MESSAGE),
    "HTTP/1.0": Input(b"GET / HTTP/1.0\r\n\r\n", [*MESSAGE, CLOSED]),
    "nothing": Input(b"", [CLOSED]),
    "the second": same(
        GET + b"GET / HTTP/1.1\r\n Host: a\r\n\r\n", MESSAGE, "leading-obs-fold", 43, 0
    ),
    "a blank before the colon": same(
        b"GET / HTTP/1.1\r\nHost : a\r\n\r\n", [], "field-line-malformed", 20, 4
    ),
    "no colon": same(GET[:-2] + b"name\r\n\r\n", [], "field-line-malformed", 29, 4),
    "two spaces": same(b"GET  / HTTP/1.1\r\n\r\n", [], "request-line-malformed", 4, 4),
    "a space in the target": same(b"GET /a b HTTP/1.1\r\n\r\n", [], "request-line-malformed", 7, 7),
    "no version": same(b"GET /\r\n\r\n", [], "request-line-malformed", 5, 5),
    "NUL": same(GET[:-2] + b"A: b\0c\r\n\r\n", [], "field-line-malformed", 29, 4),
    "two Hosts": same(GET[:-2] + b"host: b\r\n\r\n", [], "host-repeated", 31, 6),
    "no Host": same(b"GET / HTTP/1.1\r\n\r\n", [], "host-missing", 0, None),
    "two lengths": same(
        PUT + b"Content-Length: 15\r\ncontent-length: 5\r\n\r\n",
        [],
        "content-length-conflict",
        61,
        16,
    ),
    "gzip": Input(
        PUT + b"Transfer-Encoding: gzip\r\n\r\n",
        [],
        ("transfer-coding-unknown", 44, 19),
        strict=("chunked-not-last", 44),
        lenient=("transfer-coding-unknown", 44),
    ),
    "a chunk size": same(
        PUT + CHUNKED + b"5\r\nhello\r\n5 x\r\n", ["Request", "Data"], "chunk-size-malformed", 67, 2
    ),
    "the end of a chunk": same(
        PUT + CHUNKED + b"1\r\nabc", ["Request", "Data"], "chunk-crlf-missing", 59, 0
    ),
    "a trailer": same(
        PUT + CHUNKED + b"0\r\nA b: c\r\n\r\n", ["Request"], "field-line-malformed", 59, 1
    ),
    "a shorter content": same(
        PUT + b"Content-Length: 3\r\n\r\nab", ["Request", "Data"], "incomplete-content", 48, None
    ),
    "an incomplete head": same(b"GET / HTTP/1.1\r\nHost", [], "unexpected-close", 20, None),
    "TLS": same(b"\x16\x03\x01\x02\x00\x01", [], "not-http", 0, 0),
    "TLS with a line end": same(b"\x16\x03\x01\n\n\x01", [], "not-http", 0, 0),
    "a large head": Input(
        b"GET /" + b"a" * 70000,
        [],
        ("head-too-large", 0, None),
        strict=("request-line-too-long", 0),
        lenient=("head-too-large", 0),
    ),
    "data after the last": same(b"GET / HTTP/1.0\r\n\r\nGET", MESSAGE, "data-after-end", 18, 0),
    "a second version": Input(
        b"GET / HTTP/2.0\r\n\r\n", [*MESSAGE, CLOSED], strict=("version-unsupported", 11)
    ),
}
RESPONSES = {
    "two": Input(
        2 * (OK + b"Content-Length: 1\r\n\r\nx"),
        [*2 * ["Response", "Data", "EndOfMessage"], CLOSED],
    ),
    "until the end": Input(OK + b"\r\nabc", ["Response", "Data", "EndOfMessage", CLOSED]),
    "continue": Input(
        b"HTTP/1.1 100 \r\n\r\n" + OK + b"Content-Length: 0\r\n\r\n",
        ["InformationalResponse", "Response", "EndOfMessage", CLOSED],
    ),
    "a name with a space": Input(
        OK + b"A b: c\r\nContent-Length: 0\r\n\r\n",
        [],
        ("field-line-malformed", 18, 1),
        strict=("field-line-malformed", 18),
    ),
    "a control character": Input(
        OK + b"A: \x01\r\nContent-Length: 0\r\n\r\n",
        ["Response", "EndOfMessage", CLOSED],
        strict=("field-value-control", 20),
    ),
    "two digits": same(b"HTTP/1.1 20 OK\r\n\r\n", [], "status-line-malformed", 11, 11),
    "a switch": same(b"HTTP/1.1 101 Switching Protocols\r\n\r\n", [], "switch-not-proposed", 0, 0),
    "an empty line": Input(
        b"\n" + OK,
        [],
        ("status-line-missing", 0, 0),
        strict=("status-line-missing", 0),
        lenient=("unexpected-close", 18),
    ),
    "too much": same(
        OK + b"Connection: close\r\nContent-Length: 0\r\n\r\nx",
        ["Response", "EndOfMessage"],
        "data-after-end",
        57,
        0,
    ),
    "a chunk extension": Input(
        OK + CHUNKED + b"1;a\x01\r\nx\r\n0\r\n\r\n",
        ["Response", "Data", "EndOfMessage", CLOSED],
        strict=("chunk-extension-control", 50),
    ),
}
INPUTS = [("--server", name) for name in REQUESTS] + [("--client", name) for name in RESPONSES]


def input_of(role: str, name: str) -> Input:
    return (REQUESTS if role == "--server" else RESPONSES)[name]


every_input = pytest.mark.parametrize(("role", "name"), INPUTS)
every_split = pytest.mark.parametrize("split", [[], ["--split", "1"], ["--split", "3"]], ids=str)


@every_split
@every_input
def test_the_policy_compatible(role, name, split):
    stream, events, error, strict, _ = input_of(role, name)
    first, *seen, last = objects("parse", role, "--policy", "compatible", *split, "-", given=stream)
    assert first == {"role": role[2:].upper(), "policy": "compatible"}
    assert without_repeated_data([step["event"] for step in seen]) == events
    if error is None:
        assert last["end"] == len(stream)
    else:
        assert (last["code"], last["offset"], last["column"]) == error
        row = ROWS[last["code"]]
        assert (last["rule"], last["meaning"]) == (row.section, row.meaning)
        assert last["hint"] == row.status_hint
    assert last["policies"]["strict"] == verdict(strict)


def without_repeated_data(events: list[str]) -> list[str]:
    """A segment ends a Data event."""
    pairs = zip(events, [None, *events])
    return [event for event, before in pairs if (event, before) != ("Data", "Data")]


def verdict(error):
    return error and {"code": error[0], "offset": error[1]}


@every_input
@pytest.mark.parametrize("policy", ["strict", "lenient"])
def test_other_policies(role, name, policy):
    stream, _, error, strict, lenient = input_of(role, name)
    status, _, _ = run("parse", role, "--policy", policy, "-", given=stream)
    expected = strict if policy == "strict" else lenient
    assert status == (1 if expected else 0)
    *_, last = objects("parse", role, "--policy", policy, "-", given=stream)
    if expected:
        assert (last["code"], last["offset"]) == expected
    else:
        assert last["end"] == len(stream)
    assert last["policies"]["compatible"] == verdict(error and error[:2])


def test_an_error_for_people():
    stream = GET + b"GET / HTTP/1.1\r\nHost : a\r\n\r\n"
    status, printed, _ = run("parse", "--policy", "strict", "-", given=stream)
    assert status == 1
    assert (
        printed
        == """\
    offset  client/server states        event
         0  SEND_BODY/SEND_RESPONSE     Request GET / HTTP/1.1 {Host: a}
        27  DONE/SEND_RESPONSE          EndOfMessage
error at offset 47: illegal header line: b'Host : a'

    Host : a
        ^

code        field-line-malformed: invalid field line
rule        RFC 9112 section 5
hint        400
states      client IDLE, server IDLE
compatible  also rejects it
lenient     also rejects it
"""
    )


def test_content_for_people():
    stream = OK + b"A: \xe9\\\t\r\nContent-Length: 50\r\n\r\n\x1b\r\n" + b"x" * 47
    status, printed, _ = run("parse", "-", given=stream)
    lines = [line[40:] for line in printed.splitlines()]
    assert status == 0
    assert lines == [
        "event",
        "Response HTTP/1.1 200 OK {A: \\xe9\\\\, Content-Length: 50}",
        "Data 50 bytes: \\x1b\\r\\n" + "x" * 37 + "...",
        "EndOfMessage",
        "ConnectionClosed",
    ]


def test_other_policies_for_people():
    _, printed, _ = run("parse", "-", given=b"GET / HTTP/1.1\nHost: a\n\n")
    assert printed.endswith("\nstrict      rejects it at offset 14: bare-lf\n")
    stream = b"GET / HTTP/1.1\nHost: a\n\n \r\n\r\n"
    _, printed, _ = run("parse", "-", given=stream)
    assert "\nstrict      rejects it at offset 14: bare-lf\n" in printed
    stream = OK + b"A b: c\r\nContent-Length: 0\r\n\r\n"
    _, printed, _ = run("parse", "-", given=stream)
    assert "\nlenient     accepts it\n" in printed


def test_another_protocol():
    stream = REQUESTS["an upgrade"].stream
    assert objects("parse", "-", given=stream)[-1]["switched_at"] == len(stream) - 7
    _, printed, _ = run("parse", "-", given=stream)
    assert printed.splitlines()[-1] == "        60  7 bytes of another protocol, if both switch"


def test_a_switch_that_was_proposed():
    stream = b"HTTP/1.1 101 \r\nUpgrade: x\r\n\r\n\x81\x05hello"
    first, response, last = objects("parse", "--upgrade", "-", given=stream)
    assert first["role"] == "CLIENT"
    assert response["states"] == {"CLIENT": "SWITCHED_PROTOCOL", "SERVER": "SWITCHED_PROTOCOL"}
    assert last["switched_at"] == len(stream) - 7


def test_a_switch_that_was_not_proposed():
    stream = b"HTTP/1.1 101 \r\nUpgrade: x\r\n\r\n"
    _, printed, _ = run("parse", "-", given=stream)
    assert printed.endswith(
        "\ntry         --upgrade, if the request proposed to switch protocols\n"
    )


def test_a_tunnel():
    _, response, last = objects("parse", "--method", "CONNECT", "-", given=OK + b"\r\nhello")
    assert response["states"] == {"CLIENT": "SWITCHED_PROTOCOL", "SERVER": "SWITCHED_PROTOCOL"}
    assert last == {
        "end": len(OK) + 7,
        "switched_at": len(OK) + 2,
        "policies": {"strict": None, "lenient": None},
    }


def test_a_response_that_may_be_one_to_head():
    stream = OK + b"Content-Length: 5\r\n\r\n"
    _, printed, _ = run("parse", "-", given=stream)
    assert printed.endswith("\ntry         --method HEAD, if it responds to a HEAD request\n")
    _, printed, _ = run("parse", "-", given=PUT + b"Content-Length: 5\r\n\r\n")
    assert "incomplete-content" in printed
    assert "\ntry " not in printed


def test_a_line_end_at_fault():
    stream = OK + b"Content-Length: 2\r\n\r\nhi\n"
    _, printed, _ = run("parse", "-", given=stream)
    assert "\n    \\n\n    ^\n" in printed


def test_the_methods_of_the_requests():
    stream = 3 * (OK + b"Content-Length: 1\r\n\r\n")
    *_, last = objects("parse", "--method", "HEAD", "-", given=stream)
    assert last["end"] == len(stream)
    seen = objects("parse", "--method", "HEAD", "--method", "GET", "-", given=stream + b"x")
    assert [step["event"] for step in seen[1:5]] == ["Response", "EndOfMessage", "Response", "Data"]


def test_one_byte():
    _, printed, _ = run("parse", "-", given=PUT + b"Content-Length: 1\r\n\r\nx")
    assert "Data 1 byte: x\n" in printed


def test_a_long_line_is_shown_around_its_error():
    stream = b"GET / HTTP/1.1\r\nHost: " + b"a" * 100 + b"\0" + b"b" * 100 + b"\r\n\r\n"
    _, printed, _ = run("parse", "-", given=stream)
    _, _, _, line, caret, *_ = printed.splitlines()
    assert line == "    ..." + "a" * 60 + "\\x00" + "b" * 59 + "..."
    assert caret == " " * (4 + 3 + 60) + "^"


def test_a_long_error_is_shown_in_part():
    stream = b"GET " + b"\xff" * 2000 + b"\r\n\r\n"
    _, printed, _ = run("parse", "-", given=stream)
    error = printed.splitlines()[1]
    assert error.startswith("error at offset 4: illegal request line: b'GET \\xff\\xff")
    assert error.endswith("...")
    assert len(error) == len("error at offset 4: ") + 200
    assert len(objects("parse", "-", given=stream)[-1]["error"]) > 8000


@pytest.mark.skipif(sys.version_info < (3, 11), reason="exceptions have no notes")
def test_advice():
    stream = b"\x16\x03\x01\x02\x00\x01"
    advice = "this looks like TLS: does one side use https: and the other http:?"
    assert f"note        {advice}\n" in run("parse", "-", given=stream)[1]
    assert objects("parse", "-", given=stream)[-1]["notes"] == [advice]


def test_lines_that_were_joined_are_found():
    stream = GET[:-2] + b"A b: c\r\n d\r\n\r\n"
    assert objects("parse", "-", given=stream)[-1]["offset"] == 25 + 1


def test_the_first_bytes_tell_the_role():
    assert objects("parse", "-", given=GET)[0]["role"] == "SERVER"
    for split in ([], ["--split", "2"]):
        assert objects("parse", *split, "-", given=OK + b"\r\n")[0]["role"] == "CLIENT"
    assert objects("parse", "-", given=b"ICY 200 OK\r\n\r\n")[0]["role"] == "CLIENT"
    assert (
        objects("parse", "--server", "-", given=OK + b"\r\n")[-1]["code"]
        == "request-line-malformed"
    )


def test_headers_for_programs():
    stream = b"GET /x HTTP/1.1\r\nHost: a\r\nX: \xe9\r\n\r\n"
    _, request, *_ = objects("parse", "-", given=stream)
    assert request == {
        "offset": 0,
        "event": "Request",
        "method": "GET",
        "target": "/x",
        "http_version": "1.1",
        "headers": [["Host", "a"], ["X", "\xe9"]],
        "states": {"CLIENT": "SEND_BODY", "SERVER": "SEND_RESPONSE"},
    }
