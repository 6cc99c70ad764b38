"""Programs subclass events."""

from __future__ import annotations

import dataclasses

import h11
import pytest

from .peers import GET, GET_WIRE, client_after, server_after
from .samples import FIELDS, every_event, values


class NotFound(h11.Response):
    """Fewer arguments than the base class."""

    def __init__(self, **changes) -> None:
        super().__init__(**{"status_code": 404, "headers": [], "reason": "Not Found", **changes})


class Get(h11.Request):
    """Positional arguments."""

    def __init__(self, host, target="/") -> None:
        super().__init__(method="GET", headers=[("Host", host)], target=target)


class Timed(h11.Data):
    """An additional slot."""

    __slots__ = ("at",)

    def __init__(self, data, at) -> None:
        super().__init__(data)
        object.__setattr__(self, "at", at)


class Checked(h11.EndOfMessage):
    def __init__(self, checksum) -> None:
        super().__init__(headers=[("Checksum", checksum)])


class Hint(h11.InformationalResponse):
    def __init__(self, link) -> None:
        super().__init__(status_code=103, headers=[("Link", link)])


class Lost(h11.ConnectionClosed):
    def __init__(self, reason) -> None:
        super().__init__()
        object.__setattr__(self, "reason", reason)


def test_an_init_of_its_own_signature():
    assert (NotFound().status_code, NotFound().reason) == (404, b"Not Found")
    assert NotFound(status_code=410, headers=[("A", "b")]).headers == [(b"a", b"b")]
    assert (Get("a").method, Get("a", "/b").target, Get("a").headers[0]) == (
        b"GET",
        b"/b",
        (b"host", b"a"),
    )
    assert (Timed(b"x", at=3).data, Timed(b"x", at=3).at) == (b"x", 3)
    assert Checked("0").headers == [(b"checksum", b"0")]
    assert Hint("</a>").status_code == 103
    assert Lost("reset").reason == "reset"


@every_event
def test_the_init_of_another_base_is_called(event):
    """Except for `Data` and `ConnectionClosed`, which call no other `__init__`."""

    class Counted:
        calls = 0

        def __init__(self) -> None:
            type(self).calls += 1

    kind = type("Mixed", (type(event), Counted), {})
    kind(**values(event))
    assert kind.calls == (0 if isinstance(event, (h11.Data, h11.ConnectionClosed)) else 1)


def test_the_rules_of_the_base_hold():
    with pytest.raises(h11.LocalProtocolError, match=r"Response status_code should be in range \["):
        NotFound(status_code=100)
    with pytest.raises(h11.LocalProtocolError, match="InformationalResponse status_code"):
        type("Subclass", (h11.InformationalResponse,), {})(status_code=200, headers=[])
    with pytest.raises(h11.LocalProtocolError, match="Missing mandatory Host: header"):
        type("Subclass", (h11.Request,), {})(method="GET", target="/", headers=[])
    with pytest.raises(TypeError):
        NotFound(anything=1)


def test_values_become_bytes_as_in_the_base():
    response = NotFound(headers=(("A", bytearray(b"b")) for _ in "x"), http_version="1.0")
    assert response.headers.raw_items() == [(b"A", b"b")]
    assert response.http_version == b"1.0"


@every_event
def test_a_subclass_without_changes(event):
    class_ = type("Sub", (type(event),), {"__slots__": ("extra",)})
    derived = class_(**values(event))
    assert values(event) == {name: getattr(derived, name) for name in FIELDS[type(event)]}
    assert repr(derived) == repr(event).replace(type(event).__name__, "Sub", 1)
    assert isinstance(derived, type(event))
    assert derived == class_(**values(event))
    assert derived != event
    derived.extra = 1  # the fields are frozen, and the base class is frozen completely
    assert derived.extra == 1
    for name in FIELDS[type(event)]:
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(derived, name, None)


@every_event
def test_dataclass_decorator_on_a_subclass(event):
    """An additional field, the way a frozen dataclass allows it."""
    class_ = dataclasses.dataclass(init=False, frozen=True)(
        type("Sub", (type(event),), {"__annotations__": {"extra": int}, "extra": 5})
    )
    names = [field.name for field in dataclasses.fields(class_)]
    assert names == [*FIELDS[type(event)], "extra"]
    assert class_(**values(event)).extra == 5


@pytest.mark.parametrize(
    ("event", "sender"),
    [
        (Get("a"), lambda: h11.Connection(h11.CLIENT)),
        (Timed(b"x", 1), lambda: client_after(GET)),
        (Checked("0"), lambda: client_after(GET)),
        (Hint("</a>"), lambda: server_after(GET_WIRE)),
        (NotFound(), lambda: server_after(GET_WIRE)),
        (Lost("x"), lambda: h11.Connection(h11.CLIENT)),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_subclass_cannot_be_sent(event, sender):
    """The protocol accepts six events, by their exact class."""
    connection = sender()
    state = connection.our_state
    with pytest.raises(h11.LocalProtocolError) as caught:
        connection.send(event)
    assert str(caught.value) == (
        f"can't handle event type {type(event).__name__}"
        f" when role={connection.our_role} and state={state}"
    )
    assert connection.our_state is h11.ERROR


def test_unusual_classes():
    """Several bases, class keywords, `__init_subclass__`, `__new__`."""
    made = []

    class Base:
        def __init_subclass__(cls, label="", **kwargs) -> None:
            super().__init_subclass__(**kwargs)
            made.append(label)

    class Labelled(Base, h11.Response, label="labelled"):
        def __new__(cls, *args, **kwargs):
            made.append("new")
            return super().__new__(cls)

    response = Labelled(status_code=200, headers=[])
    assert response.status_code == 200
    assert made == ["labelled", "new"]


@every_event
def test_subclasses_call_a_replaced_init(event, monkeypatch):
    calls = []
    class_ = type(event)
    derived = type("Sub", (class_,), {})
    original = class_.__init__

    def counting(self, *args, **kwargs):
        calls.append(type(self))
        original(self, *args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(class_, "__init__", counting)
        made = derived(**values(event))
        assert values(event) == {name: getattr(made, name) for name in FIELDS[class_]}
    derived(**values(event))
    assert calls == [derived]


@pytest.mark.differs("calling an event class goes straight into Rust")
@every_event
def test_the_class_itself_ignores_a_replaced_init(event, monkeypatch):
    monkeypatch.setattr(type(event), "__init__", None)
    assert type(event)(**values(event)) == event


@pytest.mark.parametrize(
    ("bases", "allowed", "rejected"),
    [
        ((h11.Response, h11.InformationalResponse), 200, 100),
        ((h11.InformationalResponse, h11.Response), 100, 200),
    ],
)
def test_deriving_from_both_kinds_of_response(bases, allowed, rejected):
    """The first base determines the range of status codes."""
    both = type("Both", bases, {"__slots__": ()})
    assert both(status_code=allowed, headers=[]).status_code == allowed
    with pytest.raises(h11.LocalProtocolError):
        both(status_code=rejected, headers=[])
