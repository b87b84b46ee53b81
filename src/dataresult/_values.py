"""
Values made safe to keep: bounded text, read-only mappings of scalars, JSON.

Floor 0. Total: answers for any object and never raises; keeps no reference to what it was given
unless that is a scalar.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from typing import Final, cast

from ._redact import MASK, is_secret_name, redact_text

__all__ = [
    "EMPTY_CONTEXT",
    "FrozenMapping",
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
# A context describes one request: more keys, items or levels than these are a payload gone astray.
MAPPING_MAX_KEYS: Final = 64
SEQUENCE_MAX_ITEMS: Final = 32
NESTING_MAX_DEPTH: Final = 4
# Integers beyond this many bits cannot be turned into text (sys.int_info.default_max_str_digits = 4300 digits).
INTEGER_MAX_BITS: Final = 1_024


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


def safe_text(value: object, max_chars: int = MESSAGE_MAX_CHARS) -> str:
    """
    Turn any object into bounded, redacted text.

    Args:
        value: Anything, also an object whose `__str__` raises or returns ten megabytes.
        max_chars: The longest text to return, in characters.

    Returns:
        The text without secrets; cut texts end in an ellipsis.
    """
    try:
        text = value if type(value) is str else str(value)
        raw = text[:RAW_MAX_CHARS] if type(text) is str else str.__getitem__(text, slice(RAW_MAX_CHARS))
        if not raw.isascii():
            raw = raw.encode("utf-8", "backslashreplace").decode("utf-8")
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException:  # a panic of an extension is no Exception, and `__str__` may raise anything
        return f"<{type_name(type(value))} that cannot be shown>"
    if len(raw) >= RAW_MAX_CHARS:
        # The last word may be the first half of a secret that its second half would have given away.
        raw = raw[: max(raw.rfind(" "), RAW_MAX_CHARS // 2)]
    clean = redact_text(raw)
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
        return f"{cls.__module__}.{cls.__qualname__}"
    except Exception:  # noqa: BLE001  # a metaclass may make either attribute raise
        return "builtins.object"


def one_line(text: str) -> str:
    """
    Escape what could end a line or move the cursor, so that a value cannot forge a log line.

    Examples:
        >>> one_line("a\\nERROR forged")
        'a\\\\nERROR forged'
    """
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)


def reduce_context(values: Mapping[str, object] | None) -> FrozenMapping:
    """
    Reduce a mapping to scalars, datetimes, tuples and mappings of these.

    Args:
        values: Any mapping; keys that are no text are shown as text, values of secret names are masked.

    Returns:
        A read-only copy of at most 64 keys, four levels deep; anything else is bounded text.
    """
    if not values:
        return EMPTY_CONTEXT
    if type(values) is FrozenMapping:
        return values
    return _reduce_mapping(values, NESTING_MAX_DEPTH)


def reduce_value(value: object, depth: int = NESTING_MAX_DEPTH) -> object:
    """Reduce one value: scalars and datetimes stay, containers become tuples and mappings, the rest text."""
    kind = type(value)
    if value is None or kind is bool or kind is float:
        return value
    if kind is str:
        return safe_text(value, VALUE_MAX_CHARS)
    if kind is int:
        return value if _fits(value) else safe_text(f"integer of {_bits(value)} bits")
    if kind is FrozenMapping:
        return value
    try:
        for accepts, reduce in _REDUCERS:
            if isinstance(value, accepts):
                return reduce(value, depth)
        return _reduce_foreign(value)
    except Exception:  # noqa: BLE001  # any foreign object may raise anything when it is looked at
        return f"<{type_name(kind)}>"


def _fits(value: object) -> bool:
    return _bits(value) <= INTEGER_MAX_BITS


def _bits(value: object) -> int:
    return int.bit_length(value) if isinstance(value, int) else 0


def _reduce_mapping(values: Mapping[object, object] | Mapping[str, object], depth: int) -> FrozenMapping:
    reduced: dict[str, object] = {}
    try:
        for key, value in values.items():
            if len(reduced) >= MAPPING_MAX_KEYS:
                reduced["…"] = "more keys were left out"
                break
            name = key if type(key) is str and len(key) <= VALUE_MAX_CHARS else safe_text(key, VALUE_MAX_CHARS)
            masked = is_secret_name(name) and value is not None
            reduced[name] = MASK if masked else reduce_value(value, depth - 1)
    except Exception:  # noqa: BLE001  # a hostile mapping may raise anything; what was read so far is kept
        reduced["…"] = "the rest cannot be read"
    return FrozenMapping(reduced)


def _reduce_sequence(value: object, depth: int) -> object:
    items: Sequence[object] | Set[object]
    if isinstance(value, Set):
        items = sorted(value, key=lambda item: safe_text(item, VALUE_MAX_CHARS)) if len(value) <= 1_000 else list(value)
    elif isinstance(value, Sequence):
        items = value
    else:
        return _reduce_foreign(value)
    if depth <= 0:
        return f"<{type_name(type(value))} of {len(items)}>"
    kept = tuple(reduce_value(item, depth - 1) for item in items[:SEQUENCE_MAX_ITEMS])
    return kept if len(items) <= SEQUENCE_MAX_ITEMS else (*kept, f"… {len(items) - SEQUENCE_MAX_ITEMS} more")


def _reduce_datetime(value: object, _depth: int) -> object:
    if not isinstance(value, datetime) or value != value:  # noqa: PLR0124  # pandas' NaT is a datetime, unequal to itself
        return safe_text(value, VALUE_MAX_CHARS)
    plain = datetime(
        value.year, value.month, value.day, value.hour, value.minute, value.second, value.microsecond,
        tzinfo=value.tzinfo, fold=value.fold,
    )  # fmt: skip
    return plain if plain.tzinfo is None else plain.astimezone(UTC)


def _reduce_nested(value: object, depth: int) -> object:
    if not isinstance(value, Mapping):
        return _reduce_foreign(value)
    return f"<mapping of {len(value)}>" if depth <= 0 else _reduce_mapping(value, depth)


def _reduce_timedelta(value: object, _depth: int) -> object:
    if not isinstance(value, timedelta) or value != value:  # noqa: PLR0124  # NaT again
        return safe_text(value, VALUE_MAX_CHARS)
    return timedelta(days=value.days, seconds=value.seconds, microseconds=value.microseconds)


def _reduce_foreign(value: object) -> object:
    shape = getattr(value, "shape", None)
    if isinstance(shape, tuple) and shape:
        return f"<{type_name(type(value))} {'x'.join(str(size) for size in shape)}>"
    item = getattr(value, "item", None)
    if shape == () and callable(item):  # a numpy scalar
        return reduce_value(item(), 0) if type(item()) is not type(value) else safe_text(value, VALUE_MAX_CHARS)
    return safe_text(value, VALUE_MAX_CHARS)


# Order matters: an Enum may also be a str or an int, and pandas' Timestamp is a datetime and a date.
_REDUCERS: Final[tuple[tuple[type | tuple[type, ...], Callable[[object, int], object]], ...]] = (
    (Enum, lambda value, depth: reduce_value(value.value, depth) if isinstance(value, Enum) else None),
    (str, lambda value, _: safe_text(value, VALUE_MAX_CHARS)),
    (int, lambda value, depth: reduce_value(int.__int__(value), depth) if isinstance(value, int) else None),
    (float, lambda value, _: float.__float__(value) if isinstance(value, float) else None),
    (datetime, _reduce_datetime),
    (date, lambda value, _: date(value.year, value.month, value.day) if isinstance(value, date) else None),
    (time, lambda value, _: str(value)),
    (timedelta, _reduce_timedelta),
    ((bytes, bytearray, memoryview), lambda value, _: _reduce_bytes(value)),
    (Mapping, _reduce_nested),
    ((Sequence, Set), _reduce_sequence),
)


def _reduce_bytes(value: object) -> str:
    head = bytes(value[:RAW_MAX_CHARS]) if isinstance(value, bytes | bytearray | memoryview) else b""
    return safe_text(head.decode("utf-8", "replace"), VALUE_MAX_CHARS)


def canonical(value: object) -> object:
    """Turn a reduced value into one that hashes, and in which a NaN equals a NaN."""
    if isinstance(value, float) and math.isnan(value):
        return "nan"
    if isinstance(value, Mapping):
        return frozenset((key, canonical(item)) for key, item in cast("Mapping[str, object]", value).items())
    if isinstance(value, tuple):
        return tuple(canonical(item) for item in cast("tuple[object, ...]", value))
    return value


def json_safe(value: object) -> object:
    """Turn a reduced value into what `json.dumps` takes: ISO 8601 for instants, seconds for durations."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, Enum):
        return json_safe(value.value)
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
