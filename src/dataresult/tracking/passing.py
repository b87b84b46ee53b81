"""
The types of what passes a boundary.

Floor 3. Types only.
"""

from typing import Protocol, TypeVar

from returns.result import Result

from dataresult.errors import FetchError

__all__ = ["AnyResult", "Observer"]

# Any kind of result: what goes in comes out, as the same object and the same type.
AnyResult = TypeVar("AnyResult", bound=Result[object, FetchError])


class Observer(Protocol):
    """A function that lets any result pass: what `observing` gives."""

    def __call__(self, result: AnyResult, /) -> AnyResult:
        """Observe a result and give it back."""
        ...
