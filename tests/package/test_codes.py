"""Each code has an example that raises it, with the offending bytes."""

from __future__ import annotations

import ast
import functools
import itertools
import re

import h11
import pytest

from .code_examples import EXAMPLES
from .codes import ROWS, error_of
from .codes_page import PAGES, renewed
from .driver import client, feed, server
from .messages import Splitter
from .peers import END, GET, ok
from .streams import CHUNKED_REQUEST, CHUNKED_RESPONSE, CORPUS

no_codes = pytest.mark.differs("0.16.0 has no codes")
every_code = pytest.mark.parametrize("code", ROWS)

#: Codes of errors that 0.16.0 raises as well, with its messages. `QUOTING` stands for bytes.
TEXTS = {
    "not-http": "illegal request line",
    "request-line-missing": "no request line received",
    "status-line-missing": "no response line received",
    "request-line-malformed": "illegal request line: b'GET  / HTTP/1.1'",
    "status-line-malformed": "illegal status line: b'HTTP/1.1 20 OK'",
    "method-malformed": "Illegal method characters",
    "request-target-malformed": "Illegal target characters",
    "status-code-not-integer": "status code must be integer",
    "status-code-out-of-range": "Response status_code should be in range [200, 1000), not 100",
    "field-line-malformed": "illegal header line: b'Host : a'",
    "field-name-malformed": "Illegal header name b'A B'",
    "field-value-malformed": r"Illegal header value b'1\r\nB: 2'",
    "leading-obs-fold": "continuation line at start of headers",
    "host-missing": "Missing mandatory Host: header",
    "host-repeated": "Found multiple Host: headers",
    "content-length-malformed": "bad Content-Length",
    "content-length-conflict": "conflicting Content-Length headers",
    "transfer-encoding-repeated": "multiple Transfer-Encoding headers",
    "transfer-coding-unknown": "Only Transfer-Encoding: chunked is supported",
    "chunk-size-malformed": r"illegal chunk header: b'xyz\r\n'",
    "chunk-crlf-missing": r"malformed chunk footer: b'yz' (expected b'\r\n')",
    "incomplete-content": "peer closed connection without sending complete message body"
    " (received 1 bytes, expected 9)",
    "content-too-long": "Too much data for declared Content-Length",
    "content-too-short": "Too little data for declared Content-Length",
    "trailers-not-chunked": "Content-Length and trailers don't mix",
    "head-too-large": "Receive buffer too long",
    "unexpected-event": "can't handle event type Data when role=SERVER and state=SEND_RESPONSE",
    "switch-not-proposed": "Received server _SWITCH_UPGRADE event without a pending proposal",
    "not-reusable": "not in a reusable state. self.states={CLIENT: IDLE, SERVER: IDLE}",
    "data-after-end": "Got data when expecting EOF",
    "unexpected-close": "peer unexpectedly closed connection",
    "peer-error-state": "Can't receive data when peer state is ERROR",
    "local-error-state": "Can't send data when our state is ERROR",
    "trailers-to-http-1.0": "can't send trailers to HTTP/1.0 client",
    "version-not-sendable": "I only send HTTP/1.1",
}
#: Messages that quote received bytes, which 0.16.0 shows as `bytearray(b'...')`.
QUOTING = {
    "request-line-malformed",
    "status-line-malformed",
    "field-line-malformed",
    "chunk-size-malformed",
    "chunk-crlf-missing",
}
#: Errors that only this package raises, apart from those of policies and limits.
OURS = {
    "reason-phrase-malformed": r"Illegal reason phrase b'O\nK'",
    "chunk-overhead-too-large": "chunk extensions and trailers out of proportion to the content",
}
#: The class of the error that each example raises.
LOCAL = {code for code in ROWS if re.match(r"send\(|h11\.", ROWS[code].example)}


def literals(example: str) -> list[bytes]:
    """All bytes that the example sends or receives."""
    constants = [node for node in ast.walk(ast.parse(example)) if isinstance(node, ast.Constant)]
    values = [constant.value for constant in constants]
    return [value if isinstance(value, bytes) else str(value).encode() for value in values]


# ---- The table


@no_codes
@every_code
def test_the_example_raises_it(code):
    row, error = ROWS[code], error_of(ROWS[code].example)
    assert (error.code, error.error_status_hint) == (code, row.status_hint)
    assert type(error) is (h11.LocalProtocolError if code in LOCAL else h11.RemoteProtocolError)


@no_codes
@every_code
def test_offending_bytes_were_sent(code):
    offending = error_of(ROWS[code].example).offending
    if offending is not None:
        assert type(offending) is bytes
        assert 0 < len(offending) <= 100
        assert any(offending in literal for literal in literals(ROWS[code].example))


@no_codes
def test_most_codes_have_offending_bytes():
    shown = {code for code in ROWS if error_of(ROWS[code].example).offending}
    assert {"chunk-size-malformed", "request-target-malformed", "host-malformed"} < shown
    assert len(shown) > 25


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(c, marks=pytest.mark.differs("0.16.0 shows bytearray")) if c in QUOTING else c
        for c in TEXTS
    ],
)
def test_messages_arguments_and_hints_are_those_of_0_16_0(code):
    error = error_of(ROWS[code].example)
    assert (str(error), error.args) == (TEXTS[code], (TEXTS[code],))
    assert error.error_status_hint == ROWS[code].status_hint


@no_codes
@pytest.mark.parametrize("code", [code for code in ROWS if code not in TEXTS])
def test_other_messages_are_those_of_the_table(code):
    error = error_of(ROWS[code].example)
    assert error.args == (str(error),)
    shown = f": {error.offending!r}" if error.offending else ""
    assert str(error) == OURS.get(code, ROWS[code].meaning + shown)


@every_code
def test_style_of_a_row(code):
    row = ROWS[code]
    assert re.fullmatch(r"[a-z0-9.]+(-[a-z0-9.]+)*", code)
    assert row.status_hint in (400, 413, 414, 431, 501, 505)
    assert re.fullmatch(r"RFC 911[02] section \d+(\.\d+)*", row.section)
    assert row.meaning.strip(" .") == row.meaning != ""
    assert row.enforced_by in ("always", "strict", "sending", "limits")


@no_codes
@every_code
def test_enforcing_policy(code):
    """An example of a rule that compatible enforces uses neither a policy nor limits."""
    strict, limits = 'policy="strict"', "limits=h11.Limits("
    settings = {"always": None, "strict": strict, "sending": strict, "limits": limits}
    expected = settings[ROWS[code].enforced_by]
    assert ROWS[code].enforced_by != "sending" or code in LOCAL
    for setting in (strict, limits):
        assert (setting in EXAMPLES[code]) == (setting == expected)
    if expected:
        assert without(expected, EXAMPLES[code]) != code


def without(setting: str, example: str) -> str | None:
    """Return the code that the example raises without this setting, or None."""
    end = r"\w+=\d+\)" if setting.endswith("(") else ""
    try:
        return error_of(re.sub(", " + re.escape(setting) + end, "", example)).code
    except AssertionError:
        return None


def test_each_code_has_an_example():
    assert set(EXAMPLES) == set(ROWS)


@no_codes
def test_a_code_is_one_object():
    """Interned strings are cheap to compare and hash."""
    first, second = (error_of(ROWS["unexpected-event"].example).code for _ in range(2))
    assert first is second


@no_codes
def test_offending_bytes_are_truncated():
    for example in (
        'server(b"GET / HTTP/1.1" + b"x" * 1000 + b"\\r\\nHost: a\\r\\n\\r\\n")',
        'server(b"GET / HTTP/1.1\\r\\nHost: a" + b"b" * 1000 + b"\\r\\nBad " + b"c" * 1000 + b"\\r\\n\\r\\n")',
        'h11.Request(method="GET", target=" " * 1000, headers=[("Host", "a")])',
        'h11.EndOfMessage(headers=[("A" * 1000 + " ", "")])',
        'server(b"PUT / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: " + b"1" * 1000 + b"\\r\\n\\r\\n")',
    ):
        assert len(error_of(example).offending) == 100


FIELDS = {
    "field-line-malformed": b"Host",
    "field-name-malformed": b"A B",
    "field-value-malformed": b"A",
    "field-value-control": b"A",
    "host-repeated": b"Host",
    "host-malformed": b"Host",
    "content-length-malformed": b"Content-Length",
    "content-length-conflict": b"Content-Length",
    "content-length-repeated": b"Content-Length",
    "content-length-too-large": b"Content-Length",
    "transfer-encoding-repeated": b"Transfer-Encoding",
    "transfer-coding-unknown": b"Transfer-Encoding",
    "transfer-encoding-with-content-length": b"Content-Length",
    "framing-field-in-trailers": b"Content-Length",
    "field-line-too-long": b"A",
    "chunked-not-last": b"Transfer-Encoding",
    "framing-field-without-content": b"Content-Length",
    "content-in-trace": b"Content-Length",
    "upgrade-without-option": b"Upgrade",
    "chunked-in-te": b"TE",
    "te-without-option": b"TE",
}


@no_codes
@every_code
def test_the_field_of_an_error(code):
    found = error_of(ROWS[code].example).field
    assert found is None or type(found) is bytes
    assert found == FIELDS.get(code)


@no_codes
@pytest.mark.parametrize(
    ("line", "field"),
    [
        (b"hOST: b", b"hOST"),
        (b"content-LENGTH: x", b"content-LENGTH"),
        (b"X-" + b"y" * 200 + b": \0", b"X-" + b"y" * 98),
        (b"no colon", None),
        (b"a name: b", None),
    ],
)
def test_a_field_is_named_as_it_was_received(line, field):
    connection = server()
    connection.receive_data(b"PUT / HTTP/1.1\r\nHost: a\r\n" + line + b"\r\n\r\n")
    with pytest.raises(h11.RemoteProtocolError) as caught:
        connection.next_event()
    assert caught.value.field == field


@no_codes
def test_a_field_is_named_as_it_was_passed():
    with pytest.raises(h11.LocalProtocolError) as caught:
        h11.Request(method="GET", target="/", headers=[("Host", "a"), ("Authorization", " secret")])
    assert (caught.value.field, caught.value.offending) == (b"Authorization", b" secret")
    with pytest.raises(h11.LocalProtocolError) as caught:
        h11.Request(method="GET", target="/", headers=[("Host", "a"), ("host", "b")])
    assert (caught.value.field, caught.value.offending) == (b"host", b"b")


# ---- Every error has a code


def check(error: h11.ProtocolError, received: bytes) -> str:
    row = ROWS[error.code]
    assert error.error_status_hint == row.status_hint
    assert error.args == (str(error),)
    if error.offending is not None:
        assert type(error.offending) is bytes
        assert len(error.offending) <= 100
        assert error.offending in without_folds(received), error
    return error.code


def without_folds(received: bytes) -> bytes:
    """As received, and joined: with obs-fold the whole line is at fault."""
    return received + b"\0" + re.sub(rb"\r?\n[ \t]+", b" ", received)


def end_in_error(connection: h11.Connection, segments: list[bytes]) -> str | None:
    received = b"".join(segments)
    try:
        for segment in segments:
            connection.receive_data(segment)
            while True:
                event = connection.next_event()
                if event in (h11.NEED_DATA, h11.PAUSED, h11.ConnectionClosed()):
                    break
    except h11.ProtocolError as error:
        return check(error, received)
    return None


@no_codes
@pytest.mark.parametrize("policy", ["compatible", "strict", "lenient"])
def test_whatever_a_peer_sends(policy):
    limits = [None, h11.Limits(50, 2, 20, 5, 20)]
    found = set()
    for stream in [head + wire for wire in CORPUS for head in HEADS]:
        for split in (Splitter([1 << 30]), Splitter([1])):
            for make in (client, server):
                for limit in limits:
                    connection = make(policy=policy, limits=limit)
                    found.add(end_in_error(connection, [*split(stream), b""]))
    assert None in found
    assert len(found) > 15, "the corpus causes too few errors"


HEADS = [b"", CHUNKED_REQUEST, CHUNKED_RESPONSE]


CHUNKED = [("Host", "a"), ("Transfer-Encoding", "chunked")]
EVENTS = [
    GET,
    h11.Request(method="PUT", target="/", headers=CHUNKED),
    h11.InformationalResponse(status_code=101, headers=[]),
    ok(),
    ok(("Content-Length", "1")),
    ok(("Content-Length", "0")),
    h11.Response(status_code=200, headers=[], http_version="1.0"),
    h11.Data(b"xy"),
    END,
    h11.EndOfMessage(headers=[("A", "b")]),
    h11.ConnectionClosed(),
    "no event",
]


@no_codes
def test_whatever_a_program_sends():
    """Three random events, on either side, after requests of both versions and none."""
    found = set()
    for role in (h11.CLIENT, h11.SERVER):
        for received in (b"", b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", b"GET / HTTP/1.0\r\n\r\n"):
            for events in itertools.product(EVENTS, repeat=3):
                connection = h11.Connection(role)
                connection.receive_data(received)
                acts = [functools.partial(connection.send, event) for event in events]
                for act in (connection.next_event, *acts, connection.start_next_cycle):
                    try:
                        act()
                    except h11.ProtocolError as error:
                        found.add(check(error, received))
    assert {
        "unexpected-event",
        "not-reusable",
        "switch-not-proposed",
        "content-too-long",
        "content-too-short",
        "trailers-not-chunked",
        "trailers-to-http-1.0",
        "version-not-sendable",
        "local-error-state",
    } <= found


@no_codes
def test_the_error_does_not_depend_on_segments():
    """Invalid first bytes are detected before their line is complete, but have one code."""
    wire = b"GET / HTTP/1.1\r\nHost: a\r\nBad\r\n\r\n"
    transcript = {
        feed(server(), split(wire)).code for split in (Splitter([1 << 30]), Splitter([1]))
    }
    assert transcript == {"field-line-malformed"}
    transcript = [
        feed(server(), split(b" " + wire)).code for split in (Splitter([1 << 30]), Splitter([1]))
    ]
    assert transcript == ["not-http", "not-http"]
    transcript = [
        feed(server(policy="strict"), split(b" " + wire)).code
        for split in (Splitter([1 << 30]), Splitter([1]))
    ]
    assert transcript == ["not-http", "not-http"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_pages_contain_the_current_table(page):
    """To update it: `python -m tests.package.codes_page`."""
    assert renewed(page) == page.read_text(encoding="utf-8")
