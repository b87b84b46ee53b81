"""
The boundary: the one place where an exception becomes a value.

Floor 4. How it works; the decorators that users see are in `_guard.py`. It catches `Exception` and the panics of
extensions, and nothing else: interrupts, exits and cancellations pass through. Imports neither a client library
nor, before a frame is met, a data-frame library.
"""

import inspect
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import wraps
from time import perf_counter, time
from typing import TYPE_CHECKING, Final, ParamSpec, TypeAlias, TypeVar, cast

from attrs import frozen
from returns.result import Failure, Result, Success

from ._classify import Classifier
from ._frames import EmptyPolicy, emptied, is_frame, stamp
from ._values import reduce_value, type_name
from .errors import ClassifiedError, DataTransformation, FetchError, Internal, Unexpected
from .logs import log_error
from .tracking import ErrorTracker

if TYPE_CHECKING:

    pass

__all__ = ["Boundary", "decorated", "places"]

P = ParamSpec("P")
T = TypeVar("T")
_Args: TypeAlias = Sequence[object]
_Kwargs: TypeAlias = Mapping[str, object]

# Cancellations and panics by run-time name: their modules need not be loaded to know them.
# `concurrent.futures.CancelledError` is an `Exception`; a panic derives from `BaseException`.
_SIGNALS: Final = frozenset({"concurrent.futures._base.CancelledError", "asyncio.exceptions.CancelledError"})
_PANICS: Final = frozenset({"pyo3_runtime.PanicException"})
# The observer number under which the boundary marks errors that it has logged; trackers count from one.
_LOG_OBSERVER: Final = 0


@frozen(kw_only=True)
class Boundary:
    """What a decorated function is called, and what is done with what it gives or raises."""

    name: str
    source: str | None
    operation: str
    captured: tuple[tuple[str, int | None, object], ...]
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

    @property
    def labels(self) -> dict[str, object]:
        """The context that every call has."""
        source = {} if self.source is None else {"source": self.source}
        return {**source, "operation": self.operation}

    def context(self, args: Sequence[object], kwargs: Mapping[str, object]) -> Mapping[str, object]:
        """Gather what was asked for: the labels and the captured arguments."""
        if not self.captured:
            return self.labels
        found = self.labels
        for name, place, default in self.captured:
            value = args[place] if place is not None and place < len(args) else kwargs.get(name, default)
            found[name] = reduce_value(value)
        return found

    def settle(
        self, value: object, started_s: float, args: Sequence[object], kwargs: Mapping[str, object]
    ) -> Result[object, ClassifiedError]:
        """Make a result of what the function returned."""
        inner: object = value
        if isinstance(value, Result):
            given = cast("Result[object, object]", value)
            if isinstance(given, Failure):
                return self.fail(self._own(given.failure(), self.context(args, kwargs)))
            inner = given.unwrap()
        if self.empty is None:
            return self._seen(Success(inner))
        if inner is None and self.passes_on:
            inner = next((each for each in (*args, *kwargs.values()) if is_frame(each)), None)
        if not is_frame(inner):
            message = f"{self.name} returned {type_name(type(inner))}, and a frame was expected"
            return self.fail(Internal(message=message, context=self.context(args, kwargs)))
        if self.stamps:
            context = self.context(args, kwargs) if self.captured else None
            stamp(inner, self.source, context, time(), perf_counter() - started_s)
        error = emptied(inner, self.empty, self.context(args, kwargs)) if not len(inner.index) else None
        return self._seen(Success(inner)) if error is None else self.fail(error)

    def catch(
        self, exception: BaseException, args: Sequence[object], kwargs: Mapping[str, object]
    ) -> Result[object, ClassifiedError]:
        """Make a failure of what the function raised, or raise it again where it is a signal."""
        if not self._catches(exception):
            raise exception
        error = self.classifier.classify(exception, self.context(args, kwargs))
        if isinstance(error, DataTransformation) and error.step is None:
            error = error.derive(step=self.name)
        if self.keep_exception:
            error = error.derive(exception=exception)
        return self.fail(error)

    def fail(self, error: ClassifiedError) -> Result[object, ClassifiedError]:
        """Log a failure once, however many boundaries it passes, and let the tracker see it."""
        if self.log and error.mark_seen(_LOG_OBSERVER):
            log_error(error)
        return self._seen(Failure(error))

    def _seen(self, result: Result[object, ClassifiedError]) -> Result[object, ClassifiedError]:
        if self.tracker is not None:
            self.tracker.observe(result, boundary=self.source or self.name)
        return result

    def _catches(self, exception: BaseException) -> bool:
        if isinstance(exception, self.let_through):
            return False
        names = {type_name(each) for each in type(exception).__mro__}
        return not names & _SIGNALS if isinstance(exception, Exception) else bool(names & _PANICS)

    def _own(self, payload: object, context: Mapping[str, object]) -> ClassifiedError:
        """Take the error that a function returned, with the context of the call under its own."""
        if isinstance(payload, FetchError):
            error = cast("ClassifiedError", payload)
            more = {name: value for name, value in context.items() if name not in error.context}
            return error.with_context(**more) if more else error
        if isinstance(payload, BaseException):
            return self.classifier.classify(payload, context)
        return Unexpected(message=f"{self.name} failed with {payload}", context=context)


def _guard(boundary: Boundary, function: Callable[..., object]) -> Callable[..., object]:
    """Put the boundary around a function or a coroutine function."""

    async def settled(value: Awaitable[object], started_s: float, args: _Args, kwargs: _Kwargs) -> object:
        try:
            inner = await value
        except BaseException as exception:  # noqa: BLE001  # what is no failure is raised again by `catch`
            return boundary.catch(exception, args, kwargs)
        return boundary.settle(inner, started_s, args, kwargs)

    if inspect.iscoroutinefunction(function):

        @wraps(function)
        async def guarded_coroutine(*args: object, **kwargs: object) -> object:
            return await settled(
                cast("Awaitable[object]", function(*args, **kwargs)), perf_counter(), args, kwargs
            )

        return guarded_coroutine

    @wraps(function)
    def guarded_function(*args: object, **kwargs: object) -> object:
        started_s = perf_counter()
        try:
            value = function(*args, **kwargs)
        except BaseException as exception:  # noqa: BLE001  # what is no failure is raised again by `catch`
            return boundary.catch(exception, args, kwargs)
        if inspect.iscoroutine(value):  # a lambda or partial around a coroutine function
            return settled(value, started_s, args, kwargs)
        return boundary.settle(value, started_s, args, kwargs)

    return guarded_function


def decorated(function: object, make: Callable[[str, inspect.Signature | None], Boundary]) -> object:
    """
    Decorate a function, coroutine function, static or class method.

    Raises:
        TypeError: For a generator function (its body runs after the boundary is left), or what cannot be called.
    """
    if type(function) in {staticmethod, classmethod}:
        wrap = cast("Callable[[object], object]", type(function))
        return wrap(decorated(getattr(function, "__func__", None), make))
    if not callable(function):
        raise TypeError(f"a function is needed, not {function!r}")
    name = getattr(function, "__qualname__", repr(function))
    if inspect.isgeneratorfunction(function) or inspect.isasyncgenfunction(function):
        raise TypeError(f"{name} is a generator: its body would run outside the boundary")
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):  # some built-in functions tell no signature
        signature = None
    return _guard(make(name, signature), function)


def places(
    capture: Sequence[str], name: str, signature: inspect.Signature | None
) -> tuple[tuple[str, int | None, object], ...]:
    """
    Find where captured arguments stand in a call: position and default.

    Raises:
        TypeError: For a name that the function has no parameter for.
    """
    if not capture:
        return ()
    parameters = {} if signature is None else dict(signature.parameters)
    positional = [
        each.name
        for each in parameters.values()
        if each.kind in {each.POSITIONAL_ONLY, each.POSITIONAL_OR_KEYWORD}
    ]
    open_ended = any(each.kind is each.VAR_KEYWORD for each in parameters.values())
    found: list[tuple[str, int | None, object]] = []
    for wanted in capture:
        if wanted not in parameters and not open_ended:
            raise TypeError(f"{name} has no parameter {wanted!r} to capture")
        default = parameters[wanted].default if wanted in parameters else None
        place = positional.index(wanted) if wanted in positional else None
        found.append((wanted, place, None if default is inspect.Parameter.empty else default))
    return tuple(found)
