"""The state machine as a feed: it reaches everything, is reproducible, and prints its findings."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest

from tests.compare.compare import both, reference_worker
from tests.compare.feeds import machines
from tests.compare.feeds.tables import ROLES, STATES, UNREACHABLE
from tests.compare.harness.scripts import Op, Script

RUNS = 400
_KIND = re.compile(r"(Request|Response|InformationalResponse|Data|EndOfMessage|ConnectionClosed)\(")
_ROLE = {"c": "CLIENT", "s": "SERVER"}


def watching(seen: Counter[Any], scripts: list[Script]) -> type[machines.Pair]:
    """The machine with a recorder of the situations that its runs reach."""

    class Watched(machines.Pair):
        def do(self, *ops: Op) -> list[Any]:
            before = dict(self.states)
            entries = super().do(*ops)
            for index, name, call, result, after in entries:
                if name is None:
                    before = {each: look[2:4] for each, look in after}
                    continue
                role, state = _ROLE[name], before[name][0]
                seen[role, state] += 1
                if call in ("send", "send_with_data_passthrough"):
                    kind = _KIND.match(self.session.script[index][2])
                    seen[role, state, kind and kind[1], result[0]] += 1
                elif call == "next_event":
                    seen[role, result[1] if result[0] == "raised" else result[1][0]] += 1
                before[name] = after[2:4]
            return entries

        def teardown(self) -> None:
            super().teardown()
            scripts.append(self.session.script)

    return Watched


def hunted(seed: str, runs: int = machines.RUNS) -> tuple[Counter[Any], list[Script]]:
    seen: Counter[Any] = Counter()
    scripts: list[Script] = []
    with both() as comparison:
        for turn in range(runs // machines.RUNS):
            machine = watching(seen, scripts)
            _, divergence = machines.hunt(comparison, f"{seed}/{turn}", set(), machine=machine)
            if divergence is not None:
                pytest.fail(comparison.shrunk(divergence)[1])
    return seen, scripts


def test_it_reaches_everything() -> None:
    seen, scripts = hunted("everywhere", RUNS)
    assert len(scripts) >= RUNS
    everything = {(role, state) for role in ROLES for state in STATES}
    assert {key for key in seen if len(key) == 2 and key in everything} == everything - UNREACHABLE
    for role, state, kind in [
        ("CLIENT", "IDLE", "Request"),
        ("CLIENT", "SEND_BODY", "Data"),
        ("CLIENT", "SEND_BODY", "EndOfMessage"),
        ("CLIENT", "MUST_CLOSE", "ConnectionClosed"),
        ("SERVER", "SEND_RESPONSE", "InformationalResponse"),
        ("SERVER", "SEND_RESPONSE", "Response"),
        ("SERVER", "SEND_BODY", "Data"),
        ("SERVER", "SEND_BODY", "EndOfMessage"),
        ("SERVER", "MUST_CLOSE", "ConnectionClosed"),
    ]:
        assert seen[role, state, kind, "returned"] >= 5, (role, state, kind)
    for role in ROLES:
        rejected = {
            key[1] for key in seen if len(key) == 4 and key[0] == role and key[3] == "raised"
        }
        assert rejected >= {"IDLE", "SEND_BODY", "ERROR"}
        assert seen[role, "h11._util.RemoteProtocolError"] >= 5
        assert seen[role, "Data"] >= 5
        assert seen[role, "EndOfMessage"] >= 5


def test_the_seed_determines_the_run() -> None:
    _, first = hunted("one")
    assert first == hunted("one")[1]
    assert first != hunted("another")[1]


def test_findings_are_minimized_and_printed() -> None:
    with both(reference_worker("--mutant", "send-failed-forgotten")) as comparison:
        for turn in range(20):
            _, divergence = machines.hunt(comparison, f"mutant/{turn}", set())
            if divergence is not None:
                break
        else:
            pytest.fail("send_failed() does nothing, and the machine did not notice")
        smaller, text = comparison.shrunk(divergence)
    assert len(divergence.script) <= 6
    assert len(smaller.script) <= 2
    assert ".send_failed()" in text
    compile(text, "<printed>", "exec")
