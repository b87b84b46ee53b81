"""
The decorators that put the boundary around fetchers, steps and other functions, with their exact types.

Floor 4. Signatures and options only: what the boundary does is in `_boundary.py`.
"""

import inspect
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import TYPE_CHECKING, Never, ParamSpec, Protocol, TypeAlias, TypeVar, cast, overload

from returns.result import Result

from ._boundary import Boundary, decorated, places
from ._classify import Classifier, default_classifier
from ._frames import EmptyPolicy
from .errors import ClassifiedError
from .tracking import ErrorTracker

if TYPE_CHECKING:
    from pandas import DataFrame

    from ._results import DataResult

__all__ = ["fetcher", "guarded", "stage", "validating"]

P = ParamSpec("P")
T = TypeVar("T")

_Frame: TypeAlias = "DataFrame | Result[DataFrame, ClassifiedError]"
_Step: TypeAlias = "DataFrame | Result[DataFrame, ClassifiedError] | None"


class _FetcherDecorator(Protocol):
    """Frames in results, for functions and coroutine functions; the parameters stay."""

    @overload
    def __call__(self, fetch: Callable[P, _Frame], /) -> "Callable[P, DataResult]": ...
    @overload
    def __call__(
        self, fetch: Callable[P, Coroutine[object, Never, _Frame]], /
    ) -> "Callable[P, Coroutine[object, object, DataResult]]": ...


class _StageDecorator(Protocol):
    """As for fetchers; a write may return None, and passes on the frame that it was given."""

    @overload
    def __call__(self, step: Callable[P, _Step], /) -> "Callable[P, DataResult]": ...
    @overload
    def __call__(
        self, step: Callable[P, Coroutine[object, Never, _Step]], /
    ) -> "Callable[P, Coroutine[object, object, DataResult]]": ...


class _GuardedDecorator(Protocol):
    """Any value in a result; a function that returns a result already keeps its value's type."""

    @overload
    def __call__(  # type: ignore[overload-overlap]  # T takes coroutines, too: first fit  # pyright: ignore[reportOverlappingOverload]  # likewise
        self, function: Callable[P, Coroutine[object, Never, Result[T, ClassifiedError]]], /
    ) -> Callable[P, Coroutine[object, object, Result[T, ClassifiedError]]]: ...
    @overload
    def __call__(  # type: ignore[overload-overlap]  # T takes coroutines, too: first fit
        self, function: Callable[P, Coroutine[object, Never, T]], /
    ) -> Callable[P, Coroutine[object, object, Result[T, ClassifiedError]]]: ...
    @overload
    def __call__(
        self, function: Callable[P, Result[T, ClassifiedError]], /
    ) -> Callable[P, Result[T, ClassifiedError]]: ...
    @overload
    def __call__(self, function: Callable[P, T], /) -> Callable[P, Result[T, ClassifiedError]]: ...


@overload
def fetcher(fetch: Callable[P, _Frame], /) -> "Callable[P, DataResult]": ...
@overload
def fetcher(
    fetch: Callable[P, Coroutine[object, Never, _Frame]], /
) -> "Callable[P, Coroutine[object, object, DataResult]]": ...
@overload
def fetcher(
    *,
    source: str | None = None,
    capture: Sequence[str] = (),
    operation: str = "fetch",
    classifier: Classifier = default_classifier,
    tracker: ErrorTracker | None = None,
    empty: EmptyPolicy = EmptyPolicy.FAIL,
    let_through: Sequence[type[BaseException]] = (),
    log: bool = True,
    keep_exception: bool = False,
) -> _FetcherDecorator: ...
def fetcher(
    fetch: object = None,
    /,
    *,
    source: str | None = None,
    capture: Sequence[str] = (),
    operation: str = "fetch",
    classifier: Classifier = default_classifier,
    tracker: ErrorTracker | None = None,
    empty: EmptyPolicy = EmptyPolicy.FAIL,
    let_through: Sequence[type[BaseException]] = (),
    log: bool = True,
    keep_exception: bool = False,
) -> object:
    """
    Turn a function that returns a frame, and may raise, into one that returns a `DataResult`.

    Works on functions, coroutine functions, methods, static and class methods. Interrupts, exits and
    cancellations pass through.

    Args:
        fetch: A function that returns a frame or already a `DataResult`.
        source: The name of the source, on every error and frame; also the boundary's name for the tracker.
        capture: Names of arguments that become error context.
        operation: What the function does, for what an exception alone cannot tell.
        classifier: The judge; one with rules of your own by `default_classifier.with_rules(...)`.
        tracker: A tracker that observes every result.
        empty: What to make of a frame without rows.
        let_through: Exception classes that are signals, not failures: a scheduler's skip or retry.
        log: Whether to write one record per failure, at its severity.
        keep_exception: Whether the error keeps the live exception (and with it the frames of its traceback).

    Returns:
        A function with the same parameters. Success: the frame, marked with its provenance. Failure: any of
        the 22 errors; a frame without rows is `DataEmpty`.

    Raises:
        TypeError: When decorated: for a generator function, or a captured name that is no parameter.

    Examples:
        >>> @fetcher(source="shop", capture=("day",), log=False)
        ... def orders(day: str) -> "DataFrame":
        ...     raise TimeoutError("read timed out")
        >>> print(orders("2026-03-01").failure())
        NETWORK_TIMEOUT shop day=2026-03-01: read timed out; retry [TimeoutError]
    """

    def make(name: str, signature: inspect.Signature | None) -> Boundary:
        return Boundary(
            name=name, source=source, operation=operation, captured=places(capture, name, signature),
            classifier=classifier, tracker=tracker, let_through=tuple(let_through), log=log,
            keep_exception=keep_exception, empty=empty, stamps=True,
        )  # fmt: skip

    return partial(decorated, make=make) if fetch is None else decorated(fetch, make)


@overload
def guarded(  # type: ignore[overload-overlap]  # T takes coroutines, too: first fit  # pyright: ignore[reportOverlappingOverload]  # likewise
    function: Callable[P, Coroutine[object, Never, Result[T, ClassifiedError]]], /
) -> Callable[P, Coroutine[object, object, Result[T, ClassifiedError]]]: ...
@overload
def guarded(  # type: ignore[overload-overlap]  # T takes coroutines, too: first fit
    function: Callable[P, Coroutine[object, Never, T]], /
) -> Callable[P, Coroutine[object, object, Result[T, ClassifiedError]]]: ...
@overload
def guarded(function: Callable[P, Result[T, ClassifiedError]], /) -> Callable[P, Result[T, ClassifiedError]]: ...
@overload
def guarded(function: Callable[P, T], /) -> Callable[P, Result[T, ClassifiedError]]: ...
@overload
def guarded(
    *,
    source: str | None = None,
    capture: Sequence[str] = (),
    operation: str = "fetch",
    classifier: Classifier = default_classifier,
    tracker: ErrorTracker | None = None,
    let_through: Sequence[type[BaseException]] = (),
    log: bool = True,
    keep_exception: bool = False,
) -> _GuardedDecorator: ...
def guarded(
    function: object = None,
    /,
    *,
    source: str | None = None,
    capture: Sequence[str] = (),
    operation: str = "fetch",
    classifier: Classifier = default_classifier,
    tracker: ErrorTracker | None = None,
    let_through: Sequence[type[BaseException]] = (),
    log: bool = True,
    keep_exception: bool = False,
) -> object:
    """
    Do for a function of any value what `fetcher` does for one that returns a frame.

    Args:
        function: A function that returns any value, or already a result.
        source: As for `fetcher`.
        capture: As for `fetcher`.
        operation: As for `fetcher`.
        classifier: As for `fetcher`.
        tracker: As for `fetcher`.
        let_through: As for `fetcher`.
        log: As for `fetcher`.
        keep_exception: As for `fetcher`.

    Returns:
        A function with the same parameters that returns `Result[T, ClassifiedError]`.

    Raises:
        TypeError: When decorated, as for `fetcher`.

    Examples:
        >>> @guarded(log=False)
        ... def port(text: str) -> int:
        ...     return int(text)
        >>> port("443")
        <Success: 443>
        >>> print(port("https").failure().code)
        DATA_TRANSFORMATION
    """

    def make(name: str, signature: inspect.Signature | None) -> Boundary:
        return Boundary(
            name=name, source=source, operation=operation, captured=places(capture, name, signature),
            classifier=classifier, tracker=tracker, let_through=tuple(let_through), log=log,
            keep_exception=keep_exception,
        )  # fmt: skip

    return partial(decorated, make=make) if function is None else decorated(function, make)


@overload
def stage(step: Callable[P, _Step], /) -> "Callable[P, DataResult]": ...
@overload
def stage(
    step: Callable[P, Coroutine[object, Never, _Step]], /
) -> "Callable[P, Coroutine[object, object, DataResult]]": ...
@overload
def stage(
    *,
    operation: str = "transform",
    source: str | None = None,
    capture: Sequence[str] = (),
    classifier: Classifier = default_classifier,
    tracker: ErrorTracker | None = None,
    empty: EmptyPolicy = EmptyPolicy.ACCEPT,
    let_through: Sequence[type[BaseException]] = (),
    log: bool = True,
    keep_exception: bool = False,
) -> _StageDecorator: ...
def stage(
    step: object = None,
    /,
    *,
    operation: str = "transform",
    source: str | None = None,
    capture: Sequence[str] = (),
    classifier: Classifier = default_classifier,
    tracker: ErrorTracker | None = None,
    empty: EmptyPolicy = EmptyPolicy.ACCEPT,
    let_through: Sequence[type[BaseException]] = (),
    log: bool = True,
    keep_exception: bool = False,
) -> object:
    """
    Turn a step on a frame into one that returns a `DataResult`, for `bind` and `flow`.

    Args:
        step: A function or method that takes a frame and returns one, or already a `DataResult`. A write may
            return None: the frame that it was given is passed on.
        operation: "transform", "validate" or "write".
        source: As for `fetcher`.
        capture: As for `fetcher`.
        classifier: As for `fetcher`.
        tracker: As for `fetcher`.
        empty: What to make of a frame without rows; a step may well leave none.
        let_through: As for `fetcher`.
        log: As for `fetcher`.
        keep_exception: As for `fetcher`.

    Returns:
        A function with the same parameters that returns a `DataResult`.

    Raises:
        TypeError: When decorated, as for `fetcher`.
    """

    def make(name: str, signature: inspect.Signature | None) -> Boundary:
        return Boundary(
            name=name, source=source, operation=operation, captured=places(capture, name, signature),
            classifier=classifier, tracker=tracker, let_through=tuple(let_through), log=log,
            keep_exception=keep_exception, empty=empty, passes_on=operation == "write",
        )  # fmt: skip

    return partial(decorated, make=make) if step is None else decorated(step, make)


class Schema(Protocol):
    """What `validating` needs of a schema: a `pandera.DataFrameSchema` has it."""

    def validate(self, check_obj: "DataFrame", /, *, lazy: bool = ...) -> object:
        """Give the validated frame, or raise."""
        ...


class Model(Protocol):
    """What `validating` needs of a model: a class derived from `pandera.DataFrameModel` has it."""

    def to_schema(self) -> Schema:
        """Give the schema that the model describes."""
        ...


def validating(schema: Schema | Model) -> "Callable[[DataFrame], DataResult]":
    """
    Make a stage of a pandera schema.

    Args:
        schema: A `pandera.DataFrameSchema` or a `DataFrameModel` class.

    Returns:
        A stage. Success: the validated (and coerced) frame. Failure: `DataValidation`, with every check that
        failed.
    """

    @stage(operation="validate")
    def validate(frame: "DataFrame") -> "DataFrame":
        to_schema = cast("Callable[[], Schema] | None", getattr(schema, "to_schema", None))
        described = cast("Schema", schema) if to_schema is None else to_schema()
        return cast("DataFrame", described.validate(frame, lazy=True))

    return validate
