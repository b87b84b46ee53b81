"""What pydantic finds ends up on the error, per field and check; what is written wrongly is a bug."""

import json
import pickle
import warnings
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataresult._classify import classify_exception
from dataresult.errors import (
    ApiFormat,
    DataTransformation,
    DataValidation,
    FetchError,
    Internal,
)

pydantic = pytest.importorskip("pydantic", reason="pydantic is not installed: `make libraries` runs this")
core = pytest.importorskip("pydantic_core")

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

SECRET = "hunter2PLANTED"
Bar: Any = pydantic.create_model("Bar", symbol=(str, ...), close=(float, ...), api_token=(str, "x"))
Bars: Any = pydantic.create_model("Bars", rows=(list[Bar], ...))


def judged(rows: object) -> FetchError:
    """The error that these rows end in."""
    with pytest.raises(pydantic.ValidationError) as raised:
        Bars.model_validate({"rows": rows})
    return classify_exception(raised.value)


@given(closes=st.lists(st.floats(allow_nan=False) | st.sampled_from(["x", "y", "not a number"]), min_size=1))
def test_every_value_that_does_not_fit_is_counted_by_its_field(closes: list[object]) -> None:
    """The number of the row is no part of the column's name."""
    bad = [close for close in closes if isinstance(close, str)]
    if not bad:
        return
    error = judged([{"symbol": "A", "close": close} for close in closes])
    assert isinstance(error, DataValidation)
    (failure,) = error.failures
    assert (failure.column, failure.check, failure.count) == ("rows.close", "float_parsing", len(bad))
    assert failure.sample == tuple(bad[:5])


def test_a_missing_field_is_named() -> None:
    """Each field and check is a failure of its own; what a row holds besides is not shown."""
    error = judged([{"symbol": "A", "api_token": SECRET}, {"close": "x"}])
    assert isinstance(error, DataValidation)
    found = {(failure.column, failure.check): (failure.count, failure.sample) for failure in error.failures}
    assert found == {
        ("rows.close", "missing"): (1, ()),
        ("rows.symbol", "missing"): (1, ()),
        ("rows.close", "float_parsing"): (1, ("x",)),
    }


@given(rows=st.lists(st.sampled_from([{"api_token": SECRET}, {"api_token": [SECRET]}, SECRET + "@"]), min_size=1))
def test_no_secret_leaves_by_a_row(rows: list[object]) -> None:
    """It shows the inputs that it refuses; those of secret names are masked, in the text and in the sample."""
    rows = [row for row in rows if isinstance(row, dict)] or [{"api_token": [SECRET]}]
    error = judged(rows)
    assert SECRET not in json.dumps(error.to_dict()) + str(error) + repr(error)


def test_a_document_that_is_no_json_is_the_answers_fault() -> None:
    """It is judged as the standard library's JSON error is, by what was being done."""
    with pytest.raises(pydantic.ValidationError) as raised:
        Bars.model_validate_json('{"rows": [')
    expected: dict[str | None, type[FetchError]] = {
        None: ApiFormat,
        "fetch": ApiFormat,
        "read": DataTransformation,
        "transform": DataTransformation,
        "validate": DataValidation,
    }
    for operation, each in expected.items():
        assert type(classify_exception(raised.value, {"operation": operation})) is each


def test_text_within_a_document_that_is_no_json_is_a_wrong_value() -> None:
    """The document itself was one."""
    settings: Any = pydantic.create_model("Settings", limits=(pydantic.Json, ...))
    with pytest.raises(pydantic.ValidationError) as raised:
        settings(limits="{")
    error = classify_exception(raised.value, {"operation": "validate"})
    assert isinstance(error, DataValidation)
    assert [(failure.column, failure.check) for failure in error.failures] == [("limits", "json_invalid")]


def test_a_model_that_is_written_wrongly_is_a_bug() -> None:
    """It says nothing about the data."""

    class Foreign:
        """No type that pydantic knows."""

    with pytest.raises(pydantic.PydanticUserError) as raised:
        pydantic.create_model("Wrong", field=(Foreign, ...))
    assert isinstance(classify_exception(raised.value), Internal)
    with pytest.raises(core.SchemaError) as broken:
        core.SchemaValidator({"type": "nothing"})
    assert isinstance(classify_exception(broken.value), Internal)


def test_a_value_that_cannot_be_written_is_a_step_that_failed() -> None:
    """From the model to JSON."""
    with pytest.raises(core.PydanticSerializationError) as raised:
        core.to_json(object())
    assert isinstance(classify_exception(raised.value), DataTransformation)


def test_a_failure_from_another_process_keeps_what_was_found() -> None:
    """Its errors pickle."""
    with pytest.raises(pydantic.ValidationError) as raised:
        Bars.model_validate({"rows": [{"symbol": "A", "close": "x"}]})
    error = classify_exception(pickle.loads(pickle.dumps(raised.value)))
    assert isinstance(error, DataValidation)
    assert [failure.column for failure in error.failures] == ["rows.close"]


def test_more_failures_than_anybody_reads_are_a_number() -> None:
    """A list of a hundred thousand would take longer than the validation did."""
    with pytest.raises(pydantic.ValidationError) as raised:
        pydantic.TypeAdapter(list[int]).validate_python(["x"] * 100_001)
    error = classify_exception(raised.value)
    assert isinstance(error, DataValidation)
    assert [(failure.column, failure.count) for failure in error.failures] == [(None, 100_001)]


def test_the_first_version_tells_the_same() -> None:
    """Its listing has no options and no inputs."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        v1 = pytest.importorskip("pydantic.v1")
    old: Any = v1.create_model("Old", close=(float, ...))
    with pytest.raises(v1.ValidationError) as raised:
        old(close="x")
    error = classify_exception(raised.value)
    assert isinstance(error, DataValidation)
    assert [(failure.column, failure.count) for failure in error.failures] == [("close", 1)]
    with pytest.raises(v1.ValidationError) as no_json:
        old.parse_raw("{")
    assert isinstance(classify_exception(no_json.value), ApiFormat)
