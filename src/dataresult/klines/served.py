"""
What sources say: rows, and for which bars they speak. And what that makes of a request.

Floor 5. Pure. A bar that is not there although a source speaks for it never existed; one that no source speaks for
is missing, and is said to be.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, Protocol, TypeAlias

from attrs import field, frozen
from pandas import DataFrame

from dataresult._results import Failure, Success
from dataresult.errors import Advice, ApiRateLimit, ClassifiedError, DataEmpty, DataPartial, EmptyReason

from .coverage import Spans, as_ranges, unserved
from .frame import INDEX_SCHEMA, SCHEMA, joined, within
from .query import Query

if TYPE_CHECKING:
    from dataresult._results import DataResult

__all__ = ["Seen", "Served", "Source", "no_bars", "outcome", "unseen"]


@frozen(kw_only=True)
class Served:
    """
    What one source served.

    Args:
        frames: Its rows; there may be more of them than were asked for.
        covered: Where it speaks for every bar, so that one that is not there never existed.
        lasting: The part of that which will never change, and may be kept.
        errors: What failed, in the order it happened.
        reason: Why there are no rows, where there are none.
    """

    frames: Sequence[DataFrame] = ()
    covered: Spans = ()
    lasting: Spans = ()
    errors: Sequence[ClassifiedError] = field(default=(), converter=tuple[ClassifiedError, ...])
    reason: EmptyReason = EmptyReason.DATE_RANGE


Seen: TypeAlias = "Callable[[DataResult], object]"
"""Told of every result on the way: a file, a range."""


def unseen(result: "DataResult") -> "DataResult":
    """Tell nobody."""
    return result


class Source(Protocol):
    """A place where bars come from."""

    @property
    def name(self) -> str:
        """What it is called in errors, statistics and provenance."""
        ...

    def served(self, query: Query, spans: Spans, seen: Seen) -> Served:
        """
        Serve what it can of some spans of a query; what fails is in the answer, and nothing is raised.

        Args:
            query: Market, symbol and interval.
            spans: The bars wanted, all of them closed.
            seen: Told of every result on the way.
        """
        ...


def no_bars(reason: EmptyReason, message: str, *, expected: bool = False) -> DataEmpty:
    """Make the error for no bars, with the schema of a kline frame."""
    return DataEmpty(reason=reason, message=message, expected=expected, schema=SCHEMA, index_schema=INDEX_SCHEMA)


_MESSAGES: Final = {
    EmptyReason.BEFORE_LISTING: "the range lies before the first bar of the symbol",
    EmptyReason.AFTER_DELISTING: "the range lies after the last bar of the symbol",
    EmptyReason.NOT_YET_PUBLISHED: "no bar of the range has closed yet",
    EmptyReason.API_RESPONSE: "the exchange has no bars of the symbol",
    EmptyReason.DATE_RANGE: "nothing traded in the range",
}


def outcome(query: Query, wanted: Spans, served: Served) -> "DataResult":
    """
    Tell what sources made of a request.

    Args:
        query: What was asked for.
        wanted: The spans that could be had: the bars that have closed.
        served: What the sources served.

    Returns:
        Success: the frame, when sources speak for every bar. Failure: `DataEmpty` when they say that there are none;
        `DataPartial` when nobody speaks for some; the last error, with the earlier ones as its attempts, when there
        is nothing at all.
    """
    frame = within(joined(served.frames), (query.span,))
    missing = unserved(query.interval, wanted, served.covered)
    if not missing:
        if len(frame):
            return Success(frame)
        reason = served.reason if wanted else EmptyReason.NOT_YET_PUBLISHED
        if query.start_ms >= query.end_ms:
            reason = EmptyReason.DATE_RANGE
            return Failure(no_bars(reason, f"no bar of {query.interval} opens in the range", expected=True))
        return Failure(no_bars(reason, _MESSAGES.get(reason, DataEmpty.description)))
    errors = tuple(served.errors)
    if not len(frame):
        if not errors:
            return Failure(no_bars(EmptyReason.UNKNOWN, "the source does not have it", expected=True))
        return Failure(errors[-1].derive(attempts=(*errors[-1].attempts, *errors[:-1])))
    return Failure(_partial(frame, missing, errors))


def _partial(frame: DataFrame, missing: Spans, errors: tuple[ClassifiedError, ...]) -> DataPartial:
    ranges = as_ranges(missing)
    steps = [each.next_step for each in errors if each.next_step is not Advice.ACCEPT]
    step = steps[-1] if steps else DataPartial.advice
    waits = [each for each in errors if isinstance(each, ApiRateLimit)]
    told = ", ".join(f"{low:%Y-%m-%d %H:%M} to {high:%Y-%m-%d %H:%M}" for low, high in ranges[:3])
    more = f" and {len(ranges) - 3} more ranges" if len(ranges) > 3 else ""
    context: dict[str, object] = {}
    if waits and waits[-1].retry_after is not None:
        # Where retry loops look for the wait of an error that has no field for it.
        context["retry_after_s"] = waits[-1].retry_after.total_seconds()
    return DataPartial(
        frame=frame,
        missing=ranges,
        message=f"missing: {told}{more}",
        next_step=Advice.WAIT if waits else step,
        context=context,
        attempts=errors,
    )
