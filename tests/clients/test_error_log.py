"""An unmodified server drops the reason of an error; the log of h11 has it."""

from __future__ import annotations

UVICORN = "WARNING uvicorn.error: Invalid HTTP request received."
STATES = "role SERVER, client IDLE, server IDLE"
H11 = [
    "DEBUG h11: field-line-malformed: illegal header line: b'Name : value'"
    f" (hint 400, {STATES}, offending b'Name : value')",
    "DEBUG h11: content-length-conflict: conflicting Content-Length headers"
    f" (hint 400, {STATES}, offending b'6')",
    f"DEBUG h11: not-http: illegal request line (hint 400, {STATES}, offending None)",
]


def test_the_log_gives_the_reason(play):
    ours, reference = play([("ours", "ours"), ("reference", "reference")], "error_log")
    assert ours["answers"] == [line for reason in H11 for line in (reason, UVICORN)]
    assert reference["answers"] == [UVICORN] * len(H11)
