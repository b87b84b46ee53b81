"""Servers that fail on purpose, for the tests of rules."""

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme

from dataresult.testing.faults import _server
from dataresult.testing.faults._server import FaultServer
from dataresult.testing.faults.postgresql import PostgresServer


@pytest.fixture(scope="session")
def faults() -> Iterator[FaultServer]:
    """Serve plain HTTP with every fault."""
    with FaultServer() as server:
        yield server


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    """Give a certificate authority that nobody knows."""
    return trustme.CA()


@pytest.fixture(scope="session")
def trusted(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Give the file that makes a client trust the authority."""
    path: Path = tmp_path_factory.mktemp("tls") / "authority.pem"
    authority.cert_pem.write_to_path(str(path))
    return str(path)


def _tls(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    certificate.configure_cert(context)  # pyright: ignore[reportUnknownMemberType]  # pyOpenSSL's context is in its hint
    return context


@pytest.fixture(scope="session")
def tls_faults(authority: trustme.CA) -> Iterator[dict[str, FaultServer]]:
    """Serve HTTPS with a good certificate of the unknown authority, one for another host, and an expired one."""
    expired = datetime.now(UTC) - timedelta(days=1)
    certificates = {
        "good": authority.issue_cert("localhost", "127.0.0.1"),
        "other-host": authority.issue_cert("other.example"),
        "expired": authority.issue_cert("localhost", "127.0.0.1", not_after=expired),
    }
    servers = {name: FaultServer(_tls(certificate)) for name, certificate in certificates.items()}
    for server in servers.values():
        server.__enter__()
    yield servers
    for server in servers.values():
        server.__exit__(None, None, None)


@pytest.fixture
def refusing_port() -> Iterator[int]:
    """Give a port that refuses."""
    with _server.refusing_port() as port:
        yield port


@pytest.fixture
def deaf_port() -> Iterator[int]:
    """Give a port on which who connects waits."""
    with _server.deaf_port() as port:
        yield port


@pytest.fixture
def silent_port() -> Iterator[int]:
    """Give a port that takes connections and never says a word."""
    with _server.silent_port() as port:
        yield port


@pytest.fixture(scope="session")
def postgres(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    """Serve PostgreSQL, with a certificate of the unknown authority for another host."""
    reason = PostgresServer.missing()
    if reason is not None:
        pytest.skip(reason)
    folder: Path = tmp_path_factory.mktemp("postgres")
    certificate = authority.issue_cert("other.example")
    certificate.cert_chain_pems[0].write_to_path(str(folder / "server.pem"))
    certificate.private_key_pem.write_to_path(str(folder / "server.key"))
    with PostgresServer((str(folder / "server.pem"), str(folder / "server.key"))) as server:
        yield server
