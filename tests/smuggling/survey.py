"""Asks servers what they make of the requests of the table, and writes it down.

    python -m tests.smuggling.survey

Each request is sent on its own connection with another after it (see `case.SENTINEL`), and the
answers tell what the server has heard. The outcome is kept in docs/smuggling.json, of which
docs/smuggling.md shows the tables.
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

#: A server that says nothing for so long waits for more. All that can be known of it is that it
#: says nothing.
QUIET_SECONDS = 2
AT_ONCE = 8


def main() -> None:
    survey = Survey(datetime.date.today().isoformat())
    requests = [(family, case) for family, case in CASES if case.is_request]
    for program in PROGRAMS:
        try:
            version = program.version()
            with program.running() as connect, ThreadPoolExecutor(AT_ONCE) as threads:
                found = list(threads.map(lambda row: ask(connect, row[1]), requests))
        except Missing as why:
            print(f"{program.name}: not asked, {why}", flush=True)
            survey.missing[program.name] = str(why)
            continue
        survey.versions[program.name] = version
        for (family, case), outcome in zip(requests, found):
            survey.note(program.name, family, case, outcome)
        print(f"{program.name} {version}: {len(found)} requests", flush=True)
    survey.save(KEPT)
    write(survey)


def ask(connect: Callable[[], socket.socket], case: Case) -> Outcome:
    """What a server makes of a request."""
    with connect() as connection:
        connection.settimeout(QUIET_SECONDS)
        answer, ended = converse(connection, case.wire + SENTINEL)
    messages, refusal = heard(answer)
    if messages[-1:] == ["GET /end"]:
        return Outcome(tuple(messages[:-1]))
    if refusal is None and not ended:
        refusal = "waits"
    elif refusal is None and not any(" /end" in message for message in messages[-1:]):
        refusal = "closes"  # before it has come to the request that asks for it
    return Outcome(tuple(messages), refusal or "")


def converse(connection: socket.socket, request: bytes) -> tuple[bytes, bool]:
    """All that is answered, and whether the server then closed the connection."""
    answer = b""
    try:
        connection.sendall(request)
        while piece := connection.recv(65536):
            answer += piece
    except socket.timeout:
        return answer, False
    except ConnectionError:  # closed with bytes unread
        pass
    return answer, True


class Replay(io.BytesIO):
    """What was answered, as a socket from which responses can be read one by one."""

    def makefile(self, *mode: object) -> Replay:
        return self

    def close(self) -> None:
        pass


def heard(answer: bytes) -> tuple[list[str], str | None]:
    """The messages that the server says it has heard, and the status by which it refused one."""
    replay = Replay(answer)
    messages: list[str] = []
    while replay.tell() < len(answer):
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
