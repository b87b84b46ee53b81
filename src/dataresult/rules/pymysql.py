"""
Failures of `pymysql`, and of the other clients of MySQL and MariaDB that carry the same numbers.

Floor 1. Data only. Never imports them. Every public exception has a row or says that it inherits.
Source: https://pymysql.readthedocs.io/en/latest/modules/; `pymysql/err.py`, `connections.py`, `_auth.py` of 1.2.4;
`MySQLdb/_exceptions.py` of 2.2; `mysql/connector/errors.py` of 26.7; `asyncmy/errors.pyx` of 0.2. The names of the
classes are those of PEP 249, and so are their meanings; the number says more, and a client that has lost its
connection says why behind it.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from dataresult._vocabulary import Advice, TimeoutPhase
from dataresult.errors import (
    ApiAuth,
    ApiFormat,
    ApiRequest,
    ApiUnavailable,
    ClassifiedError,
    DataTransformation,
    DataValidation,
    Internal,
    NetworkConnection,
    NetworkTimeout,
    StorageRead,
    StorageSpace,
)

from ._rule import Extract, Keyed, Library, Outcome, Reader, Rule, Target, Words
from .mysql_numbers import MYSQL_CONNECTION_NUMBERS, MYSQL_NUMBERS
from .network_words import NETWORK_WORDS
from .sqlstate import SQLSTATE, SQLSTATE_CLASS

__all__ = ["LIBRARY"]

_CONNECT: Final = Outcome(NetworkTimeout, fields={"phase": TimeoutPhase.CONNECT})
_READ: Final = Outcome(NetworkTimeout, fields={"phase": TimeoutPhase.READ})
_WRITE: Final = Outcome(NetworkTimeout, fields={"phase": TimeoutPhase.WRITE})

# One number, several meanings.
_SPECIAL: Final[Mapping[object, Target]] = {
    "max_user_connections": ApiUnavailable,  # 1226: too many at one time, where the other resources are quotas
    "28": Outcome(StorageSpace, next_step=Advice.ASK_OPERATOR),  # 1030, 1026, 1004: ENOSPC of the server
    "Can't open file": StorageRead,  # 1017: a file of the client's, for LOAD DATA LOCAL
}
_SPECIALLY: Final = Keyed(
    Extract(
        r"has exceeded the '(max_user_connections)' resource|(?:errno|errcode|got error):? (28)\b"
        r"|^\(1017, .(can't open file) '.*\[Errno"
    ),
    _SPECIAL,
    name="words and number",
)
# "(2003, "Can't connect to MySQL server on 'db' (timed out)")"; clients in C: "... on 'db:3306' (110)".
_TIMED_OUT: Final = Keyed(
    Extract(r"^\(?(20(?:02|03|06|13|55))\b.*(?:timed out|timeouterror\(|(?:\(|system error: )(?:110|10060|60)\b)"),
    {"2002": _CONNECT, "2003": _CONNECT, "2006": _WRITE, "2013": _READ, "2055": _READ},
    name="timed out, MySQL number",
)
_BY: Final = (
    _SPECIALLY,
    Keyed("args[0]", MYSQL_NUMBERS, name="MySQL number"),
    # A pickle, a text that was wrapped: "(1045, ...", "1045 (28000): ...".
    Keyed(Extract(r"^\(?(\d{4})\b"), MYSQL_NUMBERS, name="MySQL number"),
    _TIMED_OUT,
    Words(NETWORK_WORDS),
    Keyed("args[0]", MYSQL_CONNECTION_NUMBERS, name="MySQL number"),
    Keyed(Extract(r"^\(?(\d{4})\b"), MYSQL_CONNECTION_NUMBERS, name="MySQL number"),
    Keyed("sqlstate", SQLSTATE, name="SQLSTATE"),
    Keyed(Extract(r"^(..)", read="sqlstate"), SQLSTATE_CLASS, name="SQLSTATE class"),
    Words(
        {
            # The connection is closed: by the program, or since it was lost before.
            "(0, '')": NetworkConnection,
            "packet sequence number wrong": ApiFormat,
            "packet during authentication": ApiFormat,
            "auth switch request": ApiFormat,
            "caching sha2: unknown": ApiFormat,
            "extra packet for auth method": ApiAuth,
            "server's public key": ApiAuth,
            "already closed": Internal,
            "cursor closed": Internal,
            "execute() first": Internal,
            "commands out of sync": Internal,
            "unread result found": Internal,
            "pool exhausted": Outcome(NetworkTimeout, fields={"phase": TimeoutPhase.POOL}),
            "connection not available": NetworkConnection,
        }
    ),
)
_FIELDS: Final[Mapping[str, Reader]] = {
    "provider_code": Extract(r"^\(?(\d{4})\b"),
    "host": Extract(r"server (?:host|on) '([^':]+)"),
    "port": Extract(r"server on '[^':]+:(\d+)'"),
    "column": Extract(r"column (?:`[^`]+`\.)*[`']([^`']+)[`']"),
    "resource": Extract(r"(?:table|database|column|function|procedure|index|key|view|sequence|user)s?:? '([^']+)'"),
    "failures": "|constraint",
    "path": Extract(r"^\(1017, .can't open file '(?:b')?([^']+)'+: \[Errno"),
}


def _rows(module: str, *names: tuple[str, type[ClassifiedError], bool], former: str | None = None) -> Iterator[Rule]:
    """Give the rows of one client, and the module that it had its exceptions in before."""
    for name, error, weak in names:
        yield Rule(
            f"{module}.{name}",
            error,
            by=_BY,
            fields=_FIELDS,
            link=("original_exception",),
            weak=weak,
            former=(f"{former}.{name}",) if former else (),
        )


# The classes of PEP 249. Weak: what the number says, and the broken connection behind, is more than they do.
_PEP_249: Final = (
    ("Error", ApiUnavailable, True),
    ("DatabaseError", ApiUnavailable, True),
    ("OperationalError", NetworkConnection, True),
    ("InternalError", ApiUnavailable, True),
    ("InterfaceError", Internal, True),
    ("ProgrammingError", ApiRequest, False),
    ("DataError", DataTransformation, False),
    ("IntegrityError", DataValidation, False),
    ("NotSupportedError", ApiRequest, False),
    ("Warning", DataTransformation, True),
)

LIBRARY: Final = Library(
    packages=("pymysql", "MySQLdb", "_mysql_exceptions", "mysql", "asyncmy"),
    public=("pymysql", "pymysql.err"),
    checked_with="1.2.4",
    rules=(
        *_rows("pymysql.err", ("MySQLError", ApiUnavailable, True), *_PEP_249),
        *_rows("MySQLdb._exceptions", ("MySQLError", ApiUnavailable, True), *_PEP_249, former="_mysql_exceptions"),
        *_rows(
            "mysql.connector.errors",
            ("PoolError", NetworkTimeout, True),
            ("ConnectionTimeoutError", NetworkTimeout, False),
            ("ReadTimeoutError", NetworkTimeout, False),
            ("WriteTimeoutError", NetworkTimeout, False),
            *_PEP_249,
        ),
        *_rows("asyncmy.errors", ("MySQLError", ApiUnavailable, True), *_PEP_249),
        # What pymysql raises bare: arguments, before anything is sent, and packets that are none.
        Rule(
            "builtins.ValueError",
            ApiRequest,
            raised_in="pymysql",
            by=(Words({"did not specify a username": ApiAuth}),),
        ),
        Rule("builtins.KeyError", ApiRequest, raised_in="pymysql.charset"),
        Rule("builtins.TypeError", ApiRequest, raised_in="pymysql"),
        Rule("builtins.RuntimeError", Internal, raised_in="pymysql"),
        Rule("builtins.AssertionError", ApiFormat, raised_in="pymysql"),
        Rule("builtins.IndexError", ApiFormat, raised_in="pymysql.protocol"),
    ),
)
