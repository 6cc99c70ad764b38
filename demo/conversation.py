"""Real requests to a running server, with every response verified.

    python -m demo.conversation PORT

Runs inside one of the two environments, so that httpx uses that environment's h11. Prints one line of
JSON per check: its name, the error if any, and a digest of the responses, for comparing the two
servers.
"""

import hashlib
import json
import socket
import sys
import traceback

import httpx

from demo.app import PIECES, pattern
from demo.fixtures import BODY

SECONDS = 10
MALFORMED = {
    "field line without a colon": b"GET / HTTP/1.1\r\nHost: localhost\r\nnonsense\r\n\r\n",
    "missing Host": b"GET / HTTP/1.1\r\nAccept: */*\r\n\r\n",
    "Content-Length is not a number": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ten\r\n\r\n",
    "invalid chunk size": (
        b"POST /digest HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"
    ),
    "another protocol": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
}


class Wrong(Exception):
    """A response that is not the expected one."""


def expect(condition, text):
    if not condition:
        raise Wrong(text)


def checked(response, body=None):
    """Check the status and optionally the content; return what both servers must have in common."""
    expect(response.status_code == 200, f"status {response.status_code}, not 200")
    expect(response.http_version == "HTTP/1.1", f"version {response.http_version}")
    if body is not None:
        expect(response.content == body, f"unexpected content: {response.content[:60]!r}")
    headers = [pair for pair in response.headers.raw if pair[0].lower() != b"date"]
    return [response.status_code, repr(headers), hashlib.sha256(response.content).hexdigest()]


def check_digest(response, body, announced, coding):
    """Check the server's report of uploaded content."""
    facts = checked(response)
    truth = {
        "method": "POST",
        "length": len(body),
        "sha256": hashlib.sha256(body).hexdigest(),
        "announced": announced,
        "coding": coding,
    }
    expect(response.json() == truth, f"the server reports {response.text}, expected {truth}")
    return facts


def get(client):
    response = client.get("/")
    return checked(response, BODY)


def post_with_length(client):
    body = b"name=value&" * 300
    return check_digest(client.post("/digest", content=body), body, str(len(body)), "")


def chunked_upload(client):
    pieces = [b"x" * size for size in (1, 10, 100, 1000, 10000, 100000)]
    response = client.post("/digest", content=iter(pieces))
    return check_digest(response, b"".join(pieces), "", "chunked")


def chunked_response(client):
    with client.stream("GET", "/stream") as response:
        response.read()
    expect(response.headers.get("transfer-encoding") == "chunked", "the response is not chunked")
    expect("content-length" not in response.headers, "a chunked response has a Content-Length")
    return checked(response, b"".join(PIECES))


def head(client):
    response = client.head("/")
    expect(
        response.headers.get("content-length") == str(len(BODY)), "missing or wrong Content-Length"
    )
    return checked(response, b"") + get(client)


def keep_alive(client):
    responses = [client.get("/about") for _ in range(50)]
    peers = {response.json()["peer"] for response in responses}
    expect(len(peers) == 1, f"50 requests used {len(peers)} connections")
    return [response.status_code for response in responses]


def large_download(client):
    size = 16 * 1024 * 1024
    response = client.get(f"/large?{size}")
    return checked(response, pattern(size))


def large_upload(client):
    body = pattern(8 * 1024 * 1024)
    return check_digest(client.post("/digest", content=body), body, str(len(body)), "")


def malformed(client):
    """Each malformed request gets a 400 response, and the connection is closed."""
    facts = []
    for name, request in MALFORMED.items():
        answer = exchange(client.base_url.port, request)
        expect(answer.startswith(b"HTTP/1.1 400 "), f"{name}: response {answer[:60]!r}")
        expect(b"connection: close\r\n" in answer.lower(), f"{name}: Connection: close is missing")
        lines = answer.split(b"\r\n")
        facts.append(repr([line for line in lines if not line.lower().startswith(b"date:")]))
    return facts + get(client)


def exchange(port, request):
    """Send bytes over a socket; return all bytes until the server closes."""
    with socket.create_connection(("127.0.0.1", port), timeout=SECONDS) as connection:
        connection.sendall(request)
        received = b""
        while True:
            data = connection.recv(65536)
            if not data:
                return received
            received += data


CHECKS = {
    "GET": get,
    "POST with a length": post_with_length,
    "chunked upload": chunked_upload,
    "chunked, streamed response": chunked_response,
    "HEAD, then GET": head,
    "50 requests on one connection": keep_alive,
    "16 MiB download, checksum": large_download,
    "8 MiB upload, checksum": large_upload,
    f"{len(MALFORMED)} malformed requests: 400, closed": malformed,
}


def main():
    address = f"http://127.0.0.1:{int(sys.argv[1])}"
    with httpx.Client(base_url=address, timeout=SECONDS, trust_env=False) as client:
        for name, check in CHECKS.items():
            result = {"name": name, "wrong": None, "digest": None}
            try:
                facts = check(client)
                result["digest"] = hashlib.sha256(repr(facts).encode()).hexdigest()
            except Wrong as error:
                result["wrong"] = str(error)
            except Exception:
                result["wrong"] = traceback.format_exc()
            print(json.dumps(result), flush=True)


if __name__ == "__main__":
    main()
