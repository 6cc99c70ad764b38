"""Request lines, hosts, and content where few would look for it."""

from __future__ import annotations

from .case import (
    MAY_REFUSE,
    MUST_ACCEPT,
    MUST_REFUSE,
    SHOULD_REFUSE,
    Case,
    both,
    put,
    reads,
    refused,
    text,
)

HELLO = reads("PUT / hello")

FAMILIES = {
    "request lines and hosts": [
        Case(
            "two hosts",
            text("PUT / HTTP/1.1", "Host: a", "Host: b", "Content-Length: 5", "", "hello"),
            MUST_REFUSE,
            "3.2",
            *both(refused("host-repeated")),
        ),
        Case(
            "the same host twice",
            text("PUT / HTTP/1.1", "Host: a", "Host: a", "Content-Length: 5", "", "hello"),
            MUST_REFUSE,
            "3.2",
            *both(refused("host-repeated")),
        ),
        Case(
            "no host",
            text("PUT / HTTP/1.1", "Content-Length: 5", "", "hello"),
            MUST_REFUSE,
            "3.2",
            *both(refused("host-missing")),
        ),
        Case(
            "no host in HTTP/1.2",
            text("PUT / HTTP/1.2", "Content-Length: 5", "", "hello"),
            MUST_REFUSE,
            "3.2",
            HELLO,
            refused("host-missing"),
        ),
        Case(
            "a host with a path",
            text("PUT / HTTP/1.1", "Host: a/b", "Content-Length: 5", "", "hello"),
            MUST_REFUSE,
            "3.2",
            HELLO,
            refused("host-malformed"),
        ),
        Case(
            "a host with a user",
            text("PUT / HTTP/1.1", "Host: b@a", "Content-Length: 5", "", "hello"),
            MUST_REFUSE,
            "3.2",
            HELLO,
            refused("host-malformed"),
        ),
        Case(
            "a list of hosts",
            text("PUT / HTTP/1.1", "Host: a, b", "Content-Length: 5", "", "hello"),
            MUST_REFUSE,
            "3.2",
            HELLO,
            refused("host-malformed"),
        ),
        Case(
            "a host with a blank before the colon",
            text("PUT / HTTP/1.1", "Host: a", "Host : b", "Content-Length: 5", "", "hello"),
            MUST_REFUSE,
            "5.1",
            *both(refused("field-line-malformed")),
        ),
        Case(
            "a blank in the target",
            put("Content-Length: 5", content="hello", line="PUT /a b HTTP/1.1"),
            SHOULD_REFUSE,
            "3.2",
            *both(refused("request-line-malformed")),
        ),
        Case(
            "a tab before the version",
            put("Content-Length: 5", content="hello", line="PUT /\tHTTP/1.1"),
            MAY_REFUSE,
            "3",
            *both(refused("request-line-malformed")),
        ),
        Case(
            "two blanks",
            put("Content-Length: 5", content="hello", line="PUT  / HTTP/1.1"),
            MAY_REFUSE,
            "3",
            *both(refused("request-line-malformed")),
        ),
        Case(
            "no version",
            b"GET /\r\nHost: a\r\n\r\n",
            SHOULD_REFUSE,
            "2.2",
            *both(refused("request-line-malformed")),
        ),
        Case(
            "a version in lower case",
            put("Content-Length: 5", content="hello", line="PUT / http/1.1"),
            SHOULD_REFUSE,
            "2.3",
            *both(refused("request-line-malformed")),
        ),
        Case(
            "a version of three digits",
            put("Content-Length: 5", content="hello", line="PUT / HTTP/1.10"),
            SHOULD_REFUSE,
            "2.3",
            *both(refused("request-line-malformed")),
        ),
        Case(
            "another major version",
            put("Content-Length: 5", content="hello", line="PUT / HTTP/2.0"),
            MAY_REFUSE,
            "2.3",
            HELLO,
            refused("version-unsupported"),
        ),
    ],
    "content where little is expected": [
        Case(
            "content of a GET",
            put(
                "Content-Length: 31",
                content="GET /evil HTTP/1.1\r\nHost: a\r\n\r\n",
                line="GET / HTTP/1.1",
            ),
            MUST_ACCEPT,
            "6.3",
            *both(reads("GET / GET /evil HTTP/1.1\r\nHost: a\r\n\r\n")),
        ),
        Case(
            "chunks of a GET",
            put(
                "Transfer-Encoding: chunked",
                content="1f\r\nGET /evil HTTP/1.1\r\nHost: a\r\n\r\n\r\n0\r\n\r\n",
                line="GET / HTTP/1.1",
            ),
            MUST_ACCEPT,
            "6.3",
            *both(reads("GET / GET /evil HTTP/1.1\r\nHost: a\r\n\r\n")),
        ),
        Case(
            "content of an OPTIONS",
            put(
                "Content-Length: 31",
                content="GET /evil HTTP/1.1\r\nHost: a\r\n\r\n",
                line="OPTIONS / HTTP/1.1",
            ),
            MUST_ACCEPT,
            "6.3",
            *both(reads("OPTIONS / GET /evil HTTP/1.1\r\nHost: a\r\n\r\n")),
        ),
        Case(
            "content that does not wait for 100",
            put(
                "Content-Length: 31",
                "Expect: 100-continue",
                content="GET /evil HTTP/1.1\r\nHost: a\r\n\r\n",
            ),
            MUST_ACCEPT,
            "RFC 9110 10.1.1",
            *both(reads("PUT / GET /evil HTTP/1.1\r\nHost: a\r\n\r\n")),
        ),
        Case(
            "an expectation that nobody knows",
            put(
                "Content-Length: 31",
                "Expect: 200-ok",
                content="GET /evil HTTP/1.1\r\nHost: a\r\n\r\n",
            ),
            MAY_REFUSE,
            "RFC 9110 10.1.1",
            *both(reads("PUT / GET /evil HTTP/1.1\r\nHost: a\r\n\r\n")),
        ),
        Case(
            "Upgrade that Connection does not name",
            put(
                "Content-Length: 31",
                "Upgrade: h2c",
                content="GET /evil HTTP/1.1\r\nHost: a\r\n\r\n",
            ),
            MUST_ACCEPT,
            "RFC 9110 7.8",
            *both(reads("PUT / GET /evil HTTP/1.1\r\nHost: a\r\n\r\n")),
        ),
        Case(
            "no length and no coding",
            put(content="GET /evil HTTP/1.1\r\nHost: a\r\n\r\n"),
            MUST_ACCEPT,
            "6.3",
            *both(reads("PUT /", "GET /evil")),
        ),
    ],
}
