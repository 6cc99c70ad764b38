"""The stress test under test: without the lock of a connection it must fail, and soon.

The sources are copied, one call in the copy is taken out, and `stress.py` runs on a wheel of that.
"""

import re
import shutil

from environments import Failed
from interpreters import ROOT

#: What no wheel is made of, and would be much to copy.
OTHER = shutil.ignore_patterns(".*", "__pycache__", "target", "dist")

LOCK = "src/python/exclusive.rs"
#: Whether the connection is in use already, and from now on it is.
TAKEN = "self.in_use.swap(true, Ordering::Acquire)"
NEVER_TAKEN = "false"

#: Threads that send content on one connection, of which each piece must count once: this is miscounted
#: at once, and has no memory to corrupt.
CASE = "many_senders"
SECONDS = 10


def control(environment):
    """What the stress test finds without the lock."""
    copy = environment.folder / "without-lock"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(ROOT, copy, ignore=OTHER)
    take_the_lock_out(copy / LOCK)
    site = copy / "site"
    environment.pip("install", "--quiet", "--no-deps", "--target", site, environment.build(copy))
    command = [environment.python, "tests/pythons/stress.py"]
    command += ["--only", CASE, "--time", SECONDS]
    try:
        environment.run(command, 300, PYTHONPATH=str(site))
    except Failed as failure:
        found = re.search(rf"WRONG, (\d+) times: {CASE}: ", failure.printed)
        if found:
            return f"noticed, in {found[1]} calls"
        raise
    raise Failed("the lock was taken out, and nobody noticed")


def take_the_lock_out(path):
    source = path.read_text(encoding="utf-8")
    if source.count(TAKEN) != 1:
        raise Failed(f"{LOCK} should take the lock in one place, by {TAKEN}")
    path.write_text(source.replace(TAKEN, NEVER_TAKEN), encoding="utf-8")
