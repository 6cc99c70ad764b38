"""Objects with methods that do what one would not expect."""

from __future__ import annotations


def with_methods(**methods):
    """An object of a class with these methods."""
    named = {f"__{name}__": method for name, method in methods.items()}
    return type("Hostile", (), named)()
