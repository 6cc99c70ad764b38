"""The h11 in use in a transcript, and normalization for comparing transcripts."""

from __future__ import annotations

import hashlib
import importlib.util
import re
import sys
from importlib.machinery import ExtensionFileLoader
from pathlib import Path

import h11

VARIABLE_TEXTS = [
    (re.compile(r"127\.0\.0\.1:\d+"), "127.0.0.1:PORT"),
    (re.compile(r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT"), "DATE"),
    (re.compile(r"python-h11/[\w.+]+"), "python-h11/VERSION"),
    # A deliberate difference, see docs/differences.md: 0.16.0 shows received bytes as a bytearray.
    (re.compile(r"bytearray\((b'[^']*'|b\"[^\"]*\")\)"), r"\1"),
]

BODY_SHOWN_IN_FULL = 1000


def h11_in_use() -> dict:
    """The h11 of this process: the tests check it, for each client and each server."""
    core = importlib.util.find_spec("h11._h11")
    return {
        "version": h11.__version__,
        "compiled": core is not None and isinstance(core.loader, ExtensionFileLoader),
        "installed": Path(sys.prefix).resolve() in Path(h11.__file__).resolve().parents,
    }


def comparable(value):
    """The same JSON value, with dates, ports and h11's version replaced in every string."""
    if isinstance(value, str):
        for pattern, replacement in VARIABLE_TEXTS:
            value = pattern.sub(replacement, value)
        return value
    if isinstance(value, dict):
        return {comparable(key): comparable(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [comparable(item) for item in value]
    return value


def text(data: bytes) -> str:
    """Bytes as a JSON string, one character per byte."""
    return bytes(data).decode("latin-1")


def pairs(headers) -> list:
    """Header fields as JSON."""
    return [[text(name), text(value)] for name, value in headers]


def body(data: bytes):
    """Content as JSON: in full if it is short, as length and checksum if it is long."""
    if len(data) <= BODY_SHOWN_IN_FULL:
        return text(data)
    return {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def outcome(action, *expected: type) -> dict:
    """The result of an action, or the name and message of an expected exception."""
    try:
        return {"result": action()}
    except expected as error:
        return {"raised": type(error).__name__, "text": str(error)}
