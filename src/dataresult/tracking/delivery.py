"""
Who is told of an alert: the log, then each subscriber, in the order in which things happened.

Floor 3. Runs outside the tracker's lock; what a subscriber raises goes to the log and no further.
"""

import logging
from collections import deque
from collections.abc import Callable
from threading import Lock
from typing import final

from .alerts import Alert

__all__ = ["Delivery"]

_logger = logging.getLogger("dataresult.tracking")


@final
class Delivery:
    """The subscribers of a tracker, and the one that is telling them right now."""

    def __init__(self) -> None:
        self._subscribers: dict[object, Callable[[Alert], None]] = {}
        self._busy = Lock()
        self.errors: int = 0

    def subscribe(self, callback: Callable[[Alert], None]) -> Callable[[], None]:
        """Add a subscriber; give the way out."""
        ticket = object()
        self._subscribers = {**self._subscribers, ticket: callback}

        def leave() -> None:
            self._subscribers = {key: each for key, each in self._subscribers.items() if key is not ticket}

        return leave

    def release(self) -> None:
        """Forget that somebody was telling: in a child process, that thread does not exist."""
        self._busy = Lock()

    def deliver(self, notices: deque[Alert]) -> None:
        """
        Tell all that is there to tell.

        Whoever comes while another thread is telling, or a subscriber who causes an alert himself, leaves his
        notice to the one who is at it: so nothing is told out of order, and nobody waits.
        """
        busy = self._busy
        while notices and busy.acquire(blocking=False):
            try:
                while notices:
                    self._tell(notices.popleft())
            finally:
                busy.release()

    def _tell(self, alert: Alert) -> None:
        level = logging.WARNING if alert.is_open else logging.INFO
        _logger.log(level, "%s", alert, extra={"error_context": alert.to_dict()})
        for callback in self._subscribers.values():
            try:
                callback(alert)
            except Exception:
                self.errors += 1
                _logger.exception("a subscriber failed on: %s", alert)
