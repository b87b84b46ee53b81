"""SQLAlchemy over real drivers to a real server, and its own refusals."""

import pickle
import sqlite3
import ssl
from collections.abc import Callable

import pytest

import dataresult as dr
from dataresult.rules.sqlalchemy import LIBRARY
from dataresult.testing import Login, PostgresServer, check_database_client, check_rules
from tests.rules.database_sessions import AsyncSession, Connection, classified, libpq_options, raised

pd = pytest.importorskip("pandas")
sa = pytest.importorskip("sqlalchemy", reason="sqlalchemy is not installed: `make libraries` runs this")
pool = pytest.importorskip("sqlalchemy.pool")
exc = pytest.importorskip("sqlalchemy.exc")
orm = pytest.importorskip("sqlalchemy.orm")

pytestmark = pytest.mark.slow

_AT_ONCE = {"poolclass": pool.NullPool, "isolation_level": "AUTOCOMMIT"}


def _url(login: Login, driver: str) -> Connection:
    return sa.URL.create(f"postgresql+{driver}", login.user, login.password, login.host, login.port, login.database)


def _connecting(driver: str) -> Callable[[Login], Connection]:
    pytest.importorskip(driver)
    in_url = {"host", "port", "user", "password", "dbname"}

    def connect(login: Login) -> Connection:
        options = {name: value for name, value in libpq_options(login).items() if name not in in_url}
        return sa.create_engine(_url(login, driver), connect_args=options, **_AT_ONCE).connect()

    return connect


def _execute(connection: Connection, statement: str) -> object:
    result = connection.exec_driver_sql(statement)
    return result.fetchall() if result.returns_rows else None


def _connect_async(login: Login) -> AsyncSession:
    asynchronous = pytest.importorskip("sqlalchemy.ext.asyncio")
    trust = ssl.create_default_context(cafile=login.authority) if login.tls else False
    options = {"timeout": login.connect_timeout_s, "ssl": trust}
    engine = asynchronous.create_async_engine(_url(login, "asyncpg"), connect_args=options, **_AT_ONCE)

    async def connect() -> object:
        return await engine.connect()

    async def execute(connection: Connection, statement: str) -> object:
        result = await connection.exec_driver_sql(statement)
        return result.fetchall() if result.returns_rows else None

    return AsyncSession(connect, execute, lambda connection: connection.close())


def test_laws() -> None:
    """The rules obey the laws."""
    check_rules(LIBRARY)


@pytest.mark.parametrize("driver", ["psycopg", "psycopg2"])
def test_every_fault(postgres: PostgresServer, driver: str) -> None:
    """What a driver's exception says is said through the wrapper too."""
    assert len(check_database_client(postgres, _connecting(driver), _execute)) > 50


def test_every_fault_asynchronously(postgres: PostgresServer) -> None:
    """The dialect's own classes between the wrapper and asyncpg hide nothing."""
    pytest.importorskip("asyncpg")

    assert len(check_database_client(postgres, _connect_async, AsyncSession.execute)) > 50


@pytest.mark.parametrize("driver", ["psycopg", "psycopg2"])
def test_fields_of_the_driver(postgres: PostgresServer, driver: str) -> None:
    """Code and constraint come from the exception behind."""
    connection = _connecting(driver)(postgres.login)
    unique = classified(lambda: _execute(connection, "INSERT INTO bars VALUES (1, 'BTCUSDT', 1, NULL)"))
    missing = classified(lambda: _execute(connection, "SELECT * FROM no_such_table"))
    connection.close()

    assert isinstance(unique, dr.DataValidation)
    assert unique.failures == (dr.CheckFailure(column="id", check="unique bars_key", sample=("1",)),)
    assert isinstance(missing, dr.ApiNotFound)
    assert (missing.provider_code, missing.resource) == ("42P01", "no_such_table")


def test_exhausted_pool() -> None:
    """Whoever waits in vain for a connection of the pool waits for the pool."""
    engine = sa.create_engine("sqlite://", poolclass=pool.QueuePool, pool_size=1, max_overflow=0, pool_timeout=0.1)
    with engine.connect():
        error = classified(engine.connect)

    assert isinstance(error, dr.NetworkTimeout)
    assert (error.phase, error.timeout_s) == (dr.TimeoutPhase.POOL, 0.1)


def test_refused_before_it_is_sent() -> None:
    """What SQLAlchemy refuses by itself."""
    engine = sa.create_engine("sqlite://")
    table = sa.Table("bars", sa.MetaData(), sa.Column("id", sa.Integer), sa.Column("opened", sa.DateTime))
    with engine.connect() as connection:
        connection.execute(sa.schema.CreateTable(table))
        faults = {
            dr.ApiRequest: [
                lambda: sa.create_engine("not a url"),
                lambda: connection.execute(sa.insert(table).values(volume=1)),
                lambda: connection.execute(sa.insert(table), {"id": 1, "opened": "yesterday"}),
                lambda: connection.execute(sa.text("SELECT :id")),
            ],
            dr.Internal: [
                lambda: sa.create_engine("nosuchdatabase://host/shop"),
                lambda: connection.execute("SELECT 1"),
                lambda: connection.execute(sa.text("CREATE TABLE other (id integer)")).fetchall(),
                lambda: orm.class_mapper(int),
            ],
            dr.ApiNotFound: [
                lambda: sa.Table("no_such_table", sa.MetaData(), autoload_with=engine),
                lambda: connection.execute(sa.text("SELECT * FROM no_such_table")),
            ],
            dr.DataEmpty: [lambda: connection.execute(sa.select(table)).one()],
            dr.DataValidation: [lambda: connection.execute(sa.text("SELECT 1 UNION SELECT 2")).one()],
        }
        wrong = [
            (expected.__name__, place, error)
            for expected, provocations in faults.items()
            for place, provoke in enumerate(provocations)
            if not isinstance(error := classified(provoke), expected)
        ]
    assert wrong == []


@pytest.mark.filterwarnings("ignore:pandas only supports SQLAlchemy")
def test_through_pandas() -> None:
    """What the database says comes through pandas, over SQLAlchemy and over a bare connection."""
    over_sqlalchemy = classified(lambda: pd.read_sql("SELECT * FROM no_such_table", sa.create_engine("sqlite://")))
    connection = sqlite3.connect(":memory:")
    bare = classified(lambda: pd.read_sql("SELECT * FROM no_such_table", connection))
    connection.close()

    assert isinstance(over_sqlalchemy, dr.ApiNotFound)
    assert isinstance(bare, dr.ApiNotFound)


def test_failed_flush_decides_what_follows() -> None:
    """A session that was not rolled back is the caller's bug."""
    base = orm.declarative_base()

    class Bar(base):  # type: ignore[misc, valid-type]  # the base is made at run time
        __tablename__ = "bars"
        id = sa.Column(sa.Integer, primary_key=True)

    engine = sa.create_engine("sqlite://")
    base.metadata.create_all(engine)
    with orm.Session(engine) as session:
        session.execute(sa.insert(Bar).values(id=1))
        session.add(Bar(id=1))
        first = classified(session.flush)
        second = classified(lambda: session.execute(sa.select(Bar)))

    assert isinstance(first, dr.DataValidation)
    assert isinstance(second, dr.Internal)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('FATAL: password authentication failed for user "a"', dr.ApiAuth),
        ('could not translate host name "db" to address: Name or service not known', dr.NetworkDns),
        ('relation "bars" does not exist', dr.ApiNotFound),
        ("(1045, \"Access denied for user 'a'@'b'\")", dr.ApiAuth),
        ("('08001', '[08001] [Microsoft][ODBC Driver 18 for SQL Server]TCP Provider')", dr.NetworkConnection),
        ("('42S02', \"[42S02] Invalid object name 'bars'. (208) (SQLExecDirectW)\")", dr.ApiNotFound),
        ("something that nobody has described", dr.NetworkConnection),
    ],
)
def test_wrapper_that_lost_its_driver(text: str, expected: type) -> None:
    """Where only the text is left it decides, and never the statement."""
    statement = "SELECT 'division by zero', 'certificate verify failed'"

    assert isinstance(dr.classify_exception(exc.OperationalError(statement, {}, Exception(text))), expected)


def test_pickled(postgres: PostgresServer) -> None:
    """A wrapper that crossed a process says the same."""
    connection = _connecting("psycopg2")(postgres.login)
    here = raised(lambda: _execute(connection, "SELECT 1 / 0"))
    there = pickle.loads(pickle.dumps(here))
    connection.close()

    assert type(dr.classify_exception(there)) is type(dr.classify_exception(here)) is dr.DataTransformation


def test_no_parameter_that_is_a_secret_gets_out() -> None:
    """The statement's parameters are in the text; those that are secrets by name are masked."""
    parameters = {"name": "a", "password": "hunter2", "api_key": "sk_live_0123456789"}
    statement = "INSERT INTO users VALUES (%(name)s, %(password)s, %(api_key)s)"
    error = dr.classify_exception(exc.OperationalError(statement, parameters, Exception("boom")))
    told = f"{error}{error.to_dict()}{error.cause}"

    assert "hunter2" not in told
    assert "sk_live_0123456789" not in told


def test_no_password_of_a_url_gets_out() -> None:
    """A URL in a text loses its password."""
    error = classified(lambda: sa.create_engine("postgresql+nosuchdriver://keeper:hunter2@host/shop"))
    text = 'invalid dsn: missing "=" after "postgresql://keeper:hunter2@host/shop" in connection info string'
    wrapped = dr.classify_exception(exc.OperationalError("SELECT 1", {}, Exception(text)))

    assert "hunter2" not in f"{error.to_dict()}{error.cause}{wrapped.to_dict()}{wrapped.cause}"
