"""httpcore used directly: its pool, connections that it hands over, and propagated errors."""

from __future__ import annotations

import h11
import httpcore
import trio

from tests.clients.scenarios.canned_server import canned_server
from tests.clients.scenarios.servers import Servers
from tests.clients.scenarios.transcript import body, outcome, pairs, text

CONCURRENT = 6


def described(response: httpcore.Response) -> dict:
    return {
        "status": response.status,
        "headers": pairs(response.headers),
        "body": body(response.content),
    }


def pooled(url: str) -> dict:
    """Requests in turn share a connection; the pool describes its state."""
    with httpcore.ConnectionPool() as pool:
        answers = [described(pool.request("GET", url + "/hello")) for _ in range(3)]
        expecting = {"Expect": "100-continue"}
        posted = pool.request("POST", url + "/echo", content=b"hello", headers=expecting)
        standing = [connection.info() for connection in pool.connections]
        last = described(pool.request("GET", url + "/last"))
        left = [connection.info() for connection in pool.connections]
    return {
        "answers": answers,
        "posted": described(posted),
        "standing": standing,
        "last": last,
        "left": left,
    }


async def pooled_on_trio(url: str) -> dict:
    """More concurrent requests than connections: they wait for each other."""
    answers = []

    async def post(number: int) -> None:
        response = await pool.request("POST", url + "/echo", content=b"number %d" % number)
        answers.append(text(response.content))

    async with httpcore.AsyncConnectionPool(max_connections=2) as pool:
        async with trio.open_nursery() as nursery:
            for number in range(CONCURRENT):
                nursery.start_soon(post, number)
        connections = len(pool.connections)
    return {"answers": sorted(answers), "connections": connections}


def rejected(url: str) -> dict:
    """Requests that h11 rejects and httpcore accepts: header fields, and content of a wrong length."""
    requests = {
        "value with a line feed": {"headers": {"X-Bad": "a\nb"}},
        "name with a space": {"headers": {"X Bad": "a"}},
        "two hosts": {"headers": [("Host", "a"), ("Host", "b")]},
        "length of no number": {"headers": {"Content-Length": "five"}},
        "body too long": {"headers": {"Content-Length": "3"}, "content": b"hello"},
        "body too short": {"headers": {"Content-Length": "9"}, "content": b"hello"},
    }
    answers = {}
    for name, arguments in requests.items():
        with httpcore.ConnectionPool() as pool:
            answers[name] = outcome(
                lambda pool=pool, arguments=arguments: pool.request("POST", url, **arguments),
                httpcore.LocalProtocolError,
                h11.LocalProtocolError,
            )
    return answers


def handed_over(method: str, reply: bytes, **arguments) -> dict:
    """After an upgrade or CONNECT the program has the connection, and bytes that arrived early."""
    replies = (reply + b"early bytes", b"pong")
    with canned_server(*replies) as (url, requests), httpcore.ConnectionPool() as pool:
        with pool.stream(method, url, **arguments) as response:
            stream = response.extensions["network_stream"]
            early = stream.read(100)
            stream.write(b"ping\r\n\r\n")
            late = stream.read(100)
        return {
            "status": response.status,
            "early": text(early),
            "late": text(late),
            "requests": requests,
        }


def run(servers: Servers) -> dict:
    url = servers.start("uvicorn").url
    return {
        "pooled": pooled(url),
        "trio": trio.run(pooled_on_trio, url),
        "rejected": rejected(url),
        "upgrade": handed_over(
            "GET",
            b"HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n",
            headers={"Connection": "upgrade", "Upgrade": "echo"},
        ),
        "connect": handed_over(
            "CONNECT",
            b"HTTP/1.1 200 Connected\r\n\r\n",
            extensions={"target": b"example.com:443"},
        ),
    }
