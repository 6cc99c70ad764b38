"""Runs the checked requests in both environments and compares the responses."""

import json

from demo.server import Server
from demo.throughput import TITLES
from tools.processes import Failure, run
from tools.table import render


def compare_responses(progress, environments):
    """Serve and fetch in each environment; fail on any wrong or differing response."""
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
    columns = ["check", *(TITLES[name] for name in (first, second)), "each other"]
    print("\n" + render("Verified responses, and compared except for Date", columns, rows))
    problems = [
        f"{result['name']} ({name}): {result['wrong']}"
        for name in (first, second)
        for result in results[name]
        if result["wrong"]
    ]
    problems += [f"{a['name']}: the two responses differ" for a, b in pairs if differ(a, b)]
    if problems:
        raise Failure("wrong responses:\n" + "\n".join(problems))
    if not pairs or len(results[first]) != len(results[second]):
        raise Failure("the two runs have different numbers of checks")


def check_version(environment, server):
    """Check that the serving h11 is the installed one: its version and its implementation."""
    installed, serving = environment.versions("h11")["h11"], server.about["h11"]
    if installed != serving:
        raise Failure(f"h11 {installed} is installed, but {serving} serves")
    if "+rust" in serving and not server.about["compiled"]:
        raise Failure(f"h11 {serving} serves without its compiled part")
    return serving


def verdict(result):
    return "WRONG" if result["wrong"] else "ok"


def differ(a, b):
    return not (a["wrong"] or b["wrong"]) and a["digest"] != b["digest"]


def agreement(a, b):
    if a["wrong"] or b["wrong"]:
        return "-"
    return "DIFFER" if differ(a, b) else "identical"
