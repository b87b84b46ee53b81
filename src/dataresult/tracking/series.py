"""
Which combinations of labels are counted apart, in bounded memory.

Floor 3. Keeps counts; decides nothing about them, reads no clock.

A series is one code (or success), one reason for emptiness, one boundary, one source and one value of each
configured dimension. First come, first kept:

- a label has at most `VALUES_MAX` values (`PLACES_MAX` for boundary and source); later values are counted as
  `_OTHER`;
- there are at most `SERIES_MAX` series. A combination that comes later loses its dimensions to `_OTHER`;
  after as many again, its boundary and source too. Its code and reason are never lost, so counts by code are
  always complete;
- what `_OTHER` hides is still ranked: a sketch of 256 keys for each dimension knows which of them fail most.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import count
from os import urandom
from typing import Final, cast, final

from dataresult._values import safe_text
from dataresult._vocabulary import ErrorCode

from .top_keys import SpaceSaving
from .watch import Watch
from .windows import Marks, WindowTally

__all__ = ["OTHER", "Key", "Ledger", "RawKey", "Series", "clean_key", "new_token"]

OTHER: Final = "_OTHER"
# As many streams as OpenTelemetry keeps for a metric by default
# (https://opentelemetry.io/docs/specs/otel/metrics/sdk/#cardinality-limits).
SERIES_MAX: Final = 2_000
VALUES_MAX: Final = 1_000
PLACES_MAX: Final = 100
LABEL_MAX_CHARS: Final = 80

# Code ("" for a success), reason, explained, then the labels: None where a label is not given.
_Part = str | bool | None
Key = tuple[_Part, ...]
# The same with labels as they came, which may be anything.
RawKey = tuple[object, ...]

# Marks in errors are told apart by these numbers; a random start keeps those of two processes apart.
new_token: Callable[[], int] = count(int.from_bytes(urandom(6), "big") << 14).__next__


@final
class Series:
    """The counts of one combination of labels."""

    __slots__ = (
        "_labels",
        "_marks",
        "code",
        "counted",
        "explained",
        "first",
        "hidden",
        "last",
        "passes",
        "reason",
        "roll_at",
        "rows",
        "stale",
        "token",
        "watch",
    )

    def __init__(self, key: Key, names: Sequence[str], watch: Watch | None, token: int) -> None:
        _, reason, explained, *labels = key
        self.watch: Watch | None = watch
        self.code: ErrorCode | None = None if watch is None else watch.code
        self.reason: str = str(reason)
        self.explained: bool = bool(explained)
        self._labels = {name: str(label or "") for name, label in zip(names, labels, strict=True)}
        self.token: int = token  # of its boundary
        self.hidden: bool = OTHER in labels
        self.stale: bool = False
        self.passes: int = 0
        self.counted: int = 0
        self.rows: int = 0
        self.first: float = float("inf")
        self.last: float = float("-inf")
        self._marks = Marks()
        self.roll_at: float = self._marks.roll_at

    def label(self, name: str) -> str:
        """Give the value of a label, the empty string where it was not given."""
        return self._labels[name]

    def roll(self, now: float) -> None:
        """Begin a second."""
        self.first = min(self.first, now)
        self._marks.roll(now, self.passes, self.counted, self.rows)
        self.roll_at = self._marks.roll_at

    def tally(self) -> WindowTally:
        """Tell all that was counted."""
        return WindowTally(self.passes, self.counted, self.rows, exact=True)

    def tally_within(self, window_s: float, now: float) -> WindowTally:
        """Tell what was counted in a window."""
        return self._marks.within(window_s, now, self.passes, self.counted, self.rows)


@final
class Ledger:
    """
    All series of a tracker.

    Args:
        names: Of the labels, boundary and source first.
        watches: By code.
    """

    def __init__(self, names: Sequence[str], watches: dict[ErrorCode, Watch]) -> None:
        self._names = names
        self._watches = watches
        # Explained emptiness: counted exactly, and no threshold looks at it.
        self.explained: Watch = Watch(ErrorCode.DATA_EMPTY, None)
        self.by_key: dict[Key, Series] = {}
        self._values: list[set[str]] = [set() for _ in names]
        self._tokens: dict[_Part, int] = {}
        self.sketches: dict[str, SpaceSaving] = {name: SpaceSaving() for name in names}

    def __iter__(self) -> Iterator[Series]:
        return iter(self.by_key.values())

    def watch_of(self, code: ErrorCode) -> Watch:
        """Give the watch that thresholds of a code look at."""
        return self._watches[code]

    def count(self, code: ErrorCode, window_s: float, now: float) -> tuple[int, bool]:
        """Count the errors of a code in a window, explained ones included, and say whether all are there."""
        found, exact = self._watches[code].ring.count(window_s, now)
        if code is ErrorCode.DATA_EMPTY:
            more, more_exact = self.explained.ring.count(window_s, now)
            return found + more, exact and more_exact
        return found, exact

    def find(self, key: Key) -> Series:
        """Give the series of a clean key, made if there is room, else the nearest that hides labels."""
        fixed, labels = key[:3], [self._capped(place, label) for place, label in enumerate(key[3:])]
        dims = [label and OTHER for label in labels[2:]]
        candidates = (
            (SERIES_MAX, (*fixed, *labels)),
            (SERIES_MAX * 2, (*fixed, *labels[:2], *dims)),
            (None, (*fixed, OTHER, OTHER, *([OTHER] * len(dims)))),
        )
        for room, candidate in candidates:
            series = self.by_key.get(candidate)
            if series is not None:
                return series
            if room is None or len(self.by_key) < room:
                return self._made(candidate)
        raise AssertionError("the last candidate always has room")

    def sketch(self, key: Key, series: Series) -> None:
        """Note in the sketches what a series hides of a clean key."""
        for name, label in zip(self._names, key[3:], strict=True):
            if isinstance(label, str) and label != OTHER and series.label(name) == OTHER:
                if series.code is None:
                    self.sketches[name].succeed(label)
                elif not series.explained:
                    self.sketches[name].fail(label)

    def _capped(self, place: int, label: _Part) -> _Part:
        values = self._values[place]
        if not isinstance(label, str) or label in values:
            return label
        if len(values) < (PLACES_MAX if place < 2 else VALUES_MAX):
            values.add(label)
            return label
        return OTHER

    def _made(self, key: Key) -> Series:
        code, _, explained, boundary, *_ = key
        watch: Watch | None = None
        if explained:
            watch = self.explained
        elif isinstance(code, str) and code:
            watch = self._watches[ErrorCode(code)]
        token = self._tokens.get(boundary)
        if token is None:
            token = self._tokens[boundary] = new_token()
        series = self.by_key[key] = Series(key, self._names, watch, token)
        return series


def clean_key(key: RawKey) -> Key:
    """Turn labels of any kind into short texts without secrets; None stays."""
    return (*cast("Key", key[:3]), *map(_clean, key[3:]))


def _clean(label: object) -> str | None:
    if label is None or (type(label) is str and not label):
        return None
    return safe_text(label, LABEL_MAX_CHARS)
