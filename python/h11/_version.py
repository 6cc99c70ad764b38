"""The version: 0.16.0 is the h11 whose behaviour this package has; what follows is its own."""

from h11._h11 import __version__ as __version__
