"""
Failures of `paramiko`: SSH and files over it.

Floor 1. Data only. Never imports paramiko. Every public exception has a row or says that it inherits.
Sources: https://docs.paramiko.org/en/stable/api/ssh_exception.html; `paramiko/ssh_exception.py`, `transport.py`,
`client.py`, `auth_handler.py`, `pkey.py`, `sftp_client.py` of 5.1;
https://www.rfc-editor.org/rfc/rfc4254#section-5.1 (why a channel was not opened).

Most of what fails is a bare `SSHException` with a sentence. Files over SFTP fail as local ones do, with the same
classes and numbers; what the server said names no file, where the operating system names the one that was opened.
"""

from collections.abc import Mapping
from typing import Final

from dataresult._vocabulary import Advice, TimeoutPhase
from dataresult.errors import (
    ApiAuth,
    ApiFormat,
    ApiNotFound,
    ApiPermission,
    ApiRequest,
    ApiUnavailable,
    ClassifiedError,
    DataIntegrity,
    DataTransformation,
    Internal,
    NetworkConnection,
    NetworkDns,
    NetworkTimeout,
    NetworkTls,
    StoragePermission,
    StorageRead,
    StorageSpace,
)

from ._rule import Extract, Keyed, Library, Outcome, Rule, Target, Words
from .network_words import NETWORK_WORDS
from .os_errno import ERRNO

__all__ = ["LIBRARY"]

_ERRORS: Final = "paramiko.ssh_exception"
_CONNECT: Final = Outcome(NetworkTimeout, fields={"phase": TimeoutPhase.CONNECT})
_WORDS: Final[Mapping[str, Target]] = {
    # Whom the client is talking to.
    "not found in known_hosts": NetworkTls,
    "host key": NetworkTls,
    "signature verification": NetworkTls,
    "incompatible": NetworkTls,
    "rekey": NetworkConnection,
    "mismatched mac": NetworkConnection,
    # A peer that does not speak SSH.
    "indecipherable protocol version": ApiFormat,
    "invalid ssh banner": ApiFormat,
    "key-exchange timed out": _CONNECT,
    "authentication timeout": _CONNECT,
    "timeout opening channel": NetworkTimeout,
    "timed out": NetworkTimeout,
    "timeout": NetworkTimeout,
    "transport shut down or saw eof": NetworkConnection,
    "server connection dropped": NetworkConnection,
    "eof during negotiation": NetworkConnection,
    "no existing session": _CONNECT,  # what was waited for was not there in time
    "session not active": NetworkConnection,
    "channel closed": NetworkConnection,
    "channel is not open": NetworkConnection,
    "unable to open channel": NetworkConnection,
    # Keys and passwords.
    "no authentication methods available": ApiAuth,
    "ssh-agent": ApiAuth,
    "ssh agent": ApiAuth,
    "private key": ApiAuth,
    "private keyfile": ApiAuth,
    "openssh key header": ApiAuth,
    "invalid key": ApiAuth,
    "public key": ApiAuth,
    "base64 decoding": ApiAuth,
    "key cannot be used": ApiAuth,
    "pubkey algorithms": ApiAuth,
    "unknown auth method": ApiAuth,
    "error decoding key": ApiAuth,
    "encountered ": ApiAuth,  # "encountered RSA key, expected OPENSSH key"
    "invalid packet blocking": ApiFormat,
    "asked to handle packet type": ApiFormat,
    **NETWORK_WORDS,
}
# Why nothing could be read; the exception travels from thread to thread with what was being handled.
_READING: Final = Keyed(
    "__context__.__class__.__name__",
    {"EOFError": NetworkConnection, "ConnectionResetError": NetworkConnection, "BrokenPipeError": NetworkConnection},
    name="while handling",
)
_AUTH_WORDS: Final[Mapping[str, Target]] = {
    "authentication timeout": _CONNECT,
    "transport shut down or saw eof": NetworkConnection,
}
_CHANNEL_CODES: Final[Mapping[object, Target]] = {
    1: ApiPermission,  # SSH_OPEN_ADMINISTRATIVELY_PROHIBITED
    2: NetworkConnection,  # SSH_OPEN_CONNECT_FAILED
    3: ApiRequest,  # SSH_OPEN_UNKNOWN_CHANNEL_TYPE
    4: Outcome(ApiUnavailable, next_step=Advice.WAIT),  # SSH_OPEN_RESOURCE_SHORTAGE
}
_SFTP_WORDS: Final[Mapping[str, Target]] = {
    "size mismatch": DataIntegrity,
    "socket is closed": NetworkConnection,
    "socket exception": NetworkConnection,
    "connection lost": NetworkConnection,
    "no connection": NetworkConnection,
    "no space": StorageSpace,
    "quota": StorageSpace,
    "operation unsupported": ApiRequest,
    "bad message": ApiFormat,
    "file is closed": Internal,
    "not open for": Internal,
    "does not support seeking": Internal,
    "failure": ApiUnavailable,  # SSH_FX_FAILURE: the server gives no reason
}


def _file(name: str, local: type[ClassifiedError], remote: type[ClassifiedError]) -> tuple[Rule, ...]:
    """Give the rows of a class of files: an exception that names its file is of this machine."""
    return tuple(
        Rule(
            f"builtins.{name}",
            local,
            raised_in="paramiko",
            operation=operation,
            by=(Keyed("filename", {None: remote}, name="filename"),),
            fields={"path": "filename"},
        )
        for operation in (None, "fetch", "read", "write")
    )


LIBRARY: Final = Library(
    packages=("paramiko",),
    public=("paramiko", "paramiko.ssh_exception", "paramiko.sftp"),
    checked_with="5.1.0",
    rules=(
        Rule(
            f"{_ERRORS}.SSHException",
            NetworkConnection,
            by=(Words(_WORDS), _READING, Words({"reading ssh protocol banner": _CONNECT})),
            weak=True,
        ),
        Rule(f"{_ERRORS}.AuthenticationException", ApiAuth, by=(Words(_AUTH_WORDS),)),
        Rule(f"{_ERRORS}.BadAuthenticationType", ApiAuth),
        Rule(f"{_ERRORS}.PartialAuthentication", ApiAuth),
        Rule(f"{_ERRORS}.PasswordRequiredException", ApiAuth),
        Rule(f"{_ERRORS}.UnableToAuthenticate", ApiAuth),
        Rule("paramiko.auth_strategy.AuthFailure", ApiAuth),
        Rule(f"{_ERRORS}.BadHostKeyException", NetworkTls, fields={"host": "hostname"}),
        Rule(f"{_ERRORS}.IncompatiblePeer", NetworkTls),
        Rule(f"{_ERRORS}.MessageOrderError", NetworkTls),
        Rule(f"{_ERRORS}.CouldNotCanonicalize", NetworkDns),
        Rule(f"{_ERRORS}.ProxyCommandFailure", NetworkConnection, by=(Words(NETWORK_WORDS),)),
        Rule(f"{_ERRORS}.ConfigParseError", Internal),
        Rule(f"{_ERRORS}.ChannelException", NetworkConnection, by=(Keyed("code", _CHANNEL_CODES, name="reason"),)),
        Rule(
            f"{_ERRORS}.NoValidConnectionsError",
            NetworkConnection,
            link=("errors.values()|list",),
            fields={"host": Extract(r" on (?:.* or )?(\S+)$"), "port": Extract(r" port (\d+) ")},
        ),
        Rule("paramiko.buffered_pipe.PipeTimeout", NetworkTimeout, fields={"phase": TimeoutPhase.READ}),
        Rule("paramiko.packet.NeedRekeyException", Internal, weak=True),
        Rule("paramiko.sftp.SFTPError", ApiFormat),
        # Files of keys: what is in them cannot be used to log in, or to know the server.
        Rule("paramiko.ber.BERException", DataTransformation),
        Rule("paramiko.pkey.UnknownKeyType", ApiAuth),
        Rule("paramiko.hostkeys.InvalidHostKey", NetworkTls),
        # Files over SFTP.
        *_file("FileNotFoundError", StorageRead, ApiNotFound),
        *_file("PermissionError", StoragePermission, ApiPermission),
        *(
            Rule(
                "builtins.OSError",
                ApiUnavailable,
                raised_in="paramiko",
                operation=operation,
                by=(Keyed("errno", ERRNO, name="errno"), Words(_SFTP_WORDS)),
                weak=True,
            )
            for operation in (None, "fetch", "read", "write")
        ),
        Rule("builtins.EOFError", NetworkConnection, raised_in="paramiko"),
    ),
)
