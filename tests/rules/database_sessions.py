"""What the tests of database drivers share: sessions that speak plainly, and how libpq is told where to go."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

import certifi

import dataresult as dr
from dataresult.testing import Login

__all__ = ["AsyncSession", "Connection", "classified", "libpq_options", "raised"]


# Of a library that may be missing.
Connection: TypeAlias = Any


def classified(provoke: Callable[[], object]) -> dr.ClassifiedError:
    """Give what a failure is classified as."""
    return dr.classify_exception(raised(provoke))


def raised(provoke: Callable[[], object]) -> Exception:
    """Give what a failure raises."""
    try:
        answer = provoke()
    except Exception as exception:
        return exception
    raise AssertionError(f"nothing was raised; the answer was {answer!r:.200}")


def libpq_options(login: Login) -> dict[str, Any]:
    """Give what libpq needs to log in; who insists on TLS and names no authority trusts those that everybody does."""
    tls = {"sslmode": "verify-full", "sslrootcert": login.authority or certifi.where()}
    return {
        "host": login.host,
        "port": login.port,
        "user": login.user,
        "password": login.password,
        "dbname": login.database,
        "connect_timeout": int(login.connect_timeout_s),
        **(tls if login.tls else {"sslmode": "disable"}),
    }


class AsyncSession:
    """
    A connection that lives in a loop of its own, so that any thread may use it.

    Args:
        connecting: Starts to connect.
        execute: Starts a statement.
        close: Starts to close.
    """

    def __init__(
        self,
        connecting: Callable[[], Awaitable[Any]],
        execute: Callable[[Any, str], Awaitable[object]],
        close: Callable[[Any], Awaitable[object]],
    ) -> None:
        self._runner = asyncio.Runner()
        self._execute = execute
        self._close = close
        try:
            self._connection = self._run(connecting)
        except BaseException:
            self._runner.close()
            raise

    def _run(self, start: Callable[[], Awaitable[Any]]) -> Connection:
        async def running() -> object:
            return await start()

        return self._runner.run(running())

    def execute(self, statement: str) -> object:
        """Run a statement to its end."""
        return self._run(lambda: self._execute(self._connection, statement))

    def close(self) -> None:
        """Close the connection and its loop."""
        try:
            self._run(lambda: self._close(self._connection))
        finally:
            self._runner.close()
