"""
What happens to trackers in a forked process.

Floor 3. One hook for all trackers, which keeps none alive. It logs nothing: the lock of a log handler may
have been held by a thread that the child does not have (https://github.com/DataDog/dd-trace-py/issues/18900).
"""

import os
import weakref
from typing import Final, Protocol

__all__ = ["Forkable", "begin_anew_in_children"]


class Forkable(Protocol):
    """What can begin anew."""

    def begin_in_child(self) -> None:
        """Drop what belongs to the parent, locks included."""
        ...


_known: Final[weakref.WeakSet[Forkable]] = weakref.WeakSet()


def begin_anew_in_children(each: Forkable) -> None:
    """Have something begin anew in every process forked from this one, as long as it lives."""
    _known.add(each)


def _in_child() -> None:
    for each in _known:
        each.begin_in_child()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_in_child)
