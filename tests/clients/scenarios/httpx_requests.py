"""httpx as programs use it, blocking and on asyncio and trio, with a real server."""

from __future__ import annotations

import asyncio

import h11
import httpx
import trio

from tests.clients.scenarios.http_clients import described, httpx_async_client, httpx_client
from tests.clients.scenarios.servers import Servers
from tests.clients.scenarios.transcript import outcome, text

CONCURRENT = 10


def blocking(url: str) -> dict:
    with httpx_client() as client:
        answers = {
            "get": described(client.get(url + "/hello")),
            "head": described(client.head(url + "/hello")),
            "post": client.post(url + "/inspect", content=b"hello=world").json(),
            "form": client.post(url + "/inspect", data={"a": "1", "b": "é"}).json(),
            "upload in chunks": client.post(
                url + "/inspect", content=iter([b"one", b"", b"two"])
            ).json(),
            "answer in chunks": described(client.post(url + "/echo?piece=3", content=b"12345678")),
            "no content": described(client.delete(url + "/empty")),
            "last on its connection": described(client.get(url + "/last")),
            "reused": [client.get(url + "/hello").status_code for _ in range(50)],
            "crash": outcome(
                lambda: described(client.get(url + "/crash")), httpx.RemoteProtocolError
            ),
            "field that cannot be sent": outcome(
                lambda: client.get(url + "/hello", headers={"X-Bad": "a\0b"}),
                httpx.LocalProtocolError,
            ),
            "upload longer than its length": outcome(
                lambda: client.post(
                    url + "/echo", content=iter([b"too much"]), headers={"Content-Length": "3"}
                ),
                h11.LocalProtocolError,  # httpx passes it through unchanged
            ),
        }
        with client.stream("GET", url + "/download?size=300") as response:
            answers["streamed"] = text(b"".join(response.iter_raw(100))[:5])
        return answers


async def ask(client: httpx.AsyncClient, url: str, number: int, answers: list) -> None:
    response = await client.post(f"{url}/echo", content=b"number %d" % number)
    answers.append(response.text)


async def concurrent_on_asyncio(url: str) -> list:
    answers: list = []
    async with httpx_async_client() as client:
        await asyncio.gather(*(ask(client, url, number, answers) for number in range(CONCURRENT)))
    return sorted(answers)


async def concurrent_on_trio(url: str) -> list:
    answers: list = []
    async with httpx_async_client() as client, trio.open_nursery() as nursery:
        for number in range(CONCURRENT):
            nursery.start_soon(ask, client, url, number, answers)
    return sorted(answers)


def run(servers: Servers, kind: str) -> dict:
    url = servers.start(kind).url
    return {
        "blocking": blocking(url),
        "asyncio": asyncio.run(concurrent_on_asyncio(url)),
        "trio": trio.run(concurrent_on_trio, url),
    }
