"""Several scenarios in one process, one after another, which share a server of each kind.

Each argument is a scenario with its arguments: ``"connection_reuse uvicorn"``.
"""

from __future__ import annotations

import importlib

from tests.clients.scenarios.servers import Server, Servers


class SharedServers:
    """The servers of all scenarios, which start another only if one has been stopped."""

    def __init__(self, servers: Servers) -> None:
        self._servers = servers
        self._running: dict[str, Server] = {}

    def start(self, kind: str) -> Server:
        if kind not in self._running or not self._running[kind].is_running:
            self._running[kind] = self._servers.start(kind)
        return self._running[kind]


def run(servers: Servers, *scenarios: str) -> dict:
    shared = SharedServers(servers)
    answers = {}
    for scenario in scenarios:
        name, *arguments = scenario.split()
        module = importlib.import_module(f"tests.clients.scenarios.{name}")
        answers[scenario] = module.run(shared, *arguments)
    return answers
