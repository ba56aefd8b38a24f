"""The last few results of slow work, by what they were made from; a process keeps them for a while."""

from collections import OrderedDict
from typing import Generic, TypeVar

MOST = 3

T = TypeVar("T")


class Kept(Generic[T]):
    """Results by their makings. Another process makes them again."""

    def __init__(self) -> None:
        self._of: OrderedDict[object, T] = OrderedDict()

    def get(self, makings: object) -> T | None:
        """A result made before, which counts as used now."""
        if makings in self._of:
            self._of.move_to_end(makings)
        return self._of.get(makings)

    def keep(self, makings: object, made: T) -> T:
        """Keep a result, in place of the one used longest ago."""
        self._of[makings] = made
        while len(self._of) > MOST:
            self._of.popitem(last=False)
        return made
