r"""
Values made safe to keep: bounded text, read-only mappings of scalars, JSON.

Floor 0. Total: answers for any object and never raises; keeps no reference to what it was given
unless that is a scalar.
"""

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from itertools import islice
from typing import Final, cast

from ._redact import MASK, is_secret_name, redact_text

__all__ = [
    "EMPTY_CONTEXT",
    "FrozenMapping",
    "as_utc",
    "canonical",
    "json_safe",
    "one_line",
    "optional_text",
    "reduce_context",
    "reduce_value",
    "safe_text",
    "type_name",
]

# A message longer than two screens is a dumped document; the raw cut leaves room for what redaction removes.
MESSAGE_MAX_CHARS: Final = 2_000
RAW_MAX_CHARS: Final = 16_000
# Enough for a URL with its query; a context value is a label, not a document.
VALUE_MAX_CHARS: Final = 500
# A symbol, an interval, a year: too short for any known shape of a secret (the shortest, of AWS, has 16 characters),
# and looked at in every fetch.
LABEL_MAX_CHARS: Final = 15
# A context describes one request: more keys, items or levels than these are a payload gone astray.
MAPPING_MAX_KEYS: Final = 64
SEQUENCE_MAX_ITEMS: Final = 32
NESTING_MAX_DEPTH: Final = 4
# A larger set is not put in order: that would look at every item of a payload.
SET_MAX_SORTED: Final = 1_000
# Integers of more bits cannot be turned into text (sys.int_info.default_max_str_digits is 4300 digits).
INTEGER_MAX_BITS: Final = 1_024
# A name in code is shorter; a longer one was generated, and would fill the line.
TYPE_NAME_MAX_CHARS: Final = 200
# Keys up to this length cannot be a token of a known shape (an AWS key id has 20) and need no redaction.
PLAIN_KEY_MAX_CHARS: Final = 15
# The password of these follows `-p` without a space.
_GLUED_SECRET_PROGRAMS: Final = re.compile(r"(?i)(?:mysql|mariadb)[\w\-.]*\Z")
_GLUED: Final = re.compile("-p.")
# What must pass through code that catches everything; a panic of an extension is a BaseException too.
_SIGNALS: Final = (KeyboardInterrupt, SystemExit, GeneratorExit)


class FrozenMapping(Mapping[str, object]):
    """A read-only mapping of scalars that hashes, pickles and compares with any mapping."""

    __slots__ = ("_items",)

    def __init__(self, items: Mapping[str, object]) -> None:
        self._items = dict(items)

    def __getitem__(self, key: str) -> object:
        return self._items[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __hash__(self) -> int:
        return hash(canonical(self))

    def __repr__(self) -> str:
        return repr(self._items)

    def __reduce__(self) -> tuple[type["FrozenMapping"], tuple[dict[str, object]]]:
        return FrozenMapping, (self._items,)


EMPTY_CONTEXT: Final = FrozenMapping({})


def safe_text(value: object, max_chars: int = MESSAGE_MAX_CHARS, found: set[str] | None = None) -> str:
    """
    Turn any object into bounded, redacted text.

    Args:
        value: Anything, also an object whose `__str__` raises or returns ten megabytes.
        max_chars: The longest text to return, in characters.
        found: Takes what was masked, where other texts may tell of the same.

    Returns:
        The text without secrets; cut texts end in an ellipsis.
    """
    try:
        text = value if type(value) is str else str(value)
        raw = text if type(text) is str else str.__str__(text)
        was_cut = len(raw) > RAW_MAX_CHARS
        return _clean(raw[:RAW_MAX_CHARS] if was_cut else raw, max_chars, was_cut=was_cut, found=found)
    except _SIGNALS:
        raise
    except BaseException:  # noqa: BLE001  # `__str__` may raise anything, and a panic of an extension is no Exception
        return f"<{type_name(type(value))} that cannot be shown>"


def _clean(raw: str, max_chars: int, *, was_cut: bool, found: set[str] | None = None) -> str:
    if not raw.isascii():
        # A lone surrogate can be neither written nor sent.
        raw = raw.encode("utf-8", "backslashreplace").decode("utf-8")
    clean = redact_text(raw, found)
    if was_cut:
        # Its last word may be the first half of a secret, which without the second half nobody recognises.
        clean = clean[: max(clean.rfind(" "), len(clean) // 2)] + "…"
    return clean if len(clean) <= max_chars else clean[: max_chars - 1] + "…"


def optional_text(value: object) -> str | None:
    """Turn a value into bounded, redacted text, and leave None as it is."""
    return None if value is None else safe_text(value, VALUE_MAX_CHARS)


def type_name(cls: type) -> str:
    """
    Give a class's run-time identity, which is what rules name: `module.qualname`.

    Examples:
        >>> type_name(TimeoutError)
        'builtins.TimeoutError'
    """
    try:
        name = f"{cls.__module__}.{cls.__qualname__}"
        return name if len(name) <= TYPE_NAME_MAX_CHARS else name[: TYPE_NAME_MAX_CHARS - 1] + "…"
    except _SIGNALS:
        raise
    except BaseException:  # noqa: BLE001  # a metaclass may make either attribute raise
        return "builtins.object"


def one_line(text: str) -> str:
    r"""
    Escape what could end a line or move the cursor, so that a value cannot forge a log line.

    Examples:
        >>> print(one_line("a\nERROR forged"))
        a\nERROR forged
    """
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)


def as_utc(value: datetime) -> datetime:
    """Make an instant aware and in UTC; a naive one is read as UTC."""
    if value.tzinfo is UTC:
        return value
    if value.tzinfo is None:
        return value.replace(tzinfo=UTC)
    try:
        return value.astimezone(UTC)
    except OverflowError:  # in the first or last day that a datetime can tell
        return value.replace(tzinfo=UTC)


def reduce_context(values: Mapping[str, object] | None) -> FrozenMapping:
    """
    Reduce a mapping to scalars, datetimes, tuples and mappings of these.

    Args:
        values: Any mapping; keys that are no text are shown as text, values of secret names are masked.

    Returns:
        A read-only copy of at most 64 keys, four levels deep; anything else is bounded text.
    """
    if values is None or values is EMPTY_CONTEXT:
        return EMPTY_CONTEXT
    if type(values) is FrozenMapping:
        return values
    return _reduce_mapping(values, NESTING_MAX_DEPTH) or EMPTY_CONTEXT


def reduce_value(value: object, depth: int = NESTING_MAX_DEPTH) -> object:
    """Reduce one value: scalars and datetimes stay, containers become tuples and mappings, the rest text."""
    kind = type(value)
    if value is None or kind is bool or kind is float:
        return value
    if kind is str:
        text = cast("str", value)
        return (
            text
            if len(text) <= LABEL_MAX_CHARS and text.isalnum() and text.isascii()
            else safe_text(text, VALUE_MAX_CHARS)
        )
    if kind is int:
        return bounded_integer(cast("int", value))
    if kind is FrozenMapping:
        return value
    try:
        for accepts, reduce in _REDUCERS:
            if isinstance(value, accepts):
                return reduce(value, depth)
        return _reduce_foreign(value, depth)
    except _SIGNALS:
        raise
    except BaseException:  # noqa: BLE001  # any foreign object may raise anything when it is looked at
        return f"<{type_name(kind)}>"


def bounded_integer(value: int) -> int | str:
    """Leave an integer that can be written as text, and tell the size of any other."""
    bits = value.bit_length()
    return value if bits <= INTEGER_MAX_BITS else f"<integer of {bits} bits>"


def _reduce_mapping(values: Mapping[object, object] | Mapping[str, object], depth: int) -> FrozenMapping:
    reduced: dict[str, object] = {}
    try:
        for key, value in values.items():
            if len(reduced) >= MAPPING_MAX_KEYS:
                reduced["…"] = "more keys were left out"
                break
            masked = value is not None and is_secret_name(_name_text(key))
            reduced[_key_text(key)] = MASK if masked else reduce_value(value, depth - 1)
    except _SIGNALS:
        raise
    except BaseException:  # noqa: BLE001  # a hostile mapping may raise anything; what was read so far is kept
        reduced["…"] = "the rest cannot be read"
    return FrozenMapping(reduced)


def _key_text(key: object) -> str:
    if type(key) is str and len(key) <= PLAIN_KEY_MAX_CHARS and key.isidentifier():
        return key
    return safe_text(_name_text(key), VALUE_MAX_CHARS)


def _name_text(name: object) -> str:
    """Give the text of a name as its writer meant it, unredacted; only to be looked at."""
    if type(name) is str:
        return name
    if isinstance(name, Enum):
        return _name_text(name.value)
    if isinstance(name, bytes):
        return name[:RAW_MAX_CHARS].decode("utf-8", "replace")
    return safe_text(name)


def _names_secret(value: object) -> bool:
    return isinstance(value, str | bytes | Enum) and is_secret_name(_name_text(value))


def _reduce_sequence(value: object, depth: int) -> object:
    items = cast("Sequence[object] | AbstractSet[object]", value)
    size = len(items)
    if depth <= 0:
        return f"<{type_name(type(value))} of {size}>"
    ordered: Sequence[object] | AbstractSet[object] = items
    if isinstance(items, AbstractSet) and size <= SET_MAX_SORTED:
        ordered = sorted(items, key=lambda item: safe_text(item, VALUE_MAX_CHARS))
    head = list(islice(ordered, SEQUENCE_MAX_ITEMS))
    reduced = [
        MASK if place and _gives_away(head[place - 1], size) else reduce_value(item, depth - 1)
        for place, item in enumerate(head)
    ]
    if head and type(head[0]) is str and _GLUED_SECRET_PROGRAMS.search(head[0]):
        reduced = [f"-p{MASK}" if type(item) is str and _GLUED.match(item) else item for item in reduced]
    return tuple(reduced) if size <= len(head) else (*reduced, f"… {size - len(head)} more")


def _gives_away(before: object, size: int) -> bool:
    """Tell whether an item names the next as a secret: a header as a pair, an option of a command line."""
    return _names_secret(before) and (size == 2 or _name_text(before).startswith("-"))


def _reduce_nested(value: object, depth: int) -> object:
    items = cast("Mapping[object, object]", value)
    return f"<mapping of {len(items)}>" if depth <= 0 else _reduce_mapping(items, depth)


def _reduce_datetime(value: object, _depth: int) -> object:
    at = cast("datetime", value)
    if at != at:  # noqa: PLR0124  # pandas' NaT is a datetime, unequal to itself
        return "NaT"
    plain = datetime(
        at.year, at.month, at.day, at.hour, at.minute, at.second, at.microsecond, tzinfo=at.tzinfo, fold=at.fold
    )
    return plain if plain.tzinfo is None else as_utc(plain)


def _reduce_date(value: object, _depth: int) -> object:
    day = cast("date", value)
    return date(day.year, day.month, day.day)


def _reduce_timedelta(value: object, _depth: int) -> object:
    span = cast("timedelta", value)
    if span != span:  # noqa: PLR0124  # NaT again
        return "NaT"
    return timedelta(days=span.days, seconds=span.seconds, microseconds=span.microseconds)


def _reduce_bytes(value: object, _depth: int) -> str:
    size = len(cast("bytes", value))
    head = bytes(cast("bytes", value)[:RAW_MAX_CHARS]).decode("utf-8", "backslashreplace")
    was_cut = size > RAW_MAX_CHARS or len(head) > RAW_MAX_CHARS
    return _clean(head[:RAW_MAX_CHARS], VALUE_MAX_CHARS, was_cut=was_cut)


def _reduce_foreign(value: object, _depth: int) -> object:
    shape: object = getattr(value, "shape", None)
    if isinstance(shape, tuple) and shape:
        return f"<{type_name(type(value))} {'x'.join(str(size) for size in cast('tuple[object, ...]', shape))}>"
    item: object = getattr(value, "item", None)
    if shape == () and callable(item):  # a numpy scalar
        plain: object = item()
        if type(plain) is not type(value):
            return reduce_value(plain, 0)
    return safe_text(value, VALUE_MAX_CHARS)


# Order matters: an Enum may also be a str or an int, and pandas' Timestamp is a datetime and a date.
_REDUCERS: Final[tuple[tuple[type | tuple[type, ...], Callable[[object, int], object]], ...]] = (
    (Enum, lambda value, depth: reduce_value(cast("Enum", value).value, depth)),
    (str, lambda value, _: safe_text(value, VALUE_MAX_CHARS)),
    (int, lambda value, _: bounded_integer(int.__int__(cast("int", value)))),
    (float, lambda value, _: float.__float__(cast("float", value))),
    (datetime, _reduce_datetime),
    (date, _reduce_date),
    (time, lambda value, _: safe_text(value, VALUE_MAX_CHARS)),
    (timedelta, _reduce_timedelta),
    ((bytes, bytearray), _reduce_bytes),
    (memoryview, lambda value, depth: _reduce_bytes(cast("memoryview", value).tobytes(), depth)),
    (Mapping, _reduce_nested),
    ((Sequence, AbstractSet), _reduce_sequence),
)


def canonical(value: object) -> object:
    """Turn a reduced value into one that hashes, and in which a NaN equals a NaN."""
    if isinstance(value, float) and math.isnan(value):
        return "nan"
    if isinstance(value, Mapping):
        items = cast("Mapping[str, object]", value).items()
        return frozenset((key, canonical(item)) for key, item in items)
    if isinstance(value, tuple | list):
        return tuple(canonical(item) for item in cast("Sequence[object]", value))
    return value


def json_safe(value: object) -> object:
    """Turn a reduced value into what `json.dumps` takes: ISO 8601 for instants, seconds for durations."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Enum):
        return json_safe(value.value)
    if isinstance(value, int):
        return bounded_integer(value)
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, Mapping):
        return {str(key): json_safe(item) for key, item in cast("Mapping[object, object]", value).items()}
    if isinstance(value, tuple | list):
        return [json_safe(item) for item in cast("Sequence[object]", value)]
    return safe_text(value, VALUE_MAX_CHARS)
