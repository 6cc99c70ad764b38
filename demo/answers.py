"""The checked conversation, held in both environments and compared."""

import json

from demo.server import Server
from tools.processes import Failure, run
from tools.table import render


def hold_conversations(progress, environments):
    """Serve and fetch in each environment; fail on any wrong or differing answer."""
    results = {}
    for environment in environments:
        with Server(environment, "h11", "asyncio") as server:
            title = f"uvicorn and httpx on h11 {check_version(environment, server)}"
            with progress.task(title):
                script = [environment.python, "-m", "demo.conversation", server.port]
                lines = run(script, timeout=120).splitlines()
        results[environment.name] = [json.loads(line) for line in lines]
    first, second = (environment.name for environment in environments)
    pairs = list(zip(results[first], results[second]))
    rows = [[a["name"], verdict(a), verdict(b), agreement(a, b)] for a, b in pairs]
    print("\n" + render("Answers checked", ["check", first, second, "both"], rows))
    problems = [
        f"{result['name']} ({name}): {result['wrong']}"
        for name in (first, second)
        for result in results[name]
        if result["wrong"]
    ]
    problems += [f"{a['name']}: the two answers differ" for a, b in pairs if differ(a, b)]
    if problems:
        raise Failure("wrong answers:\n" + "\n".join(problems))
    if not pairs or len(results[first]) != len(results[second]):
        raise Failure("the two conversations are not of the same length")


def check_version(environment, server):
    """The h11 that serves must be the one installed: its version, and what it is made of."""
    installed, serving = environment.versions("h11")["h11"], server.about["h11"]
    if installed != serving:
        raise Failure(f"h11 {installed} is installed, but {serving} serves")
    if "+rust" in serving and not server.about["compiled"]:
        raise Failure(f"h11 {serving} serves without its compiled part")
    return serving + (" (compiled)" if server.about["compiled"] else " (pure Python)")


def verdict(result):
    return "WRONG" if result["wrong"] else "ok"


def differ(a, b):
    return not (a["wrong"] or b["wrong"]) and a["digest"] != b["digest"]


def agreement(a, b):
    if a["wrong"] or b["wrong"]:
        return "-"
    return "DIFFER" if differ(a, b) else "identical"
