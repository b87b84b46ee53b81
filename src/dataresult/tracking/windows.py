"""
What happened lately, in constant time and memory per event.

Floor 3. Numbers only: knows no codes, labels, thresholds or locks, and reads no clock.

A window of W seconds is half-open, `(now - W, now]`: an event leaves it exactly W seconds after it came.
`EventRing` is exact up to its length; `Marks` are exact but for the events of one bucket, and say when;
`SecondCounts` are exact over whole seconds.
"""

from array import array
from typing import Final, NamedTuple, final

__all__ = ["LONGEST_WINDOW_S", "EventRing", "Marks", "SecondCounts", "WindowTally"]

LONGEST_WINDOW_S: Final = 86_400
# (bucket width in seconds, longest window it serves in seconds). A window spans at most 61, 61 and 97
# buckets.
_RESOLUTIONS: Final = ((1, 60), (60, 3_600), (900, LONGEST_WINDOW_S))
_NEVER: Final = float("-inf")


@final
class EventRing:
    """
    The times of the last `size` events.

    "More than N events in W seconds" is true if and only if the (N+1)-th last event is younger than W: one
    look at one slot, with no expiry and no error.
    """

    __slots__ = ("at", "size", "times", "total")

    def __init__(self, size: int) -> None:
        self.times: array[float] = array("d", [_NEVER]) * size
        self.size: int = size
        self.at: int = 0  # the slot of the next event; times[at - n] is the n-th last, n <= size
        self.total: int = 0

    def add(self, now: float) -> None:
        """Note an event; `now` is never less than it was."""
        at = self.at
        self.times[at] = now
        self.at = at + 1 if at + 1 < self.size else 0
        self.total += 1

    def count(self, window_s: float, now: float) -> tuple[int, bool]:
        """Count the events of the last `window_s` seconds, and say whether all of them still have a slot."""
        low, high = 0, self.size  # the low-th last event is inside, the one after the high-th is not
        while low < high:
            middle = (low + high + 1) // 2
            if self.times[self.at - middle] + window_s > now:
                low = middle
            else:
                high = middle - 1
        return low, low < self.size or self.total == self.size


class WindowTally(NamedTuple):
    """What three totals grew by within a window, and whether no event of another time is among it."""

    passes: int
    counted: int
    rows: int
    exact: bool


@final
class _Buckets:
    """The totals as they were when each bucket with an event began; the newest buckets of a fixed number."""

    __slots__ = ("_capacity", "_marks", "_newest", "width_s")

    def __init__(self, width_s: int, longest_s: int) -> None:
        self.width_s = width_s
        self._capacity = longest_s // width_s + 1
        self._marks = array("q")  # bucket, passes, counted, rows; grows to its capacity, then turns
        self._newest = -1

    def mark(self, bucket: int, passes: int, counted: int, rows: int) -> None:
        """Note the totals before the first event of a bucket."""
        newest = self._newest + 1
        if newest == self._capacity:
            newest = 0
        place = newest * 4
        self._marks[place : place + 4] = array("q", (bucket, passes, counted, rows))
        self._newest = newest

    def at_edge(self, edge_bucket: int) -> tuple[int, int, int, int] | None:
        """Give the oldest mark whose bucket is not before the edge."""
        marks = self._marks
        length = len(marks) // 4
        low, high = 0, length  # how many of the newest marks are not before the edge
        while low < high:
            middle = (low + high + 1) // 2
            if marks[((self._newest - middle + 1) % length) * 4] >= edge_bucket:
                low = middle
            else:
                high = middle - 1
        if low == 0:
            return None
        place = ((self._newest - low + 1) % length) * 4
        return marks[place], marks[place + 1], marks[place + 2], marks[place + 3]


@final
class Marks:
    """
    Totals of the past at three resolutions: seconds for a minute, minutes for an hour, quarters for a day.

    An event costs one comparison with `roll_at`; only the first of a second costs more.
    """

    __slots__ = ("_rings", "roll_at")

    def __init__(self) -> None:
        self._rings = tuple(_Buckets(width_s, longest_s) for width_s, longest_s in _RESOLUTIONS)
        self.roll_at: float = _NEVER

    def roll(self, now: float, passes: int, counted: int, rows: int) -> None:
        """Begin the buckets that `now` lies in, before its event is added to the totals."""
        last = self.roll_at - 1
        for ring in self._rings:
            bucket = int(now // ring.width_s)
            if last == _NEVER or bucket > last // ring.width_s:
                ring.mark(bucket, passes, counted, rows)
        self.roll_at = now // 1 + 1

    def within(self, window_s: float, now: float, passes: int, counted: int, rows: int) -> WindowTally:
        """
        Tell what the totals grew by in the last `window_s` seconds, the bucket at the edge included whole.

        Args:
            window_s: At most `LONGEST_WINDOW_S`.
            now: The same clock as `roll`.
            passes: The total as it is.
            counted: Likewise.
            rows: Likewise.
        """
        for (_, longest_s), ring in zip(_RESOLUTIONS, self._rings, strict=True):
            if window_s <= longest_s:
                edge_bucket = int((now - window_s) // ring.width_s)
                mark = ring.at_edge(edge_bucket)
                if mark is None:
                    return WindowTally(0, 0, 0, exact=True)
                bucket, passes_then, counted_then, rows_then = mark
                return WindowTally(
                    passes - passes_then,
                    counted - counted_then,
                    rows - rows_then,
                    exact=bucket > edge_bucket,
                )
        raise ValueError(f"a window is at most {LONGEST_WINDOW_S} s, not {window_s} s")


@final
class SecondCounts:
    """Events of the last 60 whole seconds, the running one included."""

    __slots__ = ("_slots", "total")

    SECONDS: Final = 60

    def __init__(self) -> None:
        self._slots = [0] * self.SECONDS
        self.total: int = 0

    def add(self, second: int) -> None:
        """Count an event of the running second."""
        self._slots[second % self.SECONDS] += 1
        self.total += 1

    def begin(self, second: int) -> None:
        """Begin a second: the one 60 s before it leaves."""
        place = second % self.SECONDS
        self.total -= self._slots[place]
        self._slots[place] = 0

    def clear(self) -> None:
        """Forget everything."""
        self._slots = [0] * self.SECONDS
        self.total = 0
