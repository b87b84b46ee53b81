"""Servers that fail on purpose, for the tests of rules."""

import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme

from tests.rules.fault_server import FaultServer


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
    """Give a port that is taken, so that nobody else gets it, and refuses."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


@pytest.fixture
def deaf_port() -> Iterator[int]:
    """Give a port whose queue is full: who connects there waits."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        waiting: list[socket.socket] = []
        for _ in range(4):
            each = socket.socket()
            each.setblocking(False)
            each.connect_ex(listener.getsockname())
            waiting.append(each)
        yield listener.getsockname()[1]
        for each in waiting:
            each.close()
