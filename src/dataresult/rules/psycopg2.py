"""
Failures of `psycopg2`.

Floor 1. Data only. Never imports psycopg2. Every public exception has a row or says that it inherits.
Source: https://www.psycopg.org/docs/errors.html; `psycopg2/errorcodes.py`, `psycopg2/pool.py`, `psycopg/error_type.c`
and `psycopg/pqpath.c` of 2.9.13.

What the server refuses is a class of its own for each SQLSTATE, and keeps the code in `pgcode`. What fails while
connecting is an `OperationalError` with libpq's text and nothing else; what is lost later, one or an `InterfaceError`.
"""

from typing import Final

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
from .postgres_words import CANCELLED, POSTGRES_TEXT, SERVER
from .psycopg import MISUSE
from .sqlstate import by_sqlstate

__all__ = ["LIBRARY"]

_CODE: Final = by_sqlstate("pgcode")
_FIELDS: Final = {
    "provider_code": "pgcode",
    "resource": RESOURCE,
    "failures": "diag|diagnosed_constraint",
    **SERVER,
}


def _base(name: str, error: type) -> Rule:
    return Rule(f"psycopg2.{name}", error, by=(*_CODE, MISUSE, *POSTGRES_TEXT), fields=_FIELDS, weak=True)


LIBRARY: Final = Library(
    packages=("psycopg2",),
    public=("psycopg2", "psycopg2.errors", "psycopg2.extensions", "psycopg2.extras", "psycopg2.pool"),
    checked_with="2.9.13",
    # Wheels come under another name: psycopg2-binary.
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
        Rule("psycopg2.Warning", Internal, weak=True),
        # Of 2.8 and before, and still what the newer classes derive from
        Rule(
            "psycopg2.extensions.QueryCanceledError",
            NetworkTimeout,
            by=(Words(CANCELLED), *_CODE),
            fields={"provider_code": "pgcode"},
        ),
        Rule(
            "psycopg2.extensions.TransactionRollbackError",
            ApiUnavailable,
            by=_CODE,
            fields={"provider_code": "pgcode"},
        ),
        Rule("psycopg2.extras.StopReplication", Internal, weak=True),
        Rule(
            "psycopg2.pool.PoolError",
            ApiUnavailable,
            by=(
                Words(
                    {
                        "pool is closed": Internal,
                        "unkeyed connection": Internal,
                    }
                ),
            ),
        ),
        *condition_rows("psycopg2.errors", CONDITIONS, code="pgcode", violated="diag|diagnosed_constraint"),
    ),
)
