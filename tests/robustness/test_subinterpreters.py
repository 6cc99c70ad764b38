"""Importing in a subinterpreter raises an ImportError, and the process continues."""

from __future__ import annotations

import pytest

from ..package.processes import run

# The main interpreter imports h11 first or last.
SCRIPT = """
import importlib, os, sys, tempfile
FIRST
for name in ("_interpreters", "_xxsubinterpreters"):
    try:
        interpreters = importlib.import_module(name)
        break
    except ImportError:
        continue
else:
    print("none")
    sys.exit()

def create(interpreters):
    if GIL == "own":
        return interpreters.create()  # as far as this Python knows such a thing
    try:
        return interpreters.create("legacy")
    except TypeError:
        return interpreters.create(isolated=False)

where = os.path.join(tempfile.mkdtemp(), "said")
script = f'''
import sys
sys.path[:] = {sys.path!r}
try:
    import h11
    said = "imported"
except ImportError as error:
    said = "ImportError: " + str(error)
with open({where!r}, "w") as file:
    file.write(said)
'''
for _ in range(3):
    interpreter = create(interpreters)
    getattr(interpreters, "exec", interpreters.run_string)(interpreter, script)
    interpreters.destroy(interpreter)
    with open(where) as said:
        print(said.read())

import h11
server = h11.Connection(h11.SERVER)
server.receive_data(b"GET / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n")
print(server.next_event().target)
"""


@pytest.mark.parametrize("gil", ["own", "shared"])
@pytest.mark.parametrize("first", ["import h11", ""])
def test_importing_raises(first, gil):
    """Whichever tries first: the main interpreter can import it afterwards."""
    said = run(SCRIPT.replace("FIRST", f"GIL = {gil!r}\n{first}")).splitlines()
    if said == ["none"]:
        pytest.skip("this Python has no module for subinterpreters")
    *rejections, after = said
    assert len(rejections) == 3
    for rejection in rejections:
        assert rejection.startswith("ImportError: ")
        assert "subinterpreter" in rejection.lower()
    assert after == "b'/'"
