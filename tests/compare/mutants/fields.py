"""Mutants of field sections, of the events that contain them, and of how they are written."""

from __future__ import annotations

from typing import Any

from tests.compare.mutants.registry import everywhere, mutant, wrap


@mutant
def raw_case_lost(h11: Any) -> None:
    def raw_items(original: Any, self: Any) -> Any:
        return list(self)

    wrap(h11._headers.Headers, "raw_items", raw_items)


@mutant
def raw_case_lost_on_the_wire(h11: Any) -> None:
    def write_headers(original: Any, headers: Any, write: Any) -> None:
        def write_lower(line: bytes) -> None:
            name, colon, value = line.partition(b":")
            write(name.lower() + colon + value)

        original(headers, write_lower)

    everywhere(h11, "write_headers", write_headers)


@mutant
def host_not_first(h11: Any) -> None:
    def write_headers(original: Any, headers: Any, write: Any) -> None:
        for name, value in headers.raw_items():
            write(name + b": " + value + b"\r\n")
        write(b"\r\n")

    everywhere(h11, "write_headers", write_headers)


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

    everywhere(h11, "normalize_and_validate", normalize)


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

    wrap(h11.Request, "__init__", init)


@mutant
def hint_501_is_400(h11: Any) -> None:
    def init(original: Any, self: Any, msg: str, error_status_hint: int = 400) -> None:
        original(self, msg, 400 if error_status_hint == 501 else error_status_hint)

    wrap(h11._util.ProtocolError, "__init__", init)


@mutant
def expectation_of_http_1_0(h11: Any) -> None:
    def expects(original: Any, request: Any) -> bool:
        return b"100-continue" in h11._headers.get_comma_header(request.headers, b"expect")

    everywhere(h11, "has_expect_100_continue", expects)


@mutant
def reason_lost_on_the_wire(h11: Any) -> None:
    def write(original: Any, response: Any, write: Any) -> None:
        plain = {name: getattr(response, name) for name in ("headers", "status_code")}
        original(type(response)(**plain), write)

    for state in (h11.SEND_RESPONSE, h11.IDLE):
        key = (h11.SERVER, state)
        writer = h11._writers.WRITERS[key]
        h11._writers.WRITERS[key] = lambda event, out, writer=writer: write(writer, event, out)


@mutant
def text_of_a_conflict(h11: Any) -> None:
    def init(original: Any, self: Any, msg: str, error_status_hint: int = 400) -> None:
        original(
            self, msg.replace("conflicting Content-Length", "bad Content-Length"), error_status_hint
        )

    wrap(h11._util.ProtocolError, "__init__", init)


@mutant
def hint_of_an_error_in_sending(h11: Any) -> None:
    def send(original: Any, self: Any, event: Any) -> Any:
        try:
            return original(self, event)
        except h11.LocalProtocolError as exc:
            exc.error_status_hint = 500
            raise

    wrap(h11.Connection, "send_with_data_passthrough", send)


@mutant
def an_equal_length_said_twice_is_kept(h11: Any) -> None:
    def normalize(original: Any, headers: Any, _parsed: bool = False) -> Any:
        made = original(headers, _parsed)
        twice = [item for item in made._full_items if item[1] == b"content-length"]
        if twice and sum(1 for name, _ in headers if name.lower() == b"content-length") > 1:
            return h11._headers.Headers(made._full_items + twice)
        return made

    everywhere(h11, "normalize_and_validate", normalize)
