"""
Failures of `oracledb`, and of `cx_Oracle` before it.

Floor 1. Data only. Never imports either. Every public exception has a row or says that it inherits.
Source: https://python-oracledb.readthedocs.io/en/latest/user_guide/exception_handling.html; `oracledb/errors.py` of
26.1. The code stands at the head of the text, in a pickle too: `ORA-00942: table or view does not exist`.
"""

from collections.abc import Mapping
from typing import Final

from dataresult.errors import (
    ApiRequest,
    ApiUnavailable,
    ClassifiedError,
    DataTransformation,
    DataValidation,
    Internal,
    NetworkConnection,
)

from ._rule import Extract, Keyed, Library, Rule, Words
from .network_words import NETWORK_WORDS
from .oracle_codes import ORACLE_CODES

__all__ = ["LIBRARY"]

_CODE: Final = Extract(r"\b((?:ORA|DPY|DPI)-\d{4,5})\b")
_BY: Final = (
    Keyed(_CODE, ORACLE_CODES, name="code"),
    # Errors that procedures raise: RAISE_APPLICATION_ERROR has -20000 to -20999.
    Keyed(Extract(r"\bORA-(20)\d{3}\b"), {"20": ApiRequest}, name="code, its first digits"),
    Words(NETWORK_WORDS),
)
_FIELDS: Final = {
    "provider_code": _CODE,
    "resource": Extract(r'ORA-00942: table or view "([^"]+(?:"\."[^"]+)?)"'),
}
# The hierarchy of PEP 249, and what each is where no code is known.
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
    packages=("oracledb", "cx_Oracle"),
    public=("oracledb", "oracledb.exceptions"),
    checked_with="26.1.0",
    rules=(
        *(
            Rule(
                f"oracledb.exceptions.{name}",
                error,
                by=_BY,
                fields=_FIELDS,
                weak=True,
                former=(f"cx_Oracle.{name}",),
            )
            for name, error in _CLASSES.items()
        ),
        Rule("oracledb.exceptions.Warning", Internal, weak=True, former=("cx_Oracle.Warning",)),
    ),
)
