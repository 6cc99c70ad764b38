"""Events as values for programs and as lines for people."""

from __future__ import annotations

from typing import Any

import h11
from h11._command.output import visible
from h11._command.replay import Step

#: What `Output.show` takes.
Described = tuple[dict[str, Any], list[str]]

#: How much of the content of an event is shown to people.
_PREVIEW = 40

HEADING = f"{'offset':>10}  {'client/server states':26}  event"


def event(step: Step) -> Described:
    """An event, and the states after it."""
    kind = type(step.event).__name__
    details, text = _DETAILS[type(step.event)](step.event)
    values = {"offset": step.offset, "event": kind, **details, "states": names_of(step.states)}
    states = "/".join(map(str, step.states.values()))
    return values, [f"{step.offset:10}  {states:26}  {' '.join([kind, *text])}"]


def _request(event: h11.Request) -> Described:
    values = {
        "method": event.method,
        "target": event.target,
        "http_version": event.http_version,
        "headers": event.headers.raw_items(),
    }
    line = f"{visible(event.method)} {visible(event.target)} HTTP/{visible(event.http_version)}"
    return values, [line, *_fields(event.headers)]


def _response(event: h11.Response | h11.InformationalResponse) -> Described:
    values = {
        "status_code": event.status_code,
        "reason": event.reason,
        "http_version": event.http_version,
        "headers": event.headers.raw_items(),
    }
    line = f"HTTP/{visible(event.http_version)} {event.status_code} {visible(event.reason)}"
    return values, [line.rstrip(), *_fields(event.headers)]


def _data(event: h11.Data) -> Described:
    size = len(event.data)
    values = {"size": size, "chunk_start": event.chunk_start, "chunk_end": event.chunk_end}
    preview = visible(event.data[:_PREVIEW]) + ("..." if size > _PREVIEW else "")
    return values, [f"{size} {'byte' if size == 1 else 'bytes'}:", preview]


def _end_of_message(event: h11.EndOfMessage) -> Described:
    return {"headers": event.headers.raw_items()}, _fields(event.headers)


def _connection_closed(event: h11.ConnectionClosed) -> Described:
    return {}, []


_DETAILS: dict[Any, Any] = {
    h11.Request: _request,
    h11.InformationalResponse: _response,
    h11.Response: _response,
    h11.Data: _data,
    h11.EndOfMessage: _end_of_message,
    h11.ConnectionClosed: _connection_closed,
}


def _fields(headers: h11.Headers) -> list[str]:
    fields = [f"{visible(name)}: {visible(value)}" for name, value in headers.raw_items()]
    return ["{" + ", ".join(fields) + "}"] if fields else []


def names_of(states: dict[Any, Any]) -> dict[str, str]:
    """The states of both sides by their names."""
    return {str(role): str(state) for role, state in states.items()}
