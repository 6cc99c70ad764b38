"""Tests replace and restore methods and properties of the class `Connection`."""

from __future__ import annotations

from unittest import mock

import h11
import pytest

from .peers import GET
from .samples import PROPERTIES

METHODS = [
    "next_event",
    "receive_data",
    "send",
    "send_failed",
    "send_with_data_passthrough",
    "start_next_cycle",
]


@pytest.mark.parametrize("name", METHODS)
def test_methods_can_be_replaced_and_restored(name, monkeypatch):
    """Both existing and new connections are affected."""
    before, original = h11.Connection(h11.CLIENT), getattr(h11.Connection, name)
    with monkeypatch.context() as patch:
        patch.setattr(h11.Connection, name, lambda self, *args: ("patched", self))
        for connection in (before, h11.Connection(h11.SERVER)):
            assert getattr(connection, name)() == ("patched", connection)
    assert getattr(h11.Connection, name) is original


@pytest.mark.parametrize("name", PROPERTIES)
def test_properties_can_be_replaced_and_restored(name, monkeypatch):
    connection = h11.Connection(h11.CLIENT)
    original = getattr(connection, name)
    assert isinstance(getattr(h11.Connection, name), property)
    with monkeypatch.context() as patch:
        patch.setattr(h11.Connection, name, property(lambda self: "patched"))
        assert getattr(connection, name) == "patched"
        patch.setattr(h11.Connection, name, "a plain value")
        assert getattr(connection, name) == "a plain value"
    assert getattr(connection, name) == original


def test_init_can_be_replaced_and_restored(monkeypatch):
    """Calls must use the replacement, and later the original again."""
    original = h11.Connection.__init__
    calls = []

    def limiting(self, our_role, max_incomplete_event_size=7):
        calls.append(our_role)
        original(self, our_role, max_incomplete_event_size)

    for _ in range(2):
        with monkeypatch.context() as patch:
            patch.setattr(h11.Connection, "__init__", limiting)
            connection = h11.Connection(h11.SERVER)
            connection.receive_data(b"a" * 8)
            with pytest.raises(h11.RemoteProtocolError, match="Receive buffer too long"):
                connection.next_event()
        connection = h11.Connection(h11.SERVER)
        connection.receive_data(b"a" * 8)
        assert connection.next_event() is h11.NEED_DATA
    assert calls == [h11.SERVER] * 2


def test_autospec():
    """`autospec` reads methods and properties of the class."""
    spec = mock.create_autospec(h11.Connection, instance=True)
    spec.send.return_value = b"x"
    assert spec.send(GET) == b"x"
    with pytest.raises(AttributeError):
        spec.sendall(GET)
    with mock.patch.object(h11.Connection, "trailing_data", new_callable=mock.PropertyMock) as data:
        data.return_value = (b"patched", True)
        assert h11.Connection(h11.CLIENT).trailing_data == (b"patched", True)
