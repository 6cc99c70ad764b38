"""Log records of errors of the peer."""

import sys
from typing import Any

from h11._h11 import once

_DEBUG = 10  # of `logging`, which is not imported here


@once
def log_remote_error(
    error: Any, our_role: Any, client_state: Any, server_state: Any, *, stacklevel: int = 2
) -> None:
    """Log an error that ``Connection.next_event`` is about to raise.

    The level is always DEBUG, since the message and the offending bytes may contain
    credentials. Nothing happens unless the program has imported `logging`: otherwise it has
    no handlers for DEBUG.

    Args:
        error: the `RemoteProtocolError`.
        our_role: the role of the connection.
        client_state: the state of the client before the error.
        server_state: the state of the server before the error.
        stacklevel: the number of frames up to the caller of ``next_event``.
    """
    try:
        logging = sys.modules.get("logging")
        if logging is None:
            return
        logger = logging.getLogger("h11")
        if logger.isEnabledFor(_DEBUG):
            notes = list(getattr(error, "__notes__", ()))  # CPython 3.11
            states = {"CLIENT": str(client_state), "SERVER": str(server_state)}
            logger.debug(
                "%s: %s (hint %s, role %s, client %s, server %s, field %r, offending %r)%s",
                error.code,
                error,
                error.error_status_hint,
                our_role,
                client_state,
                server_state,
                error.field,
                error.offending,
                "".join(f"; {note}" for note in notes),
                # Plain objects, which handlers can pickle or convert to JSON.
                extra={
                    "h11_code": error.code,
                    "h11_hint": error.error_status_hint,
                    "h11_role": str(our_role),
                    "h11_states": states,
                    "h11_field": error.field,
                    "h11_offending": error.offending,
                    "h11_notes": notes,
                },
                stacklevel=stacklevel,
            )
    except Exception:
        # The caller is about to raise the error, which a failing handler must not replace.
        pass
