"""Rules for the deliberate differences from 0.16.0 (docs/differences.md).

Those of the comparison apply as well (`tests/compare/differences.py`); the others are about features
that only these programs use. A rule examines both outcomes, so that it covers the documented
difference and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.compare import differences
from tests.fuzz_api.programs import Op

WRONG_ARGUMENT = "another-error-for-a-wrong-argument"
WRONG_SELF = "an-init-called-on-something-else"
CHANGED_EVENT = "an-event-changed-behind-its-back"
INCOMPLETE_EVENT = "an-event-without-its-fields"
UNINITIALIZED_CONNECTION = "a-connection-without-its-init"
FAILED_INIT = "a-second-init-that-fails"
POST_INIT = "a-check-that-post-init-cannot-take-out"
REPLACED_STEP = "a-step-that-was-replaced-and-does-not-do-its-work"
TWO_ERRORS = "which-of-two-errors-comes-first"
ENDS_EARLIER = "a-connection-that-no-traceback-keeps"

#: Rules after which the two programs diverge further, even if no name was bound.
PARTING = {
    UNINITIALIZED_CONNECTION,
    FAILED_INIT,
    WRONG_SELF,
    CHANGED_EVENT,
    REPLACED_STEP,
    differences.COPY_CONNECTION,  # a finalizer of the copy may use the original
}

_PYTHON_ERRORS = {f"builtins.{name}" for name in ("TypeError", "AttributeError", "AssertionError")}
_LOCAL = "h11._util.LocalProtocolError"
_REMOTE = "h11._util.RemoteProtocolError"
_MISSING = ("raised", "builtins.AttributeError", None, None)
_STATES = ["IDLE", "SEND_RESPONSE", "SEND_BODY", "DONE", "MUST_CLOSE", "CLOSED", "ERROR",
           "MIGHT_SWITCH_PROTOCOL", "SWITCHED_PROTOCOL"]  # fmt: skip

# Calls of private functions, and of unbound methods.
_INSIDE = re.compile(r"h11\._|\bo\d+\(|\br\d+\(|\.__\w+__\(|\bConnection\.|\bHeaders\.|fget")
_UNBOUND = re.compile(r"(Connection|Headers|h11\._receivebuffer\.ReceiveBuffer)\.\w+(\.\w+)?\(")
_INIT = re.compile(
    r"\b(Request|Response|InformationalResponse|Data|EndOfMessage|ConnectionClosed)\.__init__\("
)
_INCOMPLETE = re.compile(r"__new__|__delattr__")
_UNINITIALIZED = re.compile(r"Connection\.__new__|'__(init|new)__': [^:]*: (None|object)")
_COPY = re.compile(r"copy\(|copy\.|pickle|asdict\(|astuple\(")
#: The rules that a probe of the comparison names apply to operations of this form.
_PROBED = {
    differences.COPY_EVENT: _COPY,
    differences.COMPARE_HEADERS: re.compile(r"[!=]="),
    differences.COPY_CONNECTION: _COPY,
    differences.CONTROL_REASON: re.compile(r"reason="),
}


@dataclass
class Case:
    """An operation with different results."""

    text: str
    #: The text of the operations before it.
    earlier: str
    theirs: Any
    mine: Any

    def raised(self) -> tuple[str | None, str | None]:
        """The exceptions of 0.16.0 and of ours."""
        sides = (self.theirs, self.mine)
        theirs, mine = (side[1] if side[0] == "raised" else None for side in sides)
        return theirs, mine


def _wrong_argument(case: Case) -> bool:
    """Private functions and unbound methods check their arguments first."""
    theirs, mine = case.raised()
    if _UNBOUND.match(case.text) and mine == "builtins.TypeError":
        return True  # 0.16.0 works with any object that has the attributes
    # Of an event of the wrong class, 0.16.0 may find the version first.
    is_version = theirs == _LOCAL and case.theirs[2] == "I only send HTTP/1.1"
    is_either = (theirs in _PYTHON_ERRORS or is_version) and mine in _PYTHON_ERRORS
    return bool(_INSIDE.search(case.text)) and is_either


def _wrong_self(case: Case) -> bool:
    """Setting slots requires an event of the class; in 0.16.0 any object with these slots works."""
    theirs, mine = case.raised()
    return bool(_INIT.search(case.text)) and (mine in _PYTHON_ERRORS or theirs in _PYTHON_ERRORS)


def _incomplete_event(case: Case) -> bool:
    """The fields of an event are read before its state is checked."""
    is_possible = ".send" in case.text and _INCOMPLETE.search(case.earlier + case.text)
    return bool(is_possible) and case.raised() == (_LOCAL, "builtins.AttributeError")


def _changed_event(case: Case) -> bool:
    """If an event was modified after construction, wrong types raise when it is sent."""
    is_possible = ".send" in case.text and "object.__setattr__" in case.earlier
    return is_possible and case.raised()[1] in (*_PYTHON_ERRORS, _LOCAL)


def _post_init(case: Case) -> bool:
    """The check of the status code is not in `__post_init__`, which may be replaced."""
    return (
        "'__post_init__'" in case.earlier
        and case.mine[:2] == ("raised", _LOCAL)
        and "status_code should be in range" in case.mine[2]
    )


def _uninitialized(case: Case) -> bool:
    """Before `__init__` everything raises; in 0.16.0 some methods work."""
    if not _UNINITIALIZED.search(case.earlier + case.text):
        return False
    if "object.__new__(" in case.earlier + case.text and case.raised()[1] == "builtins.TypeError":
        return True
    sides = [repr(side).replace(repr(_MISSING), "None") for side in (case.theirs, case.mine)]
    return case.mine == _MISSING or sides[0] == sides[1]


def _failed_init(case: Case) -> bool:
    """A second `__init__` that fails changes nothing; in 0.16.0 it has set the size limit."""
    outcomes = [repr(case.theirs), repr(case.mine)]
    depends_on_limit = sum("Receive buffer too long" in outcome for outcome in outcomes) == 1
    return depends_on_limit and bool(re.search(r"\bc\d+\.__init__\(", case.earlier))


def _two_errors(case: Case) -> bool:
    """The status code is checked before fields are set that are properties in a subclass."""
    return "property(" in case.earlier and case.raised() == ("builtins.AttributeError", _LOCAL)


def _replaced_step(case: Case) -> bool:
    """0.16.0 has assertions between its steps; ours keeps the state in one place."""
    is_replaced = re.search(r"'(our_state|their_state|_[a-z_]+)':? ?,? ", case.earlier)
    return bool(is_replaced) and case.raised()[0] == "builtins.AssertionError"


def _copy_unseen(case: Case) -> bool:
    """Like the comparison's rule, with the result examined.

    Ours reaches the contents of the event, which may be a connection that cannot be copied, and the
    comparison, which may find a missing field.
    """
    theirs, mine = case.raised()
    is_copy = _COPY.search(case.text) and (case.mine == ("fine",) or mine in _PYTHON_ERRORS)
    return bool(is_copy) and theirs == "dataclasses.FrozenInstanceError"


def _compare_unseen(case: Case) -> bool:
    """Like the comparison's rule, with the result of `==` examined."""
    is_comparison = re.search(r"[!=]= h\d|h\d+ [!=]=", case.text) and case.mine == ("fine",)
    return bool(is_comparison) and case.raised()[0] == "builtins.TypeError"


RULES: dict[str, Callable[[Case], bool]] = {
    WRONG_ARGUMENT: _wrong_argument,
    WRONG_SELF: _wrong_self,
    INCOMPLETE_EVENT: _incomplete_event,
    CHANGED_EVENT: _changed_event,
    POST_INIT: _post_init,
    UNINITIALIZED_CONNECTION: _uninitialized,
    FAILED_INIT: _failed_init,
    REPLACED_STEP: _replaced_step,
    TWO_ERRORS: _two_errors,
    differences.COPY_EVENT: _copy_unseen,
    differences.COMPARE_HEADERS: _compare_unseen,
}


def _ends_earlier(earlier: str, reference: Any, ours: Any) -> bool:
    """In 0.16.0 the traceback of an error keeps the connection alive; frames of Rust do not."""
    (theirs, their_log), (mine, my_log) = reference, ours
    logs = [[entry for entry in log if entry != "finalized"] for log in (their_log, my_log)]
    return theirs == mine and "weakref.finalize(" in earlier and logs[0] == logs[1]


def _is_unprocessed(earlier: str, reference: Any, ours: Any) -> bool:
    """A replaced `_process_event` is not called for a received event that cannot follow."""
    (theirs, their_log), (mine, my_log) = reference, ours
    is_replaced = "_process_event" in earlier and theirs[:2] == ("raised", _REMOTE)
    others = [entry for entry in their_log if entry != "_process_event of 2"]
    return is_replaced and theirs == mine and others == my_log


def _refuses_copy(case: Case) -> bool:
    """What 0.16.0 has copied is finalized, and may log that."""
    return bool(_COPY.search(case.text)) and case.raised() == (None, "builtins.TypeError")


def _incomplete_in_a_callback(earlier: str, reference: Any, ours: Any) -> bool:
    """As in `_incomplete_event`, where a callback sends the event and logs the exception."""
    logged = repr(reference).replace("'LocalProtocolError'", "'AttributeError'")
    is_possible = ".send" in earlier and _INCOMPLETE.search(earlier)
    return bool(is_possible) and logged == repr(ours).replace(
        "'LocalProtocolError'", "'AttributeError'"
    )


def parts(op: Op, earlier: str, entry: Any) -> str | None:
    """The rule, if any, by which two equal programs diverge here."""
    result, _ = entry
    case = Case(op.text, earlier, result, result)
    if ".send" in op.text and _INCOMPLETE.search(earlier) and case.raised()[1] in _PYTHON_ERRORS:
        return INCOMPLETE_EVENT  # in 0.16.0 the state of the other side may have changed
    return None


def _call(text: str) -> str:
    """The name that the comparison has for such an operation."""
    if "process_event(" in text:
        return "call"
    return "next_event" if "next_event" in text else "send"


def _of_the_comparison(case: Case) -> str | None:
    entries = [
        {
            "result": result,
            "expression": case.text,
            "probe": None,
            "servers_before": _STATES,
            "call": _call(case.text),
        }
        for result in (case.theirs, case.mine)
    ]
    found = differences.explain(*entries)
    if found is not None:
        return found
    for name, form in _PROBED.items():
        if form.search(case.text) and differences.PROBED[name](*entries):
            return name
    return None


def rule(op: Op, earlier: str, reference: Any, ours: Any) -> str | None:
    """The name of the rule that explains the difference between these two, or None."""
    (theirs, their_log), (mine, my_log) = reference, ours
    case = Case(op.text, earlier, theirs, mine)
    if _incomplete_in_a_callback(earlier, reference, ours):
        return INCOMPLETE_EVENT
    if _ends_earlier(earlier, reference, ours):
        return ENDS_EARLIER
    if _is_unprocessed(earlier, reference, ours):
        return REPLACED_STEP
    if (their_log == my_log or _refuses_copy(case)) and (found := _of_the_comparison(case)):
        return found
    return next((name for name, explains in RULES.items() if explains(case)), None)
