"""
The law of an HTTP client: whatever goes wrong between it and a server is told as what it is.

Floor 6. Provokes the faults for real, on loopback; knows no client library.
"""

import sys
from collections.abc import Callable, Collection, Generator, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from importlib.util import find_spec
from ssl import Purpose, SSLContext, create_default_context
from typing import TYPE_CHECKING, Final, NamedTuple

from dataresult._classify import Classifier, default_classifier
from dataresult._vocabulary import Advice
from dataresult.errors import (
    ApiAuth,
    ApiError,
    ApiFormat,
    ApiNotFound,
    ApiPermission,
    ApiRateLimit,
    ApiRequest,
    ApiUnavailable,
    ClassifiedError,
    NetworkConnection,
    NetworkDns,
    NetworkTimeout,
    NetworkTls,
)
from dataresult.testing.faults._expected import Expected, raise_for_violations, violations
from dataresult.testing.faults._server import STALL_S, FaultServer, deaf_port, refusing_port, silent_port

if TYPE_CHECKING:
    from trustme import LeafCert

__all__ = ["check_http_client"]

# For what fails at once: far more than it takes.
_PATIENT_S: Final = 5.0
# Long enough from now that a date, which counts whole seconds, is still ahead when it is read.
_DATED_S: Final = 100

_LOST: Final = Expected(errors=(NetworkConnection,))
_LATE: Final = Expected(errors=(NetworkTimeout,))
_BROKEN: Final = Expected(errors=(ApiFormat,))
_WRONG: Final = Expected(errors=(ApiRequest,))
_UNTRUSTED: Final = Expected(errors=(NetworkTls,))

# Path on the server -> what is right.
_ON_THE_WIRE: Final[Mapping[str, Expected]] = {
    "reset-before": _LOST,
    "close-before": _LOST,
    "reset-in-body": _LOST,
    "cut-body": _LOST,
    "cut-between-chunks": _LOST,
    "cut-in-chunk": _LOST,
    "stall-before": _LATE,
    "stall-in-body": _LATE,
    "bad-chunk": _BROKEN,
    "bad-gzip": _BROKEN,
    "bad-status-line": _BROKEN,
    "two-lengths": _BROKEN,
    "html": _BROKEN,
    "loop": _BROKEN,
}
_STATUSES: Final[Mapping[int, type[ClassifiedError]]] = {
    400: ApiRequest,
    401: ApiAuth,
    403: ApiPermission,
    404: ApiNotFound,
    405: ApiRequest,
    408: NetworkTimeout,
    409: ApiRequest,
    410: ApiNotFound,
    413: ApiRequest,
    414: ApiRequest,
    415: ApiRequest,
    418: ApiRateLimit,
    422: ApiRequest,
    429: ApiRateLimit,
    451: ApiPermission,
    500: ApiUnavailable,
    501: ApiUnavailable,
    502: ApiUnavailable,
    503: ApiUnavailable,
    504: ApiUnavailable,
    520: ApiUnavailable,
    529: ApiUnavailable,
}
# Name -> a URL that cannot be asked.
_IMPOSSIBLE: Final = {
    "bad-port": "http://127.0.0.1:port/",
    "bad-scheme": "gopher+x://127.0.0.1/",
    "bad-url": "http://",
}


class _Fault(NamedTuple):
    """One thing that goes wrong: whom to ask, how patiently, and what is right."""

    name: str
    url: str
    expected: Expected
    timeout_s: float = _PATIENT_S


def check_http_client(
    ask: Callable[[str, float], object],
    *,
    classifier: Classifier = default_classifier,
    skip: Collection[str] = (),
) -> None:
    """
    Provoke every fault of HTTP for real, and see that each is classified as what it is.

    The faults, by name: `refused`, `unresolved`; `connect-stall`, `handshake-stall`, `stall-before`, `stall-in-body`;
    `reset-before`, `reset-in-body`, `close-before`, `cut-body`, `cut-between-chunks`, `cut-in-chunk`; `bad-chunk`,
    `bad-gzip`, `bad-status-line`, `two-lengths`, `html` (for JSON), `loop` (of redirects); `status-400` and every
    other status that servers refuse with; `wait-seconds`, `wait-date`, `wait-milliseconds`; `bad-port`, `bad-scheme`,
    `bad-url`; `tls-self-signed`, `tls-other-host`, `tls-expired` (left out where `trustme` is not installed: it comes
    with the extra `testing`).

    Args:
        ask: Your client: gets a URL and a limit in seconds, raises what it raises for a refusal, and reads the answer
            as JSON. It must not ask twice by itself.
        classifier: Whose judgement is looked at, with your own rules.
        skip: Names of faults that your client cannot meet.

    Raises:
        AssertionError: A fault is told as something else; the message lists every one.

    Examples:
        >>> import json, urllib.request
        >>> def ask(url, timeout_s):
        ...     with urllib.request.urlopen(url, timeout=timeout_s) as answer:
        ...         return json.load(answer)
        >>> check_http_client(ask, skip={"bad-gzip", "two-lengths"})  # doctest: +SKIP
    """
    skipped = frozenset(skip)
    found: list[str] = []
    with _faults() as faults:
        for fault in faults:
            if fault.name not in skipped:
                found += violations(fault.name, _asking(ask, fault), fault.expected, classifier)
    raise_for_violations(found, "HTTP clients")


def _asking(ask: Callable[[str, float], object], fault: _Fault) -> Callable[[], object]:
    return lambda: ask(fault.url, fault.timeout_s)


@contextmanager
def _faults() -> Generator[list[_Fault], None, None]:
    """Start what fails, and give all that can be asked of it."""
    with ExitStack() as stack:
        server = stack.enter_context(FaultServer())
        refusing, silent = stack.enter_context(refusing_port()), stack.enter_context(silent_port())
        faults = [
            _Fault("refused", f"http://127.0.0.1:{refusing}/", _LOST),
            _Fault("unresolved", "http://nonexistent.invalid/", Expected(errors=(NetworkDns,))),
            _Fault("handshake-stall", f"https://127.0.0.1:{silent}/", _LATE, STALL_S),
            *_of_server(server),
            *(_Fault(name, url, _WRONG) for name, url in _IMPOSSIBLE.items()),
        ]
        if sys.platform != "win32":  # a full queue refuses there
            deaf = stack.enter_context(deaf_port())
            faults.append(_Fault("connect-stall", f"http://127.0.0.1:{deaf}/", _LATE, STALL_S))
        for name, tls in _untrusted():
            url = stack.enter_context(FaultServer(tls)).url("ok", "https")
            faults.append(_Fault(name, url, _UNTRUSTED))
        yield faults


def _of_server(server: FaultServer) -> Iterator[_Fault]:
    for path, expected in _ON_THE_WIRE.items():
        yield _Fault(path, server.url(path), expected, STALL_S if expected is _LATE else _PATIENT_S)
    for status, error in _STATUSES.items():
        told = status if issubclass(error, ApiError) else None
        yield _Fault(f"status-{status}", server.url(f"status/{status}"), Expected(errors=(error,), http_status=told))
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=_DATED_S), usegmt=True).replace(" ", "%20")
    for name, value, wait in (
        ("wait-seconds", "7", timedelta(seconds=7)),
        ("wait-milliseconds", "1500/retry-after-ms", timedelta(milliseconds=1500)),
        ("wait-date", date, None),  # how long it still is depends on when it is read
    ):
        for status in (429, 503):
            expected = Expected(errors=(_STATUSES[status],), next_step=(Advice.WAIT,), wait=wait, http_status=status)
            yield _Fault(name, server.url(f"status/{status}/{value}"), expected)


def _untrusted() -> Iterator[tuple[str, SSLContext]]:
    """Give servers' ends of TLS with certificates that nobody should trust."""
    if find_spec("trustme") is None:
        return
    from trustme import CA

    authority = CA()
    expired = datetime.now(UTC) - timedelta(days=1)
    yield "tls-self-signed", _tls(authority.issue_cert("localhost", "127.0.0.1"))
    yield "tls-other-host", _tls(authority.issue_cert("other.example"))
    yield "tls-expired", _tls(authority.issue_cert("localhost", "127.0.0.1", not_after=expired))


def _tls(certificate: "LeafCert") -> SSLContext:
    context = create_default_context(Purpose.CLIENT_AUTH)
    certificate.configure_cert(context)  # pyright: ignore[reportUnknownMemberType]  # pyOpenSSL's context is in its hint
    return context
