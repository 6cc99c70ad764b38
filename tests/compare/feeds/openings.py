"""The history of a connection before the message under test arrives."""

from __future__ import annotations

from tests.compare.harness.scripts import CLIENT, SERVER, Script, call, feed, new, read, send

_GET = "Request(method='GET', target='/', headers=[('Host', 'a')])"
_POST = (
    "Request(method='POST', target='/', headers=[('Host', 'a'), ('Content-Length', '3'), "
    "('Expect', '100-continue')])"
)
_HEAD = "Request(method='HEAD', target='/', headers=[('Host', 'a')])"
_CONNECT = "Request(method='CONNECT', target='a:1', headers=[('Host', 'a')])"
_UPGRADE = (
    "Request(method='GET', target='/', headers=[('Host', 'a'), ('Connection', 'upgrade'), "
    "('Upgrade', 'websocket')])"
)
_BOTH = "Request(method='CONNECT', target='a:1', headers=[('Host', 'a'), ('Upgrade', 'b')])"
_CLOSE = "Request(method='GET', target='/', headers=[('Host', 'a'), ('Connection', 'close')])"
_OK = "Response(status_code=200, headers=[('Content-Length', '0')])"
_TIMEOUT = "Response(status_code=408, headers=[('Content-Length', '0')])"
_END = "EndOfMessage()"


def _client(*events: str) -> tuple[str, Script]:
    return "c", (new("c", CLIENT), *(send("c", event) for event in events))


# The usual recipient of a request, in all situations; likewise for responses.
REQUESTS: dict[str, tuple[str, Script]] = {
    "server": ("s", (new("s", SERVER),)),
    "server, second cycle": (
        "s",
        (
            new("s", SERVER),
            feed("s", b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
            send("s", _OK),
            send("s", _END),
            call("s.start_next_cycle()"),
        ),
    ),
    "server that answered early": ("s", (new("s", SERVER), send("s", _TIMEOUT))),
    "server, small limit": ("s", (new("s", SERVER, 50),)),
}
RESPONSES: dict[str, tuple[str, Script]] = {
    "client after GET": _client(_GET, _END),
    "client after HEAD": _client(_HEAD, _END),
    "client after CONNECT": _client(_CONNECT, _END),
    "client after Upgrade": _client(_UPGRADE, _END),
    "client after both switches": _client(_BOTH, _END),
    "client after close": _client(_CLOSE, _END),
    "client that waits for 100": _client(_POST),
    "client in its body": _client(_POST, "Data(data=b'ab')"),
    "client before its request": _client(),
    "client, small limit": (
        "c",
        (new("c", CLIENT, 50), send("c", _GET), send("c", _END)),
    ),
    "client, second cycle": (
        "c",
        (
            *_client(_GET, _END)[1],
            feed("c", b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
            call("c.start_next_cycle()"),
            send("c", _GET),
            send("c", _END),
        ),
    ),
}
NATURAL = {"request": REQUESTS, "response": RESPONSES}
CROSSED = {"request": RESPONSES, "response": REQUESTS}

# What may follow: nothing, the end, a response and the next cycle, more data after the end.
_ANSWER = (
    "Response(status_code=200, headers=[('A', 'b')])",
    "Data(data=b'hello')",
    "EndOfMessage(headers=[('T', 'u')])",
)


def endings(name: str) -> list[Script]:
    end = feed(name, b"")
    answer = tuple(send(name, event) for event in _ANSWER)
    again = (call(f"{name}.start_next_cycle()"), read(f"{name}.next_event()"), feed(name, b"GE"))
    return [
        (),
        (end,),
        (end, end),
        (end, feed(name, b"x")),
        (*answer, *again, end),
        (end, *answer, *again),
        (send(name, "InformationalResponse(status_code=100, headers=[])"), *answer),
        (send(name, "InformationalResponse(status_code=101, headers=[])"), *answer, end),
        (send(name, _END), *again),
        (send(name, "Data(data=b'abc')"), send(name, _END), end, *again),
        (call(f"{name}.send_failed()"), end),
        (send(name, "ConnectionClosed()"), end, *answer),
    ]
