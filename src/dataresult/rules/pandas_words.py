"""
The texts of pandas where it raises the interpreter's own `ValueError` and `KeyError`.

Floor 1. Data only.
Source: `pandas/io/parsers/base_parser.py`, `pandas/io/json/_json.py`, `pandas/core/tools/datetimes.py`,
`pandas/core/indexing.py` of 3.1.1.
"""

from collections.abc import Mapping
from typing import Final

from dataresult.errors import DataEmpty, DataTransformation, DataValidation

from ._rule import Target

__all__ = ["PANDAS_KEY_ERROR", "PANDAS_VALUE_ERROR"]

PANDAS_VALUE_ERROR: Final[Mapping[str, Target]] = {
    "usecols do not match columns": DataValidation,
    "missing column provided to 'parse_dates'": DataValidation,
    "table schema does not match schema": DataValidation,
    "expected object or value": DataTransformation,
    "no tables found": DataEmpty,
    "no objects to concatenate": DataEmpty,
    "doesn't match format": DataTransformation,
    "excel file format cannot be determined": DataTransformation,
    "length of values": DataTransformation,
    "arrays must all be same length": DataTransformation,
    "all arrays must be of the same length": DataTransformation,
    "cannot reindex on an axis with duplicate labels": DataTransformation,
    "contains duplicate entries, cannot reshape": DataTransformation,
    "you are trying to merge on": DataTransformation,
    "columns overlap but no suffix": DataTransformation,
    "cannot convert non-finite": DataTransformation,
    "tz-aware datetime.datetime cannot be converted": DataTransformation,
}
PANDAS_KEY_ERROR: Final[Mapping[str, Target]] = {
    "not in index": DataValidation,
    "are in the [columns]": DataValidation,
    "are in the [index]": DataValidation,
    "does not exist in schema": DataValidation,
}
