"""Dialogues: a client and a server, first valid and then disturbed.

A dialogue is generated in valid order first (requests, content, responses, cycles, with the bytes
delivered in random segments), because random operations end in ERROR at the second one. Then a few
operations are lost, repeated, moved or inserted at random.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from tests.compare.corpus import messages
from tests.compare.feeds import expressions as make
from tests.compare.feeds import openings
from tests.compare.harness.scripts import (
    CLIENT,
    SERVER,
    Op,
    Script,
    call,
    carry,
    feed,
    new,
    read,
    send,
    send_parts,
)

ALL = 1 << 20


def _merged(first: list[Op], second: list[Op], rng: random.Random) -> list[Op]:
    """Two sequences in one: mostly one after the other, otherwise interleaved at random."""
    if rng.random() < 0.6:
        return first + second
    first, second, merged = first[:], second[:], []
    while first or second:
        take = first if first and (not second or rng.random() < 0.5) else second
        merged.append(take.pop(0))
    return merged


def _sent(name: str, to: str, events: list[str], rng: random.Random) -> list[Op]:
    ops: list[Op] = []
    for event in events:
        ops.append((send if rng.random() < 0.8 else send_parts)(name, event))
        while rng.random() < 0.6:
            ops.append(carry(name, to, rng.choice((1, 7, 30, ALL, ALL, ALL))))
    ops.append(carry(name, to, ALL))
    return ops


def _cycle(rng: random.Random) -> list[Op]:
    fields, size = make.framing(rng)
    _, request = make.request(rng, fields)
    size = 0 if not fields else size
    asked = [request, *make.body(rng, size), make.end(rng, bool(fields) and size is None)]
    fields, size = make.framing(rng)
    response = make.response(rng, fields)
    answered = [make.informational(rng) for _ in range(rng.choice((0, 0, 0, 1, 2)))]
    answered += [response, *make.body(rng, size), make.end(rng, size is None)]
    if rng.random() < 0.15:
        # A peer of another version, as raw bytes: our own clients send 1.1 only.
        version = rng.choice((b"1.0", b"1.0", b"1.2", b"0.9"))
        raw = rng.choice((b"GET", b"HEAD", b"CONNECT")) + b" / HTTP/" + version + b"\r\n\r\n"
        client = [feed("s", raw)]
    else:
        client = _sent("c", "s", asked, rng)
    # The head of the request arrives first, as nearly every dialogue would end otherwise.
    head, rest = [client[0], carry("c", "s", ALL)], client[1:]
    ops = head + _merged(rest, _sent("s", "c", answered, rng), rng)
    return [*ops, call("c.start_next_cycle()"), call("s.start_next_cycle()")]


GESTURES = [
    "{}.send_failed()", "{}.start_next_cycle()", "{}.next_event()", "{}.trailing_data",
    "{}.receive_data(b'')", "{}.receive_data(None)", "{}.receive_data('')", "{}.receive_data(0)",
    "{}.receive_data('text')", "{}.receive_data(7)", "{}.receive_data([71])", "{}.receive_data([])",
    "{}.receive_data(bytearray(b'G'))", "{}.receive_data(memoryview(b'HT'))",
    "{}.receive_data(memoryview(b'HXT')[::2])", "{}.receive_data(data=b'P')", "{}.receive_data()",
    "{}.receive_data(BadBool())", "{}.receive_data(ToBytes(b'x'))", "{}.receive_data(MyBytes(b'x'))",
    "{}.receive_data((71, 69))", "{}.receive_data(object())",
    "setattr({}, 'their_http_version', b'1.0')", "setattr({}, 'their_http_version', b'1.1')",
    "setattr({}, 'their_http_version', None)",
    # Not at the end of a cycle: 0.16.0 would fail an assertion during its reset.
    "DONE in {}.states.values() or setattr({}, 'client_is_waiting_for_100_continue', True)",
    "setattr({}, 'client_is_waiting_for_100_continue', False)",
    "setattr({}, 'our_state', ERROR)", "setattr({}, 'trailing_data', b'')",
    "setattr({}, 'anything', 1)", "{}.anything", "{}.states", "{}.states.clear()",
    "{}.our_role, {}.their_role", "{}.our_state, {}.their_state",
    "{}.send()", "{}.send(None)", "{}.send(event=EndOfMessage())", "{}.send(1, 2)",
    "{}.send_with_data_passthrough(Data(Placeholder(5)))",
    "(p := Placeholder(5)) in ({}.send_with_data_passthrough(Data(p)) or ())",
    "{}.they_are_waiting_for_100_continue", "bytes({}._receive_buffer)",
    "{}.__init__({}.our_role)",
]  # fmt: skip


def _disturbance(rng: random.Random) -> Op:
    name, to = rng.choice((("c", "s"), ("s", "c")))
    choice = rng.randrange(7)
    if choice <= 1:
        return (send if rng.random() < 0.7 else send_parts)(name, make.strange_event(rng))
    if choice == 2:
        gesture = rng.choice(GESTURES).replace("{}", name)
        return read(gesture) if "next_event" in gesture else call(gesture)
    if choice == 3:
        return feed(name, b"")
    if choice == 4:
        return feed(
            name, rng.choice((b"\r\n", b"x", b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", b"\x00"))
        )
    if choice == 5:
        return carry(name, to, rng.choice((1, 20, ALL)))
    return call(f"{name}.start_next_cycle()")


def _disturbed(ops: list[Op], first: int, rng: random.Random) -> list[Op]:
    """The dialogue with a few operations lost, repeated, moved or inserted after `first`."""
    for _ in range(rng.choice((0, 1, 1, 2, 4))):
        at = rng.randrange(first, len(ops) + 1)
        choice = rng.randrange(6)
        if choice == 0 and at < len(ops):
            del ops[at]
        elif choice == 1 and at < len(ops):
            ops.insert(at, ops[at])
        elif choice == 2 and at < len(ops):
            ops.insert(rng.randrange(first, len(ops)), ops.pop(at))
        else:
            ops.insert(at, _disturbance(rng))
    return ops


def dialogues(rng: random.Random) -> Iterator[Script]:
    """A client and a server through up to three cycles."""
    while True:
        limit = rng.choice((None,) * 8 + (30, 200))
        ops = [new("c", CLIENT, limit), new("s", SERVER, limit)]
        for _ in range(rng.choice((1, 1, 2, 3))):
            ops += _cycle(rng)
        ops = _disturbed(ops, 2, rng)
        if rng.random() < 0.3:
            ops += [feed("s", b""), feed("c", b""), send("c", "ConnectionClosed()")]
        yield tuple(ops)


_ACTIONS = [
    "{}.send_failed()", "{}.next_event()", "{}.receive_data(b'')", "{}.receive_data(b'GET')",
    "{}.start_next_cycle()", "{}.send(EndOfMessage())", "{}.send(Data(data=b'x'))", "{}.states",
    "{}.trailing_data", "setattr({}, 'their_http_version', b'1.0')",
]  # fmt: skip
_MEDDLING = [
    "{}.send(Data(data=Meddler(lambda: {do})))",
    "{}.send_with_data_passthrough(Data(data=Meddler(lambda: {do}))) is None",
    "{}.receive_data(Meddler(lambda: {do}))",
    "{}.send(Request(method='PUT', target=Meddler(lambda: {do}), headers=[('Host', 'a')]))",
    "{}.send(Response(status_code=200, headers=Meddler(lambda: {do})))",
]


def reentrant(rng: random.Random) -> Iterator[Script]:
    """Arguments that call the connection while it examines them."""
    while True:
        ops = [new("c", CLIENT), new("s", SERVER), *_cycle(rng)]
        for _ in range(rng.choice((1, 1, 2))):
            name = rng.choice("cs")
            meddling = rng.choice(_MEDDLING).replace("{do}", rng.choice(_ACTIONS))
            ops.insert(rng.randrange(2, len(ops) + 1), call(meddling.replace("{}", name)))
        yield tuple(ops)


def relays(rng: random.Random) -> Iterator[Script]:
    """A proxy: one connection sends the events that another has received, as the same objects."""
    seeds = list(messages.written())
    requests = "c", (new("c", CLIENT),)
    while True:
        kind, data = rng.choice(seeds)
        name, opening = rng.choice(list(openings.NATURAL[kind].values()))
        if kind == "request":
            target, prepared = requests[0], requests[1]
        else:
            before = rng.choice((b"GET / HTTP/1.1", b"GET / HTTP/1.0", b"HEAD / HTTP/1.1"))
            target = "s"
            prepared = (new("s", SERVER), feed("s", before + b"\r\nHost: a\r\n\r\n"))
        step = read(f"(e := {name}.next_event())"), send(target, "e")
        received = (call(f"{name}.receive_data({data!r})"),) if data else ()
        yield opening + prepared + received + step * 5 + (feed(name, b""),) + step
