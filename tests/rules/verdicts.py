"""Faults of frames and files in tables: a name, what provokes it, what it is; and the judgement of one."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

import pytest

from dataresult._classify import classify_exception
from dataresult.errors import ClassifiedError, FetchError

__all__ = ["Faults", "judged"]

Faults: TypeAlias = Mapping[str, tuple[Callable[[], object], type[FetchError]]]


def judged(provoke: Callable[[], object], operation: str | None = None) -> ClassifiedError:
    """Provoke a fault for real and classify what it raises."""
    with pytest.raises(Exception) as raised:
        provoke()
    return classify_exception(raised.value, {"operation": operation} if operation else None)
