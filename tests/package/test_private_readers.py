"""`h11._readers`, with which mitmproxy reads content, and from which its add-ons derive."""

from __future__ import annotations

import h11
import pytest
from h11 import _readers
from h11._readers import ChunkedReader, ContentLengthReader, Http10Reader
from h11._receivebuffer import ReceiveBuffer

from .messages import Splitter
from .peers import GET, GET_WIRE

CHUNKS = b"3\r\nabc\r\n4;ext=1\r\ndefg\r\n0\r\nChecksum: 5\r\n\r\n"


def read_all(reader, wire: bytes, split: Splitter) -> tuple[bytes, list]:
    """Collect the data and the constants like mitmproxy's loop."""
    buffer, data, others = ReceiveBuffer(), b"", []
    for segment in split(wire):
        buffer += segment
        while not others and (event := reader(buffer)) is not None:
            if isinstance(event, h11.Data):
                data += event.data
            else:
                others.append(event)
    assert others or not buffer
    return data, others


every_splitter = pytest.mark.parametrize(
    "split", [Splitter([1]), Splitter([2, 5]), Splitter([1 << 20])], ids=repr
)


@every_splitter
def test_chunked(split):
    data, (end,) = read_all(ChunkedReader(), CHUNKS, split)
    assert data == b"abcdefg"
    assert end == h11.EndOfMessage(headers=[("Checksum", "5")])


@every_splitter
def test_content_length(split):
    assert read_all(ContentLengthReader(7), b"abcdefg", split) == (b"abcdefg", [h11.EndOfMessage()])
    assert ContentLengthReader(0)(ReceiveBuffer()) == h11.EndOfMessage()
    reader = ContentLengthReader(length=3)
    buffer = ReceiveBuffer()
    buffer += b"abcd"
    assert reader(buffer) == h11.Data(b"abc")
    assert reader(buffer) == reader(buffer) == h11.EndOfMessage()
    assert bytes(buffer) == b"d"


@every_splitter
def test_until_close(split):
    reader = Http10Reader()
    assert read_all(reader, b"abcdefg", split) == (b"abcdefg", [])
    assert reader(ReceiveBuffer()) is None
    assert reader.read_eof() == h11.EndOfMessage()


@pytest.mark.differs("0.16.0 gives bytearrays")
def test_data_is_bytes():
    buffer = ReceiveBuffer()
    buffer += CHUNKS
    assert type(ChunkedReader()(buffer).data) is bytes


def test_chunk_flags():
    reader, buffer = ChunkedReader(), ReceiveBuffer()
    buffer += b"3\r\nab"
    first = reader(buffer)
    assert (first.data, first.chunk_start, first.chunk_end) == (b"ab", True, False)
    assert reader(buffer) is None
    buffer += b"c"
    second = reader(buffer)
    assert (second.data, second.chunk_start, second.chunk_end) == (b"c", False, True)


def test_an_early_end():
    text = "peer closed connection without sending complete message body"
    with pytest.raises(h11.RemoteProtocolError) as caught:
        ChunkedReader().read_eof()
    assert str(caught.value) == f"{text} (incomplete chunked read)"
    reader, buffer = ContentLengthReader(5), ReceiveBuffer()
    buffer += b"abc"
    reader(buffer)
    with pytest.raises(h11.RemoteProtocolError) as caught:
        reader.read_eof()
    assert str(caught.value) == f"{text} (received 3 bytes, expected 5)"


@pytest.mark.parametrize(
    ("wire", "text"),
    [
        (b"x\r\n", "illegal chunk header: "),
        (b"1\r\nabc", "malformed chunk footer: "),
        (b"0\r\nA\r\n\r\n", "illegal header line: "),
    ],
)
def test_errors_are_local(wire, text):
    """Only a connection knows which side is at fault; mitmproxy catches ProtocolError."""
    with pytest.raises(h11.LocalProtocolError, match=f"^{text}"):
        read_all(ChunkedReader(), wire, Splitter([1 << 20]))


class Limited(ContentLengthReader):
    """A subclass with an additional argument."""

    def __init__(self, length, *, limit) -> None:
        super().__init__(length)
        self.limit = limit

    def __call__(self, buf):
        event = super().__call__(buf)
        if isinstance(event, h11.Data) and len(event.data) > self.limit:
            raise ValueError("over the limit")
        return event


class WithoutTrailers(ChunkedReader):
    """Like add-ons of mitmproxy."""

    def __call__(self, buf):
        event = super().__call__(buf)
        if isinstance(event, h11.EndOfMessage) and event.headers:
            raise h11.RemoteProtocolError("trailers are not supported")
        return event


class Patient(Http10Reader):
    def __init__(self, then) -> None:
        super().__init__()
        self.then = then

    def read_eof(self):
        return self.then


def test_subclasses():
    with pytest.raises(h11.RemoteProtocolError, match="trailers are not supported"):
        read_all(WithoutTrailers(), CHUNKS, Splitter([1 << 20]))


def test_subclasses_with_an_init_of_their_own():
    with pytest.raises(ValueError, match="over the limit"):
        read_all(Limited(7, limit=3), b"abcdefg", Splitter([4, 3]))
    data, _ = read_all(Limited(7, limit=3), b"abcdefg", Splitter([3]))
    assert data == b"abcdefg"
    assert Patient("later").read_eof() == "later"


@pytest.mark.parametrize("reader", [ChunkedReader(), ContentLengthReader(1), Http10Reader()])
def test_attributes(reader):
    reader.anything = 1
    assert reader.anything == 1


def test_heads():
    buffer = ReceiveBuffer()
    assert _readers.maybe_read_from_IDLE_client(buffer) is None
    buffer += GET_WIRE
    assert _readers.maybe_read_from_IDLE_client(buffer) == GET
    assert not buffer
    buffer += b"HTTP/1.1 103 \r\nLink: a\r\n\r\nHTTP/1.1 200\r\n\r\n"
    hints = h11.InformationalResponse(status_code=103, headers=[("Link", "a")])
    assert _readers.maybe_read_from_SEND_RESPONSE_server(buffer) == hints
    final = h11.Response(status_code=200, headers=[])
    assert _readers.maybe_read_from_SEND_RESPONSE_server(buffer) == final
    assert _readers.maybe_read_from_SEND_RESPONSE_server(buffer) is None


def test_expect_nothing():
    buffer = ReceiveBuffer()
    assert _readers.expect_nothing(buffer) is None
    buffer += b"a"
    with pytest.raises(h11.LocalProtocolError, match="Got data when expecting EOF"):
        _readers.expect_nothing(buffer)


def test_the_table():
    """The reader for each state, and for each framing in SEND_BODY."""
    heads = {(h11.CLIENT, h11.IDLE), (h11.SERVER, h11.IDLE), (h11.SERVER, h11.SEND_RESPONSE)}
    ends = {
        (role, state)
        for role in (h11.CLIENT, h11.SERVER)
        for state in (h11.DONE, h11.MUST_CLOSE, h11.CLOSED)
    }
    assert set(_readers.READERS) == heads | ends | {h11.SEND_BODY}
    assert _readers.READERS[h11.SEND_BODY] == {
        "chunked": ChunkedReader,
        "content-length": ContentLengthReader,
        "http/1.0": Http10Reader,
    }


REGEXES = {
    "header_field_re": (b"A: b", {"field_name": b"A", "field_value": b"b"}),
    "request_line_re": (
        b"GET / HTTP/1.1",
        {"method": b"GET", "target": b"/", "http_version": b"1.1"},
    ),
    "status_line_re": (
        b"HTTP/1.0 200 OK",
        {"http_version": b"1.0", "status_code": b"200", "reason": b"OK"},
    ),
    "chunk_header_re": (b"a;b\r\n", {"chunk_size": b"a", "chunk_ext": b";b"}),
    "obs_fold_re": (b" \t", {}),
}


@pytest.mark.parametrize("name", REGEXES)
def test_regexes(name):
    text, groups = REGEXES[name]
    assert getattr(_readers, name).fullmatch(text).groupdict() == groups


@pytest.mark.parametrize("name", REGEXES)
def test_regexes_can_be_assigned(name, monkeypatch):
    """Scrapers loosen them, which takes effect in 0.16.0 only."""
    monkeypatch.setattr(_readers, name, None)
    assert getattr(_readers, name) is None


@pytest.mark.differs("0.16.0 asks the regular expressions")
def test_assigned_regexes_have_no_effect(monkeypatch):
    for name in REGEXES:
        monkeypatch.setattr(_readers, name, None)
    server = h11.Connection(h11.SERVER)
    server.receive_data(GET_WIRE)
    assert server.next_event() == GET
