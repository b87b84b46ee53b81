"""
What the boundary knows of frames: how to tell one, mark where it came from, and name an empty one.

Floor 4. Never imports pandas: where a frame is met, somebody has.
"""

import sys
from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, TypeGuard

from ._classify import classify_empty_data
from ._context import current_context
from ._results import CONTEXT_ATTR, ELAPSED_ATTR, FETCHED_AT_ATTR, SOURCE_ATTR
from ._values import json_safe
from .errors import DataEmpty

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["EmptyPolicy", "emptied", "is_frame", "stamp"]


class EmptyPolicy(StrEnum):
    """What a fetcher makes of a frame without rows."""

    FAIL = "fail"
    """A `DataEmpty` failure."""
    EXPECTED = "expected"
    """A `DataEmpty` failure with `expected=True`, which counts towards no threshold."""
    ACCEPT = "accept"
    """The success, with the empty frame."""


_frame_class: type | None = None


def is_frame(value: object) -> "TypeGuard[DataFrame]":
    """Tell whether a value is a pandas frame."""
    global _frame_class  # noqa: PLW0603  # found once, since this runs at every fetch
    if _frame_class is None:
        _frame_class = getattr(sys.modules.get("pandas"), "DataFrame", None)
        if _frame_class is None:
            return False
    return isinstance(value, _frame_class)


def stamp(
    frame: "DataFrame",
    source: str | None,
    context: Mapping[str, object] | None,
    now_s: float,
    elapsed_s: float,
) -> None:
    """
    Write into `frame.attrs` where a frame came from; scalars only, so that every file format keeps them.

    Args:
        frame: The frame that was fetched.
        source: The source that served it.
        context: The arguments that were asked for.
        now_s: When it was there, in seconds since 1970.
        elapsed_s: How long it took, in seconds.
    """
    attrs = frame.attrs
    attrs[FETCHED_AT_ATTR] = now_s
    attrs[ELAPSED_ATTR] = elapsed_s
    if source is not None:
        attrs[SOURCE_ATTR] = source
    scope = current_context()
    if context or scope:
        for name, value in {**scope, **(context or {})}.items():
            plain = json_safe(value)
            attrs[CONTEXT_ATTR + name] = plain if isinstance(plain, str | int | float) else str(plain)


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
    named = [name for name in frame.index.names if name is not None]
    levels = frame.index.to_frame().dtypes.items() if named else ()
    return error.derive(
        expected=error.expected or policy is EmptyPolicy.EXPECTED,
        schema={str(name): str(dtype) for name, dtype in frame.dtypes.items()},
        index_schema={str(name): str(dtype) for name, dtype in levels},
    )
