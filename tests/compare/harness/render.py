"""Prints a diverging script as Python for pasting into a test.

The statements before the divergence repeat the script; the last one asserts the behaviour of the
reference, so the test fails until ours agrees.
"""

from __future__ import annotations

import re
from typing import Any

from tests.compare import hostile
from tests.compare.harness.judge import Divergence
from tests.compare.harness.scripts import Op, Script

_EXPORTED = re.compile(
    r"(?<![.\w'\"])(Request|Response|InformationalResponse|Data|EndOfMessage|ConnectionClosed|"
    r"Connection|Event|NEED_DATA|PAUSED|CLIENT|SERVER|IDLE|SEND_RESPONSE|SEND_BODY|DONE|"
    r"MUST_CLOSE|CLOSED|MIGHT_SWITCH_PROTOCOL|SWITCHED_PROTOCOL|ERROR|"
    r"ProtocolError|LocalProtocolError|RemoteProtocolError)\b(?!['\"=])"
)
_EVENTS = re.compile(r"Request|Response|InformationalResponse|Data|EndOfMessage|ConnectionClosed")
_MODULES = ("copy", "dataclasses", "http", "pickle", "re")
# The attributes that Recorder.connection reads, in its order, as expressions of a test.
_LOOKS = (
    "states[h11.CLIENT]", "states[h11.SERVER]", "our_state", "their_state", "their_http_version",
    "client_is_waiting_for_100_continue", "they_are_waiting_for_100_continue", "trailing_data",
)  # fmt: skip


def concrete(script: Script, entries: list[Any]) -> Script:
    """The same script with the bytes carried between connections as literals."""
    carried = {entry[0]: entry[3][1] for entry in entries if entry[2] in ("carry", "hand")}
    ops: list[Op] = []
    for index, op in enumerate(script):
        verb, target = op[0], op[2] if len(op) > 2 else ""
        if verb == "carry" and index in carried:
            ops.append(("feed", target, carried[index]))
        elif verb == "hand" and index in carried:
            ops.append(("call", f"{target}.receive_data({carried[index]!r})"))
        elif verb not in ("carry", "hand", "lose"):
            ops.append(op)
    return tuple(ops)


def _expression(text: str) -> str:
    return _EXPORTED.sub(r"h11.\1", text)


def _calls(op: Op, entries: list[Any]) -> list[tuple[str, Any]]:
    """The statements of one operation, each with its entry in the record of the reference."""
    verb, name, *rest = op
    if verb == "new":
        limit = "" if rest[1] is None else f", max_incomplete_event_size={rest[1]}"
        return [(f"{name} = h11.Connection(h11.{rest[0]}{limit})", None)]
    if verb == "machine":
        return [(f"{name} = h11._state.ConnectionState()", None)]
    if verb == "feed":
        rejected = [entry for entry in entries if entry["call"] == "receive_data"]
        taken = [entry for entry in entries if entry["call"] == "next_event"]
        received = (f"{name}.receive_data({rest[0]!r})", rejected[0] if rejected else None)
        return [received, *((f"{name}.next_event()", entry) for entry in taken)]
    entry = entries[-1] if entries else None
    if verb in ("send", "send_parts"):
        method = "send" if verb == "send" else "send_with_data_passthrough"
        return [(f"{name}.{method}({_expression(rest[0])})", entry)]
    return [(_expression(rest[0] if verb == "probe" else name), entry)]


def _raises(line: str, result: Any, exact: bool) -> list[str]:
    kind = result[1].replace("h11._util.", "h11.")
    kind = re.sub(r"^(builtins|hostile)\.", "", kind)
    if not exact:
        return [f"with pytest.raises({kind}):", f"    {line}"]
    match = "" if result[2] is None else f", match=re.escape({result[2]!r}) + '$'"
    if result[3] is None:
        return [f"with pytest.raises({kind}{match}):", f"    {line}"]
    return [
        f"with pytest.raises({kind}{match}) as caught:",
        f"    {line}",
        f"assert caught.value.error_status_hint == {result[3]!r}",
    ]


def _value(described: Any) -> str:
    """The expression for a described value."""
    if isinstance(described, tuple) and described and isinstance(described[0], str):
        name, *rest = described
        if name == "sentinel":
            return f"h11.{rest[0]}"
        if name == "object":
            return f"<a {rest[0]}>"  # has no literal: use a name for it
        if name in ("bytearray", "memoryview"):
            return f"{name}({rest[0]!r})"
        if name == "Headers":
            return repr(rest[1])
        if _EVENTS.fullmatch(name):
            return f"h11.{name}({', '.join(f'{field}={_value(v)}' for field, v in rest)})"
    if isinstance(described, (list, tuple)):
        inner = ", ".join(map(_value, described))
        return f"[{inner}]" if isinstance(described, list) else f"({inner},)"
    return repr(described)


def _equals(expected: Any, seen: Any) -> list[str]:
    """The assertion about `result`: of an event, only the fields that differ."""
    event = isinstance(expected, tuple) and expected and _EVENTS.fullmatch(str(expected[0]))
    if not event or not isinstance(seen, tuple) or seen[:1] != expected[:1]:
        asserts = [f"assert result == {_value(expected)}"]
        if _type(expected) != _type(seen):
            asserts.append(f"assert type(result) is {_type(expected)}")
        return asserts
    asserts = []
    for (field, wanted), (_, got) in zip(expected[1:], seen[1:]):
        if repr(wanted) == repr(got):
            continue
        if field == "headers":
            pairs, raw = wanted[1:]
            if pairs != got[1]:
                asserts.append(f"assert list(result.{field}) == {pairs!r}")
            if raw != got[2]:
                asserts.append(f"assert result.{field}.raw_items() == {raw!r}")
            continue
        asserts.append(f"assert result.{field} == {_value(wanted)}")
        if _type(wanted) != _type(got):
            asserts.append(f"assert type(result.{field}) is {_type(wanted)}")
    return asserts


def _type(described: Any) -> str:
    """The name of the type of a described value."""
    if isinstance(described, tuple) and described and isinstance(described[0], str):
        return f"h11.{described[0]}" if _EVENTS.fullmatch(described[0]) else described[0]
    return type(described).__name__


def _expects(line: str, divergence: Divergence) -> list[str]:
    """The statement that differs, and the behaviour of the reference."""
    reference, ours = divergence.reference, divergence.ours
    if reference is None or ours is None or reference["call"] == "end":
        return [line]
    result, after = reference["result"], reference["after"]
    if result != ours["result"] or repr(result) != repr(ours["result"]):
        if result[0] == "raised":
            return _raises(line, result, exact=True)
        if ours["result"][0] != "returned":
            return [line]
        return [f"result = {line}", *_equals(result[1], ours["result"][1])]
    name = reference["thing"]
    lines = _raises(line, result, exact=False) if result[0] == "raised" else [line]
    if name is not None and after is not None:
        for look, expected, seen in zip(_LOOKS, after, ours["after"] or after):
            if expected != seen:
                state = f"h11.{expected}" if "state" in look else _value(expected)
                lines.append(f"assert {name}.{look} == {state}")
    return lines


def _brief(entry: Any) -> str:
    if entry is None:
        return "nothing"
    return f"{entry['result']!r}\n    #     then {entry['after']!r}"


def script_text(divergence: Divergence, unfolded: list[Any]) -> str:
    """The test; `unfolded` is the record of the reference."""
    record = unfolded[: divergence.position + 1]
    body: list[str] = []
    for index, op in enumerate(divergence.script[: divergence.at + 1]):
        for line, entry in _calls(op, [entry for entry in record if entry["op"] == index]):
            if entry is not None and entry is record[-1]:
                body += _expects(line, divergence)
            elif entry is not None and entry["result"][0] == "raised":
                body += _raises(line, entry["result"], exact=False)
            else:
                body.append(line)
    text = "\n".join(body)
    used = [name for name in _MODULES if re.search(rf"\b{name}\.", text)]
    head = [f"import {name}" for name in used] + [""] * bool(used)
    head += ["import h11"] + ["import pytest"] * ("pytest." in text)
    objects = sorted(name for name in hostile.NAMES if re.search(rf"\b{name}\b", text))
    if objects:
        head.append(f"from hostile import {', '.join(objects)}")
    lines = [*head, "", "", "def test_divergence():", *(f"    {line}" for line in body)]
    lines.append(f"    # reference: {_brief(divergence.reference)}")
    lines.append(f"    # ours:      {_brief(divergence.ours)}")
    return "\n".join(lines)
