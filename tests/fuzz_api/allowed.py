"""Which differences from 0.16.0 are on the list (docs/differences.md): a rule for each.

Those of the comparison hold here as well (`tests/compare/differences.py`); the others are about
what only these programs do.
"""

from __future__ import annotations

import re
from typing import Any

import differences
from programs import Op

WRONG_ARGUMENT = "another-error-for-a-wrong-argument"
INCOMPLETE_EVENT = "an-event-without-its-fields"
_INCOMPLETE = re.compile(r"__new__|__delattr__")
UNINITIALIZED_CONNECTION = "a-connection-without-its-init"
_UNINITIALIZED = re.compile(r"Connection\.__new__|'__(init|new)__': [^:]*: (None|object)")
POST_INIT = "a-check-that-post-init-cannot-take-out"
_PYTHON_ERRORS = {f"builtins.{name}" for name in ("TypeError", "AttributeError", "AssertionError")}
# Calls of what is private, and of methods without an object to call them on.
_INSIDE = re.compile(r"h11\._|\bo\d+\(|\br\d+\(|\.__\w+__\(|\bConnection\.|\bHeaders\.|fget")

_STATES = ["IDLE", "SEND_RESPONSE", "SEND_BODY", "DONE", "MUST_CLOSE", "CLOSED", "ERROR",
           "MIGHT_SWITCH_PROTOCOL", "SWITCHED_PROTOCOL"]  # fmt: skip


#: The rules that a probe of the comparison names apply to operations of this form.
_PROBED = {
    differences.COPY_EVENT: re.compile(r"copy\(|copy\.|pickle"),
    differences.COMPARE_HEADERS: re.compile(r"[!=]="),
    differences.COPY_CONNECTION: re.compile(r"copy\(|copy\.|pickle"),
    differences.CONTROL_REASON: re.compile(r"reason="),
}


def _entry(op: Op, result: Any) -> dict[str, Any]:
    """As the rules of the comparison want it."""
    return {
        "result": result, "expression": op.text, "probe": None, "servers_before": _STATES,
        "call": "next_event" if "next_event" in op.text else "send",
    }  # fmt: skip


#: Rules after which two programs go different ways, even if no name was bound.
PARTING = {UNINITIALIZED_CONNECTION}


def _is_uninitialized(theirs: Any, mine: Any) -> bool:
    """Ours has nothing before its `__init__`; of 0.16.0 some methods work."""
    missing = ("raised", "builtins.AttributeError", None, None)
    if mine == missing:
        return True
    sides = [repr(side).replace(repr(missing), "None") for side in (theirs, mine)]
    return sides[0] == sides[1]


def rule(op: Op, earlier: str, reference: Any, ours: Any) -> str | None:
    """The name of the rule under which these two may differ, if there is one.

    `earlier` is the text of the operations before this one.
    """
    (theirs, their_log), (mine, my_log) = reference, ours
    if their_log == my_log:
        left, right = _entry(op, theirs), _entry(op, mine)
        found = differences.explain(left, right)
        if found is not None:
            return found
        for name, form in _PROBED.items():
            if form.search(op.text) and differences.PROBED[name](left, right):
                return name
    if _INSIDE.search(op.text) and {theirs[0], mine[0]} == {"raised"}:
        is_init = ".__init__(" in op.text
        if theirs[1] in _PYTHON_ERRORS and (is_init or mine[1] in _PYTHON_ERRORS):
            return WRONG_ARGUMENT
    if (
        ".send" in op.text
        and _INCOMPLETE.search(earlier)
        and mine[:2] == ("raised", "builtins.AttributeError")
    ):
        if theirs[:2] == ("raised", "h11._util.LocalProtocolError"):
            return INCOMPLETE_EVENT
    if "'__post_init__'" in earlier and mine[1:2] == ("h11._util.LocalProtocolError",):
        if "status_code should be in range" in mine[2]:
            return POST_INIT
    if _UNINITIALIZED.search(earlier + op.text) and _is_uninitialized(theirs, mine):
        return UNINITIALIZED_CONNECTION
    if mine == ("fine",) and _PROBED[differences.COPY_EVENT].search(op.text):
        if theirs[1] == "dataclasses.FrozenInstanceError":
            return differences.COPY_EVENT
    return None
