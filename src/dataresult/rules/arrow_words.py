"""
The texts of Arrow's C++ library, which tells many faults through few classes, some of them the interpreter's own.

Floor 1. Data only.
Source: `cpp/src/arrow/ipc/`, `cpp/src/parquet/`, `cpp/src/arrow/csv/`, `cpp/src/arrow/filesystem/s3_internal.h` of
Arrow 26; provoked with pyarrow 26.0.1.
"""

from collections.abc import Mapping
from typing import Final

from dataresult.errors import (
    ApiAuth,
    ApiNotFound,
    ApiPermission,
    ApiRateLimit,
    ApiRequest,
    ApiUnavailable,
    DataEmpty,
    DataIntegrity,
    DataTransformation,
    DataValidation,
    Internal,
    NetworkConnection,
    NetworkDns,
    NetworkTimeout,
    StorageRead,
    StorageWrite,
)

from ._rule import Extract, Outcome, Reader, Target
from .frame_rows import NamedIn

__all__ = [
    "ARROW_COLUMN",
    "ARROW_DAMAGE",
    "ARROW_FILE",
    "ARROW_INVALID",
    "ARROW_MISSING",
    "ARROW_OS_ERROR",
    "ARROW_PATH",
]

# A file that is cut or damaged, or is no file of that kind.
ARROW_DAMAGE: Final[Mapping[str, Target]] = {
    "magic bytes not found": DataIntegrity,
    "parquet file size is": DataIntegrity,
    "not a feather v1 or arrow ipc file": DataIntegrity,
    "not an arrow file": DataIntegrity,
    "not an orc file": DataIntegrity,
    "file is too small": DataIntegrity,
    "expected to read": DataIntegrity,
    "expected to be able to read": DataIntegrity,
    "tried reading schema message": DataIntegrity,
    "unexpected end of": DataIntegrity,
    "couldn't deserialize thrift": DataIntegrity,
    "corrupt": DataIntegrity,
    "malformed": DataIntegrity,
    "invalid flatbuffers": DataIntegrity,
    "decompress failed": DataIntegrity,
    "decompression failed": DataIntegrity,
    "inflate failed": DataIntegrity,
    "crc checksum": DataIntegrity,
    "file ended": DataIntegrity,
    "too small in array of type": DataIntegrity,
    "gzipcodec failed": DataIntegrity,
    "truncated compressed stream": DataIntegrity,
    "invalid ipc": DataIntegrity,
    "flatbuffer-encoded footer": DataIntegrity,
    "failed to parse the postscript": DataIntegrity,
    "failed to parse the footer": DataIntegrity,
    "file size too small": DataIntegrity,
    "orc postscript": DataIntegrity,
    "bad read in": DataIntegrity,
    "invalid base64 input": DataIntegrity,  # the schema that Arrow keeps in a parquet footer
    "could not verify page integrity": DataIntegrity,
    "page was smaller": DataIntegrity,
    "unexpected end of stream": DataIntegrity,
}

ARROW_INVALID: Final[Mapping[str, Target]] = {
    "empty csv file": DataEmpty,
    "empty json file": DataEmpty,
    "csv file is empty": DataEmpty,
    # Casts come before damage: "Float value 1.5 was truncated", and a cell can hold any word.
    "conversion error": DataTransformation,
    "parse error": DataTransformation,
    "could not convert": DataTransformation,
    "was truncated converting": DataTransformation,
    "failed to parse": DataTransformation,
    "error converting": DataTransformation,
    "invalid sort key column": DataValidation,
    "no match for fieldref": DataValidation,
    "no match or multiple matches": DataValidation,
    "multiple matches for fieldref": DataValidation,
    "is not found": DataValidation,
    "must pass at least one table": DataEmpty,
    "directory is not empty": StorageWrite,
    "invalid regular expression": Internal,
    "locate or parse timezone": Internal,
    "schema at index": DataValidation,
    "schema does not match": DataValidation,
    "does not exist in schema": DataValidation,
    "unrecognized filesystem type": ApiRequest,
    "uri has empty scheme": ApiRequest,
    "cannot parse uri": ApiRequest,
    "expected an s3 object path": ApiRequest,
    "got a uri": ApiRequest,
    **ARROW_DAMAGE,
}

# `ArrowIOError` is `OSError` itself: files and the object stores behind Arrow's own file systems. What Arrow raised
# here is read in full, by `arrow_stores.py`; this is for what came through a pickle.
ARROW_OS_ERROR: Final[Mapping[str, Target]] = {
    "aws error access_denied": ApiPermission,
    "aws error access denied": ApiPermission,
    "aws error no_such_key": ApiNotFound,
    "aws error no_such_bucket": ApiNotFound,
    "aws error resource_not_found": ApiNotFound,
    "aws error invalid_access_key_id": ApiAuth,
    "aws error invalid_client_token_id": ApiAuth,
    "aws error signature_does_not_match": ApiAuth,
    "aws error unrecognized_client": ApiAuth,
    "aws error missing_authentication_token": ApiAuth,
    "aws error slow_down": ApiRateLimit,
    "aws error throttling": ApiRateLimit,
    "aws error request_limit_exceeded": ApiRateLimit,
    "aws error service_unavailable": ApiUnavailable,
    "aws error internal_failure": ApiUnavailable,
    "aws error request_timeout": NetworkTimeout,
    "curlcode: 28": NetworkTimeout,
    "curlcode: 6,": NetworkDns,
    "aws error network_connection": NetworkConnection,
    **ARROW_DAMAGE,
}

# What is wrong with a file before a byte of it was understood, where no number says so.
ARROW_FILE: Final[Mapping[str, Target]] = {
    "is a directory": Outcome(StorageRead, writing=StorageWrite),
    "encrypted metadata": ApiAuth,  # the keys of an encrypted parquet file are missing
    "only valid on": Internal,  # a stream that was opened the other way
    "unable to load lib": Internal,  # a driver that this installation lacks
    "not supported by": Internal,
}
ARROW_PATH: Final[Reader] = Extract(
    r"(?:file|source|directory|path|renaming) '([^'<]+)'|^((?:/|[A-Za-z]:[\\/])[^\n:]+)$"
)
ARROW_COLUMN: Final[Reader] = Extract(
    r"column (?:\d+ )?named (\w+)|column #?([\w.]+)(?: with type|:|$)|Column\(/([^)]+)\)|Field (\w+) has"
)
ARROW_MISSING: Final[Reader] = NamedIn(
    r"FieldRef\.Name\((.+?)\)|^(?:Field|Column) (?:named )?[\"']?([^\"']+?)[\"']? (?:does|not found|is not|in include)"
    r"|field\(s\) of the schema: (.+)"
)
