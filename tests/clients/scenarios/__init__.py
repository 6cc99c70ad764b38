"""Small real programs, run by the Python of an environment with an h11 and programs that use it.

Each module with a ``run`` function is a scenario: it communicates over loopback sockets and returns
a transcript as plain JSON values. ``python -m tests.clients.scenarios NAME ARGUMENTS...`` runs one and
prints its transcript. The tests run every scenario with h11 0.16.0 and with this package, and expect
identical transcripts; so nothing may depend on time, ports or scheduling.
"""
