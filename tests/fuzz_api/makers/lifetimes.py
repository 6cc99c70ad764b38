"""Finalizers, weak references, the garbage collector; reentrant callbacks."""

from __future__ import annotations

from tests.fuzz_api.makers.messages import event_text, opened, some_connection, some_event
from tests.fuzz_api.programs import Draft

#: The places from which h11 calls its arguments: `{do}` is the action, `{}` a connection.
_CALLED = (
    "{}.send(Data(data=Calling(lambda: {do})))", "{}.receive_data(Calling(lambda: {do}))",
    "{}.send_with_data_passthrough(Data(data=Calling(lambda: {do}))) is None",
    "{}.send(Response(status_code=200, headers=Calling(lambda: {do})))",
    "{}.send(Request(method='GET', target=Calling(lambda: {do}), headers=[('Host', 'a')]))",
    "Request(method=Calling(lambda: {do}), target='/', headers=[('Host', 'a')])",
    "Request(method='GET', target='/', headers=fields_and(lambda: {do}, ('Host', 'a'), ('A', 'b')))",
    "Response(status_code=Calling(lambda: {do}), headers=[])",
    "EndOfMessage(headers=[('A', Calling(lambda: {do}))])",
    "EndOfMessage(headers=[(Calling(lambda: {do}), 'a')])",
    "EndOfMessage(headers=[Calling(lambda: {do})])",
    "EndOfMessage(headers=[(calling_str('A', lambda: {do}), calling_str('b', lambda: {do}))])",
    "Data(data=Calling(lambda: {do})) == Data(data=Calling(lambda: {do}))",
    "repr(Data(data=Calling(lambda: {do})))", "EndOfMessage().headers == [Calling(lambda: {do})]",
    "EndOfMessage(headers=[('A', 'b')]).headers.index(Calling(lambda: {do}))",
    "EndOfMessage(headers=[('A', 'b')]).headers[Calling(lambda: {do})]",
    "h11._util.bytesify(Calling(lambda: {do}))", "{}.receive_data(CallingStr())",
    "h11._receivebuffer.ReceiveBuffer().__iadd__(Calling(lambda: {do}))",
    "h11._headers.set_comma_header(EndOfMessage().headers, b'a', fields_and(lambda: {do}, 'b', 'c'))",
    "{}.send(type('C', (), {'__class__': property(lambda self: {do} and Data)})())",
)  # fmt: skip
_CALLED_OTHERWISE = (
    ("Connection(Calling(lambda: {do}))", "equality"),
    (
        "Request(**{calling_str('method', lambda: {do}): 'GET', 'target': '/', 'headers': []})",
        "equality",
    ),
    ("Connection(CLIENT, Calling(lambda: {do}))", "limit"),
    (
        "h11._headers.get_comma_header(EndOfMessage(headers=[('A', 'b')]).headers, Calling(lambda: {do}))",
        "equality",
    ),
    (
        "h11._writers.write_request(Request(method='GET', target='/', headers=[('Host', 'a')]), "
        "writer_and(lambda: {do}))",
        "writes",
    ),
    ("h11._writers.ChunkedWriter()(Data(data=b'abc'), writer_and(lambda: {do}))", "writes"),
    (
        "h11._writers.ChunkedWriter()(EndOfMessage(headers=[('A', 'b')]), writer_and(lambda: {do}))",
        "writes",
    ),
    ("setattr({}, 'client_is_waiting_for_100_continue', Calling(lambda: {do}))", "internals"),
)  # fmt: skip


def action(draft: Draft, own: str | None = None) -> str:
    """The action of a callback: an expression, about the connection `own` if one is named."""
    rng = draft.rng
    name = own or some_connection(draft)
    if rng.random() < 0.25:
        return f"{name}.send({some_event(draft)})"
    return rng.choice(
        (
            f"{name}.next_event()", f"{name}.send({some_event(draft)})", f"{name}.receive_data(b'GET ')",
            f"{name}.states", f"{name}.trailing_data", f"{name}.send_failed()", f"{name}.start_next_cycle()",
            f"log.append({draft.anything()})", event_text(rng), "[gc.collect()] and None",
            f"setattr({name}, 'zzz', {draft.anything()})", "1 // 0", "log.append('called')",
            f"globals().pop({draft.anything()!r}, None) and None", f"{name}.__init__(SERVER)",
        )
    )  # fmt: skip


def another(draft: Draft) -> str:
    """An action on a connection that is not in use at the moment."""
    return action(draft, draft.bind("c", "Connection(SERVER)"))


def finalizer(draft: Draft) -> None:
    """An object with a finalizer, held by an event, a connection, a cycle or nothing."""
    rng = draft.rng
    done = action(draft)
    made = f"Finalized(lambda: {done}, {draft.anything()})"
    choice = rng.randrange(7)
    if choice == 0:
        draft.bind("e", f"Data(data={made})")
    elif choice == 1:
        draft.bind("e", f"Data(data=b'x', chunk_start={made})")
    elif choice == 2:
        draft.do(f"setattr({some_connection(draft)}, 'mine', {made})")
    elif choice == 3:
        draft.bind("x", f"knot({made}, {draft.anything()})")
    elif choice == 4:
        draft.bind("e", f"Data(data=finalized_bytes(b'abc', lambda: {done}))")
    elif choice == 5:
        draft.do(f"knot({made}, {draft.anything()}) and None")
    else:
        draft.bind("x", made)


def cycle(draft: Draft) -> None:
    """Events and connections that contain themselves."""
    name = draft.bind("x", "[]")
    choice = draft.rng.randrange(3)
    if choice == 0:
        held = draft.bind("e", f"Data(data={name})")
    elif choice == 1:
        held = draft.bind("c", "Connection(CLIENT)")
        draft.do(f"setattr({held}, 'mine', {name})")
    else:
        held = draft.bind(
            "e", f"Data(data=b'', chunk_end=Finalized(lambda: log.append(1), {name}))"
        )
    draft.do(f"{name}.append({held})")
    if draft.rng.random() < 0.7:
        draft.do(f"del {name}, {held}")


def forget(draft: Draft) -> None:
    """Delete a name; the rest of the program may still use it."""
    name = draft.anything()
    if name != "None":
        draft.do(f"globals().update({name}=None)")


def collect(draft: Draft) -> None:
    rng = draft.rng
    choice = rng.randrange(6)
    if choice <= 2:
        draft.do("[gc.collect()] and None")
    elif choice == 3:
        draft.do(f"in_collection(lambda: {another(draft)})")
        draft.do("[gc.collect()] and None")
    elif choice == 4:
        draft.do(f"len(gc.get_referents({draft.anything()})) < 99")
    else:
        draft.do(f"gc.is_tracked({draft.anything()}) in (True, False)")


def weak(draft: Draft) -> None:
    rng = draft.rng
    name = draft.any(rng.choice("ceEhmbx")) or some_connection(draft)
    choice = rng.randrange(4)
    if choice == 0:
        draft.bind("x", f"weakref.ref({name})")
    elif choice == 1:
        draft.bind("x", f"weakref.ref({name}, lambda ref: act(lambda: {another(draft)}, 'ref'))")
    elif choice == 2:
        draft.bind("c", f"weakref.proxy({some_connection(draft)})")
    else:
        draft.bind("x", f"weakref.finalize({name}, log.append, 'finalized')")


def called(draft: Draft) -> None:
    """Objects with callbacks, as arguments."""
    rng = draft.rng
    name = some_connection(draft) if rng.random() < 0.5 else opened(draft)
    own = rng.random() < 0.3
    done = action(draft, name) if own else another(draft)
    template, loose = rng.choice((*((text, None) for text in _CALLED), *_CALLED_OTHERWISE))
    text = template.replace("{}", name).replace("{do}", done)
    draft.do(text, loose)


def exported(draft: Draft) -> None:
    """Buffers that are modified, released or resized while they may be in use."""
    rng = draft.rng
    name = draft.bind(
        "x", rng.choice(("bytearray(b'GET / HTTP/1.1')", "Exporter(b'5\\r\\nabcde')"))
    )
    connection = some_connection(draft)
    draft.do(f"{connection}.receive_data({name})")
    draft.do(
        rng.choice((f"{name}.clear()", f"{name}.extend(b'x' * 999)", f"{name}.__setitem__(0, 0)"))
    )
    made = draft.bind("e", f"Data(data=memoryview({name}))")
    draft.do(f"{connection}.send({made})")
    draft.do(f"{made}.data.release()")
    draft.do(f"{connection}.send({made})")


MAKERS = {
    finalizer: 6, cycle: 3, forget: 6, collect: 5, weak: 3, called: 10, exported: 2,
}  # fmt: skip
