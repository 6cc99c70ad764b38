"""Attributes can be read at any time: during a method they have the values from before it."""

from __future__ import annotations

import h11
import pytest

from .processes import run

#: All but `trailing_data`, see docs/differences.md.
ATTRIBUTES = [
    "our_role",
    "their_role",
    "our_state",
    "their_state",
    "states",
    "their_http_version",
    "client_is_waiting_for_100_continue",
    "they_are_waiting_for_100_continue",
]

READ_IN_FINALIZERS = """
import gc, h11

seen = []
server = None

class Curious:
    def __init__(self):
        self.me = self

    def __del__(self):
        if server is None:
            return
        try:
            seen.append([getattr(server, name) for name in ATTRIBUTES])
        except Exception as error:
            seen.append([error])

HEAD = b"PUT / HTTP/1.0\\r\\nHost: a\\r\\nContent-Length: 1\\r\\n" + b"A: b\\r\\n" * 50 + b"\\r\\n"
for threshold in range(1, 30):
    server = None
    gc.collect()
    server = h11.Connection(h11.SERVER)
    server.receive_data(HEAD)
    for _ in range(20):
        Curious()
    gc.set_threshold(threshold, 1, 1)
    server.next_event()
    gc.set_threshold(700, 10, 10)
print(len(seen) > 0, {tuple(map(repr, values)) for values in seen})
"""


def test_finalizers_read_attributes_during_a_method() -> None:
    """Up to CPython 3.11 the collector runs during an allocation, from 3.12 between two bytecodes.
    Each finalizer sees the connection before or after the request."""
    said = run(READ_IN_FINALIZERS.replace("ATTRIBUTES", repr(ATTRIBUTES)))
    assert said.startswith("True ")
    before = ("SERVER", "CLIENT", "IDLE", "IDLE", "{CLIENT: IDLE, SERVER: IDLE}", "None")
    after = ("SERVER", "CLIENT", "SEND_RESPONSE", "SEND_BODY")
    after = (*after, "{CLIENT: SEND_BODY, SERVER: SEND_RESPONSE}", "b'1.0'")
    for values in eval(said[5:]):
        assert values[:6] in (before, after)
        assert values[6:] == ("False", "False")


@pytest.mark.parametrize("name", [*ATTRIBUTES, "trailing_data"])
def test_attributes_before_init(name) -> None:
    class Lazy(h11.Connection):
        def __init__(self) -> None:
            pass

    lazy = Lazy()
    with pytest.raises(AttributeError):
        getattr(lazy, name)
    h11.Connection.__init__(lazy, h11.SERVER)
    getattr(lazy, name)


def test_attributes_follow_every_method() -> None:
    """Every method updates the attributes immediately."""
    client = h11.Connection(h11.CLIENT)
    fields = [("Host", "a"), ("Expect", "100-continue"), ("Content-Length", "0")]
    client.send(h11.Request(method="PUT", target="/", headers=fields))
    assert client.states == {h11.CLIENT: h11.SEND_BODY, h11.SERVER: h11.SEND_RESPONSE}
    assert client.client_is_waiting_for_100_continue
    assert not client.they_are_waiting_for_100_continue
    client.client_is_waiting_for_100_continue = False
    assert not client.client_is_waiting_for_100_continue
    client.send(h11.EndOfMessage())
    client.receive_data(b"HTTP/1.1 204 \r\n\r\n")
    assert client.their_http_version is None
    client.next_event()
    assert (client.our_state, client.their_state) == (h11.DONE, h11.SEND_BODY)
    assert client.their_http_version == b"1.1"
    client.next_event()
    client.start_next_cycle()
    assert client.states == {h11.CLIENT: h11.IDLE, h11.SERVER: h11.IDLE}
    client.receive_data(b"\x00")
    with pytest.raises(h11.RemoteProtocolError):
        client.next_event()
    client.send_failed()
    assert client.states == {h11.CLIENT: h11.ERROR, h11.SERVER: h11.ERROR}
    client.__init__(h11.SERVER)
    assert (client.our_role, client.their_role, client.our_state) == (
        h11.SERVER,
        h11.CLIENT,
        h11.IDLE,
    )
    assert client.their_http_version is None
