"""
One pause for all who ask the same server: a ban that meets one request stops the others before they extend it.

Floor 5. State by scope name, process-wide, under a lock; nobody sleeps in here.
"""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from dataresult.errors import ApiRateLimit, ClassifiedError

__all__ = ["Pause", "asked_until", "pause_of"]


def asked_until(error: ClassifiedError) -> datetime | None:
    """Give the instant before which the server does not want to be asked; None where it named none."""
    if not isinstance(error, ApiRateLimit):
        return None
    if error.not_before is not None:
        return error.not_before
    return None if error.retry_after is None else error.occurred_at + error.retry_after


class Pause:
    """The instant before which a scope is not asked."""

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._now = now
        self._until: datetime | None = None
        self._lock = threading.Lock()

    def note(self, error: ClassifiedError) -> None:
        """Prolong the pause where the server asks for it; one never shortens it."""
        until = asked_until(error)
        if until is not None:
            with self._lock:
                self._until = until if self._until is None else max(self._until, until)

    @property
    def until(self) -> datetime | None:
        """When the pause ends; None where there is none."""
        with self._lock:
            return self._until if self._until is not None and self._until > self._now() else None

    @property
    def remaining(self) -> timedelta:
        """How long it still lasts; zero where there is none."""
        until = self.until
        return timedelta() if until is None else max(until - self._now(), timedelta())


_pauses: dict[str, Pause] = {}
_pauses_lock = threading.Lock()


def pause_of(scope: str | None) -> Pause:
    """Give the pause of a scope; without a name, one of its own."""
    if scope is None:
        return Pause()
    with _pauses_lock:
        return _pauses.setdefault(scope, Pause())
