"""Upstream tests that contradict a deliberate difference of this package.

Keys are test ids as pytest prints them, values are the reasons (see
docs/differences.md). The runner reports each by name and reason instead of
counting it as a failure; one that passes all the same is an error, so that the
table cannot outlive its cause.
"""

CONTRADICTIONS = {}
