"""httpx with real servers: blocking, on asyncio and on trio."""

from __future__ import annotations

import pytest

HELLO = "Hello over a real socket.\n"


@pytest.fixture(scope="module", params=["uvicorn", "hypercorn", "plain"])
def transcript(request, agree):
    return agree("httpx_requests", request.param)


@pytest.fixture(scope="module")
def blocking(transcript):
    return transcript["answers"]["blocking"]


def test_get_and_head(blocking):
    get, head = blocking["get"], blocking["head"]
    assert (get["version"], get["status"], get["body"]) == ("HTTP/1.1", 200, HELLO)
    assert head == {**get, "body": ""}


@pytest.mark.parametrize(
    ("name", "framing", "body"),
    [
        ("post", ["content-length", "11"], "hello=world"),
        ("form", ["content-length", "12"], "a=1&b=%C3%A9"),
        ("upload in chunks", ["transfer-encoding", "chunked"], "onetwo"),
    ],
)
def test_upload(blocking, name, framing, body):
    seen = blocking[name]
    assert seen["headers"][0] == ["host", "127.0.0.1"]
    assert framing in seen["headers"]
    assert (seen["method"], seen["body"]) == ("POST", body)


def test_chunked_response(blocking):
    answer = blocking["answer in chunks"]
    assert ["Transfer-Encoding", "chunked"] in answer["headers"]
    assert answer["body"] == "12345678"
    assert blocking["streamed"] == "\0\1\2\3\4"


def test_reuse_of_connections(blocking):
    assert (blocking["no content"]["status"], blocking["no content"]["body"]) == (204, "")
    assert ["connection", "close"] in blocking["last on its connection"]["headers"]
    assert blocking["reused"] == [200] * 50


def test_errors_keep_their_names_and_messages(blocking):
    assert blocking["crash"] == {
        "raised": "RemoteProtocolError",
        "text": "peer closed connection without sending complete message body"
        " (incomplete chunked read)",
    }
    assert blocking["field that cannot be sent"] == {
        "raised": "LocalProtocolError",
        "text": r"Illegal header value b'a\x00b'",
    }
    assert blocking["upload longer than its length"] == {
        "raised": "LocalProtocolError",
        "text": "Too much data for declared Content-Length",
    }


@pytest.mark.parametrize("library", ["asyncio", "trio"])
def test_concurrent(transcript, library):
    assert transcript["answers"][library] == [f"number {number}" for number in range(10)]
