"""
Operating-system error numbers to error class, for local files and sockets alike, and the words of their texts.

Floor 1. Data only. A number that is not in a table decides nothing; one that this platform lacks has no row.
Sources: https://docs.python.org/3/library/errno.html; https://man7.org/linux/man-pages/man3/errno.3.html;
https://learn.microsoft.com/en-us/windows/win32/debug/system-error-codes.

Locks and handles: who reads cannot read and who writes cannot write, so the operation decides; what is known of no
operation counts as a lock that somebody wants to write through.
"""

import errno
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from dataresult._vocabulary import Advice, TimeoutPhase
from dataresult.errors import (
    ApiAuth,
    ApiPermission,
    DataIntegrity,
    Internal,
    NetworkConnection,
    NetworkDns,
    NetworkTimeout,
    NetworkTls,
    StoragePermission,
    StorageRead,
    StorageSpace,
    StorageWrite,
)

from ._rule import Extract, Outcome, Target

__all__ = [
    "ERRNO",
    "ERRNO_NAMES",
    "ERRNO_READING",
    "ERRNO_TEXT",
    "ERRNO_TEXT_READING",
    "OS_NUMBER",
    "OS_WORDS",
    "WINERROR",
    "WINERROR_READING",
]

_FILE: Final = Outcome(StorageRead, writing=StorageWrite)
# Somebody else holds it, or so many files are open: it passes by itself.
_BUSY: Final = Outcome(StorageRead, writing=StorageWrite, next_step=Advice.RETRY)
_LOCKED: Final = Outcome(StorageWrite, next_step=Advice.RETRY)
# The kernel gives up on a connection attempt after minutes without an answer; reads time out by the caller's limit,
# which carries no number.
_CONNECT_TIMEOUT: Final = Outcome(NetworkTimeout, fields={"phase": TimeoutPhase.CONNECT})

_BY_NAME: Final[Mapping[str, Target]] = {
    # No room.
    "ENOSPC": StorageSpace,
    "EDQUOT": StorageSpace,
    "EFBIG": StorageSpace,
    # Not allowed. A socket that may not be opened is as rare as the advice is the same: ask the operator.
    "EACCES": StoragePermission,
    "EPERM": StoragePermission,
    "EROFS": StoragePermission,
    # Missing, of the wrong kind, or unreadable.
    "ENOENT": _FILE,
    "ENOTDIR": _FILE,
    "EISDIR": _FILE,
    "ENAMETOOLONG": _FILE,
    "ELOOP": _FILE,
    "ENODEV": _FILE,
    "ENXIO": _FILE,
    "EIO": _FILE,
    "ESTALE": Outcome(StorageRead, writing=StorageWrite, next_step=Advice.RETRY),  # a network file system moved on
    "EREMOTEIO": _FILE,
    "ENOMEDIUM": _FILE,
    "EBADMSG": DataIntegrity,  # ext4, XFS: the checksum of metadata is wrong
    "EUCLEAN": DataIntegrity,  # XFS: the structure needs cleaning
    "EILSEQ": _FILE,
    "EOVERFLOW": _FILE,
    "EINVAL": _FILE,  # a name that the file system refuses, a place that is not in the file
    "ENOTSUP": _FILE,  # file systems over the network lack locks, maps, links
    "EOPNOTSUPP": _FILE,
    # Only writes meet these.
    "EEXIST": StorageWrite,
    "ENOTEMPTY": StorageWrite,
    "EXDEV": StorageWrite,
    "EMLINK": StorageWrite,
    # Too many open, and locks.
    "EMFILE": _BUSY,
    "ENFILE": _BUSY,
    "EINTR": _BUSY,
    "EAGAIN": _LOCKED,
    "EWOULDBLOCK": _LOCKED,
    "EBUSY": _LOCKED,
    "EDEADLK": _LOCKED,
    "EDEADLOCK": _LOCKED,
    "ENOLCK": _LOCKED,
    "ETXTBSY": _LOCKED,
    # The network.
    "ETIMEDOUT": _CONNECT_TIMEOUT,
    "ECONNREFUSED": NetworkConnection,
    "ECONNRESET": NetworkConnection,
    "ECONNABORTED": NetworkConnection,
    "EPIPE": NetworkConnection,
    "ESHUTDOWN": NetworkConnection,
    "ENOTCONN": NetworkConnection,
    "ENETDOWN": NetworkConnection,
    "ENETUNREACH": NetworkConnection,
    "ENETRESET": NetworkConnection,
    "EHOSTDOWN": NetworkConnection,
    "EHOSTUNREACH": NetworkConnection,
    "ENONET": NetworkConnection,
    "EADDRNOTAVAIL": NetworkConnection,  # no free local port, or no such local address
    "EADDRINUSE": NetworkConnection,
    "EINPROGRESS": NetworkConnection,
    "EALREADY": NetworkConnection,
    "ENOBUFS": NetworkConnection,
    "EPROTO": NetworkConnection,
    "ECOMM": NetworkConnection,
    "ENOLINK": NetworkConnection,
    # The call itself is wrong, or the machine has no such thing.
    "EBADF": Internal,
    "EFAULT": Internal,
    "ENOTSOCK": Internal,
    "EDESTADDRREQ": Internal,
    "EMSGSIZE": Internal,
    "EISCONN": Internal,
    "EAFNOSUPPORT": Internal,
    "EPFNOSUPPORT": Internal,
    "EPROTONOSUPPORT": Internal,
    "EPROTOTYPE": Internal,
    "ESOCKTNOSUPPORT": Internal,
    "ENOPROTOOPT": Internal,
    "ENOSYS": Internal,
    "ENOTTY": Internal,
    "ENOEXEC": Internal,
    "ESPIPE": Internal,
    "EDOM": Internal,
    "ERANGE": Internal,
    "ECHILD": Internal,
    "ESRCH": Internal,
    "ENOMEM": Internal,
    "E2BIG": Internal,
}


# For texts that spell the name.
ERRNO_NAMES: Final[Mapping[object, Target]] = MappingProxyType(dict[object, Target](_BY_NAME.items()))


def _numbered(by_name: Mapping[str, Target]) -> dict[object, Target]:
    """Give the numbers that this platform has; the first name of a number counts."""
    found: dict[object, Target] = {}
    for name, target in by_name.items():
        number = getattr(errno, name, None)
        if number is not None:
            found.setdefault(number, target)
    return found


def _read_locks(table: Mapping[object, Target]) -> Mapping[object, Target]:
    """Give the same table for whoever reads: a lock keeps them from reading."""
    return MappingProxyType({key: _BUSY if target is _LOCKED else target for key, target in table.items()})


ERRNO: Final[Mapping[object, Target]] = MappingProxyType(_numbered(_BY_NAME))
ERRNO_READING: Final[Mapping[object, Target]] = _read_locks(ERRNO)

WINERROR: Final[Mapping[object, Target]] = MappingProxyType(
    {
        2: _FILE,  # ERROR_FILE_NOT_FOUND
        3: _FILE,  # ERROR_PATH_NOT_FOUND
        4: _BUSY,  # ERROR_TOO_MANY_OPEN_FILES
        5: StoragePermission,  # ERROR_ACCESS_DENIED
        6: Internal,  # ERROR_INVALID_HANDLE
        8: Internal,  # ERROR_NOT_ENOUGH_MEMORY
        14: Internal,  # ERROR_OUTOFMEMORY
        15: _FILE,  # ERROR_INVALID_DRIVE
        19: StoragePermission,  # ERROR_WRITE_PROTECT
        21: _FILE,  # ERROR_NOT_READY
        23: DataIntegrity,  # ERROR_CRC
        32: _LOCKED,  # ERROR_SHARING_VIOLATION
        33: _LOCKED,  # ERROR_LOCK_VIOLATION
        39: StorageSpace,  # ERROR_HANDLE_DISK_FULL
        53: NetworkConnection,  # ERROR_BAD_NETPATH
        64: NetworkConnection,  # ERROR_NETNAME_DELETED
        67: NetworkConnection,  # ERROR_BAD_NET_NAME
        80: StorageWrite,  # ERROR_FILE_EXISTS
        109: NetworkConnection,  # ERROR_BROKEN_PIPE
        112: StorageSpace,  # ERROR_DISK_FULL
        121: _CONNECT_TIMEOUT,  # ERROR_SEM_TIMEOUT
        123: _FILE,  # ERROR_INVALID_NAME
        145: StorageWrite,  # ERROR_DIR_NOT_EMPTY
        161: _FILE,  # ERROR_BAD_PATHNAME
        183: StorageWrite,  # ERROR_ALREADY_EXISTS
        206: _FILE,  # ERROR_FILENAME_EXCED_RANGE
        995: NetworkConnection,  # ERROR_OPERATION_ABORTED
        1225: NetworkConnection,  # ERROR_CONNECTION_REFUSED
        1231: NetworkConnection,  # ERROR_NETWORK_UNREACHABLE
        1232: NetworkConnection,  # ERROR_HOST_UNREACHABLE
        1236: NetworkConnection,  # ERROR_CONNECTION_ABORTED
        1295: StorageSpace,  # ERROR_DISK_QUOTA_EXCEEDED
        1392: DataIntegrity,  # ERROR_FILE_CORRUPT
        1816: StorageSpace,  # ERROR_NOT_ENOUGH_QUOTA
        10013: StoragePermission,  # WSAEACCES
        10048: NetworkConnection,  # WSAEADDRINUSE
        10049: NetworkConnection,  # WSAEADDRNOTAVAIL
        10050: NetworkConnection,  # WSAENETDOWN
        10051: NetworkConnection,  # WSAENETUNREACH
        10052: NetworkConnection,  # WSAENETRESET
        10053: NetworkConnection,  # WSAECONNABORTED
        10054: NetworkConnection,  # WSAECONNRESET
        10055: NetworkConnection,  # WSAENOBUFS
        10057: NetworkConnection,  # WSAENOTCONN
        10058: NetworkConnection,  # WSAESHUTDOWN
        10060: _CONNECT_TIMEOUT,  # WSAETIMEDOUT
        10061: NetworkConnection,  # WSAECONNREFUSED
        10064: NetworkConnection,  # WSAEHOSTDOWN
        10065: NetworkConnection,  # WSAEHOSTUNREACH
        11001: NetworkDns,  # WSAHOST_NOT_FOUND
        11002: NetworkDns,  # WSATRY_AGAIN
        11003: NetworkDns,  # WSANO_RECOVERY
        11004: NetworkDns,  # WSANO_DATA
    }
)
WINERROR_READING: Final[Mapping[object, Target]] = _read_locks(WINERROR)

# The same numbers as they stand in texts of extensions, which keep nothing else: "(os error 28)" of Rust,
# "[errno 28]" of Arrow and Python, "errno = 28" of HDF5. On Windows, which has names for sockets, Rust gives its own.
OS_NUMBER: Final = Extract(r"\(os error (\d+)\)|\[errno (\d+)\]|errno = (\d+)")
ERRNO_TEXT: Final[Mapping[object, Target]] = MappingProxyType(
    {str(number): target for number, target in (WINERROR if hasattr(errno, "WSAECONNREFUSED") else ERRNO).items()}
)
ERRNO_TEXT_READING: Final[Mapping[object, Target]] = _read_locks(ERRNO_TEXT)

# The texts of the above, for an OSError that somebody made without a number. The first that is found decides.
OS_WORDS: Final[Mapping[str, Target]] = MappingProxyType(
    {
        # http.client, when a proxy refuses: "Tunnel connection failed: 407 Proxy Authentication Required".
        "tunnel connection failed: 407": ApiAuth,
        "tunnel connection failed: 403": ApiPermission,
        "tunnel connection failed": NetworkConnection,
        # Windows, where the number was lost on the way to another system.
        "used by another process": _BUSY,
        "[winerror 32]": _BUSY,
        "[winerror 33]": _BUSY,
        "name or service not known": NetworkDns,
        "nodename nor servname": NetworkDns,
        "name resolution": NetworkDns,
        "no address associated with hostname": NetworkDns,
        "getaddrinfo failed": NetworkDns,
        "certificate verify failed": NetworkTls,
        "handshake operation timed out": _CONNECT_TIMEOUT,
        "read operation timed out": Outcome(NetworkTimeout, fields={"phase": TimeoutPhase.READ}),
        "write operation timed out": Outcome(NetworkTimeout, fields={"phase": TimeoutPhase.WRITE}),
        "connection timed out": _CONNECT_TIMEOUT,
        "connect timeout": _CONNECT_TIMEOUT,
        "connect timed out": _CONNECT_TIMEOUT,
        "read timeout": Outcome(NetworkTimeout, fields={"phase": TimeoutPhase.READ}),
        "read timed out": Outcome(NetworkTimeout, fields={"phase": TimeoutPhase.READ}),
        "timed out": NetworkTimeout,
        "connection refused": NetworkConnection,
        "connection reset": NetworkConnection,
        "connection aborted": NetworkConnection,
        "broken pipe": NetworkConnection,
        "network is unreachable": NetworkConnection,
        "no route to host": NetworkConnection,
        "no space left on device": StorageSpace,
        "disk quota exceeded": StorageSpace,
        "disk is full": StorageSpace,
        "read-only file system": StoragePermission,
        "permission denied": StoragePermission,
        "too many open files": _BUSY,
        "no such file or directory": _FILE,
        # pandas, before it opens anything.
        "cannot save file into": Outcome(StorageWrite, fields={"path": Extract(r"directory: '([^']+)'")}),
        # numpy, of a file that took part of an array: "3000 requested and 1492 written".
        " requested and ": StorageSpace,
        # gzip, bz2: what they read is damaged.
        "invalid data stream": DataIntegrity,
        "not a gzipped file": DataIntegrity,
        "crc check failed": DataIntegrity,
    }
)
