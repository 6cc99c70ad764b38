"""Records of a worker: plain data for values, events, exceptions and connections.

It does not rely on `repr` or `==` of the implementations, which are being tested. Types are kept
distinct (bytes from bytearray, bool from int, list from tuple), and events are described only after
the script has ended: an event that still borrowed from the connection would show.
"""

from __future__ import annotations

import hashlib
import marshal
import re
from collections import Counter
from typing import Any

from tests.compare.differences import translate_received, translate_text, words_of

# Version 2 has no back references: equal values have equal bytes.
MARSHAL_VERSION = 2
DIGEST = 8
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")
_PLAIN = {type(None), bool, int, float, str, bytes}
_BUFFERS = {bytearray, memoryview}
_BASES = (bytes, str, int)  # their subclasses are described by type and value
_FIELDS = {
    "Request": ("method", "headers", "target", "http_version"),
    "InformationalResponse": ("headers", "http_version", "reason", "status_code"),
    "Response": ("headers", "http_version", "reason", "status_code"),
    "Data": ("data", "chunk_start", "chunk_end"),
    "EndOfMessage": ("headers",),
    "ConnectionClosed": (),
}


def digest(entries: Any) -> bytes:
    """A digest of a record."""
    return hashlib.blake2b(marshal.dumps(entries, MARSHAL_VERSION), digest_size=DIGEST).digest()


class Recorder:
    """Describes the behaviour of one implementation; translated for the reference."""

    def __init__(self, h11: Any, translate: bool) -> None:
        self._fields = {getattr(h11, name): (name, fields) for name, fields in _FIELDS.items()}
        self._headers = type(h11.EndOfMessage().headers)
        self._client, self._server = h11.CLIENT, h11.SERVER
        self.translate = translate
        self.uses: Counter[str] = Counter()

    def value(self, value: Any, received: bool = False) -> Any:
        kind = type(value)
        if kind in _PLAIN:
            return value if kind is not str else _ADDRESS.sub("", value)
        if kind in self._fields:
            return self._event(value, received)
        if kind is self._headers:
            return ("Headers", [self.value(pair) for pair in value], self.value(value.raw_items()))
        if kind is tuple:
            return tuple([self.value(item, received) for item in value])
        if kind is list:
            return [self.value(item, received) for item in value]
        if kind is dict:
            items = [(self.value(key), self.value(item)) for key, item in value.items()]
            return (kind.__name__, items)
        if kind is set or kind is frozenset:
            return (kind.__name__, sorted(repr(self.value(item)) for item in value))
        if kind in _BUFFERS:
            return (kind.__name__, bytes(value))
        if kind is value:
            return ("sentinel", value.__name__)
        if isinstance(value, type):
            return ("class", value.__name__)
        if isinstance(value, BaseException):
            return self.raised(value)
        for base in _BASES:
            if isinstance(value, base):
                return ("object", kind.__name__, self.value(base(value)))
        return ("object", kind.__name__)

    def _event(self, event: Any, received: bool) -> Any:
        name, fields = self._fields[type(event)]
        described: list[Any] = [name]
        for field in fields:
            value = getattr(event, field)
            if received and self.translate and field == "data":
                value = translate_received(value, self.uses)
            described.append((field, self.value(value)))
        return tuple(described)

    def raised(self, exc: BaseException) -> Any:
        kind = type(exc)
        text = words_of(exc, self.uses)
        if text is not None and self.translate:
            text = translate_text(text, self.uses)
        text = text and _ADDRESS.sub("", text)
        hint = getattr(exc, "error_status_hint", None)
        return ("raised", f"{kind.__module__}.{kind.__qualname__}", text, self.value(hint))

    def connection(self, conn: Any) -> Any:
        """Both states by role and by side, the version, the 100-continue flags, the trailing data."""
        states = conn.states
        version = conn.their_http_version
        waiting = conn.client_is_waiting_for_100_continue
        return (
            states[self._client].__name__,
            states[self._server].__name__,
            conn.our_state.__name__,
            conn.their_state.__name__,
            version if version is None or type(version) is bytes else self.value(version),
            waiting if type(waiting) is bool else self.value(waiting),
            self.value(conn.they_are_waiting_for_100_continue),
            self.value(conn.trailing_data),
        )

    def machine(self, machine: Any) -> Any:
        """The same for a bare `h11._state.ConnectionState`."""
        return (
            machine.states[self._client].__name__,
            machine.states[self._server].__name__,
            machine.keep_alive,
            sorted(switch.__name__ for switch in machine.pending_switch_proposals),
        )

    def ending(self, conn: Any) -> Any:
        """Invariants of a connection, recorded once."""
        return (self.value(conn.our_role), self.value(conn.their_role), self.value(conn.states))
