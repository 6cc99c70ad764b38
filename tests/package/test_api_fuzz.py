"""Random calls with random objects: nothing but the allowed exceptions may be raised."""

from __future__ import annotations

import h11
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from .peers import CONNECT, END, GET, GET_WIRE, POST_CHUNKED, UPGRADE

# New versions of Python deprecate some return values of the objects below.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

MAY_BE_RAISED = (
    h11.LocalProtocolError,
    h11.RemoteProtocolError,
    AttributeError,
    TypeError,
    ValueError,
    OverflowError,
    RuntimeError,
    LookupError,
)
STATES = {
    h11.IDLE,
    h11.SEND_RESPONSE,
    h11.SEND_BODY,
    h11.DONE,
    h11.MUST_CLOSE,
    h11.CLOSED,
    h11.ERROR,
    h11.MIGHT_SWITCH_PROTOCOL,
    h11.SWITCHED_PROTOCOL,
}


class Moody:
    """Responds to each special method with the next of its moods: a value, or an exception."""

    def __init__(self, moods: list) -> None:
        self.moods = moods
        self.turn = 0

    def answer(self, *args):
        mood = self.moods[self.turn % len(self.moods)]
        self.turn += 1
        if isinstance(mood, Exception):
            raise mood
        return mood

    __len__ = __bool__ = __iter__ = __bytes__ = __eq__ = __index__ = __int__ = answer
    __next__ = __getitem__ = __radd__ = __call__ = answer
    __hash__ = None


moods = st.lists(
    st.sampled_from(
        [KeyError(), ValueError(), 0, 1, 5, -1, True, False, None, b"", b"abc", "x", iter(()), []]
    ),
    min_size=1,
    max_size=4,
)
arbitrary_objects = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 300),
    st.floats(),
    st.binary(max_size=8),
    st.text(max_size=4),
    st.binary(max_size=4).map(bytearray),
    st.binary(max_size=4).map(memoryview),
    st.lists(st.integers(-1, 256), max_size=3),
    st.builds(Moody, moods),
    st.sampled_from([h11.NEED_DATA, h11.Request, h11.Connection, object(), ...]),
)
pairs = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["Host", "Content-Length", "a"]), arbitrary_objects),
        st.tuples(arbitrary_objects, arbitrary_objects),
        arbitrary_objects,
    ),
    max_size=3,
)
arbitrary_events = st.one_of(
    st.tuples(
        st.sampled_from([h11.Request]),
        st.fixed_dictionaries(
            {
                "method": arbitrary_objects,
                "target": arbitrary_objects,
                "headers": st.one_of(pairs, arbitrary_objects),
            }
        ),
    ),
    st.tuples(
        st.sampled_from([h11.Response, h11.InformationalResponse]),
        st.fixed_dictionaries(
            {
                "status_code": arbitrary_objects,
                "headers": st.one_of(pairs, arbitrary_objects),
                "reason": arbitrary_objects,
            }
        ),
    ),
    st.tuples(st.just(h11.Data), st.fixed_dictionaries({"data": arbitrary_objects})),
    st.tuples(st.just(h11.EndOfMessage), st.fixed_dictionaries({"headers": pairs})),
)
good_events = st.sampled_from(
    [
        GET,
        POST_CHUNKED,
        CONNECT,
        UPGRADE,
        END,
        h11.ConnectionClosed(),
        h11.Data(b"abc"),
        h11.Response(status_code=200, headers=[]),
        h11.Response(status_code=200, headers=[("Content-Length", "3")]),
        h11.InformationalResponse(status_code=100, headers=[]),
        h11.InformationalResponse(status_code=101, headers=[]),
    ]
)
wires = st.sampled_from(
    [
        GET_WIRE,
        GET_WIRE[:9],
        b"\r\n",
        b"3\r\nabc\r\n",
        b"0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"HTTP/1.0 200 OK\r\n\r\n",
        b"HTTP/1.1 101 \r\n\r\n",
        b"\0",
        b"",
    ]
)
calls = st.one_of(
    st.tuples(st.sampled_from(["send", "send_with_data_passthrough"]), good_events),
    st.tuples(
        st.sampled_from(["send", "send_with_data_passthrough"]), arbitrary_objects.map(h11.Data)
    ),
    st.tuples(st.sampled_from(["send", "send_with_data_passthrough"]), arbitrary_objects),
    st.tuples(st.just("receive_data"), st.one_of(wires, arbitrary_objects)),
    st.tuples(st.sampled_from(["next_event"] * 5 + ["start_next_cycle", "send_failed"])),
)


def attempt(function, *arguments, **keywords) -> object:
    """Call it, and fail on any exception that is not allowed."""
    try:
        return function(*arguments, **keywords)
    except MAY_BE_RAISED as error:
        return error


@settings(max_examples=400)
@given(role=st.sampled_from([h11.CLIENT, h11.SERVER]), script=st.lists(calls, max_size=12))
def test_connections(role, script):
    connection = h11.Connection(role)
    for method, *arguments in script:
        attempt(getattr(connection, method), *arguments)
        assert set(connection.states.values()) <= STATES
        data, closed = connection.trailing_data
        assert (type(data), type(closed)) == (bytes, bool)
    again = connection.next_event
    if connection.their_state is h11.ERROR:
        assert isinstance(attempt(again), h11.RemoteProtocolError)


@settings(max_examples=400)
@given(class_and_arguments=arbitrary_events)
def test_events(class_and_arguments):
    class_, arguments = class_and_arguments
    event = attempt(class_, **arguments)
    if not isinstance(event, Exception):
        assert type(event) is class_
        attempt(repr, event)
        attempt(class_.__eq__, event, event)
        for role in (h11.CLIENT, h11.SERVER):
            attempt(h11.Connection(role).send, event)


@given(first=arbitrary_objects, second=arbitrary_objects)
def test_headers(first, second):
    headers = GET.headers
    for question in (
        headers.__eq__,
        headers.__ne__,
        headers.__contains__,
        headers.__getitem__,
        headers.index,
        headers.count,
    ):
        attempt(question, first)
    attempt(headers.index, first, second)
    attempt(h11._headers.normalize_and_validate, [(first, second)])
    attempt(h11._headers.get_comma_header, headers, first)
    attempt(h11._headers.set_comma_header, headers, first, second)
    assert headers == [(b"host", b"example.com")]


@given(arguments=st.lists(arbitrary_objects, max_size=3))
def test_other_constructors(arguments):
    for class_ in (
        h11.Connection,
        h11.LocalProtocolError,
        h11._headers.Headers,
        h11._receivebuffer.ReceiveBuffer,
        h11._readers.ContentLengthReader,
        h11._readers.ChunkedReader,
        h11._writers.ContentLengthWriter,
        h11._state.ConnectionState,
        h11._util.bytesify,
    ):
        attempt(class_, *arguments)
    attempt(h11.Connection, h11.CLIENT, *arguments)
