"""Run one scenario and print its transcript: ``python -m tests.clients.scenarios NAME ARGUMENTS...``."""

from __future__ import annotations

import importlib
import json
import sys
from contextlib import closing

from tests.clients.scenarios.servers import Servers
from tests.clients.scenarios.transcript import comparable, h11_in_use


def main() -> None:
    name, *arguments = sys.argv[1:]
    scenario = importlib.import_module(f"tests.clients.scenarios.{name}")
    with closing(Servers()) as servers:
        answers = scenario.run(servers, *arguments)
    transcript = {
        "client": h11_in_use(),
        "servers": [server.h11 for server in servers.started],
        "complaints": comparable([server.complaints() for server in servers.started]),
        "answers": comparable(answers),
    }
    json.dump(transcript, sys.stdout)


if __name__ == "__main__":
    main()
