"""`h11.Limits`: each limit is reached exactly, and then exceeded by one."""

from __future__ import annotations

import copy
import dataclasses
import pickle
import re
from pathlib import Path

import h11
import pytest

from .driver import Transcript, client, feed, feed_every_split, server

pytestmark = pytest.mark.differs("0.16.0 has no limits")

NAMES = [
    "max_head_size",
    "max_fields",
    "max_line_size",
    "max_chunk_extensions_size",
    "max_trailers_size",
]

GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
OK = b"HTTP/1.1 204 No Content\r\nA: 1\r\nB: 2\r\n\r\n"
CHUNKED = b"PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
CHUNKED_OK = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"

# The limit, code and hint, the recipient, and the size of the message.
CASES = [
    ("max_head_size", "head-too-large", 431, server, GET, len(GET)),
    ("max_head_size", "head-too-large", 431, server, b"GET / HTTP/1.0\n\n", 16),
    ("max_head_size", "head-too-large", 431, client, OK, len(OK)),
    ("max_head_size", "head-too-large", 431, client, b"HTTP/1.1 103 \r\n\r\n" + OK, len(OK)),
    ("max_fields", "too-many-fields", 431, server, GET, 1),
    ("max_fields", "too-many-fields", 431, server, GET[:-2] + b"A: 1\r\na: 2\r\n\r\n", 3),
    ("max_fields", "too-many-fields", 431, client, OK, 2),
    ("max_fields", "too-many-fields", 431, client, b"HTTP/1.1 103 \r\nA: 1\r\n\r\n", 1),
    ("max_fields", "too-many-fields", 431, server, CHUNKED + b"0\r\na: 1\r\na: 2\r\na: 3\r\n\r\n", 3),
    ("max_line_size", "request-line-too-long", 414, server, GET, 14),
    ("max_line_size", "request-line-too-long", 414, server, b"GET / HTTP/1.0\n\n", 14),
    ("max_line_size", "field-line-too-long", 431, client, OK, 23),
    ("max_line_size", "field-line-too-long", 431, client, b"HTTP/1.1 204 \r\nA: 3456789012345\r\n\r\n", 16),
    ("max_line_size", "field-line-too-long", 431, server, GET[:-2] + b"A:" + b"b" * 18 + b"\r\n\r\n", 20),
    ("max_line_size", "field-line-too-long", 431, server, GET[:-2] + b"A:" + b" " * 17 + b"b\n\r\n", 20),
    ("max_line_size", "field-line-too-long", 431, server, GET[:-2] + b"A: 34\r\n    9012345\r\n\r\n", 16),
    ("max_line_size", "field-line-too-long", 431, client, CHUNKED_OK + b"0\r\nA: " + b"b" * 40 + b"\r\n\r\n", 43),
    ("max_chunk_extensions_size", "chunk-extensions-too-large", 400, server, CHUNKED + b"1;ab\r\nx\r\n", 3),
    ("max_chunk_extensions_size", "chunk-extensions-too-large", 400, client, CHUNKED_OK + b"1;ab\r\nx\r\n", 3),
    ("max_chunk_extensions_size", "chunk-extensions-too-large", 400, server, CHUNKED + b"1;a\r\nx\r\n0;b\r\n\r\n", 4),
    ("max_chunk_extensions_size", "chunk-extensions-too-large", 400, server, CHUNKED + b"1  \t\r\nx\r\n", 3),
    ("max_trailers_size", "trailers-too-large", 431, server, CHUNKED + b"0\r\nA: 1\r\n\r\n", 8),
    ("max_trailers_size", "trailers-too-large", 431, client, CHUNKED_OK + b"0\r\nA: 1\r\nB:\n\n", 10),
    ("max_trailers_size", "trailers-too-large", 431, client, CHUNKED_OK + b"1\r\nx\r\n0\r\nA:\r\n\r\n", 6),
]  # fmt: skip


def receive(make, wire: bytes, **settings) -> Transcript:
    return feed_every_split(lambda: make(**settings), wire)


#: Messages that strict rejects for another reason: line terminators, obs-fold, or whitespace after a
#: chunk size.
REJECTED = [case for case in CASES if re.search(rb"[^\r]\n|\n |\t\r\n", case[4])]


@pytest.mark.parametrize(
    ("policy", "name", "code", "hint", "make", "wire", "size"),
    [("compatible", *case) for case in CASES]
    + [("strict", *case) for case in CASES if case not in REJECTED],
)
def test_a_limit_is_reached_and_exceeded(policy, name, code, hint, make, wire, size):
    unlimited = receive(make, wire, policy=policy)
    assert unlimited.code is None
    for enough in (size, size + 1, 2**63, 2**100):
        limits = h11.Limits(**{name: enough})
        assert receive(make, wire, policy=policy, limits=limits) == unlimited
    transcript = receive(make, wire, policy=policy, limits=h11.Limits(**{name: size - 1}))
    assert (transcript.code, transcript.hint) == (code, hint)
    assert transcript.events == unlimited.events[: len(transcript.events)]


def test_each_limit_has_a_case():
    assert {case[0] for case in CASES} == {field.name for field in dataclasses.fields(h11.Limits)}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("max_head_size", "method-too-long"),
        ("max_fields", "too-many-fields"),
        ("max_line_size", "method-too-long"),
        ("max_chunk_extensions_size", None),
        ("max_trailers_size", None),
    ],
)
def test_zero_is_a_limit(name, code):
    wire = CHUNKED + b"0\r\n\r\n"
    assert receive(server, wire, limits=h11.Limits(**{name: 0})).code == code


@pytest.mark.parametrize("size", [0, 1, 2])
def test_an_empty_trailer_section_is_always_accepted(size):
    """The empty line that ends the section does not count."""
    limits = h11.Limits(max_trailers_size=size)
    assert receive(server, CHUNKED + b"0\r\n\r\n", limits=limits).code is None
    wire = CHUNKED + b"0\r\nA:\r\n\r\n"
    assert receive(server, wire, limits=limits).code == "trailers-too-large"


@pytest.mark.parametrize("size", [14, 13, 5, 1])
def test_a_request_line_beyond_the_head_limit(size):
    """The status to respond with then differs (RFC 9112 section 3)."""
    transcript = receive(server, GET, limits=h11.Limits(max_head_size=size))
    is_method = size < len("GET")
    expected = ("method-too-long", 501) if is_method else ("request-line-too-long", 414)
    assert (transcript.code, transcript.hint) == expected
    for limits in (h11.Limits(max_head_size=15), h11.Limits(max_head_size=20, max_line_size=14)):
        transcript = receive(server, GET, limits=limits)
        assert (transcript.code, transcript.hint) == ("head-too-large", 431)
    transcript = receive(server, GET, limits=h11.Limits(max_head_size=20, max_line_size=13))
    assert (transcript.code, transcript.hint) == ("request-line-too-long", 414)


def test_a_status_line_beyond_the_head_limit():
    transcript = receive(client, OK, limits=h11.Limits(max_head_size=5))
    assert (transcript.code, transcript.hint) == ("head-too-large", 431)


def test_a_lenient_client_has_limits_too():
    wire = b"HTTP/1.1 204 \r\nA B : 1\r\n: 2\r\n\r\n"
    assert receive(client, wire, policy="lenient", limits=h11.Limits(max_fields=2)).code is None
    transcript = receive(client, wire, policy="lenient", limits=h11.Limits(max_fields=1))
    assert transcript.code == "too-many-fields"


def test_limits_apply_to_each_message():
    limits = h11.Limits(len(CHUNKED), 2, 26, 2, 8)
    message = CHUNKED + b"1;a\r\nx\r\n0\r\nA: 1\r\n\r\n"
    transcript = receive(server, message * 3, limits=limits)
    assert (len(transcript.heads), transcript.code) == (3, None)


def test_chunk_sizes_do_not_count_as_extensions():
    """Leading zeros do not count."""
    wire = CHUNKED + b"1\r\nx\r\n00000000000000000001\r\nx\r\n" + b"0" * 20 + b"\r\n\r\n"
    transcript = receive(server, wire, limits=h11.Limits(max_chunk_extensions_size=0))
    assert (transcript.code, transcript.content) == (None, b"xx")


def test_content_has_no_limit():
    limits = h11.Limits(100, 2, 30, 0, 2)
    for wire in (
        CHUNKED + b"3e8\r\n" + b"x" * 1000 + b"\r\n0\r\n\r\n",
        b"PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n" + b"x" * 1000,
    ):
        for segments in ([wire], [wire[at : at + 1] for at in range(len(wire))]):
            transcript = feed(server(limits=limits), segments)
            assert (transcript.code, len(transcript.content)) == (None, 1000)


def test_sending_has_no_limit():
    connection = h11.Connection(h11.CLIENT, policy="strict", limits=h11.Limits(1, 1, 1, 1, 1))
    headers = [("Host", "a"), ("A", "b" * 100_000), *[("C", "d")] * 500]
    assert connection.send(h11.Request(method="GET", target="/", headers=headers))


def test_max_incomplete_event_size_applies_in_addition():
    """It applies to everything that is incomplete."""
    limits = h11.Limits(max_head_size=1000)
    connection = h11.Connection(h11.SERVER, max_incomplete_event_size=10, limits=limits)
    assert feed(connection, [b"GET / HTTP/1"]).code == "head-too-large"
    connection = h11.Connection(h11.SERVER, max_incomplete_event_size=10_000, limits=limits)
    assert feed(connection, [b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 164]).code is None
    assert feed(connection, [b"A: b\r\n"]).code == "head-too-large"


# ---- The limits of strict


def request(*, line: int = 14, fields: int = 1, field: int = 0, head: int = 0) -> bytes:
    """A request with a line, fields, a second field and a total of these sizes."""
    lines = [b"GET /" + b"a" * (line - 14) + b" HTTP/1.1", b"Host: a"]
    if field:
        lines.append(b"A: " + b"b" * (field - 3))
    lines += [b"A: b"] * (1 + fields - len(lines))
    wire = b"\r\n".join([*lines, b"", b""])
    while len(wire) < head:
        filler = min(head - len(wire), 4_000)
        wire = wire[:-2] + b"B:" + b"c" * (filler - 4) + b"\r\n\r\n"
    return wire


def trailers(size: int) -> bytes:
    """A request with a trailer section of this size."""
    half = b"A:" + b"b" * (size // 2 - 6) + b"\r\n"
    return CHUNKED + b"0\r\n" + half + b"A:" + b"b" * (size - len(half) - 6) + b"\r\n\r\n"


def extension(size: int) -> bytes:
    """A request with chunk extensions of this size."""
    return CHUNKED + b"1;" + b"a" * (size - 1) + b"\r\nx\r\n0\r\n\r\n"


SIZES = {
    "max_head_size": 16_384,
    "max_fields": 128,
    "max_line_size": 8_192,
    "max_chunk_extensions_size": 16_000,
    "max_trailers_size": 16_384,
}
POLICIES = Path(__file__).resolve().parents[2] / "docs" / "policies.md"

#: A limit, a request that reaches it, one that exceeds it, and the code.
STRICT = [
    (name, make(SIZES[name]), make(SIZES[name] + 1), code)
    for name, make, code in [
        ("max_head_size", lambda size: request(head=size), "head-too-large"),
        ("max_fields", lambda count: request(fields=count), "too-many-fields"),
        ("max_line_size", lambda size: request(line=size), "request-line-too-long"),
        ("max_line_size", lambda size: request(field=size), "field-line-too-long"),
        ("max_chunk_extensions_size", extension, "chunk-extensions-too-large"),
        ("max_trailers_size", trailers, "trailers-too-large"),
    ]
]
every_limit = pytest.mark.parametrize(
    ("name", "at", "above", "code"), STRICT, ids=[code for *_, code in STRICT]
)
LARGE = 1 << 20  # for incomplete events


def outcome(wire: bytes, **settings) -> str | None:
    """The result is the same in one segment and in several."""
    codes = set()
    for segments in ([wire], [wire[at : at + 4000] for at in range(0, len(wire), 4000)]):
        connection = h11.Connection(h11.SERVER, LARGE, **settings)
        transcript = feed(connection, segments)
        assert transcript.code is not None or len(transcript.heads) == 1
        codes.add(transcript.code)
    (code,) = codes
    return code


@every_limit
def test_strict_has_limits(name, at, above, code):
    assert outcome(at, policy="strict") is None
    assert outcome(above, policy="strict") == code
    assert outcome(above) is None


@every_limit
def test_one_limit_of_strict_can_be_changed(name, at, above, code):
    for mine in (1 << 17, LARGE):
        limits = h11.Limits(**{name: mine})
        assert outcome(above, policy="strict", limits=limits) is None
        for other, _, others_above, others_code in STRICT:
            if other != name:
                assert outcome(others_above, policy="strict", limits=limits) == others_code


def test_the_documentation_lists_them():
    """docs/policies.md has a table of them, and so has the docstring."""
    lines = POLICIES.read_text(encoding="utf-8").splitlines()
    hints = {code: hint for _, code, hint, *_ in CASES}
    for name, *_, code in STRICT:
        (line,) = (line for line in lines if line.startswith(f"| `{name}` |"))
        assert f"`{code}`, {hints[code]}" in line
        assert f"| {SIZES[name]:,} |" in line
        assert f"``{code}``, {hints[code]}" in " ".join(h11.Limits.__doc__.split())


def test_none_is_the_default_of_the_policy():
    for limits in (None, h11.Limits(), h11.Limits(*[None] * 5)):
        for _, at, above, code in STRICT:
            assert outcome(at, policy="strict", limits=limits) is None
            assert outcome(above, policy="strict", limits=limits) == code
            assert outcome(above, limits=limits) is None


# ---- The class


def test_its_fields():
    assert [field.name for field in dataclasses.fields(h11.Limits)] == NAMES
    assert dataclasses.astuple(h11.Limits()) == (None,) * 5
    assert dataclasses.astuple(h11.Limits(1, 2, 3, 4, 5)) == (1, 2, 3, 4, 5)
    assert h11.Limits(max_fields=2) == h11.Limits(None, 2)
    assert h11.Limits.__module__ == "h11"


def test_equality_and_hash():
    limits = h11.Limits(max_fields=2)
    assert limits == h11.Limits(max_fields=2) != h11.Limits(max_fields=3)
    assert hash(limits) == hash(h11.Limits(max_fields=2))
    assert limits != (None, 2, None, None, None)
    assert dataclasses.replace(limits, max_head_size=1) == h11.Limits(1, 2)
    for again in (copy.copy(limits), copy.deepcopy(limits), pickle.loads(pickle.dumps(limits))):
        assert again == limits
    assert eval(repr(limits), {"Limits": h11.Limits}) == limits


@pytest.mark.parametrize("name", NAMES)
def test_it_is_frozen(name):
    limits = h11.Limits()
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(limits, name, 1)
    with pytest.raises(dataclasses.FrozenInstanceError):
        delattr(limits, name)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("value", [True, False, 1.0, "1", b"1", [], float("inf"), object()])
def test_a_limit_is_an_int(name, value):
    with pytest.raises(TypeError, match=f"{name} must be an int or None, not"):
        h11.Limits(**{name: value})


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("value", [-1, -(2**100)])
def test_a_limit_is_not_negative(name, value):
    with pytest.raises(ValueError, match=f"{name} must not be negative: {value}"):
        h11.Limits(**{name: value})


@pytest.mark.parametrize("limits", [1, "1", {}, {"max_fields": 1}, (None,) * 5, h11, object])
def test_invalid_limits(limits):
    for role in (h11.CLIENT, h11.SERVER):
        with pytest.raises(TypeError, match=r"limits must be h11\.Limits or None, not"):
            h11.Connection(role, limits=limits)


def test_a_subclass_is_accepted():
    @dataclasses.dataclass(frozen=True)
    class Mine(h11.Limits):
        seconds: int = 9

    assert feed(server(limits=Mine(max_fields=0)), [GET]).code == "too-many-fields"


def test_unknown_names():
    with pytest.raises(TypeError):
        h11.Limits(body_size=1)


def test_fields_count_as_received():
    """Repeated lengths are returned once, but all of them count."""
    wire = b"PUT / HTTP/1.1\r\nHost: a\r\n" + b"Content-Length: 0\r\n" * 3 + b"\r\n"
    assert len(receive(server, wire).heads[0][4]) == 2
    assert receive(server, wire, limits=h11.Limits(max_fields=4)).code is None
    assert receive(server, wire, limits=h11.Limits(max_fields=3)).code == "too-many-fields"
