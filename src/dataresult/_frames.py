"""
What the boundary knows of frames: how to tell one, mark where it came from, and name an empty one.

Floor 4. Never imports pandas: where a frame is met, somebody has.
"""

import sys
from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Final, TypeGuard

from ._making import classify_empty_data
from ._results import CONTEXT_ATTR, ELAPSED_ATTR, FETCHED_AT_ATTR, SOURCE_ATTR
from ._values import json_safe
from .errors import DataEmpty

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["EmptyPolicy", "emptied", "frame_types", "is_frame", "stamp"]


class EmptyPolicy(StrEnum):
    """What a fetcher makes of a frame without rows."""

    FAIL = "fail"
    """A `DataEmpty` failure."""
    EXPECTED = "expected"
    """A `DataEmpty` failure with `expected=True`, which counts towards no threshold."""
    ACCEPT = "accept"
    """The success, with the empty frame."""


# The classes of frames that were met: pandas' own and those derived from it. Looked up at every fetch.
frame_types: Final[set[type]] = set()


def is_frame(value: object) -> "TypeGuard[DataFrame]":
    """Tell whether a value is a pandas frame."""
    if type(value) in frame_types:
        return True
    frame_class = getattr(sys.modules.get("pandas"), "DataFrame", None)
    if frame_class is None or not isinstance(value, frame_class):
        return False
    frame_types.add(type(value))
    return True


def stamp(
    frame: "DataFrame",
    source: str | None,
    context: Mapping[str, object],
    now_s: float,
    elapsed_s: float,
) -> None:
    """
    Write into `frame.attrs` where a frame came from, when, and what was asked for.

    Args:
        frame: The frame that was fetched.
        source: The source that served it.
        context: What was asked for, reduced; written as scalars, so that every file format keeps them.
        now_s: When it was there, in seconds since 1970.
        elapsed_s: How long it took, in seconds.
    """
    attrs = frame.attrs
    attrs[ELAPSED_ATTR] = elapsed_s
    attrs[FETCHED_AT_ATTR] = now_s
    if source is not None:
        attrs[SOURCE_ATTR] = source
    for name, value in context.items():
        plain = json_safe(value)
        attrs[CONTEXT_ATTR + name] = plain if isinstance(plain, str | int | float | None) else str(plain)


def emptied(frame: "DataFrame", policy: EmptyPolicy, context: Mapping[str, object]) -> DataEmpty | None:
    """
    Name a frame without rows.

    Args:
        frame: A frame of shape (0, n).
        policy: What to make of it.
        context: What was asked for.

    Returns:
        The error, with the frame's schema; None where an empty frame is accepted.
    """
    if policy is EmptyPolicy.ACCEPT:
        return None
    error = classify_empty_data(context)
    levels = zip(frame.index.names, _level_dtypes(frame), strict=True)
    return error.derive(
        expected=error.expected or policy is EmptyPolicy.EXPECTED,
        schema={str(name): str(dtype) for name, dtype in frame.dtypes.items()},
        index_schema={str(name): str(dtype) for name, dtype in levels if name is not None},
    )


def _level_dtypes(frame: "DataFrame") -> list[object]:
    index = frame.index
    return [index.get_level_values(level).dtype for level in range(index.nlevels)]
