"""Everything that the package can do, as short operations with names.

An operation can be repeated any number of times, in any order, and works each time; it checks the
exceptions that it expects. The attacks run them under adverse conditions: without memory, or during
interpreter finalization.
"""

from __future__ import annotations

from collections.abc import Callable

import h11

from ...robustness.operations import OPERATIONS as ROBUSTNESS
from . import of_connections, of_events, of_private

#: Whether this is h11 0.16.0, which has no policies, limits and codes.
IS_REFERENCE = h11.__version__ == "0.16.0"

OPERATIONS: dict[str, Callable[[], object]] = {
    **of_events.OPERATIONS,
    **of_connections.OPERATIONS,
    **of_private.OPERATIONS,
    **{f"robustness: {name}": operation for name, operation in ROBUSTNESS.items()},
}
if not IS_REFERENCE:
    from . import broken_rules, of_additions

    OPERATIONS.update(of_additions.OPERATIONS)
    OPERATIONS.update(broken_rules.OPERATIONS)
