"""The messages of the server and cycle measurements: a browser's GET, 9 fields and 1 kB back."""

REQUEST_HEADERS = [
    ("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"),
    ("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"),
    ("Accept-Language", "en-GB,en;q=0.7,de;q=0.3"),
    ("Accept-Encoding", "gzip, deflate, br"),
    ("Referer", "http://www.example.com/news/"),
    ("Cookie", "session=" + "7f3a91c4" * 16 + "; theme=dark; seen=2024-11-05"),
    ("Connection", "keep-alive"),
]

BODY = b"0123456789abcdef\n" * 58 + b"- the end -.\n\n"

RESPONSE_HEADERS = [
    (b"Content-Type", b"text/html; charset=utf-8"),
    (b"Date", b"Tue, 05 Nov 2024 10:30:00 GMT"),
    (b"Server", b"demo"),
    (b"Cache-Control", b"private, max-age=60"),
    (b"ETag", b'"5e1c-62607a1b"'),
    (b"Vary", b"Accept-Encoding, Cookie"),
    (b"X-Content-Type-Options", b"nosniff"),
    (b"Set-Cookie", b"seen=2024-11-05; Path=/; HttpOnly"),
    (b"Content-Length", str(len(BODY)).encode()),
]


def request_bytes(host, target="/"):
    """The complete request."""
    fields = [("Host", host), *REQUEST_HEADERS]
    lines = [f"GET {target} HTTP/1.1", *(f"{name}: {value}" for name, value in fields), "", ""]
    return "\r\n".join(lines).encode()
