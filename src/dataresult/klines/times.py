"""
Instants as users write them, and as milliseconds since 1970.

Floor 5. Pure, but for the one function that reads the clock. Naive values are read as UTC.
"""

import time
from datetime import UTC, date, datetime, timedelta
from typing import Final, TypeAlias

__all__ = ["Moment", "from_ms", "now_ms", "to_ms"]

Moment: TypeAlias = datetime | date | str
"""An instant: a datetime (a naive one is UTC), a date (its midnight, UTC) or ISO 8601 text of either."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)


def to_ms(moment: Moment) -> int:
    """
    Turn an instant into milliseconds.

    Args:
        moment: A datetime, a date or ISO 8601 text.

    Returns:
        Milliseconds since 1970, rounded up: a bar that opens before the instant does not belong to what follows it.

    Raises:
        ValueError: For text that is no ISO 8601 date, and for `NaT`.
        TypeError: For anything else.

    Examples:
        >>> to_ms("2024-01-01") == to_ms(date(2024, 1, 1)) == to_ms("2024-01-01T01:00+01:00")
        True
    """
    given: object = moment
    read = datetime.fromisoformat(given.strip()) if isinstance(given, str) else given
    if type(read) is date:
        read = datetime(read.year, read.month, read.day, tzinfo=UTC)
    if not isinstance(read, datetime):
        raise TypeError(f"an instant is a datetime, a date or ISO 8601 text, not {type(moment).__name__}")
    if read != read:  # noqa: PLR0124  # pandas.NaT is a datetime that equals nothing
        raise ValueError("NaT is no instant")
    aware = read.replace(tzinfo=UTC) if read.tzinfo is None else read
    return -((_EPOCH - aware) // _MILLISECOND)


def from_ms(at_ms: int) -> datetime:
    """
    Turn milliseconds into an instant.

    Args:
        at_ms: Milliseconds since 1970.

    Returns:
        An aware datetime, UTC.
    """
    return _EPOCH + at_ms * _MILLISECOND


def now_ms() -> int:
    """Read the clock, in milliseconds since 1970."""
    return time.time_ns() // 1_000_000
