"""The arguments of the command, its exit status, and errors of files."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from typing import BinaryIO

import h11
from h11._command import about, codes, parse
from h11._command.output import Json, Output, Text

FAILED = 2
INTERRUPTED = 130  # as of a shell, for SIGINT

DESCRIPTION = "Show which h11 this is; parse HTTP/1.1 messages; explain error codes."
PARSE = """
Parse a file of HTTP/1.1 messages as one side of a connection receives them, and print one event
a line with the states of both sides. Ends with status 1 after an error.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: those of the command line by default.

    Returns:
        The exit status: 0, 1 for an error of the parsed messages or an unknown code, 2 if a file
        cannot be read or written, 130 after Ctrl-C.

    Raises:
        SystemExit: if the arguments are wrong, or help is asked for.
    """
    # Not a default of the parsers, since that of a subcommand would replace what is given before it.
    given = parser().parse_args(arguments, argparse.Namespace(json=False))
    try:
        status = run(given, Json(sys.stdout) if given.json else Text(sys.stdout))
        sys.stdout.flush()
        return status
    except BrokenPipeError:
        # The reader has seen enough. Python would complain when it flushes at exit.
        with open(os.devnull, "w") as nothing:
            os.dup2(nothing.fileno(), sys.stdout.fileno())
        return FAILED
    except OSError as error:
        print(f"h11: error: {described(error)}", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED


def run(given: argparse.Namespace, output: Output) -> int:
    if given.command == "parse":
        with opened(given.file) as source:
            return parse.run(source, given, output)
    if given.command == "codes":
        return codes.run(given.code, output)
    return about.run(output)


def opened(file: str) -> BinaryIO:
    if file != "-":
        return open(file, "rb")
    if sys.stdin is None:
        raise OSError("there is no standard input")
    return sys.stdin.buffer


def described(error: OSError) -> str:
    reason = error.strerror or str(error)
    return f"{error.filename}: {reason}" if error.filename else reason


def parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--json",
        action="store_true",
        default=argparse.SUPPRESS,
        help="print one JSON object per line",
    )
    made = argparse.ArgumentParser("python -m h11", description=DESCRIPTION, parents=[common])
    made.set_defaults(command=None)
    made.add_argument("--version", action="version", version=f"h11 {h11.__version__}")
    commands = made.add_subparsers(title="commands", metavar="COMMAND")

    sub = commands.add_parser(
        "parse", help="parse a file of messages", description=PARSE, parents=[common]
    )
    sub.set_defaults(command="parse")
    sub.add_argument("file", metavar="FILE", help="the messages; - is the standard input")
    role = sub.add_mutually_exclusive_group()
    role.add_argument(
        "--server", dest="role", action="store_const", const=h11.SERVER, help="parse requests"
    )
    role.add_argument(
        "--client",
        dest="role",
        action="store_const",
        const=h11.CLIENT,
        help="parse responses (the default if the first bytes are HTTP/ or ICY)",
    )
    sub.add_argument(
        "--method",
        dest="methods",
        metavar="M",
        action="append",
        type=method,
        help="the method of the request that is responded to (GET); repeat it for the following"
        " ones, the last is used for all others",
    )
    sub.add_argument(
        "--upgrade",
        action="store_true",
        help="assume that the requests proposed to switch protocols",
    )
    sub.add_argument(
        "--policy", choices=parse.POLICIES, help="the policy (that of H11_POLICY, or compatible)"
    )
    sub.add_argument(
        "--split", metavar="N", type=positive, help="receive N bytes at a time, such as 1"
    )

    sub = commands.add_parser(
        "codes",
        help="list or explain error codes",
        description="List all error codes, explain one, or list those with a word or a hint.",
        parents=[common],
    )
    sub.set_defaults(command="codes")
    sub.add_argument(
        "code", metavar="CODE", nargs="?", help="a code, a part of its meaning, or a hint"
    )
    return made


def method(text: str) -> str:
    try:
        h11.Request(method=text, target="/", headers=[("Host", "a")])
    except (h11.LocalProtocolError, UnicodeError):
        raise argparse.ArgumentTypeError(f"not a method: {text!r}") from None
    return text


def positive(text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"not a positive number: {text!r}")
    return int(text)
