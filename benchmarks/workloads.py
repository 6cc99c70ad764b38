"""The workloads and their expected results, the same for every package."""

from collections import namedtuple

from benchmarks import messages as m

# The name, a description, what the program must have seen, the bytes that it must have to send,
# and the content that it must have received in parts.
Workload = namedtuple("Workload", "name title seen wire content", defaults=(b"", None))

PONG = m.PONG_HEAD + m.PONG

ALL = [
    Workload(
        "server_cycle",
        "new connection, a browser's GET, a response of 9 fields and 1 kB",
        (b"GET", b"/", m.lowered(m.BROWSER_FIELDS)),
        m.PAGE_RESPONSE,
    ),
    Workload(
        "server_keepalive",
        "small GET and small response on a persistent connection",
        (b"GET", b"/ping", m.lowered(m.SMALL_FIELDS)),
        PONG,
    ),
    Workload(
        "parse_request",
        "a browser's GET received, all fields accessed",
        (b"GET", b"/", m.lowered(m.BROWSER_FIELDS)),
    ),
    Workload(
        "parse_500_distinct",
        "500 such GETs, all with different values",
        [(b"GET", b"/", m.lowered(fields)) for fields in m.DISTINCT_FIELDS],
    ),
    Workload(
        "parse_100_headers",
        "GET of 100 fields received, all accessed",
        (b"GET", b"/", m.lowered(m.MANY_FIELDS)),
    ),
    Workload(
        "headers_len_only",
        "a browser's GET received, number of fields read, none accessed",
        (b"GET", len(m.BROWSER_FIELDS)),
    ),
    Workload(
        "cookies_8k",
        "GET with 8 kB of cookies received, all fields accessed",
        (b"GET", b"/", m.lowered(m.COOKIE_FIELDS)),
    ),
    Workload(
        "head_8k_byte_by_byte",
        "request head of 8 kB received byte by byte",
        (b"GET", b"/", m.lowered(m.LONG_HEAD_FIELDS)),
    ),
    Workload(
        "pipelined_20",
        "20 requests in one read, a response to each",
        m.PIPELINED_TARGETS,
        PONG * len(m.PIPELINED_TARGETS),
    ),
    Workload(
        "client_cycle",
        "httpx's GET sent, a response of 9 fields and 1 kB received",
        (200, m.PAGE_FIELDS, m.PAGE),
        m.CLIENT_HEAD,
    ),
    Workload("str_headers", "httpx's GET sent, with str arguments", (), m.CLIENT_HEAD),
    Workload(
        "upload_4mib",
        "4 MiB received in reads of 64 KiB",
        len(m.UPLOAD),
        content=m.UPLOAD,
    ),
    Workload(
        "download_chunked_1mib",
        "1 MiB in chunks of 4 KiB received in reads of 64 KiB",
        len(m.DOWNLOAD),
        content=m.DOWNLOAD,
    ),
    Workload(
        "download_tiny_chunks",
        "2,000 chunks of 5 bytes received in one read",
        len(m.TINY),
        content=m.TINY,
    ),
    Workload(
        "send_chunked_100",
        "100 chunks of 100 bytes sent, one by one",
        (),
        m.STREAM_HEAD + b"".join(map(m.chunk, m.PIECES)) + m.LAST_CHUNK,
    ),
    Workload(
        "trailers",
        "3 trailer fields received, and 3 sent",
        (b"POST", m.SUMMED_CONTENT, m.lowered(m.TRAILERS)),
        m.STREAM_HEAD + m.chunk(m.SUMMED_CONTENT) + m.WITH_TRAILERS,
    ),
    Workload(
        "proxy_copy",
        "upload of 16 KiB and its response, from one connection to another",
        (),
        b"".join(m.PASSING_UP + m.PASSING_DOWN),
    ),
]
