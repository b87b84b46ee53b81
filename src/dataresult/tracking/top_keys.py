"""
Which keys are ill, in bounded memory.

Floor 3. Counting and ranking; knows neither errors nor time.

Source of the sketch: Metwally, Agrawal, El Abbadi, "Efficient Computation of Frequent and Top-k Elements in
Data Streams" (2005): of n events, every key with more than n / capacity of them is kept.
"""

from math import sqrt
from typing import Final, final

from attrs import frozen

__all__ = ["SKETCH_KEYS", "SpaceSaving", "WorstKey", "wilson_lower_bound"]

# 256 keys find the 20 most frequent of 2000 whose frequencies follow Zipf's law with exponent 1.1; 64 miss a
# quarter.
SKETCH_KEYS: Final = 256
_Z_95: Final = 1.96  # two-sided 95 % of the normal distribution


def wilson_lower_bound(failures: int, attempts: int) -> float:
    """
    Give the lower end of the 95 % interval of a failure ratio: 1 of 1 says less than 40 of 100.

    Args:
        failures: How many failed.
        attempts: Of how many.

    Returns:
        A ratio from 0 to 1; 0 for no attempts.

    Source:
        https://en.wikipedia.org/wiki/Binomial_proportion_confidence_interval#Wilson_score_interval

    Examples:
        >>> round(wilson_lower_bound(1, 1), 2), round(wilson_lower_bound(40, 100), 2)
        (0.21, 0.31)
    """
    if attempts <= 0 or failures <= 0:
        return 0.0
    share, z2 = failures / attempts, _Z_95 * _Z_95
    spread = _Z_95 * sqrt(share * (1 - share) / attempts + z2 / (4 * attempts * attempts))
    return max(0.0, (share + z2 / (2 * attempts) - spread) / (1 + z2 / attempts))


@final
@frozen(kw_only=True)
class WorstKey:
    """
    A label value that fails more than others.

    Args:
        dimension: The label's name, such as `symbol`.
        key: Its value, such as `BTCUSDT`.
        failures: How many results with this label failed; explained emptiness is not among them.
        attempts: How many results with this label there were.
        lower_bound: The lower end of the 95 % interval of the failure ratio, which ranks the keys.
    """

    dimension: str
    key: str
    failures: int
    attempts: int
    lower_bound: float

    @property
    def failure_ratio(self) -> float:
        """Failures over attempts."""
        return self.failures / self.attempts if self.attempts else 0.0

    def to_dict(self) -> dict[str, object]:
        """Tell it as JSON-safe data."""
        return {
            "dimension": self.dimension,
            "key": self.key,
            "failures": self.failures,
            "attempts": self.attempts,
            "failure_ratio": round(self.failure_ratio, 4),
        }

    def __str__(self) -> str:
        return f"{self.dimension}={self.key} ({self.failures} of {self.attempts})"


@final
class _Kept:
    __slots__ = ("count", "inherited", "successes")

    def __init__(self, count: int, inherited: int) -> None:
        self.count = count
        self.inherited = inherited
        self.successes = 0


@final
class SpaceSaving:
    """
    The keys that fail most, of any number of keys, in constant time per event.

    Args:
        capacity: How many keys are kept; a new key takes the place of one that failed least and inherits its
            count.
    """

    def __init__(self, capacity: int = SKETCH_KEYS) -> None:
        self._capacity = capacity
        self._kept: dict[str, _Kept] = {}
        self._levels: dict[int, dict[str, None]] = {}
        self._least = 0

    def fail(self, key: str) -> None:
        """Count a failure."""
        kept = self._kept.get(key)
        if kept is not None:
            self._leave(key, kept.count)
            kept.count += 1
        elif len(self._kept) < self._capacity:
            kept = self._kept[key] = _Kept(1, 0)
            self._least = 1
        else:
            least = self._least
            evicted = next(iter(self._levels[least]))
            self._levels.setdefault(least + 1, {})
            self._leave(evicted, least)
            del self._kept[evicted]
            kept = self._kept[key] = _Kept(least + 1, least)
        self._levels.setdefault(kept.count, {})[key] = None

    def succeed(self, key: str) -> None:
        """Count a success of a key that is kept; of others nothing is known to compare it with."""
        kept = self._kept.get(key)
        if kept is not None:
            kept.successes += 1

    def items(self) -> list[tuple[str, int, int]]:
        """List (key, failures, attempts) since each key is kept: both numbers are true, none is a guess."""
        return [
            (key, kept.count - kept.inherited, kept.count - kept.inherited + kept.successes)
            for key, kept in self._kept.items()
        ]

    def overcount(self, key: str) -> int:
        """Tell by how many the count that keeps a key may be too high."""
        kept = self._kept.get(key)
        return 0 if kept is None else kept.inherited

    def _leave(self, key: str, count: int) -> None:
        level = self._levels[count]
        del level[key]
        if not level:
            del self._levels[count]
            if count == self._least:
                self._least = count + 1
