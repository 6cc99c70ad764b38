"""The receive buffer."""

import re

from h11 import _assigned
from h11._h11 import ReceiveBuffer

__all__ = ["ReceiveBuffer"]

# For programs that use it; the core does not.
blank_line_regex = re.compile(b"\n\r?\n", re.MULTILINE)

_assigned.watch_module(__name__)
