"""Small real programs, run by the Python of an environment that has an h11 and its users.

Each module with a ``run`` function is a scenario: it talks over loopback sockets and returns what
it saw as plain JSON values. ``python -m tests.clients.scenarios NAME ARGUMENTS...`` plays one and prints its
transcript. The tests play every scenario once with the reference h11 and once with the Rust one,
and expect the very same transcript; so nothing here may depend on time, ports or scheduling.
"""
