"""
What a result tells of itself: the labels by which it is counted.

Floor 3. Reads only; counts nothing and takes no lock.
"""

from collections.abc import Mapping, Sequence
from typing import Final, cast

from dataresult._context import current_context
from dataresult._values import EMPTY_CONTEXT, FrozenMapping
from dataresult._vocabulary import EmptyReason
from dataresult.errors import DataEmpty, FetchError

from .stats import ERROR_KEYS

__all__ = ["PLACES", "checked_dimensions", "plain_context", "read_success", "seen_of", "told_reason"]

# The labels that every tracker counts by.
PLACES: Final = ("boundary", "source")


def plain_context(error: FetchError) -> Mapping[str, object]:
    """Give an error's context as a dict: copying one is several times faster than copying a `Mapping`."""
    own = error.context
    if type(own) is FrozenMapping:
        return own._items  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  # only read
    return own


def seen_of(error: FetchError) -> set[int]:
    """Give the marks that trackers leave in an error and its copies."""
    return error._seen  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  # it is there for trackers


def read_success(
    value: object, provenance: Mapping[str, str], given: Mapping[str, object]
) -> tuple[int, Mapping[str, object]]:
    """
    Read how many rows a success has, and its labels.

    Args:
        value: What the success holds.
        provenance: Label to key of `frame.attrs`, where a fetcher writes it.
        given: Labels that the observer gave; they win.

    Returns:
        Rows, 0 for what is no frame, and labels: of the frame's provenance, or else of the scope.
    """
    attrs: object = getattr(value, "attrs", None)
    if isinstance(attrs, dict):
        if not attrs:
            return _rows(value), given
        told = cast("dict[object, object]", attrs)
        return _rows(value), {**{name: told.get(key) for name, key in provenance.items()}, **given}
    scope = current_context()
    return 0, given if scope is EMPTY_CONTEXT else {**scope, **given}


def told_reason(labels: Mapping[str, object]) -> tuple[str, bool]:
    """Read from metadata why there were no rows, and whether that explains it."""
    told = str(labels.get("empty_reason", ""))
    reason = EmptyReason(told) if told in list(EmptyReason) else EmptyReason.UNKNOWN
    return reason.value, DataEmpty(reason=reason, expected=bool(labels.get("expected"))).explained


def checked_dimensions(dimensions: Sequence[str]) -> tuple[str, ...]:
    """
    Name each dimension once.

    Raises:
        ValueError: For a name that means something else, or that is there twice.
    """
    named = (dimensions,) if isinstance(dimensions, str) else tuple(dimensions)
    taken = [name for name in named if name in ERROR_KEYS or name in PLACES]
    if taken or len(set(named)) < len(named):
        raise ValueError(f"dimensions are names of your own, each once: not {', '.join(taken or named)}")
    return named


def _rows(frame: object) -> int:
    try:
        return len(cast("Sequence[object]", frame))
    except Exception:  # noqa: BLE001  # something that has attributes like a frame, but no length
        return 0
