"""What tests of libraries share that this environment may lack."""

from collections.abc import Callable
from typing import Any, TypeAlias

__all__ = ["Foreign", "raised_by"]

# An object of such a library: its type cannot be named where it is not installed.
Foreign: TypeAlias = Any


def raised_by(call: Callable[..., object], *args: object, **more: object) -> Exception:
    """Call, and give the exception that came of it."""
    try:
        got = call(*args, **more)
    except Exception as exception:
        return exception
    raise AssertionError(f"nothing was raised, but given: {got!r}")
