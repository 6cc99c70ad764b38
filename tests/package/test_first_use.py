"""What the compiled half looks up at its first use is found whatever a program did before that,
and a look-up that fails raises an exception and can be made again."""

from __future__ import annotations

import os

import pytest

from .processes import run

#: Each first use looks up other definitions: sentinels, exceptions, the class `Limits`.
FIRST_USES = {
    "roles": "h11.Connection(h11.CLIENT)",
    "NEED_DATA": "h11.Connection(h11.SERVER).next_event()",
    "local error": "h11.Connection(h11.CLIENT).send(h11.EndOfMessage())",
    "Limits": "h11.Connection(h11.CLIENT, limits=h11.Limits())",
    "remote error": """
server = h11.Connection(h11.SERVER)
server.receive_data(b"\\x16\\x03")
server.next_event()
""",
}
OUTCOMES = ["None", "None", "LocalProtocolError", "None", "RemoteProtocolError"]

TRY = """
import sys
import h11

def outcome(code):
    try:
        exec(code, {"h11": h11})
    except BaseException as error:
        return type(error).__name__
    return "None"
"""


@pytest.mark.differs("0.16.0 looks names up in its modules")
def test_modules_that_are_gone_are_not_needed():
    script = """
for name in [name for name in sys.modules if name.split(".")[0] == "h11"]:
    del sys.modules[name]
sys.path.clear()
sys.meta_path.clear()
"""
    uses = f"for use in {list(FIRST_USES.values())}: print(outcome(use))"
    assert run(TRY + script + uses).split() == OUTCOMES


@pytest.mark.differs("0.16.0 looks nothing up at first use")
@pytest.mark.skipif(not hasattr(os, "fork"), reason="each attempt is a process of its own")
@pytest.mark.parametrize(("use", "expected"), list(zip(FIRST_USES, OUTCOMES)))
def test_without_memory_it_fails_and_can_be_made_again(use, expected):
    pytest.importorskip("_testcapi", reason="lets allocations fail")
    script = """
import os
import tempfile
import _testcapi

# CPython itself fails like that where it has no memory for a traceback. A debug build aborts.
NO_TRACEBACK = "<built-in function exec> returned NULL without setting an exception"
code = compile(USE, "first use", "exec")

def attempt(number):
    names, names_again = {"h11": h11}, {"h11": h11}
    _testcapi.set_nomemory(number, number + 1)
    try:
        exec(code, names)
    except BaseException as error:
        found = error
    else:
        found = None
    _testcapi.remove_mem_hooks()
    first = type(found).__name__ if found else "None"
    is_allowed = first in ("MemoryError", EXPECTED) or str(found) == NO_TRACEBACK
    return is_allowed and outcome(code) == EXPECTED

for number in range(60):
    with tempfile.TemporaryFile() as last_words:
        child = os.fork()
        if not child:
            os.dup2(last_words.fileno(), 2)
            os._exit(0 if attempt(number) else 1)
        status = os.waitpid(child, 0)[1]
        last_words.seek(0)
        if status and NO_TRACEBACK not in last_words.read().decode(errors="replace"):
            print(number, status)
"""
    script = script.replace("USE", repr(FIRST_USES[use])).replace("EXPECTED", repr(expected))
    assert run(TRY + script) == ""
