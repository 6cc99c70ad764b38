"""If an allocation fails, an operation raises MemoryError or works: no panic, no crash."""

from __future__ import annotations

import json
import os
import re

import pytest

from . import children
from .memory import DONE, LEFT_OUT
from .operations import OPERATIONS

pytest.importorskip("_testcapi", reason="lets allocations fail; some distributions leave it out")
if not hasattr(os, "fork"):
    pytest.skip("each attempt is a process forked off one that is warm", allow_module_level=True)

#: Outcomes caused by CPython, on h11 0.16.0 as well: without memory for a traceback or for the
#: exception being handled, a Python function ends without an exception. Compiled functions have other
#: names (`<built-in method ...>`, `<class ...>`), and must not do so.
CPYTHON = re.compile(
    r"SystemError: error return without exception set"
    r"|SystemError: <(function .* at 0x\w+|built-in function (repr|setattr))>"
    r" returned NULL without setting an exception"
    # The message of a debug build.
    r"|Assertion `(_PyErr_Occurred\(tstate\)|STACK_LEVEL\(\) == 0)' failed"
    r"|Fatal Python error: _Py_CheckFunctionResult: a function returned NULL"
)
#: Patterns of other outcomes, by a word in the name of the operation: pickle and the creation of an abstract
#: class have errors of their own, and a generator of CPython 3.13 that fails to raise may end without
#: an exception. `logging` reads `frame.f_back`, which returns None with an exception set if there is
#: no memory for the frame; a debug build aborts then, where it next examines that.
OTHERWISE = {
    "pickle": "PicklingError",
    "made on the spot": "AttributeError",
    "fields that raise": "AssertionError",
    "log: an error": r"Assertion `!_?PyErr_Occurred\((tstate)?\)' failed",
}

GROUPS: dict[str, list[str]] = {}
for operation in OPERATIONS:
    GROUPS.setdefault(operation.split(":")[0].split(" ")[0], []).append(operation)


def is_allowed(operation: str, how: str) -> bool:
    if how in (DONE, "MemoryError", LEFT_OUT) or CPYTHON.fullmatch(how):
        return True
    return any(word in operation and re.fullmatch(kind, how) for word, kind in OTHERWISE.items())


@pytest.mark.parametrize("group", GROUPS)
def test_operations_raise_memory_error(group: str) -> None:
    wrong, failed, left_out = {}, 0, 0
    for line in children.run("memory", *GROUPS[group]).splitlines():
        operation, endings = json.loads(line)
        failed += endings.get("MemoryError", 0)
        left_out += endings.get(LEFT_OUT, 0)
        for how, count in endings.items():
            if not is_allowed(operation, how):
                wrong[operation, how] = count
    assert not wrong
    if left_out and not failed:
        pytest.skip(LEFT_OUT)
    assert failed, "no allocation has failed"
