"""The place of an error in the received bytes."""

from __future__ import annotations

import re
from typing import NamedTuple

import h11
from h11._command.output import visible


class Place(NamedTuple):
    """The byte that is at fault, and its line."""

    offset: int
    """From the beginning of the stream."""
    line: bytes
    column: int | None
    """The byte in the line; None if no byte is at fault, for example if something is missing."""


def _longest(*pieces: bytes) -> re.Pattern[bytes]:
    """A pattern for as many of these pieces as there are."""
    pattern = b""
    for piece in reversed(pieces):
        pattern = b"(?:" + piece + pattern + b")?"
    return re.compile(pattern)


_TOKEN = rb"[-!#$%&'*+.^_`|~0-9A-Za-z]+"
_VISIBLE = rb"[\x21-\x7e]+"
_VERSION = [b"H", b"T", b"T", b"P", b"/", rb"\d", rb"\.", rb"\d"]
_VALUE = rb"[^\0\n\v\f\r]+"
_WITHOUT_CONTROLS = rb"[\t\x20-\x7e\x80-\xff]+"

#: For the codes whose offending bytes begin well: what is valid in them.
_VALID = {
    "request-line-malformed": _longest(_TOKEN, b" ", _VISIBLE, b" ", *_VERSION),
    "status-line-malformed": _longest(*_VERSION, b" ", *[rb"\d"] * 3, b" ", _WITHOUT_CONTROLS),
    "method-malformed": _longest(_TOKEN),
    "request-target-malformed": _longest(_VISIBLE),
    "field-line-malformed": _longest(_TOKEN, b":", _VALUE),
    "field-name-malformed": _longest(_TOKEN),
    "field-value-malformed": _longest(_VALUE),
    "field-value-control": _longest(_WITHOUT_CONTROLS),
    "chunk-size-malformed": _longest(b"[0-9A-Fa-f]{1,20}", rb"[\t ]*", b";", _WITHOUT_CONTROLS),
    "chunk-extension-control": _longest(_WITHOUT_CONTROLS),
    "chunk-crlf-missing": _longest(b"\r", b"\n"),
    "bare-lf": _longest(rb"[^\n]+"),
}

#: The codes of errors without offending bytes that are found at the first byte.
_FIRST = {
    "data-after-end",
    "request-line-missing",
    "status-line-missing",
    "switch-not-proposed",
    "unexpected-event",
}
#: And those that are found at the end of the stream.
_LAST = {"incomplete-content", "unexpected-close"}


def place_of(error: h11.RemoteProtocolError, start: int, buffered: bytes) -> Place:
    """The place of an error.

    Args:
        error: the error.
        start: the offset of the message, or the part of its content, that is at fault.
        buffered: the bytes from there on.
    """
    code = error.code or ""
    if error.offending:
        found = _find(error.offending, error.field, buffered)
        valid = code in _VALID and _VALID[code].match(buffered, found)
        at = valid.end() if valid else found
        return _in_line(start, buffered, at, is_at_fault=True)
    at = len(buffered) if code in _LAST else 0
    return _in_line(start, buffered, at, is_at_fault=code in _FIRST)


def _find(offending: bytes, field: bytes | None, buffered: bytes) -> int:
    """The position of the bytes: in the last line of the field that has them, if it is known."""
    if field is not None:
        pattern = rb"(?im)^" + re.escape(field) + rb"[ \t]*:([^\n]*(?:\n[ \t][^\n]*)*)"
        for line in reversed(list(re.finditer(pattern, buffered))):
            at = buffered.find(offending, line.start(1), line.end(1))
            if at >= 0:
                return at
    # Lines with obs-fold are joined in the error: as much of them as is found.
    while (at := buffered.find(offending)) < 0:
        offending = offending[: len(offending) // 2]
    return at


def _in_line(start: int, buffered: bytes, at: int, *, is_at_fault: bool) -> Place:
    begin = buffered.rfind(b"\n", 0, at) + 1
    end = buffered.find(b"\n", at)
    if end == at:
        end += 1  # the line end itself is at fault
    line = buffered[begin : end if end >= 0 else len(buffered)]
    if line.endswith(b"\r") and at < begin + len(line) - 1:
        line = line[:-1]
    return Place(start + at, line, at - begin if is_at_fault else None)


#: How much of a long line is shown on each side of the byte.
_AROUND = 60


def drawn(place: Place) -> list[str]:
    """The line, and a caret under the byte that is at fault."""
    column = place.column or 0
    begin = max(column - _AROUND, 0)
    before = ("..." if begin else "") + visible(place.line[begin:column])
    after = visible(place.line[column : column + _AROUND])
    if len(place.line) > column + _AROUND:
        after += "..."
    lines = [before + after or "(the end of the data)"]
    if place.column is not None:
        lines.append(" " * len(before) + "^")
    return lines
