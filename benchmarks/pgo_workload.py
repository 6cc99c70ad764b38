"""What `maturin build --pgo` trains with: the benchmark's workloads, under both policies.

    python -m benchmarks.pgo_workload [SHARE]

Each workload runs a fixed number of times, not for a fixed time, so that each build counts the
same. With a SHARE of that number, one process runs them under the policy that it has.
"""

import os
import subprocess
import sys
from itertools import repeat

from benchmarks import with_h11, worker

#: The share of the work that is done under each policy.
SHARES = {"compatible": 1, "strict": 0.2}

#: How often each runs for a share of 1: about half a second.
TIMES = {
    "server_cycle": 230_000,
    "server_keepalive": 310_000,
    "parse_request": 450_000,
    "parse_500_distinct": 730,
    "parse_100_headers": 67_000,
    "headers_len_only": 610_000,
    "cookies_8k": 350_000,
    "head_8k_byte_by_byte": 1_100,
    "pipelined_20": 20_000,
    "client_cycle": 270_000,
    "str_headers": 430_000,
    "upload_4mib": 47_000,
    "download_chunked_1mib": 9_300,
    "download_tiny_chunks": 2_600,
    "send_chunked_100": 43_000,
    "trailers": 210_000,
    "proxy_copy": 100_000,
}


def main():
    for policy, share in SHARES.items():
        subprocess.run(
            [sys.executable, "-m", "benchmarks.pgo_workload", str(share)],
            env={**os.environ, "H11_POLICY": policy, "PYTHONHASHSEED": "0"},
            check=True,
        )


def train(share):
    if wrong := worker.check(with_h11.WORKLOADS):
        sys.exit(f"wrong outcomes: {wrong}")
    if with_h11.WORKLOADS.keys() != TIMES.keys():
        sys.exit(f"not in one of the tables: {with_h11.WORKLOADS.keys() ^ TIMES.keys()}")
    for name, function in with_h11.WORKLOADS.items():
        for _ in repeat(None, int(TIMES[name] * share)):
            function()


if __name__ == "__main__":
    train(float(sys.argv[1])) if sys.argv[1:] else main()
