"""Sends the requests of the table to other servers, and records the outcome.

    python -m tests.smuggling.survey

Each request is sent on its own connection, followed by another (see `case.SENTINEL`), and the
responses show what the server has parsed. The outcome is stored in docs/smuggling.json, from which
the tables in docs/smuggling.md are generated.
"""

from __future__ import annotations

import datetime
import http.client
import io
import socket
from concurrent.futures import ThreadPoolExecutor
from typing import Callable

from .case import SENTINEL, Case, Outcome
from .cases import CASES
from .page import KEPT, Survey, write
from .programs import PROGRAMS, Missing

#: A server that is silent for this time waits for more data, as far as one can know.
QUIET_SECONDS = 2
AT_ONCE = 8


def main() -> None:
    survey = Survey(datetime.date.today().isoformat())
    requests = [(family, case) for family, case in CASES if case.is_request]
    for program in PROGRAMS:
        try:
            version = program.version()
            with program.running() as connect, ThreadPoolExecutor(AT_ONCE) as threads:
                found = list(threads.map(lambda row: send(connect, row[1]), requests))
        except Missing as why:
            print(f"{program.name}: skipped, {why}", flush=True)
            survey.missing[program.name] = str(why)
            continue
        survey.versions[program.name] = version
        for (family, case), outcome in zip(requests, found):
            survey.note(program.name, family, case, outcome)
        print(f"{program.name} {version}: {len(found)} requests", flush=True)
    survey.save(KEPT)
    write(survey)


def send(connect: Callable[[], socket.socket], case: Case) -> Outcome:
    """Return the outcome of a request with a server."""
    with connect() as connection:
        connection.settimeout(QUIET_SECONDS)
        received, ended = exchange(connection, case.wire + SENTINEL)
    messages, rejection = parsed_messages(received)
    if messages[-1:] == ["GET /end"]:
        return Outcome(tuple(messages[:-1]))
    if rejection is None and not ended:
        rejection = "waits"
    elif rejection is None and not any(" /end" in message for message in messages[-1:]):
        rejection = "closes"  # before it has parsed the request that asks for it
    return Outcome(tuple(messages), rejection or "")


def exchange(connection: socket.socket, request: bytes) -> tuple[bytes, bool]:
    """Return all responses, and whether the server then closed the connection."""
    received = b""
    try:
        connection.sendall(request)
        while piece := connection.recv(65536):
            received += piece
    except socket.timeout:
        return received, False
    except ConnectionError:  # closed with unread bytes
        pass
    return received, True


class Replay(io.BytesIO):
    """The responses as a socket, for reading them one by one."""

    def makefile(self, *mode: object) -> Replay:
        return self

    def close(self) -> None:
        pass


def parsed_messages(received: bytes) -> tuple[list[str], str | None]:
    """The messages that the server reports, and the status with which it rejected one."""
    replay = Replay(received)
    messages: list[str] = []
    while replay.tell() < len(received):
        response = http.client.HTTPResponse(replay)  # type: ignore[arg-type]
        try:
            response.begin()
            content = response.read()
        except http.client.HTTPException:
            return messages, "no HTTP/1"
        if response.status != 200:
            return messages, str(response.status)
        messages.append(content.decode("latin-1").removesuffix(" "))
    return messages, None


if __name__ == "__main__":
    main()
