"""What jsonschema, attrs and cattrs find ends up on the error; a schema or class that is wrong is a bug."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataresult._classify import classify_exception
from dataresult.errors import (
    ApiNotFound,
    CheckFailure,
    DataTransformation,
    DataValidation,
    FetchError,
    Internal,
    NetworkConnection,
)

attrs = pytest.importorskip("attrs")

pytestmark = pytest.mark.filterwarnings("ignore:Automatically retrieving remote references:DeprecationWarning")

SECRET = "hunter2PLANTED"


@attrs.define
class Bar:
    """One row, checked when it is made."""

    symbol: str = attrs.field(validator=attrs.validators.instance_of(str))
    close: float = attrs.field(validator=attrs.validators.ge(0))


@attrs.define
class Row:
    """One row, structured by its hints."""

    close: float
    token: str


@attrs.define
class Rows:
    """Some of them."""

    rows: list[Row]


def judged(do: Callable[..., object], *arguments: object, **context: object) -> FetchError:
    """The error that doing something ends in."""
    try:
        answer = do(*arguments)
    except Exception as exception:
        return classify_exception(exception, context)
    raise AssertionError(f"got {answer!r}")


@given(path=st.lists(st.sampled_from(["rows", "bars"]) | st.integers(0, 2), min_size=1, max_size=4), value=st.text())
def test_an_instance_that_breaks_a_schema_is_told_with_its_place(path: list[str | int], value: str) -> None:
    """Numbers of items are no part of the column's name."""
    jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is not installed: `make libraries` runs this")
    instance: Any = value
    schema: dict[str, Any] = {"type": "number"}
    for step in reversed(path):
        instance = {step: instance} if isinstance(step, str) else [1] * step + [instance]
        nested = {"properties": {step: schema}} if isinstance(step, str) else {"items": schema}
        schema = nested
    error = judged(jsonschema.validate, instance, schema)
    assert isinstance(error, DataValidation)
    column = ".".join(step for step in path if isinstance(step, str)) or None
    assert error.failures == (CheckFailure(column=column, check="type", count=1, sample=(value,)),)


def test_no_secret_leaves_by_an_instance() -> None:
    """The library prints the instance in its text."""
    jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is not installed: `make libraries` runs this")
    schema = {"properties": {"password": {"minLength": 99}}, "required": ["symbol"]}
    for instance in ({"password": SECRET, "symbol": "A"}, {"password": SECRET}):
        error = judged(jsonschema.validate, instance, schema)
        assert isinstance(error, DataValidation)
        assert SECRET not in json.dumps(error.to_dict())


def test_a_schema_that_is_none_is_a_bug(refusing_port: int) -> None:
    """So is one that refers to what it does not hold; what is not to be fetched is the network's."""
    jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is not installed: `make libraries` runs this")
    referencing: Any = pytest.importorskip("referencing.exceptions")
    assert isinstance(judged(jsonschema.validate, 1, {"type": "nothing"}), Internal)
    assert isinstance(judged(jsonschema.validate, 1, {"$ref": "#/$defs/nothing"}), Internal)
    elsewhere = {"$ref": f"http://127.0.0.1:{refusing_port}/schema.json"}
    assert isinstance(judged(jsonschema.validate, 1, elsewhere), NetworkConnection)
    assert isinstance(classify_exception(referencing.Unretrievable(ref="urn:x")), ApiNotFound)


def test_a_validator_of_attrs_finds_something_about_the_data() -> None:
    """It raises the language's own classes; a call with wrong arguments does too, and is a bug."""
    assert isinstance(judged(Bar, 1, 1.0), DataValidation)
    assert isinstance(judged(Bar, "A", -1.0), DataValidation)
    assert isinstance(judged(Bar, "A", 1.0, 2.0), Internal)
    assert isinstance(judged(attrs.converters.to_bool, "perhaps"), DataTransformation)
    assert isinstance(judged(attrs.fields, int), Internal)


def test_cattrs_finds_each_attribute_that_does_not_fit() -> None:
    """The members of its groups say where by notes."""
    cattrs = pytest.importorskip("cattrs", reason="cattrs is not installed: `make libraries` runs this")
    rows = [{"close": "x", "token": SECRET}, {"close": 1.0}, {"close": "y", "token": SECRET}]
    error = judged(cattrs.structure, {"rows": rows}, Rows)
    assert isinstance(error, DataValidation)
    found = {(failure.column, failure.check, failure.count) for failure in error.failures}
    assert found == {("rows.close", "ValueError", 2), ("rows.token", "missing", 1)}
    assert SECRET not in json.dumps(error.to_dict())


def test_cattrs_names_keys_that_should_not_be_there() -> None:
    """Each is a failure of its own."""
    cattrs = pytest.importorskip("cattrs", reason="cattrs is not installed: `make libraries` runs this")
    strict = cattrs.Converter(forbid_extra_keys=True)
    error = judged(strict.structure, {"close": 1.0, "token": "x", "high": 1, "low": 2}, Row)
    assert isinstance(error, DataValidation)
    assert [failure.column for failure in error.failures] == ["high", "low"]


def test_a_type_that_cattrs_cannot_make_is_a_bug() -> None:
    """The program lacks a hook."""
    cattrs = pytest.importorskip("cattrs", reason="cattrs is not installed: `make libraries` runs this")
    assert isinstance(judged(cattrs.structure, {}, object()), Internal)
