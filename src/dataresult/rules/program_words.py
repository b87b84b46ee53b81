"""
What programs write before they end with an exit status: the tools that pipelines call, and Python itself.

Floor 1. Data only, in lower case; the first fragment that is found decides.
Sources: https://curl.se/libcurl/c/libcurl-errors.html, https://www.gnu.org/software/wget/manual/wget.html;
https://docs.aws.amazon.com/cli/latest/userguide/cli-chap-troubleshooting.html; `ssh`, `rsync`, `tar`, `gzip`, `psql`.
https://tldp.org/LDP/abs/html/exitcodes.html for the exit statuses of a shell.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from dataresult._vocabulary import Advice, TimeoutPhase
from dataresult.errors import (
    ApiAuth,
    ApiNotFound,
    ApiPermission,
    ApiRateLimit,
    DataIntegrity,
    Internal,
    NetworkConnection,
    NetworkDns,
    NetworkTimeout,
    NetworkTls,
)

from ._rule import Outcome, Target
from .http_status_words import status_words
from .os_errno import OS_WORDS

__all__ = ["EXIT_STATUS", "PROGRAM_WORDS"]

_MEMORY: Final = Outcome(Internal, next_step=Advice.SHRINK_REQUEST)

# Of a shell: a number above 128 is a signal; Python gives the signal itself, below zero.
EXIT_STATUS: Final[Mapping[object, Target]] = MappingProxyType(
    {
        126: Internal,  # found, and cannot be executed
        127: Internal,  # not found
        137: _MEMORY,  # SIGKILL: what the kernel sends when memory is out
        -9: _MEMORY,
        139: Internal,  # SIGSEGV
        -11: Internal,
        134: Internal,  # SIGABRT
        -6: Internal,
    }
)

PROGRAM_WORDS: Final[Mapping[str, Target]] = MappingProxyType(
    {
        # Python.
        "modulenotfounderror: ": Internal,
        "importerror: ": Internal,
        "memoryerror": _MEMORY,
        # ssh, rsync, scp.
        "permission denied (": ApiAuth,
        "host key verification failed": NetworkTls,
        "connection unexpectedly closed": NetworkConnection,
        "connection closed by": NetworkConnection,
        # Object stores: the code stands in brackets.
        "(accessdenied)": ApiPermission,
        "(allaccessdisabled)": ApiPermission,
        "(nosuchkey)": ApiNotFound,
        "(nosuchbucket)": ApiNotFound,
        "(expiredtoken)": ApiAuth,
        "(invalidaccesskeyid)": ApiAuth,
        "(signaturedoesnotmatch)": ApiAuth,
        "(slowdown)": ApiRateLimit,
        "(throttling": ApiRateLimit,
        "unable to locate credentials": ApiAuth,
        # HTTP.
        **status_words("an error occurred ({status})"),
        **status_words("requested url returned error: {status}"),
        **status_words("error {status}: "),
        **status_words("http error {status}"),
        # Databases and version control.
        "authentication failed": ApiAuth,
        "could not read username": ApiAuth,
        # The network.
        "could not resolve host": NetworkDns,
        "unable to resolve host address": NetworkDns,
        "failed to connect": NetworkConnection,
        "couldn't connect": NetworkConnection,
        "could not connect": NetworkConnection,
        "ssl certificate problem": NetworkTls,
        "certificate has expired": NetworkTls,
        "operation timed out": NetworkTimeout,
        "connection timed out": Outcome(NetworkTimeout, fields={"phase": TimeoutPhase.CONNECT}),
        # Archives.
        "unexpected end of file": DataIntegrity,
        "unexpected eof in archive": DataIntegrity,
        "not in gzip format": DataIntegrity,
        "checksum did not match": DataIntegrity,
        "crc error": DataIntegrity,
        # This machine.
        "out of memory": _MEMORY,
        "cannot allocate memory": _MEMORY,
        "command not found": Internal,
        **OS_WORDS,
    }
)
