"""Cases of the stress test in which threads change the arguments that others pass to h11."""

import contextlib
import copy
import pickle

import h11
from stress_cases import case, get


def refill(buffer):
    """Change the length and content of a bytearray repeatedly."""
    for number in range(2000):
        # It cannot be resized while another thread copies it.
        with contextlib.suppress(BufferError):
            buffer[:] = bytes([97 + number % 2]) * (number % 5000 + 1)


@case
def headers_that_change(random, threads):
    """A list of fields that other threads change while events are constructed from it."""
    host = (b"Host", b"example.com")
    fields = [host, (b"A", b"1"), [b"B", b"2"]]
    known = {(b"host", b"example.com"), (b"a", b"1"), (b"b", b"2"), (b"c", b"3")}

    def change():
        for number in range(300):
            fields.append((b"C", b"3"))
            fields.insert(1, [b"B", bytearray(b"2")])
            if number % 7 == 0:
                fields[:] = [host]
            fields.extend([(b"A", b"1")] * 5)
            with contextlib.suppress(IndexError):
                fields.pop()
            if number % 50 == 0:
                fields.clear()
                fields.append(host)

    def make():
        for _ in range(300):
            try:
                event = get(headers=fields)
            except h11.LocalProtocolError as error:
                # Host may have moved past the current position, or have been seen twice.
                if "Host" not in str(error):
                    yield str(error)
                continue
            if not known.issuperset(event.headers):
                yield f"unknown fields: {event.headers!r}"
            if not known.issuperset((n.lower(), v) for n, v in event.headers.raw_items()):
                yield f"unknown raw fields: {event.headers!r}"

    return [change, *[make] * (threads - 1)]


@case
def events_that_change(random, threads):
    """Slots that are overwritten, against the rules, while events are sent and read."""
    event, data = get(), h11.Data(b"a")
    targets = [b"/%d" % number for number in range(50)]
    wires = {b"GET %b HTTP/1.1\r\nHost: example.com\r\n\r\n" % target for target in targets}
    object.__setattr__(event, "target", targets[0])

    def change():
        for number in range(1000):
            object.__setattr__(event, "target", b"/%d" % (number % 50))
            object.__setattr__(data, "data", b"a" * (number % 50 + 1))

    def use():
        for _ in range(300):
            client = h11.Connection(h11.CLIENT)
            wire = client.send(event)
            if wire not in wires:
                yield f"sent {wire!r}"
            post = h11.Request(
                method="POST", target="/", headers=[("Host", "a"), ("Transfer-Encoding", "chunked")]
            )
            client = h11.Connection(h11.CLIENT)
            client.send(post)
            size, _, rest = client.send(data).partition(b"\r\n")
            if len(rest) != int(size, 16) + 2:
                yield f"chunk of {size!r}: {rest!r}"
            twin = pickle.loads(pickle.dumps(copy.copy(event)))
            if twin.target not in targets or event.target not in targets:
                yield f"copied {twin!r}"

    return [change, *[use] * (threads - 1)]


@case
def buffers_that_change(random, threads):
    """A bytearray that is resized and refilled while connections receive it."""
    buffer = bytearray(b"a" * 1000)

    def receive():
        for _ in range(300):
            server = h11.Connection(h11.SERVER)
            server.receive_data(b"POST / HTTP/1.0\r\nContent-Length: 999999\r\n\r\n")
            server.next_event()
            server.receive_data(buffer)
            event = server.next_event()
            if type(event) is h11.Data and event.data.strip(event.data[:1]):
                yield "half of one filling and half of another"

    return [lambda: refill(buffer), *[receive] * (threads - 1)]


@case
def content_that_changes(random, threads):
    """The same while connections send it: a chunk has its declared length."""
    buffer = bytearray(b"a" * 1000)
    chunked = [("Host", "a"), ("Transfer-Encoding", "chunked")]

    def send():
        client = h11.Connection(h11.CLIENT)
        client.send(h11.Request(method="POST", target="/", headers=chunked))
        for _ in range(1000):
            size, _, rest = client.send(h11.Data(buffer)).partition(b"\r\n")
            if len(rest) != int(size, 16) + 2:
                yield "a chunk that is not as long as it says"

    return [lambda: refill(buffer), *[send] * (threads - 1)]
