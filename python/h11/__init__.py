"""HTTP/1.1 without I/O: the API of h11 0.16.0 with a core in Rust.

A :class:`Connection` converts received bytes to events and events to bytes to be
sent, and enforces which of them the protocol allows at each moment. It does no
I/O.

==============  =======================================================================
connections     Connection, Limits
events          Request, InformationalResponse, Response, Data, EndOfMessage,
                ConnectionClosed; their base class Event; Headers
next_event()    returns an event, NEED_DATA or PAUSED
roles           CLIENT, SERVER
states          IDLE, SEND_RESPONSE, SEND_BODY, DONE, MUST_CLOSE, CLOSED, ERROR,
                MIGHT_SWITCH_PROTOCOL, SWITCHED_PROTOCOL
exceptions      LocalProtocolError, RemoteProtocolError; their base class ProtocolError
about h11       __version__, __build__, PRODUCT_ID; the command ``python -m h11``
==============  =======================================================================

Names that 0.16.0 lacks are not in ``__all__``: see ``help(h11.Headers)`` and
``help(h11.Limits)``. The examples in the docstrings assume ``import h11``.
"""

try:
    from h11._h11 import Headers as Headers
except ModuleNotFoundError as _error:
    if _error.name != "h11._h11":
        raise
    from h11 import _missing

    raise _missing.explain(__path__) from None

# As in 0.16.0, all private modules are attributes of the package.
from h11 import _abnf, _h11, _readers, _receivebuffer, _util, _version, _writers
from h11._connection import NEED_DATA, PAUSED, Connection
from h11._events import (
    ConnectionClosed,
    Data,
    EndOfMessage,
    Event,
    InformationalResponse,
    Request,
    Response,
)
from h11._limits import Limits as Limits
from h11._state import (
    CLIENT,
    CLOSED,
    DONE,
    ERROR,
    IDLE,
    MUST_CLOSE,
    SEND_BODY,
    SEND_RESPONSE,
    SERVER,
    SWITCHED_PROTOCOL,
)
from h11._state import MIGHT_SWITCH_PROTOCOL as MIGHT_SWITCH_PROTOCOL
from h11._util import LocalProtocolError, ProtocolError, RemoteProtocolError
from h11._version import __version__ as __version__

__build__: "_version.Build" = _h11.__build__
"""How this package was built, as a dict; h11 0.16.0 has no such name.

``"core"`` is ``"rust"``; ``"profile"`` is whether the compiler optimized with a profile of
programs that use h11, without which it is about a quarter slower; ``"debug"`` is whether it
is a slow build with assertions.

Example:
    >>> h11.__build__["core"]
    'rust'
"""

PRODUCT_ID = "python-h11/" + __version__
"""A str with the product and its version, for a User-Agent or Server field
(RFC 9110 sections 10.1.5 and 10.2.4).

Example:
    >>> headers = [("Host", "example.com"), ("User-Agent", h11.PRODUCT_ID)]
    >>> request = h11.Request(method="GET", target="/", headers=headers)
    >>> request.headers[1][1].startswith(b"python-h11/0.16.0")
    True
"""

# The same names as in 0.16.0.
__all__ = (
    "Connection",
    "NEED_DATA",
    "PAUSED",
    "ConnectionClosed",
    "Data",
    "EndOfMessage",
    "Event",
    "InformationalResponse",
    "Request",
    "Response",
    "CLIENT",
    "CLOSED",
    "DONE",
    "ERROR",
    "IDLE",
    "MUST_CLOSE",
    "SEND_BODY",
    "SEND_RESPONSE",
    "SERVER",
    "SWITCHED_PROTOCOL",
    "ProtocolError",
    "LocalProtocolError",
    "RemoteProtocolError",
)
