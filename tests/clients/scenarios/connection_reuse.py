"""Several requests on one connection: in turn, pipelined, and with ``Expect``."""

from __future__ import annotations

from tests.clients.scenarios.raw import Peer, connect
from tests.clients.scenarios.servers import Servers

GET = b"GET /hello HTTP/1.1\r\nHost: a\r\n\r\n"
HEAD = b"HEAD /hello HTTP/1.1\r\nHost: a\r\n\r\n"
LAST = b"GET /last HTTP/1.1\r\nHost: a\r\n\r\n"
EXPECTING = b"POST %s HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n"


def post(body: bytes) -> bytes:
    return b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)


def post_in_chunks(*chunks: bytes) -> bytes:
    framed = b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks)
    head = b"POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    return head + framed + b"0\r\n\r\n"


def in_turn(peer: Peer) -> list:
    """Fifty requests of four kinds, each sent after the previous response."""
    answers = []
    for number in range(50):
        body = b"request %d" % number
        requests = (GET, HEAD, post(body), post_in_chunks(body, b"!"))
        peer.send(requests[number % 4])
        answers.append(peer.read_response(("GET", "HEAD", "POST", "POST")[number % 4]))
    peer.send(LAST)
    return answers + peer.read_responses("GET")


def pipelined(peer: Peer) -> list:
    """All the requests in one write, before any response."""
    peer.send(GET + HEAD + post(b"one") + post_in_chunks(b"two", b"three") + GET * 6 + LAST)
    return peer.read_responses("GET", "HEAD", "POST", "POST", *["GET"] * 7)


def pipelined_in_parts(peer: Peer) -> list:
    """The second request starts in the packet of the first and ends in a later one."""
    second = post(b"split over packets")
    peer.send(GET + second[:20], second[20:-3])
    first = peer.read_response()
    peer.send(second[-3:] + LAST)
    return [first, *peer.read_responses("POST", "GET")]


def pipelined_nonsense(peer: Peer) -> list:
    """A valid request followed by bytes that are not a request."""
    peer.send(GET + b"\x01\x02\r\n\r\n")
    return peer.read_responses("GET", "GET")


def body_unread(peer: Peer) -> list:
    """The program responds before the content arrives: the server discards it, or closes."""
    peer.send(b"POST /unread HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n")
    first = peer.read_response("POST")
    try:
        peer.send(b"hello" + LAST)
        return [first, *peer.read_responses("GET")]
    except OSError:
        return [first, "closed"]  # before it can have received our bytes


def continue_wanted(peer: Peer) -> list:
    """The client waits for ``100 Continue`` before it sends the content, twice."""
    answers = []
    for body in (b"hello", b"world"):
        peer.send(EXPECTING % b"/echo")
        answers.append(peer.read_response("POST"))
        peer.send(body)
        answers.append(peer.read_response("POST"))
    peer.send(LAST)
    return answers + peer.read_responses("GET")


def continue_not_awaited(peer: Peer) -> list:
    """The client announces that it waits, and does not: ``100 Continue`` is not needed."""
    peer.send(EXPECTING % b"/echo" + b"hello" + LAST)
    return peer.read_responses("POST", "GET")


def continue_declined(peer: Peer) -> list:
    """The final response arrives instead of ``100 Continue``."""
    peer.send(EXPECTING % b"/rejected")
    return peer.read_responses("POST")


CONVERSATIONS = {
    "in turn": in_turn,
    "pipelined": pipelined,
    "pipelined in parts": pipelined_in_parts,
    "pipelined nonsense": pipelined_nonsense,
    "body unread": body_unread,
    "continue wanted": continue_wanted,
    "continue not awaited": continue_not_awaited,
    "continue declined": continue_declined,
}


def run(servers: Servers, kind: str) -> dict:
    port = servers.start(kind).port
    answers = {}
    for name, conversation in CONVERSATIONS.items():
        with connect(port) as peer:
            answers[name] = conversation(peer)
    return answers
