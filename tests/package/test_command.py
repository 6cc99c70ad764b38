"""`python -m h11`: what it says about the package and the codes, and how it fails."""

from __future__ import annotations

import importlib
import io
import json
import os
import subprocess
import sys

import h11
import pytest

from .codes import ROWS
from .command import objects, run

pytestmark = pytest.mark.differs("0.16.0 has no command")

COMMAND = [sys.executable, "-m", "h11"]


def test_build():
    assert h11.__build__ == {
        "core": "rust",
        "profile": h11.__build__["profile"],
        "debug": h11.__build__["debug"],
    }
    assert {type(h11.__build__[name]) for name in ("profile", "debug")} == {bool}


def about(**variables: str) -> dict:
    environment = {k: v for k, v in os.environ.items() if k != "H11_POLICY"} | variables
    done = subprocess.run(
        [*COMMAND, "--json"], env=environment, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def test_the_package_for_programs():
    values = about()
    assert values["version"] == h11.__version__
    assert values["build"] == h11.__build__
    assert (values["policy"], values["policy_from"]) == ("compatible", None)
    assert values["location"] == os.path.dirname(h11.__file__)


def test_the_policy_of_the_environment():
    values = about(H11_POLICY="strict")
    assert (values["policy"], values["policy_from"]) == ("strict", "H11_POLICY")


def test_the_package_for_people(monkeypatch):
    monkeypatch.delenv("H11_POLICY", raising=False)
    status, printed, _ = run()
    assert status == 0
    assert printed.startswith(f"h11 {h11.__version__}\ncore            compiled (Rust), ")
    assert "\ndefault policy  compatible (H11_POLICY is not set)\n" in printed
    assert printed.endswith(f"location        {os.path.dirname(h11.__file__)}\n")
    monkeypatch.setenv("H11_POLICY", "compatible")
    assert "\ndefault policy  compatible (from H11_POLICY)\n" in run()[1]


@pytest.mark.parametrize(
    ("build", "text"),
    [
        ({"profile": True, "debug": False}, "compiled (Rust), optimized with a profile"),
        ({"profile": False, "debug": False}, "without a profile: about a quarter slower"),
        ({"profile": False, "debug": True}, "for debugging: slow"),
    ],
)
def test_the_kinds_of_builds(monkeypatch, build, text):
    monkeypatch.setattr(h11, "__build__", {"core": "rust", **build})
    assert text in run()[1]


@pytest.mark.parametrize(
    "arguments", [("--json", "codes", "bare-lf"), ("codes", "--json", "bare-lf")]
)
def test_json_before_and_after_the_command(arguments):
    _, printed, _ = run(*arguments)
    assert json.loads(printed)["code"] == "bare-lf"


def test_all_codes():
    assert [tuple(row.values()) for row in objects("codes")] == [row[:5] for row in ROWS.values()]
    status, printed, _ = run("codes")
    assert (status, len(printed.splitlines())) == (0, len(ROWS))


def test_one_code():
    assert run("codes", "bare-lf") == (
        0,
        "bare-lf: line terminated by LF without CR\n"
        "hint      400, as the status of a response\n"
        "enforced  under the policy strict\n"
        "rule      RFC 9112 section 2.2, https://www.rfc-editor.org/rfc/rfc9112#section-2.2\n",
        "",
    )
    [row] = objects("codes", "bare-lf")
    assert row["code"] == "bare-lf"


def test_codes_with_a_word():
    named = [row["code"] for row in objects("codes", "host")]
    assert named == ["host-missing", "host-repeated", "host-malformed"]


def test_an_unknown_code():
    assert run("codes", "nope") == (1, "", "h11: error: no code or meaning contains 'nope'\n")


@pytest.mark.parametrize("code", ROWS)
def test_each_code_can_be_explained(code):
    status, printed, _ = run("codes", code)
    assert status == 0
    assert printed.startswith(f"{code}: {ROWS[code].meaning}\n")


def test_a_missing_file():
    assert run("parse", "no-such-file") == (
        2,
        "",
        "h11: error: no-such-file: No such file or directory\n",
    )


def test_a_folder(tmp_path):
    status, _, complaint = run("parse", str(tmp_path))
    assert (status, complaint.count("\n")) == (2, 1)


def test_a_file(tmp_path):
    (tmp_path / "message").write_bytes(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    status, printed, _ = run("parse", str(tmp_path / "message"))
    assert (status, len(printed.splitlines())) == (0, 4)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--method", "GE T", "-"], "not a method: 'GE T'"),
        (["--method", "\xe9", "-"], "not a method: '\xe9'"),
        (["--split", "0", "-"], "not a positive number: '0'"),
        (["--split", "-1", "-"], "not a positive number: '-1'"),
        (["--policy", "lax", "-"], "invalid choice: 'lax'"),
        (["--client", "--server", "-"], "not allowed with argument"),
        ([], "the following arguments are required: FILE"),
    ],
)
def test_wrong_arguments(arguments, complaint):
    status, printed, complained = run("parse", *arguments)
    assert (status, printed) == (2, "")
    assert complaint in complained.splitlines()[-1]


def test_no_standard_input(monkeypatch):
    from h11._command.main import main

    monkeypatch.setattr(sys, "stdin", None)
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    assert main(["parse", "-"]) == 2
    assert sys.stderr.getvalue() == "h11: error: there is no standard input\n"


def test_an_import_of_the_command_does_not_run_it():
    importlib.import_module("h11.__main__")


def test_an_interrupt(monkeypatch):
    from h11._command import about, main

    def interrupted(output):
        raise KeyboardInterrupt

    monkeypatch.setattr(about, "run", interrupted)
    assert main.main([]) == 130


class Terminal(io.StringIO):
    """A file of lines of a certain width."""

    def isatty(self) -> bool:
        return True


def test_lines_are_as_wide_as_a_terminal(monkeypatch):
    from h11._command.main import main

    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setattr(sys, "stdout", Terminal())
    assert main(["codes"]) == 0
    lines = sys.stdout.getvalue().splitlines()
    assert {len(line) for line in lines} == {40}
    assert all(line.endswith("...") for line in lines)


@pytest.mark.skipif(sys.platform == "win32", reason="pipes break otherwise")
def test_a_reader_that_has_seen_enough(tmp_path):
    stream = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n" * 5000
    (tmp_path / "messages").write_bytes(stream)
    command = [*COMMAND, "parse", str(tmp_path / "messages")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 2


@pytest.mark.skipif(sys.platform == "win32", reason="a child's memory is measured by resource")
def test_the_size_of_the_stream_does_not_matter(tmp_path):
    """64 MiB of content in at most 16 MiB more than a short stream takes."""
    script = """
import resource, sys
from h11._command.main import main
main(["parse", sys.argv[1]])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)
"""
    used = []
    for size in (1, 1 << 26):
        file = tmp_path / f"{size}"
        with file.open("wb") as out:
            out.write(b"PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n" % size)
            out.truncate(out.tell() + size)
        done = subprocess.run(
            [sys.executable, "-c", script, str(file)], capture_output=True, text=True, check=True
        )
        used.append(int(done.stderr) * (1 if sys.platform == "darwin" else 1024))
    assert used[1] - used[0] < 16 << 20
