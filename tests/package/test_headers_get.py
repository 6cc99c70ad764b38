"""`Headers.get` and `Headers.get_all`: field values by name."""

from __future__ import annotations

import pickle

import h11
import pytest

from .fields import by_hand, folded, made, received

pytestmark = pytest.mark.differs("0.16.0 has neither")

every_origin = pytest.mark.parametrize("headers", [made, received, folded, by_hand])


class Text(str):
    pass


@every_origin
@pytest.mark.parametrize(
    "name", ["host", "Host", "HOST", "hOsT", b"host", b"HOST", bytearray(b"Host"), Text("Host")]
)
def test_names_in_any_case_and_type(headers, name):
    assert headers().get(name) == b"a"
    assert headers().get_all(name) == [b"a"]


@every_origin
@pytest.mark.parametrize("name", ["X-B", "x-b", b"X-b"])
def test_repeated_fields(headers, name):
    assert headers().get(name) == b"c"
    assert headers().get_all(name) == [b"c", b"d"]


@every_origin
def test_empty_values(headers):
    assert headers().get("Empty", b"other") == b""
    assert headers().get_all("Empty") == [b""]


@every_origin
@pytest.mark.parametrize(
    "name", ["x", "hos", "hostx", "host ", "", "x_b", "\x00", b"\xff", b"\xc8OST"]
)
def test_missing_fields(headers, name):
    assert headers().get(name) is None
    assert headers().get(name, 1) == headers().get(name, default=1) == 1
    default = object()
    assert headers().get(name, default) is default
    assert headers().get_all(name) == []


def test_no_fields():
    headers = h11.EndOfMessage().headers
    assert (headers.get("a"), headers.get_all("a")) == (None, [])


@every_origin
def test_values_are_bytes(headers):
    assert type(headers().get("host")) is bytes
    (value,) = headers().get_all("host")
    assert type(value) is bytes


@every_origin
def test_the_list_is_new_each_time(headers):
    fields = headers()
    fields.get_all("x-b").append(b"e")
    assert fields.get_all("x-b") == [b"c", b"d"]
    assert len(fields) == 4


@every_origin
def test_it_agrees_with_a_loop_over_all_fields(headers):
    """Before and after the pairs were created."""
    fields = headers()
    early = {name: fields.get_all(name) for name in ("host", "x-b", "empty", "other")}
    for name, values in early.items():
        assert values == [value for other, value in fields if other == name.encode()]
        assert fields.get_all(name) == values
        assert fields.get(name) == (values[0] if values else None)


@every_origin
@pytest.mark.parametrize("name", [None, 1, ("host",), ["host"], object()])
def test_invalid_names(headers, name):
    with pytest.raises(TypeError):
        headers().get(name)
    with pytest.raises(TypeError):
        headers().get_all(name)


@every_origin
def test_non_ascii_names(headers):
    """As elsewhere in h11, str must be ASCII."""
    for look in (headers().get, headers().get_all):
        with pytest.raises(UnicodeEncodeError):
            look("h\xf6st")


def test_arguments():
    headers = made()
    assert headers.get(name="host") == b"a"
    assert headers.get_all(name="host") == [b"a"]
    for arguments in ((), ("a", 1, 2)):
        with pytest.raises(TypeError):
            headers.get(*arguments)
    for arguments in ((), ("a", 1)):
        with pytest.raises(TypeError):
            headers.get_all(*arguments)


def test_framing_fields_are_normalized():
    server = h11.Connection(h11.SERVER)
    server.receive_data(
        b"PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 5, 5\r\ncontent-length: 5\r\n\r\n"
    )
    headers = server.next_event().headers
    assert headers.get("Content-Length") == b"5"
    assert headers.get_all("Content-Length") == [b"5"]


def test_copies():
    headers = pickle.loads(pickle.dumps(received()))
    assert headers.get_all("X-B") == [b"c", b"d"]


def test_set_cookie():
    response = h11.Response(
        status_code=200, headers=[("Set-Cookie", "a=1"), ("Date", "x"), ("Set-Cookie", "b=2")]
    )
    assert response.headers.get_all("set-cookie") == [b"a=1", b"b=2"]
