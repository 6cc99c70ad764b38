"""Possible input: the fuzzing corpus, and invalid messages composed of parts."""

from __future__ import annotations

from pathlib import Path

from hypothesis import strategies as st

_CORPUS = Path(__file__).resolve().parents[2] / "fuzz" / "corpus"

#: The streams of the corpus; the first line of each file configures the fuzzer.
CORPUS = sorted({path.read_bytes().partition(b"\n")[2] for path in _CORPUS.glob("*/*")})

#: Heads for streams that start within content.
CHUNKED_REQUEST = b"PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
CHUNKED_RESPONSE = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"

_line_ends = st.sampled_from([b"\r\n"] * 9 + [b"\n", b"\r\r\n", b"\r"])
_names = st.sampled_from(
    b"A|Host|Content-Length|Transfer-Encoding|Connection|Upgrade|Expect"
    b"||A B|\xc3\xa4|A\x01|(A)|Content Length|Transfer-Encoding\xff".split(b"|")
)
_colons = st.sampled_from([b": "] * 6 + [b":", b" : ", b"\t:", b":\x0b", b""])
_values = st.sampled_from(
    b"a||0|1|1, 1|5|05|chunked|Chunked|chunked, chunked|gzip|close|upgrade|h2c|100-continue"
    b"|\x01|\x7f|\x0b|\0|\xff|a/b|[::1]:80|9223372036854775807|9223372036854775808"
    b"|1\r\n 1|a\r\n\tb".split(b"|")
)
_field_lines = st.tuples(_names, _colons, _values, _line_ends).map(b"".join)
_sections = st.lists(_field_lines, max_size=4).map(b"".join)
_versions = st.sampled_from(
    [b"HTTP/1.1"] * 6 + [b"HTTP/1.0", b"HTTP/1.2", b"HTTP/2.0", b"http/1.1"]
)
_request_lines = st.tuples(
    st.sampled_from([b"", b"", b"", b"\r\n", b"\n"]),
    st.sampled_from([b"GET / ", b"PUT /a ", b"HEAD * ", b"CONNECT a:1 ", b"GET  / "]),
    _versions,
    _line_ends,
    st.sampled_from([b"Host: a\r\n"] * 4 + [b""]),
).map(b"".join)
_status_lines = st.tuples(
    _versions,
    st.sampled_from([b" 200 OK", b" 204 ", b" 304", b" 100 ", b" 101 ", b" 404 \xc3\xa4", b" 2 "])
    | st.binary(max_size=3).map(lambda reason: b" 200 " + reason),
    _line_ends,
).map(b"".join)
_chunks = st.tuples(
    st.sampled_from([b"0", b"1", b"01", b"5", b"x", b"", b"7fffffffffffffff", b"8000000000000000"]),
    st.sampled_from([b"", b"", b" ", b";a", b";a=\x01", b";\r", b" ;a"]),
    _line_ends,
    st.sampled_from([b"", b"x\r\n", b"x\n", b"hello\r\n"]),
).map(b"".join)
_contents = st.one_of(
    st.just(b""), st.binary(max_size=8), st.lists(_chunks, max_size=3).map(b"".join)
)


def _messages(start_lines: st.SearchStrategy[bytes]) -> st.SearchStrategy[bytes]:
    message = st.tuples(start_lines, _sections, _line_ends, _contents, _sections, _line_ends)
    return st.lists(message.map(b"".join), min_size=1, max_size=3).map(b"".join)


to_servers = _messages(_request_lines)
to_clients = _messages(_status_lines)
