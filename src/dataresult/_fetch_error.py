"""
The trunk of the error tree: what every error carries and can do, whatever it is.

Floor 0. Construction is total and has no effect: it never raises, logs, counts or reads a clock twice.
"""

from collections.abc import Callable, Mapping, Sized
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, ClassVar, Final, Self, TypeAlias, cast

from attrs import field, fields, frozen

from ._cause import Cause
from ._context import current_context
from ._values import (
    FrozenMapping,
    as_utc,
    canonical,
    json_safe,
    one_line,
    reduce_context,
    safe_text,
)
from ._vocabulary import Advice, ErrorCode, Severity

if TYPE_CHECKING:
    from .errors import ClassifiedError

__all__ = ["FetchError"]

# A failover over more sources, or a batch of more retries, is told by its first and its count.
ATTEMPTS_MAX: Final = 32
ATTEMPTS_MAX_DEPTH: Final = 4
# The longest line that log collectors of the field keep whole is 16 KiB; one error is a fraction of it.
LINE_MAX_CHARS: Final = 600
# One value of a context in that line: a label, not a document.
LABEL_MAX_CHARS: Final = 60
# The columns of a frame of prices fit; the rest of a wide one says nothing about the error.
COLUMNS_TOLD: Final = 32
_Convert: TypeAlias = Callable[[object], object]
# Not part of what an error says: where and when it was met, and the data it may carry.
_NOT_COMPARED: Final = frozenset({"cause", "exception", "occurred_at", "frame"})
_CONTEXT_SHOWN_APART: Final = frozenset({"source", "operation"})


def _in_scope(values: Mapping[str, object]) -> FrozenMapping:
    """Reduce a context and put it over that of the scope; one that was reduced before is complete."""
    if type(values) is FrozenMapping:
        return values
    scope, own = current_context(), reduce_context(values)
    return FrozenMapping({**scope, **own}) if scope else own


def _message(value: object) -> str:
    """Leave a message open that is not given: the description of the class needs no redaction."""
    return cast("str", None) if value is None else safe_text(value)


def _now() -> datetime:
    return datetime.now(UTC)


def upper_snake(name: str) -> str:
    """
    Spell a class's name as its code.

    Examples:
        >>> upper_snake("ApiRateLimit")
        'API_RATE_LIMIT'
    """
    return "".join(f"_{char}" if char.isupper() else char for char in name).lstrip("_").upper()


@frozen(kw_only=True, eq=False, repr=False, init=False)
class FetchError:
    """
    The base of every error; never made itself.

    Args:
        message: What happened, for a reader; the class's description unless given.
        next_step: What to do next; the class's advice unless this value knows better.
        context: What was asked for: scalars, datetimes, tuples and mappings of these; the rest becomes text.
        cause: The snapshot of the exception behind it.
        exception: The live exception, only where it was asked for; it is not pickled.
        occurred_at: When it happened; aware, UTC.
        attempts: What failed on the way: failover, retries, members of a group; at most 32, four levels deep.
        attempts_omitted: How many further attempts were left out.
    """

    code: ClassVar[ErrorCode]
    severity: ClassVar[Severity]
    description: ClassVar[str]
    retryable: ClassVar[bool]
    advice: ClassVar[Advice]

    # Both are None until the fields of the class itself are there, which `_own_step` may need to read.
    message: str = field(default=cast("str", None), converter=_message)
    next_step: Advice = field(default=cast("Advice", None))
    context: Mapping[str, object] = field(factory=dict[str, object], converter=_in_scope)
    cause: Cause | None = None
    exception: BaseException | None = None
    occurred_at: datetime = field(factory=_now, converter=as_utc)
    attempts: "tuple[ClassifiedError, ...]" = ()
    attempts_omitted: int = 0
    _seen: set[int] = field(factory=set[int], init=False)

    def __init__(self, **_: object) -> None:
        raise TypeError(f"{type(self).__name__} is a base class: make one of the errors under it")

    def __init_subclass__(cls) -> None:
        name = upper_snake(cls.__name__)
        if name in ErrorCode.__members__:
            cls.code = ErrorCode[name]

    def __attrs_post_init__(self) -> None:
        if cast("str | None", self.message) is None:
            object.__setattr__(self, "message", self.description)
        if cast("Advice | None", self.next_step) is None:
            object.__setattr__(self, "next_step", self._own_step())
        if self.attempts:
            self._bound_attempts()

    def _bound_attempts(self) -> None:
        """Keep the first attempts and four levels of them, and count the rest."""
        kept = tuple(_pruned(attempt, ATTEMPTS_MAX_DEPTH - 1) for attempt in self.attempts[:ATTEMPTS_MAX])
        omitted = self.attempts_omitted + len(self.attempts) - len(kept)
        object.__setattr__(self, "attempts_omitted", omitted)
        object.__setattr__(self, "attempts", kept)

    def _own_step(self) -> Advice:
        """Give the advice of this value; classes override it where a field knows better."""
        return self.advice

    @property
    def stack_trace(self) -> str | None:
        """The traceback of the exception behind it as text, or None where there was none."""
        return None if self.cause is None else self.cause.render()

    @property
    def fingerprint(self) -> str:
        """A stable grouping key of low cardinality: code, source, exception class, status and provider's code."""
        parts = (
            self.code.value,
            self.context.get("source"),
            None if self.cause is None else self.cause.root.type_name,
            getattr(self, "http_status", None),
            getattr(self, "provider_code", None),
        )
        return "|".join("-" if part is None else one_line(str(part))[:80] for part in parts)

    def with_context(self, **more: object) -> Self:
        """
        Give the same error with more context.

        Args:
            more: What to add; a name that is there already gets the new value.

        Returns:
            A new value that counts as the same occurrence.
        """
        return self.derive(context=FrozenMapping({**self.context, **reduce_context(more)}))

    def derive(self, **changes: object) -> Self:
        """
        Copy with changes, and stay the same occurrence for trackers (`attrs.evolve` makes a new one).

        Args:
            changes: The fields to replace, by name.

        Returns:
            A new value of the same class.
        """
        converters = _converters(type(self))
        unknown = changes.keys() - converters.keys()
        if unknown:
            raise TypeError(f"{type(self).__name__} has no field {', '.join(sorted(unknown))}")
        made = object.__new__(type(self))
        for name, convert in converters.items():
            changed = name in changes
            value = changes[name] if changed else getattr(self, name)
            # What was reduced and redacted once is not looked at again.
            object.__setattr__(made, name, convert(value) if changed and convert is not None else value)
        object.__setattr__(made, "_seen", self._seen)
        if changes.get("attempts"):
            made._bound_attempts()
        return made

    def mark_seen(self, observer: int) -> bool:
        """
        Remember that an observer counted this occurrence, and tell whether it was the first time.

        Not safe under threads by itself: an observer calls it under its own lock.

        Args:
            observer: A number that is the observer's own, for the life of the process.

        Returns:
            True at the first call for this observer, for this value and all that were derived from it.
        """
        if observer in self._seen:
            return False
        self._seen.add(observer)
        return True

    def to_dict(self) -> dict[str, object]:
        """
        Tell all of the error as JSON-safe data, which is also what is logged.

        Returns:
            Code, family, severity, message, advice, context, the class's own fields, cause and attempts;
            a frame is told by its rows and columns, never by its data.
        """
        own = {name: _plain(getattr(self, name)) for name in _own_fields(type(self))}
        return {
            "code": self.code.value,
            "family": _family(type(self)),
            "severity": self.severity.value,
            "message": self.message,
            "next_step": self.next_step.value,
            "retryable": self.retryable,
            "occurred_at": self.occurred_at.isoformat(),
            "fingerprint": self.fingerprint,
            "context": json_safe(self.context),
            **own,
            "cause": None if self.cause is None else self.cause.to_dict(),
            "attempts": [attempt.to_dict() for attempt in self.attempts],
            "attempts_omitted": self.attempts_omitted,
        }

    def __str__(self) -> str:
        source = [_short(self.context["source"])] if "source" in self.context else []
        rest = [(key, value) for key, value in self.context.items() if key not in _CONTEXT_SHOWN_APART]
        head = " ".join([self.code.value, *source, *(f"{key}={_short(value)}" for key, value in rest)])
        kind = "" if self.cause is None else f" [{_road(self.cause)}]"
        body = one_line(f"{head}: {self.message}; {_step_words(self)}")
        room = LINE_MAX_CHARS - len(kind)
        return (body if len(body) <= room else body[: room - 1] + "…") + kind

    def __repr__(self) -> str:
        shown = ", ".join(
            f"{name}={_plain(getattr(self, name))!r}"
            for name in ("message", "next_step", "context", *_own_fields(type(self)))
        )
        text = f"{type(self).__name__}({shown})"
        return text if len(text) <= LINE_MAX_CHARS * 2 else text[: LINE_MAX_CHARS * 2 - 1] + "…"

    def _identity(self) -> tuple[object, ...]:
        names = _converters(type(self)).keys()
        return (type(self), *(canonical(getattr(self, name)) for name in names if name not in _NOT_COMPARED))

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self is other or self._identity() == other._identity()

    def __hash__(self) -> int:
        return hash(self._identity())

    def __reduce__(self) -> tuple[object, ...]:
        values = {name: getattr(self, name) for name in _converters(type(self))}
        return _rebuild, (type(self), {**values, "exception": None})


_CONVERTERS: Final[dict[type[FetchError], dict[str, "_Convert | None"]]] = {}


def _converters(cls: type[FetchError]) -> "dict[str, _Convert | None]":
    """Name what can be given to a class, each with what makes it safe to keep."""
    known = _CONVERTERS.get(cls)
    if known is None:
        known = {each.name: cast("_Convert | None", each.converter) for each in fields(cls) if each.init}
        _CONVERTERS[cls] = known
    return known


def _rebuild(cls: type[FetchError], values: dict[str, object]) -> FetchError:
    """
    Make an error again after a journey through pickle.

    Fields that this version does not know are dropped, and those that the other one did not know are the defaults.
    """
    converters = _converters(cls)
    if values.keys() != converters.keys():
        return cls(**{name: value for name, value in values.items() if name in converters})
    made = object.__new__(cls)
    for name, value in values.items():
        object.__setattr__(made, name, value)
    object.__setattr__(made, "_seen", set())
    return made


def _pruned(attempt: "ClassifiedError", depth: int) -> "ClassifiedError":
    """Cut the attempts of an attempt where they lie too deep, and count what went."""
    if not attempt.attempts:
        return attempt
    if depth <= 0:
        return attempt.derive(attempts=(), attempts_omitted=attempt.attempts_omitted + len(attempt.attempts))
    kept = tuple(_pruned(each, depth - 1) for each in attempt.attempts)
    return attempt if kept == attempt.attempts else attempt.derive(attempts=kept)


def _own_fields(cls: type[FetchError]) -> tuple[str, ...]:
    """Name what a class has beyond the trunk."""
    return tuple(name for name in _converters(cls) if name not in _converters(FetchError))


def _family(cls: type[FetchError]) -> str:
    """Name the family, the class right under the trunk."""
    return cls.__mro__[cls.__mro__.index(FetchError) - 1].__name__


def _plain(value: object) -> object:
    """Turn a field into JSON-safe data; a frame is told by its size."""
    shape: object = getattr(value, "shape", None)
    if isinstance(shape, tuple):
        columns = islice(getattr(value, "columns", ()), COLUMNS_TOLD)
        return {"rows": json_safe(len(cast("Sized", value))), "columns": [safe_text(name, 80) for name in columns]}
    if isinstance(value, tuple):
        return [_plain(item) for item in cast("tuple[object, ...]", value)]
    to_dict: object = getattr(value, "to_dict", None)
    return to_dict() if callable(to_dict) else json_safe(value)


def _short(value: object) -> str:
    text = value.isoformat() if isinstance(value, datetime) else str(value)
    return text if len(text) <= LABEL_MAX_CHARS else text[: LABEL_MAX_CHARS - 1] + "…"


def _road(cause: Cause) -> str:
    """Name the outermost and the innermost exception class."""
    outer = cause.type_name.removeprefix("builtins.")
    root = cause.root.type_name.removeprefix("builtins.")
    return outer if root == outer else f"{outer} <- {root}"


def _step_words(error: FetchError) -> str:
    wait = getattr(error, "retry_after", None)
    not_before = getattr(error, "not_before", None)
    words = error.next_step.value.replace("_", " ")
    if isinstance(not_before, datetime):
        return f"{words}, not before {not_before:%Y-%m-%d %H:%M:%S} UTC"
    if isinstance(wait, timedelta):
        return f"{words} {wait.total_seconds():g} s"
    return words
