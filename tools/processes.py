"""Child processes: started in their own groups, limited in time, and always cleaned up."""

import atexit
import os
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# Variables that would make a child's Python, or maturin, use another environment.
_UNWANTED = ("PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "VIRTUAL_ENV", "CONDA_PREFIX")

_running = []


class Failure(Exception):
    """A failed step of a program; the message is for the user."""


def start(command, core=None, **options):
    """Start a child in the project's folder, on one core if the system supports that."""
    options.setdefault("cwd", ROOT)
    environment = {k: v for k, v in os.environ.items() if k not in _UNWANTED}
    environment["PYTHONNOUSERSITE"] = "1"
    if core is not None:
        options["preexec_fn"] = lambda: os.sched_setaffinity(0, {core})
    try:
        child = subprocess.Popen(
            [str(part) for part in command], env=environment, start_new_session=True, **options
        )
    except OSError as error:
        raise Failure(f"cannot start {command[0]}: {error}") from None
    _running.append(child)
    return child


def stop(child, patience=3):
    """End a child and all its children: first politely, then forcibly."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        if child.poll() is not None:
            break
        try:
            os.killpg(child.pid, sign)
            child.wait(patience)
        except (ProcessLookupError, PermissionError, subprocess.TimeoutExpired):
            continue
    for stream in (child.stdin, child.stdout, child.stderr):
        if stream is not None:
            stream.close()
    if child in _running:
        _running.remove(child)


def run(command, timeout, core=None, show=False, cwd=ROOT):
    """Run a command to its end and return its standard output.

    With `show`, its output goes to the terminal, and nothing is returned.
    """
    pipe = None if show else subprocess.PIPE
    child = start(command, core, cwd=cwd, stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe)
    name = " ".join(str(part) for part in command[:4])
    try:
        streams = child.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        raise Failure(f"`{name} ...` was not done after {timeout} s") from None
    finally:
        stop(child)
    output, errors = ((stream or b"").decode(errors="replace") for stream in streams)
    if child.returncode != 0:
        tail = "\n".join((output + errors).splitlines()[-15:])
        raise Failure(f"`{name} ...` ended with status {child.returncode}\n{tail}".rstrip())
    return output


def stop_all():
    while _running:
        stop(_running[-1])


def run_program(name, main):
    """Run the main function of a program. A failure becomes a line that begins with `name`."""
    never_leave_children_behind()
    try:
        main()
    except Failure as failure:
        sys.stdout.flush()
        sys.exit(f"\n{name} failed: {failure}")
    except KeyboardInterrupt:
        sys.stdout.flush()
        sys.exit(f"\n{name} interrupted")


def never_leave_children_behind():
    """Stop all children at exit, on Ctrl-C, and on SIGTERM."""
    atexit.register(stop_all)

    def leave(number, _frame):
        raise SystemExit(128 + number)

    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, leave)
