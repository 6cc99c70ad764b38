"""The ImportError for a compiled module that cannot be imported."""

import fnmatch
import os
import sys
from collections.abc import Sequence

INSTEAD = (
    "Or install h11==0.16.0, which has the same API in Python alone and can be imported"
    " from anywhere, but is slower."
)


def explain(path: Sequence[str]) -> ImportError:
    """Return an ImportError with the reason and what to do.

    Args:
        path: the ``__path__`` of the package.
    """
    (where, *_) = path
    python = f"{sys.implementation.name} {sys.version_info[0]}.{sys.version_info[1]}"
    if not os.path.isdir(where):
        message = (
            f"h11 cannot be imported from {where}: its compiled module, h11._h11, has to be"
            " a file of its own, which is not so in a zip file. Unpack the archive and put the"
            f" directory on sys.path, or install h11 beside it. {INSTEAD}"
        )
    elif others := sorted(set(fnmatch.filter(os.listdir(where), "_h11.*")) - {"_h11.pyi"}):
        message = (
            f"h11 in {where} is compiled for another Python ({', '.join(others)}) and not for"
            f" this one, {python} ({sys.platform}). Install it with this Python's pip. {INSTEAD}"
        )
    else:
        message = (
            f"h11 in {where} has no compiled module, h11._h11. Install it with pip for this"
            f" Python, {python} ({sys.platform}). {INSTEAD}"
        )
    return ImportError(message, name="h11._h11", path=where)
