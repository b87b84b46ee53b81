"""
Asking one source after the other.

Floor 5. Knows results only: what the sources are, and how they fail, is their own.
"""

import inspect
from collections.abc import Awaitable, Callable, Coroutine
from typing import Final, Never, ParamSpec, TypeVar, cast, overload

from returns.result import Failure, Result, Success

from dataresult._results import sealed
from dataresult._vocabulary import Advice, EmptyReason
from dataresult.errors import ClassifiedError, DataEmpty, DataPartial

__all__ = ["failover", "final_error", "settles"]

P = ParamSpec("P")
V = TypeVar("V")

# Where nothing was listed, no other source has rows either.
_OUTSIDE_LISTING: Final = frozenset({EmptyReason.BEFORE_LISTING, EmptyReason.AFTER_DELISTING})


def settles(error: ClassifiedError) -> bool:
    """Tell whether an error settles the matter: another source cannot help."""
    if isinstance(error, DataEmpty):
        return error.expected or error.reason in _OUTSIDE_LISTING
    return error.next_step is Advice.FIX_REQUEST


def final_error(errors: list[ClassifiedError]) -> ClassifiedError:
    """
    Choose what to tell where no source had it all: rows that came before none, else the last word.

    Args:
        errors: What each source said, in the order asked; at least one.

    Returns:
        One of them, with the others as its attempts; the same occurrence for trackers.
    """
    rows = [len(error.frame) if isinstance(error, DataPartial) else 0 for error in errors]
    place = rows.index(max(rows)) if any(rows) else len(errors) - 1
    told, others = errors[place], (*errors[:place], *errors[place + 1 :])
    return told.derive(attempts=(*told.attempts, *others)) if others else told


@overload
def failover(
    first: Callable[P, Coroutine[object, Never, Result[V, ClassifiedError]]],
    /,
    *others: Callable[P, Coroutine[object, Never, Result[V, ClassifiedError]]],
) -> Callable[P, Coroutine[object, object, Result[V, ClassifiedError]]]: ...
@overload
def failover(
    first: Callable[P, Result[V, ClassifiedError]], /, *others: Callable[P, Result[V, ClassifiedError]]
) -> Callable[P, Result[V, ClassifiedError]]: ...
def failover(first: Callable[P, object], /, *others: Callable[P, object]) -> Callable[P, object]:
    """
    Make one fetcher of several: the next is asked where the one before failed.

    Stops where another source cannot help: at an error whose next step is FIX_REQUEST, and at emptiness that is
    expected or outside the listing.

    Args:
        first: The source to ask first.
        others: The sources to ask after it, in this order; functions or coroutine functions, like the first.

    Returns:
        A function with the same parameters. Success: of the first source that has it. Failure: rows that came in
        part, else the last source's error; the others are its attempts.

    Examples:
        >>> from dataresult import ApiUnavailable
        >>> fetch = failover(lambda day: Failure(ApiUnavailable()), lambda day: Success(f"rows of {day}"))
        >>> fetch("2026-03-01")
        <Success: rows of 2026-03-01>
    """
    fetchers = (first, *others)
    if any(inspect.iscoroutinefunction(fetch) for fetch in fetchers):

        async def ask_in_turn(*args: P.args, **kwargs: P.kwargs) -> object:
            errors: list[ClassifiedError] = []
            for fetch in fetchers:
                answer = fetch(*args, **kwargs)
                found = _found(
                    await cast("Awaitable[object]", answer) if inspect.isawaitable(answer) else answer, errors
                )
                if found is not None:
                    return found
            return Failure(final_error(errors))

        return ask_in_turn

    def ask(*args: P.args, **kwargs: P.kwargs) -> object:
        errors: list[ClassifiedError] = []
        for fetch in fetchers:
            if (found := _found(fetch(*args, **kwargs), errors)) is not None:
                return found
        return Failure(final_error(errors))

    return ask


def _found(answer: object, errors: list[ClassifiedError]) -> object:
    """Give the final answer, or note the error and go on."""
    match sealed(cast("Result[object, ClassifiedError]", answer)):
        case Success(_):
            return answer
        case Failure(error):
            errors.append(error)
            return Failure(final_error(errors)) if settles(error) else None
