"""
Failures of `duckdb`: an embedded database, so its own files are local data; what it fetches over HTTP is an API's.

Floor 1. Data only. Never imports duckdb. Every exception of the library has a row or says that it inherits.
Source: https://duckdb.org/docs/stable/clients/python/dbapi; `ExceptionType` in its `common/exception.hpp`; texts of
2.0.0 and 1.x as they were met. The classes live in the extension: `_duckdb` today, `duckdb.duckdb` until 1.3, `duckdb`
before 0.8.

The class says which part of the database complained. Which file it was about, and what was wrong with it, stands in the
text only.
"""

from collections.abc import Mapping
from typing import Final

from dataresult._vocabulary import Advice, TimeoutPhase
from dataresult.errors import (
    ApiAuth,
    ApiFormat,
    ApiNotFound,
    ApiPermission,
    ApiRequest,
    ApiUnavailable,
    ClassifiedError,
    DataIntegrity,
    DataTransformation,
    DataValidation,
    Internal,
    NetworkConnection,
    NetworkDns,
    NetworkTimeout,
    NetworkTls,
    StoragePermission,
    StorageRead,
    StorageSpace,
    StorageWrite,
)

from ._rule import Answer, Extract, Keyed, Library, Outcome, Rule, Target, Words
from .http_status_words import status_words
from .network_words import NETWORK_WORDS

__all__ = ["LIBRARY"]

_FILE: Final = Outcome(StorageRead, writing=StorageWrite)
_LOCKED: Final = Outcome(StorageWrite, next_step=Advice.RETRY)
_READ: Final = Outcome(NetworkTimeout, fields={"phase": TimeoutPhase.READ})
_MEMORY: Final = Outcome(Internal, next_step=Advice.SHRINK_REQUEST)

# Files that are cut, damaged, or something else.
_DAMAGED: Final[Mapping[str, Target]] = {
    "corrupt database file": DataIntegrity,
    "not a valid duckdb database": DataIntegrity,
    "database file is corrupt": DataIntegrity,
    "does not match stored checksum": DataIntegrity,
    "could not read enough bytes": DataIntegrity,
    "no magic bytes found": DataIntegrity,
    "too small to be a parquet": DataIntegrity,
    "footer length error": DataIntegrity,
    "decompression failure": DataIntegrity,
    "decompression failed": DataIntegrity,
    "failed to decompress": DataIntegrity,
    "don't know what type": DataIntegrity,  # Thrift, in the footer of a Parquet file
    "tprotocolexception": DataIntegrity,
    "out of buffer": DataIntegrity,
    "invalid parquet": DataIntegrity,
    "not a parquet file": DataIntegrity,
    "checksum mismatch": DataIntegrity,
    "checksum verification": DataIntegrity,
    "not a gzip stream": DataIntegrity,
    "failed to decode gzip": DataIntegrity,
    "failed to init gzip": DataIntegrity,
    "failure while replaying wal": DataIntegrity,
}
# Text that is no CSV, no JSON, or not of the type that was asked for.
_UNREADABLE: Final[Mapping[str, Target]] = {
    "csv error": DataTransformation,
    "error when sniffing": DataTransformation,
    "malformed json": DataTransformation,
    "json transform error": DataTransformation,
    "maximum_object_size": DataTransformation,
    "could not convert": DataTransformation,
    "could not parse": DataTransformation,
    "failed to cast": DataTransformation,
    "division by zero": DataTransformation,
    "out of range": DataTransformation,
    "invalid unicode": DataTransformation,
    "overflow": DataTransformation,
    "more than one row returned": DataTransformation,
}
_SYSTEM: Final[Mapping[str, Target]] = {
    "could not set lock": _LOCKED,
    "conflicting lock": _LOCKED,
    "being used by another process": _LOCKED,
    "file is already open": _LOCKED,
    "database does not exist": _FILE,
    "no space left": StorageSpace,
    "disk full": StorageSpace,
    "not enough space": StorageSpace,
    "max_temp_directory_size": StorageSpace,
    "permission denied": StoragePermission,
    "access is denied": StoragePermission,
    "operation not permitted": StoragePermission,
    "read-only file system": StoragePermission,
    "in read-only mode": StoragePermission,
    "too many open files": Outcome(StorageRead, writing=StorageWrite, next_step=Advice.RETRY),
    "no such file": _FILE,
    "no files found that match": _FILE,
    "could not write": StorageWrite,
    "could not truncate": StorageWrite,
    "could not fsync": StorageWrite,
    "could not sync": StorageWrite,
}
# The service of DuckDB's makers, whom it reaches through an extension: https://motherduck.com/docs.
_IDENTITY: Final[Mapping[str, Target]] = {
    "token has expired": ApiAuth,
    "jwt is expired": ApiAuth,
    "request is not authenticated": ApiAuth,
    "check your motherduck token": ApiAuth,
}
# An extension that is not there, and cannot be fetched.
_EXTENSION: Final[Mapping[str, Target]] = {
    "could not establish connection": NetworkConnection,
    'duckdb_extension" not found': Internal,
    "required extension": Internal,
    "missing extension": Internal,
    "install it first": Internal,
}
_HTTP: Final[Mapping[str, Target]] = {
    **NETWORK_WORDS,
    "could not establish connection": NetworkConnection,
    "connection error for": NetworkConnection,
    "could not connect": NetworkConnection,
    "couldn't connect": NetworkConnection,
    "connection refused": NetworkConnection,
    "ssl server verification": NetworkTls,
    "ssl connection failed": NetworkTls,
    "ssl peer certificate": NetworkTls,
    "failed to read connection": NetworkConnection,
    "resolve host": NetworkDns,
    "timeout": _READ,
    "timed out": _READ,
    "redirect": ApiFormat,
    "etag": DataIntegrity,  # the file changed while it was read
    "content-length": ApiFormat,
}
# "... "https://host/file": 404 (Not Found)", "(HTTP 403)", "HTTP code 503": the status that the text holds.
_STATUS: Final = Extract(r"(?:\(HTTP |HTTP code |HTTP status |\": )([45]\d\d)\b")


_STATUSES: Final[Mapping[object, Target]] = dict[object, Target](status_words("{status}").items())
_ANSWERED: Final = Keyed(_STATUS, _STATUSES, name="HTTP status in the text")
_IO: Final = (
    Words({"could not set lock": _LOCKED, "conflicting lock": _LOCKED, **_IDENTITY}),
    _ANSWERED,
    Words({**_SYSTEM, **_EXTENSION, **_DAMAGED, **_HTTP}),
)
_PATH: Final = {"path": Extract(r"(?:file|pattern|database|open) [\"']([^\"']+)[\"']")}
_PLACE: Final = {**_PATH, "host": Extract(r"https?://([\w.-]+)")}
_TABLE: Final = {"resource": Extract(r"with name \"?([^\s\"!]+)")}
_COLUMN: Final = {"column": Extract(r"(?:column|key) \"?([\w ]+?)\"?[.:]")}


def _row(
    name: str,
    error: type[ClassifiedError],
    *words: Words | Keyed,
    fields: Mapping[str, object] | None = None,
    next_step: Advice | None = None,
    answer: Answer | None = None,
    operation: str | None = None,
    weak: bool = False,
) -> Rule:
    """Make the row of a class under all the names of its module."""
    return Rule(
        f"_duckdb.{name}",
        error,
        by=words,
        fields=fields or {},
        next_step=next_step,
        answer=answer,
        operation=operation,
        weak=weak,
        former=(f"duckdb.duckdb.{name}", f"duckdb.{name}"),
    )


_SPARK: Final = "duckdb.experimental.spark.errors.exceptions.base"

LIBRARY: Final = Library(
    packages=("duckdb", "_duckdb"),
    public=("duckdb", "_duckdb", _SPARK, "duckdb.experimental.spark.exception"),
    checked_with="2.0.0",
    rules=(
        # Bases; the plain one is also what a file that is damaged beyond its header raises.
        _row("Error", StorageRead, *_IO, Words(_UNREADABLE), fields=_PLACE, weak=True),
        _row("DatabaseError", StorageRead, *_IO, fields=_PLACE, weak=True),
        _row("OperationalError", StorageRead, *_IO, fields=_PLACE, weak=True),
        _row("ProgrammingError", ApiRequest, weak=True),
        _row("DataError", DataTransformation, weak=True),
        _row("IntegrityError", DataValidation, weak=True),
        _row("InternalError", Internal, weak=True),
        _row("NotSupportedError", ApiRequest, weak=True),
        _row("Warning", Internal, weak=True),
        # Files.
        _row("IOException", StorageRead, *_IO, fields=_PLACE),
        _row("IOException", StorageWrite, *_IO, fields=_PLACE, operation="write"),
        _row(
            "HTTPException",
            ApiUnavailable,
            _ANSWERED,
            Words({**_IDENTITY, **_HTTP}),
            fields={"host": _PLACE["host"]},
            answer=Answer(status=("status_code",), headers=("headers",), body=("body",)),
        ),
        _row("ResourceInUseException", StorageWrite, fields=_PATH, next_step=Advice.RETRY),
        _row("PermissionException", StoragePermission, Words({"http": ApiPermission}), fields=_PATH),
        _row(
            "SerializationException",
            DataTransformation,
            # What it cannot read back was written by another version, or is damaged.
            Words({**_SYSTEM, "failed to deserialize": DataIntegrity, **_DAMAGED}),
            fields=_PATH,
        ),
        # The statement.
        _row("ParserException", ApiRequest),
        _row("SyntaxException", ApiRequest),
        _row(
            "CatalogException",
            ApiNotFound,
            Words(
                {
                    "already exists": ApiRequest,
                    "unrecognized configuration": ApiRequest,
                    "is not encrypted": ApiRequest,
                    "is not a table": ApiRequest,
                    "can only": ApiRequest,
                    "cannot ": ApiRequest,
                }
            ),
            fields=_TABLE,
        ),
        _row(
            "BinderException",
            ApiRequest,
            Words(
                {
                    "already exists": ApiRequest,
                    "unique file handle conflict": _LOCKED,
                    "already attached": _LOCKED,
                    "referenced column": ApiNotFound,
                    "referenced table": ApiNotFound,
                    "does not have a column": ApiNotFound,
                    "does not exist": ApiNotFound,
                    "not found": ApiNotFound,
                    "no extension": Internal,
                }
            ),
            fields={"resource": Extract(r"(?:column|table|name) \"([^\"]+)\"")},
        ),
        _row("NotImplementedException", ApiRequest),
        _row("DependencyException", ApiRequest),
        _row(
            "SequenceException",
            ApiRequest,
            Words({"reached maximum": DataTransformation, "reached minimum": DataTransformation}),
        ),
        _row(
            "InvalidInputException",
            ApiRequest,
            Words(
                {
                    **_IDENTITY,
                    "attached in read-only": StoragePermission,
                    "read-only mode": StoragePermission,
                    **_DAMAGED,
                    **_UNREADABLE,
                    "python exception": DataTransformation,
                    "no open result set": Internal,
                    "no result set": Internal,
                    "connection already closed": Internal,
                    "options were not recognized": Internal,
                    "configuration has been locked": Internal,
                    "required module": Internal,
                    "needs to be installed": Internal,
                }
            ),
            fields=_PATH,
        ),
        _row("InvalidTypeException", ApiRequest),
        _row("TypeMismatchException", DataTransformation),
        # The data.
        _row("ConversionException", DataTransformation, fields=_COLUMN),
        _row("OutOfRangeException", DataTransformation),
        _row("ConstraintException", DataValidation, fields=_COLUMN),
        # The database as a whole.
        _row(
            "TransactionException",
            ApiUnavailable,
            Words(
                {
                    "conflict": ApiUnavailable,
                    "no transaction is active": Internal,
                    "within a transaction": Internal,
                    "is aborted": Internal,
                    "read-only": StoragePermission,
                }
            ),
        ),
        _row(
            "ConnectionException",
            Internal,
            Words(
                {
                    "already closed": Internal,
                    "different configuration": Internal,
                    **_IDENTITY,
                    **_SYSTEM,
                    **_HTTP,
                }
            ),
        ),
        _row(
            "OutOfMemoryException",
            Internal,
            Words({"max_temp_directory_size": StorageSpace, "no space left": StorageSpace}),
            next_step=_MEMORY.next_step,
        ),
        _row("InterruptException", NetworkTimeout, fields={"phase": TimeoutPhase.TOTAL}),
        _row("InternalException", Internal),
        _row(
            "FatalException",
            Internal,
            Words({**_DAMAGED, "no space left": StorageSpace, "could not write": StorageWrite}),
            next_step=Advice.ASK_OPERATOR,
        ),
        # What stands in for Spark.
        Rule(f"{_SPARK}.PySparkException", Internal, weak=True),
        Rule(
            f"{_SPARK}.AnalysisException",
            ApiRequest,
            by=(Words({"not found": ApiNotFound, "cannot be resolved": ApiNotFound}),),
        ),
        Rule(f"{_SPARK}.ParseException", ApiRequest),
        Rule(f"{_SPARK}.TempTableAlreadyExistsException", ApiRequest),
        Rule(f"{_SPARK}.IllegalArgumentException", ApiRequest),
        Rule(f"{_SPARK}.UnsupportedOperationException", Internal),
        Rule(f"{_SPARK}.ArithmeticException", DataTransformation),
        Rule(f"{_SPARK}.ArrayIndexOutOfBoundsException", DataTransformation),
        Rule(f"{_SPARK}.DateTimeException", DataTransformation),
        Rule(f"{_SPARK}.NumberFormatException", DataTransformation),
        Rule(f"{_SPARK}.PythonException", DataTransformation, weak=True),
        Rule(f"{_SPARK}.QueryExecutionException", ApiUnavailable, weak=True),
        Rule(f"{_SPARK}.StreamingQueryException", ApiUnavailable, weak=True),
        Rule(f"{_SPARK}.SparkRuntimeException", Internal, weak=True),
        Rule(f"{_SPARK}.SparkUpgradeException", Internal),
        Rule(f"{_SPARK}.SessionNotSameException", Internal),
        Rule(f"{_SPARK}.UnknownException", Internal, weak=True),
        Rule(f"{_SPARK}.PySparkValueError", ApiRequest, weak=True),
        Rule(f"{_SPARK}.PySparkIndexError", DataTransformation, weak=True),
        Rule(f"{_SPARK}.PySparkTypeError", Internal),
        Rule(f"{_SPARK}.PySparkAttributeError", Internal),
        Rule(f"{_SPARK}.PySparkRuntimeError", Internal, weak=True),
        Rule(f"{_SPARK}.PySparkAssertionError", Internal),
        Rule(f"{_SPARK}.PySparkNotImplementedError", Internal),
        Rule("duckdb.experimental.spark.exception.ContributionsAcceptedError", Internal),
        Rule("duckdb.experimental.spark.sql.column._MissingColumnMethodError", Internal),
        # An expression that is asked for in another engine's terms.
        Rule("duckdb._expression.Untranslatable", Internal),
        Rule("duckdb._sources.nodes.Untranslatable", Internal),
    ),
)
