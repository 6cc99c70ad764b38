"""Events are frozen dataclasses."""

from __future__ import annotations

import dataclasses
import inspect

import h11
import pytest

from .peers import HOST
from .samples import CLOSED, DATA, FIELDS, INFORMATIONAL, REQUEST, RESPONSE, every_event, values


@every_event
def test_is_an_event(event):
    assert isinstance(event, h11.Event)
    assert issubclass(type(event), h11.Event)


def test_the_base_class_has_no_fields():
    assert not dataclasses.is_dataclass(h11.Event)
    assert h11.Event.__slots__ == ()


@pytest.mark.parametrize(
    ("event", "shown"),
    [
        (
            REQUEST,
            "Request(method=b'POST', headers=<Headers([(b'host', b'b'), (b'x-c', b'd')])>,"
            " target=b'/a', http_version=b'1.0')",
        ),
        (
            RESPONSE,
            "Response(headers=<Headers([(b'a', b'b')])>, http_version=b'1.1',"
            " reason=b'Not Found', status_code=404)",
        ),
        (
            INFORMATIONAL,
            "InformationalResponse(headers=<Headers([(b'link', b'<a>')])>, http_version=b'1.1',"
            " reason=b'Hi', status_code=103)",
        ),
        (DATA, "Data(data=b'abc', chunk_start=True, chunk_end=False)"),
        (h11.EndOfMessage(), "EndOfMessage(headers=<Headers([])>)"),
        (CLOSED, "ConnectionClosed()"),
    ],
)
def test_repr_shows_the_fields(event, shown):
    assert repr(event) == str(event) == shown


@every_event
def test_frozen(event):
    before = values(event)
    for name in (*FIELDS[type(event)], "anything"):
        with pytest.raises(
            dataclasses.FrozenInstanceError, match=f"cannot assign to field '{name}'"
        ):
            setattr(event, name, None)
        with pytest.raises(dataclasses.FrozenInstanceError, match=f"cannot delete field '{name}'"):
            delattr(event, name)
    assert values(event) == before


@every_event
def test_equal_by_class_and_fields(event):
    same = type(event)(**values(event))
    assert same is not event
    assert same == event
    assert (same != event) is False
    assert event != object()
    assert event != tuple(values(event).values())
    assert type("Sub", (type(event),), {})(**values(event)) != event


@pytest.mark.parametrize(
    ("event", "changes"),
    [
        (REQUEST, {"method": "PUT"}),
        (REQUEST, {"target": "/b"}),
        (REQUEST, {"headers": [HOST]}),
        (REQUEST, {"http_version": "1.1"}),
        (RESPONSE, {"status_code": 405}),
        (RESPONSE, {"reason": ""}),
        (RESPONSE, {"headers": [("A", "B")]}),
        (INFORMATIONAL, {"http_version": "1.0"}),
        (DATA, {"data": b"abd"}),
        (DATA, {"chunk_start": False}),
        (DATA, {"chunk_end": True}),
    ],
)
def test_unequal_if_one_field_is(event, changes):
    changed = type(event)(**{**values(event), **changes})
    assert changed != event
    assert (changed == event) is False


def test_a_response_is_not_an_informational_one():
    shared = {"headers": [], "reason": b"", "http_version": b"1.1"}
    response = h11.Response(status_code=200, **shared)
    informational = h11.InformationalResponse(status_code=100, **shared)
    assert response != informational


def test_equality_ignores_the_case_of_names():
    spelled = [h11.Response(status_code=200, headers=[(name, "b")]) for name in ("A", "a")]
    assert spelled[0] == spelled[1]


@every_event
def test_only_connection_closed_is_hashable(event):
    if event == CLOSED:
        assert len({event, h11.ConnectionClosed()}) == 1
        return
    with pytest.raises(TypeError, match=f"unhashable type: '{type(event).__name__}'"):
        hash(event)
    assert type(event).__hash__ is None


@every_event
def test_dataclass_functions(event):
    assert dataclasses.is_dataclass(event)
    assert dataclasses.is_dataclass(type(event))
    assert [field.name for field in dataclasses.fields(event)] == list(FIELDS[type(event)])
    assert list(dataclasses.asdict(event).items()) == list(values(event).items())
    assert dataclasses.astuple(event) == tuple(values(event).values())


@every_event
def test_replace_without_changes_makes_an_equal_event(event):
    assert dataclasses.replace(event) == event


def test_replace_keeps_the_other_fields_and_the_case_of_names():
    replaced = dataclasses.replace(REQUEST, target="/other")
    assert replaced.target == b"/other"
    assert replaced.headers is REQUEST.headers
    assert replaced.headers.raw_items() == [(b"Host", b"b"), (b"X-C", b"d")]


def test_replace_checks_the_new_values():
    with pytest.raises(h11.LocalProtocolError, match="Illegal target characters"):
        dataclasses.replace(REQUEST, target="a b")
    with pytest.raises(h11.LocalProtocolError, match="should be in range"):
        dataclasses.replace(RESPONSE, status_code=100)


def test_field_types():
    types = {field.name: field.type for field in dataclasses.fields(h11.Request)}
    assert set(types) == set(FIELDS[h11.Request])
    assert "headers" in inspect.signature(h11.Request).parameters


def test_slots():
    """Events of these classes have no attributes other than their fields."""
    for event in (REQUEST, DATA, h11.EndOfMessage()):
        assert not hasattr(event, "__dict__")
        with pytest.raises(AttributeError):
            object.__setattr__(event, "anything", None)


def test_slots_on_class_and_instance():
    """A slot on the class is a descriptor, which mock's `autospec` and debuggers read."""
    for class_, fields in FIELDS.items():
        for name in fields:
            assert inspect.ismemberdescriptor(getattr(class_, name))
