"""What is timed, and what must come of it: the same for every peer."""

from collections import namedtuple

from benchmarks import messages as m

# A name, what is done in words, what the program must have seen, the bytes it
# must have to send, and the content it must have been given piece by piece.
Workload = namedtuple("Workload", "name title seen wire content", defaults=(b"", None))

PONG = m.PONG_HEAD + m.PONG

ALL = [
    Workload(
        "server_cycle",
        "new connection, browser's GET, response of 9 fields and 1 kB",
        (b"GET", b"/", m.lowered(m.BROWSER_FIELDS)),
        m.PAGE_RESPONSE,
    ),
    Workload(
        "server_keepalive",
        "small GET and small response on a connection kept alive",
        (b"GET", b"/ping", m.lowered(m.SMALL_FIELDS)),
        PONG,
    ),
    Workload(
        "parse_request",
        "browser's GET received, all fields looked at",
        (b"GET", b"/", m.lowered(m.BROWSER_FIELDS)),
    ),
    Workload(
        "parse_500_unlike",
        "500 GETs like it, but no value like another",
        [(b"GET", b"/", m.lowered(fields)) for fields in m.UNLIKE_FIELDS],
    ),
    Workload(
        "parse_100_headers",
        "GET of 100 fields received, all looked at",
        (b"GET", b"/", m.lowered(m.MANY_FIELDS)),
    ),
    Workload(
        "headers_only_counted",
        "browser's GET received, fields counted, none looked at",
        (b"GET", len(m.BROWSER_FIELDS)),
    ),
    Workload(
        "cookies_8k",
        "GET with 8 kB of cookies received, all fields looked at",
        (b"GET", b"/", m.lowered(m.COOKIE_FIELDS)),
    ),
    Workload(
        "drip_8k_head",
        "request head of 8 kB received byte by byte",
        (b"GET", b"/", m.lowered(m.DRIPPED_FIELDS)),
    ),
    Workload(
        "pipelined_20",
        "20 requests in one read, each answered",
        m.PIPELINED_TARGETS,
        PONG * len(m.PIPELINED_TARGETS),
    ),
    Workload(
        "client_cycle",
        "httpx's GET sent, response of 9 fields and 1 kB received",
        (200, m.PAGE_FIELDS, m.PAGE),
        m.CLIENT_HEAD,
    ),
    Workload("str_headers", "httpx's GET sent, all of it given as str", (), m.CLIENT_HEAD),
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
        "100 pieces of 100 bytes sent chunked, one by one",
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
        "upload of 16 KiB and its answer, from one connection to another",
        (),
        b"".join(m.PASSING_UP + m.PASSING_DOWN),
    ),
]
