"""
Failures of `sqlalchemy`.

Floor 1. Data only. Never imports sqlalchemy. Every public exception has a row or says that it inherits.
Source: https://docs.sqlalchemy.org/en/21/core/exceptions.html, https://docs.sqlalchemy.org/en/21/errors.html;
`sqlalchemy/exc.py`, `sqlalchemy/orm/exc.py`, `sqlalchemy/pool/impl.py`, `sqlalchemy/dialects/postgresql/asyncpg.py`
of 2.1.9.

What comes of a driver is wrapped: the driver's exception is `orig`, and decides. What is left for these rows is the
driver that nobody has described, the copy that lost its `orig` and keeps the text, and SQLAlchemy's own refusals.
"""

from collections.abc import Mapping
from typing import Final

from dataresult._vocabulary import TimeoutPhase
from dataresult.errors import (
    ApiNotFound,
    ApiRequest,
    ApiUnavailable,
    DataEmpty,
    DataTransformation,
    DataValidation,
    Internal,
    NetworkConnection,
    NetworkTimeout,
)

from ._rule import Extract, Keyed, Library, Rule, Words
from .mysql_numbers import MYSQL_NUMBERS
from .network_words import NETWORK_WORDS
from .postgres_words import EXISTS_NOT, MISSING, POSTGRES_WORDS, SERVER
from .sqlstate import SQLSTATE, SQLSTATE_CLASS

__all__ = ["LIBRARY"]


def _lost(exception: BaseException) -> bool:
    """Tell whether there is no driver's exception behind: nothing, or one of the language that only keeps a text."""
    orig: object = getattr(exception, "orig", None)
    return orig is None or type(orig).__module__ == "builtins"


# What the driver said, without the statement: that speaks of anything. Who makes a wrapper of a text alone puts the
# text where the statement should be.
_SAID: Final = Extract(
    r"^\(builtins\.NoneType\) None\s*\[SQL: ([\s\S]*)|^([\s\S]*?)(?:\s*\[SQL:|\s*\(Background on this error|$)"
)
_TEXT: Final = (
    # Drivers put their number first: `(1045, "Access denied ...")`, `('08001', '[08001] ...')`.
    Keyed(Extract(r"^\([\w.]+\) \((\d{4}), "), MYSQL_NUMBERS, name="MySQL number"),
    Keyed(Extract(r"^\([\w.]+\) \('(\w{5})', "), SQLSTATE, name="SQLSTATE"),
    Keyed(Extract(r"^\([\w.]+\) \('(\w\w)\w{3}', "), SQLSTATE_CLASS, name="SQLSTATE class"),
    Keyed(Extract(r"^(?:(?!\[SQL:)[\s\S])*?" + MISSING), EXISTS_NOT, name="the words"),
    Words(POSTGRES_WORDS, read=_SAID),
    Words(NETWORK_WORDS, read=_SAID),
)

# The hierarchy of PEP 249, and what each is where the driver's own exception does not say.
_WRAPPERS: Final[Mapping[str, type]] = {
    "DBAPIError": ApiUnavailable,
    "DataError": DataTransformation,
    "DatabaseError": ApiUnavailable,
    "IntegrityError": DataValidation,
    "InterfaceError": Internal,
    "InternalError": ApiUnavailable,
    "NotSupportedError": ApiRequest,
    "OperationalError": NetworkConnection,
    "ProgrammingError": ApiRequest,
}
# What the dialect makes of asyncpg's exceptions, which are their causes.
_ASYNCPG: Final[Mapping[str, type]] = {
    "Error": ApiUnavailable,
    "Warning": Internal,
    "DataError": DataTransformation,
    "DatabaseError": ApiUnavailable,
    "IntegrityError": DataValidation,
    "RestrictViolationError": DataValidation,
    "NotNullViolationError": DataValidation,
    "ForeignKeyViolationError": DataValidation,
    "UniqueViolationError": DataValidation,
    "CheckViolationError": DataValidation,
    "ExclusionViolationError": DataValidation,
    "InterfaceError": Internal,
    "InternalClientError": Internal,
    "InternalError": ApiUnavailable,
    "InternalServerError": ApiUnavailable,
    "InvalidCachedStatementError": ApiUnavailable,
    "NotSupportedError": ApiRequest,
    "OperationalError": NetworkConnection,
    "ProgrammingError": ApiRequest,
}
# Wrong use of the library, or a model that is wrong: nothing that a request caused.
_MISUSE: Final = (
    "sqlalchemy.exc.AmbiguousColumnError",
    "sqlalchemy.exc.AmbiguousForeignKeysError",
    "sqlalchemy.exc.AwaitRequired",
    "sqlalchemy.ext.asyncio.exc.AsyncBindNotFound",
    "sqlalchemy.ext.asyncio.exc.AsyncContextAlreadyStarted",
    "sqlalchemy.ext.asyncio.exc.AsyncContextNotStarted",
    "sqlalchemy.ext.asyncio.exc.AsyncMethodRequired",
    "sqlalchemy.exc.CircularDependencyError",
    "sqlalchemy.exc.ConstraintColumnNotFoundError",
    "sqlalchemy.exc.DuplicateColumnError",
    "sqlalchemy.exc.IllegalStateChangeError",
    "sqlalchemy.exc.MissingGreenlet",
    "sqlalchemy.exc.NoDBAPILoaded",
    "sqlalchemy.exc.NoForeignKeysError",
    "sqlalchemy.exc.NoInspectionAvailable",
    "sqlalchemy.exc.NoReferenceError",
    "sqlalchemy.exc.NoReferencedColumnError",
    "sqlalchemy.exc.NoReferencedTableError",
    "sqlalchemy.exc.NoSuchModuleError",  # a driver's or dialect's package is missing, or its name is wrong
    "sqlalchemy.exc.ObjectNotExecutableError",
    "sqlalchemy.exc.ResourceClosedError",
    "sqlalchemy.exc.UnboundExecutionError",
    "sqlalchemy.orm.evaluator.UnevaluatableError",
    "sqlalchemy.orm.exc.DetachedInstanceError",
    "sqlalchemy.orm.exc.FlushError",
    "sqlalchemy.orm.exc.LoaderStrategyException",
    "sqlalchemy.orm.exc.MappedAnnotationError",
    "sqlalchemy.orm.exc.ObjectDereferencedError",
    "sqlalchemy.orm.exc.UnmappedClassError",
    "sqlalchemy.orm.exc.UnmappedColumnError",
    "sqlalchemy.orm.exc.UnmappedError",
    "sqlalchemy.orm.exc.UnmappedInstanceError",
)
_SIGNALS: Final = (
    "sqlalchemy.exc.SADeprecationWarning",
    "sqlalchemy.exc.SAPendingDeprecationWarning",
    "sqlalchemy.exc.SATestSuiteWarning",
    "sqlalchemy.exc.SAWarning",
    "sqlalchemy.orm.mapper._OptGetColumnsNotAvailable",
    "sqlalchemy.orm.util._CleanupError",
    "sqlalchemy.util.queue.Empty",
    "sqlalchemy.util.queue.Full",
)
_ADAPTER: Final = "sqlalchemy.dialects.postgresql.asyncpg.AsyncAdapt_asyncpg_dbapi"

LIBRARY: Final = Library(
    packages=("sqlalchemy",),
    public=("sqlalchemy.exc", "sqlalchemy.orm.exc", "sqlalchemy.connectors.asyncio"),
    checked_with="2.1.9",
    rules=(
        Rule("sqlalchemy.exc.SQLAlchemyError", ApiUnavailable, weak=True),
        # A parameter that its type refuses; `orig` is a `ValueError` or the like, or says more.
        Rule("sqlalchemy.exc.StatementError", ApiRequest, link=("orig",), weak=True),
        *(Rule(f"sqlalchemy.exc.{name}", error, link=("orig",), weak=True) for name, error in _WRAPPERS.items()),
        *(
            Rule(f"sqlalchemy.exc.{name}", error, when=_lost, by=_TEXT, fields=SERVER, weak=True)
            for name, error in _WRAPPERS.items()
        ),
        Rule("sqlalchemy.exc.EmulatedDBAPIException", ApiUnavailable, link=("orig",), weak=True),
        Rule("sqlalchemy.connectors.asyncio.AsyncAdapt_Error", ApiUnavailable, link=("orig",), weak=True),
        *(Rule(f"{_ADAPTER}.{name}", error, link=("orig",), weak=True) for name, error in _ASYNCPG.items()),
        # The pool: https://docs.sqlalchemy.org/en/21/errors.html#error-3o7r
        Rule(
            "sqlalchemy.exc.TimeoutError",
            NetworkTimeout,
            fields={"phase": TimeoutPhase.POOL, "timeout_s": Extract(r"timed out, timeout (\d+(?:\.\d+)?)")},
        ),
        Rule("sqlalchemy.exc.DisconnectionError", NetworkConnection),
        Rule("sqlalchemy.exc.InvalidatePoolError", NetworkConnection),
        # A statement before this one failed, or the connection did; it may stand behind.
        Rule("sqlalchemy.exc.PendingRollbackError", Internal, weak=True),
        Rule("sqlalchemy.exc.InvalidRequestError", Internal, weak=True),
        # Refused before it was sent
        Rule(
            "sqlalchemy.exc.ArgumentError",
            Internal,
            by=(
                Words(
                    {
                        "could not parse sqlalchemy url": ApiRequest,
                        "could not parse rfc1738 url": ApiRequest,
                        "expected string or url object": ApiRequest,
                        "url forms are": ApiRequest,
                        "invalid value": ApiRequest,
                        "query string": ApiRequest,
                    }
                ),
            ),
        ),
        Rule("sqlalchemy.exc.CompileError", ApiRequest),
        Rule("sqlalchemy.exc.UnsupportedCompilationError", ApiRequest),
        Rule("sqlalchemy.exc.IdentifierError", ApiRequest),
        # What is there, or is not
        Rule("sqlalchemy.exc.NoSuchTableError", ApiNotFound, fields={"resource": "args[0]"}),
        Rule("sqlalchemy.exc.UnreflectableTableError", ApiRequest, weak=True),
        Rule("sqlalchemy.exc.NoSuchColumnError", DataValidation),
        Rule("sqlalchemy.exc.NoResultFound", DataEmpty),
        Rule("sqlalchemy.exc.MultipleResultsFound", DataValidation),
        Rule("sqlalchemy.orm.exc.ObjectDeletedError", ApiNotFound),
        # Somebody else changed the row meanwhile: like a serialization failure, found by the client.
        Rule("sqlalchemy.orm.exc.StaleDataError", ApiUnavailable),
        *(Rule(name, Internal) for name in _MISUSE),
        *(Rule(name, Internal, weak=True) for name in _SIGNALS),
    ),
    inherits={
        "sqlalchemy.exc.Base20DeprecationWarning": "a warning turned into an error: the caller's own code",
        "sqlalchemy.exc.LegacyAPIWarning": "likewise",
        "sqlalchemy.exc.MovedIn20Warning": "likewise",
    },
)
