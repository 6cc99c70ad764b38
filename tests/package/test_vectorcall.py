"""A class can be called in two ways, which must not be distinguishable.

Keywords in source code are interned and found by their address; any other call, for example with
names created at run time, takes the general path. Both must give the same result.
"""

from __future__ import annotations

from typing import Any

import h11
import pytest

HOST = [("Host", "a")]

CALLS: list[tuple[Any, dict[str, Any]]] = [
    (h11.Request, {"method": "GET", "target": "/", "headers": HOST}),
    (h11.Request, {"method": "GET", "target": "/", "headers": [], "http_version": "1.0"}),
    (h11.Request, {"method": "GET", "target": "/", "headers": []}),
    (h11.Request, {"method": "G T", "target": "/", "headers": HOST}),
    (h11.Request, {"method": "GET", "target": "/", "headers": None}),
    (h11.Request, {"method": None, "target": "/", "headers": HOST}),
    (h11.InformationalResponse, {"status_code": 100, "headers": []}),
    (h11.InformationalResponse, {"status_code": 200, "headers": []}),
    (h11.InformationalResponse, {"status_code": 1 << 70, "headers": []}),
    (h11.Response, {"status_code": 200, "headers": HOST, "reason": "OK"}),
    (h11.Response, {"status_code": 200, "headers": HOST, "http_version": b"1.0"}),
    (h11.Response, {"status_code": "200", "headers": HOST}),
    (h11.Response, {"status_code": 200, "headers": [("A", "\udc80")]}),
    (h11.Data, {"data": b"abc"}),
    (h11.Data, {"data": None, "chunk_start": True, "chunk_end": True}),
    (h11.EndOfMessage, {}),
    (h11.EndOfMessage, {"headers": HOST}),
    (h11.EndOfMessage, {"headers": [("Content-Length", "x")]}),
    (h11.EndOfMessage, {"headers": None}),
    (h11.ConnectionClosed, {}),
    (h11.Connection, {"our_role": h11.CLIENT}),
    (h11.Connection, {"our_role": h11.SERVER, "max_incomplete_event_size": 1}),
    (h11.Connection, {"our_role": None}),
    (h11.Connection, {"our_role": h11.CLIENT, "max_incomplete_event_size": "1"}),
]


def outcome(cls: Any, arguments: dict[str, Any]) -> Any:
    try:
        made = cls(**arguments)
    except Exception as error:
        return type(error), str(error)
    return type(made), made.states if isinstance(made, h11.Connection) else made


def made_at_run_time(name: str) -> str:
    """The same name at another address."""
    return "".join(list(name))


@pytest.mark.parametrize(("cls", "arguments"), CALLS)
def test_both_ways_agree(cls: Any, arguments: dict[str, Any]) -> None:
    made = {made_at_run_time(name): value for name, value in arguments.items()}
    assert outcome(cls, made) == outcome(cls, arguments)


@pytest.mark.parametrize("cls", sorted({cls for cls, _ in CALLS}, key=lambda cls: cls.__name__))
def test_unknown_keywords_are_rejected(cls: Any) -> None:
    needed = max((arguments for called, arguments in CALLS if called is cls), key=len)
    with pytest.raises(TypeError, match="keyword argument"):
        cls(**needed, colour="red")
