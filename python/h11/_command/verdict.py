"""How a stream ends: by an error or not, and what the other policies make of it."""

from __future__ import annotations

from typing import Any

import h11
from h11._command.codes import CODES
from h11._command.describe import Described, names_of
from h11._command.output import shortened
from h11._command.place import Place, drawn, place_of
from h11._command.replay import Failure, Replay

#: How much of the text of an error is shown to people; it may quote a whole line.
_TEXT = 200


def place(failure: Failure) -> Place:
    return place_of(failure.error, failure.offset, failure.buffered)


def rejection(replay: Replay) -> tuple[str, Place] | None:
    """The code and the place of the error of another policy, if there is one."""
    failure = replay.failure
    return (failure.error.code or "", place(failure)) if failure else None


def error(failure: Failure, others: dict[str, Replay]) -> Described:
    """The error that ended the stream, and what other policies make of it."""
    raised, found = failure.error, place(failure)
    row = CODES[raised.code or ""]
    notes = getattr(raised, "__notes__", [])  # CPython 3.11
    values = {
        "error": str(raised),
        "code": row.code,
        "meaning": row.meaning,
        "rule": row.rule,
        "hint": raised.error_status_hint,
        "field": raised.field,
        "offending": raised.offending,
        "offset": found.offset,
        "line": found.line,
        "column": found.column,
        "notes": notes,
        "states": names_of(failure.states),
        "policies": _values(others),
    }
    states = ", ".join(
        f"{role.lower()} {state}" for role, state in names_of(failure.states).items()
    )
    lines = [
        f"error at offset {found.offset}: {shortened(str(raised), _TEXT)}",
        "",
        *(f"    {line}" for line in drawn(found)),
        "",
        f"code        {row.code}: {row.meaning}",
        f"rule        {row.rule}",
        f"hint        {raised.error_status_hint}",
        f"states      {states}",
        *(f"note        {note}" for note in notes),
    ]
    for policy, other in others.items():
        lines.append(f"{policy:10}  {_about_the_error(rejection(other), row.code, found)}")
    if option := _option(failure):
        lines.append(f"try         {option}")
    return values, lines


def _option(failure: Failure) -> str | None:
    """The option with which the stream may be valid."""
    is_response = failure.states[h11.SERVER] is h11.SEND_BODY
    if failure.error.code == "incomplete-content" and is_response:
        return "--method HEAD, if it responds to a HEAD request"
    if failure.error.code == "switch-not-proposed":
        return "--upgrade, if the request proposed to switch protocols"
    return None


def _about_the_error(rejected: tuple[str, Place] | None, code: str, found: Place) -> str:
    if rejected is None:
        return "accepts it"
    other, at = rejected
    if (other, at.offset) == (code, found.offset):
        return "also rejects it"
    return f"rejects it at offset {at.offset}: {other}"


def end(size: int, paused_at: int | None, others: dict[str, Replay]) -> Described:
    """The end of a stream without an error."""
    values = {"end": size, "switched_at": paused_at, "policies": _values(others)}
    lines = []
    if paused_at is not None:
        lines.append(
            f"{paused_at:10}  {size - paused_at} bytes of another protocol, if both switch"
        )
    for policy, other in others.items():
        if rejected := rejection(other):
            code, at = rejected
            lines.append(f"{policy:10}  rejects it at offset {at.offset}: {code}")
    return values, lines


def _values(others: dict[str, Replay]) -> dict[str, Any]:
    """By policy: the code and the offset of the error, or None."""
    rejections = {policy: rejection(other) for policy, other in others.items()}
    return {
        policy: rejected and {"code": rejected[0], "offset": rejected[1].offset}
        for policy, rejected in rejections.items()
    }
