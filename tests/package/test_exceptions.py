"""The exception classes: hierarchy, attributes, copies and subclasses."""

from __future__ import annotations

import copy
import pickle
import traceback

import h11
import pytest

KINDS = [h11.LocalProtocolError, h11.RemoteProtocolError]
every_kind = pytest.mark.parametrize("kind", KINDS)


class Malformed(h11.RemoteProtocolError):
    """A program's error, with an additional argument."""

    def __init__(self, msg, line=0) -> None:
        super().__init__(msg, error_status_hint=422)
        self.line = line


@every_kind
def test_raised_by_a_program(kind):
    """Proxies raise `RemoteProtocolError("no such host", 404)`."""
    with pytest.raises(h11.ProtocolError) as caught:
        raise kind("no such host", 404)
    assert str(caught.value) == "no such host"
    assert caught.value.args == ("no such host",)
    assert caught.value.error_status_hint == 404
    assert repr(caught.value) == f"{kind.__name__}('no such host')"


@every_kind
def test_arguments(kind):
    assert kind("a").error_status_hint == 400
    assert kind(msg="a", error_status_hint=500).error_status_hint == 500
    for arguments in ((), ("a", 1, 2)):
        with pytest.raises(TypeError):
            kind(*arguments)


@every_kind
def test_attributes_can_be_changed(kind):
    error = kind("a")
    error.error_status_hint = 431
    error.other = 1
    assert (error.error_status_hint, error.other) == (431, 1)


def test_hierarchy():
    for kind in KINDS:
        assert kind.__mro__[1:] == (h11.ProtocolError, Exception, BaseException, object)
    assert not issubclass(h11.LocalProtocolError, h11.RemoteProtocolError)


def test_the_base_is_abstract():
    with pytest.raises(TypeError, match="tried to directly instantiate ProtocolError"):
        h11.ProtocolError("a")

    class Mine(h11.ProtocolError):
        pass

    assert Mine("a").error_status_hint == 400


@every_kind
def test_tracebacks_show_the_module_of_0_16_0(kind):
    """Log filters and error reports group by this name."""
    shown = traceback.format_exception_only(kind, kind("what"))
    assert shown == [f"h11._util.{kind.__name__}: what\n"]


@every_kind
@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_pickles(kind, protocol):
    again = pickle.loads(pickle.dumps(kind("a", 418), protocol))
    assert type(again) is kind
    assert (again.args, again.error_status_hint) == (("a",), 418)


@every_kind
def test_copies(kind):
    for again in (copy.copy(kind("a", 418)), copy.deepcopy(kind("a", 418))):
        assert (type(again), again.args, again.error_status_hint) == (kind, ("a",), 418)


def test_subclasses():
    error = Malformed("a", line=3)
    assert (str(error), error.error_status_hint, error.line) == ("a", 422, 3)
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), again.line) == (Malformed, "a", 3)


def test_a_local_error_becomes_a_remote_one():
    """The same object, with its traceback, gets another class: the private API of 0.16.0."""
    error = h11.LocalProtocolError("a", 501)
    with pytest.raises(h11.RemoteProtocolError) as caught:
        error._reraise_as_remote_protocol_error()
    assert caught.value is error
    assert caught.value.error_status_hint == 501


def test_errors_of_the_library_are_exactly_of_these_classes():
    with pytest.raises(h11.LocalProtocolError) as local:
        h11.Response(status_code=1, headers=[])
    server = h11.Connection(h11.SERVER)
    server.receive_data(b"\r\n\r\n")
    with pytest.raises(h11.RemoteProtocolError) as remote:
        server.next_event()
    for caught, kind in ((local, h11.LocalProtocolError), (remote, h11.RemoteProtocolError)):
        assert type(caught.value) is kind
        assert caught.value.args == (str(caught.value),)
        assert pickle.loads(pickle.dumps(caught.value)).args == caught.value.args


def test_errors_of_the_library_have_no_context():
    """Internal exceptions would only confuse a log."""
    server = h11.Connection(h11.SERVER)
    server.receive_data(b"GET / HTTP/1.1\r\n\r\n")
    with pytest.raises(h11.RemoteProtocolError) as caught:
        server.next_event()
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


def test_errors_keep_the_context_of_the_program():
    with pytest.raises(h11.LocalProtocolError) as caught:
        try:
            raise KeyError("the program's own")
        except KeyError:
            h11.Response(status_code=1, headers=[])
    assert isinstance(caught.value.__context__, KeyError)
