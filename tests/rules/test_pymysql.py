"""pymysql against a real MariaDB, directly and through SQLAlchemy, and what it says without a server."""

import pickle
import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import certifi
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

import dataresult as dr
from dataresult.rules.mysql_numbers import MYSQL_NUMBERS
from dataresult.rules.pymysql import LIBRARY
from dataresult.testing import Login, MariaDbServer, check_database_client, check_rules
from tests.rules.database_sessions import classified

pymysql = pytest.importorskip("pymysql", reason="pymysql is not installed: `make libraries` runs this")

pytestmark = pytest.mark.slow

# While connecting, pymysql reads with the limit for reading, which it does not have by default.
READ_TIMEOUT_S = 12
# It says of a server that never greets that a query lost its connection.
UNTOLD = {"unanswered connect"}


@pytest.fixture(scope="module")
def mariadb() -> Iterator[MariaDbServer]:
    """Give a server of our own."""
    reason = MariaDbServer.missing()
    if reason is not None:
        pytest.skip(reason)
    with MariaDbServer() as server:
        yield server


def _options(login: Login) -> dict[str, Any]:
    tls = {"ssl_ca": login.authority or certifi.where(), "ssl_verify_cert": True, "ssl_verify_identity": True}
    return {
        "host": login.host,
        "port": login.port,
        "user": login.user,
        "password": login.password,
        "database": login.database,
        "connect_timeout": login.connect_timeout_s,
        "read_timeout": READ_TIMEOUT_S,
        **(tls if login.tls else {}),
    }


def _connect(login: Login) -> Any:  # noqa: ANN401  # the library may be missing
    return pymysql.connect(**_options(login), autocommit=True)


def _execute(connection: Any, statement: str) -> object:  # noqa: ANN401  # the library may be missing
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def _said(server: MariaDbServer, statement: str, parameters: object = None) -> dr.ClassifiedError:
    with closing(_connect(server.login)) as connection, connection.cursor() as cursor:
        return classified(lambda: cursor.execute(statement, parameters))


def test_laws() -> None:
    """The rules obey the laws."""
    check_rules(LIBRARY)


def test_every_fault(mariadb: MariaDbServer) -> None:
    """Whatever goes wrong between the client and the server is understood."""
    assert len(check_database_client(mariadb, _connect, _execute, without=UNTOLD)) > 50


def test_every_fault_through_sqlalchemy(mariadb: MariaDbServer) -> None:
    """What wraps the driver's exception changes nothing."""
    sqlalchemy = pytest.importorskip("sqlalchemy", reason="sqlalchemy is not installed: `make libraries` runs this")

    def connect(login: Login) -> Any:  # noqa: ANN401  # the library may be missing
        engine = sqlalchemy.create_engine(
            "mysql+pymysql://",
            creator=lambda: pymysql.connect(**_options(login)),
            poolclass=sqlalchemy.pool.NullPool,
            isolation_level="AUTOCOMMIT",
        )
        return engine.connect()

    def execute(connection: Any, statement: str) -> object:  # noqa: ANN401  # the library may be missing
        result = connection.exec_driver_sql(statement)
        return result.fetchall() if result.returns_rows else None

    assert len(check_database_client(mariadb, connect, execute, without=UNTOLD)) > 50


def test_certificate_that_nobody_vouches_for(certificate: tuple[str, str]) -> None:
    """The handshake fails, whatever the number says."""
    reason = MariaDbServer.missing()
    if reason is not None:
        pytest.skip(reason)
    with MariaDbServer(certificate) as server:
        error = classified(lambda: _connect(evolve(server.login, tls=True)))
    assert isinstance(error, dr.NetworkTls)


@pytest.fixture
def certificate(authority: Any, tmp_path: Path) -> tuple[str, str]:  # noqa: ANN401  # trustme may be missing too
    """Give a certificate and its key, as files."""
    issued = authority.issue_cert("127.0.0.1")
    names = tmp_path / "server.pem", tmp_path / "server.key"
    issued.cert_chain_pems[0].write_to_path(str(names[0]))
    issued.private_key_pem.write_to_path(str(names[1]))
    return str(names[0]), str(names[1])


def test_a_server_that_never_greets_is_a_timeout(silent_port: int) -> None:
    """It took too long, whatever it was that did."""
    options = {"host": "127.0.0.1", "port": silent_port, "user": "keeper", "read_timeout": 1}
    assert isinstance(classified(lambda: pymysql.connect(**options)), dr.NetworkTimeout)


def test_refused_connection_names_the_host(refusing_port: int) -> None:
    """The host is in the text; what refused is the link behind, and a pickle that lost it says the same."""
    with pytest.raises(pymysql.err.OperationalError) as raised:
        pymysql.connect(host="127.0.0.1", port=refusing_port, user="keeper", password="S3cret-pw")
    for exception in (raised.value, pickle.loads(pickle.dumps(raised.value))):
        error = dr.classify_exception(exception)
        assert isinstance(error, dr.NetworkConnection)
        assert error.host == "127.0.0.1"
        assert "S3cret-pw" not in f"{error!r} {error.to_dict()} {error.stack_trace}"


def test_an_answer_of_another_protocol_is_no_answer() -> None:
    """An HTTP server at the port."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:

        def answer() -> None:
            client, _ = listener.accept()
            with client:
                client.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        threading.Thread(target=answer, daemon=True).start()
        port = listener.getsockname()[1]
        error = classified(lambda: pymysql.connect(host="127.0.0.1", port=port, user="keeper", read_timeout=2))
    assert isinstance(error, dr.ApiFormat)


@pytest.mark.parametrize(
    ("row", "column", "check"),
    [
        ("(1, 'BTCUSDT', 1, NULL, 0)", None, "unique PRIMARY"),
        ("(9, NULL, 1, NULL, 0)", "symbol", "not null"),
        ("(9, 'DOGE', 1, NULL, 0)", "symbol", "foreign key bars_symbol"),
        ("(9, 'BTCUSDT', -1, NULL, 0)", None, "check bars_price"),
    ],
    ids=["unique", "not null", "foreign key", "check"],
)
def test_constraint_is_told(mariadb: MariaDbServer, row: str, column: str | None, check: str) -> None:
    """A violated constraint says which it is, and of which column."""
    error = _said(mariadb, f"INSERT INTO bars (id, symbol, price, opened, note) VALUES {row}")
    assert isinstance(error, dr.DataValidation)
    assert [(each.column, each.check) for each in error.failures] == [(column, check)]


def test_what_is_missing_or_does_not_fit_is_named(mariadb: MariaDbServer) -> None:
    """The number is the provider's code, the table the resource, the column the column."""
    missing = _said(mariadb, "SELECT * FROM no_such_table")
    range_ = _said(mariadb, "INSERT INTO bars (id, symbol, price, note) VALUES (9, 'BTCUSDT', 123456, 0)")
    assert isinstance(missing, dr.ApiNotFound)
    assert (missing.provider_code, missing.resource) == ("1146", "shop.no_such_table")
    assert isinstance(range_, dr.DataTransformation)
    assert range_.column == "price"


@pytest.mark.parametrize("parameters", [(1,), (1, 2, 3), {"a": 1}, ({"a": 1}, 1)], ids=str)
def test_parameters_that_do_not_fit_are_a_bad_request(mariadb: MariaDbServer, parameters: object) -> None:
    """Too few, too many, by name, and of a kind that the driver cannot send."""
    assert isinstance(_said(mariadb, "SELECT %s, %s", parameters), dr.ApiRequest)


def test_a_local_file_that_is_missing_is_the_storages(mariadb: MariaDbServer) -> None:
    """`LOAD DATA LOCAL` reads here, not there."""
    with closing(pymysql.connect(**_options(mariadb.login), local_infile=True)) as connection:
        statement = "LOAD DATA LOCAL INFILE '/no/such/file.csv' INTO TABLE symbols"
        error = classified(lambda: _execute(connection, statement))
    assert isinstance(error, dr.StorageRead)
    assert error.path == "/no/such/file.csv"


def test_what_is_closed_stays_closed(mariadb: MariaDbServer) -> None:
    """A closed cursor is the caller's bug; a closed connection may have been lost before."""
    connection = _connect(mariadb.login)
    cursor = connection.cursor()
    cursor.close()
    assert isinstance(classified(lambda: cursor.execute("SELECT 1")), dr.Internal)
    connection.close()
    assert isinstance(classified(lambda: connection.ping(reconnect=False)), dr.Internal)
    assert isinstance(classified(lambda: _execute(connection, "SELECT 1")), dr.NetworkConnection)


@pytest.mark.parametrize(
    ("options", "expected"),
    [({"port": "3306"}, dr.ApiRequest), ({"connect_timeout": 0}, dr.ApiRequest), ({"user": ""}, dr.ApiAuth)],
    ids=["port", "timeout", "user"],
)
def test_arguments_are_refused_before_they_are_sent(
    mariadb: MariaDbServer, options: dict[str, object], expected: type
) -> None:
    """Bare built-in exceptions, told apart by who raised them."""
    assert isinstance(classified(lambda: pymysql.connect(**{**_options(mariadb.login), **options})), expected)


@given(st.sampled_from([key for key in MYSQL_NUMBERS if isinstance(key, int)]))
def test_a_number_means_the_same_however_it_is_carried(number: int) -> None:
    """As an argument, in a text that lost it, and in the text of mysql-connector."""
    carriers = (
        pymysql.err.OperationalError(number, "what happened"),
        pymysql.err.OperationalError(f"({number}, 'what happened')"),
        pymysql.err.DatabaseError(f"{number} (HY000): what happened"),
    )
    assert len({(type(error), error.next_step) for error in map(dr.classify_exception, carriers)}) == 1


@pytest.mark.parametrize(
    ("text", "expected", "phase"),
    [
        ("(2003, \"Can't connect to MySQL server on 'db' (timed out)\")", dr.NetworkTimeout, dr.TimeoutPhase.CONNECT),
        ("2003 (HY000): Can't connect to MySQL server on 'db:3306' (110)", dr.NetworkTimeout, dr.TimeoutPhase.CONNECT),
        ("2003 (HY000): Can't connect to MySQL server on 'db:3306' (111)", dr.NetworkConnection, None),
        (
            "(2003, \"Can't connect to MySQL server on 'db' ([Errno -2] Name or service not known)\")",
            dr.NetworkDns,
            None,
        ),
        ("2005 (HY000): Unknown MySQL server host 'db' (-2)", dr.NetworkDns, None),
        ("(2013, 'Lost connection to MySQL server during query (timed out)')", dr.NetworkTimeout, dr.TimeoutPhase.READ),
        ("(2013, 'Lost connection to MySQL server during query')", dr.NetworkConnection, None),
        ("(2006, \"MySQL server has gone away (BrokenPipeError(32, 'Broken pipe'))\")", dr.NetworkConnection, None),
        (
            "(1226, \"User 'u' has exceeded the 'max_user_connections' resource (current value: 3)\")",
            dr.ApiUnavailable,
            None,
        ),
        ("(1226, \"User 'u' has exceeded the 'max_questions' resource (current value: 3)\")", dr.ApiRateLimit, None),
        ("(1030, 'Got error 28 \"No space left on device\" from storage engine Aria')", dr.StorageSpace, None),
    ],
)
def test_texts_of_clients_that_lost_everything_else(text: str, expected: type, phase: dr.TimeoutPhase | None) -> None:
    """What logs and wrappers keep."""
    error = dr.classify_exception(pymysql.err.OperationalError(text))
    assert type(error) is expected
    assert getattr(error, "phase", None) is phase
