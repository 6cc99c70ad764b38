"""Objects with unexpected special methods."""

from __future__ import annotations


def with_methods(**methods):
    """Create an object of a class with these special methods."""
    named = {f"__{name}__": method for name, method in methods.items()}
    return type("Hostile", (), named)()
