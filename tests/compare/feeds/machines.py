"""A hypothesis state machine that connects a client and a server, step by step, on both sides.

Each rule is one step, valid or invalid, and the next one depends on the resulting states. Hypothesis
chooses the steps and their contents, and minimizes a run that diverges. One run of the machine is one
case.
"""

from __future__ import annotations

import functools
from typing import Any

from hypothesis import HealthCheck, Phase, Verbosity, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Flaky
from hypothesis.stateful import (
    Bundle,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.compare.corpus import messages
from tests.compare.feeds import expressions as make
from tests.compare.feeds.choices import Choices, chosen
from tests.compare.feeds.dialogue import ALL, GESTURES
from tests.compare.feeds.tracking import FINAL, OTHER, Ended, Hunt, Tracked
from tests.compare.harness.judge import NOT_REPEATED, Divergence, broken
from tests.compare.harness.pair import Comparison
from tests.compare.harness.scripts import (
    CLIENT,
    SERVER,
    call,
    carry,
    feed,
    hand,
    lose,
    new,
    read,
    send,
)
from tests.compare.harness.session import Diverged

STEPS = 25
RUNS = 40  # of the machine in one turn of its feed

SIDES = st.sampled_from("cs")
LIMITS = st.sampled_from((None,) * 9 + (200, 30))
KINDS = st.sampled_from(("", "", "bytearray", "memoryview"))
# The number of invalid steps of a pair: random ones would end nearly every run at the second.
NERVE = st.sampled_from((0, 0, 1, 1, 2, 3, 6))
COUNTS = st.sampled_from((ALL, ALL, ALL, ALL, 1, 2, 16, 40))


def _asked(rng: Choices) -> tuple[str, int | None, bool]:
    """A valid request, its content, and whether it may have a trailer section."""
    fields, size = make.framing(rng)
    _, request = make.request(rng, fields)
    return request, size if fields else 0, bool(fields) and size is None


def _answered(rng: Choices) -> tuple[str, int | None, bool]:
    fields, size = make.framing(rng)
    return make.response(rng, fields), size, bool(fields) and size is None


def _switching(rng: Choices) -> tuple[str, str]:
    """A request that proposes to switch protocols, and a response to it."""
    fields = rng.choice(
        ("", ", ('Upgrade', 'a')", ", ('Upgrade', 'a, b'), ('Connection', 'upgrade')")
    )
    method, target = rng.choice((("CONNECT", "a:1"), ("GET", "/")))
    request = f"Request(method='{method}', target='{target}', headers=[('Host', 'a'){fields}])"
    return request, rng.choice(
        (
            "InformationalResponse(status_code=101, headers=[('Upgrade', 'a')])",
            "Response(status_code=200, headers=[])",
            "Response(status_code=404, headers=[('Content-Length', '0')])",
        )
    )


_PLAIN = [
    "EndOfMessage()", "Data(data=b'x')", "InformationalResponse(status_code=100, headers=[])",
    "InformationalResponse(status_code=101, headers=[])", "Response(status_code=200, headers=[])",
    "Response(status_code=408, headers=[('Content-Length', '1'), ('Connection', 'close')])",
    "Request(method='GET', target='/', headers=[('Host', 'a')])", "ConnectionClosed()",
    "EndOfMessage(headers=[('T', 'u')])", "Data(data=b'')",
]  # fmt: skip
_RAW = [
    b"GET / HTTP/1.0\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\n\r\nHEAD /2 HTTP/1.1\r\nHost: a\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n",
    b"POST / HTTP/1.0\r\nConnection: keep-alive\r\nContent-Length: 3\r\n\r\nabcGET / HTTP/1.0\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nT: u\r\n\r\n",
    b"CONNECT a:1 HTTP/1.0\r\n\r\ntunnelled",
    b"POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nT: u\r\n\r\n",
    b"HTTP/1.1 100 \r\n\r\nHTTP/1.1 204 \r\n\r\n", b"HTTP/1.0 200 OK\r\n\r\nuntil the end",
    b"HTTP/1.1 101 Switching\r\nUpgrade: a\r\n\r\nswitched", b"HTTP/1.1 304 \r\n\r\n",
    b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nab", b"0\r\n\r\n", b"3\r\nabc\r\n", b"\r\n", b"\n",
    b"x", b"\x00", b"\x16\x03\x01", b" ", b"A" * 40,
]  # fmt: skip
_SHORT = [(kind, data) for kind, data in messages.written() if 0 < len(data) < 200]
_REQUESTS = [data for kind, data in _SHORT if kind == "request"]
_RESPONSES = [data for kind, data in _SHORT if kind == "response"]


def _wrong(step: Any) -> Any:
    """An invalid step, which counts against the budget of its pair."""

    @functools.wraps(step)
    def spending(self: Pair, *args: Any, **chosen: Any) -> Any:
        self.nerve -= 1
        return step(self, *args, **chosen)

    return precondition(lambda self: self.nerve > 0)(spending)


class Pair(Tracked):
    """A client and a server, and a reliable wire between them until it is cut."""

    kept = Bundle("kept")  # names of events that were received or constructed

    # -- starting --

    @initialize(limit=LIMITS, nerve=NERVE)
    def begin(self, limit: int | None, nerve: int) -> None:
        self.nerve = nerve
        self.reset_pair()
        self.do(new("c", CLIENT, limit), new("s", SERVER, limit), call("c.states, s.states"))

    @precondition(
        lambda self: any(state in FINAL for each in self.states.values() for state in each)
    )
    @rule(limit=LIMITS, nerve=NERVE)
    def begin_again(self, limit: int | None, nerve: int) -> None:
        self.begin(limit, nerve)

    # -- valid steps --

    @precondition(lambda self: self.ours("c", "IDLE"))
    @rule(asked=chosen(_asked), at_once=st.booleans())
    def ask(self, asked: Any, at_once: bool) -> None:
        request, self.left["c"], self.trailers["c"] = asked
        self.say("c", request)
        if at_once:
            self.do(carry("c", "s", ALL))

    @precondition(lambda self: self.ours("s", "SEND_RESPONSE"))
    @rule(answered=chosen(_answered))
    def answer(self, answered: Any) -> None:
        response, self.left["s"], self.trailers["s"] = answered
        self.say("s", response)

    @precondition(lambda self: self.ours("s", "SEND_RESPONSE"))
    @rule(event=chosen(make.informational), count=COUNTS)
    def inform(self, event: str, count: int) -> None:
        self.say("s", event)
        self.do(carry("s", "c", count))

    @precondition(lambda self: self.ours("c", "SEND_BODY") or self.ours("s", "SEND_BODY"))
    @rule(name=SIDES, size=st.sampled_from((1, 2, 5, 70, 0)), kind=KINDS, parts=st.booleans())
    def go_on(self, name: str, size: int, kind: str, parts: bool) -> None:
        """Send a part of the declared content."""
        if not self.ours(name, "SEND_BODY"):
            name = OTHER[name]
        left = self.left[name]
        data = b"d" * (size if left is None else min(size, left))
        if self.say(name, f"Data(data={kind}({data!r}))", parts):
            self.sent[name] += data
            if left is not None:
                self.left[name] = left - len(data)

    @precondition(lambda self: self.ours("c", "SEND_BODY") or self.ours("s", "SEND_BODY"))
    @rule(name=SIDES, end=chosen(make.end, True), at_once=st.booleans())
    def finish(self, name: str, end: str, at_once: bool) -> None:
        """Send the rest of the content, and its end."""
        if not self.ours(name, "SEND_BODY"):
            name = OTHER[name]
        data = b"r" * (self.left[name] or 0)
        if data and self.say(name, f"Data(data={data!r})"):
            self.sent[name] += data
        self.left[name] = 0
        self.say(name, end if self.trailers[name] else "EndOfMessage()")
        if at_once:
            self.do(carry(name, OTHER[name], ALL))

    @precondition(lambda self: any(self.waiting.values()))
    @rule(name=SIDES, count=COUNTS)
    def deliver(self, name: str, count: int) -> None:
        name = name if self.waiting[name] else OTHER[name]
        self.do(carry(name, OTHER[name], count))

    @precondition(lambda self: any(self.waiting.values()))
    @rule(name=SIDES, count=COUNTS)
    def hand_over(self, name: str, count: int) -> None:
        """Deliver bytes without taking an event."""
        name = name if self.waiting[name] else OTHER[name]
        self.do(hand(name, OTHER[name], count))

    @rule(target=kept, name=SIDES, doubly=st.booleans())
    def take(self, name: str, doubly: bool) -> str:
        """Take one event and keep it."""
        event = self.fresh_name()
        self.meddled = True  # events taken here are not tracked
        self.do(read(f"({event} := {name}.next_event())"))
        if doubly:
            self.do(read(f"{name}.next_event()"))
        return event

    @precondition(lambda self: ("DONE", "DONE") in self.states.values())
    @rule()
    def next_cycle(self) -> None:
        self.do(call("c.start_next_cycle()"), call("s.start_next_cycle()"))

    @precondition(lambda self: self.ours("c", "IDLE"))
    @rule(switching=chosen(_switching), early=st.booleans())
    def switch(self, switching: tuple[str, str], early: bool) -> None:
        request, answer = switching
        end = send("c", "EndOfMessage()")
        over = carry("c", "s", ALL)
        asked = (send("c", request), *([over, end] if early else [end]), over)
        self.left["s"] = None
        self.do(*asked)
        self.do(send("s", answer), carry("s", "c", ALL))

    @precondition(lambda self: self.ours("c", "IDLE") and self.ours("s", "IDLE"))
    @rule(asked=chosen(_asked), answered=chosen(_answered), on=st.booleans())
    def exchange(self, asked: Any, answered: Any, on: bool) -> None:
        """A whole valid cycle, as far as possible."""
        self.ask(asked, True)
        if self.ours("c", "SEND_BODY"):
            self.finish("c", "EndOfMessage()", True)
        if self.ours("s", "SEND_RESPONSE"):
            self.answer(answered)
        if self.ours("s", "SEND_BODY"):
            self.finish("s", "EndOfMessage()", True)
        if on:
            self.next_cycle()

    @precondition(lambda self: self.ours("c", "MUST_CLOSE") or self.ours("s", "MUST_CLOSE"))
    @rule(name=SIDES)
    def close(self, name: str) -> None:
        if not self.ours(name, "MUST_CLOSE"):
            name = OTHER[name]
        self._hang_up(name)

    def _hang_up(self, name: str) -> None:
        self.do(send(name, "ConnectionClosed()"), carry(name, OTHER[name], ALL))
        self.do(feed(OTHER[name], b""))

    # -- invalid steps --

    @rule(name=SIDES)
    @_wrong
    def hang_up(self, name: str) -> None:
        self._hang_up(name)

    @rule(target=kept, event=chosen(make.strange_event))
    @_wrong
    def make_wrong(self, event: str) -> str:
        name = self.fresh_name()
        self.do(call(f"({name} := {event})"))
        return name

    @rule(name=SIDES, event=chosen(make.strange_event), parts=st.booleans())
    @_wrong
    def send_wrong(self, name: str, event: str, parts: bool) -> None:
        self.meddled = True
        self.say(name, event, parts)

    @rule(name=SIDES, event=kept, parts=st.booleans())
    @_wrong
    def pass_on(self, name: str, event: str, parts: bool) -> None:
        """Send an event that was received or constructed before, possibly for the second time."""
        self.meddled = True
        self.say(name, event, parts)

    @rule(name=SIDES, gesture=st.sampled_from(GESTURES))
    @_wrong
    def gesture(self, name: str, gesture: str) -> None:
        self.meddled = True
        line = gesture.replace("{}", name)
        if "__init__" in gesture:
            del self.states[name]  # everything again
        self.do(read(line) if "next_event" in gesture else call(line))

    @rule(name=SIDES, count=COUNTS)
    @_wrong
    def drop(self, name: str, count: int) -> None:
        self.meddled = True
        self.waiting[name] = max(0, self.waiting[name] - count)
        self.do(lose(name, count))

    @precondition(lambda self: self.states["s"][1] == "IDLE")
    @rule(data=st.sampled_from(_REQUESTS), cut=st.integers(0, 40))
    @_wrong
    def receive_request(self, data: bytes, cut: int) -> None:
        """A request from the corpus, where one is expected."""
        self._receive_head("s", data, cut)

    @precondition(lambda self: self.states["c"][1] == "SEND_RESPONSE")
    @rule(data=st.sampled_from(_RESPONSES), cut=st.integers(0, 40))
    @_wrong
    def receive_response(self, data: bytes, cut: int) -> None:
        self._receive_head("c", data, cut)

    def _receive_head(self, name: str, data: bytes, cut: int) -> None:
        self.meddled = True
        pieces = [piece for piece in (data[:-cut], data[-cut:]) if piece] if cut else [data]
        self.do(*[feed(name, piece) for piece in pieces])

    @rule(name=SIDES, data=st.sampled_from(_RAW))
    @_wrong
    def mix_in(self, name: str, data: bytes) -> None:
        """Bytes of another sender: another version, pipelining, garbage."""
        self.meddled = True
        self.do(feed(name, data))

    @rule(name=SIDES, times=st.sampled_from((1, 1, 2)))
    @_wrong
    def end_of_file(self, name: str, times: int) -> None:
        self.do(*[feed(name, b"")] * times)

    @rule(name=SIDES)
    @_wrong
    def fail(self, name: str) -> None:
        self.do(call(f"{name}.send_failed()"))

    @rule(name=SIDES)
    @_wrong
    def start_next_cycle(self, name: str) -> None:
        self.do(call(f"{name}.start_next_cycle()"))

    @rule(name=SIDES, event=st.sampled_from(_PLAIN), parts=st.booleans())
    @_wrong
    def untimely(self, name: str, event: str, parts: bool) -> None:
        """An ordinary step, whether or not it is allowed now."""
        self.meddled = True
        self.say(name, event, parts)


_SETTINGS = settings(
    database=None,
    deadline=None,
    derandomize=False,
    print_blob=False,
    report_multiple_bugs=False,
    stateful_step_count=STEPS,
    suppress_health_check=list(HealthCheck),
    verbosity=Verbosity.quiet,
)


def hunt(
    comparison: Comparison,
    turn: str,
    kinds: set[str],
    shrink: bool = True,
    *,
    runs: int = RUNS,
    machine: Any = Pair,
) -> tuple[int, Divergence | None]:
    """Run the machine `runs` times; return the number of runs, and the minimized divergence."""
    this = Hunt(comparison, kinds)

    @seed(turn)
    def factory() -> Any:
        return machine(this)

    try:
        phases = [Phase.generate, Phase.shrink] if shrink else [Phase.generate]
        limits = settings(_SETTINGS, max_examples=runs, phases=phases)
        run_state_machine_as_test(factory, settings=limits)
    except (Diverged, Ended) as found:
        return this.cases, found.divergence
    except Flaky:
        return this.cases, broken(this.script, NOT_REPEATED, NOT_REPEATED)
    return this.cases, None
