"""Messages on which recipients are known to disagree, in families.

From public research on request smuggling and from the grammar of RFC 9112. `test_smuggling.py`
tests the outcome of each policy; `survey.py` determines that of other servers.
"""

from __future__ import annotations

from . import (
    rows_chunks,
    rows_fields,
    rows_framing,
    rows_requests,
    rows_responses,
    rows_targets,
)
from .case import Case

FAMILIES: dict[str, list[Case]] = {
    **rows_framing.FAMILIES,
    **rows_fields.FAMILIES,
    **rows_requests.FAMILIES,
    **rows_targets.FAMILIES,
    **rows_chunks.FAMILIES,
    **rows_responses.FAMILIES,
}

CASES = [(family, case) for family, cases in FAMILIES.items() for case in cases]
