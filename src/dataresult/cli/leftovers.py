"""
What must not stay behind when the program is interrupted: half-written files, folders for a moment, a hidden cursor.

Floor 6. A list of ways to undo, and who calls them; knows nothing of what they undo.
"""

from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from typing import Final

__all__ = ["remove_all", "undone"]

_ways: Final[list[Callable[[], object]]] = []


@contextmanager
def undone(undo: Callable[[], object]) -> Generator[None, None, None]:
    """
    Have something undone when the block ends, however it ends; also when the program is interrupted meanwhile.

    Args:
        undo: Undoes it; may be called twice, and what it raises is nobody's business.
    """
    _ways.append(undo)
    try:
        yield
    finally:
        _ways.remove(undo)
        with suppress(Exception):
            undo()


def remove_all() -> None:
    """Undo all that is still to be undone, the latest first."""
    for undo in reversed(_ways):
        with suppress(Exception):
            undo()
