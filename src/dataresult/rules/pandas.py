"""
Failures of `pandas`.

Floor 1. Data only. Never imports pandas. Every public exception has a row or says that it inherits.
Source: https://pandas.pydata.org/docs/reference/testing.html#exceptions-and-warnings; `pandas/errors/__init__.py` of
3.1.1, and of 0.25 to 2.3 for former identities. Many faults of pandas are the interpreter's own `ValueError`,
`KeyError` and `TypeError`: what is being done settles those.
"""

from typing import Final

from dataresult.errors import (
    ApiFormat,
    ApiNotFound,
    ApiRequest,
    DataEmpty,
    DataIntegrity,
    DataTransformation,
    DataValidation,
    Internal,
    StorageRead,
    StorageWrite,
)

from ._rule import Extract, Keyed, Library, Outcome, Rule, Words
from .frame_rows import BAD_ARGUMENT, NamedIn, rows_of
from .hdf5_words import HDF5_PATH
from .pandas_words import (
    PANDAS_ATTRIBUTE_ERROR,
    PANDAS_COLUMN,
    PANDAS_JSON,
    PANDAS_KEY_ERROR,
    PANDAS_MISSING,
    PANDAS_TYPE_ERROR,
    PANDAS_VALUE_ERROR,
)
from .python_words import VALUE_WORDS

__all__ = ["LIBRARY"]

_VALUES: Final = (
    Keyed(
        Extract("^(index) .+ invalid$"),
        dict.fromkeys(
            ("Index", "index"),
            Outcome(DataValidation, fields={"failures": NamedIn("^Index (.+) invalid$", whole=True)}),
        ),
        name="what of the file is invalid",
    ),
    Words(PANDAS_VALUE_ERROR),
)
# Of a database, which is asked through SQLAlchemy or the driver.
_SQL: Final = (
    Words(
        {
            "not found": ApiNotFound,
            "already exists": StorageWrite,
            "could not init table": ApiNotFound,
            "name specified": ApiRequest,
            "identifier": ApiRequest,
            "for if_exists": Internal,
            "parameter `method`": Internal,
            "chunksize argument": Internal,
            "'index_label' should": Internal,
            "is not a sqlalchemy type": Internal,
            "for dtype of column": Internal,
        }
    ),
    Words(PANDAS_VALUE_ERROR),
    Words(BAD_ARGUMENT),
)

LIBRARY: Final = Library(
    packages=("pandas",),
    public=("pandas.errors", "pandas._libs.tslibs.parsing"),
    checked_with="3.1.1",
    rules=(
        # Reading
        Rule("pandas.errors.EmptyDataError", DataEmpty, former=("pandas.io.common.EmptyDataError",)),
        Rule(
            "pandas.errors.ParserError",
            DataTransformation,
            by=(
                Words(
                    {
                        "calling read(nbytes) on source failed": StorageRead,
                        "no columns to parse": DataEmpty,
                        "out of memory": Internal,
                        "out-of-bounds indices": DataValidation,
                        "passed header=": DataValidation,
                    }
                ),
            ),
            former=("pandas.io.common.ParserError", "pandas.parser.CParserError"),
        ),
        Rule("pandas._libs.tslibs.parsing.DateParseError", DataTransformation),
        # What it raises as the interpreter's own classes.
        *rows_of(
            "pandas",
            values=_VALUES,
            keys=(Words(PANDAS_KEY_ERROR),),
            types=(Words(PANDAS_TYPE_ERROR),),
            missing=PANDAS_MISSING,
            column=PANDAS_COLUMN,
        ),
        Rule(
            "builtins.ValueError",
            DataTransformation,
            operation="fetch",
            raised_in="pandas",
            by=(Words(dict.fromkeys(PANDAS_JSON, ApiFormat)), *_VALUES, Words(VALUE_WORDS), Words(BAD_ARGUMENT)),
            fields={"failures": PANDAS_MISSING, "column": PANDAS_COLUMN},
            weak=True,
        ),
        # What is written in a type that the database has not, or asked of it.
        Rule("builtins.ValueError", DataTransformation, raised_in="pandas.io.sql", by=_SQL, weak=True),
        # A workbook, the parts of which are XML, as its engine hands them on.
        Rule("xml.etree.ElementTree.ParseError", DataIntegrity, raised_in="pandas.io.excel"),
        # A file of another program that ends too early, or is something else.
        *(
            row
            for module in ("pandas.io.sas", "pandas.io.stata")
            for row in (
                Rule("struct.error", DataIntegrity, raised_in=module),
                Rule("builtins.KeyError", DataIntegrity, raised_in=module, by=(Words(PANDAS_KEY_ERROR),), weak=True),
            )
        ),
        Rule(
            "builtins.ValueError",
            DataTransformation,
            raised_in="pandas.io.stata",
            # The number of the format, which stands where a page or another format has letters.
            by=(Words({"invalid literal for int()": DataIntegrity}), Words(PANDAS_VALUE_ERROR), Words(BAD_ARGUMENT)),
            weak=True,
        ),
        # What `query` and `eval` were given is no expression.
        Rule("builtins.SyntaxError", ApiRequest, raised_in="pandas.core.computation"),
        Rule("tokenize.TokenError", ApiRequest, raised_in="pandas.core.computation"),
        Rule(
            "builtins.AttributeError",
            Internal,
            raised_in="pandas",
            by=(Words(PANDAS_ATTRIBUTE_ERROR),),
            weak=True,
        ),
        *(
            Rule(
                "builtins.FileNotFoundError",
                error,
                operation=operation,
                raised_in="pandas.io.pytables",
                fields={"path": HDF5_PATH},
            )
            for operation, error in ((None, StorageRead), ("write", StorageWrite))
        ),
        Rule(
            "pandas.errors.DatabaseError",
            ApiRequest,
            # The driver's exception is the cause, and says more; without it this is what is left.
            by=(Words({"no such table": ApiNotFound, "no such column": ApiNotFound}),),
            weak=True,
            former=("pandas.io.sql.DatabaseError",),
        ),
        # Converting and reshaping
        Rule(
            "pandas.errors.OutOfBoundsDatetime",
            DataTransformation,
            former=("pandas._libs.tslibs.np_datetime.OutOfBoundsDatetime", "pandas._libs.tslib.OutOfBoundsDatetime"),
        ),
        Rule(
            "pandas.errors.OutOfBoundsTimedelta",
            DataTransformation,
            former=("pandas._libs.tslibs.np_datetime.OutOfBoundsTimedelta",),
        ),
        Rule(
            "pandas.errors.IncompatibleFrequency",
            DataTransformation,
            former=("pandas._libs.tslibs.period.IncompatibleFrequency", "pandas._libs.period.IncompatibleFrequency"),
        ),
        Rule("pandas.errors.IntCastingNaNError", DataTransformation),
        Rule("pandas.errors.NullFrequencyError", DataTransformation),
        Rule("pandas.errors.MergeError", DataTransformation),
        Rule(
            "pandas.errors.DataError",
            DataTransformation,
            former=("pandas.core.base.DataError", "pandas.core.groupby.groupby.DataError"),
        ),
        Rule("pandas.errors.LossySetitemError", DataTransformation),
        Rule("pandas.errors.InvalidComparison", DataTransformation),
        Rule("pandas.errors.UnsortedIndexError", DataTransformation),
        Rule("pandas.errors.IndexingError", DataTransformation, former=("pandas.core.indexing.IndexingError",)),
        # The key itself is wrong, unless the labels that it meets are: those come from the data.
        Rule(
            "pandas.errors.InvalidIndexError",
            Internal,
            by=(Words({"uniquely valued": DataTransformation}),),
            former=("pandas.core.indexes.base.InvalidIndexError", "pandas.core.indexing.InvalidIndexError"),
        ),
        # `query` and `eval` name a column that is not there.
        Rule(
            "pandas.errors.UndefinedVariableError",
            DataValidation,
            fields={"failures": NamedIn(r"name ('.+?') is not defined")},
            former=("pandas.core.computation.ops.UndefinedVariableError",),
        ),
        Rule("pandas.errors.DuplicateLabelError", DataValidation),
        # HDF files
        Rule(
            "pandas.errors.PossibleDataLossError",
            StorageWrite,
            former=("pandas.io.pytables.PossibleDataLossError",),
        ),
        Rule("pandas.errors.ClosedFileError", Internal, former=("pandas.io.pytables.ClosedFileError",)),
        # Calls that cannot work, and installations
        Rule("pandas.errors.AbstractMethodError", Internal),
        Rule("pandas.errors.InvalidVersion", Internal, former=("pandas.util.version.InvalidVersion",)),
        Rule("pandas.errors.NoBufferPresent", Internal),
        Rule("pandas.errors.NumbaUtilError", Internal, former=("pandas.core.util.numba_.NumbaUtilError",)),
        Rule(
            "pandas.errors.NumExprClobberingError",
            Internal,
            former=("pandas.core.computation.engines.NumExprClobberingError",),
        ),
        Rule("pandas.errors.OptionError", Internal, former=("pandas._config.config.OptionError",)),
        Rule("pandas.errors.PyperclipException", Internal, former=("pandas.io.clipboard.PyperclipException",)),
        Rule(
            "pandas.errors.SpecificationError",
            Internal,
            former=("pandas.core.base.SpecificationError", "pandas.core.groupby.base.SpecificationError"),
        ),
        Rule("pandas.errors.UnsupportedFunctionCall", Internal),
        # Warnings that were turned into errors: about data
        Rule("pandas.errors.DtypeWarning", DataTransformation),
        Rule("pandas.errors.ParserWarning", Internal),
        Rule(
            "pandas.errors.PossiblePrecisionLoss",
            DataTransformation,
            former=("pandas.io.stata.PossiblePrecisionLoss",),
        ),
        Rule(
            "pandas.errors.CategoricalConversionWarning",
            DataTransformation,
            former=("pandas.io.stata.CategoricalConversionWarning",),
        ),
        Rule("pandas.errors.InvalidColumnName", DataTransformation, former=("pandas.io.stata.InvalidColumnName",)),
        Rule(
            "pandas.errors.ValueLabelTypeMismatch",
            DataTransformation,
            former=("pandas.io.stata.ValueLabelTypeMismatch",),
        ),
        Rule(
            "pandas.errors.AttributeConflictWarning",
            DataTransformation,
            former=("pandas.io.pytables.AttributeConflictWarning",),
        ),
        Rule(
            "pandas.errors.IncompatibilityWarning",
            DataTransformation,
            former=("pandas.io.pytables.IncompatibilityWarning",),
        ),
        # and about the code that calls
        Rule(
            "pandas.errors.ChainedAssignmentError",
            Internal,
            # What warned of the same before copy-on-write.
            former=(
                "pandas.errors.SettingWithCopyError",
                "pandas.errors.SettingWithCopyWarning",
                "pandas.core.common.SettingWithCopyError",
                "pandas.core.common.SettingWithCopyWarning",
            ),
        ),
        Rule("pandas.errors.CSSWarning", Internal, former=("pandas.io.formats.css.CSSWarning",)),
        Rule("pandas.errors.PandasChangeWarning", Internal),
        Rule("pandas.errors.PerformanceWarning", Internal),
    ),
    inherits={
        "pandas.errors.PyperclipWindowsException": "",
        "pandas.io.clipboard.PyperclipTimeoutException": "",
        "pandas.errors.Pandas4Warning": "",
        "pandas.errors.Pandas5Warning": "",
        "pandas.errors.PandasDeprecationWarning": "",
        "pandas.errors.PandasFutureWarning": "",
        "pandas.errors.PandasPendingDeprecationWarning": "",
    },
)
