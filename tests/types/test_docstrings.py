"""Every public name is documented where `help` looks, with an example that works."""

from __future__ import annotations

import ast
import doctest
import inspect
import re
from pathlib import Path

import h11
import pytest

PUBLIC = sorted(name for name in vars(h11) if name[0] != "_")
CLASSES_WITH_MEMBERS = (h11.Connection, h11.Headers)
MEMBERS = {
    f"{owner.__name__}.{name}": inspect.getattr_static(owner, name)
    for owner in CLASSES_WITH_MEMBERS
    for name in dir(owner)
    if name[0] != "_"
}
METHODS = {name: member for name, member in MEMBERS.items() if callable(member)}
RAISING = {
    "Connection": ["ValueError", "TypeError", "RuntimeError"],
    "Connection.receive_data": ["RuntimeError", "TypeError"],
    "Connection.next_event": ["RemoteProtocolError"],
    "Connection.send": ["LocalProtocolError", "TypeError"],
    "Connection.send_with_data_passthrough": ["LocalProtocolError", "TypeError"],
    "Connection.start_next_cycle": ["LocalProtocolError"],
    "Headers": ["LocalProtocolError"],
    "Headers.index": ["ValueError"],
    "Request": ["LocalProtocolError", "TypeError", "ValueError"],
    "InformationalResponse": ["LocalProtocolError", "TypeError", "ValueError"],
    "Response": ["LocalProtocolError", "TypeError", "ValueError"],
    "EndOfMessage": ["LocalProtocolError", "TypeError", "ValueError"],
    "ProtocolError": ["TypeError"],
    "Limits": ["TypeError", "ValueError"],
}
#: Names that RFC 9110 and RFC 9112 do not define.
NOT_IN_THE_RFC = {
    "Connection.our_role",
    "Connection.their_role",
    "Connection.states",
    "Connection.our_state",
    "Connection.their_state",
    "ERROR",
    "Event",
    "Headers.count",
    "Headers.index",
    "IDLE",
    "LocalProtocolError",
    "NEED_DATA",
}


def docstrings() -> dict[str, str]:
    found = {name: getattr(h11, name) for name in PUBLIC if name != "PRODUCT_ID"}
    texts = {name: inspect.getdoc(item) or "" for name, item in {**found, **MEMBERS}.items()}
    return {**texts, "PRODUCT_ID": docstring_of_constant("PRODUCT_ID")}


def docstring_of_constant(name: str) -> str:
    """A str cannot have a docstring; tools find the string after the assignment."""
    body = ast.parse(Path(h11.__file__).read_text(encoding="utf-8")).body
    for statement, following in zip(body, body[1:]):
        if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == name:
            assert isinstance(following, ast.Expr)
            return inspect.cleandoc(ast.literal_eval(following.value))
    raise LookupError(name)


DOCSTRINGS = docstrings()


def test_all_public_names_are_checked():
    beside_all = {"Headers", "Limits", "MIGHT_SWITCH_PROTOCOL", "PRODUCT_ID"}
    assert set(h11.__all__) | beside_all == set(PUBLIC)
    assert {"Connection.send", "Connection.trailing_data", "Headers.raw_items"} < set(MEMBERS)


@pytest.mark.parametrize("name", DOCSTRINGS)
def test_the_example_works(name):
    example = doctest.DocTestParser().get_doctest(
        DOCSTRINGS[name], {"h11": h11}, name, filename=None, lineno=0
    )
    assert example.examples, "there is no example"
    said: list[str] = []
    result = doctest.DocTestRunner(verbose=False).run(example, out=said.append)
    assert result.failed == 0, "".join(said)


@pytest.mark.parametrize("name", DOCSTRINGS)
def test_docstrings_name_the_rfc_section(name):
    names_one = "RFC 9110 section" in DOCSTRINGS[name] or "RFC 9112" in DOCSTRINGS[name]
    assert names_one is (name not in NOT_IN_THE_RFC)


@pytest.mark.parametrize("name", RAISING)
def test_docstrings_name_the_errors(name):
    assert [error for error in RAISING[name] if error not in DOCSTRINGS[name]] == []


@pytest.mark.parametrize("name", METHODS)
def test_docstrings_name_the_parameters(name):
    first, *others = inspect.signature(METHODS[name]).parameters
    assert first == "self"
    for parameter in others:
        assert re.search(
            rf"^    {parameter}( \(.*\))?:|\*{parameter}\*", DOCSTRINGS[name], re.MULTILINE
        )


@pytest.mark.parametrize("name", [n for n in PUBLIC if isinstance(getattr(h11, n), type)])
def test_each_class_has_a_signature(name):
    """Sentinels are classes too; their signature is that of the metaclass."""
    assert inspect.signature(getattr(h11, name)) is not None


@pytest.mark.parametrize(
    "name",
    ["Connection", "Request", "InformationalResponse", "Response", "Data", "EndOfMessage"],
)
def test_docstrings_of_classes_name_the_parameters(name):
    public = [p for p in inspect.signature(getattr(h11, name)).parameters if p[0] != "_"]
    for parameter in public:
        assert re.search(rf"^    {parameter}( \(\w+\))?:", DOCSTRINGS[name], re.MULTILINE)
