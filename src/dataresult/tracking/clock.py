"""
The two clocks a tracker reads: one that never steps, for windows, and the wall's, for what people read.

Floor 3. Never sleeps, never starts a thread.
"""

import time
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol, final

__all__ = ["SYSTEM_CLOCK", "Clock", "ManualClock", "SystemClock"]


class Clock(Protocol):
    """What a tracker needs to know about time; it must not call the tracker."""

    def monotonic(self) -> float:
        """Give seconds that never go backwards, from any origin."""
        ...

    def now(self) -> datetime:
        """Give the wall clock's time, aware, in UTC; it may step either way."""
        ...


@final
class SystemClock:
    """The machine's own clocks."""

    # The built-in itself, not a method around it: it is read once per event.
    monotonic: "staticmethod[[], float]" = staticmethod(time.monotonic)

    def now(self) -> datetime:
        """Give the wall clock's time, aware, in UTC."""
        return datetime.now(UTC)


@final
class ManualClock:
    """
    A clock that stands still until told to move, for tests and replays.

    Args:
        start: The wall clock's first time; aware.
        monotonic_s: The first reading of the other clock, in seconds.

    Examples:
        >>> clock = ManualClock()
        >>> clock.advance(1.5)
        >>> clock.monotonic(), clock.now().isoformat()
        (1.5, '2024-01-01T00:00:01.500000+00:00')
    """

    def __init__(self, start: datetime = datetime(2024, 1, 1, tzinfo=UTC), *, monotonic_s: float = 0.0) -> None:
        self._wall = start
        self._monotonic_s = monotonic_s

    def monotonic(self) -> float:
        """Give the seconds told so far."""
        return self._monotonic_s

    def now(self) -> datetime:
        """Give the wall clock's time."""
        return self._wall

    def advance(self, seconds: float) -> None:
        """
        Let time pass on both clocks.

        Args:
            seconds: How long, zero or more.

        Raises:
            ValueError: For a negative duration.
        """
        if seconds < 0:
            raise ValueError(f"time does not run backwards: {seconds} s (step_wall moves the wall clock)")
        self._monotonic_s += seconds
        self._wall += timedelta(seconds=seconds)

    def step_wall(self, seconds: float) -> None:
        """
        Set the wall clock, as an administrator or a time server does; the other clock does not notice.

        Args:
            seconds: How far, negative for backwards.
        """
        self._wall += timedelta(seconds=seconds)


SYSTEM_CLOCK: Final = SystemClock()
