"""Values made safe to keep are scalars, bounded, read-only and comparable."""

import json
import math
import pickle
from collections import OrderedDict, deque
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from enum import Enum
from types import MappingProxyType
from typing import cast

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataresult._values import (
    INTEGER_MAX_BITS,
    MAPPING_MAX_KEYS,
    NESTING_MAX_DEPTH,
    SEQUENCE_MAX_ITEMS,
    VALUE_MAX_CHARS,
    FrozenMapping,
    as_utc,
    canonical,
    json_safe,
    one_line,
    reduce_context,
    reduce_value,
    safe_text,
    type_name,
)

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10) | st.datetimes() | st.dates()
anything = st.recursive(
    scalars | st.binary(max_size=10) | st.decimals() | st.uuids() | st.timedeltas() | st.complex_numbers(),
    lambda inner: (
        st.lists(inner, max_size=40)
        | st.dictionaries(st.text(max_size=4) | st.integers() | st.none(), inner, max_size=5)
        | st.frozensets(st.integers(), max_size=40)
        | st.lists(inner, max_size=3).map(deque)
    ),
    max_leaves=20,
)


def is_reduced(value: object, depth: int) -> bool:
    """Tell whether a value is what a context may hold."""
    if isinstance(value, FrozenMapping):
        return depth >= 0 and all(type(key) is str and is_reduced(item, depth - 1) for key, item in value.items())
    if isinstance(value, tuple):
        items = cast("tuple[object, ...]", value)
        return (
            depth >= 0 and len(items) <= SEQUENCE_MAX_ITEMS + 1 and all(is_reduced(item, depth - 1) for item in items)
        )
    if type(value) is str:
        return len(value) <= VALUE_MAX_CHARS
    return value is None or type(value) in {bool, int, float, datetime, date, timedelta}


@given(st.dictionaries(st.text(max_size=5), anything, max_size=5))
def test_a_context_holds_scalars_and_tuples_and_mappings_of_these(values: dict[str, object]) -> None:
    """Whatever is put in, what comes out is small, hashes, pickles, is JSON, and is not reduced twice."""
    reduced = reduce_context(values)
    assert is_reduced(reduced, NESTING_MAX_DEPTH)
    assert reduce_context(reduced) is reduced
    again = pickle.loads(pickle.dumps(reduced))
    assert canonical(again) == canonical(reduced)
    assert hash(again) == hash(reduced)
    json.dumps(json_safe(reduced), allow_nan=False)


@given(scalars)
def test_scalars_stay_what_they_are(value: object) -> None:
    """A number is a number and an instant an instant; naive instants stay naive, others are UTC."""
    reduced = reduce_value(value)
    if isinstance(value, str):
        assert isinstance(reduced, str)
    elif isinstance(value, int) and value.bit_length() > INTEGER_MAX_BITS:
        assert reduced == f"<integer of {value.bit_length()} bits>"
    else:
        assert type(reduced) is type(value)
        assert reduced == value or (isinstance(value, float) and math.isnan(value))


class Colour(Enum):
    """An enumeration of a text and a tuple."""

    RED = "red"
    BOTH = ("red", 1)


class Loud(str):
    """A text of a subclass."""

    __slots__ = ()


FOREIGN: list[tuple[object, object]] = [
    (Colour.RED, "red"),
    (Colour.BOTH, ("red", 1)),
    (Loud("x"), "x"),
    (np.int64(3), 3),
    (np.float64(1.5), 1.5),
    (np.bool_(True), True),
    (np.str_("x"), "x"),
    (np.datetime64("2024-01-01T00:00:00", "us"), datetime(2024, 1, 1)),  # noqa: DTZ001  # numpy knows no zone
    (pd.Timestamp("2024-01-01", tz="Europe/Berlin"), datetime(2023, 12, 31, 23, tzinfo=UTC)),
    (pd.Timedelta(hours=1), timedelta(hours=1)),
    (pd.NaT, "NaT"),
    (pd.DataFrame({"a": [1, 2]}), "<pandas.DataFrame 2x1>"),
    (np.zeros((2, 3)), "<numpy.ndarray 2x3>"),
    (b"abc", "abc"),
    (bytearray(b"abc"), "abc"),
    (memoryview(b"abc"), "abc"),
    ({3, 1, 2}, (1, 2, 3)),
    (range(3), (0, 1, 2)),
    (range(10**9), (*range(SEQUENCE_MAX_ITEMS), f"… {10**9 - SEQUENCE_MAX_ITEMS} more")),
    (OrderedDict([("a", 1)]), FrozenMapping({"a": 1})),
    (MappingProxyType({"a": [1]}), FrozenMapping({"a": (1,)})),
]


@pytest.mark.parametrize(("value", "expected"), FOREIGN)
def test_foreign_values_become_plain(value: object, expected: object) -> None:
    """Libraries' own scalars are scalars, their containers a word, and their bytes text."""
    reduced = reduce_value(value)
    assert type(reduced) is type(expected)
    if isinstance(value, pd.DataFrame):
        assert str(reduced).endswith("DataFrame 2x1>")
    else:
        assert reduced == expected


def test_large_contexts_are_cut() -> None:
    """A payload gone astray is told by its beginning."""
    reduced = reduce_context({str(at): at for at in range(1000)})
    assert len(reduced) == MAPPING_MAX_KEYS + 1
    assert reduced["…"] == "more keys were left out"
    deep: object = 1
    for _ in range(100):
        deep = {"a": deep}
    assert "mapping of 1" in str(reduce_context({"deep": deep}))


@given(st.text())
def test_one_line_is_one_printable_line(text: str) -> None:
    """Nothing in it can end a line, and plain text is not touched."""
    assert one_line(text).isprintable()
    assert one_line(text) == text or not text.isprintable()


@given(st.text(), st.integers(10, 100))
def test_text_is_bounded(text: str, limit: int) -> None:
    """A cut text says that it is cut, and any text can be encoded."""
    shown = safe_text(text, limit)
    assert len(shown) <= limit
    assert shown.encode().decode() == shown
    assert shown == text or shown.endswith("…") or "***" in shown or not text.isascii()


def test_a_type_without_a_name_has_one() -> None:
    """A metaclass may make its attributes raise."""

    class Meta(type):
        """Hides the names of its classes."""

        @property
        def __module__(cls) -> str:  # type: ignore[override]  # pyright: ignore[reportIncompatibleVariableOverride]  # it hides its name
            raise ValueError

    assert type_name(Meta("X", (), {})) == "builtins.object"


@given(
    st.datetimes(
        timezones=st.none() | st.sampled_from([UTC, timezone(timedelta(hours=14)), timezone(-timedelta(hours=12))])
    )
)
def test_instants_are_utc(value: datetime) -> None:
    """Also in the first and last hours that there are."""
    told = as_utc(value)
    assert told.tzinfo is UTC
    assert value.tzinfo is None or told == value or value.year in {1, 9999}


@given(st.dictionaries(st.text(max_size=3), scalars, max_size=4))
def test_a_frozen_mapping_is_a_mapping(values: dict[str, object]) -> None:
    """It compares with any mapping and cannot be changed."""
    frozen = FrozenMapping(values)
    assert isinstance(frozen, Mapping)
    assert dict(frozen).keys() == values.keys()
    assert frozen == FrozenMapping(values)
    assert repr(frozen) == repr(values)
    with pytest.raises(TypeError):
        frozen["a"] = 1  # type: ignore[index]  # pyright: ignore[reportIndexIssue]  # that is the point


@given(anything)
def test_json_is_strict(value: object) -> None:
    """Reduced values turn into what any JSON reader takes."""
    json.loads(json.dumps(json_safe(reduce_value(value)), allow_nan=False))
