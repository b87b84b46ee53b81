"""
Logging with the context of an error: a logger that attaches it and a formatter that shows it.

Floor 3. The standard `logging` module and nothing beside it: sets up no handler but a `NullHandler` on
"dataresult", changes no level, and never raises because of what it is given to log.
"""

import inspect
import logging
import traceback
from collections.abc import Callable, Generator, Mapping, MutableMapping
from contextlib import contextmanager, suppress
from copy import copy
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, Final, Self, TypeAlias, cast

from ._context import current_context
from ._fetch_error import FetchError
from ._log_format import ATTRIBUTE, RESERVED, ErrorContextFormatter, reduced
from ._values import FrozenMapping, safe_text
from .errors import OtherError

__all__ = [
    "ContextLogger",
    "ErrorContextFormatter",
    "get_logger",
    "log_error",
    "log_with_error_context",
    "logger",
]

ExcInfo: TypeAlias = (
    bool
    | BaseException
    | tuple[type[BaseException], BaseException, TracebackType | None]
    | tuple[None, None, None]
    | None
)

# As many frames as fit a screen: the innermost ones are where a bug is.
STACK_SHOWN_FRAMES: Final = 8


class ContextLogger(logging.LoggerAdapter[logging.Logger]):
    """
    A standard logger whose records carry a context.

    Every record made through it has `record.error_context`, a plain dictionary of what the scopes of
    `error_context(...)` have set, what this logger was given, and what `extra={"error_context": ...}`
    adds to one call; the later wins. Where all of these are empty the record has no such attribute.

    Args:
        logger: The logger that makes and handles the records; levels, filters and handlers are its own.
        error_context: What to attach; reduced to scalars and redacted at once.
    """

    def __init__(self, logger: logging.Logger, error_context: Mapping[str, object] | None = None) -> None:
        super().__init__(logger, None)
        self._context = reduced(error_context)

    def with_error_context(self, error_context: Mapping[str, object] | None = None) -> Self:
        """
        Give a logger that attaches more context; this one stays as it is.

        Args:
            error_context: What to add; a name that is there already gets the new value.

        Returns:
            A logger that writes to the same place.

        Examples:
            >>> log = get_logger("prices").with_error_context({"symbol": "BTCUSDT"})
            >>> log.with_error_context({"retry": 3}).error("Request failed")
        """
        bound = copy(self)
        more = reduced(error_context)
        bound._context = FrozenMapping({**self._context, **more})  # noqa: SLF001  # a copy of itself
        return bound

    def process(self, msg: object, kwargs: MutableMapping[str, object]) -> tuple[object, MutableMapping[str, object]]:
        """
        Put the context into the `extra` of one call; the standard methods call this.

        Args:
            msg: The message, left as it is.
            kwargs: The keyword arguments of the call; names in `extra` that `logging` refuses get `extra_`
                in front.

        Returns:
            The message and the keyword arguments for the logger underneath.
        """
        extra = _extra(kwargs.get("extra"))
        context = {**current_context(), **self._context, **reduced(extra.pop(ATTRIBUTE, None))}
        if context:
            extra[ATTRIBUTE] = _plain(context)
        kwargs["extra"] = extra
        return msg, kwargs

    @property
    def handlers(self) -> list[logging.Handler]:
        """The handlers of the logger underneath."""
        return self.logger.handlers

    @property
    def filters(self) -> list[Callable[[logging.LogRecord], bool | logging.LogRecord] | logging.Filter]:
        """The filters of the logger underneath."""
        return cast(
            "list[Callable[[logging.LogRecord], bool | logging.LogRecord] | logging.Filter]",
            self.logger.filters,
        )

    @property
    def level(self) -> int:
        """The level that was set on the logger underneath; `getEffectiveLevel()` also asks its parents."""
        return self.logger.level

    @property
    def parent(self) -> logging.Logger | None:
        """The parent of the logger underneath."""
        return self.logger.parent

    @property
    def propagate(self) -> bool:
        """Whether records also go to the handlers of the parents."""
        return self.logger.propagate

    @propagate.setter
    def propagate(self, value: bool) -> None:
        self.logger.propagate = value

    @property
    def disabled(self) -> bool:
        """Whether the logger underneath is switched off."""
        return self.logger.disabled

    @disabled.setter
    def disabled(self, value: bool) -> None:
        self.logger.disabled = value

    def fatal(
        self,
        msg: object,
        *args: object,
        exc_info: ExcInfo = None,
        stack_info: bool = False,
        stacklevel: int = 1,
        extra: Mapping[str, object] | None = None,
        **kwargs: object,
    ) -> None:
        """Log at CRITICAL; the standard's other name for `critical`."""
        self.critical(
            msg,
            *args,
            exc_info=exc_info,
            stack_info=stack_info,
            stacklevel=stacklevel + 1,  # the record names the caller, not this line
            extra=extra,
            **kwargs,
        )

    def addHandler(self, hdlr: logging.Handler) -> None:  # noqa: N802  # the standard's name
        """Add a handler to the logger underneath."""
        self.logger.addHandler(hdlr)

    def removeHandler(self, hdlr: logging.Handler) -> None:  # noqa: N802  # the standard's name
        """Remove a handler from the logger underneath."""
        self.logger.removeHandler(hdlr)

    def addFilter(self, filter: logging.Filter | Callable[[logging.LogRecord], bool]) -> None:  # noqa: A002, N802  # the standard's names
        """Add a filter to the logger underneath."""
        self.logger.addFilter(filter)

    def removeFilter(self, filter: logging.Filter | Callable[[logging.LogRecord], bool]) -> None:  # noqa: A002, N802  # the standard's names
        """Remove a filter from the logger underneath."""
        self.logger.removeFilter(filter)

    def handle(self, record: logging.LogRecord) -> None:
        """Hand a finished record to the logger underneath, as it is."""
        self.logger.handle(record)

    def getChild(self, suffix: str) -> Self:  # noqa: N802  # the standard's name
        """Give the logger below this one in the hierarchy, with the same context."""
        child = copy(self)
        child.logger = self.logger.getChild(suffix)
        return child

    if not TYPE_CHECKING:  # a checker must still refuse a name that no logger has

        def __getattr__(self, name: str) -> object:
            """Pass the rarer names on (`makeRecord`, `findCaller`, `root` ...)."""
            if name == "logger" or name.startswith("__"):  # not there yet while a copy is being made
                raise AttributeError(name)
            return getattr(self.logger, name)


def get_logger(name: str | None = None) -> ContextLogger:
    """
    Give the standard logger of a name, with `with_error_context`.

    Args:
        name: The name of the logger; the name of the calling module unless given.

    Returns:
        A `ContextLogger` around `logging.getLogger(name)`.
    """
    return ContextLogger(logging.getLogger(_module_name(inspect.currentframe(), 1) if name is None else name))


def log_with_error_context(
    level: int | str,
    message: str,
    error_context: Mapping[str, object] | None = None,
    exc_info: ExcInfo = None,
    *,
    stacklevel: int = 1,
) -> None:
    """
    Write one record with a context to the logger of the calling module.

    Args:
        level: A level of `logging`, as a number or by name in any case; an unknown name counts as ERROR.
        message: The message; no `%` in it is special.
        error_context: What to attach to the record.
        exc_info: An exception, or True for the one being handled.
        stacklevel: Whose call it is: 1 for the caller of this function, 2 for its caller.
    """
    with _contained():
        own = ContextLogger(logging.getLogger(_module_name(inspect.currentframe(), stacklevel)), error_context)
        own.log(_level(level), message, exc_info=exc_info, stacklevel=stacklevel + 1)


def log_error(error: FetchError, *, logger: logging.Logger | ContextLogger | None = None, stacklevel: int = 1) -> None:
    """
    Write one record for a failure, at the level of its severity.

    The message is `str(error)`. `record.error_context` has what `error.to_dict()` says, flat for searching:
    the names of the error's own context stand beside `code`, `family`, `severity`, `message`, `next_step`,
    `retryable`, `occurred_at`, `fingerprint` and the class's own fields (a name that is taken gets
    `context_` in front). Empty fields are left out; `cause` is the exception classes, outermost first,
    `raised_at` the place of the innermost, `attempts` are fingerprints. `Unexpected` and `Internal` also
    tell the `stack`, innermost frame last. Costs a mere check where the level is off.

    Args:
        error: What went wrong.
        logger: Where to write; the library's own logger unless given.
        stacklevel: Whose call it is: 1 for the caller of this function, 2 for its caller.
    """
    target = _own if logger is None else logger
    level = error.severity.level
    if not target.isEnabledFor(level):
        return
    with _contained():
        bound = target if isinstance(target, ContextLogger) else ContextLogger(target)
        bound.log(level, str(error), extra={ATTRIBUTE: _told(error)}, stacklevel=stacklevel + 1)


def _told(error: FetchError) -> dict[str, object]:
    """Flatten an error into the fields of one record."""
    told = error.to_dict()
    for name in ("context", "cause", "attempts"):
        told.pop(name)
    told["attempts"] = tuple(attempt.fingerprint for attempt in error.attempts)
    if error.cause is not None:
        told["cause"] = " <- ".join(link.type_name for link in error.cause.chain)
        stack = [f"{at.file}:{at.line} in {at.function}" for at in error.cause.root.stack or error.cause.stack]
        told["raised_at"] = stack[-1] if stack else None
        if isinstance(error, OtherError):
            told["stack"] = tuple(stack[-STACK_SHOWN_FRAMES:])
    told = {name: value for name, value in told.items() if value not in (None, (), [], {})}
    if not error.attempts_omitted:
        told.pop("attempts_omitted")
    return told | {f"context_{name}" if name in told else name: value for name, value in error.context.items()}


def _extra(values: object) -> dict[str, object]:
    """Copy the `extra` of a call, with names that `logging` would refuse spelled otherwise."""
    if not isinstance(values, Mapping):
        return {}
    try:
        given = dict(cast("Mapping[str, object]", values))
    except Exception:  # noqa: BLE001  # a foreign mapping may raise anything
        return {}
    return {f"extra_{name}" if name in RESERVED else name: value for name, value in given.items()}


def _plain(value: object) -> object:
    """Turn read-only mappings into dictionaries, which every other formatter and JSON encoder knows."""
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in cast("Mapping[str, object]", value).items()}
    if isinstance(value, tuple):
        return tuple(_plain(item) for item in cast("tuple[object, ...]", value))
    return value


def _level(level: int | str) -> int:
    if isinstance(level, int):
        return level
    return logging.getLevelNamesMapping().get(safe_text(level).strip().upper(), logging.ERROR)


def _module_name(frame: FrameType | None, up: int) -> str:
    """Name the module that called, so many frames up; the outermost where there are fewer."""
    for _ in range(max(up, 1)):
        if frame is not None and frame.f_back is not None:
            frame = frame.f_back
    name = None if frame is None else frame.f_globals.get("__name__")
    return name if isinstance(name, str) else "__main__"


@contextmanager
def _contained() -> Generator[None, None, None]:
    """Keep what a handler raises away from the code that logs, and tell it as `logging` does."""
    try:
        yield
    except Exception:  # noqa: BLE001  # handlers are anybody's code
        if logging.raiseExceptions:
            with suppress(Exception):
                traceback.print_exc()


_own: Final = ContextLogger(logging.getLogger("dataresult"))
if not any(isinstance(handler, logging.NullHandler) for handler in _own.handlers):
    _own.addHandler(logging.NullHandler())
logger: Final = _own
