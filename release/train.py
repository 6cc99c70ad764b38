"""Lets an instrumented h11 do what programs do with it: the benchmark's workloads.

python -m release.train DIRECTORY_OF_THE_INSTALLED_PACKAGE SHARE

What is counted is the same each time, and with it the extension module, if it is built
in the same place: so each workload is done a number of times, and not for a time.
"""

import sys
from itertools import repeat

sys.path.insert(0, sys.argv[1])

from benchmarks import with_h11, worker

#: How often each is done for a share of 1: about half a second.
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

if wrong := worker.check(with_h11.WORKLOADS):
    sys.exit(f"not done as it must be: {wrong}")
if with_h11.WORKLOADS.keys() != TIMES.keys():
    sys.exit(f"not in one of the tables: {with_h11.WORKLOADS.keys() ^ TIMES.keys()}")
for name, function in with_h11.WORKLOADS.items():
    for _ in repeat(None, int(TIMES[name] * float(sys.argv[2]))):
        function()
