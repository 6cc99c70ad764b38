"""A soak test: uvicorn and hypercorn on this package, with clients of all kinds, for a given time.

    make soak TIME=600

Each response to a valid request is verified to the byte, while other clients send malformed data,
disconnect or stall. After each tenth of the time all clients leave, and the memory of the servers is
read. The test prints a table, and fails if any response was wrong, if a server's memory grew by more
than MAY_GROW after the warm-up, if it keeps connections open, or if it logged anything unexpected.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from random import Random

from tools.table import render

from .bad import BAD, SEEDS
from .good import GOOD
from .peer import Peer, Wrong
from .servers import KEEP_ALIVE, SoakedServer

MIB = 1 << 20
KINDS = ["uvicorn", "hypercorn"]
ROUNDS = 10
WARM_UP = 3
# From the end of the warm-up to the end; and open files in addition to those at the start.
MAY_GROW = 8 * MIB
MAY_STAY_OPEN = 4
CLIENTS = {"good": 10, "bad": 6}
# The timeout of each client.
PATIENCE = 60
QUIET = KEEP_ALIVE + 1.5


@dataclass
class Tally:
    """What was done to one server, and the failures."""

    served: int = 0
    bad: int = 0
    wrong: list[str] = field(default_factory=list)
    kinds: Counter = field(default_factory=Counter)


async def client(
    kind: str, server: SoakedServer, tally: Tally, until: float, random: Random
) -> None:
    operations = GOOD if kind == "good" else BAD
    while time.monotonic() < until and server.lives:
        (operation,) = random.choices(list(operations), list(operations.values()))
        try:
            async with Peer(server.port) as peer:
                done = await asyncio.wait_for(operation(peer, random), PATIENCE)
        except (Wrong, OSError, asyncio.TimeoutError, EOFError) as error:
            tally.wrong.append(f"{server.kind}, {operation.__name__}: {error!r}")
            continue
        tally.kinds[operation.__name__] += 1
        if kind == "good":
            tally.served += done
        else:
            tally.bad += 1


async def one_round(servers: dict, tallies: dict, until: float, random: Random) -> None:
    await asyncio.gather(
        *(
            client(kind, server, tallies[name], until, Random(random.getrandbits(64)))
            for name, server in servers.items()
            for kind, count in CLIENTS.items()
            for _ in range(count)
        )
    )
    await asyncio.sleep(QUIET)


def warm(memory: list[int]) -> int:
    """The maximum after any round of the warm-up: the allocator decides when to return memory."""
    return max(memory[: WARM_UP + 1])


def failures(servers: dict, tallies: dict, memory: dict, files: dict) -> list[str]:
    found = []
    for name, server in servers.items():
        found += tallies[name].wrong[:20]
        if len(memory[name]) <= ROUNDS:
            found.append(f"{name} ended")
            continue
        found += [f"{name} said: {line}" for line in server.unexpected[:40]]
        growth = memory[name][-1] - warm(memory[name])
        if growth > MAY_GROW:
            found.append(f"{name} grew by {growth / MIB:.1f} MiB after the warm-up")
        if files[name][-1] > files[name][0] + MAY_STAY_OPEN:
            found.append(f"{name} has {files[name][-1]} files open, {files[name][0]} at the start")
        if not tallies[name].served or not tallies[name].bad:
            found.append(f"{name} was hardly used")
    return found


async def soak(servers: dict, seconds: float, seed: int) -> list[str]:
    random = Random(seed)
    tallies = {name: Tally() for name in servers}
    memory = {name: [server.memory()] for name, server in servers.items()}
    files = {name: [server.files()] for name, server in servers.items()}
    started = time.monotonic()
    for number in range(1, ROUNDS + 1):
        await one_round(servers, tallies, started + number * seconds / ROUNDS - QUIET, random)
        for name, server in servers.items():
            if server.lives:
                memory[name].append(server.memory())
                files[name].append(server.files())
        parts = [
            f"{name} {tallies[name].served:,} served, {tallies[name].bad:,} bad,"
            f" {len(tallies[name].wrong)} wrong, {memory[name][-1] / MIB:.1f} MiB"
            for name in servers
        ]
        print(f"[{time.monotonic() - started:5.0f} s] {'; '.join(parts)}", flush=True)
    for server in servers.values():
        server.stop()
    rows = [
        [
            name,
            f"{tally.served:,}",
            f"{tally.bad:,}",
            len(tally.wrong),
            *(
                f"{size / MIB:.1f}"
                for size in (memory[name][0], warm(memory[name]), memory[name][-1])
            ),
            sum(count for text, count in servers[name].counts.items() if text.startswith("WARN")),
        ]
        for name, tally in tallies.items()
    ]
    columns = ["server", "requests served", "bad inputs", "wrong answers", "MiB at start",
               "after warm-up", "at the end", "rejections logged"]  # fmt: skip
    total = time.monotonic() - started
    print("\n" + render(f"{total:.0f} s, h11 {servers[KINDS[0]].h11['version']}", columns, rows))
    kinds = sum((tally.kinds for tally in tallies.values()), Counter())
    print("\n  " + ", ".join(f"{name} {count:,}" for name, count in sorted(kinds.items())))
    print(f"  {len(SEEDS)} inputs of the fuzz corpora; memory may grow by {MAY_GROW // MIB} MiB")
    return failures(servers, tallies, memory, files)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--time", type=float, default=600, help="seconds")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--any-h11", action="store_true", help="SERVER_PYTHON may have another h11, to compare"
    )
    arguments = parser.parse_args()
    seconds = max(arguments.time, ROUNDS * (QUIET + 1.5))
    servers: dict[str, SoakedServer] = {}
    try:
        for kind in KINDS:
            servers[kind] = SoakedServer(kind)
            if not (servers[kind].h11["compiled"] or arguments.any_h11):
                print(f"{kind} does not run on this h11: {servers[kind].h11}")
                return 2
        found = asyncio.run(soak(servers, seconds, arguments.seed))
    finally:
        for server in servers.values():
            server.stop()
    for failure in found:
        print(f"FAILED: {failure}")
    print("FAILED" if found else "passed: every answer right, memory flat, logs as expected")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
