"""Constructors with arguments of every type, and all operations on the results."""

from __future__ import annotations

import random
from collections.abc import Iterator

from tests.compare import differences
from tests.compare.feeds import shapes
from tests.compare.harness.scripts import CLIENT, SERVER, Op, Script, call, new, probe, send

CONSTRUCTED = {
    "Request": {
        "method": shapes.TEXTS,
        "headers": shapes.HEADERS,
        "target": shapes.TEXTS,
        "http_version": shapes.TEXTS,
    },
    "Response": {
        "headers": shapes.HEADERS,
        "status_code": shapes.STATUSES,
        "http_version": shapes.TEXTS,
        "reason": [shape for shape in shapes.TEXTS if shape not in shapes.CONTROLS],
    },
    "Data": {"data": shapes.DATA, "chunk_start": shapes.FLAGS, "chunk_end": shapes.FLAGS},
    "EndOfMessage": {"headers": shapes.HEADERS},
    "ConnectionClosed": {},
    "Event": {},
}
CONSTRUCTED["InformationalResponse"] = CONSTRUCTED["Response"]
USUAL = {
    "method": "'GET'", "target": "'/'", "headers": "[('Host', 'a')]", "data": "b'a'",
    "status_code": "200",
}  # fmt: skip


def construct(kind: str, values: dict[str, str]) -> str:
    return f"{kind}({', '.join(f'{name}={value}' for name, value in values.items())})"


def constructors() -> Iterator[Op]:
    """Each argument in each type, with valid values for the others; and invalid calls."""
    for kind, arguments in CONSTRUCTED.items():
        usual = {name: USUAL[name] for name in arguments if name in USUAL}
        if kind == "InformationalResponse":
            usual["status_code"] = "100"
        for name, pool in arguments.items():
            for shape in pool:
                yield call(f"(e := {construct(kind, {**usual, name: shape})})")
        for name in usual:
            yield call(construct(kind, {key: usual[key] for key in usual if key != name}))
        values = ", ".join(usual.values())
        yield call(f"(e := {kind}({values}))")
        yield call(construct(kind, {**usual, "extra": "1"}))
        yield call(construct(kind, {**usual, "_parsed": "True"}))
        yield call(f"{kind}()")


EVENT_ACCESSORS = [
    "repr(e)", "str(e)", "e == e", "e != e", "e == {other}", "{other} == e", "e != {other}", "isinstance(hash(e), int)",
    "e == dataclasses.replace(e)", "dataclasses.replace(e)", "dataclasses.asdict(e)",
    "dataclasses.astuple(e)", "[f.name for f in dataclasses.fields(e)]", "dataclasses.is_dataclass(e)",
    "type(e).__match_args__", "type(e).__name__", "type(e).__module__", "type(e).__qualname__",
    "isinstance(e, Event)", "isinstance(e, (PAUSED, Data))",
    "bool(e)", "len(e)", "iter(e)", "e < e", "e[0]", "setattr(e, 'headers', 1)", "delattr(e, 'headers')",
    "setattr(e, 'zzz', 1)", "e.zzz", "e.headers", "e.method", "e.target", "e.status_code", "e.reason",
    "e.http_version", "e.data", "e.chunk_start", "e.chunk_end", "e.headers is e.headers",
    "dataclasses.replace(e, headers=[('Host', 'b')])", "dataclasses.replace(e, target='/x')",
    "dataclasses.replace(e, status_code=201)", "dataclasses.replace(e, data=b'z')",
    "dataclasses.replace(e, zzz=1)", "e.__class__(**dataclasses.asdict(e)) == e",
]  # fmt: skip
COPIES = ["copy.copy(e) == e", "copy.deepcopy(e) == e", "pickle.loads(pickle.dumps(e)) == e"]
HEADERS_ACCESSORS = [
    "(h := e.headers)", "list(h)", "h.raw_items()", "h.raw_items() is h.raw_items()", "h._full_items",
    "len(h)", "bool(h)", "repr(h)", "str(h)", "hash(h)", "h[0]", "h[-1]", "h[1]", "h[99]", "h[-99]",
    "h['a']", "h[None]", "h[True]", "h == list(h)", "h == tuple(h)", "list(h) == h", "h != list(h)",
    "h == []", "h == h", "h != h", "h == iter(list(h))", "h == reversed(h)", "h == [(b'host', b'a')]",
    "h == [[b'host', b'a']]", "h == 'ab'", "h == h.raw_items()", "h == dict(h)", "dict(h)",
    "list(reversed(h))", "(b'host', b'a') in h", "[b'host', b'a'] in h", "b'host' in h",
    "('host', 'a') in h", "5 in h", "h.index((b'host', b'a'))", "h.index((b'host', b'a'), 1)",
    "h.index((b'host', b'a'), -1, 5)", "h.index(5)", "h.count((b'host', b'a'))", "h.count(5)",
    "sorted(h)", "h + []", "[] + h", "h * 2", "[*h]", "[1].__iadd__(h)", "h.append", "h.items",
    "setattr(h, 'zzz', 1)", "h == breaking()", "h == breaking(*h)", "type(h).__name__",
    "isinstance(h, __import__('collections').abc.Sequence)", "copy.copy(h) == h", "copy.deepcopy(h) == h",
    "pickle.loads(pickle.dumps(h)) == h", "Response(status_code=200, headers=h).headers is h",
    "EndOfMessage(headers=h).headers is h", "h < h", "h is e.headers",
    "next(iter(h), None)", "max(h, default=None)", "h11._headers.normalize_and_validate(h) == h",
    "list(zip(*h))", "h == h11._headers.Headers(list(h._full_items))",
]  # fmt: skip
_SLICES = ["0:1", "1:", ":", "::-1", "-1:", "5:9", "0:3", "::2", "1:0"]
_NON_SEQUENCES = ["3", "None", "object()", "1.5", "CLIENT", "True", "len", "NEED_DATA"]

_LIBRARY = [
    "h11.__all__", "h11._headers.CONTENT_LENGTH_MAX_DIGITS",
    "h11._connection.DEFAULT_MAX_INCOMPLETE_EVENT_SIZE", "repr(NEED_DATA)", "str(PAUSED)",
    "type(NEED_DATA) is NEED_DATA", "isinstance(PAUSED, PAUSED)", "isinstance(CLIENT, SERVER)",
    "isinstance(IDLE, type)", "NEED_DATA == PAUSED", "{CLIENT: 1}[CLIENT]", "hash(DONE) == hash(DONE)",
    "NEED_DATA()", "PAUSED.__module__", "CLIENT.__module__", "CLIENT.__qualname__", "CLIENT.__name__",
    "issubclass(CLIENT, h11._util.Sentinel)", "copy.copy(CLIENT) is CLIENT", "copy.deepcopy(DONE) is DONE",
    "pickle.loads(pickle.dumps(MIGHT_SWITCH_PROTOCOL)) is MIGHT_SWITCH_PROTOCOL",
    "h11._util.Sentinel.__name__", "h11._state._SWITCH_UPGRADE", "h11._state._SWITCH_CONNECT",
    "ProtocolError('a')", "ProtocolError()", "LocalProtocolError()", "LocalProtocolError('a')",
    "RemoteProtocolError('a', 404)", "RemoteProtocolError('a', error_status_hint=404)",
    "LocalProtocolError(5, 'x')", "LocalProtocolError('a', 1, 2)", "LocalProtocolError('a').args",
    "pickle.loads(pickle.dumps(LocalProtocolError('a', 418))).error_status_hint",
    "type('P', (ProtocolError,), {})('a').error_status_hint", "repr(RemoteProtocolError('a'))",
    "[c.__module__ + '.' + c.__name__ for c in LocalProtocolError.__mro__]",
    "LocalProtocolError('a')._reraise_as_remote_protocol_error()", "issubclass(Request, Event)",
    "Event()", "type('E', (Event,), {})()", "type('R', (Response,), {'__slots__': ('x',)}).__name__",
    "h11._abnf.request_line", "h11._abnf.status_line", "h11._abnf.header_field", "h11._abnf.token",
    "h11._abnf.chunk_header", "h11._abnf.status_code", "h11._abnf.field_value", "h11._abnf.OWS",
    "h11._abnf.reason_phrase", "h11._abnf.vchar", "h11._abnf.http_version", "h11._abnf.chunk_size",
    "h11._readers.header_field_re.pattern", "h11._readers.request_line_re.pattern",
    "h11._readers.status_line_re.pattern", "h11._readers.chunk_header_re.pattern",
    "h11._readers.obs_fold_re.pattern", "[n for n in dir(h11) if n[0] != '_']",
    "h11._abnf and h11._connection and h11._events and h11._headers and h11._readers and 1",
    "h11._receivebuffer and h11._state and h11._util and h11._version and h11._writers and 1",
]  # fmt: skip
_CONNECTIONS = [
    "Connection()", "Connection(5)", "Connection(None)", "Connection('CLIENT')", "Connection(IDLE)",
    "Connection(our_role=CLIENT)", "Connection(SERVER, 5)", "Connection(SERVER, None)",
    "Connection(SERVER, max_incomplete_event_size=1)", "Connection(SERVER, 'x')", "Connection(SERVER, -1)",
    "Connection(SERVER, 1, 2)", "Connection(CLIENT, 2**70)", "Connection(CLIENT, x=1)",
    "Connection.__module__", "Connection.__name__", "Connection(CLIENT) == Connection(CLIENT)",
]  # fmt: skip
_CONNECTION_COPIES = [
    "copy.copy({})",
    "copy.deepcopy({})",
    "pickle.dumps({})",
    "pickle.loads(pickle.dumps({}))",
]


# The operand of the accessors if the event before them could not be constructed.
START = (call("(e := EndOfMessage(headers=[('Host', 'a')]))"), call("(h := e.headers)"))


def fixed(rng: random.Random) -> Iterator[Script]:
    """Every case from the lists once, with accessors on the results."""
    made = list(constructors())
    rng.shuffle(made)
    for op in made:
        accessors = [a.replace("{other}", rng.choice(shapes.OTHERS)) for a in EVENT_ACCESSORS]
        yield (*START, op, *map(call, rng.sample(accessors, 12)))
        yield (
            *START,
            op,
            *map(call, rng.sample(HEADERS_ACCESSORS[:1] * 9 + HEADERS_ACCESSORS, 15)),
        )
    for line in [*_LIBRARY, *_CONNECTIONS]:
        yield (call(line),)
    samples = [
        *shapes.OTHERS[:6],
        "Response(status_code=404, headers=[('A', 'b'), ('C', 'd'), ('E', 'f')], reason='No')",
        "EndOfMessage(headers=[('Ab', 'c'), ('Ab', 'd'), ('Ef', 'g'), ('Host', 'a')])",
        "Request(method='PUT', target='*', headers=[('x', 'y'), ('HOST', 'a')], http_version='1.0')",
    ]
    for sample in samples:
        start = call(f"(e := {sample})")
        for accessor in EVENT_ACCESSORS:
            for other in shapes.OTHERS if "{other}" in accessor else [""]:
                yield start, call(accessor.replace("{other}", other))
        for copied in COPIES:
            yield start, probe(differences.COPY_EVENT, copied)
        if "headers" not in sample and "EndOf" not in sample:
            continue
        start2 = call("(h := e.headers)")
        for accessor in HEADERS_ACCESSORS:
            yield start, start2, call(accessor)
        for part in _SLICES:
            line = f"(h[{part}], list(h)[{part}])"
            yield start, start2, probe(differences.SLICE_HEADERS, line)
        for other in _NON_SEQUENCES:
            for compared in (f"h == {other}", f"{other} == h", f"h != {other}"):
                yield start, start2, probe(differences.COMPARE_HEADERS, compared)
    for control in shapes.CONTROLS:
        for kind, status in (("Response", "200"), ("InformationalResponse", "100")):
            values = {"status_code": status, "headers": "[]", "reason": control}
            yield (probe(differences.CONTROL_REASON, construct(kind, values)),)
    for role in (CLIENT, SERVER):
        for copied in _CONNECTION_COPIES:
            yield new("c", role), probe(differences.COPY_CONNECTION, copied.replace("{}", "c"))


def constructed(rng: random.Random) -> Iterator[Script]:
    """Endless events with random arguments, examined and sent."""
    names = [name for name in CONSTRUCTED if name != "Event"]
    while True:
        kind = rng.choice(names)
        arguments = CONSTRUCTED[kind]
        values = {}
        for name, pool in arguments.items():
            usual = USUAL.get(name)
            if usual is None and rng.random() < 0.7:
                continue
            values[name] = usual if usual and rng.random() < 0.7 else rng.choice(pool)
        accessors = [a.replace("{other}", rng.choice(shapes.OTHERS)) for a in EVENT_ACCESSORS]
        made = call(f"(e := {construct(kind, values)})")
        ops = [*START, made, *map(call, rng.sample(accessors, 4))]
        ops += map(call, rng.sample([*HEADERS_ACCESSORS[:1] * 20, *HEADERS_ACCESSORS], 4))
        ops += [new("c", CLIENT), new("s", SERVER), send("c", "e"), send("s", "e")]
        yield tuple(ops)
