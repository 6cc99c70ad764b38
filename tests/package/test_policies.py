"""The policy of a connection is set by an argument, or by `H11_POLICY` in the environment."""

from __future__ import annotations

import inspect
import os
import subprocess
import sys

import h11
import pytest

from .driver import client, feed, server

pytestmark = pytest.mark.differs("0.16.0 has no policies")

ROLES = [h11.CLIENT, h11.SERVER]
every_role = pytest.mark.parametrize("role", ROLES, ids=repr)

# A request and a response that distinguish the policies.
LAX_REQUEST = b"GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"
RAW_REQUEST = b"GET /\xe4 HTTP/1.1\r\nHost: a\r\n\r\n"
LAX_RESPONSE = b"HTTP/1.1 204 \r\nA: \x01\r\n\r\n"
SLOPPY_RESPONSE = b"HTTP/1.1 204 \r\nA : b\r\n\r\n"


def code(connection: h11.Connection, wire: bytes) -> str | None:
    return feed(connection, [wire]).code


@pytest.mark.parametrize(
    ("policy", "lax", "raw"),
    [
        ("compatible", None, "request-line-malformed"),
        ("strict", "host-malformed", "request-line-malformed"),
        ("lenient", None, None),
    ],
)
def test_servers(policy, lax, raw):
    assert code(server(policy=policy), LAX_REQUEST) == lax
    assert code(server(policy=policy), RAW_REQUEST) == raw


@pytest.mark.parametrize(
    ("policy", "unusual", "sloppy"),
    [
        ("compatible", None, "field-line-malformed"),
        ("strict", "field-value-control", "field-line-malformed"),
        ("lenient", None, None),
    ],
)
def test_clients(policy, unusual, sloppy):
    assert code(client(policy=policy), LAX_RESPONSE) == unusual
    assert code(client(policy=policy), SLOPPY_RESPONSE) == sloppy


@every_role
@pytest.mark.parametrize(
    "policy", ["", "Strict", "strict ", "default", "none", "\udcff", "str\0ict"]
)
def test_unknown_names(role, policy):
    with pytest.raises(ValueError, match="must be 'compatible', 'strict' or 'lenient', not"):
        h11.Connection(role, policy=policy)


@every_role
@pytest.mark.parametrize("policy", [1, True, b"strict", ["strict"], object(), h11.Data])
def test_invalid_names(role, policy):
    with pytest.raises(TypeError, match="policy must be a str"):
        h11.Connection(role, policy=policy)


@every_role
def test_both_are_keywords(role):
    with pytest.raises(TypeError):
        h11.Connection(role, 16384, "strict")
    with pytest.raises(TypeError):
        h11.Connection(role, 16384, polcy="strict")
    kinds = {name: p.kind for name, p in inspect.signature(h11.Connection).parameters.items()}
    assert kinds["policy"] == kinds["limits"] == inspect.Parameter.KEYWORD_ONLY


def test_a_subclass_of_str_is_accepted():
    class Name(str):
        pass

    assert code(server(policy=Name("strict")), LAX_REQUEST) == "host-malformed"


def test_subclasses():
    class Mine(h11.Connection):
        pass

    class Strict(h11.Connection):
        def __init__(self, role) -> None:
            super().__init__(role, policy="strict")

    for connection in (Mine(h11.SERVER, policy="strict"), Strict(h11.SERVER)):
        assert code(connection, LAX_REQUEST) == "host-malformed"
    assert code(Mine(h11.SERVER), LAX_REQUEST) is None


def test_it_applies_to_all_cycles():
    connection = server(policy="strict")
    good = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
    transcript = feed(connection, [good + good + LAX_REQUEST])
    assert (len(transcript.heads), transcript.code) == (2, "host-malformed")


# ---- The environment variable

SCRIPT = """
import h11

def code(connection, wire):
    if connection.our_role is h11.CLIENT:
        connection.send(h11.Request(method="GET", target="/", headers=[("Host", "a")]))
        connection.send(h11.EndOfMessage())
    connection.receive_data(wire)
    try:
        connection.next_event()
    except h11.RemoteProtocolError as error:
        return error.code

def show(**settings):
    server, client = h11.Connection(h11.SERVER, **settings), h11.Connection(h11.CLIENT, **settings)
    print(code(server, %(LAX_REQUEST)r), code(client, %(LAX_RESPONSE)r))
    server, client = h11.Connection(h11.SERVER, **settings), h11.Connection(h11.CLIENT, **settings)
    print(code(server, %(RAW_REQUEST)r), code(client, %(SLOPPY_RESPONSE)r))

""" % {name: value for name, value in globals().items() if name.endswith(("REQUEST", "RESPONSE"))}

COMPATIBLE = ["None None", "request-line-malformed field-line-malformed"]
STRICT = ["host-malformed field-value-control", "request-line-malformed field-line-malformed"]
LENIENT = ["None None", "None None"]


def run(variable: str | None, script: str) -> subprocess.CompletedProcess:
    environment = {name: value for name, value in os.environ.items() if name != "H11_POLICY"}
    if variable is not None:
        environment["H11_POLICY"] = variable
    return subprocess.run(
        [sys.executable, "-c", script],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )


def shown(variable: str | None, script: str) -> list[str]:
    done = run(variable, SCRIPT + script)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.mark.parametrize(
    ("variable", "expected"),
    [(None, COMPATIBLE), ("compatible", COMPATIBLE), ("strict", STRICT), ("lenient", LENIENT)],
)
def test_the_variable_sets_the_default(variable, expected):
    assert shown(variable, "show()") == expected


@pytest.mark.parametrize("variable", ["strict", "lenient"])
def test_an_argument_overrides_the_variable(variable):
    assert shown(variable, "show(policy='compatible')") == COMPATIBLE


def test_limits_do_not_change_the_policy():
    assert shown("strict", "show(limits=h11.Limits(max_fields=9))") == STRICT
    assert shown("strict", "show(limits=None)") == STRICT


def test_the_variable_is_read_once():
    """At import: changing the environment later has no effect."""
    change = "import os; os.environ['H11_POLICY'] = 'nonsense'; show()"
    assert shown("strict", change) == STRICT
    assert shown(None, change) == COMPATIBLE
    assert shown("", change) == COMPATIBLE  # as if it were not set


@pytest.mark.parametrize("variable", ["nonsense", "Strict", "strict ", "compatible,strict"])
def test_an_unknown_value_is_an_error_at_import(variable):
    done = run(variable, "import h11")
    assert done.returncode == 1
    last = done.stderr.splitlines()[-1]
    assert last.startswith(
        "ValueError: H11_POLICY must be 'compatible', 'strict' or 'lenient', not"
    )
    assert repr(variable)[1:-1] in last


@pytest.mark.skipif(sys.platform == "win32", reason="variables are text there")
def test_an_undecodable_value_is_an_error():
    done = run("\udcff", "import h11")
    assert (done.returncode, "H11_POLICY must be" in done.stderr) == (1, True)
