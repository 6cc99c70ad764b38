"""The version: 0.16.0 is the h11 whose behaviour this is, the rest is ours."""

__version__ = "0.16.0+rust.1"
