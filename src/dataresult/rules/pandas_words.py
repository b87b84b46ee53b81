"""
The texts of pandas where it raises the interpreter's own `ValueError`, `KeyError`, `TypeError` and `AttributeError`.

Floor 1. Data only.
Source: `pandas/io/`, `pandas/core/indexing.py`, `pandas/core/reshape/`, `pandas/core/tools/datetimes.py`,
`pandas/core/internals/construction.py` and `pandas/_libs/src/vendored/ujson` of 3.1.1; provoked with 3.1.1.
"""

from collections.abc import Mapping
from typing import Final

from dataresult.errors import (
    ApiRequest,
    DataEmpty,
    DataIntegrity,
    DataTransformation,
    DataValidation,
    Internal,
    StorageRead,
)

from ._rule import Extract, Reader, Target
from .frame_rows import NamedIn

__all__ = [
    "PANDAS_ATTRIBUTE_ERROR",
    "PANDAS_COLUMN",
    "PANDAS_JSON",
    "PANDAS_KEY_ERROR",
    "PANDAS_MISSING",
    "PANDAS_TYPE_ERROR",
    "PANDAS_VALUE_ERROR",
]

# The parser of JSON: what it is fed from a server and is none, was not what was promised.
PANDAS_JSON: Final[Mapping[str, Target]] = {
    "expected object or value": DataTransformation,
    "when decoding": DataTransformation,
    "trailing data": DataTransformation,
    "value is too big": DataTransformation,
    "json data had unexpected key": DataValidation,
}
PANDAS_VALUE_ERROR: Final[Mapping[str, Target]] = {
    # What was asked for is not in the file.
    "usecols do not match columns": DataValidation,
    "do not match the columns": DataValidation,
    "missing column provided to 'parse_dates'": DataValidation,
    "table schema does not match schema": DataValidation,
    "worksheet named": DataValidation,
    "worksheet index": DataValidation,
    "xpath does not return any nodes": DataValidation,
    "invalid xpath": Internal,
    "no tables found": DataEmpty,
    "no text parsed": DataEmpty,
    "no objects to concatenate": DataEmpty,
    "all objects passed were none": DataEmpty,
    "zero files found in": DataIntegrity,
    "multiple files found in": DataValidation,
    "no datasets found in hdf5": DataValidation,
    "must be provided when hdf5 file contains multiple": ApiRequest,
    "cannot match existing table structure": DataValidation,
    "invalid combination of [values_axes] on appending": DataValidation,
    "trying to store a string with len": DataValidation,
    "contains an invalid variable reference": DataValidation,
    # No file of that kind.
    "excel file format cannot be determined": DataIntegrity,
    "magic number mismatch": DataIntegrity,
    "not a stata file": DataIntegrity,
    "not a valid stata dataset": DataIntegrity,
    "version of given stata file": DataIntegrity,
    "header record is not an xport file": DataIntegrity,
    # The merge key repeats, or a label does.
    "merge keys are not unique": DataTransformation,
    "duplicate names are not allowed": DataTransformation,
    # Parsing and converting.
    **PANDAS_JSON,
    "doesn't match format": DataTransformation,
    "unable to parse string": DataTransformation,
    "unable to convert column": DataTransformation,
    "column has na values": DataTransformation,
    "cannot safely convert": DataTransformation,
    "cannot convert non-finite": DataTransformation,
    "trying to coerce float": DataTransformation,
    "tz-aware datetime.datetime cannot be converted": DataTransformation,
    "mixed timezones detected": DataTransformation,
    "cannot infer dst time": DataTransformation,
    "nonexistent time due to daylight": DataTransformation,
    "cannot assemble the datetimes": DataTransformation,
    "to assemble mappings requires": DataTransformation,
    "unit abbreviation w/o a number": DataTransformation,
    "does not support datetimes with timezones": DataTransformation,
    "this sheet is too large": DataTransformation,
    # Shapes and labels.
    "length of values": DataTransformation,
    "length mismatch": DataTransformation,
    "arrays must all be same length": DataTransformation,
    "arrays must be same length": DataTransformation,
    "all arrays must be of the same length": DataTransformation,
    "columns must be same length as key": DataTransformation,
    "columns passed, passed data had": DataTransformation,
    "shape of passed values": DataTransformation,
    "if using all scalar values": DataTransformation,
    "cannot reindex on an axis with duplicate labels": DataTransformation,
    "cannot reindex from a duplicate axis": DataTransformation,
    "contains duplicate entries, cannot reshape": DataTransformation,
    "indexes have overlapping values": DataTransformation,
    "you are trying to merge on": DataTransformation,
    "columns overlap but no suffix": DataTransformation,
    "keys must be sorted": DataTransformation,
    "merge keys contain null values": DataTransformation,
    "must be monotonic": DataTransformation,
    "bin edges must be unique": DataTransformation,
    "cannot mask with non-boolean array": DataTransformation,
    # The call is wrong, whatever the data.
    "the truth value of a": Internal,
    "dataframe constructor not properly called": Internal,
}
PANDAS_KEY_ERROR: Final[Mapping[str, Target]] = {
    "not in index": DataValidation,
    "are in the [columns]": DataValidation,
    "are in the [index]": DataValidation,
    "are in the columns": DataValidation,
    "not found in axis": DataValidation,
    "not found in columns": DataValidation,
    "labels are not columns": DataValidation,
    "not present in the dataframe": DataValidation,
    "do not exist": DataValidation,
    "does not exist in schema": DataValidation,
    "if specifying a record_path": DataValidation,
    "to replace missing values of": DataValidation,
    "no object named": StorageRead,
}
PANDAS_TYPE_ERROR: Final[Mapping[str, Target]] = {
    "tz-naive": DataTransformation,
    "tz-aware": DataTransformation,
    "cannot perform reduction": DataTransformation,
    "does not support operation": DataTransformation,
    "does not support reduction": DataTransformation,
    "agg function failed": DataTransformation,
    "invalid comparison between dtype": DataTransformation,
    "cannot safely cast": DataTransformation,
    "cannot cast": DataTransformation,
    "cannot serialize the column": DataTransformation,
    "is not convertible to datetime": DataTransformation,
    "invalid object type at position": DataTransformation,
    "invalid value": DataTransformation,
    "to convert from timezone-aware": DataTransformation,
    "only valid with datetimeindex": DataTransformation,
    "index must be datetimeindex": DataTransformation,
    "cannot add datetimearray": DataTransformation,
    "cannot subtract": DataTransformation,
    "addition/subtraction of integers": DataTransformation,
    "cannot use method": DataTransformation,
    "unordered categoricals": DataTransformation,
    "categorical is not ordered": DataTransformation,
    "on a categorical with a new category": DataTransformation,
    "path must contain list or null": DataValidation,
    "boolean value of na is ambiguous": DataTransformation,
    "no numeric data to": DataTransformation,
}
# A column holds another type than its accessor is for.
PANDAS_ATTRIBUTE_ERROR: Final[Mapping[str, Target]] = {
    "can only use .dt accessor": DataTransformation,
    "can only use .str accessor": DataTransformation,
    "can only use .cat accessor": DataTransformation,
}

PANDAS_COLUMN: Final[Reader] = Extract(
    r"(?:for|to convert) (?:key|column) '?([^'\s]+)'?|column \[(\S+)\]|column name=\"([^\"]+)\"|column '([^']+)'"
)
# A KeyError whose text is but the label; lists and sentences that name labels.
PANDAS_MISSING: Final[Reader] = NamedIn(
    r"none of \[?(?:\w*Index\()?(\[.*?\])|not found: (\[.*?\])|provided to 'parse_dates': (.+)|"
    r"^(\[.*\]) not (?:in index|found)|labels are not columns.*?: (\[.*?\])|not present in the dataframe: (\[.*?\])|"
    r"label\(s\) (\[.*?\]) do|argument\. ('.+?') not found|^key ('.+?') not found|worksheet named ('.+?') not|"
    r"invalid variable reference|^([^\s\[]+)$"
)
