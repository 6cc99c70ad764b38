"""Assignments to private names take effect, or raise one warning each.

With 0.16.0 each of these assignments changes the behaviour.
"""

from __future__ import annotations

import copy
import importlib
import pickle
import warnings
from unittest import mock

import h11
import pytest
from h11 import _abnf, _connection, _readers, _state, _writers

from .peers import END, GET, POST_CHUNKED, send
from .processes import run

warned_about = pytest.mark.differs("0.16.0 looks its private names up whenever it uses them")

NAMES = {
    "_connection": "ConnectionState LocalProtocolError READERS ReceiveBuffer RemoteProtocolError"
    " WRITERS _body_framing _keep_alive get_comma_header has_expect_100_continue"
    " set_comma_header",
    "_events": "Headers LocalProtocolError bytesify method_re normalize_and_validate"
    " request_target_re validate",
    "_headers": "CONTENT_LENGTH_MAX_DIGITS Headers LocalProtocolError _content_length_re"
    " _field_name_re _field_value_re bytesify get_comma_header"
    " normalize_and_validate validate",
    "_readers": "Data EndOfMessage InformationalResponse LocalProtocolError RemoteProtocolError"
    " Request Response _decode_header_lines _obsolete_line_fold chunk_header_re"
    " header_field_re obs_fold_re request_line_re status_line_re validate",
    "_receivebuffer": "blank_line_regex",
    "_writers": "LocalProtocolError",
    "_state": "EVENT_TRIGGERED_TRANSITIONS LocalProtocolError STATE_TRIGGERED_TRANSITIONS",
}
EACH = [(module, name) for module, names in NAMES.items() for name in names.split()]

METHODS = [
    (_readers.ChunkedReader, "__call__"),
    (_readers.ContentLengthReader, "read_eof"),
    (_readers.Http10Reader, "__call__"),
    (_state.ConnectionState, "process_event"),
    (_state.ConnectionState, "start_next_cycle"),
]
TABLES = [
    (_readers.READERS, (h11.CLIENT, h11.IDLE), "_readers.READERS"),
    (_readers.READERS[h11.SEND_BODY], "chunked", "_readers.READERS"),
    (_writers.WRITERS, (h11.CLIENT, h11.IDLE), "_writers.WRITERS"),
    (_writers.WRITERS[h11.SEND_BODY], "chunked", r"_writers.WRITERS\[SEND_BODY\]\['chunked'\]"),
    (_state.EVENT_TRIGGERED_TRANSITIONS[h11.CLIENT], h11.ERROR, "_state.EVENT_TRIGGERED"),
    (_state.STATE_TRIGGERED_TRANSITIONS, (h11.CLOSED, h11.DONE), "_state.STATE_TRIGGERED"),
]


@pytest.fixture(autouse=True)
def forgotten():
    """Restore the initial state, in which there were no warnings."""
    try:
        from h11 import _assigned
    except ImportError:
        yield
        return
    before = set(_assigned._warned)
    _assigned._warned.clear()
    yield
    _assigned._warned.clear()
    _assigned._warned.update(before)


@pytest.fixture
def silently():
    """Turn warnings into errors."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


@warned_about
@pytest.mark.parametrize(("module", "name"), EACH)
def test_names(module, name, monkeypatch, silently):
    module = importlib.import_module(f"h11.{module}")
    before, mine = getattr(module, name), object()
    monkeypatch.setattr(module, name, before)  # restores it if the test fails
    with pytest.warns(RuntimeWarning, match=rf"^{module.__name__}\.{name} was changed") as warned:
        setattr(module, name, mine)
    assert warned[0].filename == __file__
    assert getattr(module, name) is mine
    setattr(module, name, object())  # one warning only
    setattr(module, name, before)
    with mock.patch.object(module, name):
        assert getattr(module, name) is not before
    assert getattr(module, name) is before


@warned_about
@pytest.mark.parametrize(("cls", "name"), METHODS)
def test_methods_of_classes(cls, name, monkeypatch):
    before = getattr(cls, name)
    with pytest.warns(RuntimeWarning, match=rf"^{cls.__module__}.{cls.__name__}.{name} was"):
        monkeypatch.setattr(cls, name, lambda *args: None)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        setattr(cls, name, lambda *args: None)
        monkeypatch.undo()
    assert getattr(cls, name) is before


@warned_about
@pytest.mark.parametrize(("table", "key", "match"), TABLES)
def test_tables(table, key, match):
    before = dict(table)
    with mock.patch.dict(table), pytest.warns(RuntimeWarning, match=rf"^h11.{match}"):
        table[key] = object()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with mock.patch.dict(table, {key: object()}):
            assert table != before
        assert table == before


@warned_about
@pytest.mark.parametrize(
    "change",
    [
        lambda table: table.pop(h11.SEND_BODY),
        lambda table: table.popitem(),
        lambda table: table.update({h11.SEND_BODY: {}}),
        lambda table: table.setdefault(h11.IDLE),
        lambda table: table.__ior__({h11.IDLE: None}),
        lambda table: table.__delitem__(h11.SEND_BODY),
    ],
)
def test_every_way_to_change_a_table(change):
    table, before = _readers.READERS, dict(_readers.READERS)
    match = r"^h11\._readers\.READERS was changed"
    with mock.patch.dict(table), pytest.warns(RuntimeWarning, match=match):
        change(table)
    assert table == before


def test_copies_of_tables_may_be_changed(silently):
    for table in (_writers.WRITERS, _readers.READERS, _state.EVENT_TRIGGERED_TRANSITIONS):
        assert isinstance(table, dict)
        assert eval(repr({1: 2})) == {1: 2}
        for copied in (dict(table), table.copy(), copy.copy(table), copy.deepcopy(table)):
            assert copied == table
            copied.clear()
        unpickled = pickle.loads(pickle.dumps(table))
        assert unpickled == table
        unpickled.clear()


@warned_about
def test_assignments_that_warn_have_no_effect(monkeypatch):
    client = h11.Connection(h11.CLIENT)
    with pytest.warns(RuntimeWarning):
        monkeypatch.setitem(_writers.WRITERS[h11.SEND_BODY], "chunked", object())
    with pytest.warns(RuntimeWarning):
        monkeypatch.setattr(_connection, "_keep_alive", None)
    assert send(client, POST_CHUNKED, h11.Data(b"abc"), END).endswith(b"3\r\nabc\r\n0\r\n\r\n")


@pytest.mark.parametrize(
    ("target", "name"),
    [
        (_abnf, "token"),  # unused once the expressions are compiled
        (_writers, "WRITERS"),  # unused here as well: `_connection` has the table
        (_writers, "write_headers"),  # takes effect
        (_writers, "of_mine"),
        (h11, "Connection"),
        (_writers.ChunkedWriter, "send_eom"),  # takes effect
        (_writers.ChunkedWriter, "of_mine"),
        (_readers.ChunkedReader, "of_mine"),
    ],
)
def test_other_names_do_not_warn(target, name, silently, monkeypatch):
    monkeypatch.setattr(target, name, object(), raising=False)
    monkeypatch.undo()
    assert h11.Connection(h11.CLIENT).send(GET)


def test_subclasses_may_be_changed(silently):
    class Reader(_readers.ChunkedReader):
        pass

    class States(_state.ConnectionState):
        pass

    Reader.__call__ = lambda self, buf: "read"
    States.process_error = lambda self, role: "failed"
    assert Reader()(None) == "read"
    assert States().process_error(h11.CLIENT) == "failed"
    del Reader.__call__, States.process_error


@warned_about
def test_a_warning_that_is_an_error_refuses_the_assignment(silently):
    before = _readers.header_field_re
    for _ in range(2):
        with pytest.raises(RuntimeWarning, match="malformed fields"):
            _readers.header_field_re = None
    assert _readers.header_field_re is before


def test_reloading_a_module_restores_its_names():
    run(
        """
import importlib, sys, warnings
import h11
warnings.simplefilter("error")
request = h11.Request(method="GET", target="/", headers=[("Host", "a")])
before = h11.Connection(h11.CLIENT).send(request)

h11._writers.write_headers = lambda headers, write: None
assert h11.Connection(h11.CLIENT).send(request) == b"GET / HTTP/1.1\\r\\n"
importlib.reload(h11._writers)
importlib.reload(h11._connection)
importlib.reload(h11)
assert h11.Connection(h11.CLIENT).send(request) == before

h11._writers.write_headers = lambda headers, write: None
for name in [name for name in sys.modules if name.split(".")[0] == "h11"]:
    del sys.modules[name]
import h11
request = h11.Request(method="GET", target="/", headers=[("Host", "a")])
assert h11.Connection(h11.CLIENT).send(request) == before
"""
    )


@pytest.mark.differs("0.16.0 raises NameError where it looks for what was deleted")
def test_deleted_names_are_restored_for_the_core(monkeypatch):
    wire = h11.Connection(h11.CLIENT).send(GET)
    monkeypatch.setattr(_writers, "write_headers", lambda headers, write: None)
    _writers.of_mine = 1
    del _writers.write_headers, _writers.of_mine
    assert not hasattr(_writers, "of_mine")
    assert h11.Connection(h11.CLIENT).send(GET) == wire
