"""The public names of the package, and the attributes that tools read."""

from __future__ import annotations

import importlib
import importlib.metadata
import inspect
import pickle
import subprocess
import sys
from pathlib import Path

import h11
import pytest

PUBLIC = {
    "_connection": ["Connection", "NEED_DATA", "PAUSED"],
    "_events": [
        "Event",
        "Request",
        "InformationalResponse",
        "Response",
        "Data",
        "EndOfMessage",
        "ConnectionClosed",
    ],
    "_state": [
        "CLIENT",
        "SERVER",
        "IDLE",
        "SEND_RESPONSE",
        "SEND_BODY",
        "DONE",
        "MUST_CLOSE",
        "CLOSED",
        "SWITCHED_PROTOCOL",
        "ERROR",
    ],
    "_util": ["ProtocolError", "LocalProtocolError", "RemoteProtocolError"],
}
AT_HOME = [(module, name) for module, names in PUBLIC.items() for name in names]

PRIVATE_MODULES = [
    "_abnf",
    "_connection",
    "_events",
    "_headers",
    "_readers",
    "_receivebuffer",
    "_state",
    "_util",
    "_version",
    "_writers",
]


def test_all_names_the_public_api():
    assert sorted(h11.__all__) == sorted(name for _, name in AT_HOME)


def test_star_import_gives_exactly_all():
    namespace = {}
    exec("from h11 import *", namespace)
    del namespace["__builtins__"]
    assert sorted(namespace) == sorted(h11.__all__)


def test_might_switch_protocol_is_public_though_not_in_all():
    """An oversight of 0.16.0 on which programs rely in either form."""
    assert "MIGHT_SWITCH_PROTOCOL" not in h11.__all__
    assert h11.MIGHT_SWITCH_PROTOCOL is h11._state.MIGHT_SWITCH_PROTOCOL


@pytest.mark.parametrize(("module", "name"), AT_HOME)
def test_classes_have_the_modules_of_0_16_0(module, name):
    """Logs, filters and pickles use these names."""
    public = getattr(h11, name)
    assert (public.__module__, public.__qualname__) == (f"h11.{module}", name)
    assert getattr(importlib.import_module(f"h11.{module}"), name) is public
    assert pickle.loads(pickle.dumps(public)) is public


def test_version_is_that_of_the_distribution():
    assert h11.__version__ == h11._version.__version__ == importlib.metadata.version("h11")


def test_version_satisfies_requirements_for_0_16():
    assert h11.__version__.split("+")[0] == "0.16.0"


def test_product_id_names_library_and_version():
    assert f"python-h11/{h11.__version__}" == h11.PRODUCT_ID


def test_py_typed_is_installed():
    """Without it type checkers ignore the package."""
    assert (Path(h11.__file__).parent / "py.typed").is_file()


def test_private_modules_are_attributes_after_a_plain_import():
    """In a separate process, in which no test has imported them."""
    question = "import h11; print([n for n in dir(h11) if n[:1] == '_' and n[:2] != '__'])"
    answer = subprocess.run(
        [sys.executable, "-c", question], check=True, capture_output=True, text=True
    )
    assert set(PRIVATE_MODULES) <= set(eval(answer.stdout))


@pytest.mark.parametrize("name", PRIVATE_MODULES)
def test_private_modules_can_be_imported(name):
    """Frozen applications list them by name."""
    assert importlib.import_module(f"h11.{name}") is getattr(h11, name)


def parameters(callable_):
    """Names, kinds and defaults: the part of a signature that calls depend on."""
    empty = inspect.Parameter.empty
    return [
        (parameter.name, parameter.kind.name, parameter.default)
        if parameter.default is not empty
        else (parameter.name, parameter.kind.name)
        for parameter in inspect.signature(callable_).parameters.values()
        if parameter.name not in ("self", "_parsed", *ADDED)
    ]


#: Parameters that 0.16.0 does not have; they are optional, and follow those that it has.
ADDED = ("policy", "limits", "code", "offending", "field")

POSITIONAL, KEYWORD = "POSITIONAL_OR_KEYWORD", "KEYWORD_ONLY"
RESPONSE = [
    ("headers", KEYWORD),
    ("status_code", KEYWORD),
    ("http_version", KEYWORD, b"1.1"),
    ("reason", KEYWORD, b""),
]
SIGNATURES = [
    (h11.Connection, [("our_role", POSITIONAL), ("max_incomplete_event_size", POSITIONAL, 16384)]),
    (h11.Connection.receive_data, [("data", POSITIONAL)]),
    (h11.Connection.next_event, []),
    (h11.Connection.send, [("event", POSITIONAL)]),
    (h11.Connection.send_with_data_passthrough, [("event", POSITIONAL)]),
    (h11.Connection.send_failed, []),
    (h11.Connection.start_next_cycle, []),
    (
        h11.Request,
        [
            ("method", KEYWORD),
            ("headers", KEYWORD),
            ("target", KEYWORD),
            ("http_version", KEYWORD, b"1.1"),
        ],
    ),
    (h11.InformationalResponse, RESPONSE),
    (h11.Response, RESPONSE),
    (
        h11.Data,
        [
            ("data", POSITIONAL),
            ("chunk_start", POSITIONAL, False),
            ("chunk_end", POSITIONAL, False),
        ],
    ),
    (h11.EndOfMessage, [("headers", KEYWORD, None)]),
    (h11.ConnectionClosed, []),
    (h11.LocalProtocolError, [("msg", POSITIONAL), ("error_status_hint", POSITIONAL, 400)]),
    (h11.RemoteProtocolError, [("msg", POSITIONAL), ("error_status_hint", POSITIONAL, 400)]),
]


@pytest.mark.parametrize(("callable_", "expected"), SIGNATURES)
def test_signatures(callable_, expected):
    assert parameters(callable_) == expected


@pytest.mark.parametrize(
    "public",
    [h11.Connection, *(getattr(h11, name) for name in PUBLIC["_events"])],
)
def test_classes_are_documented(public):
    assert inspect.getdoc(public)
