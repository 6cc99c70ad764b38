"""Threads: separate connections are independent, and a shared one is at least safe.

A connection must not be used by two threads at once. If it is, the result is one of the documented
exceptions, but no crash or deadlock.
"""

from __future__ import annotations

import contextlib
import sys
import threading

import h11
import pytest

from .peers import END, GET, GET_WIRE, ok, read, receive, send

THREADS = 4
DOCUMENTED = (h11.LocalProtocolError, h11.RemoteProtocolError, RuntimeError)


@pytest.fixture(autouse=True)
def eager_switches():
    """Make threads switch much more often than usual."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def together(*jobs) -> list[BaseException]:
    """Run the jobs in threads that start together; return their exceptions."""
    start = threading.Barrier(len(jobs))
    died = []

    def run(job) -> None:
        start.wait()
        try:
            job()
        except BaseException as error:
            died.append(error)

    threads = [threading.Thread(target=run, args=(job,), daemon=True) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert not any(thread.is_alive() for thread in threads), "a thread hangs"
    return died


def cycles(count: int) -> None:
    client, server = h11.Connection(h11.CLIENT), h11.Connection(h11.SERVER)
    for number in range(count):
        request = h11.Request(method="GET", target=f"/{number}", headers=[("Host", "a")])
        assert receive(server, send(client, request, END))[0] == request
        data = h11.Data(b"x" * number)
        events = receive(client, send(server, ok(), data, END))
        assert b"".join(event.data for event in events[1:-2]) == data.data
        client.start_next_cycle()
        server.start_next_cycle()


def test_many_connections():
    assert together(*[lambda: cycles(150)] * THREADS) == []


def test_one_event_for_many_connections():
    """Events are frozen, and so is what the first access to their headers creates."""
    for _ in range(50):
        server = h11.Connection(h11.SERVER)
        server.receive_data(GET_WIRE)
        request = server.next_event()

        def use(request=request) -> None:
            assert h11.Connection(h11.CLIENT).send(request) == GET_WIRE
            assert list(request.headers) == [(b"host", b"example.com")]
            assert request.headers.raw_items() == [(b"Host", b"example.com")]

        assert together(*[use] * THREADS) == []


class Slow:
    """Data that lets other threads run while the connection reads its length."""

    def __len__(self) -> int:
        threading.Event().wait(1e-5)
        return 1


def hammer(connection: h11.Connection, others: list[BaseException], *acts) -> None:
    for number in range(400):
        try:
            acts[number % len(acts)](connection)
        except DOCUMENTED:
            pass
        except BaseException as error:
            others.append(error)


def receiving(connection: h11.Connection) -> None:
    connection.receive_data(GET_WIRE)
    with contextlib.suppress(h11.RemoteProtocolError):
        read(connection)


def sending(connection: h11.Connection) -> None:
    for event in (ok(), h11.Data(b"abc"), h11.Data(Slow()), END):
        connection.send_with_data_passthrough(event)


ACTS = [
    receiving,
    sending,
    lambda connection: connection.start_next_cycle(),
    lambda connection: connection.states,
    lambda connection: connection.trailing_data,
    lambda connection: setattr(connection, "their_http_version", b"1.0"),
    lambda connection: connection.send(GET),
]


@pytest.mark.differs("0.16.0 fails assertions and trips over its own dicts", always=False)
@pytest.mark.parametrize("role", [h11.CLIENT, h11.SERVER])
def test_one_connection_for_many_threads(role):
    others: list[BaseException] = []
    for _ in range(10):
        connection = h11.Connection(role)
        jobs = [
            lambda shift=shift, connection=connection: hammer(
                connection, others, *ACTS[shift:], *ACTS[:shift]
            )
            for shift in range(THREADS)
        ]
        assert together(*jobs) == []
    assert others == []


@pytest.mark.differs("0.16.0 fails assertions and trips over its own dicts", always=False)
def test_init_in_one_thread_while_others_use_the_connection():
    others: list[BaseException] = []
    connection = h11.Connection(h11.SERVER)
    begin = lambda connection: connection.__init__(h11.SERVER)  # noqa: E731
    jobs = [
        lambda act=act: hammer(connection, others, act)
        for act in (begin, receiving, sending, begin)
    ]
    assert together(*jobs) == []
    assert others == []
