"""That h11 does not bring the GIL back, nor needs it while it is imported."""

from __future__ import annotations

import subprocess
import sys
import sysconfig

import pytest

pytestmark = pytest.mark.skipif(
    not sysconfig.get_config_var("Py_GIL_DISABLED"), reason="this Python has the GIL"
)

IMPORT = """
import sys
assert not sys._is_gil_enabled(), "the GIL is on before h11 is imported"
import h11
assert not sys._is_gil_enabled(), "importing h11 has switched the GIL on"
"""

# Of modules that import each other, each by another thread, CPython itself reports a deadlock.
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


def run(program: str) -> None:
    subprocess.run([sys.executable, "-c", program], timeout=60, check=True)


def test_importing_h11_leaves_the_gil_off() -> None:
    run(IMPORT)


@pytest.mark.parametrize("number", range(20))
def test_many_threads_import_h11_at_once(number: int) -> None:
    run(IMPORT_AT_ONCE)
