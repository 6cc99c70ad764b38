"""The table of codes in `src/error/code.rs`, and the functions that its examples use."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import h11

from .code_examples import EXAMPLES
from .peers import END, GET, read

SOURCE = Path(__file__).resolve().parents[2] / "src" / "error" / "code.rs"


class Row(NamedTuple):
    """A rule, and the code of its violations."""

    code: str
    status_hint: int
    enforced_by: str
    section: str
    meaning: str

    @property
    def example(self) -> str:
        """An expression that violates the rule."""
        return EXAMPLES[self.code]


def table() -> list[Row]:
    """Return the package's table; for 0.16.0, which has none, parse the source."""
    if h11.__version__ == "0.16.0":
        row = r'= "(.*)", (\d+), (\w+),\s+"(.*)",\s+"(.*)";'
        rows = re.findall(row, SOURCE.read_text(encoding="utf-8"))
        return [Row(code, int(hint), by.lower(), *rest) for code, hint, by, *rest in rows]
    from h11._h11 import codes

    return [Row(*row) for row in codes()]


ROWS = {row.code: row for row in table()}


def server(*segments: bytes, again: bool = False, **settings: object) -> list:
    """Receive the segments as a server; with `again`, continue after the first error."""
    return feed(h11.Connection(h11.SERVER, **settings), segments, again)


def client(*segments: bytes, again: bool = False, **settings: object) -> list:
    """Receive the segments as a client that has sent `GET /`."""
    connection = h11.Connection(h11.CLIENT, **settings)
    connection.send(GET)
    connection.send(END)
    return feed(connection, segments, again)


def idle(*segments: bytes, **settings: object) -> list:
    """Receive the segments as a client that has sent nothing."""
    return feed(h11.Connection(h11.CLIENT, **settings), segments)


def send(*events: h11.Event, to: str = "1.1", again: bool = False, **settings: object) -> bytes:
    """Send the events as a server that has received a GET of this version, or, if the first is a
    request, as a client."""
    is_client = type(events[0]) is h11.Request
    connection = h11.Connection(h11.CLIENT if is_client else h11.SERVER, **settings)
    if not is_client:
        feed(connection, [b"GET / HTTP/%b\r\nHost: a\r\n\r\n" % to.encode()])
    try:
        return b"".join([connection.send(event) or b"" for event in events])
    except h11.ProtocolError:
        if not again:
            raise
        return connection.send(events[-1])


def feed(connection: h11.Connection, segments: list[bytes], again: bool = False) -> list:
    """Return everything that `next_event` returns, including constants."""
    events: list = []
    try:
        for segment in segments:
            connection.receive_data(segment)
            events += read(connection)
    except h11.ProtocolError:
        if not again:
            raise
        events.append(connection.next_event())
    return events


#: What the examples may use.
NAMES = {"h11": h11, "server": server, "client": client, "idle": idle, "send": send}


def error_of(example: str) -> h11.ProtocolError:
    """Return the error that the example raises."""
    try:
        eval(example, NAMES)
    except h11.ProtocolError as error:
        return error
    raise AssertionError(f"raises nothing: {example}")
