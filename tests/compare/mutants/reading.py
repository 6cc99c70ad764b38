"""Mutants that parse heads, chunks and ends of messages incorrectly."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from tests.compare.mutants.registry import mutant, wrap


@mutant
def chunk_footer_unchecked(h11: Any) -> None:
    def read(original: Any, self: Any, buf: Any) -> Any:
        footer = self._bytes_to_discard
        if footer and bytes(buf):
            self._bytes_to_discard = bytes(buf)[: len(footer)].ljust(len(footer), b"\n")
        return original(self, buf)

    wrap(h11._readers.ChunkedReader, "__call__", read)


@mutant
def chunk_start_always(h11: Any) -> None:
    def read(original: Any, self: Any, buf: Any) -> Any:
        event = original(self, buf)
        if type(event) is h11.Data:
            object.__setattr__(event, "chunk_start", True)
        return event

    wrap(h11._readers.ChunkedReader, "__call__", read)


@mutant
def chunk_size_of_21_digits(h11: Any) -> None:
    pattern = h11._abnf.chunk_header.replace("{1,20}", "{1,21}")
    h11._readers.chunk_header_re = re.compile(pattern.encode("ascii"))


@mutant
def chunk_line_ends_in_bare_lf(h11: Any) -> None:
    def extract(original: Any, self: Any) -> Any:
        end = bytes(self).find(b"\n")
        if end < 0:
            return None
        line = self._extract(end + 1)
        return line if line.endswith(b"\r\n") else line[:-1] + b"\r\n"

    wrap(h11._receivebuffer.ReceiveBuffer, "maybe_extract_next_line", extract)


@mutant
def end_of_file_text(h11: Any) -> None:
    def read_eof(original: Any, self: Any) -> Any:
        raise h11.RemoteProtocolError("peer unexpectedly closed connection")

    wrap(h11._readers.ChunkedReader, "read_eof", read_eof)


@mutant
def fold_without_space(h11: Any) -> None:
    def unfold(original: Any, lines: Iterable[bytes]) -> Iterator[bytes]:
        held: Any = None
        for line in lines:
            if held is not None and line[:1] in (b" ", b"\t"):
                held = held + line.lstrip(b" \t")
                continue
            if held is not None:
                yield held
            held = line
        yield from original([] if held is None else [held])

    wrap(h11._readers, "_obsolete_line_fold", unfold)


@mutant
def no_early_rejection(h11: Any) -> None:
    def obviously(original: Any, self: Any) -> bool:
        return False

    wrap(h11._receivebuffer.ReceiveBuffer, "is_next_line_obviously_invalid_request_line", obviously)


@mutant
def control_characters_rejected(h11: Any) -> None:
    pattern = h11._abnf.header_field.replace(r"[^\x00\s]", r"[^\x00-\x1f\x7f\s]")
    h11._readers.header_field_re = re.compile(pattern.encode("ascii"))


@mutant
def delete_allowed_in_target(h11: Any) -> None:
    pattern = h11._abnf.request_line.replace(r"\x7e", r"\x7f")
    h11._readers.request_line_re = re.compile(pattern.encode("ascii"))
    h11._events.request_target_re = re.compile(rb"[\x21-\x7f]+")


@mutant
def chunk_end_never(h11: Any) -> None:
    def read(original: Any, self: Any, buf: Any) -> Any:
        event = original(self, buf)
        if type(event) is h11.Data:
            object.__setattr__(event, "chunk_end", False)
        return event

    wrap(h11._readers.ChunkedReader, "__call__", read)


@mutant
def trailers_lost(h11: Any) -> None:
    def read(original: Any, self: Any, buf: Any) -> Any:
        event = original(self, buf)
        return h11.EndOfMessage() if type(event) is h11.EndOfMessage else event

    wrap(h11._readers.ChunkedReader, "__call__", read)


@mutant
def end_of_file_ends_any_content(h11: Any) -> None:
    h11._readers.ContentLengthReader.read_eof = lambda self: h11.EndOfMessage()


@mutant
def blank_line_before_a_request(h11: Any) -> None:
    def read(original: Any, buf: Any) -> Any:
        if bytes(buf).startswith(b"\r\n"):
            buf.maybe_extract_at_most(2)
        return original(buf)

    key = (h11.CLIENT, h11.IDLE)
    reader = h11._readers.READERS[key]
    h11._readers.READERS[key] = lambda buf: read(reader, buf)


@mutant
def content_changes_after_it_was_given(h11: Any) -> None:
    """As if the event still borrowed from the buffer."""
    lent: list[Any] = []

    def next_event(original: Any, self: Any) -> Any:
        for data in lent:
            data[:1] = b"?"
        lent.clear()
        event = original(self)
        if type(event) is h11.Data and type(event.data) is bytearray:
            lent.append(event.data)
        return event

    wrap(h11.Connection, "next_event", next_event)
