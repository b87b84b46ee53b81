"""redis, blocking and asynchronous, against a real server, and what it says without one."""

import asyncio
import pickle
import shlex
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import dataresult as dr
from dataresult.rules.redis import LIBRARY
from dataresult.rules.redis_prefixes import REDIS_PREFIXES
from dataresult.testing import Login, RedisServer, check_database_client, check_rules
from tests.rules.database_sessions import AsyncSession, classified

redis = pytest.importorskip("redis", reason="redis is not installed: `make libraries` runs this")
asynchronous = pytest.importorskip("redis.asyncio", reason="likewise")

pytestmark = pytest.mark.slow

# It says of a server that never answers the first command that reading took too long.
UNTOLD = {"unanswered connect"}


@pytest.fixture(scope="module")
def server() -> Iterator[RedisServer]:
    """Give a server of our own."""
    reason = RedisServer.missing()
    if reason is not None:
        pytest.skip(reason)
    with RedisServer() as running:
        yield running


def _options(login: Login) -> dict[str, Any]:
    return {
        "host": login.host,
        "port": login.port,
        "username": login.user or None,
        "password": login.password or None,
        "db": int(login.database),
        "ssl": login.tls,
        "socket_connect_timeout": login.connect_timeout_s,
        "socket_timeout": 10,
        "single_connection_client": True,
    }


def _connect(login: Login) -> Any:  # noqa: ANN401  # the library may be missing
    return redis.Redis(retry=redis.retry.Retry(redis.backoff.NoBackoff(), 0), **_options(login))


def _execute(client: Any, statement: str) -> Any:  # noqa: ANN401  # the library may be missing
    return client.execute_command(*shlex.split(statement))


def _connect_async(login: Login) -> AsyncSession:
    async def connect() -> object:
        retry = asynchronous.retry.Retry(redis.backoff.NoBackoff(), 0)
        return await asynchronous.Redis(retry=retry, **_options(login)).initialize()

    return AsyncSession(connect, _execute, lambda client: client.aclose())


def test_laws() -> None:
    """The rules obey the laws."""
    check_rules(LIBRARY)


def test_every_fault(server: RedisServer) -> None:
    """Whatever goes wrong between the client and the server is understood."""
    assert len(check_database_client(server, _connect, _execute, without=UNTOLD)) > 30


def test_every_fault_asynchronously(server: RedisServer) -> None:
    """The asynchronous client fails likewise."""
    assert len(check_database_client(server, _connect_async, AsyncSession.execute, without=UNTOLD)) > 30


def test_a_certificate_that_nobody_vouches_for(tls_faults: dict[str, Any]) -> None:
    """The handshake fails before anything is said; blocking and asynchronously."""
    options = {"host": "127.0.0.1", "port": tls_faults["good"].port, "ssl": True, "retry": None}

    async def ask() -> object:
        async with asynchronous.Redis(**options) as client:
            return await client.ping()

    assert isinstance(classified(redis.Redis(**options).ping), dr.NetworkTls)
    assert isinstance(classified(lambda: asyncio.run(ask())), dr.NetworkTls)


def test_an_administrator_ends_a_command(server: RedisServer) -> None:
    """The connection is cut in mid-command."""
    with closing(_connect(server.login)) as client, closing(_connect(server.login)) as administrator:
        number = client.client_id()
        cut = threading.Timer(0.3, lambda: administrator.execute_command("CLIENT", "KILL", "ID", number))
        cut.start()
        error = classified(lambda: _execute(client, server.sleep))
        cut.join()
    assert isinstance(error, dr.NetworkConnection)


def test_an_administrator_unblocks_a_command(server: RedisServer) -> None:
    """The server says that it was told to."""
    with closing(_connect(server.login)) as client, closing(_connect(server.login)) as administrator:
        number = client.client_id()
        unblock = threading.Timer(0.3, lambda: administrator.execute_command("CLIENT", "UNBLOCK", number, "ERROR"))
        unblock.start()
        error = classified(lambda: _execute(client, server.sleep))
        unblock.join()
    assert isinstance(error, dr.ApiUnavailable)


def _after(limit: str, command: str, server: RedisServer) -> dr.ClassifiedError:
    client = redis.Redis(**{**_options(server.login), limit: 0.3})
    with closing(client):
        return classified(lambda: _execute(client, command))


def test_a_timeout_has_a_phase(server: RedisServer, deaf_port: int, silent_port: int) -> None:
    """Connecting and reading, which the text tells apart."""
    reading = _after("socket_timeout", server.sleep, server)
    once = redis.retry.Retry(redis.backoff.NoBackoff(), 0)
    unread = redis.Redis(host="127.0.0.1", port=deaf_port, socket_connect_timeout=0.2, retry=once)
    silent = redis.Redis(host="127.0.0.1", port=silent_port, socket_timeout=0.2, retry=once)
    connecting, greeting = classified(unread.ping), classified(silent.ping)
    assert isinstance(reading, dr.NetworkTimeout)
    assert reading.phase is dr.TimeoutPhase.READ
    assert isinstance(connecting, dr.NetworkTimeout)
    assert connecting.phase is dr.TimeoutPhase.CONNECT
    assert isinstance(greeting, dr.NetworkTimeout)


def test_refused_connection_names_the_server_and_no_secret(refusing_port: int) -> None:
    """Host and port are in the text; the password of the URL is nowhere."""
    client = redis.Redis.from_url(f"redis://:S3cret-pw@127.0.0.1:{refusing_port}/0")
    error = classified(client.ping)
    assert isinstance(error, dr.NetworkConnection)
    assert (error.host, error.port) == ("127.0.0.1", refusing_port)
    assert "S3cret-pw" not in f"{error!r} {error.to_dict()} {error.stack_trace}"


def test_a_pool_that_is_exhausted(server: RedisServer) -> None:
    """One that waits runs out of time; one that does not has nothing to give."""
    options = {name: value for name, value in _options(server.login).items() if name != "single_connection_client"}
    options.pop("ssl")
    for pool, expected in (
        (redis.ConnectionPool(max_connections=1, **options), dr.ApiUnavailable),
        (redis.BlockingConnectionPool(max_connections=1, timeout=0.1, **options), dr.NetworkTimeout),
    ):
        taken = pool.get_connection()
        error = classified(redis.Redis(connection_pool=pool).ping)
        pool.release(taken)
        pool.disconnect()
        assert isinstance(error, expected)
        assert getattr(error, "phase", dr.TimeoutPhase.POOL) is dr.TimeoutPhase.POOL


def test_who_was_slower_is_to_try_again(server: RedisServer) -> None:
    """A watched key that changed, and a lock that is taken or lost."""
    with closing(_connect(server.login)) as client, closing(_connect(server.login)) as other:
        with client.pipeline() as pipeline:
            pipeline.watch("a")
            other.set("a", "changed")
            pipeline.multi()
            pipeline.get("a")
            watched = classified(pipeline.execute)
        lock = client.lock("bars", timeout=30, blocking_timeout=0.1)
        lock.acquire()
        taken = classified(other.lock("bars", blocking_timeout=0.1).__enter__)
        other.delete("bars")
        lost = classified(lock.release)
    for error in (watched, taken, lost):
        assert isinstance(error, dr.ApiUnavailable)
        assert error.next_step is dr.Advice.RETRY


def test_a_pipeline_says_which_command_failed(server: RedisServer) -> None:
    """The prefix stands behind the name of the command there, or is taken off."""
    with closing(_connect(server.login)) as client:
        client.delete("a")
        client.lpush("a", 1)
        wrong = classified(lambda: client.pipeline().get("a").execute())
        unknown = classified(lambda: client.pipeline().execute_command("NO.SUCH").set("b", 1).execute())
        client.config_set("maxmemory", 1)
        full = classified(lambda: client.pipeline().set("b", 1).execute())
        client.config_set("maxmemory", 0)
    assert isinstance(wrong, dr.ApiRequest)
    assert isinstance(unknown, dr.ApiRequest)
    assert isinstance(full, dr.ApiUnavailable)


@pytest.mark.parametrize(
    ("provoke", "expected"),
    [
        (lambda: redis.Redis().set("a", 1, ex=1, px=1), dr.ApiRequest),
        (lambda: redis.Redis.from_url("http://127.0.0.1"), dr.ApiRequest),
        (lambda: redis.Redis.from_url("redis://127.0.0.1?socket_timeout=soon"), dr.ApiRequest),
        (lambda: redis.Redis().pubsub().listen().__next__(), dr.Internal),
        (lambda: redis.Redis().lock("a").release(), dr.Internal),
        (lambda: redis.Redis().lock("a").extend(1), dr.Internal),
        (lambda: redis.RedisCluster(host="127.0.0.1", port=1), dr.NetworkConnection),
        (lambda: redis.sentinel.Sentinel([("127.0.0.1", 1)]).discover_master("mymaster"), dr.NetworkConnection),
        (lambda: redis.sentinel.Sentinel([]).discover_master("mymaster"), dr.ApiUnavailable),
    ],
)
def test_what_the_client_finds_itself(provoke: Callable[[], object], expected: type) -> None:
    """Arguments, misuse, and servers that it looked for in vain."""
    assert isinstance(classified(provoke), expected)


def test_a_cluster_client_with_a_server_that_is_none(server: RedisServer) -> None:
    """The client is set up for something else."""
    options = {name: value for name, value in _options(server.login).items() if name != "single_connection_client"}
    options.pop("db")
    assert isinstance(classified(lambda: redis.RedisCluster(**options)), dr.Internal | dr.ApiRequest)


class _Answering:
    """A server that answers every command with the same line."""

    def __init__(self, line: bytes) -> None:
        self._line = line
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with suppress(OSError):  # the listener is closed
            while True:
                client, _ = self._listener.accept()
                with client, suppress(OSError):  # the client has gone
                    while client.recv(65_536):
                        client.sendall(self._line)

    def close(self) -> None:
        self._listener.close()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b"-LOADING Redis is loading the dataset in memory\r\n", dr.ApiUnavailable),
        (b"-MISCONF Redis is configured to save RDB snapshots, but it's currently unable\r\n", dr.ApiUnavailable),
        (b"-CLUSTERDOWN Hash slot not served\r\n", dr.ApiUnavailable),
        (b"-MOVED 3999 127.0.0.1:6381\r\n", dr.ApiUnavailable),
        (b"-TRYAGAIN Multiple keys request during rehashing of slot\r\n", dr.ApiUnavailable),
        (b"-CROSSSLOT Keys in request don't hash to the same slot\r\n", dr.ApiRequest),
        (b"-BUSY Redis is busy running a script\r\n", dr.ApiUnavailable),
        (b"-DENIED Redis is running in protected mode\r\n", dr.ApiPermission),
        (b"-NOAUTH Authentication required.\r\n", dr.ApiAuth),
        (b"-ERR max number of clients reached\r\n", dr.ApiUnavailable),
        (b"-ERR max number of clients + cluster connections reached\r\n", dr.ApiUnavailable),
        (b"-ERR operation not permitted\r\n", dr.ApiAuth),
        (b"-ERR upstream failure\r\n", dr.NetworkConnection),
        (b"-ERR something that nobody has heard of\r\n", dr.ApiRequest),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", dr.ApiFormat),
    ],
    ids=lambda value: str(value, "ascii")[:24] if isinstance(value, bytes) else None,
)
def test_what_a_server_may_say(line: bytes, expected: type) -> None:
    """Lines as servers, proxies and other protocols send them, blocking and asynchronously."""
    with closing(_Answering(line)) as server:
        once = redis.retry.Retry(redis.backoff.NoBackoff(), 0)
        client = redis.Redis(port=server.port, protocol=2, driver_info=None, socket_timeout=2, retry=once)
        blocking = classified(lambda: client.get("a"))
        client.close()
    with closing(_Answering(line)) as server:

        async def ask() -> object:
            once = asynchronous.retry.Retry(redis.backoff.NoBackoff(), 0)
            options: dict[str, Any] = {"protocol": 2, "driver_info": None, "socket_timeout": 2, "retry": once}
            async with asynchronous.Redis(port=server.port, **options) as other:
                return await other.get("a")

        other = classified(lambda: asyncio.run(ask()))
    assert type(blocking) is expected
    assert type(other) is expected


def test_a_value_that_cannot_be_sent_is_a_bad_request(server: RedisServer) -> None:
    """The client refuses what it cannot encode."""
    with closing(_connect(server.login)) as client:
        assert isinstance(classified(lambda: client.set("a", object())), dr.ApiRequest)


def test_a_quota_says_how_much_there_is() -> None:
    """A service that sells commands counts them."""
    text = "max requests limit exceeded. Limit: 500000, Usage: 500001. See https://upstash.com/docs/redis for details"
    error = dr.classify_exception(redis.exceptions.ResponseError(text))
    assert isinstance(error, dr.ApiRateLimit)
    assert (error.limit, error.used, error.next_step) == (500_000, 500_001, dr.Advice.WAIT)


@given(st.sampled_from(sorted(map(str, REDIS_PREFIXES))))
def test_a_prefix_means_the_same_however_it_is_carried(prefix: str) -> None:
    """In the text, in a pipeline's, as the client's own attribute, and after a pickle."""
    told = redis.exceptions.ResponseError("what happened", status_code=prefix)
    carriers = (
        redis.exceptions.ResponseError(f"{prefix} what happened"),
        redis.exceptions.ResponseError(f"Command # 1 (GET a) of pipeline caused error: {prefix} what happened"),
        told,
        pickle.loads(pickle.dumps(told)),
    )
    assert len({(type(error), error.next_step) for error in map(dr.classify_exception, carriers)}) == 1
