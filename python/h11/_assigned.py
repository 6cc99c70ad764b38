"""Reactions to assignments to the private modules, classes and tables of h11.

h11 0.16.0 looks their names up at each use, so an assignment changes its behaviour. Compiled
code does not look them up. So an assignment either registers the new object with the compiled
code, or issues a RuntimeWarning that it has no effect, once per name.
"""

import functools
import sys
import warnings
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any, Optional, Union

from h11 import _h11

_LENIENT: str = "Connection(..., policy='lenient') reads malformed fields of responses"
_HEADS: tuple[str, str] = "heads are read in compiled code", _LENIENT
BODIES: tuple[str, str] = (
    "bodies are read in compiled code",
    "a reader may be called with a ReceiveBuffer by itself",
)
_CHUNKS: tuple[str, str] = (
    "chunks are read in compiled code",
    "white space after a chunk size is read anyway",
)
_FIELDS: tuple[str, str] = (
    "fields are checked in compiled code",
    f"{_LENIENT}, and a function assigned to h11._writers.write_headers may write any fields",
)
_PARTS: tuple[str, str] = (
    "events are checked in compiled code",
    "subclasses of events may have other checks",
)
CONNECTIONS: tuple[str, str] = (
    "connections work in compiled code",
    "subclasses of Connection may override its methods",
)
_EXCEPTIONS: tuple[str, str] = (
    "exceptions are raised by compiled code",
    "catch them where h11 is called and raise others",
)

#: By module and name, what an assignment does: it warns that there is no effect, with the reason
#: and what to use instead; or it calls a function with the new value, or None for the original.
WATCHED: dict[str, dict[str, Union[tuple[str, str], Callable[[Any], Any]]]] = {
    "h11._connection": {
        "ConnectionState": CONNECTIONS,
        "LocalProtocolError": _EXCEPTIONS,
        "READERS": BODIES,
        "ReceiveBuffer": CONNECTIONS,
        "RemoteProtocolError": _EXCEPTIONS,
        "WRITERS": CONNECTIONS,
        "_body_framing": CONNECTIONS,
        "_keep_alive": CONNECTIONS,
        "get_comma_header": CONNECTIONS,
        "has_expect_100_continue": CONNECTIONS,
        "set_comma_header": CONNECTIONS,
    },
    "h11._events": {
        "Headers": _FIELDS,
        "LocalProtocolError": _EXCEPTIONS,
        "bytesify": _PARTS,
        "method_re": _PARTS,
        "normalize_and_validate": _FIELDS,
        "request_target_re": _PARTS,
        "validate": _PARTS,
    },
    "h11._headers": {
        "CONTENT_LENGTH_MAX_DIGITS": _FIELDS,
        "Headers": _FIELDS,
        "LocalProtocolError": _EXCEPTIONS,
        "_content_length_re": _FIELDS,
        "_field_name_re": _FIELDS,
        "_field_value_re": _FIELDS,
        "bytesify": _FIELDS,
        "get_comma_header": _FIELDS,
        "normalize_and_validate": _FIELDS,
        "validate": _FIELDS,
    },
    "h11._readers": {
        "Data": BODIES,
        "EndOfMessage": BODIES,
        "InformationalResponse": _HEADS,
        "LocalProtocolError": _EXCEPTIONS,
        "RemoteProtocolError": _EXCEPTIONS,
        "Request": _HEADS,
        "Response": _HEADS,
        "_decode_header_lines": _HEADS,
        "_obsolete_line_fold": _HEADS,
        "chunk_header_re": _CHUNKS,
        "header_field_re": _HEADS,
        "obs_fold_re": _HEADS,
        "request_line_re": _HEADS,
        "status_line_re": _HEADS,
        "validate": _HEADS,
    },
    "h11._receivebuffer": {"blank_line_regex": _HEADS},
    "h11._state": {
        "EVENT_TRIGGERED_TRANSITIONS": CONNECTIONS,
        "LocalProtocolError": _EXCEPTIONS,
        "STATE_TRIGGERED_TRANSITIONS": CONNECTIONS,
    },
    "h11._writers": {
        "LocalProtocolError": _EXCEPTIONS,
        "write_headers": _h11.replace_write_headers,
    },
}

#: The original values of the watched names, by module.
_originals: dict[str, dict[str, Any]] = _h11.once({}, "h11._assigned._originals")
#: By class, its watched attributes, and the function that is called when one of them changes.
_watched_classes: dict[type, tuple[Sequence[str], Callable[[], None]]] = _h11.once(
    {}, "h11._assigned._watched_classes"
)
#: The names for which a warning has been issued.
_warned: set[str] = _h11.once(set(), "h11._assigned._warned")


def warn(name: str, advice: tuple[str, str]) -> None:
    """Warn, once, that assigning to a name has no effect."""
    if name in _warned:
        return
    what, instead = advice
    message = f"{name} was changed, which has no effect: {what}. Instead, {instead}."
    # The assignment is in the first caller outside this package.
    depth, frame = 2, sys._getframe(1)
    while frame.f_back and frame.f_globals.get("__name__", "").startswith("h11."):
        depth, frame = depth + 1, frame.f_back
    warnings.warn(message, RuntimeWarning, stacklevel=depth)
    _warned.add(name)


@_h11.once
class WatchedModule(ModuleType):
    """A module that reacts to assignments to its watched names."""

    def __setattr__(self, name: str, value: Any) -> None:
        reaction = WATCHED.get(self.__name__, {}).get(name)
        is_original = value is _originals.get(self.__name__, {}).get(name, value)
        if isinstance(reaction, tuple) and not is_original:
            warn(f"{self.__name__}.{name}", reaction)
        super().__setattr__(name, value)
        if callable(reaction):
            reaction(None if is_original else value)

    def __delattr__(self, name: str) -> None:
        super().__delattr__(name)
        reaction = WATCHED.get(self.__name__, {}).get(name)
        if callable(reaction):
            reaction(None)


def watch_module(name: str) -> None:
    """React to assignments to the watched names of a module, which calls this at its end."""
    module = sys.modules[name]
    _originals[name] = {each: getattr(module, each) for each in WATCHED[name]}
    for reaction in WATCHED[name].values():
        if callable(reaction):
            reaction(None)
    module.__class__ = WatchedModule


@_h11.once
class WatchedClass(type):
    """The metaclass of classes that react to assignments to their watched attributes."""

    def __setattr__(cls, name: str, value: Any) -> None:
        super().__setattr__(name, value)
        cls._react(name)

    def __delattr__(cls, name: str) -> None:
        super().__delattr__(name)
        cls._react(name)

    def _react(cls, name: str) -> None:
        # Only for the class itself: a program that overrides a method in a subclass calls the
        # instances of that subclass itself.
        names, on_change = _watched_classes.get(cls, ((), None))
        if name in names and on_change:
            on_change()


def watch_class(cls: type, names: Sequence[str], on_change: Callable[[], None]) -> None:
    """Call *on_change* when one of these attributes of a class is assigned or deleted."""
    _watched_classes[cls] = names, on_change


def warn_on_class_change(cls: type, names: Sequence[str], advice: tuple[str, str]) -> None:
    """Warn when one of these attributes of a class is assigned or deleted."""
    originals = {name: getattr(cls, name, None) for name in names}

    def on_change() -> None:
        for name, original in originals.items():
            if getattr(cls, name, None) is not original:
                warn(f"{cls.__module__}.{cls.__qualname__}.{name}", advice)

    watch_class(cls, names, on_change)


def _notifying(name: str) -> Any:
    """A method of dict that calls ``on_change`` afterwards."""
    method = getattr(dict, name)

    def notifying(self: "WatchedTable", *args: Any, **kwargs: Any) -> Any:
        result = method(self, *args, **kwargs)
        if self.on_change and self:  # a program that has cleared a table fills it next
            self.on_change()
        return result

    return functools.wraps(method)(notifying)


@_h11.once
class WatchedTable(dict[Any, Any]):
    """A dict that calls ``on_change`` after each change. Copies and pickles of it are dicts."""

    on_change: Optional[Callable[[], None]] = None

    def __reduce__(self) -> tuple[Any, ...]:
        return dict, (dict(self),)

    __delitem__ = _notifying("__delitem__")
    __ior__ = _notifying("__ior__")
    __setitem__ = _notifying("__setitem__")
    clear = _notifying("clear")
    pop = _notifying("pop")
    popitem = _notifying("popitem")
    setdefault = _notifying("setdefault")
    update = _notifying("update")


def warning_table(name: str, contents: dict[Any, Any], advice: tuple[str, str]) -> WatchedTable:
    """A copy of a dict, and of the dicts in it, that warns when it is changed."""
    table = WatchedTable(
        (key, warning_table(name, value, advice) if type(value) is dict else value)
        for key, value in contents.items()
    )
    original = dict(table)

    def on_change() -> None:
        if table != original:
            warn(name, advice)

    table.on_change = on_change
    return table
