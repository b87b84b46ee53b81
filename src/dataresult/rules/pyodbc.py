"""
Failures of `pyodbc`.

Floor 1. Data only. Never imports pyodbc. Every public exception has a row or says that it inherits.
Sources: https://github.com/mkleehammer/pyodbc/wiki/Exceptions;
https://learn.microsoft.com/en-us/sql/relational-databases/errors-events/database-engine-events-and-errors.

Its arguments are the SQLSTATE and a text: `[42S02] [Microsoft][ODBC Driver 18 for SQL Server][SQL Server]Invalid object
name 'bars'. (208) (SQLExecDirectW)`. SQL Server's own number says more than the SQLSTATE, which is 42000 for much.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from dataresult._vocabulary import Advice, TimeoutPhase
from dataresult.errors import (
    ApiAuth,
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
    NetworkTimeout,
    NetworkTls,
    StorageSpace,
)

from ._rule import Extract, Keyed, Library, Outcome, Rule, Target, Words
from .network_words import NETWORK_WORDS
from .sqlstate import by_sqlstate

__all__ = ["LIBRARY"]

# SQL Server's numbers.
_GROUPS: Final[tuple[tuple[Target, str], ...]] = (
    (ApiAuth, "18452 18456 18470 18486 18487 18488"),
    (ApiPermission, "229 230 262 297 300 916 978 3906 15151 15247"),
    (ApiNotFound, "207 208 911 2812 3701 4060 4902 15225"),
    (ApiRequest, "102 105 109 110 137 156 170 201 209 213 2714 8144 8155"),
    (DataValidation, "515 547 2601 2627"),
    (DataTransformation, "220 232 241 242 244 245 295 2628 8114 8115 8134 8152 8169"),
    (
        ApiUnavailable,
        (
            "601 701 1204 1205 1222 3960 6005 10928 10929 10936 17142 40197 40501 40613 41301 41302 41305 41325 41839 "
            "49918 49919 49920"
        ),
    ),
    (Outcome(StorageSpace, next_step=Advice.ASK_OPERATOR), "1101 1105 9002 40544"),
    (DataIntegrity, "823 824 825"),
)


def _by_number() -> Iterator[tuple[object, Target]]:
    for target, numbers in _GROUPS:
        for number in numbers.split():
            yield number, target


_SQL_SERVER: Final[Mapping[object, Target]] = MappingProxyType(dict(_by_number()))
_BY: Final = (
    Keyed(Extract(r"\[SQL Server\][^\n]*? \((\d{2,5})\) \(SQL"), _SQL_SERVER, name="SQL Server's number"),
    # One SQLSTATE for what takes too long, while connecting and afterwards.
    Words(
        {
            "login timeout expired": Outcome(NetworkTimeout, fields={"phase": TimeoutPhase.CONNECT}),
            "ssl provider": NetworkTls,
            "can't open lib": Internal,
            "data source name not found": Internal,
        }
    ),
    *by_sqlstate("args[0]"),
    Words(NETWORK_WORDS),
)
_FIELDS: Final = {
    "provider_code": "args[0]",
    "resource": Extract(r"Invalid (?:object|column) name '([^']+)'"),
}
# The hierarchy of PEP 249, and what each is where no SQLSTATE is known.
_CLASSES: Final[Mapping[str, type[ClassifiedError]]] = {
    "Error": ApiUnavailable,
    "DataError": DataTransformation,
    "DatabaseError": ApiUnavailable,
    "IntegrityError": DataValidation,
    "InterfaceError": Internal,
    "InternalError": ApiUnavailable,
    "NotSupportedError": ApiRequest,
    "OperationalError": NetworkConnection,
    "ProgrammingError": ApiRequest,
}

LIBRARY: Final = Library(
    packages=("pyodbc",),
    public=("pyodbc",),
    checked_with="5.3.0",
    rules=(
        *(Rule(f"pyodbc.{name}", error, by=_BY, fields=_FIELDS, weak=True) for name, error in _CLASSES.items()),
        Rule("pyodbc.Warning", Internal, weak=True),
    ),
)
