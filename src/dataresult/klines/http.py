"""
One way to a server: keep-alive connections, refusals as errors, and no question before the server allows it again.

Floor 5. Knows HTTP and nothing of klines. Raises: exceptions of `curl_cffi`, or a `ClassifiedException` with what
the server's refusal means. Never retries and never sleeps.
"""

import os
import threading
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from attrs import field, frozen

from dataresult._classify import default_classifier
from dataresult._results import raise_error
from dataresult.errors import ApiNotFound, ApiRateLimit

if TYPE_CHECKING:
    from curl_cffi.requests import Response, Session

__all__ = ["Answer", "Gate", "HttpClient", "gate_of"]

# A server in need of more hops than this is in a loop.
_REDIRECTS_MAX: Final = 5
# libcurl's numbers: https://curl.se/libcurl/c/CURLOPT_HTTP_VERSION.html
_HTTP_VERSIONS: Final = {1: "1.0", 2: "1.1", 3: "2", 30: "3"}


@frozen(kw_only=True)
class Answer:
    """
    The answer of a server.

    Args:
        status: Its HTTP status.
        headers: Its headers, names in lower case.
        body: Its body.
        url: Where it came from, after redirects.
        elapsed_s: How long it took, in seconds.
        http_version: The version of the protocol, such as `1.1`.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    url: str
    elapsed_s: float
    http_version: str

    @property
    def date(self) -> datetime | None:
        """The server's clock when it answered; aware, UTC."""
        try:
            told = parsedate_to_datetime(self.headers.get("date", ""))
        except ValueError:
            return None
        return told.replace(tzinfo=UTC) if told.tzinfo is None else told.astimezone(UTC)


class Gate:
    """Until when a server wants no questions: shared by all clients of it in this process, safe under threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._refusal: ApiRateLimit | None = None

    def check(self) -> None:
        """
        Refuse to ask while the server wants no questions.

        Raises:
            ClassifiedException: With an `ApiRateLimit` that says what is left of the wait.
        """
        with self._lock:
            refusal = self._refusal
        if refusal is None or refusal.not_before is None:
            return
        left = refusal.not_before - datetime.now(UTC)
        if left > timedelta():
            raise_error(
                ApiRateLimit(
                    message=f"not asked: the server wants no requests before {refusal.not_before:%H:%M:%S} UTC",
                    retry_after=left,
                    not_before=refusal.not_before,
                    limit=refusal.limit,
                    used=refusal.used,
                    banned=refusal.banned,
                    provider_code=refusal.provider_code,
                )
            )

    def close(self, refusal: ApiRateLimit) -> ApiRateLimit:
        """
        Take a refusal to heart.

        Args:
            refusal: What the server said.

        Returns:
            The same with the instant before which nothing is asked. Without a hint that is the end of the minute,
            when the exchange forgets the weight that was used.
        """
        now = datetime.now(UTC)
        not_before = refusal.not_before
        if not_before is None:
            minute_ends = now.replace(second=0, microsecond=0) + timedelta(minutes=1)
            not_before = minute_ends if refusal.retry_after is None else now + refusal.retry_after
        told = refusal.derive(not_before=not_before)
        with self._lock:
            latest = None if self._refusal is None else self._refusal.not_before
            if latest is None or not_before > latest:
                self._refusal = told
        return told


_gates: Final[dict[str, Gate]] = {}
_gates_lock: Final = threading.Lock()


def gate_of(base_url: str) -> Gate:
    """Give the gate of a server: limits are counted by address, so that all clients of a process share them."""
    with _gates_lock:
        return _gates.setdefault(base_url, Gate())


class HttpClient:
    """
    Asks one server, from any number of threads.

    Args:
        base_url: The root of all paths.
        timeout_s: How long one answer may take, in seconds.
    """

    def __init__(self, base_url: str, *, timeout_s: float) -> None:
        self.base_url: str = base_url.rstrip("/")
        self.timeout_s = timeout_s
        self._gate = gate_of(self.base_url)
        self._lock = threading.Lock()
        self._begin()

    def _begin(self) -> None:
        # A session for each thread: libcurl's handles are not to be shared, and not to be carried over a fork.
        self._sessions: list[Session[Response]] = []
        self._local = threading.local()
        self._process = os.getpid()

    def get(self, path: str, parameters: Mapping[str, str | int] = MappingProxyType({})) -> Answer:
        """
        Ask.

        Args:
            path: The path, with a leading slash.
            parameters: The query.

        Returns:
            An answer that is no refusal.

        Raises:
            ClassifiedException: With the error that the refusal is.
        """
        self._gate.check()
        answer = self._fetch(self.base_url + path, parameters)
        refused = default_classifier.classify_answer(answer.status, answer.headers, answer.body)
        if isinstance(refused, ApiRateLimit):
            refused = self._gate.close(refused)
        if isinstance(refused, ApiNotFound) and refused.resource is None:
            refused = refused.derive(resource=path)
        if refused is not None:
            raise_error(refused)
        return answer

    def _fetch(self, url: str, parameters: Mapping[str, str | int]) -> Answer:
        response = self._session().get(url, params=dict(parameters), timeout=self.timeout_s)
        return Answer(
            status=response.status_code,
            headers={str(name).lower(): str(value) for name, value in response.headers.items()},
            body=response.content,
            url=str(response.url),
            elapsed_s=response.elapsed.total_seconds(),
            http_version=_HTTP_VERSIONS.get(int(response.http_version), "?"),
        )

    def _session(self) -> "Session[Response]":
        if self._process != os.getpid():
            self._begin()
        kept: Session[Response] | None = getattr(self._local, "session", None)
        return self._new_session() if kept is None else kept

    def _new_session(self) -> "Session[Response]":
        from curl_cffi import requests

        session: Session[Response] = requests.Session(use_thread_local_curl=False, max_redirects=_REDIRECTS_MAX)
        self._local.session = session
        with self._lock:
            self._sessions.append(session)
        return session

    def close(self) -> None:
        """End the connections; asking again opens new ones."""
        with self._lock:
            sessions, self._sessions = self._sessions, []
            self._local = threading.local()
        for session in sessions:
            session.close()
