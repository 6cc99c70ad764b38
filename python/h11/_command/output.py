"""The two forms of output: lines for people, and JSON objects for programs."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from typing import Any, Protocol, TextIO


class Output(Protocol):
    """Where a command writes."""

    def show(self, values: dict[str, Any], lines: Iterable[str]) -> None:
        """Write an object: its values for programs, or its lines for people."""


class Json:
    """One object a line. Bytes become str with one character (U+0000 to U+00FF) a byte."""

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def show(self, values: dict[str, Any], lines: Iterable[str]) -> None:
        self._file.write(json.dumps(values, default=lambda data: data.decode("latin-1")) + "\n")


class Text:
    """Lines of visible ASCII, of which a terminal gets as much as it is wide."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._width = shutil.get_terminal_size().columns if file.isatty() else None

    def show(self, values: dict[str, Any], lines: Iterable[str]) -> None:
        for line in lines:
            self._file.write(shortened(line, self._width) + "\n")


def shortened(line: str, width: int | None) -> str:
    if width is None or len(line) <= width:
        return line
    return line[: max(width - len("..."), 0)] + "..."


def visible(data: bytes) -> str:
    """Bytes as text without control characters: as in a literal, but without quotes."""
    return "".join(map(visible_byte, data))


_ESCAPES = {0x09: "\\t", 0x0A: "\\n", 0x0D: "\\r", 0x5C: "\\\\"}


def visible_byte(byte: int) -> str:
    if byte in _ESCAPES:
        return _ESCAPES[byte]
    return chr(byte) if 0x20 <= byte < 0x7F else f"\\x{byte:02x}"
