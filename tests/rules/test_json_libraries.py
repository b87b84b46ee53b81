"""What json, orjson and msgspec raise for documents, values and schemas, provoked for real."""

import json
from collections.abc import Callable
from datetime import datetime
from io import StringIO

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import dataresult as dr
from dataresult.errors import ClassifiedError, FetchError
from tests.rules.verdicts import judged

orjson = pytest.importorskip("orjson", reason="orjson is not installed: `make libraries` runs this")
msgspec = pytest.importorskip("msgspec", reason="msgspec is not installed: `make libraries` runs this")


LOADS: dict[str, Callable[[bytes], object]] = {
    "json": json.loads,
    "orjson": orjson.loads,
    "msgspec": msgspec.json.decode,
}
# None stands for no operation: most JSON comes from servers.
BY_OPERATION: dict[str | None, type[FetchError]] = {
    None: dr.ApiFormat,
    "fetch": dr.ApiFormat,
    "read": dr.DataTransformation,
    "transform": dr.DataTransformation,
    "validate": dr.DataValidation,
}
DOCUMENT = b'{"rows": [{"name": "a", "age": 1}], "note": "x"}'


@pytest.mark.parametrize("operation", BY_OPERATION)
@pytest.mark.parametrize("library", LOADS)
@given(kept=st.integers(0, len(DOCUMENT) - 1))
def test_a_cut_document_is_what_the_operation_makes_of_it(library: str, operation: str | None, kept: int) -> None:
    """The same text of the same fault, whichever library parses it."""
    assert type(judged(lambda: LOADS[library](DOCUMENT[:kept]), operation)) is BY_OPERATION[operation]


def test_a_page_shows_its_beginning() -> None:
    """Who looks at the error sees what came instead of JSON."""
    error = judged(lambda: orjson.loads(b"<html>Sign in</html>"), "fetch")
    assert isinstance(error, dr.ApiFormat)
    assert error.snippet == "<html>Sign in</html>"


DUMPS: dict[str, Callable[[], object]] = {
    "a set through json": lambda: json.dumps({1, 2}),
    "a key through json": lambda: json.dumps({(1,): 1}),
    "no number through json": lambda: json.dumps(float("nan"), allow_nan=False),
    "a set through orjson": lambda: orjson.dumps({1, 2}),
    "a key through orjson": lambda: orjson.dumps({1: 2}),
    "a large number through orjson": lambda: orjson.dumps(2**70),
    "half a character through orjson": lambda: orjson.dumps("\ud800"),
    "an object through msgspec": lambda: msgspec.json.encode(object()),
    "a large number through msgspec": lambda: msgspec.msgpack.encode(2**70),
}


@pytest.mark.parametrize("fault", DUMPS)
def test_what_cannot_be_serialized_is_a_failed_step(fault: str) -> None:
    """Serializers say so with the interpreter's own TypeError."""
    assert isinstance(judged(DUMPS[fault]), dr.DataTransformation)


Row = msgspec.defstruct("Row", [("name", str), ("age", int, 0)])
Page = msgspec.defstruct("Page", [("rows", list[Row])], forbid_unknown_fields=True)  # type: ignore[valid-type]  # made at run time
SCHEMAS: dict[str, tuple[bytes, object, str | None]] = {
    "a type": (b'{"rows": [{"name": 1}]}', Page, "$.rows[0].name"),
    "a missing field": (b'{"rows": [{"age": 1}]}', Page, "name"),
    "a field too many": (b'{"rows": [], "zz": 1}', Page, "zz"),
    "a list for an object": (b"[]", Page, None),
    "no date": (b'"x"', datetime, None),
}


@pytest.mark.parametrize("operation", [None, "fetch", "validate"])
@pytest.mark.parametrize("fault", SCHEMAS)
def test_a_document_that_breaks_its_schema_is_invalid_and_tells_where(fault: str, operation: str | None) -> None:
    """It is JSON, but not the one that was agreed upon."""
    document, schema, place = SCHEMAS[fault]
    error = judged(lambda: msgspec.json.decode(document, type=schema), operation)
    assert isinstance(error, dr.DataValidation)
    assert [failure.column for failure in error.failures] == ([place] if place else [])


@pytest.mark.parametrize("text", ["<html>", "", '[{"a":1},{"a"', '{"a":[1]}x'])
def test_the_parser_of_pandas_is_a_parser_of_json_too(text: str) -> None:
    """It raises ValueError with the text of its C code."""

    def provoke() -> object:
        return pd.read_json(StringIO(text))

    verdicts: dict[str | None, ClassifiedError] = {
        operation: judged(provoke, operation) for operation in (None, "fetch")
    }
    assert isinstance(verdicts[None], dr.DataTransformation)
    assert isinstance(verdicts["fetch"], dr.ApiFormat)
