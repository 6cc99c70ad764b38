"""The cases of the stress test.

A case creates the jobs of one round, one per thread. A job returns the errors that it finds. The
exceptions that a case expects are documented ones; all others are errors.
"""

import contextlib
import gc

import h11
from h11 import _readers, _receivebuffer, _state, _writers

WIRE = b"GET /%d HTTP/1.1\r\nHost: example.com\r\nX-One: a\r\n\r\n"
PROTOCOL = (h11.LocalProtocolError, h11.RemoteProtocolError)
CASES = {}


def case(function):
    CASES[function.__name__] = function
    return function


def get(target="/", headers=(("Host", "example.com"),)):
    return h11.Request(method="GET", target=target, headers=headers)


def ok(*headers):
    return h11.Response(status_code=200, headers=headers)


def until_free(act, *arguments):
    """A call that raises because another one is running has no effect: call again."""
    while True:
        try:
            return act(*arguments)
        except RuntimeError as error:
            if "in use" not in str(error):
                raise


@contextlib.contextmanager
def then_stop(stop):
    """Whatever happens, end the threads that run until then."""
    try:
        yield
    finally:
        stop.append(True)


@case
def own_connections(random, threads):
    """Each thread has its own connections: only h11's own objects are shared."""

    def job():
        client, server = h11.Connection(h11.CLIENT), h11.Connection(h11.SERVER)
        for number in range(200):
            wire = client.send(get(f"/{number}")) + client.send(h11.EndOfMessage())
            server.receive_data(wire)
            request = server.next_event()
            if (
                request.target != b"/%d" % number
                or type(server.next_event()) is not h11.EndOfMessage
            ):
                yield f"read {request!r}"
            body = b"x" * number
            wire = server.send(ok(("Transfer-Encoding", "chunked")))
            wire += server.send(h11.Data(body)) + server.send(h11.EndOfMessage())
            client.receive_data(wire)
            read = [client.next_event()]
            while type(read[-1]) is not h11.EndOfMessage:
                read.append(client.next_event())
            if b"".join(event.data for event in read[1:-1]) != body:
                yield f"{body!r} became {read!r}"
            with contextlib.suppress(h11.LocalProtocolError):
                h11.Request(method="G T", target="/", headers=[("Host", "a")])
                yield "a wrong method is accepted"
            client.start_next_cycle()
            server.start_next_cycle()

    return [job] * threads


@case
def first_look(random, threads):
    """All threads access the headers of a received event for the first time at once."""
    servers = [h11.Connection(h11.SERVER) for _ in range(200)]
    events = []
    for number, server in enumerate(servers):
        server.receive_data(WIRE % number)
        events.append(server.next_event())
    pairs = [(b"host", b"example.com"), (b"x-one", b"a")]

    def job():
        for number, event in enumerate(events):
            seen = list(event.headers)
            if seen != pairs or seen[0] is not event.headers[0]:
                yield f"{seen} of {event!r}"
            if event.headers.raw_items()[1] != (b"X-One", b"a"):
                yield f"raw items of {event!r}"
            if h11.Connection(h11.CLIENT).send(event) != WIRE % number:
                yield f"{event!r} is sent otherwise"

    return [job] * threads


@case
def garbage_collection(random, threads):
    """Events are created and dropped, some of them in cycles, while the collector traverses them."""
    stop = []

    class Holder(h11.Data):
        """A subclass may be part of a cycle."""

    def collect():
        # Not all the time: stopping the world each time would starve the others.
        with then_stop(stop):
            for _ in range(5):
                gc.collect()
                # (An instance of a subclass may be visited before its `__init__` has returned.)
                events = [each for each in gc.get_objects() if type(each) is h11.Request]
                for event in events[:50]:
                    gc.get_referents(event)
                    gc.is_tracked(event)
                    repr(event)

    def make():
        kept = []
        while not stop:
            server = h11.Connection(h11.SERVER)
            server.receive_data(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc")
            for _ in range(3):
                kept.append(server.next_event())
            holder = Holder(b"x")
            holder.me = holder
            listed = [("Host", "a")]
            kept.append(get(headers=listed))
            listed.append(kept[-1])
            if len(kept) > 200:
                if any(type(event) is h11.Data and event.data != b"abc" for event in kept):
                    yield "other content"
                kept.clear()

    return [collect, *[make] * (threads - 1)]


@case
def one_receiver(random, threads):
    """One thread receives segments, another takes events, the others read states: all content is
    emitted once and in order."""
    size, count = random.randrange(1, 2000), 50
    server = h11.Connection(h11.SERVER)
    server.receive_data(
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n" % (size * count)
    )
    content = [bytes([random.randrange(256)]) * size for _ in range(count)]
    done = []

    def feed():
        for number, segment in enumerate(content):
            given = bytearray(segment) if number % 2 else segment
            until_free(server.receive_data, given)

    def read():
        read = b""
        with then_stop(done):
            while type(event := until_free(server.next_event)) is not h11.EndOfMessage:
                if type(event) is h11.Data:
                    read += event.data
        if read != b"".join(content):
            yield f"{len(read)} bytes arrived of {size * count}"

    def look():
        while not done:
            states = until_free(lambda: server.states)
            if states[h11.CLIENT] not in (h11.IDLE, h11.SEND_BODY, h11.DONE):
                yield f"{states}"
                return
            until_free(lambda: server.trailing_data)
            until_free(lambda: server.their_http_version)
            until_free(lambda: server.client_is_waiting_for_100_continue)

    return [feed, read, *[look] * max(1, threads - 2)]


@case
def many_senders(random, threads):
    """All threads send content on one connection: each part is counted once."""
    count = 200
    server = h11.Connection(h11.SERVER)
    server.receive_data(WIRE % 0)
    while type(server.next_event()) is not h11.EndOfMessage:
        pass
    server.send(ok(("Content-Length", str(count * threads * 3))))
    pieces = [h11.Data(b"abc"), h11.Data(bytearray(b"abc")), h11.Data(memoryview(b"abc"))]

    to_come = list(range(threads))

    def job():
        for number in range(count):
            if until_free(server.send, pieces[number % 3]) != b"abc":
                yield "another piece"
        # The last thread to arrive finds that everything has been sent.
        if to_come.pop() == 0 and until_free(server.send, h11.EndOfMessage()) != b"":
            yield "not the end"

    return [job] * threads


@case
def anything_on_one(random, threads):
    """All threads use one connection for everything: documented errors, and a valid state."""
    connection = h11.Connection(random.choice([h11.CLIENT, h11.SERVER]))
    acts = [
        lambda: connection.receive_data(random.choice([WIRE % 1, b"x", bytearray(b"\r\n"), b""])),
        lambda: connection.next_event(),
        lambda: connection.send(get()),
        lambda: connection.send(ok(("Content-Length", "3"))),
        lambda: connection.send(h11.Data(random.choice([b"abc", bytearray(b"abc")]))),
        lambda: connection.send_with_data_passthrough(h11.EndOfMessage()),
        lambda: connection.send_failed(),
        lambda: connection.start_next_cycle(),
        lambda: setattr(connection, "their_http_version", random.choice([None, b"1.0", b"1.1"])),
        lambda: connection._receive_buffer,
        lambda: connection._cstate.states,
        lambda: connection.__init__(h11.SERVER),
        lambda: repr(connection.states),
    ]

    def job():
        for _ in range(500):
            with contextlib.suppress(*PROTOCOL, RuntimeError):
                random.choice(acts)()

    def wrapped():
        job()
        if until_free(lambda: set(connection.states)) != {h11.CLIENT, h11.SERVER}:
            yield "no states"

    return [wrapped] * threads


@case
def private_objects(random, threads):
    """Objects of h11's private modules, shared."""
    buffer = _receivebuffer.ReceiveBuffer()
    state = _state.ConnectionState()
    reader, writer = _readers.ChunkedReader(), _writers.ChunkedWriter()
    acts = [
        lambda: buffer.__iadd__(b"5\r\nabcde\r\n"),
        lambda: buffer.maybe_extract_at_most(3),
        lambda: buffer.maybe_extract_lines(),
        lambda: bytes(buffer),
        lambda: len(buffer),
        lambda: reader(buffer),
        lambda: writer(h11.Data(b"abc"), [].append),
        lambda: state.process_event(h11.CLIENT, h11.Request),
        lambda: state.states,
    ]

    def job():
        for _ in range(500):
            # RuntimeError: borrowed by another thread.
            with contextlib.suppress(*PROTOCOL, RuntimeError):
                random.choice(acts)()

    return [job] * threads


@case
def replaced_constructor(random, threads):
    """`Connection.__init__` is replaced and restored while connections are created: each uses one
    of them. After the first replacement, calls of the class are slightly slower."""
    original = h11.Connection.__init__
    stop = []

    def limited(self, our_role, max_incomplete_event_size=5):
        original(self, our_role, max_incomplete_event_size)

    def replace():
        with then_stop(stop):
            for _ in range(20):
                h11.Connection.__init__ = limited
                h11.Connection.__init__ = original

    def make():
        while not stop:
            for arguments in ((h11.CLIENT,), (h11.CLIENT, 5)):
                if h11.Connection(*arguments).our_role is not h11.CLIENT:
                    yield "not a connection"
            with contextlib.suppress(ValueError):
                h11.Connection(3)
                yield "a role that is none"

    return [replace, *[make] * (threads - 1)]
