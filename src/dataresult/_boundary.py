"""
The boundary: the one place where an exception becomes a value.

Floor 4. How it works; the decorators that users see are in `_guard.py`. It catches `Exception` and the panics
of extensions, and nothing else: interrupts, exits and cancellations pass through. Imports neither a client
library nor, before a frame is met, a data-frame library.
"""

import inspect
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial, wraps
from time import perf_counter, time
from typing import TYPE_CHECKING, Final, NamedTuple, cast, final

from attrs import frozen
from returns.result import Failure, Result, Success

from ._classify import Classifier
from ._context import current_context
from ._frames import EmptyPolicy, emptied, frame_types, is_frame, stamp
from ._results import ELAPSED_ATTR, FETCHED_AT_ATTR, SOURCE_ATTR
from ._values import EMPTY_CONTEXT, FrozenMapping, reduce_context, safe_text, type_name
from .errors import ClassifiedError, DataTransformation, FetchError, Internal, Unexpected
from .logs import log_error
from .tracking import ErrorTracker

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["Boundary", "decorated", "places"]

# Cancellations and panics by run-time name: their modules need not be loaded to know them.
# `concurrent.futures.CancelledError` is an `Exception`; a panic derives from `BaseException`.
_SIGNALS: Final = frozenset({"concurrent.futures._base.CancelledError", "asyncio.exceptions.CancelledError"})
_PANICS: Final = frozenset({"pyo3_runtime.PanicException"})
# The observer number under which the boundary marks errors that it has logged; trackers count from one.
_LOG_OBSERVER: Final = 0
# From `log_error` up to whoever called the decorated function: `fail`, `catch` or `settle`, the function itself.
_CALLER_LEVEL: Final = 4


class Place(NamedTuple):
    """Where a captured argument stands in a call."""

    name: str
    position: int | None
    default: object


@final
@frozen(kw_only=True, eq=False)
class Boundary:
    """What a decorated function is called, and what is done with what it gives or raises."""

    name: str
    source: str | None
    operation: str
    captured: tuple[Place, ...]
    classifier: Classifier
    tracker: ErrorTracker | None
    let_through: tuple[type[BaseException], ...]
    log: bool
    keep_exception: bool
    # None for a function whose value is no frame.
    empty: EmptyPolicy | None = None
    # A fetched frame is marked with where it came from; a step leaves the mark that is there.
    stamps: bool = False
    # A write that returns nothing passes on the frame that it was given.
    passes_on: bool = False

    def settle(
        self, value: object, started_s: float, args: Sequence[object], kwargs: Mapping[str, object]
    ) -> Result[object, ClassifiedError]:
        """Make a result of what the function returned."""
        inner = value
        if isinstance(value, Result):
            given = cast("Result[object, object]", value)
            if isinstance(given, Failure):
                return self.fail(self._own(given.failure(), args, kwargs))
            inner = given.unwrap()
        if self.empty is None:
            return self._seen(Success(inner))
        if inner is None and self.passes_on:
            inner = next((each for each in (*args, *kwargs.values()) if is_frame(each)), None)
        if not is_frame(inner):
            message = f"{self.name} returned {type_name(type(inner))}, and a frame was expected"
            return self.fail(Internal(message=message, context={**self._context(args, kwargs)}))
        if self.stamps:
            context = {**current_context(), **self._asked(args, kwargs)}
            stamp(inner, self.source, context, time(), perf_counter() - started_s)
        if not len(inner.index):
            error = emptied(inner, self.empty, self._context(args, kwargs))
            if error is not None:
                return self.fail(error)
        return self._seen(Success(inner))

    async def settle_later(
        self, value: Awaitable[object], started_s: float, args: Sequence[object], kwargs: Mapping[str, object]
    ) -> object:
        """Make a result of what a coroutine returns."""
        try:
            inner = await value
        except BaseException as exception:
            if self.passes(exception):
                raise
            return self.catch(exception, args, kwargs)
        return self.settle(inner, started_s, args, kwargs)

    def catch(
        self, exception: BaseException, args: Sequence[object], kwargs: Mapping[str, object]
    ) -> Result[object, ClassifiedError]:
        """Make a failure of what the function raised."""
        error = self.classifier.classify(exception, self._context(args, kwargs))
        if isinstance(error, DataTransformation) and error.step is None:
            error = error.derive(step=self.name)
        if self.keep_exception:
            error = error.derive(exception=exception)
        return self.fail(error)

    def fail(self, error: ClassifiedError) -> Result[object, ClassifiedError]:
        """Log a failure once, however many boundaries it passes, and let the tracker see it."""
        if self.log and error.mark_seen(_LOG_OBSERVER):
            log_error(error, stacklevel=_CALLER_LEVEL)
        return self._seen(Failure(error))

    def passes(self, exception: BaseException) -> bool:
        """Tell whether an exception is a signal, which is none of the boundary's business."""
        if isinstance(exception, self.let_through):
            return True
        names = {type_name(each) for each in type(exception).__mro__}
        return bool(names & _SIGNALS) if isinstance(exception, Exception) else not names & _PANICS

    def _seen(self, result: Result[object, ClassifiedError]) -> Result[object, ClassifiedError]:
        if self.tracker is not None:
            self.tracker.observe(result, boundary=self.source or self.name)
        return result

    def _asked(self, args: Sequence[object], kwargs: Mapping[str, object]) -> Mapping[str, object]:
        """Read the captured arguments, reduced and redacted; what a wrong call leaves out is left out."""
        found: dict[str, object] = {}
        for name, position, default in self.captured:
            value = args[position] if position is not None and position < len(args) else kwargs.get(name, default)
            if value is not inspect.Parameter.empty:
                found[name] = value
        return reduce_context(found)

    def _context(self, args: Sequence[object], kwargs: Mapping[str, object]) -> FrozenMapping:
        """Gather what the errors of a call say of it."""
        source = {} if self.source is None else {"source": safe_text(self.source)}
        return FrozenMapping({**source, "operation": self.operation, **self._asked(args, kwargs)})

    def _own(self, payload: object, args: Sequence[object], kwargs: Mapping[str, object]) -> ClassifiedError:
        """Take the error that a function returned, with the context of the call under its own."""
        context = FrozenMapping({**current_context(), **self._context(args, kwargs)})
        if isinstance(payload, FetchError):
            error = cast("ClassifiedError", payload)
            if context.keys() <= error.context.keys():
                return error
            return error.derive(context=FrozenMapping({**context, **error.context}))
        if isinstance(payload, BaseException):
            return self.classifier.classify(payload, context)
        return Unexpected(message=f"{self.name} failed with {safe_text(payload)}", context=context)


def _guard(boundary: Boundary, function: Callable[..., object]) -> Callable[..., object]:
    """Put the boundary around a function or a coroutine function."""

    @wraps(function)
    def guarded_function(*args: object, **kwargs: object) -> object:
        started_s = perf_counter()
        try:
            value = function(*args, **kwargs)
        except BaseException as exception:
            if boundary.passes(exception):
                raise
            return boundary.catch(exception, args, kwargs)
        if inspect.iscoroutine(value):  # a lambda or an object around a coroutine function
            return boundary.settle_later(value, started_s, args, kwargs)
        return boundary.settle(value, started_s, args, kwargs)

    @wraps(function)
    async def guarded_coroutine(*args: object, **kwargs: object) -> object:
        started_s = perf_counter()
        try:
            value = await cast("Awaitable[object]", function(*args, **kwargs))
        except BaseException as exception:
            if boundary.passes(exception):
                raise
            return boundary.catch(exception, args, kwargs)
        return boundary.settle(value, started_s, args, kwargs)

    return guarded_coroutine if inspect.iscoroutinefunction(function) else guarded_function


def _guard_plain(boundary: Boundary, function: "Callable[..., DataFrame]") -> Callable[..., object]:
    """
    Do what `_guard` does, for a function whose frames all get the same mark and go to no tracker.

    That is nearly every call, and it may cost no more than `returns.safe` once again (benchmarks/bench_boundary.py).
    So `settle` is written out here for a frame with rows; everything else takes the general way.
    """
    source, new, put = boundary.source, object.__new__, object.__setattr__
    success_class = cast("type[Success[DataFrame]]", Success)

    @wraps(function)
    def guarded_function(*args: object, **kwargs: object) -> object:
        started_s = perf_counter()
        try:
            value = function(*args, **kwargs)
        except BaseException as exception:
            if boundary.passes(exception):
                raise
            return boundary.catch(exception, args, kwargs)
        if type(value) in frame_types and current_context() is EMPTY_CONTEXT and len(value.index):
            attrs = value.attrs
            attrs[ELAPSED_ATTR] = perf_counter() - started_s
            attrs[FETCHED_AT_ATTR] = time()
            if source is not None:
                attrs[SOURCE_ATTR] = source
            # All that `Success(value)` does in two calls of `__init__`, at a third of the price.
            success = new(success_class)
            put(success, "_inner_value", value)
            return success
        other = cast("object", value)
        if inspect.iscoroutine(other):
            return boundary.settle_later(other, started_s, args, kwargs)
        return boundary.settle(other, started_s, args, kwargs)

    return guarded_function


def decorated(function: object, make: Callable[[str, inspect.Signature | None], Boundary]) -> object:
    """
    Decorate a function, coroutine function, static or class method.

    Args:
        function: What stands under the decorator.
        make: Makes the boundary, of the function's name and of its signature where it tells one.

    Returns:
        A function, coroutine function, static or class method, as it was given.

    Raises:
        TypeError: For a generator function, whose body runs after the boundary is left, or what cannot be called.
    """
    if isinstance(function, staticmethod | classmethod):
        held = cast("staticmethod[..., object] | classmethod[object, ..., object]", function)
        return type(held)(cast("Callable[..., object]", decorated(held.__func__, make)))
    if not callable(function):
        raise TypeError(f"a function is needed, not {function!r}")
    name = _name_of(function)
    if any(
        check(each)
        for check in (inspect.isgeneratorfunction, inspect.isasyncgenfunction)
        for each in (function, type(function).__call__)
    ):
        raise TypeError(f"{name} is a generator: its body would run outside the boundary")
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):  # some built-in functions tell no signature
        signature = None
    boundary = make(name, signature)
    if (
        boundary.stamps
        and not boundary.captured
        and boundary.tracker is None
        and not inspect.iscoroutinefunction(function)
    ):
        return _guard_plain(boundary, cast("Callable[..., DataFrame]", function))
    return _guard(boundary, function)


def _name_of(function: Callable[..., object]) -> str:
    """Name a function as a reader knows it: `Shop.orders`, and without the function that it was made in."""
    while isinstance(function, partial):
        function = cast("partial[object]", function).func
    name = getattr(function, "__qualname__", type(function).__qualname__)
    return name.rpartition("<locals>.")[2]


def places(capture: Sequence[str], name: str, signature: inspect.Signature | None) -> tuple[Place, ...]:
    """
    Find where captured arguments stand in a call.

    Args:
        capture: The names that were asked for.
        name: What the function is called.
        signature: Its signature, where it tells one.

    Returns:
        Name, position (None for a keyword) and default (`Parameter.empty` where there is none) of each.

    Raises:
        TypeError: For a text instead of a sequence of names, or a name that the function has no parameter for.
    """
    if isinstance(capture, str):
        raise TypeError(f'capture takes a sequence of names: capture=("{capture}",)')
    parameters = [] if signature is None else list(signature.parameters.values())
    open_ended = any(each.kind is each.VAR_KEYWORD for each in parameters)
    positional = [each.name for each in parameters if each.kind in {each.POSITIONAL_ONLY, each.POSITIONAL_OR_KEYWORD}]
    defaults = {
        each.name: each.default for each in parameters if each.kind not in {each.VAR_POSITIONAL, each.VAR_KEYWORD}
    }
    unknown = [wanted for wanted in capture if wanted not in defaults]
    if unknown and not open_ended:
        raise TypeError(f"{name} has no parameter {unknown[0]!r} to capture")
    return tuple(
        Place(
            wanted,
            positional.index(wanted) if wanted in positional else None,
            defaults.get(wanted, inspect.Parameter.empty),
        )
        for wanted in capture
    )
