"""
Results of fetches, and the ways out of them.

Floor 0. The only file below the boundary that knows `returns`; keeps pandas out until somebody touches a frame.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import wraps
from typing import TYPE_CHECKING, Never, ParamSpec, TypeAlias, TypeVar, cast, final

from attrs import field, frozen
from returns.result import Failure, Result, Success

from ._values import EMPTY_CONTEXT, json_safe, reduce_context
from .errors import (
    ApiError,
    ClassifiedError,
    DataError,
    FetchError,
    NetworkError,
    OtherError,
    Severity,
    StorageError,
)

if TYPE_CHECKING:
    from pandas import DataFrame

    DataResult: TypeAlias = Result[DataFrame, ClassifiedError]
else:

    def __getattr__(name: str) -> object:
        """Make `DataResult` when it is first asked for: its definition needs pandas."""
        if name != "DataResult":
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from pandas import DataFrame

        alias = Result[DataFrame, ClassifiedError]
        globals()[name] = alias
        return alias


__all__ = [
    "ClassifiedException",
    "DataResult",
    "Failure",
    "Provenance",
    "Result",
    "Success",
    "fold",
    "provenance",
    "raise_error",
    "raising",
    "row_count",
    "sealed",
    "to_log_dict",
    "unwrap_or_raise",
]

P = ParamSpec("P")
T = TypeVar("T")
V = TypeVar("V")
E = TypeVar("E")
R = TypeVar("R", bound=FetchError)


@final
class ClassifiedException(Exception):
    """The one exception of this library: an error that somebody wanted raised."""

    error: ClassifiedError

    def __init__(self, error: ClassifiedError) -> None:
        super().__init__(error)
        self.error = error

    def __str__(self) -> str:
        return str(self.error)


def sealed(result: Result[V, E]) -> Success[V] | Failure[E]:
    """
    Give the same result, typed as the closed union that type checkers can match exhaustively.

    Args:
        result: Any result.

    Returns:
        The very same object.

    Examples:
        >>> match sealed(Result.from_value(3)):
        ...     case Success(rows):
        ...         print(rows, "rows")
        ...     case Failure(error):
        ...         print(error)
        3 rows
    """
    return cast("Success[V] | Failure[E]", result)


def fold(
    result: Result[V, ClassifiedError],
    *,
    success: Callable[[V], T],
    network: Callable[[NetworkError], T],
    api: Callable[[ApiError], T],
    data: Callable[[DataError], T],
    storage: Callable[[StorageError], T],
    other: Callable[[OtherError], T],
) -> T:
    """
    Turn a result into one value, with a handler for success and one for each family of errors.

    Args:
        result: What a fetcher returned.
        success: Takes the value.
        network: Takes a `NetworkError`.
        api: Takes an `ApiError`.
        data: Takes a `DataError`.
        storage: Takes a `StorageError`.
        other: Takes an `OtherError`.

    Returns:
        What the handler gave.
    """
    match sealed(result):
        case Success(value):
            return success(value)
        case Failure(error):
            match error:
                case NetworkError():
                    return network(error)
                case ApiError():
                    return api(error)
                case DataError():
                    return data(error)
                case StorageError():
                    return storage(error)
                case OtherError():
                    return other(error)


def raise_error(error: ClassifiedError) -> Never:
    """
    Raise an error, at a border where an exception is wanted.

    Args:
        error: The error to raise.

    Raises:
        ClassifiedException: Always; it carries the error as `.error`.
    """
    raise ClassifiedException(error) from error.exception


def unwrap_or_raise(result: Result[V, R]) -> V:
    """
    Give the value of a success, or raise the error of a failure.

    Args:
        result: What a fetcher returned.

    Returns:
        The value.

    Raises:
        ClassifiedException: For a failure; it carries the error as `.error`.
    """
    match sealed(result):
        case Success(value):
            return value
        case Failure(error):
            raise_error(cast("ClassifiedError", error))


def raising(fetch: Callable[P, Result[V, R]]) -> Callable[P, V]:
    """
    Wrap a fetcher into a function that raises, for a scheduler's task or a notebook.

    A task that returns a `Failure` has succeeded, as far as its scheduler can see.

    Args:
        fetch: A function that returns a result.

    Returns:
        The same function, with the bare value as its result.

    Raises:
        ClassifiedException: The wrapped function, for a failure.
    """

    @wraps(fetch)
    def raising_fetch(*args: P.args, **kwargs: P.kwargs) -> V:
        return unwrap_or_raise(fetch(*args, **kwargs))

    return raising_fetch


def to_log_dict(result: Result[V, R]) -> dict[str, object]:
    """
    Tell a result in the same few fields for a success as for a failure.

    Args:
        result: What a fetcher returned.

    Returns:
        JSON-safe: code, message, severity, has_error, is_empty, rows, timestamp (ISO 8601), context.
    """
    match sealed(result):
        case Success(value):
            told = provenance(value)
            rows = row_count(value)
            return {
                "code": None,
                "message": None,
                "severity": Severity.INFO.value,
                "has_error": False,
                "is_empty": rows == 0,
                "rows": rows,
                "timestamp": (datetime.now(UTC) if told is None else told.fetched_at).isoformat(),
                "context": {} if told is None else json_safe(told.context),
            }
        case Failure(error):
            rows = row_count(getattr(error, "frame", None))
            return {
                "code": error.code.value,
                "message": error.message,
                "severity": error.severity.value,
                "has_error": True,
                "is_empty": not rows,
                "rows": rows or 0,
                "timestamp": error.occurred_at.isoformat(),
                "context": json_safe(error.context),
            }


def row_count(value: object) -> int | None:
    """Count the rows of what has a shape; None for anything else."""
    shape = getattr(value, "shape", None)
    return shape[0] if isinstance(shape, tuple) and shape and isinstance(shape[0], int) else None


@final
@frozen(kw_only=True)
class Provenance:
    """
    Where a fetched frame came from.

    Args:
        source: The source that served it.
        context: What was asked for.
        fetched_at: When it was there; aware, UTC.
        elapsed_s: How long the fetch took, in seconds.
    """

    source: str | None = None
    context: Mapping[str, object] = field(default=EMPTY_CONTEXT, converter=reduce_context)
    fetched_at: datetime
    elapsed_s: float


# Keys of `frame.attrs`; scalars only, so that writing the frame to Parquet or JSON keeps working.
SOURCE_ATTR = "dataresult.source"
CONTEXT_ATTR = "dataresult.context."
FETCHED_AT_ATTR = "dataresult.fetched_at"
ELAPSED_ATTR = "dataresult.elapsed_s"


def provenance(frame: object) -> Provenance | None:
    """
    Tell where a frame came from.

    Args:
        frame: A frame that a fetcher returned.

    Returns:
        Source, context, time of fetching (UTC) and its duration; None for a frame that no fetcher made.
    """
    attrs = getattr(frame, "attrs", None)
    if not isinstance(attrs, Mapping):
        return None
    told = cast("Mapping[object, object]", attrs)
    fetched_at, elapsed_s, source = told.get(FETCHED_AT_ATTR), told.get(ELAPSED_ATTR), told.get(SOURCE_ATTR)
    if not isinstance(fetched_at, float) or not isinstance(elapsed_s, float):
        return None
    return Provenance(
        source=source if isinstance(source, str) else None,
        context={
            key.removeprefix(CONTEXT_ATTR): value
            for key, value in told.items()
            if isinstance(key, str) and key.startswith(CONTEXT_ATTR)
        },
        fetched_at=datetime.fromtimestamp(fetched_at, UTC),
        elapsed_s=elapsed_s,
    )
