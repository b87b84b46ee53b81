"""
The texts of polars, which tells most faults of files, values and plans through one class, `ComputeError`.

Floor 1. Data only.
Source: `crates/polars-error`, `crates/polars-io`, `crates/polars-parquet` and `crates/polars-arrow` of
https://github.com/pola-rs/polars (0.19 to 2.1); provoked with polars 2.1.0.
"""

from collections.abc import Mapping
from typing import Final

from dataresult.errors import (
    DataEmpty,
    DataIntegrity,
    DataTransformation,
    DataValidation,
    Internal,
    StorageRead,
    StorageWrite,
)

from ._rule import Extract, Target

__all__ = [
    "POLARS_COMPUTE",
    "POLARS_DAMAGE",
    "POLARS_JSON",
    "POLARS_PATH",
    "POLARS_TYPES",
    "POLARS_VALUES",
    "POLARS_WRITING",
]

# A file that is cut or damaged, or is no file of that kind: parquet, Arrow, Avro and their codecs.
POLARS_DAMAGE: Final[Mapping[str, Target]] = {
    "out of specification": DataIntegrity,
    "out-of-spec": DataIntegrity,
    "outofspec": DataIntegrity,
    "file must end with par1": DataIntegrity,
    "invalid thrift": DataIntegrity,
    "corrupt": DataIntegrity,
    "decompress": DataIntegrity,
    "failed to fill whole buffer": DataIntegrity,
    "unexpected end of file": DataIntegrity,
    "unexpected eof": DataIntegrity,
    "dsl_version": DataIntegrity,
    "invalid ipc": DataIntegrity,
    "avro-error": DataIntegrity,
}
# JSON that is none: from a server, not what was promised.
POLARS_JSON: Final[Mapping[str, Target]] = {
    "tapeerror": DataTransformation,
    "at character ": DataTransformation,
    "json parsing error": DataTransformation,
    "invalid utf-8": DataTransformation,
    "invalid utf8": DataTransformation,
}
# Values and casts come before damage: a cell can hold any word, and quotes it.
POLARS_COMPUTE: Final[Mapping[str, Target]] = {
    "could not parse": DataTransformation,
    "cannot parse": DataTransformation,
    "conversion from": DataTransformation,
    "could not append value": DataTransformation,
    "error deserializing": DataTransformation,
    "strict integer parsing": DataTransformation,
    "on empty reader": DataEmpty,
    "expanded paths were empty": StorageRead,
    "empty input: paths": StorageRead,
    "cannot find file": StorageRead,
    "unable to parse time zone": Internal,
    "regex error": Internal,
    "error compiling json path": Internal,
    "does not support nested data": DataTransformation,
    "found more fields than defined": DataTransformation,
    "schema mismatch": DataValidation,
    "schema of": DataValidation,
    **POLARS_DAMAGE,
}
# What is read is damaged; what is written could not be.
POLARS_WRITING: Final[Mapping[str, Target]] = {
    **{words: target for words, target in POLARS_COMPUTE.items() if target is not DataIntegrity},
    "invalid thrift": StorageWrite,
    "out of specification": StorageWrite,
    "failed to write": StorageWrite,
}
POLARS_VALUES: Final[Mapping[str, Target]] = {
    "cannot concat empty list": DataEmpty,
    "should be a single byte character": Internal,
    "got an unexpected": Internal,
}
POLARS_TYPES: Final[Mapping[str, Target]] = {
    "unexpected value while building series": DataTransformation,
    "cannot do arithmetic": DataTransformation,
    "truth value of": Internal,
}
POLARS_PATH: Final = Extract(r"\(os error \d+\): ([^\n]+)|at path '([^']+)'|path: ([^\s)]+)\)")
