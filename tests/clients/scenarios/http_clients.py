"""The configuration of httpx: no proxies, no certificates, a limit on every wait."""

from __future__ import annotations

import httpx

from tests.clients.scenarios.transcript import body, pairs, text

SETTINGS = {"trust_env": False, "verify": False, "timeout": 20.0}


def httpx_client(**settings) -> httpx.Client:
    return httpx.Client(**SETTINGS, **settings)


def httpx_async_client(**settings) -> httpx.AsyncClient:
    return httpx.AsyncClient(**SETTINGS, **settings)


def described(response: httpx.Response) -> dict:
    """A response as JSON, with the fields in their original case."""
    return {
        "version": text(response.extensions["http_version"]),
        "status": response.status_code,
        "reason": text(response.extensions.get("reason_phrase", b"")),
        "headers": pairs(response.headers.raw),
        "body": body(response.content),
    }
