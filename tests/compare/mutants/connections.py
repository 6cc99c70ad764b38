"""Mutants of connections: states, framing, switches, cycles, sent and trailing data."""

from __future__ import annotations

from typing import Any

from tests.compare.mutants.registry import mutant, wrap


@mutant
def hint_431_is_400(h11: Any) -> None:
    def next_event(original: Any, self: Any) -> Any:
        try:
            return original(self)
        except h11.RemoteProtocolError as exc:
            if exc.error_status_hint == 431:
                exc.error_status_hint = 400
            raise

    wrap(h11.Connection, "next_event", next_event)


@mutant
def limit_off_by_one(h11: Any) -> None:
    def init(
        original: Any, self: Any, our_role: Any, max_incomplete_event_size: int = 16384
    ) -> None:
        original(self, our_role, max_incomplete_event_size + 1)

    wrap(h11.Connection, "__init__", init)


@mutant
def keep_alive_on_http_1_0(h11: Any) -> None:
    def keep_alive(original: Any, event: Any) -> bool:
        return b"close" not in h11._headers.get_comma_header(event.headers, b"connection")

    wrap(h11._connection, "_keep_alive", keep_alive)


@mutant
def trailing_data_never_closed(h11: Any) -> None:
    h11.Connection.trailing_data = property(lambda self: (bytes(self._receive_buffer), False))


@mutant
def head_is_framed_like_get(h11: Any) -> None:
    def framing(original: Any, method: Any, event: Any) -> Any:
        return original(b"GET" if method == b"HEAD" else method, event)

    wrap(h11._connection, "_body_framing", framing)


@mutant
def connect_proposes_nothing(h11: Any) -> None:
    def propose(original: Any, self: Any, switch: Any) -> None:
        if switch is not h11._state._SWITCH_CONNECT:
            original(self, switch)

    wrap(h11._state.ConnectionState, "process_client_switch_proposal", propose)


@mutant
def informational_response_leaves_waiting(h11: Any) -> None:
    def process(original: Any, self: Any, role: Any, event: Any) -> None:
        waiting = self.client_is_waiting_for_100_continue
        original(self, role, event)
        if type(event) is h11.InformationalResponse:
            self.client_is_waiting_for_100_continue = waiting

    wrap(h11.Connection, "_process_event", process)


@mutant
def version_forgotten_between_cycles(h11: Any) -> None:
    def start_next_cycle(original: Any, self: Any) -> None:
        original(self)
        self.their_http_version = None

    wrap(h11.Connection, "start_next_cycle", start_next_cycle)


@mutant
def close_not_announced(h11: Any) -> None:
    def clean_up(original: Any, self: Any, response: Any) -> Any:
        cleaned = original(self, response)
        if b"close" in h11._headers.get_comma_header(response.headers, b"connection"):
            return cleaned
        headers = h11._headers.set_comma_header(cleaned.headers, b"connection", [])
        arguments = {name: getattr(cleaned, name) for name in ("status_code", "reason")}
        return h11.Response(headers=headers, **arguments)

    wrap(h11.Connection, "_clean_up_response_headers_for_sending", clean_up)


@mutant
def send_failed_forgotten(h11: Any) -> None:
    h11.Connection.send_failed = lambda self: None


@mutant
def empty_data_ends_the_chunks(h11: Any) -> None:
    def send_data(original: Any, self: Any, data: Any, write: Any) -> None:
        if not data:
            write(b"0\r\n")
        original(self, data, write)

    wrap(h11._writers.ChunkedWriter, "send_data", send_data)


@mutant
def passthrough_copies(h11: Any) -> None:
    def passthrough(original: Any, self: Any, event: Any) -> Any:
        parts = original(self, event)
        return parts and [bytes(part) if type(part) is bytearray else part for part in parts]

    wrap(h11.Connection, "send_with_data_passthrough", passthrough)


@mutant
def trailing_data_one_octet_short(h11: Any) -> None:
    h11.Connection.trailing_data = property(
        lambda self: (bytes(self._receive_buffer)[:-1], self._receive_buffer_closed)
    )


@mutant
def data_after_the_end_of_file(h11: Any) -> None:
    def receive_data(original: Any, self: Any, data: Any) -> None:
        if data and self._receive_buffer_closed:
            return
        original(self, data)

    wrap(h11.Connection, "receive_data", receive_data)


@mutant
def interim_response_after_the_final_one(h11: Any) -> None:
    transitions = h11._state.EVENT_TRIGGERED_TRANSITIONS[h11.SERVER]
    transitions[h11.SEND_BODY][h11.InformationalResponse] = h11.SEND_BODY


@mutant
def interim_response_before_any_request(h11: Any) -> None:
    transitions = h11._state.EVENT_TRIGGERED_TRANSITIONS[h11.SERVER]
    transitions[h11.IDLE][h11.InformationalResponse] = h11.IDLE


@mutant
def switch_that_nobody_proposed(h11: Any) -> None:
    def process(original: Any, self: Any, role: Any, kind: Any, switch: Any = None) -> None:
        original(self, role, kind, switch if switch in self.pending_switch_proposals else None)

    wrap(h11._state.ConnectionState, "process_event", process)


@mutant
def method_kept_between_cycles(h11: Any) -> None:
    def start_next_cycle(original: Any, self: Any) -> None:
        method = self._request_method
        original(self)
        self._request_method = method

    wrap(h11.Connection, "start_next_cycle", start_next_cycle)


@mutant
def pipelined_data_lost_between_cycles(h11: Any) -> None:
    def start_next_cycle(original: Any, self: Any) -> None:
        original(self)
        self._receive_buffer = h11._receivebuffer.ReceiveBuffer()

    wrap(h11.Connection, "start_next_cycle", start_next_cycle)


@mutant
def waits_for_data_instead_of_pausing(h11: Any) -> None:
    def next_event(original: Any, self: Any) -> Any:
        event = original(self)
        return h11.NEED_DATA if event is h11.PAUSED else event

    wrap(h11.Connection, "next_event", next_event)


@mutant
def no_content_has_content(h11: Any) -> None:
    def framing(original: Any, method: Any, event: Any) -> Any:
        if type(event) is h11.Response and event.status_code == 204 and method != b"HEAD":
            event = h11.Response(status_code=200, headers=event.headers)
        return original(method, event)

    wrap(h11._connection, "_body_framing", framing)


@mutant
def chunked_to_http_1_0(h11: Any) -> None:
    def clean_up(original: Any, self: Any, response: Any) -> Any:
        version = self.their_http_version
        self.their_http_version = version and b"1.1"
        try:
            return original(self, response)
        finally:
            self.their_http_version = version

    wrap(h11.Connection, "_clean_up_response_headers_for_sending", clean_up)


@mutant
def error_in_sending_forgiven(h11: Any) -> None:
    def process_error(original: Any, self: Any, role: Any) -> None:
        if role is h11.CLIENT:
            original(self, role)

    wrap(h11._state.ConnectionState, "process_error", process_error)
