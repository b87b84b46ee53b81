"""oracledb without a server: what cannot be reached, and what the server's codes say."""

import pytest

import dataresult as dr
from dataresult.rules.oracledb import LIBRARY
from dataresult.testing import check_rules
from tests.rules.database_sessions import classified

oracledb = pytest.importorskip("oracledb", reason="oracledb is not installed")

pytestmark = pytest.mark.slow


def _connecting(host: str, port: int) -> dr.ClassifiedError:
    dsn = f"{host}:{port}/shop"
    return classified(
        lambda: oracledb.connect(user="keeper", password="hunter2", dsn=dsn, tcp_connect_timeout=1, retry_count=0)
    )


def test_laws() -> None:
    """The rules obey the laws."""
    check_rules(LIBRARY)


def test_server_that_cannot_be_reached(refusing_port: int) -> None:
    """The network's failures are the network's."""
    assert isinstance(_connecting("127.0.0.1", refusing_port), dr.NetworkConnection)
    assert isinstance(_connecting("database.invalid", 1521), dr.NetworkDns)


def test_misuse() -> None:
    """A parameter that the driver refuses was never sent."""
    assert isinstance(classified(lambda: oracledb.connect(user="a", password="b", dsn="(DESCRIPTION=")), dr.ApiRequest)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('ORA-00942: table or view "SHOP"."BARS" does not exist\nHelp: https://docs.oracle.com', dr.ApiNotFound),
        ("ORA-00001: unique constraint (SHOP.BARS_KEY) violated", dr.DataValidation),
        ("ORA-01017: invalid credential or not authorized; logon denied", dr.ApiAuth),
        ("ORA-00060: deadlock detected while waiting for resource", dr.ApiUnavailable),
        ("ORA-12541: Cannot connect. No listener at host db port 1521.", dr.NetworkConnection),
        ("ORA-12170: TNS:Connect timeout occurred", dr.NetworkTimeout),
        ("ORA-01653: unable to extend table SHOP.BARS by 128 in tablespace USERS", dr.StorageSpace),
        ("ORA-20017: the market is closed", dr.ApiRequest),
        ("DPY-4011: the database or network closed the connection", dr.NetworkConnection),
        ("DPY-4024: call timeout of 100 ms exceeded", dr.NetworkTimeout),
    ],
)
def test_codes(text: str, expected: type) -> None:
    """The code at the head of the text decides, whatever class carries it."""
    error = dr.classify_exception(oracledb.DatabaseError(text))

    assert isinstance(error, expected)
    assert getattr(error, "provider_code", text[:9]) == text[:9]
