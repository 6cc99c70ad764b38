"""Request lines, Host, and content in unusual places."""

from __future__ import annotations

from .case import (
    MAY_REJECT,
    MUST_ACCEPT,
    MUST_REJECT,
    SHOULD_REJECT,
    Case,
    both,
    parsed,
    put,
    rejected,
    text,
)

HELLO = parsed("PUT / hello")

FAMILIES = {
    "request line and Host": [
        Case(
            "two different Host fields",
            text("PUT / HTTP/1.1", "Host: a", "Host: b", "Content-Length: 5", "", "hello"),
            MUST_REJECT,
            "3.2",
            *both(rejected("host-repeated")),
        ),
        Case(
            "repeated Host",
            text("PUT / HTTP/1.1", "Host: a", "Host: a", "Content-Length: 5", "", "hello"),
            MUST_REJECT,
            "3.2",
            *both(rejected("host-repeated")),
        ),
        Case(
            "missing Host",
            text("PUT / HTTP/1.1", "Content-Length: 5", "", "hello"),
            MUST_REJECT,
            "3.2",
            *both(rejected("host-missing")),
        ),
        Case(
            "missing Host in HTTP/1.2",
            text("PUT / HTTP/1.2", "Content-Length: 5", "", "hello"),
            MUST_REJECT,
            "3.2",
            HELLO,
            rejected("host-missing"),
        ),
        Case(
            "Host with a path",
            text("PUT / HTTP/1.1", "Host: a/b", "Content-Length: 5", "", "hello"),
            MUST_REJECT,
            "3.2",
            HELLO,
            rejected("host-malformed"),
        ),
        Case(
            "Host with userinfo",
            text("PUT / HTTP/1.1", "Host: b@a", "Content-Length: 5", "", "hello"),
            MUST_REJECT,
            "3.2",
            HELLO,
            rejected("host-malformed"),
        ),
        Case(
            "list of hosts",
            text("PUT / HTTP/1.1", "Host: a, b", "Content-Length: 5", "", "hello"),
            MUST_REJECT,
            "3.2",
            HELLO,
            rejected("host-malformed"),
        ),
        Case(
            "whitespace before the colon of Host",
            text("PUT / HTTP/1.1", "Host: a", "Host : b", "Content-Length: 5", "", "hello"),
            MUST_REJECT,
            "5.1",
            *both(rejected("field-line-malformed")),
        ),
        Case(
            "space in the request target",
            put("Content-Length: 5", content="hello", line="PUT /a b HTTP/1.1"),
            SHOULD_REJECT,
            "3.2",
            *both(rejected("request-line-malformed")),
        ),
        Case(
            "HTAB before the version",
            put("Content-Length: 5", content="hello", line="PUT /\tHTTP/1.1"),
            MAY_REJECT,
            "3",
            *both(rejected("request-line-malformed")),
        ),
        Case(
            "two spaces",
            put("Content-Length: 5", content="hello", line="PUT  / HTTP/1.1"),
            MAY_REJECT,
            "3",
            *both(rejected("request-line-malformed")),
        ),
        Case(
            "missing version",
            b"GET /\r\nHost: a\r\n\r\n",
            SHOULD_REJECT,
            "2.2",
            *both(rejected("request-line-malformed")),
        ),
        Case(
            "lower-case version",
            put("Content-Length: 5", content="hello", line="PUT / http/1.1"),
            SHOULD_REJECT,
            "2.3",
            *both(rejected("request-line-malformed")),
        ),
        Case(
            "version of three digits",
            put("Content-Length: 5", content="hello", line="PUT / HTTP/1.10"),
            SHOULD_REJECT,
            "2.3",
            *both(rejected("request-line-malformed")),
        ),
        Case(
            "other major version",
            put("Content-Length: 5", content="hello", line="PUT / HTTP/2.0"),
            MAY_REJECT,
            "2.3",
            HELLO,
            rejected("version-unsupported"),
        ),
    ],
    "unexpected content": [
        Case(
            "GET with content",
            put(
                "Content-Length: 31",
                content="GET /evil HTTP/1.1\r\nHost: a\r\n\r\n",
                line="GET / HTTP/1.1",
            ),
            MUST_ACCEPT,
            "6.3",
            *both(parsed("GET / GET /evil HTTP/1.1\r\nHost: a\r\n\r\n")),
        ),
        Case(
            "GET with chunks",
            put(
                "Transfer-Encoding: chunked",
                content="1f\r\nGET /evil HTTP/1.1\r\nHost: a\r\n\r\n\r\n0\r\n\r\n",
                line="GET / HTTP/1.1",
            ),
            MUST_ACCEPT,
            "6.3",
            *both(parsed("GET / GET /evil HTTP/1.1\r\nHost: a\r\n\r\n")),
        ),
        Case(
            "OPTIONS with content",
            put(
                "Content-Length: 31",
                content="GET /evil HTTP/1.1\r\nHost: a\r\n\r\n",
                line="OPTIONS / HTTP/1.1",
            ),
            MUST_ACCEPT,
            "6.3",
            *both(parsed("OPTIONS / GET /evil HTTP/1.1\r\nHost: a\r\n\r\n")),
        ),
        Case(
            "content without waiting for 100",
            put(
                "Content-Length: 31",
                "Expect: 100-continue",
                content="GET /evil HTTP/1.1\r\nHost: a\r\n\r\n",
            ),
            MUST_ACCEPT,
            "RFC 9110 10.1.1",
            *both(parsed("PUT / GET /evil HTTP/1.1\r\nHost: a\r\n\r\n")),
        ),
        Case(
            "unknown expectation",
            put(
                "Content-Length: 31",
                "Expect: 200-ok",
                content="GET /evil HTTP/1.1\r\nHost: a\r\n\r\n",
            ),
            MAY_REJECT,
            "RFC 9110 10.1.1",
            *both(parsed("PUT / GET /evil HTTP/1.1\r\nHost: a\r\n\r\n")),
        ),
        Case(
            "Upgrade without Connection: upgrade",
            put(
                "Content-Length: 31",
                "Upgrade: h2c",
                content="GET /evil HTTP/1.1\r\nHost: a\r\n\r\n",
            ),
            MUST_ACCEPT,
            "RFC 9110 7.8",
            *both(parsed("PUT / GET /evil HTTP/1.1\r\nHost: a\r\n\r\n")),
        ),
        Case(
            "neither framing field",
            put(content="GET /evil HTTP/1.1\r\nHost: a\r\n\r\n"),
            MUST_ACCEPT,
            "6.3",
            *both(parsed("PUT /", "GET /evil")),
        ),
    ],
}
