"""The code of exceptions raised by h11, by programs, and of copies of both."""

from __future__ import annotations

import copy
import pickle

import h11
import pytest

from .codes import ROWS, error_of

pytestmark = pytest.mark.differs("0.16.0 has no codes")

KINDS = [h11.LocalProtocolError, h11.RemoteProtocolError]
every_kind = pytest.mark.parametrize("kind", KINDS)


@every_kind
def test_the_code_is_optional(kind):
    for error in (kind("a"), kind("a", 404), kind(msg="a", error_status_hint=404)):
        assert (error.code, error.offending, error.field) == (None, None, None)
        assert error.args == ("a",)


@every_kind
def test_programs_may_pass_a_code(kind):
    error = kind("a", 404, code="no-such-host", offending=b"b", field=b"c")
    assert (error.code, error.offending, error.field) == ("no-such-host", b"b", b"c")
    assert (error.args, error.error_status_hint) == (("a",), 404)
    with pytest.raises(TypeError):
        kind("a", 404, "no-such-host")


COPIES = [copy.copy, copy.deepcopy] + [
    lambda error, protocol=protocol: pickle.loads(pickle.dumps(error, protocol))
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1)
]


@pytest.mark.parametrize("make", COPIES)
def test_copies_keep_code_and_offending(make):
    for error in (
        error_of(ROWS["host-repeated"].example),
        error_of(ROWS["host-missing"].example),
        error_of(ROWS["request-target-malformed"].example),
        h11.RemoteProtocolError("a", 404, code="b", offending=b"c", field=b"d"),
        Mine("a", 3),
    ):
        again = make(error)
        assert type(again) is type(error)
        assert vars(again) == vars(error)
        assert (again.args, again.code, again.offending, again.field) == (
            error.args,
            error.code,
            error.offending,
            error.field,
        )


class Mine(h11.RemoteProtocolError):
    """A program's exception with its own code."""

    def __init__(self, msg, line=0) -> None:
        super().__init__(msg, 422, code="mine", offending=b"d")
        self.line = line


def test_subclasses():
    error = Mine("a", line=3)
    assert (error.code, error.offending, error.error_status_hint, error.line) == (
        "mine",
        b"d",
        422,
        3,
    )


def test_a_subclass_need_not_call_the_base():
    class Careless(h11.LocalProtocolError):
        def __init__(self) -> None:
            Exception.__init__(self, "a")

    assert (Careless().code, Careless().offending, Careless().field) == (None, None, None)


def test_a_local_error_that_becomes_a_remote_one_keeps_its_code():
    error = error_of(ROWS["request-target-malformed"].example)
    with pytest.raises(h11.RemoteProtocolError) as caught:
        error._reraise_as_remote_protocol_error()
    assert (caught.value.code, caught.value.offending) == ("request-target-malformed", b"/a b")
