"""Several threads share a connection or an event: each call is atomic, or raises RuntimeError.

tests/package/test_threads.py tests that nothing crashes or deadlocks. Here everything that the
threads do is accounted for: nothing is lost, duplicated, mixed or out of order. The tests are for
interpreters with and without the GIL; with it, calls are atomic anyway, except where they call
methods of arguments.
"""

from __future__ import annotations

import contextlib
import itertools
import re
import threading
from collections import Counter

import h11
import pytest

from ..package.hostile import with_methods
from ..package.peers import (
    END,
    GET,
    GET_WIRE,
    POST_CHUNKED,
    POST_CHUNKED_WIRE,
    client_after,
    ok,
    read,
    server_after,
)
from ..package.test_threads import THREADS, eager_switches, together  # noqa: F401

IN_USE = "this object is in use: one of its methods is running"
PIECES = 2_000


def insist(call, *arguments):
    """Call again while another thread uses the connection."""
    while True:
        try:
            return call(*arguments)
        except RuntimeError as error:
            assert str(error) == IN_USE


def token(thread: int, number: int) -> bytes:
    return b"<%d:%d>" % (thread, number)


def assert_all_in_order(content: bytes) -> None:
    """Each thread's tokens occur once, whole, in the order in which it sent them."""
    assert re.fullmatch(rb"(<\d+:\d+>)*", content)
    found = [tuple(map(int, pair)) for pair in re.findall(rb"<(\d+):(\d+)>", content)]
    for thread in range(THREADS):
        assert [number for who, number in found if who == thread] == list(range(PIECES))


def slow_bytes(content: bytes):
    """Data that lets other threads run while the connection reads its length."""

    def measure(self) -> int:
        threading.Event().wait(1e-6)
        return len(content)

    return type("Slow", (bytes,), {"__len__": measure})(content)


@pytest.mark.parametrize("slow", [False, True])
def test_all_threads_send(slow):
    client = client_after(POST_CHUNKED)
    sent: list[bytes] = []
    count = itertools.count()

    def send(thread: int) -> None:
        for number in range(PIECES):
            data = token(thread, number)
            pass_on = slow and next(count) % 50 == 0
            # Calling and appending under one lock, as otherwise the order on the wire is unknown.
            with lock:
                wire = insist(client.send, h11.Data(slow_bytes(data) if pass_on else data))
                sent.append(wire)

    lock = contextlib.nullcontext() if slow else threading.Lock()
    assert together(*(lambda thread=thread: send(thread) for thread in range(THREADS))) == []
    chunks = [re.fullmatch(rb"([0-9a-f]+)\r\n(.*)\r\n", wire) for wire in sent]
    assert all(int(chunk[1], 16) == len(chunk[2]) for chunk in chunks)
    assert Counter(chunk[2] for chunk in chunks) == Counter(
        token(thread, number) for thread in range(THREADS) for number in range(PIECES)
    )
    assert client.send(END) == b"0\r\n\r\n"


@pytest.mark.parametrize("kind", [bytes, bytearray])
def test_all_threads_receive(kind):
    """All threads receive segments and take events; the content arrives exactly once."""
    length = sum(len(token(thread, n)) for thread in range(THREADS) for n in range(PIECES))
    head = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n" % length
    server = server_after(head)
    lock, emitted = threading.Lock(), []

    def give_and_take(thread: int) -> None:
        for number in range(PIECES):
            insist(server.receive_data, kind(token(thread, number)))
            if number % 3 == 0:
                with lock:
                    event = insist(server.next_event)
                    emitted.append(event.data if type(event) is h11.Data else b"")

    assert (
        together(*(lambda thread=thread: give_and_take(thread) for thread in range(THREADS))) == []
    )
    *rest, last = read(server)
    assert last is h11.NEED_DATA
    assert rest.pop() == END
    assert_all_in_order(b"".join([*emitted, *(event.data for event in rest)]))


def test_each_request_is_emitted_once():
    """Pipelined requests; two threads take turns to serve while two others read attributes."""
    count = 300
    server = h11.Connection(h11.SERVER)
    wire = b"".join(b"GET /%d HTTP/1.1\r\nHost: a\r\n\r\n" % number for number in range(count))
    server.receive_data(wire)
    emitted: list[bytes] = []
    cycles: list[int] = []

    lock, over = threading.Lock(), threading.Event()

    def serve_one() -> None:
        request, end = insist(server.next_event), insist(server.next_event)
        assert (type(request), end) == (h11.Request, END)
        emitted.append(request.target)
        for event in (ok(("Content-Length", "0")), END):
            insist(server.send, event)
        insist(server.start_next_cycle)
        cycles.append(1)

    def serve() -> None:
        try:
            while len(cycles) < count:
                with lock:
                    if len(cycles) < count:
                        serve_one()
        finally:
            over.set()

    def look() -> None:
        """Everything that only reads, as often as possible."""
        while not over.is_set():
            states = insist(lambda: server.states)
            assert set(states) == {h11.CLIENT, h11.SERVER}
            data, closed = insist(lambda: server.trailing_data)
            assert (wire.endswith(data), closed) == (True, False)
            assert insist(lambda: server.our_state) in STATES
            assert insist(lambda: server.their_http_version) in (None, b"1.1")
            repr(server)

    assert together(serve, serve, look, look) == []
    assert emitted == [b"/%d" % number for number in range(count)]


STATES = {h11.IDLE, h11.SEND_RESPONSE, h11.SEND_BODY, h11.DONE}


def test_one_thread_starts_the_next_cycle():
    for _ in range(200):
        server = server_after(GET_WIRE)
        server.send(ok(("Content-Length", "0")))
        server.send(END)
        begun: list[int] = []

        def begin(server=server, begun=begun) -> None:
            with contextlib.suppress(h11.LocalProtocolError):
                insist(server.start_next_cycle)
                begun.append(1)

        assert together(*[begin] * THREADS) == []
        assert (len(begun), server.our_state) == (1, h11.IDLE)


def test_one_thread_closes():
    for _ in range(200):
        client = h11.Connection(h11.CLIENT)
        asked: list[bytes] = []

        def ask(client=client, asked=asked) -> None:
            with contextlib.suppress(h11.LocalProtocolError):
                asked.append(insist(client.send, GET))

        assert together(*[ask] * THREADS) == []
        assert asked == [GET_WIRE]


def test_all_threads_access_headers_first():
    """What the first access creates is created once, or at least equal."""
    fields = b"".join(b"Field-%d: value %d\r\n" % (number, number) for number in range(50))
    expected = [(b"host", b"a"), *((b"field-%d" % n, b"value %d" % n) for n in range(50))]
    for _ in range(100):
        server = server_after()
        server.receive_data(b"GET / HTTP/1.1\r\nHost: a\r\n" + fields + b"\r\n")
        request = server.next_event()
        looks = [
            lambda headers: list(headers) == expected,
            lambda headers: headers == expected,
            lambda headers: len(headers.raw_items()) == len(headers) == len(expected),
            lambda headers: headers[7] == expected[7] and headers[-1:] == expected[-1:],
        ]
        seen: list[bool] = []
        jobs = [
            lambda look=look, seen=seen, request=request: seen.append(look(request.headers))
            for look in looks
        ]
        assert together(*jobs) == []
        assert seen == [True] * len(looks)


def test_all_threads_share_an_iterator():
    """Each pair goes to at least one thread, and no other value occurs."""
    headers = h11.Response(status_code=200, headers=[("A", str(n)) for n in range(1000)]).headers
    iterator, taken = iter(headers), []
    assert together(*[lambda: taken.extend(iterator)] * THREADS) == []
    assert set(taken) == set(headers)


def test_all_threads_construct_and_compare_events():
    fields = [("Host", "a"), ("A", "b")]

    def make() -> None:
        for number in range(500):
            request = h11.Request(method="GET", target=f"/{number}", headers=fields)
            assert request == h11.Request(
                method="GET", target=f"/{number}", headers=request.headers
            )
            assert hash(h11.NEED_DATA) == hash(h11.NEED_DATA)
            with contextlib.suppress(h11.LocalProtocolError):
                h11.Response(status_code=1, headers=fields)
            response = h11.Response(status_code=200, headers=request.headers)
            assert repr(response).startswith("Response(headers=<Headers([(b'host', b'a'), ")

    assert together(*[make] * THREADS) == []


def test_fields_that_change_during_iteration():
    """A list that one thread changes while others construct events from it."""
    fields = [("Host", "a"), ("A", "b")]
    done: list[int] = []

    def change() -> None:
        while len(done) < THREADS - 1:
            fields.append(("C", "d"))
            fields[1] = ("A", "e" * 50)
            del fields[2:]

    def make() -> None:
        for _ in range(3_000):
            request = h11.Request(method="GET", target="/", headers=fields)
            assert set(request.headers) <= {
                (b"host", b"a"), (b"a", b"b"), (b"a", b"e" * 50), (b"c", b"d")
            }  # fmt: skip
        done.append(1)

    assert together(change, *[make] * (THREADS - 1)) == []


def test_a_bytearray_that_changes_while_receiving():
    buffer = bytearray(b"GET / HTTP/1.1\r\n")
    done: list[int] = []

    def change() -> None:
        while len(done) < THREADS - 1:
            with contextlib.suppress(BufferError):
                buffer.extend(b"x" * 5000)
                del buffer[16:]

    def receive() -> None:
        for _ in range(2_000):
            server = h11.Connection(h11.SERVER)
            server.receive_data(buffer)
            data, _ = server.trailing_data
            assert data.startswith(b"GET / HTTP/1.1\r\n")
            assert not data[16:].strip(b"x")
        done.append(1)

    assert together(change, *[receive] * (THREADS - 1)) == []


@pytest.mark.parametrize("chunked", [True, False])
def test_a_bytearray_that_changes_while_sending(chunked):
    """The framing is consistent: chunks and content have the declared length."""
    buffer = bytearray(b"x")
    done: list[int] = []

    def change() -> None:
        while len(done) < THREADS - 1:
            with contextlib.suppress(BufferError):
                buffer.extend(b"x" * 3000)
                del buffer[1:]

    def send_chunks() -> None:
        client = client_after(POST_CHUNKED)
        for _ in range(3_000):
            size, _, rest = client.send(h11.Data(buffer)).partition(b"\r\n")
            assert len(rest) == int(size, 16) + 2

    def send_a_body() -> None:
        length = 300_000
        client = client_after(post_of(length))
        # The last part must not be too long.
        while length > 3001:
            length -= len(client.send(h11.Data(buffer)))
        client.send(h11.Data(b"x" * length))
        client.send(END)

    def send() -> None:
        try:
            send_chunks() if chunked else send_a_body()
        finally:
            done.append(1)

    assert together(change, *[send] * (THREADS - 1)) == []


def post_of(length: int) -> h11.Request:
    headers = [("Host", "a"), ("Content-Length", str(length))]
    return h11.Request(method="POST", target="/", headers=headers)


def test_concurrent_calls_raise():
    """While one thread runs a method, all methods raise RuntimeError in the others."""
    client = client_after(POST_CHUNKED)
    inside, leave = threading.Event(), threading.Event()
    said: list[str] = []

    def measure(self) -> int:
        inside.set()
        leave.wait(10)
        return 3

    def hold() -> None:
        client.send_with_data_passthrough(h11.Data(with_methods(len=measure)))

    def disturb() -> None:
        inside.wait(10)
        for call in (
            lambda: client.states,
            lambda: client.trailing_data,
            lambda: client.send(h11.Data(b"abc")),
            lambda: client.receive_data(b"HTTP/1.1 200 OK\r\n\r\n"),
            client.next_event,
        ):
            try:
                call()
                said.append("done")
            except RuntimeError as error:
                said.append(str(error))
        leave.set()

    assert together(hold, disturb) == []
    # Methods of arguments are called before or after the work on the connection, never during it,
    # so that they may use the connection themselves.
    assert said == ["done"] * 5
    assert client.send(END) == b"0\r\n\r\n"


def test_all_threads_receive_chunks():
    server = server_after(POST_CHUNKED_WIRE)
    count = 5_000
    server.receive_data(b"1\r\nx\r\n" * count + b"0\r\n\r\n")
    taken: Counter = Counter()

    def take() -> None:
        mine: Counter = Counter()
        while True:
            event = insist(server.next_event)
            if event is h11.NEED_DATA:
                break
            mine[type(event)] += 1
        with lock:
            taken.update(mine)

    lock = threading.Lock()
    assert together(*[take] * THREADS) == []
    assert taken == {h11.Data: count, h11.EndOfMessage: 1}
