"""Clients with their own HTTP implementation: http.client, urllib3 and curl."""

from __future__ import annotations

import json
import shutil

import pytest

HELLO = "Hello over a real socket.\n"
CRASH = {
    "uvicorn": ["ERROR: Exception in ASGI application", "RuntimeError: a bug in the program"],
    "plain": ["WARNING: RuntimeError: a bug in the program"],
}


@pytest.fixture(scope="module", params=["uvicorn", "plain"])
def kind(request):
    return request.param


def test_http_client(kind, agree, long_body):
    transcript = agree("http_client_requests", kind)
    answers = transcript["answers"]
    kept = {"version": 11, "status": 200, "chunked": False, "closing": False}
    assert answers["get"] == {**kept, "body": HELLO}
    assert answers["head"] == {**kept, "body": ""}
    assert json.loads(answers["post"]["body"])["body"] == "hello=world"
    seen = json.loads(answers["post in chunks"]["body"])
    assert ["transfer-encoding", "chunked"] in seen["headers"]
    assert seen["body"] == "hello=world"
    for name in ("large", "large in chunks"):
        assert answers[name] == {**kept, "chunked": True, "body": long_body(300_000)}
    assert answers["no content"] == {**kept, "status": 204, "body": ""}
    assert answers["missing"] == {**kept, "status": 404, "body": "No such page.\n"}
    assert answers["kept alive"] == [200] * 50
    assert answers["last"] == {**kept, "closing": True, "body": "Last answer.\n"}
    assert answers["connection"] == {"kept": True, "left": False}
    assert answers["HTTP/1.0"] == {"status": 200, "body": HELLO}
    assert answers["crash"]["raised"] == "IncompleteRead"
    assert transcript["complaints"] == [CRASH[kind]]


def test_urllib3(kind, agree, long_body):
    transcript = agree("urllib3_requests", kind)
    answers = transcript["answers"]
    assert (answers["get"]["version"], answers["get"]["body"]) == (11, HELLO)
    assert answers["head"] == {**answers["get"], "body": ""}
    assert ["content-length", "11"] in answers["post"]["headers"]
    assert ["transfer-encoding", "chunked"] in answers["post in chunks"]["headers"]
    assert answers["post"]["body"] == answers["post in chunks"]["body"] == "hello=world"
    assert answers["large"]["body"] == answers["streamed"] == long_body(300_000)
    assert (answers["expecting"]["status"], answers["expecting"]["body"]) == (200, "hello")
    assert answers["read by chunks"] == ["0123", "4567", "89"]
    assert (answers["kept alive"], answers["connections"]) == ([200] * 50, 1)
    assert answers["crash"]["raised"] == "ProtocolError"
    assert transcript["complaints"] == [CRASH[kind]]


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_curl(kind, agree, long_body):
    transcript = agree("curl_requests", kind)
    answers = transcript["answers"]
    printed = {name: answer["printed"] for name, answer in answers.items()}
    report = "200 HTTP/1.1 1 new connection(s)\n"
    assert printed["get"] == printed["HTTP/1.0"] == HELLO + report
    assert printed["head"].startswith("HTTP/1.1 200 ")
    assert "content-length: 26\r\n" in printed["head"]
    assert '["content-length", "11"]' in printed["post"]
    assert '["transfer-encoding", "chunked"]' in printed["post in chunks"]
    for name in ("post", "post in chunks"):
        assert '"body": "hello=world"' in printed[name]
    for name in ("large, after 100 Continue", "large, in chunks"):
        assert printed[name] == long_body(2_000_000, ending=report.encode("ascii"))
    assert printed["rejected instead of 100 Continue"] == "Not wanted.\n" + report.replace(
        "200", "417"
    )
    assert printed["HTTP/1.0, length unknown"] == "".join(map(chr, range(9))) + report
    again = report.replace("1 new", "0 new")
    assert printed["three on one connection"] == (
        HELLO + report + HELLO + again + "Last answer.\n" + again
    )
    assert printed["not compliant"].endswith(report.replace("200", "400"))
    assert printed["crash"] == "first piece" + report
    partial_file = 18
    assert {name: answer["exit"] for name, answer in answers.items()} == {
        **dict.fromkeys(answers, 0),
        "crash": partial_file,
    }
    rejection = {
        "uvicorn": "WARNING: Invalid HTTP request received.",
        "plain": "WARNING: RemoteProtocolError: Missing mandatory Host: header",
    }
    assert transcript["complaints"] == [[rejection[kind], *CRASH[kind]]]
