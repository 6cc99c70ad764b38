"""Replacements of h11's writers are called as in 0.16.0.

Programs use them to change the spelling of names, to add a field, and to send content of the wrong
length.
"""

from __future__ import annotations

from unittest import mock

import h11
import pytest
from h11 import _writers

from .peers import CONNECT, END, GET, GET_WIRE, HOST, POST_CHUNKED, ok, send, server_after

original = _writers.write_headers


def capital(headers, write):
    """Writes names in upper case, and an additional field."""
    for raw_name, name, value in headers._full_items:
        assert raw_name.lower() == name
        write(b"%s: %s\r\n" % (raw_name.upper(), value))
    write(b"X-By: me\r\n")
    write(b"\r\n")


@pytest.fixture
def replaced(monkeypatch):
    monkeypatch.setattr(_writers, "write_headers", capital)


def test_a_request_and_its_end(replaced):
    client = h11.Connection(h11.CLIENT)
    assert client.send(POST_CHUNKED) == (
        b"POST / HTTP/1.1\r\nHOST: example.com\r\nTRANSFER-ENCODING: chunked\r\nX-By: me\r\n\r\n"
    )
    assert client.send(h11.Data(b"abc")) == b"3\r\nabc\r\n"
    assert client.send(h11.EndOfMessage(headers=[("A", "b")])) == b"0\r\nA: b\r\nX-By: me\r\n\r\n"
    assert client.states[h11.CLIENT] is h11.DONE


def test_responses_are_normalized_first(replaced):
    informational = h11.InformationalResponse(status_code=103, headers=[("Link", "a")])
    final = ok(("Date", "now"), ("Connection", "Keep-Alive, a"))
    server = server_after(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    assert server.send(informational) == b"HTTP/1.1 103 \r\nLINK: a\r\nX-By: me\r\n\r\n"
    assert server.send(final) == (
        b"HTTP/1.1 200 \r\nDATE: now\r\nTRANSFER-ENCODING: chunked\r\nCONNECTION: a\r\n"
        b"CONNECTION: close\r\nX-By: me\r\n\r\n"
    )
    assert server.send(END) == b"0\r\nX-By: me\r\n\r\n"
    assert server.our_state is h11.MUST_CLOSE


def test_passthrough_returns_what_it_writes(replaced):
    client = h11.Connection(h11.CLIENT)
    assert client.send_with_data_passthrough(GET) == [
        b"GET / HTTP/1.1\r\n",
        b"HOST: example.com\r\n",
        b"X-By: me\r\n",
        b"\r\n",
    ]
    assert client.send_with_data_passthrough(END) == []
    server = server_after(GET_WIRE)
    server.send_with_data_passthrough(ok())
    assert server.send_with_data_passthrough(END) == [b"0\r\n", b"X-By: me\r\n", b"\r\n"]


def test_it_gets_headers_and_a_function(monkeypatch):
    seen = []
    monkeypatch.setattr(_writers, "write_headers", lambda *args: seen.append(args))
    assert h11.Connection(h11.CLIENT).send(GET) == b"GET / HTTP/1.1\r\n"
    ((headers, write),) = seen
    assert headers == GET.headers
    assert headers.raw_items() == GET.headers.raw_items()
    assert type(headers) is type(GET.headers)
    assert write(b"later") is None


def test_the_private_writers_call_it(replaced):
    pieces: list[bytes] = []
    _writers.write_request(GET, pieces.append)
    _writers.write_any_response(ok(), pieces.append)
    _writers.ChunkedWriter()(END, pieces.append)
    head = [b"GET / HTTP/1.1\r\n", b"HOST: example.com\r\n", b"X-By: me\r\n", b"\r\n"]
    assert pieces[:4] == head
    assert pieces[4:] == [b"HTTP/1.1 200 \r\n", b"X-By: me\r\n", b"\r\n", b"0\r\n", *head[2:]]


def test_it_may_call_the_original_and_the_connection():
    client = h11.Connection(h11.CLIENT)
    states = []

    def write_headers(headers, write):
        states.append(client.our_state)
        original(headers, write)

    with mock.patch("h11._writers.write_headers", write_headers):
        wire = client.send(POST_CHUNKED)
    assert wire == h11.Connection(h11.CLIENT).send(POST_CHUNKED)
    assert states == [h11.SEND_BODY]


@pytest.mark.parametrize("event", [GET, POST_CHUNKED, CONNECT])
def test_the_original_writes_line_by_line(event):
    pieces: list[bytes] = []
    original(event.headers, pieces.append)
    assert [piece.count(b"\r\n") for piece in pieces] == [1] * (len(event.headers) + 1)
    _, *lines = h11.Connection(h11.CLIENT).send_with_data_passthrough(event)
    assert pieces == lines


def test_its_exceptions_set_our_state_to_error(monkeypatch):
    def broken(headers, write):
        raise OSError("broken")

    monkeypatch.setattr(_writers, "write_headers", broken)
    client = h11.Connection(h11.CLIENT)
    with pytest.raises(OSError, match="broken"):
        client.send(GET)
    assert client.our_state is h11.ERROR


def test_invalid_results_fail_when_joined(monkeypatch):
    monkeypatch.setattr(_writers, "write_headers", lambda headers, write: write("text"))
    client = h11.Connection(h11.CLIENT)
    with pytest.raises(TypeError):
        client.send(GET)
    assert client.our_state is h11.SEND_BODY


def test_restoring_the_original(monkeypatch):
    before = h11.Connection(h11.CLIENT).send(GET)
    for _ in range(3):
        with mock.patch.object(_writers, "write_headers", capital):
            assert h11.Connection(h11.CLIENT).send(GET) != before
        assert _writers.write_headers is original
        assert h11.Connection(h11.CLIENT).send(GET) == before
    with monkeypatch.context() as patch:
        patch.setattr(_writers, "write_headers", capital)
        patch.setattr(_writers, "write_headers", original)
        assert h11.Connection(h11.CLIENT).send(GET) == before


CONTENT = h11.Request(method="PUT", target="/", headers=[HOST, ("Content-Length", "5")])


def test_a_replacement_may_accept_the_wrong_length(monkeypatch):
    """From a public workaround."""
    send_eom = _writers.ContentLengthWriter.send_eom

    def silent(self, headers, write):
        try:
            send_eom(self, headers, write)
        except h11.LocalProtocolError as error:
            errors.append(str(error))

    errors: list[str] = []
    with mock.patch.object(_writers.ContentLengthWriter, "send_eom", silent):
        client = h11.Connection(h11.CLIENT)
        assert send(client, CONTENT, h11.Data(b"abc"), END).endswith(b"abc")
        assert errors == ["Too little data for declared Content-Length"]
        assert client.our_state is h11.DONE
    client = h11.Connection(h11.CLIENT)
    send(client, CONTENT, h11.Data(b"abc"))
    with pytest.raises(h11.LocalProtocolError, match="Too little data"):
        client.send(END)
    assert client.our_state is h11.ERROR


def test_the_original_counts_data(monkeypatch):
    send_data = _writers.ContentLengthWriter.send_data

    def loud(self, data, write):
        write(b"<")
        send_data(self, data, write)
        write(b">")

    monkeypatch.setattr(_writers.ContentLengthWriter, "send_data", loud)
    client = h11.Connection(h11.CLIENT)
    assert send(client, CONTENT, h11.Data(b"abc")).endswith(b"<abc>")
    assert client.send_with_data_passthrough(h11.Data(b"d")) == [b"<", b"d", b">"]
    monkeypatch.undo()
    assert client.send(h11.Data(b"e")) == b"e"
    with pytest.raises(h11.LocalProtocolError, match="Too much data"):
        client.send(h11.Data(b"f"))


@pytest.mark.parametrize("name", ["send_data", "send_eom", "__call__"])
@pytest.mark.parametrize("writer", [_writers.ChunkedWriter, _writers.Http10Writer])
def test_methods_of_writers_can_be_replaced_and_restored(writer, name):
    replaced = getattr(writer, name)
    calls = []

    def noting(self, what, write):
        calls.append(what)
        return replaced(self, what, write)

    version = b"1" if writer is _writers.ChunkedWriter else b"0"

    def answer() -> bytes:
        server = server_after(b"GET / HTTP/1.%b\r\nHost: a\r\n\r\n" % version)
        return send(server, ok(), h11.Data(b"abc"), END)

    before = answer()
    with mock.patch.object(writer, name, noting):
        assert answer() == before
    data, end = ([b"abc"], [END.headers]) if name != "__call__" else ([h11.Data(b"abc")], [END])
    assert calls == {"send_data": data, "send_eom": end, "__call__": data + end}[name]
    assert answer() == before
    assert len(calls) <= 2
    assert getattr(writer, name) is replaced


def test_a_replacement_class_writes_content(monkeypatch):
    class Counting(_writers.ChunkedWriter):
        def send_data(self, data, write):
            super().send_data(data + b"!", write)

    monkeypatch.setitem(_writers.WRITERS[h11.SEND_BODY], "chunked", Counting)
    client = h11.Connection(h11.CLIENT)
    assert send(client, POST_CHUNKED, h11.Data(b"abc"), END).endswith(b"4\r\nabc!\r\n0\r\n\r\n")
    monkeypatch.undo()
    client = h11.Connection(h11.CLIENT)
    assert send(client, POST_CHUNKED, h11.Data(b"abc"), END).endswith(b"3\r\nabc\r\n0\r\n\r\n")


def test_the_state_is_checked_before_the_writer(monkeypatch):
    calls = []
    monkeypatch.setattr(_writers.ChunkedWriter, "send_eom", lambda *args: calls.append(args))
    client = h11.Connection(h11.CLIENT)
    with pytest.raises(h11.LocalProtocolError, match="can't handle event type EndOfMessage"):
        client.send(END)
    assert calls == []
    assert client.our_state is h11.ERROR


class Stepwise(h11.Connection):
    """Replaces one of its steps, so that it uses the steps of 0.16.0."""

    def _process_event(self, role, event):
        super()._process_event(role, event)


def test_a_connection_in_single_steps_calls_them(replaced, monkeypatch):
    monkeypatch.setattr(_writers.ChunkedWriter, "send_data", lambda self, data, write: write(b"!"))
    client = Stepwise(h11.CLIENT)
    assert client.send(POST_CHUNKED).endswith(b"TRANSFER-ENCODING: chunked\r\nX-By: me\r\n\r\n")
    assert client.send(h11.Data(b"abc")) == b"!"
    assert client.send(END) == b"0\r\nX-By: me\r\n\r\n"
    assert client.our_state is h11.DONE
    server = Stepwise(h11.SERVER)
    server.receive_data(b"GET / HTTP/1.0\r\n\r\n")
    server.next_event()
    assert server.send(ok()) == b"HTTP/1.1 200 \r\nCONNECTION: close\r\nX-By: me\r\n\r\n"
