"""An unmodified server drops the reason of an error; the log of h11 has it."""

from __future__ import annotations

import sys

NOTE = ""
if sys.version_info >= (3, 11):
    NOTE = "; this looks like TLS: does one side use https: and the other http:?"
HELLO = b"\x16\x03\x01\x00\x2f\x01\x00\x00\x2b\x03\x03"
UVICORN = "WARNING uvicorn.error: Invalid HTTP request received."
STATES = "role SERVER, client IDLE, server IDLE"
H11 = [
    "DEBUG h11: field-line-malformed: illegal header line: b'Name : value'"
    f" (hint 400, {STATES}, field b'Name', offending b'Name : value')",
    "DEBUG h11: content-length-conflict: conflicting Content-Length headers"
    f" (hint 400, {STATES}, field b'Content-Length', offending b'6')",
    f"DEBUG h11: not-http: illegal request line (hint 400, {STATES}, field None, offending {HELLO!r})"
    + NOTE,
]


def test_the_log_gives_the_reason(play):
    ours, reference = play([("ours", "ours"), ("reference", "reference")], "error_log")
    assert ours["answers"] == [line for reason in H11 for line in (reason, UVICORN)]
    assert reference["answers"] == [UVICORN] * len(H11)
