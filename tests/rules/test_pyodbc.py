"""
What pyodbc's two arguments say.

The driver loads a library of the system that wheels do not bring, so its classes are stood in for here, by their names.
"""

import pytest

import dataresult as dr
from dataresult.rules.pyodbc import LIBRARY
from dataresult.testing import check_rules

_ERROR = type("Error", (Exception,), {"__module__": "pyodbc"})
_DRIVER = "[Microsoft][ODBC Driver 18 for SQL Server]"


def test_laws() -> None:
    """The rules obey the laws."""
    check_rules(LIBRARY)


@pytest.mark.parametrize(
    ("state", "text", "expected"),
    [
        ("08001", f"{_DRIVER}TCP Provider: Error code 0x2749 (10057) (SQLDriverConnect)", dr.NetworkConnection),
        ("08001", f"{_DRIVER}SSL Provider: certificate verify failed (-1) (SQLDriverConnect)", dr.NetworkTls),
        ("HYT00", f"{_DRIVER}Login timeout expired (0) (SQLDriverConnect)", dr.NetworkTimeout),
        ("HYT00", f"{_DRIVER}Query timeout expired (0) (SQLExecDirectW)", dr.NetworkTimeout),
        ("28000", f"{_DRIVER}[SQL Server]Login failed for user 'sa'. (18456) (SQLDriverConnect)", dr.ApiAuth),
        ("42000", f"{_DRIVER}[SQL Server]Cannot open database 'shop'. (4060) (SQLDriverConnect)", dr.ApiNotFound),
        ("42000", f"{_DRIVER}[SQL Server]The SELECT permission was denied. (229) (SQLExecDirectW)", dr.ApiPermission),
        ("42S02", f"{_DRIVER}[SQL Server]Invalid object name 'bars'. (208) (SQLExecDirectW)", dr.ApiNotFound),
        ("40001", f"{_DRIVER}[SQL Server]Transaction was deadlocked. (1205) (SQLExecDirectW)", dr.ApiUnavailable),
        ("23000", "[FreeTDS][SQL Server]Violation of UNIQUE KEY constraint (2627) (SQLExecDirectW)", dr.DataValidation),
        ("42P01", 'ERROR: relation "bars" does not exist; (1) (SQLExecDirectW)', dr.ApiNotFound),
        ("IM002", "[unixODBC][Driver Manager]Data source name not found (0) (SQLDriverConnect)", dr.Internal),
        ("01000", "[unixODBC][Driver Manager]Can't open lib 'nothing' : file not found (0)", dr.Internal),
    ],
)
def test_arguments(state: str, text: str, expected: type) -> None:
    """SQL Server's own number decides before the SQLSTATE, and the SQLSTATE before the class."""
    assert isinstance(dr.classify_exception(_ERROR(state, f"[{state}] {text}")), expected)
