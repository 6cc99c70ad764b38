"""The policy "strict": Upgrade requires `Connection: upgrade` and HTTP/1.1.

RFC 9110 section 7.8. Under "compatible" an Upgrade field alone is a proposal.
"""

from __future__ import annotations

import h11
import pytest

from .driver import server

pytestmark = pytest.mark.differs("0.16.0 has no policies")

SWITCHING = h11.InformationalResponse(
    status_code=101, headers=[("Connection", "upgrade"), ("Upgrade", "mirror")]
)

# Fields other than Host, the version, and whether they propose a switch.
REQUESTS = [
    ([("Connection", "upgrade"), ("Upgrade", "mirror")], "1.1", True),
    ([("Upgrade", "mirror"), ("Connection", "UPGRADE")], "1.1", True),
    ([("Connection", "keep-alive, Upgrade"), ("Upgrade", "a, b/1")], "1.1", True),
    ([("Connection", "a"), ("Connection", ",upgrade,"), ("Upgrade", "a")], "1.1", True),
    ([("Connection", "upgrade"), ("Upgrade", "mirror")], "1.2", True),
    ([("Upgrade", "mirror")], "1.1", False),
    ([("Connection", "keep-alive"), ("Upgrade", "mirror")], "1.1", False),
    ([("Connection", "upgrades"), ("Upgrade", "mirror")], "1.1", False),
    ([("Connection", "upgrade/1"), ("Upgrade", "mirror")], "1.1", False),
    ([("Connection", "upgrade"), ("Upgrade", "mirror")], "1.0", False),
    ([("Connection", "upgrade"), ("Upgrade", "")], "1.1", False),
    ([("Connection", "upgrade"), ("Upgrade", ",")], "1.1", False),
    ([("Connection", "upgrade")], "1.1", False),
    ([], "1.1", False),
]
every_request = pytest.mark.parametrize(("fields", "version", "proposes"), REQUESTS)


def received(policy: str, fields: list, version: str) -> h11.Connection:
    """A server that has received a request with these fields."""
    lines = [f"GET / HTTP/{version}", "Host: a", *(f"{n}: {v}" for n, v in fields), "", ""]
    connection = server(policy=policy)
    connection.receive_data("\r\n".join(lines).encode())
    assert type(connection.next_event()) is h11.Request
    assert type(connection.next_event()) is h11.EndOfMessage
    return connection


@every_request
def test_received(fields, version, proposes):
    connection = received("strict", fields, version)
    if proposes:
        assert connection.their_state is h11.MIGHT_SWITCH_PROTOCOL
        connection.send(SWITCHING)
        assert connection.their_state is h11.SWITCHED_PROTOCOL
    else:
        assert connection.their_state in (h11.DONE, h11.MUST_CLOSE)
        with pytest.raises(h11.LocalProtocolError) as caught:
            connection.send(SWITCHING)
        assert caught.value.code == "switch-not-proposed"


@every_request
def test_received_by_compatible(fields, version, proposes):
    protocols = [value for name, value in fields if name == "Upgrade" and value.strip(",")]
    connection = received("compatible", fields, version)
    assert (connection.their_state is h11.MIGHT_SWITCH_PROTOCOL) == bool(protocols)


@pytest.mark.parametrize(("fields", "proposes"), [(f, p) for f, v, p in REQUESTS if v == "1.1"])
def test_sent(fields, proposes):
    client = h11.Connection(h11.CLIENT, policy="strict")
    request = h11.Request(method="GET", target="/", headers=[("Host", "a"), *fields])
    if not proposes and any(name == "Upgrade" and value.strip(",") for name, value in fields):
        with pytest.raises(h11.LocalProtocolError) as caught:
            client.send(request)
        assert (caught.value.code, caught.value.offending) == ("upgrade-without-option", b"Upgrade")
        return
    client.send(request)
    client.send(h11.EndOfMessage())
    assert (client.our_state is h11.MIGHT_SWITCH_PROTOCOL) == proposes
    client.receive_data(b"HTTP/1.1 101 \r\nUpgrade: mirror\r\n\r\nhello")
    if proposes:
        assert client.next_event().status_code == 101
        assert client.trailing_data == (b"hello", False)
    else:
        with pytest.raises(h11.RemoteProtocolError) as caught:
            client.next_event()
        assert caught.value.code == "switch-not-proposed"


@pytest.mark.parametrize(
    "response",
    [
        h11.InformationalResponse(status_code=101, headers=[("Upgrade", "mirror")]),
        h11.Response(status_code=426, headers=[("Upgrade", "mirror")]),
        h11.Response(status_code=200, headers=[("Connection", "close"), ("Upgrade", "a, b")]),
    ],
)
def test_sent_in_a_response(response):
    connection = received("strict", [("Connection", "upgrade"), ("Upgrade", "mirror")], "1.1")
    with pytest.raises(h11.LocalProtocolError) as caught:
        connection.send(response)
    assert caught.value.code == "upgrade-without-option"
    connection = received("compatible", [("Upgrade", "mirror")], "1.1")
    assert b"Upgrade: " in connection.send(response)


def test_the_option_remains_beside_close():
    """h11 rewrites Connection when it adds `close`."""
    connection = received("strict", [("Connection", "close")], "1.1")
    fields = [("Connection", "Upgrade, keep-alive"), ("Upgrade", "a"), ("Content-Length", "0")]
    wire = connection.send(h11.Response(status_code=426, headers=fields))
    assert wire == (
        b"HTTP/1.1 426 \r\nUpgrade: a\r\nContent-Length: 0\r\n"
        b"Connection: close\r\nConnection: upgrade\r\n\r\n"
    )


def test_without_the_option_http_continues():
    """The following bytes are the next request, rather than another protocol."""
    connection = received("strict", [("Upgrade", "h2c")], "1.1")
    connection.send(h11.Response(status_code=204, headers=[]))
    connection.send(h11.EndOfMessage())
    connection.start_next_cycle()
    connection.receive_data(b"GET /2 HTTP/1.1\r\nHost: a\r\n\r\n")
    assert connection.next_event().target == b"/2"


@pytest.mark.parametrize("policy", ["strict", "compatible"])
def test_connect_needs_no_option(policy):
    connection = server(policy=policy)
    connection.receive_data(b"CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n")
    connection.next_event()
    connection.next_event()
    assert connection.their_state is h11.MIGHT_SWITCH_PROTOCOL
