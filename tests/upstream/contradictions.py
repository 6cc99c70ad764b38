"""Upstream tests that contradict a deliberate difference of this package.

Keys are pytest's test ids, values the reasons (see docs/differences.md). The runner reports each by
name and reason instead of counting it as a failure; if one passes it is an error, so that the table
stays current.
"""

CONTRADICTIONS = {}
