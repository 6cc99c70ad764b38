"""Records of a program: plain data for values, exceptions and the states of connections.

It extends the comparison's (`tests/compare/harness/record.py`): these programs define classes and
modify existing ones, so it also describes subclasses, and values that cannot be examined.
"""

from __future__ import annotations

import dataclasses
import types
from typing import Any

from tests.compare.harness.record import Recorder

_FUNCTIONS = {types.FunctionType, types.BuiltinFunctionType}
#: The maximum depth, for recursive lists and similar.
DEPTH = 8


class Describer(Recorder):
    def __init__(self, h11: Any, translate: bool) -> None:
        super().__init__(h11, translate)
        self._h11 = h11
        self._depth = 0
        self._slots = {
            kind: [field.name for field in dataclasses.fields(kind)] for kind in self._fields
        }
        self._kinds = (
            (h11.Event, self._of_event),
            (h11.Connection, self._of_connection),
            (h11._state.ConnectionState, self.machine),
            (h11._receivebuffer.ReceiveBuffer, lambda buffer: ("buffer", bytes(buffer))),
            (self._headers, lambda headers: [super(Describer, self).value(p) for p in headers]),
        )

    def value(self, value: Any, received: bool = False) -> Any:
        if self._depth >= DEPTH:
            return ("deep",)
        if type(value) in _FUNCTIONS:
            return ("function", value.__name__)
        self._depth += 1
        try:
            # Not `isinstance`, which calls the object.
            for base, described in self._kinds:
                if issubclass(type(value), base) and type(value) not in self._fields:
                    if type(value) is self._headers:
                        break
                    return ("of", type(value).__name__, self._tried(described, value))
            return self._tried(super().value, value)
        finally:
            self._depth -= 1

    def _tried(self, describe: Any, value: Any) -> Any:
        try:
            return describe(value)
        except Exception as exc:
            return ("undescribable", type(value).__name__, self.raised(exc))

    def _of_event(self, event: Any) -> Any:
        described = []
        for kind in type(event).__mro__:
            for name in self._slots.get(kind, ()):
                described.append((name, self._attribute(event, name)))
        own = getattr(event, "__dict__", None)
        return (described, self.value(own))

    def _attribute(self, thing: Any, name: str) -> Any:
        try:
            return self.value(getattr(thing, name))
        except Exception as exc:
            return self.raised(exc)

    def _of_connection(self, connection: Any) -> Any:
        names = (
            "our_role", "their_role", "our_state", "their_state", "states", "their_http_version",
            "client_is_waiting_for_100_continue", "they_are_waiting_for_100_continue",
            "trailing_data",
        )  # fmt: skip
        return [self._attribute(connection, name) for name in names]

    def exception(self, exc: BaseException) -> Any:
        return ("raised", *self.raised(exc)[1:])
