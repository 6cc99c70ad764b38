"""Operations on events and headers, copies, pickles; and the private parts of h11."""

from __future__ import annotations

from tests.compare.feeds import expressions as make
from tests.compare.feeds import shapes
from tests.compare.feeds.objects import COPIES, EVENT_ACCESSORS, HEADERS_ACCESSORS
from tests.compare.feeds.private import BUFFER_CALLS, PIECES, READERS
from tests.fuzz_api.makers.messages import event, some_connection, some_event
from tests.fuzz_api.programs import Draft

_STATES = (
    "IDLE", "SEND_RESPONSE", "SEND_BODY", "DONE", "MUST_CLOSE", "CLOSED", "ERROR",
    "MIGHT_SWITCH_PROTOCOL", "SWITCHED_PROTOCOL",
)  # fmt: skip
_EVENT_CLASSES = (
    "Request", "Response", "InformationalResponse", "Data", "EndOfMessage", "ConnectionClosed",
)  # fmt: skip


def _accessed(text: str, name: str, letter: str, draft: Draft) -> str:
    """An accessor written for one name, applied to another."""
    text = text.replace("{other}", draft.rng.choice((draft.anything(), *shapes.OTHERS)))
    text = text[1:-1].partition(":= ")[2] if text.startswith(f"({letter} := ") else text
    return f"(lambda {letter}: {text})({name})"


def access_event(draft: Draft) -> None:
    name = draft.any("e")
    if name is None:
        return event(draft)
    text = draft.rng.choice(EVENT_ACCESSORS if draft.rng.random() < 0.9 else COPIES)
    return draft.do(_accessed(text, name, "e", draft))


def take_headers(draft: Draft) -> None:
    name = draft.any("e")
    if name is None:
        return event(draft)
    draft.bind("h", f"{name}.headers")
    return None


def access_headers(draft: Draft) -> None:
    name = draft.any("h")
    if name is None:
        return take_headers(draft)
    accessors = [text for text in HEADERS_ACCESSORS if " e" not in text and "hash" not in text]
    return draft.do(_accessed(draft.rng.choice(accessors), name, "h", draft))


def remake(draft: Draft) -> None:
    """An event with the headers of another."""
    name = draft.any("h")
    if name is None:
        return take_headers(draft)
    text = draft.rng.choice(
        (
            "EndOfMessage(headers={})", "Response(status_code=200, headers={})",
            "Request(method='GET', target='/', headers={})", "Response(status_code=404, headers=tuple({}))",
            "Request(method='PUT', target='/', headers=list({}))",
        )
    )  # fmt: skip
    draft.bind("e", text.replace("{}", name))
    return None


def buffer(draft: Draft) -> None:
    rng = draft.rng
    name = draft.any("b") or draft.bind("b", "h11._receivebuffer.ReceiveBuffer()")
    choice = rng.randrange(4)
    if choice <= 1:
        draft.do(f"{name} += {rng.choice(PIECES)}")
    elif choice == 2:
        count = str(rng.choice((0, 1, 3, 100, -1)))
        call = rng.choice(BUFFER_CALLS).replace("{}", count)
        draft.do(call.replace("buf", name))
    else:
        draft.do(f"(len({name}), bool({name}), bytes({name}))")


def reader(draft: Draft) -> None:
    rng = draft.rng
    buffer_name = draft.any("b") or draft.bind("b", "h11._receivebuffer.ReceiveBuffer()")
    made = draft.any("r") if rng.random() < 0.7 else None
    made = made or draft.bind("r", rng.choice(READERS))
    if rng.random() < 0.15:
        draft.do(f"{made}.read_eof()")
    elif rng.random() < 0.8:
        draft.bind("e", f"{made}({buffer_name})")
    else:
        head = rng.choice(("(CLIENT, IDLE)", "(SERVER, SEND_RESPONSE)", "(CLIENT, DONE)"))
        draft.bind("e", f"h11._readers.READERS[{head}]({buffer_name})")


def writer(draft: Draft) -> None:
    rng = draft.rng
    made = draft.any("o") if rng.random() < 0.7 else None
    made = made or draft.bind(
        "o",
        rng.choice(
            (
                "h11._writers.ChunkedWriter()", "h11._writers.ContentLengthWriter(5)",
                "h11._writers.ContentLengthWriter(0)", "h11._writers.Http10Writer()",
                "h11._writers.write_request", "h11._writers.write_any_response",
            )
        ),
    )  # fmt: skip
    write = rng.choice(("writer_and(lambda: None)", "[].append", "None", "breaking"))
    draft.do(f"{made}({some_event(draft)}, {write})")


def function(draft: Draft) -> None:
    """A private function, called with existing objects."""
    rng = draft.rng
    headers = draft.any("h") or "EndOfMessage(headers=[('Connection', 'a, b')]).headers"
    text = rng.choice(shapes.TEXTS)
    request = make.request(rng, make.framing(rng)[0])[1]
    draft.do(
        rng.choice(
            (
                f"h11._util.bytesify({text})",
                f"h11._headers.normalize_and_validate({rng.choice(shapes.HEADERS)})",
                f"h11._headers.get_comma_header({headers}, b'connection')",
                f"h11._headers.get_comma_header({headers}, {text})",
                f"h11._headers.set_comma_header({headers}, b'connection', [{text}])",
                f"h11._headers.has_expect_100_continue({some_event(draft)})",
                f"h11._connection._keep_alive({some_event(draft)})",
                f"h11._connection._body_framing({rng.choice(shapes.TEXTS)}, {request})",
                f"h11._readers.validate(__import__('re').compile(b'a+'), {text}, 'no {{!r}}', 1)",
                f"bytes({some_connection(draft)}._receive_buffer)",
                f"{some_connection(draft)}._cstate.states",
            )
        )
    )


def machine(draft: Draft) -> None:
    rng = draft.rng
    name = draft.any("m") if rng.random() < 0.85 else None
    name = name or draft.bind("m", "h11._state.ConnectionState()")
    role, state = rng.choice(("CLIENT", "SERVER")), rng.choice(_STATES)
    switch = rng.choice(("h11._state._SWITCH_UPGRADE", "h11._state._SWITCH_CONNECT"))
    draft.do(
        rng.choice(
            (
                f"{name}.process_event({role}, {rng.choice(_EVENT_CLASSES)})",
                f"{name}.process_event({role}, {rng.choice(_EVENT_CLASSES)}, {switch})",
                f"{name}.process_error({role})",
                f"{name}.process_keep_alive_disabled()",
                f"{name}.process_client_switch_proposal({switch})",
                f"{name}.start_next_cycle()",
                f"{name}.states[{role}] = {state}",
                f"{name}.pending_switch_proposals.add({switch})",
                f"{name}.keep_alive = {rng.choice(('False', 'True'))}",
            )
        )
    )
    if rng.random() < 0.3:
        draft.do(name, quiet=False)


def errors(draft: Draft) -> None:
    """Exceptions, created and modified by the program."""
    rng = draft.rng
    kind = rng.choice(("LocalProtocolError", "RemoteProtocolError", "ProtocolError"))
    made = f"{kind}({rng.choice(shapes.TEXTS)}, {rng.choice(shapes.STATUSES)})"
    draft.do(
        rng.choice(
            (
                f"{made}", f"{made}._reraise_as_remote_protocol_error()",
                f"copy.copy({made})", f"pickle.loads(pickle.dumps({made})).error_status_hint",
                f"type('P', ({kind},), {{}})('a').error_status_hint", f"{kind}.__new__({kind})",
                f"setattr({made}, '__class__', RemoteProtocolError)",
            )
        )
    )  # fmt: skip


MAKERS = {
    access_event: 8, take_headers: 4, access_headers: 8, remake: 3, buffer: 4, reader: 4,
    writer: 3, function: 4, machine: 3, errors: 1,
}  # fmt: skip
