"""Operations that are not compared: traces, signals, the recursion limit, additional features."""

from __future__ import annotations

from tests.compare.feeds import shapes
from tests.fuzz_api.makers.lifetimes import action
from tests.fuzz_api.makers.messages import event_text, some_connection, some_event
from tests.fuzz_api.programs import Draft


def threshold(draft: Draft) -> None:
    """The collector, run after few allocations, so that it may run anywhere."""
    counts = draft.rng.choice(("1", "1, 1", "1, 1, 1", "2, 1, 1", "7, 2, 1", "50", "700, 10, 10"))
    draft.do(f"gc.enable() or gc.set_threshold({counts})", "timing")


def traced(draft: Draft) -> None:
    rng = draft.rng
    kind = rng.choice(("settrace", "setprofile"))
    count = rng.choice((1, 2, 3, 5, 10, 20))
    draft.do(f"sys.{kind}(after({count}, lambda: {action(draft)}))", "frames")
    if rng.random() < 0.5:
        draft.do(f"sys.{kind}(None)", "frames")


def narrow(draft: Draft) -> None:
    """Little room on the stack of Python frames."""
    done, spare = action(draft), draft.rng.choice((1, 2, 3, 5, 8, 13, 30))
    draft.do(f"narrowly(lambda: {done}, {spare})", "depth")


def interrupted(draft: Draft) -> None:
    """A signal handler that acts at any moment."""
    handler = f"handler(lambda: {action(draft)})"
    draft.do(f"signal.signal(signal.SIGALRM, {handler}) and None", "signal")
    delay = draft.rng.choice(("1e-6", "1e-5", "1e-4", "1e-3"))
    draft.do(f"signal.setitimer(signal.ITIMER_REAL, {delay})", "signal", quiet=True)


def alarm(draft: Draft) -> None:
    """An asynchronous exception in this thread."""
    identity = "ctypes.c_ulong(threading.get_ident())"
    raised = f"ctypes.pythonapi.PyThreadState_SetAsyncExc({identity}, ctypes.py_object(Mishap))"
    draft.do(f"({raised}, {action(draft)}, [None for _ in range(99)])", "signal", quiet=True)


def heap(draft: Draft) -> None:
    """Use objects that the collector tracks: not all of them, which takes long."""
    draft.do(
        draft.rng.choice(
            (
                "[repr(o) for o in gc.get_objects()[-300:] if type(o).__module__.startswith('h11')] and None",
                "[o == o for o in gc.get_objects()[-300:] if isinstance(o, Event)] and None",
                "[act(o.next_event, 'heap') for o in gc.get_objects()[-300:] if isinstance(o, Connection)] and None",
                f"gc.get_referrers({draft.anything()}) and None",
                "[gc.get_referents(o) for o in gc.get_objects()[-300:]] and None",
            )
        ),
        "heap",
    )  # fmt: skip


def addition(draft: Draft) -> None:
    rng = draft.rng
    name = rng.choice(
        (
            "max_head_size",
            "max_fields",
            "max_line_size",
            "max_chunk_extensions_size",
            "max_trailers_size",
        )
    )
    headers = draft.any("h") or "EndOfMessage(headers=[('A', 'b')]).headers"
    text = rng.choice(shapes.TEXTS)
    made = draft.bind(
        "c",
        rng.choice(
            (
                f"Connection(SERVER, limits=h11.Limits({name}={rng.choice(('0', '1', '20', text))}))",
                f"Connection({rng.choice(('CLIENT', 'SERVER'))}, policy={rng.choice(('strict', 'lenient', 'x'))!r})",
                f"Connection(CLIENT, policy={text}, limits={text})",
            )
        ),
        "addition",
    )  # fmt: skip
    draft.do(f"{made}.receive_data(b'HTTP/1.1 200 OK\\r\\nA : b\\r\\n c\\r\\n\\r\\n')", "addition")
    draft.bind("e", f"{made}.next_event()", "addition")
    draft.do(f"{headers}.get({text}, {text})", "addition")
    draft.do(f"{headers}.get_all({text})", "addition")


def copied(draft: Draft) -> None:
    """Copies and pickles that are used afterwards."""
    name = draft.any("e") or draft.bind("e", event_text(draft.rng))
    how = draft.rng.choice(
        (
            "copy.copy({})", "copy.deepcopy({})", "pickle.loads(pickle.dumps({}))",
            "pickle.loads(pickle.dumps({}, 2))", "copy.copy({}.headers)", "copy.deepcopy([{}, {}])[0]",
            "type({}).__new__(type({})).__setstate__({}.__reduce_ex__(2)[2])",
        )
    )  # fmt: skip
    made = draft.bind("e", how.replace("{}", name), "addition")
    draft.do(f"{some_connection(draft)}.send({made})", "addition")
    draft.do(f"{made} == {some_event(draft)}", "addition")


MAKERS = {
    threshold: 4, traced: 3, narrow: 2, interrupted: 2, alarm: 1, heap: 1, addition: 3, copied: 3,
}  # fmt: skip
