"""The deliberate differences between h11 0.16.0 and this package, one named rule each.

`docs/differences.md` gives the reasons. There are two kinds of rule:

- *translations* are applied by the worker of the reference to its records, because nearly every
  outcome contains the difference: they convert the behaviour of the reference into ours, so ours
  must still agree to the byte;
- *explanations* examine a pair of unequal records, so that a rule covers the documented difference
  and nothing else.

The uses of each rule are counted.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Callable
from typing import Any

RECEIVED_BYTES = "received-data-is-bytes"
BYTES_IN_TEXTS = "texts-show-bytes"
PYTHON_WORDING = "python-wording"
CONTROL_REASON = "control-characters-in-reason"
COPY_EVENT = "events-can-be-copied"
SLICE_HEADERS = "headers-slice-is-a-list"
COMPARE_HEADERS = "headers-equal-a-non-sequence"
COPY_CONNECTION = "connections-cannot-be-copied"
MEANT_ERROR = "intended-error"
PARSED_ARGUMENT = "private-parsed-argument"
ADDITIONS = "additional-names"
LIMIT_IS_A_NUMBER = "limit-must-be-a-number"

# ---------------------------------------------------------------------------- translations

_PEER_TEXT = re.compile(
    r"((?:illegal (?:header|request|status) line|illegal chunk header|malformed chunk footer): )"
    r"bytearray\((b'(?:[^'\\]|\\.)*'|b\"(?:[^\"\\]|\\.)*\")\)",
)


def translate_received(data: Any, uses: Counter[str]) -> Any:
    """Received content is a bytearray in the reference, and bytes (as annotated) in ours."""
    if type(data) is bytearray:
        uses[RECEIVED_BYTES] += 1
        return bytes(data)
    return data


def translate_text(text: str, uses: Counter[str]) -> str:
    """Messages that quote the peer contain `bytearray(b'...')` in the reference, `b'...'` in ours."""
    translated = _PEER_TEXT.sub(lambda m: m[1] + repr(ast.literal_eval(m[2])), text)
    if translated != text:
        uses[BYTES_IN_TEXTS] += 1
    return translated


_UNCHECKED = re.compile(
    r"((?:Request|Response|InformationalResponse|EndOfMessage|normalize_and_validate)\(.*),"
    r" _parsed=True\)"
)


def translate_expression(expression: str, uses: Counter[str]) -> str:
    """With the private `_parsed=True` the reference skips checks; ours ignores the argument.

    So ours must behave like the reference without it.
    """
    translated = _UNCHECKED.sub(r"\1)", expression)
    if translated != expression:
        uses[PARSED_ARGUMENT] += 1
    return translated


# Messages of h11 in Python's exceptions; all others are Python's.
_H11_WORDS = (
    "expected bytes-like object, not int",
    "expected CLIENT or SERVER, not ",
    "tried to directly instantiate ProtocolError",
)
_PYTHON_SAYS = (TypeError, ValueError, AttributeError, LookupError, AssertionError)


def words_of(exc: BaseException, uses: Counter[str]) -> str | None:
    """The message of an exception, or None if it is Python's, and may change with the version."""
    text = str(exc)
    if (
        isinstance(exc, _PYTHON_SAYS)
        and type(exc).__name__ != "FrozenInstanceError"
        and not text.startswith(_H11_WORDS)
        and "'tuple' object has no attribute '__name__'" not in text
    ):
        uses[PYTHON_WORDING] += 1
        return None
    return text


# ---------------------------------------------------------------------------- explanations

Entry = dict[str, Any]  # see harness/record.py
Explanation = Callable[[Entry, Entry], bool]


def _raised(entry: Entry, name: str) -> bool:
    result = entry["result"]
    return bool(result[0] == "raised" and result[1] == name)


def _control_reason(reference: Entry, ours: Entry) -> bool:
    """A response with control characters in the reason phrase is rejected by the constructor."""
    result = reference["result"]
    if result[0] != "returned" or not isinstance(result[1], tuple):
        return False
    kind, *fields = result[1]
    if kind not in ("Response", "InformationalResponse"):
        return False
    reason = dict(fields)["reason"]
    return any((byte < 0x20 and byte != 0x09) or byte == 0x7F for byte in reason) and ours[
        "result"
    ] == ("raised", "h11._util.LocalProtocolError", f"Illegal reason phrase {reason!r}", 400)


def _copy_event(reference: Entry, ours: Entry) -> bool:
    """Copies and pickles of events are equal to the original; the reference cannot create them."""
    return _raised(reference, "dataclasses.FrozenInstanceError") and ours["result"] == (
        "returned",
        True,
    )


def _slice_headers(reference: Entry, ours: Entry) -> bool:
    """The probe returns the slice of the headers and that of their list: in ours they are equal."""
    kind, value, *_ = ours["result"]
    if kind != "returned":
        return False
    part, expected = value
    if reference["result"][0] == "returned" and reference["result"][1][1] != expected:
        return False
    return isinstance(part, list) and repr(part) == repr(expected)


def _compare_headers(reference: Entry, ours: Entry) -> bool:
    """Headers compare unequal to an object that is not a sequence."""
    different = "!=" in reference["expression"]
    return (
        _raised(reference, "builtins.TypeError")
        and ours["result"][0] == "returned"
        and ours["result"][1] is different
    )


def _copy_connection(reference: Entry, ours: Entry) -> bool:
    """Copying or pickling a Connection raises TypeError."""
    return reference["result"][0] == "returned" and _raised(ours, "builtins.TypeError")


def _meant_error(reference: Entry, ours: Entry) -> bool:
    """Where the reference fails to format a message that contains a tuple, ours raises the error."""
    if not _raised(reference, "builtins.AttributeError"):
        return False
    if reference["result"][2] != "'tuple' object has no attribute '__name__'":
        return False
    remote = reference["call"] in ("next_event", "read")
    name = "RemoteProtocolError" if remote else "LocalProtocolError"
    kinds = ["Request"] if remote else ["Request", "Response", "InformationalResponse"]
    if reference["call"] == "call":
        kinds = re.findall(r"\w+", reference["expression"])
    texts = [
        f"can't handle event type {kind} when role=SERVER and state={state}"
        for kind in kinds
        for state in reference["servers_before"]
    ]
    return (
        _raised(ours, f"h11._util.{name}")
        and ours["result"][2] in texts
        and ours["result"][3] == 400
    )


def _additions(reference: Entry, ours: Entry) -> bool:
    """`h11.Headers` exists for type annotations, `h11.Limits` for a feature that 0.16.0 lacks."""
    if "dir(h11)" not in _text(reference) or reference["result"][0] != "returned":
        return False
    added = ("Headers", "Limits")
    return bool(ours["result"][1] == sorted([*reference["result"][1], *added]))


def _limit_is_a_number(reference: Entry, ours: Entry) -> bool:
    """A size limit that cannot be compared raises immediately, rather than when it is needed."""
    made = re.fullmatch(
        r"Connection\(\w+, (?:max_incomplete_event_size=)?('x'|None)\)", _text(reference)
    )
    return (
        bool(made) and reference["result"][0] == "returned" and _raised(ours, "builtins.TypeError")
    )


def _text(entry: Entry) -> str:
    return str(entry.get("expression", ""))


# A probe names its rule; the other rules apply to the calls in scripts.
PROBED: dict[str, Explanation] = {
    COPY_EVENT: _copy_event,
    SLICE_HEADERS: _slice_headers,
    COMPARE_HEADERS: _compare_headers,
    COPY_CONNECTION: _copy_connection,
    CONTROL_REASON: _control_reason,
}

UNPROBED: dict[str, Explanation] = {
    MEANT_ERROR: _meant_error,
    ADDITIONS: _additions,
    LIMIT_IS_A_NUMBER: _limit_is_a_number,
}


def explain(reference: Entry, ours: Entry) -> str | None:
    """The name of the rule that explains the difference between these entries, or None."""
    if repr({**reference, "result": None}) != repr({**ours, "result": None}):
        return None  # whatever was returned or raised, the states after it must agree
    rule = reference["probe"]
    if rule is not None:
        return rule if PROBED[rule](reference, ours) else None
    return next((name for name, rule in UNPROBED.items() if rule(reference, ours)), None)
