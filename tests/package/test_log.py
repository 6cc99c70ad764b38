"""Log records of errors of the peer."""

from __future__ import annotations

import logging
import pickle

import h11
import pytest

from .codes import ROWS, error_of
from .driver import client, server
from .processes import run

pytestmark = pytest.mark.differs("0.16.0 does not log", always=False)

MALFORMED = b"GET / HTTP/1.1\r\nHost : a\r\n\r\n"


class Recorder(logging.Handler):
    """Keeps all records."""

    def __init__(self) -> None:
        super().__init__()
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture
def records():
    """The records of the logger, at its lowest level."""
    recorder = Recorder()
    yield from logging_to(recorder, recorder.records)


def logging_to(handler, value):
    logger = logging.getLogger("h11")
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    yield value
    logger.removeHandler(handler)
    logger.setLevel(before)


def reject(connection, wire=MALFORMED) -> h11.RemoteProtocolError:
    connection.receive_data(wire)
    with pytest.raises(h11.RemoteProtocolError) as caught:
        while connection.next_event() is not h11.NEED_DATA:
            pass
    return caught.value


def test_the_record_of_an_error(records):
    reject(server())
    (record,) = records
    assert record.levelno == logging.DEBUG
    assert record.getMessage() == (
        "field-line-malformed: illegal header line: b'Host : a'"
        " (hint 400, role SERVER, client IDLE, server IDLE, field b'Host', offending b'Host : a')"
    )


def test_the_attributes_of_a_record(records):
    error = reject(client(), b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n")
    (record,) = records
    assert {name: value for name, value in vars(record).items() if name.startswith("h11_")} == {
        "h11_code": error.code,
        "h11_hint": 501,
        "h11_role": "CLIENT",
        "h11_states": {"CLIENT": "DONE", "SERVER": "SEND_RESPONSE"},
        "h11_field": b"Transfer-Encoding",
        "h11_offending": b"gzip",
        "h11_notes": [],
    }
    assert b"h11._" not in pickle.dumps([record.h11_role, record.h11_states])


def test_the_states_are_those_before_the_error(records):
    connection = server()
    wire = b"PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    reject(connection, wire + b"x\r\n")
    assert records[0].h11_states == {"CLIENT": "SEND_BODY", "SERVER": "SEND_RESPONSE"}
    assert connection.their_state is h11.ERROR


def test_further_calls_are_logged_as_well(records):
    connection = server()
    reject(connection)
    with pytest.raises(h11.RemoteProtocolError):
        connection.next_event()
    assert [record.h11_code for record in records] == ["field-line-malformed", "peer-error-state"]


@pytest.mark.parametrize("code", ROWS)
def test_each_code_of_a_remote_error_is_logged_once(code, records):
    error = error_of(ROWS[code].example)
    logged = [(record.h11_code, record.h11_offending) for record in records]
    if isinstance(error, h11.LocalProtocolError):
        assert logged == []
    else:
        assert logged[-1:] == [(code, error.offending)]
        assert len(logged) == (2 if "again=True" in ROWS[code].example else 1)


class Stepping(h11.Connection):
    """Its methods go through the steps of 0.16.0."""

    def _process_event(self, role, event) -> None:
        super()._process_event(role, event)


@pytest.mark.parametrize("make", [h11.Connection, Stepping])
def test_the_record_names_the_caller(make, records):
    connection = make(h11.SERVER)
    connection.receive_data(MALFORMED)
    for _ in range(2):
        with pytest.raises(h11.RemoteProtocolError):
            connection.next_event()
    for record in records:
        assert (record.funcName, record.filename) == (
            "test_the_record_names_the_caller",
            "test_log.py",
        )
    assert [record.h11_states["CLIENT"] for record in records] == ["IDLE", "ERROR"]
    assert {record.h11_states["SERVER"] for record in records} == {"IDLE"}


def test_other_levels_log_nothing(records):
    logging.getLogger("h11").setLevel(logging.INFO)
    reject(server())
    assert records == []


class Failing(logging.Handler):
    """Raises."""

    def __init__(self, error: BaseException) -> None:
        super().__init__()
        self.error = error
        self.calls = 0

    def emit(self, record: logging.LogRecord) -> None:
        self.calls += 1
        raise self.error


@pytest.mark.parametrize("make", [h11.Connection, Stepping])
@pytest.mark.parametrize(
    "failure", [ValueError(), h11.LocalProtocolError("mine"), MemoryError(), RecursionError()]
)
def test_a_failing_handler_does_not_replace_the_error(make, failure):
    handler = Failing(failure)
    for _ in logging_to(handler, None):
        error = reject(make(h11.SERVER))
    assert error.code == "field-line-malformed"
    assert (error.__cause__, error.__context__) == (None, None)
    assert handler.calls == 1


@pytest.mark.parametrize("make", [h11.Connection, Stepping])
@pytest.mark.parametrize("end", [KeyboardInterrupt(), SystemExit(3)])
def test_a_program_can_be_ended_while_it_logs(make, end):
    connection = make(h11.SERVER)
    connection.receive_data(MALFORMED)
    for _ in logging_to(Failing(end), None):
        with pytest.raises(type(end)) as caught:
            connection.next_event()
    assert caught.value is end
    assert connection.their_state is h11.ERROR


def test_a_handler_may_use_the_connection():
    connection = server()

    class Using(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            seen.append((connection.states, connection.trailing_data))
            if len(seen) == 1:
                seen.append(reject(connection, b"more").code)

    seen = []
    for _ in logging_to(Using(), None):
        reject(connection)
    states = {h11.CLIENT: h11.ERROR, h11.SERVER: h11.IDLE}
    assert seen == [(states, (b"", False)), (states, (b"more", False)), "peer-error-state"]


@pytest.mark.parametrize("broken", ["None", "object()", "type(sys)('logging')", "h11"])
def test_any_object_may_be_in_the_place_of_logging(broken):
    script = f"""
import sys
import h11
sys.modules["logging"] = {broken}
server = h11.Connection(h11.SERVER)
server.receive_data({MALFORMED!r})
try:
    server.next_event()
except h11.RemoteProtocolError as error:
    print(error.code)
"""
    assert run(script) == "field-line-malformed"


def test_h11_does_not_import_logging():
    """It would take a third of the time that importing h11 takes."""
    script = f"""
import sys
import h11
server = h11.Connection(h11.SERVER)
server.receive_data({MALFORMED!r})
try:
    server.next_event()
except h11.RemoteProtocolError:
    print("logging" in sys.modules)
"""
    assert run(script) == "False"
