"""Requests and responses in all forms, byte for byte, on three servers."""

from __future__ import annotations

import json

import pytest

HELLO = "Hello over a real socket.\n"


@pytest.fixture(scope="module", params=["uvicorn", "hypercorn", "plain"])
def transcript(request, agree):
    return agree("single_requests", request.param)


@pytest.fixture(scope="module")
def answers(transcript):
    return transcript["answers"]


def seen_by_server(answers: dict, name: str) -> dict:
    """The request as the server parsed it; the framing of the response must be right as well."""
    response, ending = answers[name]
    assert (response["status"], ending) == (200, "closed")
    assert f"content-length: {len(response['body'])}" in response["headers"]
    return json.loads(response["body"])


def test_every_connection_gets_a_response_and_is_closed(answers):
    for name, (response, ending) in answers.items():
        assert (name, response["version"], ending) == (name, "HTTP/1.1", "closed")


def test_no_server_complains(transcript):
    assert transcript["complaints"] == [[]]


def test_get(answers):
    response, _ = answers["get"]
    assert (response["status"], response["body"]) == (200, HELLO)
    assert "content-length: 26" in response["headers"]
    assert "Connection: close" in response["headers"]
    missing, _ = answers["get of a page that is missing"]
    assert (missing["status"], missing["body"]) == (404, "No such page.\n")


def test_head_has_the_fields_of_get_without_content(answers):
    head, _ = answers["head"]
    get, _ = answers["get"]
    assert head["headers"] == get["headers"]
    assert "body" not in head
    chunked, _ = answers["head of a chunked answer"]
    assert "Transfer-Encoding: chunked" in chunked["headers"]


@pytest.mark.parametrize(
    ("name", "framing", "body"),
    [
        ("post with a length", ["content-length", "11"], "hello=world"),
        ("post of an empty body", ["content-length", "0"], ""),
        ("post in chunks", ["transfer-encoding", "chunked"], "hello=world"),
        ("post in chunks, byte by byte", ["transfer-encoding", "chunked"], "hello=world"),
        ("post in chunks with extensions and trailers", ["transfer-encoding", "chunked"], "hello"),
        ("post with both framings", ["transfer-encoding", "chunked"], "hello"),
        ("equal lengths repeated", ["content-length", "5"], "hello"),
        ("HTTP/1.0 post", ["content-length", "5"], "hello"),
    ],
)
def test_request_body(answers, name, framing, body):
    seen = seen_by_server(answers, name)
    assert seen["method"] == "POST"
    assert seen["headers"].count(framing) == 1
    assert seen["body"] == body


def test_chunked_response(answers, long_body):
    response, _ = answers["answer in chunks"]
    assert "Transfer-Encoding: chunked" in response["headers"]
    assert (response["chunks"], response["body"]) == ([4, 4, 2], "0123456789")
    response, _ = answers["post and echo of many packets"]
    assert response["chunks"] == [65536, 100_000 - 65536]
    assert response["body"] == long_body(100_000)


@pytest.mark.parametrize(
    ("name", "status"), [("answer without a body", 204), ("answer not modified", 304)]
)
def test_responses_without_content(answers, name, status):
    response, _ = answers[name]
    assert response["status"] == status
    assert not any("ength" in field or "ncoding" in field for field in response["headers"])


@pytest.mark.parametrize("name", ["HTTP/1.0", "HTTP/1.0 with keep-alive"])
def test_http10_gets_one_response(answers, name):
    response, _ = answers[name]
    assert (response["status"], response["body"]) == (200, HELLO)
    assert "Connection: close" in response["headers"]


def test_http10_gets_no_chunks(answers):
    response, _ = answers["HTTP/1.0 with an answer of unknown length"]
    assert "Transfer-Encoding: chunked" not in response["headers"]
    assert "chunks" not in response
    assert response["body"] == "".join(map(chr, range(9)))


def test_connection_close_of_the_program_is_not_repeated(answers):
    response, _ = answers["answer that closes"]
    closing = [field for field in response["headers"] if field.lower() == "connection: close"]
    assert closing == ["connection: close"]


def test_fields_reach_the_program(answers):
    seen = seen_by_server(answers, "fields as people write them")
    assert seen["target"] == "/inspect?a=1&b=%20"
    assert seen["headers"] == [
        ["host", "example.com"],
        ["connection", "close"],
        ["x-empty", ""],
        ["x-spaces", "a  b"],
        ["x-folded", "one two three"],
        ["x-latin", "caf\xe9"],
        ["cookie", "a=1"],
        ["cookie", "b=2"],
    ]
    assert seen_by_server(answers, "lines that end in a line feed only")["headers"] == [
        ["host", "a"],
        ["connection", "close"],
    ]
    assert seen_by_server(answers, "an unusual method")["method"] == "PROP-FIND!"


@pytest.mark.parametrize(
    "name", ["an absolute target", "an empty host", "a hundred fields", "a long head"]
)
def test_unusual_but_valid(answers, name):
    response, _ = answers[name]
    assert (response["status"], response["body"]) == (200, HELLO)
