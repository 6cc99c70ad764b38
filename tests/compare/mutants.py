"""Known mutants of the reference: what the harness must catch to prove that it catches.

Each is a small function that breaks the imported h11 in one way; the worker applies one when
it is started with `--mutant NAME`. None of them concerns our package.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

MUTANTS: dict[str, Callable[[Any], None]] = {}


def mutant(function: Callable[[Any], None]) -> Callable[[Any], None]:
    MUTANTS[function.__name__.replace("_", "-")] = function
    return function


def apply(name: str) -> None:
    import h11

    MUTANTS[name](h11)


def _wrap(owner: Any, name: str, wrapper: Callable[..., Any]) -> None:
    """Replace `owner.name` by a function that is given the original first."""
    original = getattr(owner, name)

    @functools.wraps(original)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        return wrapper(original, *args, **kwargs)

    setattr(owner, name, wrapped)


def _everywhere(h11: Any, name: str, wrapper: Callable[..., Any]) -> None:
    """The same for a function that h11's modules import from each other by name."""
    for module in (h11._headers, h11._events, h11._readers, h11._connection, h11._writers):
        if hasattr(module, name):
            _wrap(module, name, wrapper)


# ------------------------------------------------------------------------------- reading


@mutant
def chunk_footer_unchecked(h11: Any) -> None:
    def read(original: Any, self: Any, buf: Any) -> Any:
        footer = self._bytes_to_discard
        if footer and bytes(buf):
            self._bytes_to_discard = bytes(buf)[: len(footer)].ljust(len(footer), b"\n")
        return original(self, buf)

    _wrap(h11._readers.ChunkedReader, "__call__", read)


@mutant
def chunk_start_always(h11: Any) -> None:
    def read(original: Any, self: Any, buf: Any) -> Any:
        event = original(self, buf)
        if type(event) is h11.Data:
            object.__setattr__(event, "chunk_start", True)
        return event

    _wrap(h11._readers.ChunkedReader, "__call__", read)


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

    _wrap(h11._receivebuffer.ReceiveBuffer, "maybe_extract_next_line", extract)


@mutant
def end_of_file_text(h11: Any) -> None:
    def read_eof(original: Any, self: Any) -> Any:
        raise h11.RemoteProtocolError("peer unexpectedly closed connection")

    _wrap(h11._readers.ChunkedReader, "read_eof", read_eof)


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

    _wrap(h11._readers, "_obsolete_line_fold", unfold)


@mutant
def no_early_refusal(h11: Any) -> None:
    def obviously(original: Any, self: Any) -> bool:
        return False

    _wrap(
        h11._receivebuffer.ReceiveBuffer, "is_next_line_obviously_invalid_request_line", obviously
    )


@mutant
def control_characters_refused(h11: Any) -> None:
    pattern = h11._abnf.header_field.replace(r"[^\x00\s]", r"[^\x00-\x1f\x7f\s]")
    h11._readers.header_field_re = re.compile(pattern.encode("ascii"))


@mutant
def delete_allowed_in_target(h11: Any) -> None:
    pattern = h11._abnf.request_line.replace(r"\x7e", r"\x7f")
    h11._readers.request_line_re = re.compile(pattern.encode("ascii"))
    h11._events.request_target_re = re.compile(rb"[\x21-\x7f]+")


# ------------------------------------------------------------------------ fields and events


@mutant
def raw_case_lost(h11: Any) -> None:
    def raw_items(original: Any, self: Any) -> Any:
        return list(self)

    _wrap(h11._headers.Headers, "raw_items", raw_items)


@mutant
def raw_case_lost_on_the_wire(h11: Any) -> None:
    def write_headers(original: Any, headers: Any, write: Any) -> None:
        def write_lower(line: bytes) -> None:
            name, colon, value = line.partition(b":")
            write(name.lower() + colon + value)

        original(headers, write_lower)

    _everywhere(h11, "write_headers", write_headers)


@mutant
def host_not_first(h11: Any) -> None:
    def write_headers(original: Any, headers: Any, write: Any) -> None:
        for name, value in headers.raw_items():
            write(name + b": " + value + b"\r\n")
        write(b"\r\n")

    _everywhere(h11, "write_headers", write_headers)


@mutant
def second_transfer_encoding(h11: Any) -> None:
    def normalize(original: Any, headers: Any, _parsed: bool = False) -> Any:
        kept, seen = [], False
        for name, value in headers:
            coding = isinstance(name, bytes) and name.lower() == b"transfer-encoding"
            if not (coding and seen):
                kept.append((name, value))
            seen = seen or coding
        return original(kept, _parsed)

    _everywhere(h11, "normalize_and_validate", normalize)


@mutant
def content_length_of_21_digits(h11: Any) -> None:
    h11._headers.CONTENT_LENGTH_MAX_DIGITS = 21


@mutant
def no_host_check(h11: Any) -> None:
    def init(original: Any, self: Any, **arguments: Any) -> None:
        try:
            original(self, **arguments)
        except h11.LocalProtocolError as exc:
            if str(exc) != "Missing mandatory Host: header":
                raise

    _wrap(h11.Request, "__init__", init)


@mutant
def hint_501_is_400(h11: Any) -> None:
    def init(original: Any, self: Any, msg: str, error_status_hint: int = 400) -> None:
        original(self, msg, 400 if error_status_hint == 501 else error_status_hint)

    _wrap(h11._util.ProtocolError, "__init__", init)


@mutant
def expectation_of_http_1_0(h11: Any) -> None:
    def expects(original: Any, request: Any) -> bool:
        return b"100-continue" in h11._headers.get_comma_header(request.headers, b"expect")

    _everywhere(h11, "has_expect_100_continue", expects)


# ----------------------------------------------------------------------------- connections


@mutant
def hint_431_is_400(h11: Any) -> None:
    def next_event(original: Any, self: Any) -> Any:
        try:
            return original(self)
        except h11.RemoteProtocolError as exc:
            if exc.error_status_hint == 431:
                exc.error_status_hint = 400
            raise

    _wrap(h11.Connection, "next_event", next_event)


@mutant
def limit_off_by_one(h11: Any) -> None:
    def init(
        original: Any, self: Any, our_role: Any, max_incomplete_event_size: int = 16384
    ) -> None:
        original(self, our_role, max_incomplete_event_size + 1)

    _wrap(h11.Connection, "__init__", init)


@mutant
def keep_alive_on_http_1_0(h11: Any) -> None:
    def keep_alive(original: Any, event: Any) -> bool:
        return b"close" not in h11._headers.get_comma_header(event.headers, b"connection")

    _wrap(h11._connection, "_keep_alive", keep_alive)


@mutant
def trailing_data_never_closed(h11: Any) -> None:
    h11.Connection.trailing_data = property(lambda self: (bytes(self._receive_buffer), False))


@mutant
def head_is_framed_like_get(h11: Any) -> None:
    def framing(original: Any, method: Any, event: Any) -> Any:
        return original(b"GET" if method == b"HEAD" else method, event)

    _wrap(h11._connection, "_body_framing", framing)


@mutant
def connect_proposes_nothing(h11: Any) -> None:
    def propose(original: Any, self: Any, switch: Any) -> None:
        if switch is not h11._state._SWITCH_CONNECT:
            original(self, switch)

    _wrap(h11._state.ConnectionState, "process_client_switch_proposal", propose)


@mutant
def informational_response_leaves_waiting(h11: Any) -> None:
    def process(original: Any, self: Any, role: Any, event: Any) -> None:
        waiting = self.client_is_waiting_for_100_continue
        original(self, role, event)
        if type(event) is h11.InformationalResponse:
            self.client_is_waiting_for_100_continue = waiting

    _wrap(h11.Connection, "_process_event", process)


@mutant
def version_forgotten_between_cycles(h11: Any) -> None:
    def start_next_cycle(original: Any, self: Any) -> None:
        original(self)
        self.their_http_version = None

    _wrap(h11.Connection, "start_next_cycle", start_next_cycle)


@mutant
def close_not_announced(h11: Any) -> None:
    def clean_up(original: Any, self: Any, response: Any) -> Any:
        cleaned = original(self, response)
        if b"close" in h11._headers.get_comma_header(response.headers, b"connection"):
            return cleaned
        headers = h11._headers.set_comma_header(cleaned.headers, b"connection", [])
        arguments = {name: getattr(cleaned, name) for name in ("status_code", "reason")}
        return h11.Response(headers=headers, **arguments)

    _wrap(h11.Connection, "_clean_up_response_headers_for_sending", clean_up)


@mutant
def send_failed_forgotten(h11: Any) -> None:
    h11.Connection.send_failed = lambda self: None


@mutant
def empty_data_ends_the_chunks(h11: Any) -> None:
    def send_data(original: Any, self: Any, data: Any, write: Any) -> None:
        if not data:
            write(b"0\r\n")
        original(self, data, write)

    _wrap(h11._writers.ChunkedWriter, "send_data", send_data)


@mutant
def passthrough_copies(h11: Any) -> None:
    def passthrough(original: Any, self: Any, event: Any) -> Any:
        parts = original(self, event)
        return parts and [bytes(part) if type(part) is bytearray else part for part in parts]

    _wrap(h11.Connection, "send_with_data_passthrough", passthrough)
