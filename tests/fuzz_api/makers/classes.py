"""Subclasses, and classes and objects that are modified while they are in use."""

from __future__ import annotations

from tests.compare.feeds import shapes
from tests.fuzz_api.makers.messages import event, event_text, opened, some_connection, some_event
from tests.fuzz_api.programs import Draft

_EVENTS = {
    "Request": "method='GET', target='/', headers=[('Host', 'a')]",
    "Response": "status_code=200, headers=[('A', 'b')]",
    "InformationalResponse": "status_code=100, headers=[]",
    "Data": "data=b'abc'",
    "EndOfMessage": "",
    "ConnectionClosed": "",
}
_FIELDS = ("method", "headers", "target", "http_version", "reason", "status_code", "data",
           "chunk_start", "chunk_end")  # fmt: skip
_CLASSES = (*_EVENTS, "Event", "Connection", "Headers", "h11._receivebuffer.ReceiveBuffer",
            "h11._state.ConnectionState", "h11._readers.ChunkedReader",
            "h11._writers.ChunkedWriter")  # fmt: skip
# The body of a subclass of an event, in which each line is one idea.
_MEMBERS = (
    "'__slots__': ()", "'__slots__': ('x',)", "'__slots__': ('__dict__',)",
    "'__slots__': ('__weakref__', 'y')",
    "'__init__': lambda self, **kw: super(type(self), self).__init__(**kw)",
    "'__init__': lambda self, *args, **kw: None",
    "'__init__': lambda self, *args, **kw: (Event.__init__(self), log.append('init'))[:0] or None",
    "'__new__': staticmethod(lambda cls, *args, **kw: object.__new__(cls))",
    "'__del__': lambda self: log.append(('del', type(self).__name__))",
    "'__eq__': lambda self, other: True", "'__hash__': lambda self: 7", "'__len__': lambda self: 3",
    "'__repr__': lambda self: 'mine'", "'__bool__': lambda self: False",
    "'method': property(lambda self: b'MINE')", "'headers': property(lambda self: [(b'a', b'b')])",
    "'status_code': 599", "'data': b'class'", "'reason': property(lambda self: 1 // 0)",
    "'__post_init__': lambda self: log.append('post')",
    "'__post_init__': lambda self: object.__setattr__(self, 'reason', b'POST')",
    "'__getattribute__': lambda self, name: object.__getattribute__(self, name)",
    "'__getattr__': lambda self, name: name", "'__setattr__': object.__setattr__",
    "'__delattr__': object.__delattr__", "'__getstate__': lambda self: (None, {})",
    "'__reduce__': lambda self: (Data, (b'reduced',))", "'__copy__': lambda self: self",
    "'__iter__': lambda self: iter([('Host', 'a')])", "'__bytes__': lambda self: b'bytes'",
    "'__instancecheck__': lambda self, other: True", "'__class_getitem__': classmethod(len)",
    "'__init_subclass__': classmethod(lambda cls: log.append('subclass'))",
    "'http_version': b'1.0'", "'extra': 5", "'__match_args__': ('data',)",
)  # fmt: skip
# The methods and attributes that a connection uses itself; the replacements record their calls.
_STEPS = (
    "next_event", "receive_data", "send", "send_with_data_passthrough", "send_failed",
    "start_next_cycle", "_process_event", "_process_error", "_extract_next_receive_event",
    "_respond_to_state_changes", "_server_switch_event", "_clean_up_response_headers_for_sending",
)  # fmt: skip
_STATES = ("our_state", "their_state", "states", "they_are_waiting_for_100_continue")
_CONNECTION_MEMBERS = (
    "'__init__': lambda self, *args, **kw: Connection.__init__(self, *args, **kw)",
    "'__init__': lambda self, *args, **kw: None",
    *(f"'{name}': wrapping('{name}')" for name in _STEPS), *(f"'{name}': again('{name}')" for name in _STATES),
    "'next_event': lambda self: log.append('next') or Connection.next_event(self)",
    "'receive_data': lambda self, data: Connection.receive_data(self, bytes(data))",
    "'send': lambda self, event: [Connection.send(self, event)]",
    "'send_with_data_passthrough': lambda self, event: [b'own', b'parts']",
    "'send_with_data_passthrough': lambda self, event: None",
    "'send_with_data_passthrough': lambda self, event: log.append(event) or 1 // 0",
    "'our_state': property(lambda self: DONE)", "'their_state': property(lambda self: IDLE)",
    "'our_state': property(lambda self: 1 // 0)", "'states': property(lambda self: {})",
    "'they_are_waiting_for_100_continue': property(lambda self: True)",
    "'start_next_cycle': lambda self: log.append('cycle')",
    "'__del__': lambda self: act(lambda: self.send(EndOfMessage()), 'del')",
    "'__slots__': ()", "'__slots__': ('x',)", "'__getattr__': lambda self, name: name",
    "'__setattr__': object.__setattr__", "'__eq__': lambda self, other: True",
    "'extra': 5", "'__new__': staticmethod(lambda cls, *args, **kw: object.__new__(cls))",
)  # fmt: skip


def subclass(draft: Draft) -> str:
    rng = draft.rng
    bases = [rng.choice(list(_EVENTS)) if rng.random() < 0.9 else "Event"]
    if rng.random() < 0.25:
        bases.append(draft.any("E") or rng.choice(list(_EVENTS)))
    if rng.random() < 0.1:
        bases.insert(rng.randrange(2), rng.choice(("dict", "int", "BadLength", "Calling")))
    members = rng.sample(_MEMBERS, rng.choice((0, 1, 1, 2, 3)))
    return draft.bind("E", f"type('E', ({', '.join(bases)},), {{{', '.join(members)}}})")


def dataclass(draft: Draft) -> None:
    base = draft.any("E") or draft.rng.choice(list(_EVENTS))
    options = draft.rng.choice(
        ("", "frozen=True", "eq=False, frozen=True", "init=False, frozen=True")
    )
    draft.bind("E", f"dataclasses.dataclass({options})(type('D', ({base},), {{}}))")


def made(draft: Draft) -> None:
    """An instance of a subclass."""
    rng = draft.rng
    kind = draft.any("E") or subclass(draft)
    choice = rng.randrange(5)
    if choice == 0:
        draft.bind("e", f"object.__new__({kind})")
    elif choice == 1:
        draft.bind("e", f"{kind}()")
    else:
        draft.bind("e", f"{kind}({rng.choice(list(_EVENTS.values()))})")


def sent(draft: Draft) -> None:
    """An instance of a subclass, sent on a connection that would accept its base class."""
    rng = draft.rng
    base = rng.choice(("Data", "Data", "EndOfMessage", "Request"))
    member = rng.choice(("", rng.choice(_MEMBERS)))
    kind = draft.bind("E", f"type('E', ({base},), {{{member}}})")
    name = draft.bind("e", f"{kind}({_EVENTS[base]})")
    connection = opened(draft) if base != "Request" else draft.bind("c", "Connection(CLIENT)")
    draft.do(f"{connection}.{rng.choice(('send', 'send_with_data_passthrough'))}({name})")


def headers_class(draft: Draft) -> None:
    """A subclass of the headers, and an instance of it."""
    rng = draft.rng
    possible = [member for member in _MEMBERS if not member.startswith(("'__new__", "'__init__"))]
    members = rng.sample(possible, rng.choice((0, 1, 2)))
    kind = draft.bind("H", f"type('H', (Headers,), {{{', '.join(members)}}})")
    triples = rng.choice(
        ("[]", "[(b'Host', b'host', b'a')]", "list(EndOfMessage().headers._full_items)")
    )
    draft.bind("h", f"{kind}({triples})")


def connection_class(draft: Draft) -> None:
    members = draft.rng.sample(_CONNECTION_MEMBERS, draft.rng.choice((0, 1, 1, 2)))
    base = draft.any("K") if draft.rng.random() < 0.2 else None
    draft.bind("K", f"type('K', ({base or 'Connection'},), {{{', '.join(members)}}})")


def change_class(draft: Draft) -> None:
    """`__class__` of an object, `__bases__` of a class."""
    rng = draft.rng
    name = draft.any("e") or draft.bind("e", event_text(rng))
    kind = draft.any("E") or subclass(draft)
    choice = rng.randrange(6)
    if choice <= 1:
        draft.do(f"object.__setattr__({name}, '__class__', {kind})")
    elif choice == 2:
        draft.do(f"object.__setattr__({name}, '__class__', {rng.choice(list(_EVENTS))})")
    elif choice == 3:
        draft.do(f"{kind}.__bases__ = ({rng.choice(list(_EVENTS))},)")
    elif choice == 4:
        other = draft.any("K") or "Connection"
        draft.do(f"{some_connection(draft)}.__class__ = {other}")
    else:
        draft.do(f"{kind}.__bases__ = ({subclass(draft)}, {rng.choice(list(_EVENTS))})")


def change_subclass(draft: Draft) -> None:
    """Attributes of a class of the program."""
    rng = draft.rng
    kind = draft.any("E") or subclass(draft)
    member = rng.choice(_MEMBERS)
    name, _, value = member.partition(": ")
    if rng.random() < 0.8:
        draft.do(f"setattr({kind}, {name}, {value})")
    else:
        draft.do(f"delattr({kind}, {name})")


def change_slots(draft: Draft) -> None:
    """Fields of an event that are deleted or replaced although it is frozen."""
    rng = draft.rng
    name = draft.any("e")
    if name is None:
        return event(draft)
    field = rng.choice(_FIELDS)
    choice = rng.randrange(5)
    if choice <= 1:
        draft.do(f"object.__delattr__({name}, {field!r})")
    elif choice == 2:
        draft.do(f"object.__setattr__({name}, {field!r}, {draft.anything()})")
    elif choice == 3:
        value = rng.choice((*shapes.TEXTS, *shapes.STATUSES))
        draft.do(f"object.__setattr__({name}, {field!r}, {value})")
    else:
        draft.do(f"{name}.{field}")
    return None


def bare(draft: Draft) -> None:
    """Objects that are not initialized, and that are initialized again."""
    rng = draft.rng
    kind = rng.choice(_CLASSES)
    choice = rng.randrange(4)
    if choice <= 1:
        letter = {"Connection": "c", "Headers": "h"}.get(kind, "e" if kind in _EVENTS else "x")
        # Our private classes need no `__init__`, or need an argument before it.
        is_private = "h11._re" in kind or "h11._wr" in kind or kind == "Headers"
        loose = "internals" if is_private else None
        draft.bind(letter, f"{kind}.__new__({kind})", loose)
    elif choice == 2:
        kind = rng.choice(list(_EVENTS))
        # 0.16.0 stores an invalid status code first.
        loose = "internals" if "Response" in kind else None
        draft.do(f"{kind}.__init__({draft.anything()}, {_EVENTS[kind]})", loose)
    else:
        role = rng.choice(("CLIENT", "SERVER", "None"))
        draft.do(f"{some_connection(draft)}.__init__({role})")


def unbound(draft: Draft) -> None:
    """Methods and descriptors, called with any object as self."""
    rng = draft.rng
    self = draft.anything()
    draft.do(
        rng.choice(
            (
                f"Connection.next_event({self})", f"Connection.send({self}, {some_event(draft)})",
                f"Connection.receive_data({self}, b'x')", f"Connection.our_state.fget({self})",
                f"Connection.states.__get__({self})", f"Request.method.__get__({self})",
                f"Data.data.__get__({self})", f"Request.headers.__get__({self}, Data)",
                f"Headers.raw_items({self})", f"Headers.__len__({self})", f"Headers.__eq__({self}, {self})",
                f"Request.__eq__({self}, {self})", f"Data.__repr__({self})", f"Data.__init__({self}, b'q')",
                f"h11._receivebuffer.ReceiveBuffer.__iadd__({self}, b'x')",
                f"h11._state.ConnectionState.process_error({self}, CLIENT)",
                f"h11._writers.ChunkedWriter()({self}, writer_and(lambda: None))",
                f"h11._readers.ChunkedReader()({self})",
            )
        )
    )  # fmt: skip


def replaced(draft: Draft) -> None:
    """Replace methods and descriptors of h11's own classes, for the rest of the program."""
    rng = draft.rng
    kind = rng.choice(list(_EVENTS))
    choice = rng.randrange(7)
    if choice == 0:
        method = rng.choice(("__eq__", "__repr__", "__setattr__", "__delattr__", "__hash__"))
        action = rng.choice(("lambda self, *args: log.append('own') or True", "None"))
        draft.do(f"{kind}.{method} = {action}", None if method == "__repr__" else "internals")
    elif choice == 1:
        draft.do(f"{kind}.{rng.choice(_FIELDS)} = property(lambda self: b'own')", "internals")
    elif choice == 2:
        draft.do(f"del {kind}.{rng.choice(_FIELDS)}", "internals")
    elif choice == 3:
        member = rng.choice([each for each in _CONNECTION_MEMBERS if "Connection." not in each])
        method, _, value = member.partition(": ")
        loose = "internals" if "__" in method else None
        draft.do(f"setattr(Connection, {method}, {value})", loose)
    elif choice == 4:
        text = "lambda self: log.append(('del', type(self).__name__))"
        draft.do(f"{kind}.__del__ = {text}", "timing")
    elif choice == 5:
        method = rng.choice(("__init__", "__new__", "__getattribute__", "__post_init__"))
        draft.do(f"{kind}.{method} = lambda self, *args, **kw: None", "internals")
    else:
        name = rng.choice(
            (
                "h11._readers.Data", "h11._events.Headers", "h11._connection.Data",
                "h11._writers.write_headers", "h11._headers.bytesify", "h11._util.validate",
                "h11._connection.ConnectionState", "h11._connection.ReceiveBuffer",
            )
        )  # fmt: skip
        value = rng.choice(("None", "lambda *args, **kw: log.append('own')", draft.anything()))
        draft.do(f"{name} = {value}", "internals")


def pattern(draft: Draft) -> None:
    name = draft.any("e") or draft.bind("e", event_text(draft.rng))
    draft.do(f"isinstance({name}, {draft.any('E') or 'Event'})")
    draft.do(f"hash({name}) is None", quiet=True)


MAKERS = {
    subclass: 6, dataclass: 1, made: 6, sent: 4, connection_class: 6, headers_class: 1, change_class: 5, change_subclass: 4,
    change_slots: 5, bare: 6, unbound: 5, replaced: 4, pattern: 1,
}  # fmt: skip
