"""The receive buffer."""

import re

from h11._h11 import ReceiveBuffer

__all__ = ["ReceiveBuffer"]

# For programs that match with it; assigning here changes nothing.
blank_line_regex = re.compile(b"\n\r?\n", re.MULTILINE)
