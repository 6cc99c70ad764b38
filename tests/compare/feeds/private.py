"""The private functions and classes that released programs import."""

from __future__ import annotations

import random
from collections.abc import Iterator

from tests.compare.feeds import expressions as make
from tests.compare.feeds import shapes
from tests.compare.feeds.objects import START, construct
from tests.compare.harness.scripts import Op, Script, call, read


def _private(rng: random.Random) -> Iterator[Op]:
    """Each private function once, with arguments of every type."""
    text, other = rng.choice(shapes.TEXTS), rng.choice(shapes.TEXTS)
    unusual = rng.choice(("'connection'", "MyBytes(b'connection')", "bytearray(b'x')", "None"))
    headers = rng.choice(shapes.HEADERS)
    if rng.random() < 0.7:
        headers = make.headers([f"({rng.choice(shapes.TEXTS)}, {rng.choice(shapes.TEXTS)})"])
    yield call(f"h11._util.bytesify({text})")
    yield call(f"(h := h11._headers.normalize_and_validate({headers}))")
    yield call(f"h11._headers.normalize_and_validate({headers}, _parsed=True)")
    for name in ("b'connection'", "b'content-length'", "b'transfer-encoding'", "b'x'", unusual):
        yield call(f"h11._headers.get_comma_header(h, {name})")
        yield call(f"h11._headers.set_comma_header(h, {name}, [{other}])")
        yield call(f"h11._headers.set_comma_header(h, {name}, [])")
    yield call(f"h11._headers.set_comma_header(h, b'x', {headers})")
    version = rng.choice(("'1.0'", "'1.1'", "'0.9'", "'2.0'"))
    yield call(f"(e := {construct('Request', {**_usual_request(rng), 'http_version': version})})")
    yield call("h11._headers.has_expect_100_continue(e)")
    for pattern in ("token", "field_value", "status_line", "header_field"):
        compiled = f"__import__('re').compile(h11._abnf.{pattern}.encode())"
        yield call(f"h11._util.validate({compiled}, {text})")
        yield call(f"h11._util.validate({compiled}, {text}, 'no {{!r}}', {other})")


def _usual_request(rng: random.Random) -> dict[str, str]:
    fields, _ = make.framing(rng)
    fields.append(
        rng.choice(("('Expect', '100-continue')", "('expect', 'a, 100-CONTINUE')", "('A', 'b')"))
    )
    return {"method": "'GET'", "target": "'/'", "headers": make.headers(["('Host', 'a')", *fields])}


def functions(rng: random.Random) -> Iterator[Script]:
    """Endless calls of private functions."""
    while True:
        yield (*START, *_private(rng))


PIECES = [
    "b'a'", "b'\\r'", "b'\\n'", "b'\\r\\n'", "b'ab\\r\\n'", "b'3\\r\\n'", "b'3;x\\r\\nabc\\r\\n'", "b''",
    "b'0\\r\\n'", "b'0\\r\\n\\r\\n'", "b'T: u\\r\\n'", "b'\\r\\n\\r\\n'", "b'\\n\\n'", "b'abcdefgh'",
    "bytearray(b'xy')", "memoryview(b'z')", "b'g\\r\\n'", "b' \\t'", "b'\\x00'",
]  # fmt: skip
BUFFER_CALLS = [
    "buf.maybe_extract_at_most({})", "buf.maybe_extract_next_line()", "buf.maybe_extract_lines()",
    "buf.is_next_line_obviously_invalid_request_line()",
]  # fmt: skip
READERS = [
    "h11._readers.ChunkedReader()", "h11._readers.ContentLengthReader(0)",
    "h11._readers.ContentLengthReader(5)", "h11._readers.ContentLengthReader(2**70)",
    "h11._readers.Http10Reader()", "type('C', (h11._readers.ChunkedReader,), {})()",
]  # fmt: skip


def readers(rng: random.Random) -> Iterator[Script]:
    """The receive buffer alone, and the body readers with it."""
    while True:
        ops: list[Op] = [call("(buf := h11._receivebuffer.ReceiveBuffer())")]
        reader = rng.random() < 0.7
        if reader:
            ops.append(call(f"(reader := {rng.choice(READERS)})"))
        for _ in range(rng.randrange(2, 12)):
            ops.append(call(f"(buf := buf.__iadd__({rng.choice(PIECES)}))"))
            if reader:
                ops += [read("reader(buf)")] * rng.randrange(3)
                if rng.random() < 0.1:
                    ops.append(read("reader.read_eof()"))
            if not reader or rng.random() < 0.1:
                count = str(rng.choice((0, 1, 3, 100, -1)))
                ops.append(call(rng.choice(BUFFER_CALLS).replace("{}", count)))
            ops.append(call("(len(buf), bool(buf), bytes(buf))"))
        yield tuple(ops)
