"""Private names of h11 0.16.0 that released programs import."""

from __future__ import annotations

import re

import h11
from h11 import _abnf, _connection, _headers, _readers, _receivebuffer, _state, _util, _writers

from ...package.peers import CONNECT, GET, POST_CHUNKED, UPGRADE, ok
from .of_events import HEADERS, rejected

CHUNKS = b"3;a\r\nabc\r\n0\r\nTrailer: 1\r\n\r\n"
EXPECTING = h11.Request(
    method="GET", target="/", headers=[("Host", "a"), ("Expect", "100-continue")]
)


def buffer(content: bytes = b"") -> object:
    made = _receivebuffer.ReceiveBuffer()
    made += content
    return made


def read_body(reader: object, content: bytes) -> list:
    """Everything that the reader returns, in a few steps."""
    unread, events = buffer(content), []
    while len(events) < 5 and (not events or type(events[-1]) is h11.Data):
        events.append(reader(unread))
    return events


def write_body(writer: object, *events: h11.Event) -> bytes:
    written: list = []
    for event in events:
        writer(event, written.append)
    return b"".join(written)


def follow(*steps: tuple) -> dict:
    """A state machine after these steps."""
    machine = _state.ConnectionState()
    for name, *arguments in steps:
        getattr(machine, name)(*arguments)
    return machine.states


GOT = ("process_event", h11.CLIENT, h11.Request)
ENDED = ("process_event", h11.CLIENT, h11.EndOfMessage)

OPERATIONS = {
    "buffer: made": buffer,
    "buffer: added to": lambda: buffer(b"abc").__iadd__(bytearray(b"def")),
    "buffer: looked at": lambda: (bytes(buffer(b"abc")), len(buffer()), bool(buffer(b"a"))),
    "buffer: a piece": lambda: buffer(b"abc").maybe_extract_at_most(2),
    "buffer: no piece": lambda: buffer().maybe_extract_at_most(2),
    "buffer: a line": lambda: buffer(b"abc\r\ndef").maybe_extract_next_line(),
    "buffer: no line": lambda: buffer(b"abc").maybe_extract_next_line(),
    "buffer: lines": lambda: buffer(b"abc\r\nd: e\r\n\r\nf").maybe_extract_lines(),
    "buffer: no lines": lambda: buffer(b"abc\r\n").maybe_extract_lines(),
    "buffer: invalid first byte": lambda: buffer(
        b"\x16"
    ).is_next_line_obviously_invalid_request_line(),
    "buffer: text": rejected(TypeError, buffer().__iadd__, "text"),
    "reader: a request": lambda: _readers.maybe_read_from_IDLE_client(
        buffer(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    ),
    "reader: no request yet": lambda: _readers.maybe_read_from_IDLE_client(buffer(b"GET")),
    "reader: a bad request": lambda: rejected(
        h11.LocalProtocolError, _readers.maybe_read_from_IDLE_client, buffer(b"GET\r\n\r\n")
    )(),
    "reader: a response": lambda: _readers.maybe_read_from_SEND_RESPONSE_server(
        buffer(b"HTTP/1.1 200 OK\r\nA: b\r\n\r\n")
    ),
    "reader: an informational response": lambda: _readers.maybe_read_from_SEND_RESPONSE_server(
        buffer(b"HTTP/1.1 103 OK\r\nA: b\r\n\r\n")
    ),
    "reader: a bad response": lambda: rejected(
        h11.LocalProtocolError, _readers.maybe_read_from_SEND_RESPONSE_server, buffer(b"a\r\n\r\n")
    )(),
    "reader: nothing expected": lambda: _readers.expect_nothing(buffer()),
    "reader: something unexpected": lambda: rejected(
        h11.LocalProtocolError, _readers.expect_nothing, buffer(b"a")
    )(),
    "reader: chunks": lambda: read_body(_readers.ChunkedReader(), CHUNKS),
    "reader: a bad chunk": lambda: rejected(
        h11.LocalProtocolError, read_body, _readers.ChunkedReader(), b"x\r\n"
    )(),
    "reader: a length": lambda: read_body(_readers.ContentLengthReader(3), b"abcd"),
    "reader: until the end": lambda: read_body(_readers.Http10Reader(), b"abc"),
    "reader: the end": lambda: _readers.Http10Reader().read_eof(),
    "reader: the end too early": lambda: rejected(
        h11.RemoteProtocolError, _readers.ContentLengthReader(3).read_eof
    )(),
    "reader: the end in a chunk": lambda: rejected(
        h11.RemoteProtocolError, _readers.ChunkedReader().read_eof
    )(),
    "reader: a wrong buffer": lambda: rejected(
        (AttributeError, TypeError), _readers.ChunkedReader(), b"abc"
    )(),
    "lines: decoded": lambda: list(
        _readers._decode_header_lines([b"a: b", b" c", bytearray(b"d: e")])
    ),
    "lines: unfolded": lambda: list(_readers._obsolete_line_fold([b"a: b", b" c", b"d: e"])),
    "lines: a bad one": lambda: rejected(
        h11.LocalProtocolError, lambda: list(_readers._decode_header_lines([b"a b"]))
    )(),
    "writer: chunks": lambda: write_body(
        _writers.ChunkedWriter(), h11.Data(b"abc"), h11.EndOfMessage(headers=[("A", "b")])
    ),
    "writer: a length": lambda: write_body(
        _writers.ContentLengthWriter(3), h11.Data(b"abc"), h11.EndOfMessage()
    ),
    "writer: until the end": lambda: write_body(
        _writers.Http10Writer(), h11.Data(b"abc"), h11.EndOfMessage()
    ),
    "writer: too much": lambda: rejected(
        h11.LocalProtocolError, write_body, _writers.ContentLengthWriter(1), h11.Data(b"abc")
    )(),
    "writer: too little": lambda: rejected(
        h11.LocalProtocolError, write_body, _writers.ContentLengthWriter(1), h11.EndOfMessage()
    )(),
    "writer: trailers that cannot be": lambda: rejected(
        h11.LocalProtocolError,
        write_body,
        _writers.Http10Writer(),
        h11.EndOfMessage(headers=[("A", "b")]),
    )(),
    "writer: data": lambda: _writers.ChunkedWriter().send_data(b"abc", [].append),
    "writer: an end": lambda: _writers.ChunkedWriter().send_eom(HEADERS, [].append),
    "writer: fields": lambda: _writers.write_headers(HEADERS, [].append),
    "writer: a request": lambda: _writers.write_request(GET, [].append),
    "writer: a response": lambda: _writers.write_any_response(ok(("A", "b")), [].append),
    "writer: nothing to write to": lambda: rejected(
        TypeError, _writers.write_headers, HEADERS, None
    )(),
    "states: made": lambda: _state.ConnectionState(),
    "states: of a request": lambda: follow(GOT, ENDED),
    "states: of an answer": lambda: follow(
        GOT, ENDED, ("process_event", h11.SERVER, h11.Response, None)
    ),
    "states: an error": lambda: follow(("process_error", h11.CLIENT)),
    "states: no keep-alive": lambda: follow(("process_keep_alive_disabled",), GOT, ENDED),
    "states: a proposal": lambda: follow(
        ("process_client_switch_proposal", _state._SWITCH_CONNECT), GOT, ENDED
    ),
    "states: a switch": lambda: follow(
        ("process_client_switch_proposal", _state._SWITCH_UPGRADE),
        GOT,
        ENDED,
        ("process_event", h11.SERVER, h11.InformationalResponse, _state._SWITCH_UPGRADE),
    ),
    "states: next cycle": lambda: follow(
        GOT,
        ENDED,
        ("process_event", h11.SERVER, h11.Response, None),
        ("process_event", h11.SERVER, h11.EndOfMessage, None),
        ("start_next_cycle",),
    ),
    "states: a wrong event": lambda: rejected(h11.LocalProtocolError, follow, ENDED)(),
    "states: a cycle too early": lambda: rejected(
        h11.LocalProtocolError, follow, GOT, ("start_next_cycle",)
    )(),
    "rules: keep alive": lambda: (_connection._keep_alive(GET), _connection._keep_alive(ok())),
    "rules: framing": lambda: [
        _connection._body_framing(b"GET", event)
        for event in (GET, POST_CHUNKED, ok(), ok(("Content-Length", "5")), CONNECT, UPGRADE)
    ],
    "rules: expect": lambda: _headers.has_expect_100_continue(EXPECTING),
    "fields: normalized": lambda: _headers.normalize_and_validate([("A", "b"), (b"C", b"d")]),
    "fields: parsed": lambda: _headers.normalize_and_validate([(b"A", b"b")], _parsed=True),
    "fields: bad": rejected(
        h11.LocalProtocolError, _headers.normalize_and_validate, [("A", "b"), ("C", "\0")]
    ),
    "fields: members": lambda: _headers.get_comma_header(HEADERS, b"accept"),
    "fields: members set": lambda: _headers.set_comma_header(HEADERS, b"x", [b"1", b"2"]),
    "fields: all of them": lambda: HEADERS._full_items,
    "bytes: of text": lambda: [_util.bytesify(text) for text in ("a", b"a", bytearray(b"a"))],
    "bytes: of a number": rejected(TypeError, _util.bytesify, 5),
    "bytes: not ASCII": rejected(ValueError, _util.bytesify, "\xff"),
    "validate": lambda: _util.validate(re.compile(_abnf.token.encode()), b"abc"),
    "validate: not": rejected(
        h11.LocalProtocolError, _util.validate, re.compile(b"a"), b"b", "no {}", "b"
    ),
    "error: made": lambda: h11.RemoteProtocolError("text", error_status_hint=431),
    "error: base": rejected(TypeError, h11.ProtocolError, "text"),
    "error: turned": lambda: rejected(
        h11.RemoteProtocolError, h11.LocalProtocolError("x")._reraise_as_remote_protocol_error
    )(),
    "rules: sentinels": lambda: (repr(h11.NEED_DATA), repr(h11.SERVER), type(h11.IDLE)),
}
