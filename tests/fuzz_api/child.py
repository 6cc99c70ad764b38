"""Runs programs, each in a separate process, and replies over a pipe.

    python -m tests.fuzz_api.child [--reference] [--planted BUG] [--patience SECONDS]

The process imports h11 once and forks for every program, so that no program is affected by
replacements in another, and a crash ends one program only. A `Worker` of the comparison
(`tests/compare/harness/link.py`) sends lists of programs; the reply for each contains its record, how
its process ended, and its stderr.
"""

from __future__ import annotations

import argparse
import contextlib
import faulthandler
import marshal
import os
import select
import signal
import struct
import sys
import tempfile
import time
import warnings
from typing import Any, BinaryIO

STDERR_AT_MOST = 20_000
#: The time for a hanging process to dump its stacks, in seconds.
LAST_WORDS = 2.0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--reference", action="store_true", help="h11 is 0.16.0")
    parser.add_argument("--planted", metavar="BUG")
    parser.add_argument("--patience", type=float, default=40)
    return parser.parse_args()


def messages(stream: int, until: float) -> Any:
    """The messages of a program up to its end; None after a timeout."""
    data = bytearray()
    while True:
        while len(data) >= 4 and len(data) >= 4 + (size := struct.unpack("<I", data[:4])[0]):
            yield marshal.loads(bytes(data[4 : 4 + size]))
            del data[: 4 + size]
        ready, _, _ = select.select([stream], [], [], max(0, until - time.monotonic()))
        if not ready:
            yield None
            return
        piece = os.read(stream, 1 << 16)
        if not piece:
            return
        data += piece


def ending(status: int, hung: bool) -> str:
    """How a process ended, in one or two words; empty if normally."""
    if hung:
        return "hung"
    if os.WIFSIGNALED(status):
        return signal.Signals(os.WTERMSIG(status)).name
    code = os.WEXITSTATUS(status)
    return f"exit status {code}" if code else ""


def watched(pid: int, stream: int, errors: BinaryIO, patience: float) -> tuple[Any, ...]:
    """The record, the ending and the stderr of one program."""
    entries = []
    hung = False
    for message in messages(stream, time.monotonic() + patience):
        if message is None:
            hung = True
            os.kill(pid, signal.SIGUSR1)  # see `faulthandler.register`
            time.sleep(LAST_WORDS)
            os.kill(pid, signal.SIGKILL)
            break
        entries.append(message)
    os.close(stream)
    _, status = os.waitpid(pid, 0)
    errors.seek(0)
    text = errors.read(STDERR_AT_MOST).decode(errors="replace")
    return (entries, ending(status, hung), text)


class Served(Exception):
    """Takes a forked process out of the loop, to the normal exit of the interpreter."""


def serve(requests: BinaryIO, replies: BinaryIO, patience: float) -> None:
    from tests.fuzz_api.performing import perform

    while len(head := requests.read(4)) == 4:
        _, programs = marshal.loads(requests.read(struct.unpack("<I", head)[0]))
        for program in programs:
            with tempfile.TemporaryFile() as errors:
                stream, out = os.pipe()
                pid = os.fork()
                if pid == 0:
                    os.close(stream)
                    os.dup2(errors.fileno(), sys.stderr.fileno())
                    perform(program, out)
                    raise Served
                os.close(out)
                reply = marshal.dumps(watched(pid, stream, errors, patience), 2)
            replies.write(struct.pack("<I", len(reply)) + reply)
            replies.flush()


def main() -> None:
    options = arguments()
    from tests.fuzz_api import performing

    performing.prepare(is_reference=options.reference)
    if options.planted:
        from tests.fuzz_api import planted

        planted.BUGS[options.planted]()
    warnings.simplefilter("ignore")
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if "ASAN_OPTIONS" not in os.environ:  # otherwise the sanitizer reports it
        faulthandler.enable()
    faulthandler.register(signal.SIGUSR1, all_threads=True)
    # Output of a program must not be mixed with the replies.
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    with contextlib.suppress(Served):
        serve(sys.stdin.buffer, replies, options.patience)


if __name__ == "__main__":
    main()
