"""Connections and their messages: events that are constructed, sent and received."""

from __future__ import annotations

import functools
import random

from tests.compare.corpus import messages as corpus
from tests.compare.feeds import expressions as make
from tests.compare.feeds.dialogue import GESTURES
from tests.compare.feeds.objects import CONSTRUCTED, USUAL, construct
from tests.fuzz_api.programs import Draft

ROLES = ("CLIENT", "SERVER")


@functools.lru_cache(maxsize=1)
def written() -> list[tuple[str, bytes]]:
    return list(corpus.written())


def event_text(rng: random.Random) -> str:
    """An event, usually valid."""
    choice = rng.randrange(9)
    fields, size = make.framing(rng)
    if choice <= 2:
        return make.request(rng, fields)[1]
    if choice <= 4:
        return make.response(rng, fields)
    if choice == 5:
        return rng.choice(make.body(rng, size) or ["Data(data=b'')"])
    if choice == 6:
        return make.end(rng, True)
    if choice == 7:
        return make.informational(rng)
    return make.strange_event(rng)


def unusual_event_text(rng: random.Random) -> str:
    """An event with one argument of any type."""
    kind = rng.choice([name for name in CONSTRUCTED if name != "Event"])
    arguments = CONSTRUCTED[kind]
    values = {name: USUAL[name] for name in arguments if name in USUAL}
    if kind == "InformationalResponse":
        values["status_code"] = "100"
    if arguments:
        name = rng.choice(list(arguments))
        values[name] = rng.choice(arguments[name])
    return construct(kind, values)


def some_event(draft: Draft) -> str:
    """A name or an expression of an event."""
    name = draft.any("e")
    if name is None or draft.rng.random() < 0.4:
        return event_text(draft.rng)
    return name


def some_connection(draft: Draft) -> str:
    return draft.any("c") or connection(draft)


def opened(draft: Draft) -> str:
    """A connection that has sent or received a head, and continues with content."""
    rng = draft.rng
    framing = rng.choice(("('Transfer-Encoding', 'chunked')", "('Content-Length', '9')"))
    if rng.random() < 0.6:
        name = draft.bind("c", "Connection(CLIENT)")
        draft.do(
            f"{name}.send(Request(method='PUT', target='/', headers=[('Host', 'a'), {framing}]))"
        )
    else:
        name = draft.bind("c", "Connection(SERVER)")
        draft.do(f"{name}.receive_data(b'GET / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n')")
        draft.bind("e", f"{name}.next_event()")
        draft.do(f"{name}.send(Response(status_code=200, headers=[{framing}]))")
    return name


def event(draft: Draft) -> None:
    text = event_text if draft.rng.random() < 0.75 else unusual_event_text
    draft.bind("e", text(draft.rng))


def connection(draft: Draft) -> str:
    rng = draft.rng
    role = rng.choice(ROLES)
    limit = rng.choice(("", "", "", "", ", 30", ", max_incomplete_event_size=200"))
    kind = draft.any("K") if rng.random() < 0.5 else None
    return draft.bind("c", f"{kind or 'Connection'}({role}{limit})")


def send(draft: Draft) -> None:
    rng = draft.rng
    method = "send" if rng.random() < 0.8 else "send_with_data_passthrough"
    text = f"{some_connection(draft)}.{method}({some_event(draft)})"
    if rng.random() < 0.6:
        draft.bind("w", text, quiet=False)
    else:
        draft.do(text)


def cuts(rng: random.Random, size: int, most: int = 4) -> list[int]:
    points = sorted(rng.randrange(size + 1) for _ in range(rng.randrange(most)))
    return [0, *points, size]


def deliver(draft: Draft) -> None:
    """A message of the corpus, received in segments, with calls of `next_event` in between."""
    rng = draft.rng
    kind, data = rng.choice(written())
    if rng.random() < 0.5:
        name = draft.bind("c", "Connection(SERVER)" if kind == "request" else "Connection(CLIENT)")
        if kind == "response":
            asked = make.request(rng, [])[1]
            draft.do(f"{name}.send({asked})")
            draft.do(f"{name}.send(EndOfMessage())")
    else:
        name = some_connection(draft)
    wrap = rng.choice(
        ("{}",) * 6 + ("bytearray({})", "memoryview({})", "MyBytes({})", "Exporter({})")
    )
    points = cuts(rng, len(data))
    for start, stop in zip(points, points[1:]):
        draft.do(f"{name}.receive_data({wrap.format(data[start:stop])})")
        read(draft, name)
    if rng.random() < 0.2:
        draft.do(f"{name}.receive_data(b'')")
        read(draft, name)


def read(draft: Draft, name: str | None = None) -> None:
    name = name or some_connection(draft)
    for _ in range(draft.rng.choice((1, 1, 2, 3))):
        if draft.rng.random() < 0.5:
            draft.bind("e", f"{name}.next_event()")
        else:
            draft.do(f"{name}.next_event()")


def carry(draft: Draft) -> None:
    """Deliver the bytes of one connection to another."""
    wire = draft.any("w")
    if wire is None:
        return send(draft)
    name = some_connection(draft)
    cut = draft.rng.choice(("", "", "", "[:7]", "[7:]", "[:-1]", "[::2]"))
    draft.do(f"{name}.receive_data({wire}{cut})")
    return read(draft, name)


def dialogue(draft: Draft) -> None:
    """A whole cycle between two connections."""
    rng = draft.rng
    client, server = draft.bind("c", "Connection(CLIENT)"), draft.bind("c", "Connection(SERVER)")
    fields, size = make.framing(rng)
    asked = [make.request(rng, fields)[1], *make.body(rng, size), make.end(rng, size is None)]
    fields, size = make.framing(rng)
    answered = [make.informational(rng)] if rng.random() < 0.2 else []
    answered += [make.response(rng, fields), *make.body(rng, size), make.end(rng, size is None)]
    for source, target, events in ((client, server, asked), (server, client, answered)):
        for text in events:
            wire = draft.bind("w", f"{source}.send({text})", quiet=False)
            draft.do(f"{target}.receive_data({wire})")
            read(draft, target)
    for name in (client, server):
        draft.do(f"{name}.start_next_cycle()")


def gesture(draft: Draft) -> None:
    draft.do(draft.rng.choice(GESTURES).replace("{}", some_connection(draft)))


def look(draft: Draft) -> None:
    draft.do(draft.anything(), quiet=False)


MAKERS = {
    event: 8, connection: 3, opened: 3, send: 8, deliver: 8, read: 4, carry: 4, dialogue: 2, gesture: 3,
    look: 5,
}  # fmt: skip
