"""
Failures of `psycopg` (version 3) and of its pool.

Floor 1. Data only. Never imports psycopg. Every public exception has a row or says that it inherits.
Source: https://www.psycopg.org/psycopg3/docs/api/errors.html; `psycopg/errors.py`, `psycopg/generators.py` of 3.3.9;
`psycopg_pool/errors.py` of 3.3.3.

What the server refuses is a class of its own for each SQLSTATE. What fails while connecting is an `OperationalError`
with libpq's text and nothing else.
"""

from typing import Final

from dataresult._vocabulary import Advice, TimeoutPhase
from dataresult.errors import (
    ApiRequest,
    ApiUnavailable,
    DataTransformation,
    DataValidation,
    Internal,
    NetworkConnection,
    NetworkTimeout,
)

from ._rule import Library, Rule, Words
from .postgres_conditions import CONDITIONS, RESOURCE, condition_rows
from .postgres_words import POSTGRES_TEXT, SERVER
from .sqlstate import by_sqlstate

__all__ = ["LIBRARY", "MISUSE"]

# What the driver itself refuses: an object in the wrong state.
MISUSE: Final = Words(
    {
        "cursor is closed": Internal,
        "cursor already closed": Internal,
        "no result available": Internal,
        "no results to fetch": Internal,
        "didn't produce records": Internal,
        "now: connection": Internal,  # can't change 'autocommit' now: ...
        "inside a transaction": Internal,
        "two-phase transaction": Internal,
        "forbidden within a transaction": Internal,
        "cannot be used with this method": Internal,
        "in pipeline mode": Internal,
        "copy() should be used only": Internal,
        "cannot be mixed with": Internal,
        "already in use": Internal,
    }
)
_CODE: Final = by_sqlstate("sqlstate")
_FIELDS: Final = {
    "provider_code": "sqlstate",
    "resource": RESOURCE,
    "failures": "diag|diagnosed_constraint",
    **SERVER,
}


def _base(name: str, error: type) -> Rule:
    return Rule(f"psycopg.{name}", error, by=(*_CODE, MISUSE, *POSTGRES_TEXT), fields=_FIELDS, weak=True)


LIBRARY: Final = Library(
    packages=("psycopg", "psycopg_pool"),
    public=("psycopg", "psycopg.errors", "psycopg.transaction", "psycopg_pool"),
    checked_with="3.3.9",
    rules=(
        # The hierarchy of PEP 249
        _base("Error", ApiUnavailable),
        _base("DatabaseError", ApiUnavailable),
        _base("DataError", DataTransformation),
        _base("IntegrityError", DataValidation),
        _base("InterfaceError", Internal),
        _base("InternalError", ApiUnavailable),
        _base("NotSupportedError", ApiRequest),
        _base("OperationalError", NetworkConnection),
        _base("ProgrammingError", ApiRequest),
        Rule("psycopg.Warning", Internal, weak=True),
        # The client's own
        Rule("psycopg.Rollback", Internal, weak=True),
        Rule("psycopg.transaction.OutOfOrderTransactionNesting", Internal),
        Rule("psycopg.errors.ConnectionTimeout", NetworkTimeout, fields={"phase": TimeoutPhase.CONNECT}),
        Rule("psycopg.errors.CancellationTimeout", NetworkTimeout, fields={"phase": TimeoutPhase.TOTAL}),
        Rule("psycopg.errors._WaitTimeout", NetworkTimeout),
        # A statement before this one failed, and says why.
        Rule("psycopg.errors.PipelineAborted", ApiRequest, weak=True),
        # The pool
        Rule("psycopg_pool.PoolTimeout", NetworkTimeout, fields={"phase": TimeoutPhase.POOL}),
        Rule("psycopg_pool.PoolClosed", Internal),
        Rule("psycopg_pool.TooManyRequests", ApiUnavailable, next_step=Advice.WAIT),
        *condition_rows("psycopg.errors", CONDITIONS, code="sqlstate", violated="diag|diagnosed_constraint"),
    ),
)
