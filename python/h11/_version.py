"""The version: 0.16.0 is the h11 whose behaviour this package has; what follows is its own."""

from typing import TYPE_CHECKING

from h11._h11 import __version__ as __version__

if TYPE_CHECKING:
    from typing import Literal, TypedDict

    class Build(TypedDict):
        """The type of `h11.__build__`."""

        core: Literal["rust"]
        profile: bool
        debug: bool
