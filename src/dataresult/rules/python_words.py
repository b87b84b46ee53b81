"""
The texts of Python, its standard library and numpy's C code where they raise the interpreter's own classes for data.

Floor 1. Data only.
Source: `Lib/` and `Modules/` of CPython 3.11 to 3.13, `numpy/_core/src/multiarray` of 2.4.6; orjson 3.13, msgspec 0.22.
"""

from collections.abc import Mapping
from typing import Final

from dataresult.errors import DataEmpty, DataIntegrity, DataTransformation, DataValidation, Internal, StorageRead

from ._rule import Target

__all__ = ["INDEX_WORDS", "KEY_WORDS", "TYPE_WORDS", "VALUE_WORDS"]

VALUE_WORDS: Final[Mapping[str, Target]] = {
    "must be in 1..": DataTransformation,  # a month, a day
    "hexadecimal": DataTransformation,
    "not json compliant": DataTransformation,
    "circular reference detected": DataTransformation,
    "contains fields not in fieldnames": DataTransformation,
    "zip does not support timestamps": DataTransformation,
    "compressed data ended before": DataIntegrity,
    "unsupported pickle protocol": DataIntegrity,
    "was already closed": Internal,
    "invalid mode": Internal,
    "requires mode": Internal,
    "undiscernible mode": Internal,
    "unknown archive format": Internal,
    "unknown unpack format": Internal,
    # Arrays: shapes and values that do not go together. The C code that says so leaves no frame of its own.
    "need at least one array to": DataEmpty,
    "cannot reshape array": DataTransformation,
    "could not be broadcast": DataTransformation,
    "inhomogeneous shape": DataTransformation,
    "must match exactly": DataTransformation,
    "mismatch in its core dimension": DataTransformation,
    "buffer size must be a multiple": DataTransformation,
    "error parsing datetime string": DataTransformation,
    "number of columns changed": DataTransformation,
    "empty sequence": DataTransformation,
    "iterable argument is empty": DataTransformation,
    "zero-size array": DataTransformation,
}
KEY_WORDS: Final[Mapping[str, Target]] = {
    # Archives that lack what they should hold: zip, tar.
    "there is no item named": DataIntegrity,
    "filename '": DataIntegrity,
    "is not a file in the archive": DataValidation,
    # HDF5
    "unable to open object": StorageRead,
    "unable to synchronously open object": StorageRead,
}
INDEX_WORDS: Final[Mapping[str, Target]] = {
    "out of bounds for axis": DataTransformation,
    "too many indices for array": DataTransformation,
    "boolean index did not match": DataTransformation,
    "positional indexer": DataTransformation,
    "only integers, slices": Internal,
}
# Values that a serializer has no form for.
TYPE_WORDS: Final[Mapping[str, Target]] = {
    "json serializable": DataTransformation,
    "dict key must be str": DataTransformation,
    "keys must be str, int": DataTransformation,
    "exceeds 64-bit range": DataTransformation,
    "is not valid utf-8": DataTransformation,
    "encoding objects of type": DataTransformation,
    "recursion limit reached": DataTransformation,
    "not supported for the input types": DataTransformation,  # arrays of another type than the function is for
}
