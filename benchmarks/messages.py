"""The received bytes of the workloads, and the parts of the sent messages.

Received bytes are split into reads, as a socket would return them.
"""

from demo.fixtures import BODY as PAGE
from demo.fixtures import REQUEST_HEADERS, request_bytes
from demo.fixtures import RESPONSE_HEADERS as PAGE_FIELDS

CHUNKED = (b"Transfer-Encoding", b"chunked")
LAST_CHUNK = b"0\r\n\r\n"


def head(start_line, fields):
    lines = [start_line, *(b"%s: %s" % field for field in fields), b"", b""]
    return b"\r\n".join(lines)


def chunk(data):
    return b"%x\r\n%s\r\n" % (len(data), data)


def encoded(fields):
    return [(name.encode(), value.encode()) for name, value in fields]


def lowered(fields):
    """The fields with lower-case names."""
    return [(name.lower(), value) for name, value in fields]


def reads(data, size):
    return [data[start : start + size] for start in range(0, len(data), size)]


# A browser's GET and a page, as in the demo.
BROWSER_FIELDS = encoded([("Host", "www.example.com"), *REQUEST_HEADERS])
BROWSER = request_bytes("www.example.com")
PAGE_HEAD = head(b"HTTP/1.1 200 OK", PAGE_FIELDS)
PAGE_RESPONSE = PAGE_HEAD + PAGE

# As little as possible in each direction.
SMALL_FIELDS = [(b"Host", b"localhost:8000")]
SMALL = head(b"GET /ping HTTP/1.1", SMALL_FIELDS)
PONG = b"pong"
PONG_FIELDS = [(b"Content-Type", b"text/plain"), (b"Content-Length", b"4")]
PONG_HEAD = head(b"HTTP/1.1 200 OK", PONG_FIELDS)

# Browsers' GETs with distinct values.
DISTINCT_FIELDS = [
    [(name, b"%s-%d" % (value, i)) for name, value in BROWSER_FIELDS] for i in range(500)
]
DISTINCT = [head(b"GET / HTTP/1.1", fields) for fields in DISTINCT_FIELDS]

# Pipelined: each with its own target, all in one read.
PIPELINED_TARGETS = [b"/item/%d" % i for i in range(20)]
PIPELINED = b"".join(
    head(b"GET %s HTTP/1.1" % target, SMALL_FIELDS) for target in PIPELINED_TARGETS
)

# Long header sections: many fields, a large one, one that arrives in single bytes.
MANY_FIELDS = [(b"Host", b"h"), *((b"X-Field-%d" % i, b"value number %d" % i) for i in range(99))]
MANY = head(b"GET / HTTP/1.1", MANY_FIELDS)
COOKIES = b"; ".join(b"cookie%03d=%s" % (i, b"%08x" % (i * 40503) * 8) for i in range(105))
COOKIE_FIELDS = [*BROWSER_FIELDS[:-2], (b"Cookie", COOKIES), BROWSER_FIELDS[-1]]
WITH_COOKIES = head(b"GET / HTTP/1.1", COOKIE_FIELDS)
LONG_HEAD_FIELDS = [(b"Host", b"h"), (b"X-Long", b"drip" * 2000)]
SINGLE_BYTES = reads(head(b"GET / HTTP/1.1", LONG_HEAD_FIELDS), 1)

# A client's request, like httpx's; and the same as str.
CLIENT_TEXT = [
    ("Host", "www.example.com"),
    ("Accept", "*/*"),
    ("Accept-Encoding", "gzip, deflate"),
    ("Connection", "keep-alive"),
    ("User-Agent", "python-httpx/0.28.1"),
]
CLIENT_FIELDS = encoded(CLIENT_TEXT)
CLIENT_HEAD = head(b"GET / HTTP/1.1", CLIENT_FIELDS)

# Large content, in large reads. The reads differ, so that none can replace another.
UPLOAD_READS = [b"%08d" % i * 8192 for i in range(64)]
UPLOAD = b"".join(UPLOAD_READS)
UPLOAD_FIELDS = [(b"Host", b"h"), (b"Content-Length", b"%d" % len(UPLOAD))]
UPLOAD_HEAD = head(b"PUT /file HTTP/1.1", UPLOAD_FIELDS)

DOWNLOAD_HEAD = head(b"HTTP/1.1 200 OK", [(b"Content-Type", b"text/plain"), CHUNKED])
DOWNLOAD_CHUNKS = [b"%08d" % i * 512 for i in range(256)]
DOWNLOAD = b"".join(DOWNLOAD_CHUNKS)
DOWNLOAD_READS = reads(b"".join(map(chunk, DOWNLOAD_CHUNKS)) + LAST_CHUNK, 65536)
TINY_CHUNKS = [b"%05d" % i for i in range(2000)]
TINY = b"".join(TINY_CHUNKS)
TINY_READS = [b"".join(map(chunk, TINY_CHUNKS)) + LAST_CHUNK]

# A small request; its response has several parts and no length.
PIECES = [b"%09d\n" % i * 10 for i in range(100)]
STREAM_FIELDS = [(b"Content-Type", b"text/plain"), CHUNKED]
STREAM_HEAD = head(b"HTTP/1.1 200 OK", STREAM_FIELDS)

# Trailer sections in both directions.
TRAILERS = [(b"X-Checksum", b"5e1c62607a1b"), (b"X-Records", b"2"), (b"Server-Timing", b"db;dur=5")]
SUMMED_FIELDS = [(b"Host", b"h"), (b"Trailer", b"X-Checksum"), CHUNKED]
SUMMED_CONTENT = b"one record and another\n"
WITH_TRAILERS = head(b"0", TRAILERS)
SUMMED = head(b"POST /records HTTP/1.1", SUMMED_FIELDS) + chunk(SUMMED_CONTENT) + WITH_TRAILERS

# Through a proxy: a chunked upload, and a response with a length.
PASSING_CHUNKS = [b"%08d" % i * 512 for i in range(4)]
PASSING_FIELDS = [*BROWSER_FIELDS, CHUNKED]
PASSING_UP = [
    head(b"POST /form HTTP/1.1", PASSING_FIELDS),
    *map(chunk, PASSING_CHUNKS),
    LAST_CHUNK,
]
PASSING_DOWN = [
    head(b"HTTP/1.1 200 OK", [*PAGE_FIELDS[:-1], (b"Content-Length", b"16384")]),
    *PASSING_CHUNKS,
]
