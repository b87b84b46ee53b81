"""
Failures of `polars`.

Floor 1. Data only. Never imports polars. Every public exception has a row or says that it inherits.
Source: https://docs.pola.rs/api/python/stable/reference/exceptions.html; `polars/exceptions.py` of 2.1.0. What Rust's
standard library says of files comes as the interpreter's own classes without a number: that is in the text. A panic is
in `pyo3_runtime.py`.
"""

from typing import Final

from dataresult.errors import (
    ApiFormat,
    ApiNotFound,
    ApiRequest,
    ClassifiedError,
    DataEmpty,
    DataIntegrity,
    DataTransformation,
    DataValidation,
    Internal,
    StoragePermission,
    StorageRead,
    StorageWrite,
)

from ._rule import Extract, Keyed, Library, Reader, Rule, Words
from .frame_rows import NamedIn, rows_of
from .os_errno import ERRNO_TEXT, ERRNO_TEXT_READING, OS_NUMBER
from .polars_words import (
    POLARS_COMPUTE,
    POLARS_DAMAGE,
    POLARS_JSON,
    POLARS_PATH,
    POLARS_TYPES,
    POLARS_VALUES,
    POLARS_WRITING,
)
from .rust_store_words import RUST_STORE, RUST_STORE_FIELDS

__all__ = ["LIBRARY"]

_NUMBER: Final = Keyed(OS_NUMBER, ERRNO_TEXT, name="errno in the text")
_NUMBER_READING: Final = Keyed(OS_NUMBER, ERRNO_TEXT_READING, name="errno in the text")
_COLUMN: Final[Reader] = Extract(r"(?:in|at|for|to) column '([^']+)'|for column (\S+):|column: '([^']+)'")
_MISSING: Final = {
    "failures": NamedIn(r'find (?:column|field) "([^"]+)"|^"([^"]+)" not found|missing columns in .*?: (.+)|^(\w+)$'),
}
_SCHEMA: Final = {
    "failures": NamedIn(
        r'for column (\S+):|extra names: \[(.*?)\]|missing columns in .*?: ("[^"]+")|with name `([^`]+)`',
        check="schema",
    ),
}
_SQL: Final = (Words({"was not found": ApiNotFound, "no table": ApiNotFound}),)
_IN_JSON: Final = Words(dict.fromkeys(POLARS_JSON, ApiFormat))
_JSON: Final = Words(POLARS_JSON)
_COMPUTE: Final = Words(POLARS_COMPUTE)
# An empty file cannot be mapped into memory: EINVAL.
_MAPPED: Final = Keyed(OS_NUMBER, {"22": DataIntegrity}, name="errno in the text")


def _of_file(name: str, error: type[ClassifiedError], writing: type[ClassifiedError]) -> tuple[Rule, ...]:
    """Give the rows of a class of the operating system: its number, then an object store, then a codec's words."""
    fields = {"path": POLARS_PATH, **RUST_STORE_FIELDS}
    return tuple(
        Rule(
            f"builtins.{name}",
            target,
            operation=operation,
            raised_in="polars",
            by=(*RUST_STORE, *((_MAPPED,) if target is DataIntegrity else ()), number, Words(POLARS_DAMAGE)),
            fields=fields,
            weak=True,
        )
        for operation, target, number in (
            (None, error, _NUMBER),
            ("fetch", error, _NUMBER_READING),
            ("read", error, _NUMBER_READING),
            ("write", writing, _NUMBER),
        )
    )


LIBRARY: Final = Library(
    packages=("polars",),
    public=("polars.exceptions",),
    checked_with="2.1.0",
    rules=(
        Rule("polars.exceptions.PolarsError", DataTransformation, weak=True),
        *(
            Rule(
                "polars.exceptions.ComputeError",
                error,
                operation=operation,
                by=(*RUST_STORE, number, *more),
                fields={"path": POLARS_PATH, "column": _COLUMN, **RUST_STORE_FIELDS},
            )
            for operation, error, number, more in (
                (None, DataTransformation, _NUMBER, (_COMPUTE, _JSON)),
                ("fetch", DataTransformation, _NUMBER_READING, (_COMPUTE, _IN_JSON)),
                ("read", DataTransformation, _NUMBER_READING, (_COMPUTE, _JSON)),
                ("write", DataTransformation, _NUMBER, (Words(POLARS_WRITING),)),
                ("validate", DataValidation, _NUMBER, (_COMPUTE,)),
            )
        ),
        # Data that does not fit the step: types, shapes, order, values.
        Rule("polars.exceptions.InvalidOperationError", DataTransformation, fields={"column": _COLUMN}),
        Rule("polars.exceptions.InvalidOperationError", DataValidation, operation="validate"),
        Rule("polars.exceptions.ShapeError", DataTransformation, fields={"column": _COLUMN}),
        Rule("polars.exceptions.OutOfBoundsError", DataTransformation),
        Rule("polars.exceptions.StringCacheMismatchError", DataTransformation),
        # Data that is not what was expected.
        Rule("polars.exceptions.ColumnNotFoundError", DataValidation, fields=_MISSING),
        Rule("polars.exceptions.SchemaFieldNotFoundError", DataValidation, fields=_MISSING),
        Rule("polars.exceptions.StructFieldNotFoundError", DataValidation, fields=_MISSING),
        Rule(
            "polars.exceptions.SchemaError",
            DataValidation,
            by=(Words({"join keys": DataTransformation, "could not evaluate": DataTransformation}),),
            fields=_SCHEMA,
        ),
        Rule("polars.exceptions.DuplicateError", DataValidation),
        Rule("polars.exceptions.RowsError", DataValidation, weak=True),
        Rule("polars.exceptions.TooManyRowsReturnedError", DataValidation),
        Rule("polars.exceptions.NoRowsReturnedError", DataEmpty),
        Rule("polars.exceptions.NoDataError", DataEmpty),
        # SQL
        Rule("polars.exceptions.SQLInterfaceError", ApiRequest, by=_SQL),
        Rule("polars.exceptions.SQLSyntaxError", ApiRequest, by=_SQL),
        Rule("polars.exceptions.UnsuitableSQLError", ApiRequest),
        # Calls and installations
        Rule("polars.exceptions.ArgumentRemovedError", Internal),
        Rule("polars.exceptions.AttributeRemovedError", Internal),
        Rule(
            "polars.exceptions.ModuleUpgradeRequiredError",
            Internal,
            former=("polars.exceptions.ModuleUpgradeRequired",),
        ),
        Rule("polars.exceptions.ParameterCollisionError", Internal),
        Rule("polars.io.iceberg._sink._AlreadyCommitted", Internal),
        Rule("polars.io.lance._reader.ThreadPoolSubmitError", Internal),
        # Warnings that were turned into errors.
        Rule("polars.exceptions.PolarsWarning", Internal, weak=True),
        Rule("polars.exceptions.CategoricalRemappingWarning", Internal),
        Rule("polars.exceptions.ChronoFormatWarning", Internal),
        Rule("polars.exceptions.CustomUFuncWarning", Internal),
        Rule("polars.exceptions.DataOrientationWarning", Internal),
        Rule("polars.exceptions.MapWithoutReturnDtypeWarning", Internal),
        Rule("polars.exceptions.PerformanceWarning", Internal),
        Rule("polars.exceptions.PolarsInefficientMapWarning", Internal),
        Rule("polars.exceptions.UnstableWarning", Internal),
        *rows_of(
            "polars",
            values=(*RUST_STORE, Words(POLARS_VALUES)),
            types=(Words(POLARS_TYPES),),
            missing=NamedIn(r"^(\w+)$"),
            column=_COLUMN,
        ),
        *_of_file("FileNotFoundError", StorageRead, StorageWrite),
        *_of_file("IsADirectoryError", StorageRead, StorageWrite),
        *_of_file("PermissionError", StoragePermission, StoragePermission),
        # Without a number it is a decoder that stumbled.
        *_of_file("OSError", DataIntegrity, StorageWrite),
    ),
)
