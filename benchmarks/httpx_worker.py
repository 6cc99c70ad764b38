"""A persistent process that GETs a page with httpx, over a persistent connection.

    python -m benchmarks.httpx_worker PORT

It verifies the status and content of every response, and the fields of the first one. See
tools/workers.py for the protocol.
"""

import json
import sys
import time

import h11
import httpx

from benchmarks.messages import PAGE, PAGE_FIELDS


def get(client):
    response = client.get("/")
    if response.status_code != 200 or response.content != PAGE:
        sys.exit(f"error: a wrong answer: {response.status_code} {response.content[:80]!r}")
    return response


def main():
    address = f"http://127.0.0.1:{int(sys.argv[1])}"
    with httpx.Client(base_url=address, trust_env=False) as client:
        fields = get(client).headers.raw
        if fields != PAGE_FIELDS:
            sys.exit(f"error: other fields: {fields}")
        print(json.dumps({"h11": h11.__version__}), flush=True)
        for line in sys.stdin:
            began = time.perf_counter()
            for _ in range(int(line)):
                get(client)
            print(time.perf_counter() - began, flush=True)


if __name__ == "__main__":
    main()
