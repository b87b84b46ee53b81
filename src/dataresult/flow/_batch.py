"""
What came of asking for many things: who has it, who failed, and what to ask again.

Floor 5. A value with its reports; asks nobody.
"""

from collections import Counter
from collections.abc import Collection, Hashable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Generic, TypeVar, final

from attrs import field, frozen

from dataresult._results import provenance, raise_error, row_count
from dataresult._vocabulary import Advice, ErrorCode
from dataresult.errors import ClassifiedError, DataPartial

from ._pause import asked_until

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["Batch"]

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

# A report is read at a glance; the rest is in `to_frame()`.
_SHOWN_CODES = 6
_SHOWN_KEYS = 5


@final
@frozen(kw_only=True)
class Batch(Generic[K, V]):
    """
    The outcome of many requests.

    Args:
        successes: Request to value, in the order asked.
        failures: Request to error, in the order asked.
        elapsed: How long it all took.
        waited: How long of that was spent waiting since a server asked to.
    """

    successes: Mapping[K, V]
    failures: Mapping[K, ClassifiedError]
    elapsed: timedelta = field(default=timedelta())
    waited: timedelta = field(default=timedelta())

    def __len__(self) -> int:
        return len(self.successes) + len(self.failures)

    @property
    def not_before(self) -> datetime | None:
        """The instant before which asking again is refused; None where no server named one. Aware, UTC."""
        instants = [instant for error in self.failures.values() if (instant := asked_until(error)) is not None]
        return max(instants, default=None)

    def again(self) -> tuple[K, ...]:
        """Name the requests that are worth another try, in the order asked: the next step is RETRY or WAIT."""
        return tuple(key for key, error in self.failures.items() if error.next_step in {Advice.RETRY, Advice.WAIT})

    def by_code(self) -> Mapping[ErrorCode, tuple[K, ...]]:
        """Group the failed requests by code, the most frequent first."""
        counts = Counter(error.code for error in self.failures.values())
        return {
            code: tuple(key for key, error in self.failures.items() if error.code is code)
            for code, _ in counts.most_common()
        }

    def to_frame(self) -> "DataFrame":
        """
        Tell the batch as a frame.

        Returns:
            One row per request, in the order successes, failures: request, code (None for a success), rows, source,
            message, next_step, attempts.
        """
        from pandas import DataFrame

        rows: list[dict[str, object]] = []
        for key, value in self.successes.items():
            told = provenance(value)
            source = None if told is None else told.source
            rows.append({"request": key, "code": None, "rows": row_count(value), "source": source})
        for key, error in self.failures.items():
            rows.append(
                {
                    "request": key,
                    "code": error.code.value,
                    "rows": row_count(error.frame) if isinstance(error, DataPartial) else 0,
                    "source": error.context.get("source"),
                    "message": error.message,
                    "next_step": error.next_step.value,
                    "attempts": len(error.attempts) + error.attempts_omitted,
                }
            )
        return DataFrame(rows, columns=["request", "code", "rows", "source", "message", "next_step", "attempts"])

    def raise_for_failures(self, *, min_success: float = 1.0, accept: Collection[ErrorCode | str] = ()) -> None:
        """
        Raise where too little came, at a border where an exception is wanted.

        Args:
            min_success: The share of requests that must have succeeded, from 0 to 1.
            accept: Codes that count as a success here, such as `ErrorCode.DATA_EMPTY`.

        Raises:
            ClassifiedException: With the gravest error; the others are its attempts.
        """
        refused = [error for error in self.failures.values() if error.code not in accept]
        if not refused or len(self) - len(refused) >= min_success * len(self):
            return
        gravest = min(refused, key=lambda error: (error.retryable, -error.severity.level))
        others = tuple(error for error in refused if error is not gravest)
        raise_error(gravest.derive(attempts=(*gravest.attempts, *others)))

    def __str__(self) -> str:
        """Say it all in ten lines."""
        lines = [f"{len(self)} requests in {self.elapsed.total_seconds():.1f} s"]
        counts = [count for value in self.successes.values() if (count := row_count(value)) is not None]
        rows = f", {sum(counts):,} rows" if counts else ""
        lines.append(f"  {'whole':<20}{len(self.successes):>6}{rows}")
        grouped = self.by_code()
        for code, keys in list(grouped.items())[:_SHOWN_CODES]:
            shown = ", ".join(str(key) for key in keys[:_SHOWN_KEYS])
            more = f" and {len(keys) - _SHOWN_KEYS} more" if len(keys) > _SHOWN_KEYS else ""
            lines.append(f"  {code.value:<20}{len(keys):>6}  {shown}{more}")
        if len(grouped) > _SHOWN_CODES:
            lines.append(f"  and {len(grouped) - _SHOWN_CODES} other codes")
        if self.waited:
            lines.append(f"  waited {self.waited.total_seconds():.1f} s, as servers asked")
        again, not_before = self.again(), self.not_before
        if again:
            after = "" if not_before is None else f", not before {not_before:%Y-%m-%d %H:%M:%S} UTC"
            lines.append(f"ask again: {len(again)} of {len(self)}{after}")
        return "\n".join(lines)
