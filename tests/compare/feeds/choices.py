"""Random choices made by hypothesis, for generators written for `random.Random`.

One set of generators thus serves both, and hypothesis can shrink its choices: towards the first
item, the smallest number, and without optional parts.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import strategies as st

_STEPS = 20


@functools.cache
def below(count: int) -> st.SearchStrategy[int]:
    return st.integers(0, count - 1)


class Choices:
    """The methods of `random.Random` that the feeds use."""

    def __init__(self, draw: Callable[[st.SearchStrategy[int]], int]) -> None:
        self._draw = draw

    def random(self) -> float:
        """Shrinks to nearly 1, at which an event with a given probability does not happen."""
        return (_STEPS - self._draw(below(_STEPS))) / (_STEPS + 1)

    def randrange(self, start: int, stop: int | None = None) -> int:
        if stop is None:
            start, stop = 0, start
        return start + self._draw(below(stop - start))

    def choice(self, options: Sequence[Any]) -> Any:
        return options[self._draw(below(len(options)))]

    def sample(self, options: Sequence[Any], count: int) -> list[Any]:
        rest = list(options)
        return [rest.pop(self._draw(below(len(rest)))) for _ in range(count)]

    def shuffle(self, items: list[Any]) -> None:
        """A rotation: one draw, and every item may come first or last."""
        if len(items) > 1:
            at = self._draw(below(len(items)))
            items[:] = items[at:] + items[:at]


def chosen(generate: Callable[..., Any], *args: Any) -> st.SearchStrategy[Any]:
    """A strategy for the results of a generator."""

    @st.composite
    def strategy(draw: Any) -> Any:
        return generate(Choices(draw), *args)

    return strategy()
