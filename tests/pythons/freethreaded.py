"""Test the package on a CPython without the GIL: the one that runs this.

    python3.14t tests/pythons/freethreaded.py [--time SECONDS] [--repeat 20]

Builds the wheel for it, makes sure that neither it nor importing h11 brings the GIL back, runs
the suites, the tests of threads again and again, and `stress.py`; and makes sure that the latter
fails when a connection does not lock. The status is not zero when anything fails; a crash or a
hang counts as that.
"""

import argparse
import sys
import time

from control import control
from environments import Environment, Failed
from interpreters import ask, unsupported
from run import built, package_tests, pytest, robustness, shown, stress, upstream_suite

#: Tests that are about threads.
THREADS = ("tests/package/test_threads.py", "tests/robustness/test_shared_connection.py")

#: The step without which there are no others.
BUILD = "the wheel"

ASK_FOR_THE_GIL = """
import sys
assert not sys._is_gil_enabled(), "the GIL is on before h11 is imported"
import h11
assert not sys._is_gil_enabled(), "importing h11 has switched the GIL on"
print("off")
"""

#: The first import, by many threads at once. (Of modules that import each other, each by another
#: thread, CPython itself says that it is a deadlock.)
IMPORT_AT_ONCE = """
import sys, threading
THREADS = 8
start, got = threading.Barrier(THREADS), []
def load():
    start.wait()
    import h11
    server = h11.Connection(h11.SERVER)
    got.append((h11.Data(b"").data, server.next_event() is h11.NEED_DATA))
threads = [threading.Thread(target=load) for _ in range(THREADS)]
for thread in threads: thread.start()
for thread in threads: thread.join()
assert got == [(b"", True)] * THREADS, got
assert not sys._is_gil_enabled()
"""


def main():
    options = parse_arguments()
    interpreter = ask(sys.executable)
    if interpreter is None or not interpreter.free_threaded:
        sys.exit(f"error: {sys.executable} is no free-threaded CPython; name one by PYTHON=...")
    if unsupported(interpreter):
        sys.exit(f"error: {interpreter.tag} is not supported: {unsupported(interpreter)}")
    environment = Environment(interpreter)
    steps = {
        BUILD: lambda: built(environment),
        "knows that there is no GIL": lambda: knows(environment),
        "the GIL, with h11 imported": lambda: gil(environment),
        f"first imports, {options.repeat} times": lambda: imports(environment, options.repeat),
        "package tests": lambda: package_tests(environment),
        "robustness": lambda: robustness(environment),
        "upstream suite": lambda: upstream_suite(environment),
        f"thread tests, {options.repeat} times": lambda: threads(environment, options.repeat),
        f"stress, {options.time:.0f} seconds": lambda: stress(environment, options.time),
        "stress, with the lock taken out": lambda: control(environment),
    }
    print(f"{interpreter.tag} ({interpreter.shown}, {interpreter.executable})", flush=True)
    failed = []
    for name, act in steps.items():
        begin = time.monotonic()
        try:
            outcome = act()
        except Failed as failure:
            failed.append(name)
            tail = environment.log.read_text(encoding="utf-8", errors="replace").splitlines()[-60:]
            print("\n".join(tail))
            outcome = f"FAILED: {failure}; all of it is in {shown(environment.log)}"
        print(f"{name}: {outcome} ({time.monotonic() - begin:.0f} s)", flush=True)
        if failed == [BUILD]:
            break
    print(f"failed: {', '.join(failed) or 'none'}")
    return 1 if failed else 0


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--time", type=float, default=60, help="seconds of stress")
    parser.add_argument("--repeat", type=int, default=20, help="of imports and thread tests")
    return parser.parse_args()


def knows(environment):
    """Whether our own crate was compiled for it: a lock that counts on the GIL would not lock."""
    outputs = sorted(
        environment.target.glob("**/release/build/h11-*/output"), key=lambda o: o.stat().st_mtime
    )
    said = outputs[-1].read_text(encoding="utf-8").splitlines() if outputs else ()
    if "cargo:rustc-cfg=Py_GIL_DISABLED" not in said:
        raise Failed("build.rs has not set Py_GIL_DISABLED")
    return "yes"


def gil(environment):
    return environment.run([environment.python, "-c", ASK_FOR_THE_GIL], 60).split()[-1]


def imports(environment, count):
    for _ in range(count):
        environment.run([environment.python, "-c", IMPORT_AT_ONCE], 60)
    return "ok"


def threads(environment, count):
    """Each time in a process of its own."""
    for _ in range(count):
        outcome = pytest(environment, *THREADS)
    return f"{outcome}, each time"


if __name__ == "__main__":
    sys.exit(main())
