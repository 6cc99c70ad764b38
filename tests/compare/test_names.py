"""The modules of 0.16.0 and ours have the same names, for the same kinds of objects."""

from __future__ import annotations

import json
import re
import subprocess

import pytest

from tests.compare.harness.link import python_of

# Describes a module: each name with the properties in which the two must agree.
SCRIPT = """
import importlib, json, re, sys, types

def described(value):
    if isinstance(value, type):
        return ["class", value.__module__, value.__qualname__]
    if isinstance(value, (types.FunctionType, types.BuiltinFunctionType)):
        return ["function", value.__name__]
    if isinstance(value, (str, int)):
        return ["value", value]
    if isinstance(value, re.Pattern):
        return ["pattern", value.pattern.decode()]
    if isinstance(value, dict):
        return ["table", sorted((repr(k), described(v)) for k, v in value.items())]
    return ["other", repr(value)]

KEPT = "__all__", "__version__"
module = importlib.import_module(sys.argv[1])
names = {n: described(v) for n, v in vars(module).items() if n in KEPT or n[:2] != "__"}
print(json.dumps(names))
"""

# The imports of the modules.
FOREIGN = {"typing", "dataclasses", "re", "abc", "sys"}
PRIVATE = ["_abnf", "_connection", "_events", "_headers", "_readers", "_receivebuffer", "_state"]
PRIVATE += ["_util", "_version", "_writers"]


def names_of(side: str, module: str) -> dict[str, list]:
    done = subprocess.run(
        [python_of(side), "-c", SCRIPT, module], check=True, capture_output=True, text=True
    )
    return json.loads(done.stdout)


def is_foreign(name: str, described: list) -> bool:
    kind, *rest = described
    shown = str(rest[-1])
    return (
        (kind == "other" and shown.startswith(("typing.", "<module ", "<function ", "~AnyStr")))
        or (kind == "class" and rest[0] in FOREIGN)
        or (kind == "function" and name in {"cast", "overload", "dataclass"})
        or name == "TYPE_CHECKING"
    ) and not re.fullmatch(r"[A-Z]\w+Types?|Writer|__all__", name)


@pytest.mark.parametrize("module", ["h11", *(f"h11.{name}" for name in PRIVATE)])
def test_the_names_of_a_module(module: str) -> None:
    reference = names_of("reference", module)
    ours = names_of("ours", module)
    expected = {n: it for n, it in reference.items() if not is_foreign(n, it)}
    assert len(expected) >= 1
    found = {name: ours.get(name) for name in expected}
    for names in (expected, found):
        for name in {"__version__", "PRODUCT_ID"} & names.keys():  # with our suffix
            names[name] = re.sub(r"\+.*", "", names[name][1])
        if "__all__" in names:
            names["__all__"] = sorted(eval(names["__all__"][1]))
    assert found == expected
