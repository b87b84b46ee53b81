"""What paramiko raises against a real SSH server on loopback, and against peers that are none."""

import socket
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from dataresult._classify import classify_exception
from dataresult._vocabulary import Advice
from dataresult.errors import (
    ApiAuth,
    ApiNotFound,
    ApiPermission,
    ApiRequest,
    ApiUnavailable,
    DataIntegrity,
    FetchError,
    NetworkConnection,
    NetworkDns,
    NetworkTimeout,
    NetworkTls,
    StorageRead,
)
from dataresult.testing.faults._server import STALL_S

paramiko = pytest.importorskip("paramiko", reason="paramiko is not installed: `make libraries` runs this")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning"),
]

KEY = paramiko.RSAKey.generate(2048)
PASSWORD = "correct-horse-PLANTED"


class _Server(paramiko.ServerInterface):  # type: ignore[name-defined,misc]  # the library has no types
    """Lets one password in, and only by password."""

    def check_auth_password(self, _username: str, password: str) -> int:
        """Compare."""
        return int(paramiko.AUTH_SUCCESSFUL if password == PASSWORD else paramiko.AUTH_FAILED)

    def get_allowed_auths(self, username: str) -> str:
        """Refuse passwords to some."""
        return "publickey" if username == "by-key" else "password"

    def check_channel_request(self, kind: str, _number: int) -> int:
        """Open sessions alone."""
        refused = paramiko.OPEN_FAILED_ADMINISTRATIVELY_PROHIBITED
        return int(paramiko.OPEN_SUCCEEDED if kind == "session" else refused)


class _Files(paramiko.SFTPServerInterface):  # type: ignore[name-defined,misc]  # the library has no types
    """Has one file, which is shorter than it says; of the others it says why not by their names."""

    def stat(self, path: str) -> object:
        """Answer by the name."""
        if path == "/short":
            attributes = paramiko.SFTPAttributes()
            attributes.st_size = 3
            return attributes
        codes = {"/missing": paramiko.SFTP_NO_SUCH_FILE, "/denied": paramiko.SFTP_PERMISSION_DENIED}
        codes["/unsupported"] = paramiko.SFTP_OP_UNSUPPORTED
        return int(codes.get(path, paramiko.SFTP_FAILURE))

    def open(self, path: str, _flags: int, _attributes: object) -> object:
        """Likewise; the file has nothing to read."""
        if path != "/short":
            return self.stat(path)
        handle = paramiko.SFTPHandle()
        handle.writefile = BytesIO()
        return handle


class _Listener:
    """The server and the connections it has."""

    def __init__(self, socket_: socket.socket) -> None:
        self._socket = socket_
        self.port: int = socket_.getsockname()[1]
        self.transports: list[Any] = []

    def accept(self) -> None:
        """Serve until the socket is closed."""
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            transport = paramiko.Transport(connection)
            transport.add_server_key(KEY)
            transport.set_subsystem_handler("sftp", paramiko.SFTPServer, _Files)
            self.transports.append(transport)
            try:
                transport.start_server(server=_Server())
            except Exception:  # a client that gives up is what the tests are about
                continue


@pytest.fixture(scope="module")
def ssh() -> Iterator[_Listener]:
    """Serve SSH and files over it."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listener = _Listener(listening)
        threading.Thread(target=listener.accept, daemon=True).start()
        yield listener
        for transport in listener.transports:
            transport.close()
        listening.shutdown(socket.SHUT_RDWR)


@contextmanager
def _peer(behave: Callable[[socket.socket], None]) -> Generator[int]:
    """Listen for one connection and do something with it."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            connection, _ = listening.accept()
            with connection:
                behave(connection)

        threading.Thread(target=serve, daemon=True).start()
        yield listening.getsockname()[1]


def _connected(port: int, *, known: object = None, policy: str = "AutoAddPolicy", **more: object) -> Any:  # noqa: ANN401  # it has no types
    client = paramiko.SSHClient()
    client.set_missing_host_key_policy(getattr(paramiko, policy)())
    if known is not None:
        client.get_host_keys().add(f"[127.0.0.1]:{port}", "ssh-rsa", known)
    options = {"username": "u", "password": PASSWORD, "timeout": 5, "banner_timeout": STALL_S, **more}
    client.connect("127.0.0.1", port=port, allow_agent=False, look_for_keys=False, **options)
    return client


def judged(do: Callable[..., object], *arguments: object, **named: object) -> FetchError:
    """The error that doing something ends in."""
    try:
        answer = do(*arguments, **named)
    except Exception as exception:
        return classify_exception(exception)
    raise AssertionError(f"got {answer!r}")


def test_who_may_not_in_has_wrong_credentials(ssh: _Listener) -> None:
    """A wrong password, none at all, one where a key is asked for."""
    for login in ({"password": "wrong"}, {"password": None}, {"username": "by-key", "password": "wrong"}):
        error = judged(_connected, ssh.port, **login)
        assert isinstance(error, ApiAuth), error
        assert PASSWORD not in str(error.to_dict())


def test_a_key_that_cannot_be_used_is_a_credential_too(tmp_path: Path) -> None:
    """Junk, an encrypted one without or with a wrong password; one that is not there is a file."""
    junk, encrypted = tmp_path / "junk", tmp_path / "encrypted"
    junk.write_text("no key")
    KEY.write_private_key_file(str(encrypted), password=PASSWORD)
    read = paramiko.RSAKey.from_private_key_file
    assert isinstance(judged(read, str(junk)), ApiAuth)
    assert isinstance(judged(read, str(encrypted)), ApiAuth)
    assert isinstance(judged(read, str(encrypted), password="wrong"), ApiAuth)
    missing = judged(read, str(tmp_path / "missing"))
    assert isinstance(missing, StorageRead)
    assert missing.path == str(tmp_path / "missing")


def test_a_server_that_is_not_the_known_one_is_not_trusted(ssh: _Listener) -> None:
    """Another key than the known one, and no known one."""
    changed = judged(_connected, ssh.port, known=paramiko.RSAKey.generate(2048))
    assert isinstance(changed, NetworkTls)
    assert changed.host == "127.0.0.1"
    assert isinstance(judged(_connected, ssh.port, policy="RejectPolicy"), NetworkTls)
    no_kex = {"disabled_algorithms": {"kex": list(paramiko.Transport._preferred_kex)}}
    assert isinstance(judged(_connected, ssh.port, **no_kex), NetworkTls)


def test_a_connection_that_does_not_come_about(refusing_port: int) -> None:
    """The library groups the attempts of all addresses; the name is asked for first."""
    refused = judged(_connected, refusing_port)
    assert isinstance(refused, NetworkConnection)
    assert (refused.host, refused.port) == ("127.0.0.1", refusing_port)
    timed_out = paramiko.ssh_exception.NoValidConnectionsError({("10.0.0.1", 22): TimeoutError(110, "timed out")})
    assert isinstance(classify_exception(timed_out), NetworkTimeout)
    assert isinstance(judged(paramiko.SSHClient().connect, "no-such-host.invalid"), NetworkDns)


def _silent(_connection: socket.socket) -> None:
    time.sleep(5 * STALL_S)


def _gone(_connection: socket.socket) -> None:
    """Hang up at once."""


def _gone_after_the_banner(connection: socket.socket) -> None:
    connection.sendall(b"SSH-2.0-test\r\n")
    connection.recv(4096)


def test_a_peer_that_does_not_say_who_it_is() -> None:
    """One sentence of the library for both: nothing came in time, or the peer hung up."""
    for behave, expected in ((_silent, NetworkTimeout), (_gone, NetworkConnection)):
        with _peer(behave) as port:
            error = judged(_connected, port)
            assert isinstance(error, expected), error
    with _peer(_gone_after_the_banner) as port:
        assert isinstance(judged(_connected, port), NetworkConnection)


@pytest.mark.parametrize("operation", [None, "fetch", "read", "write"])
def test_a_file_of_the_server_is_an_api(ssh: _Listener, operation: str | None, tmp_path: Path) -> None:
    """The server's files fail with the classes of local ones; a local one is named."""
    expected = {
        "/missing": ApiNotFound,
        "/denied": ApiPermission,
        "/broken": ApiUnavailable,
        "/unsupported": ApiRequest,
    }
    with _connected(ssh.port) as client, client.open_sftp() as files:
        for path, error in expected.items():
            with pytest.raises(OSError) as raised:
                files.stat(path)
            assert type(classify_exception(raised.value, {"operation": operation})) is error
        local = judged(files.put, str(tmp_path / "missing"), "/x")
        assert isinstance(local, StorageRead)
        assert local.path == str(tmp_path / "missing")


def test_a_file_that_came_short_is_damaged(ssh: _Listener, tmp_path: Path) -> None:
    """The library asks for the size when it has sent one."""
    (tmp_path / "long").write_bytes(b"1234567890")
    with _connected(ssh.port) as client, client.open_sftp() as files:
        assert isinstance(judged(files.put, str(tmp_path / "long"), "/short"), DataIntegrity)


def test_a_session_that_breaks(ssh: _Listener) -> None:
    """The server goes while files are open; a channel is refused; a transfer ends short."""
    with _connected(ssh.port) as client, client.open_sftp() as files:
        refused = judged(client.get_transport().open_channel, "direct-tcpip", ("a", 1), ("b", 2))
        assert isinstance(refused, ApiPermission)
        assert isinstance(judged(client.exec_command, "ls"), NetworkConnection)
        ssh.transports[-1].close()
        client.get_transport().join(5)
        assert isinstance(judged(files.stat, "/x"), NetworkConnection)
        assert isinstance(judged(client.exec_command, "ls"), NetworkConnection)


def test_what_the_text_alone_says() -> None:
    """Sentences of the library, as they are found in reports."""
    said = {
        "Timeout opening channel.": NetworkTimeout,
        "Server connection dropped: ": NetworkConnection,
        "EOF during negotiation": NetworkConnection,
        "Server 'x' not found in known_hosts": NetworkTls,
        "encountered RSA key, expected OPENSSH key": ApiAuth,
        "Authentication timeout.": NetworkTimeout,
    }
    for text, expected in said.items():
        assert isinstance(classify_exception(paramiko.SSHException(text)), expected), text
    dropped = paramiko.AuthenticationException("Authentication failed: transport shut down or saw EOF")
    assert isinstance(classify_exception(dropped), NetworkConnection)
    for code, expected_of_code in {1: ApiPermission, 2: NetworkConnection, 3: ApiRequest, 4: ApiUnavailable}.items():
        error = classify_exception(paramiko.ChannelException(code, "x"))
        assert isinstance(error, expected_of_code)
        assert (error.next_step is Advice.WAIT) is (code == 4)
