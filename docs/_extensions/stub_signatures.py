"""Takes the signatures of the reference from the stubs.

Methods in Rust have no annotations, and those of the event classes are made for 0.16.0's
introspection. Overloads become one signature, whose parameters and result have all their types.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sphinx.application import Sphinx

PACKAGE = Path(__file__).resolve().parents[2] / "python" / "h11"
STUBS = ("_h11.pyi", "_events.pyi", "_limits.py")

#: Names of the stubs, and how a reader knows them.
SHOWN = {
    r"\b_Role\b": "Role",
    r"\b_Pairs\b": "Iterable[tuple[_Bytes, _Bytes]]",
    r"\b_HasBytes\b": "Request | InformationalResponse | Response | Data | EndOfMessage",
    r"\b_Bytes\b": "bytes | str",
    r"\bBuffer\b": "bytes",
    r"\b_T\b": "object",
}
EVENTS = [
    "Request",
    "InformationalResponse",
    "Response",
    "Data",
    "EndOfMessage",
    "ConnectionClosed",
]


def parts(annotation: ast.expr | None) -> list[str]:
    """The members of a union."""
    if annotation is None:
        return []
    if isinstance(annotation, ast.BinOp) and isinstance(annotation.op, ast.BitOr):
        return [*parts(annotation.left), *parts(annotation.right)]
    text = ast.unparse(annotation)
    for name, shown in SHOWN.items():
        text = re.sub(name, shown, text)
    return [text] if "[" in text else text.split(" | ")


def union(*annotations: ast.expr | None) -> str:
    """All members of some unions, each once, None last."""
    found = list(dict.fromkeys(part for annotation in annotations for part in parts(annotation)))
    if "Event" in found:  # the base class
        found = [part for part in found if part not in EVENTS]
    return " | ".join(sorted(found, key="None".__eq__))


def signature(functions: list[ast.FunctionDef]) -> tuple[str, str]:
    """The parameters and the result of a function, or of its overloads together."""
    groups: dict[str, list[ast.arg]] = {}
    defaults: dict[str, str] = {}
    keyword_only: set[str] = set()
    for function in functions:
        arguments = function.args
        positional = [*arguments.posonlyargs, *arguments.args]
        with_default = positional[len(positional) - len(arguments.defaults) :]
        for arg, value in zip(with_default, arguments.defaults):
            defaults.setdefault(arg.arg, ast.unparse(value))
        for arg, keyword_default in zip(arguments.kwonlyargs, arguments.kw_defaults):
            keyword_only.add(arg.arg)
            if keyword_default is not None:
                defaults.setdefault(arg.arg, ast.unparse(keyword_default))
        for arg in [*positional, *arguments.kwonlyargs]:
            if arg.arg != "self" and not arg.arg.startswith("_"):
                groups.setdefault(arg.arg, []).append(arg)
    shown = []
    for name, args in groups.items():
        if name in keyword_only and "*" not in shown:
            shown.append("*")
        text = f"{name}: {union(*(arg.annotation for arg in args))}"
        shown.append(f"{text} = {defaults[name]}" if name in defaults else text)
    return f"({', '.join(shown)})", union(*(function.returns for function in functions))


def read_stubs() -> dict[str, tuple[str, str]]:
    """`{"h11.Connection.send": (parameters, result)}`, for classes those of their `__init__`."""
    found: dict[str, tuple[str, str]] = {}
    bases: dict[str, list[str]] = {}
    for stub in STUBS:
        for node in ast.parse((PACKAGE / stub).read_text(encoding="utf-8")).body:
            if not isinstance(node, ast.ClassDef):
                continue
            bases[node.name] = [ast.unparse(base) for base in node.bases]
            methods: dict[str, list[ast.FunctionDef]] = {}
            for member in node.body:
                if isinstance(member, ast.FunctionDef):
                    methods.setdefault(member.name, []).append(member)
            for name, functions in methods.items():
                found[f"h11.{node.name}.{name}"] = signature(functions)
    for name, names in bases.items():
        for owner in [name, *names]:
            if init := found.get(f"h11.{owner}.__init__"):
                found.setdefault(f"h11.{name}", (init[0], ""))
    return found


def take_from_stubs(
    app: Sphinx, what: str, name: str, obj: object, options: Any, shown: str, result: str
) -> tuple[str, str] | None:
    if what not in ("class", "method"):
        return None  # attributes have no parameters
    return app.stub_signatures.get(name)  # type: ignore[attr-defined]


def setup(app: Sphinx) -> dict[str, Any]:
    app.stub_signatures = read_stubs()  # type: ignore[attr-defined]
    app.connect("autodoc-process-signature", take_from_stubs)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
