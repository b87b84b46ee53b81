"""
The exchange on loopback: its life, its log, and which fault meets which request.

Floor 6. What is answered is decided in `rest` and by the content, how it is sent in `wire`. No thread and no
socket outlives `stop()`.
"""

import socket
import time
from collections import Counter, deque
from collections.abc import Callable, Mapping
from fnmatch import fnmatchcase
from os import PathLike
from threading import Lock
from types import MappingProxyType, TracebackType
from typing import Final, Self
from urllib.parse import unquote

from attrs import define, field, frozen

from dataresult.testing.exchange.answers import (
    JSON_TYPE,
    ZIP_TYPE,
    Answer,
    Occasion,
    http_date,
    no_such_key,
    object_answer,
)
from dataresult.testing.exchange.archive import ArchiveKey
from dataresult.testing.exchange.content import ExchangeContent
from dataresult.testing.exchange.faults import Endpoint, Fault
from dataresult.testing.exchange.limits import WeightLimiter
from dataresult.testing.exchange.listener import Listener
from dataresult.testing.exchange.market import GeneratedMarket
from dataresult.testing.exchange.markets import MARKETS, MarketName
from dataresult.testing.exchange.recorded import RecordedMarket
from dataresult.testing.exchange.rest import refusal, rest_answer, rest_call, weight_headers

__all__ = ["ExchangeServer", "Injection", "ServedRequest", "refused_url"]

_ARCHIVE_PREFIX: Final = "/archive"
_CHECKSUM_SUFFIX: Final = ".CHECKSUM"
_REDIRECT_LOOP: Final = "/redirect-loop"
# A log that a long run cannot fill memory with.
_LOG_SIZE: Final = 100_000


@frozen(kw_only=True)
class ServedRequest:
    """
    One request as the exchange saw it.

    Args:
        method: GET or HEAD.
        path: the path asked for, as it was sent.
        query: what stood behind the question mark.
        endpoint: the kind of request; None for a path that is neither REST nor archive.
        status: the status sent; None where a fault let the client see none.
        fault: the name of the fault it met, if any.
        at_s: the exchange's time, in seconds since the epoch.
    """

    method: str
    path: str
    query: str
    endpoint: Endpoint | None
    status: int | None
    fault: str | None
    at_s: float


@define(kw_only=True, eq=False)
class Injection:
    """A fault in waiting: which requests it is meant for, and how often it has struck."""

    fault: Fault
    path: str
    times: int | None
    after: int
    fired: int = field(default=0, init=False)
    _passed: int = field(default=0, init=False)
    _removed: bool = field(default=False, init=False)

    def remove(self) -> None:
        """Never strike again."""
        self._removed = True

    def strikes(self, target: str, endpoint: Endpoint | None) -> bool:
        """Whether this request meets the fault, and count it; the server asks, under its lock."""
        if self._removed or endpoint not in self.fault.endpoints or not fnmatchcase(target, self.path):
            return False
        if self.times is not None and self.fired >= self.times:
            return False
        if self._passed < self.after:
            self._passed += 1
            return False
        self.fired += 1
        return True


class ExchangeServer:
    """
    An exchange on loopback: klines, archives with checksums, real limits, and faults on request.

    A context manager; `start()` and `stop()` do the same by hand. `base_url` answers the REST paths of all
    three markets (`/api/v3/klines`, `/fapi/v1/klines`, `/dapi/v1/klines`, with `ping`, `time` and
    `exchangeInfo`), `archive_url` is the archive host (`{archive_url}/data/spot/daily/klines/...`).

    Args:
        contents: what it serves; for each symbol the first that lists it answers. Without any, a
            `GeneratedMarket()`.
        clock: the exchange's time, in seconds since the epoch: it decides what is published, when a minute's
            weight is forgotten, and which bar is still open.
        weight_limits: request weight a minute by market, where it should not be the real one's.
        refusals_before_ban: how many requests in a row are answered 429 before a ban (418).

    Example:
        >>> import urllib.request
        >>> with ExchangeServer() as exchange:
        ...     urllib.request.urlopen(f"{exchange.base_url}/api/v3/ping").read()
        b'{}'
    """

    def __init__(
        self,
        *contents: ExchangeContent,
        clock: Callable[[], float] = time.time,
        weight_limits: Mapping[MarketName, int] = MappingProxyType({}),
        refusals_before_ban: int = 10,
    ) -> None:
        self._contents: tuple[ExchangeContent, ...] = contents or (GeneratedMarket(),)
        self._clock = clock
        self._weight_limits = dict(weight_limits)
        self._refusals_before_ban = refusals_before_ban
        self._lock = Lock()
        self._injections: list[Injection] = []
        self._log: deque[ServedRequest] = deque(maxlen=_LOG_SIZE)
        self._limiters = self._new_limiters()
        self._listener: Listener | None = None

    @classmethod
    def from_recorded(
        cls,
        data: str | PathLike[str],
        *contents: ExchangeContent,
        clock: Callable[[], float] = time.time,
        weight_limits: Mapping[MarketName, int] = MappingProxyType({}),
        refusals_before_ban: int = 10,
    ) -> Self:
        """
        An exchange that serves recorded files, and `contents` for the symbols that have none.

        Args:
            data: a directory as `RecordedMarket` reads it.
            contents: asked after the recorded data.
            clock: as for `ExchangeServer`.
            weight_limits: as for `ExchangeServer`.
            refusals_before_ban: as for `ExchangeServer`.
        """
        return cls(
            RecordedMarket(data),
            *contents,
            clock=clock,
            weight_limits=weight_limits,
            refusals_before_ban=refusals_before_ban,
        )

    def start(self) -> Self:
        """
        Listen on a free port of the loopback address.

        Raises:
            RuntimeError: it is running.
        """
        if self._listener is not None:
            raise RuntimeError("the exchange is running")
        self._listener = Listener(self._exchange)
        return self

    def stop(self) -> None:
        """Stop listening, end every connection and stall, and return when no thread is left."""
        listener, self._listener = self._listener, None
        if listener is not None:
            listener.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def base_url(self) -> str:
        """
        The root of the REST paths, without a slash at its end.

        Raises:
            RuntimeError: it is not running.
        """
        if self._listener is None:
            raise RuntimeError("the exchange is not running: use it as a context manager or call start()")
        return self._listener.url

    @property
    def archive_url(self) -> str:
        """The root of the archive host: object keys (`data/spot/...`) follow after a slash."""
        return f"{self.base_url}{_ARCHIVE_PREFIX}"

    def inject(self, fault: Fault, *, path: str = "*", times: int | None = 1, after: int = 0) -> Injection:
        """
        Let requests meet a fault.

        Args:
            fault: which; only requests of its endpoints meet it.
            path: a glob over path and query, as in `"*/klines?*symbol=BTCUSDT*"` or `"*-1h-2024-01-0?.zip"`.
            times: how many requests; None for all.
            after: how many such requests pass unharmed before.

        Returns:
            The injection; it counts how often it struck and can be removed. Of several that fit a request,
            the first injected strikes.
        """
        injection = Injection(fault=fault, path=path, times=times, after=after)
        with self._lock:
            self._injections.append(injection)
        return injection

    @property
    def requests(self) -> tuple[ServedRequest, ...]:
        """The requests served since the last `reset`, oldest first; at most the last 100,000."""
        with self._lock:
            return tuple(self._log)

    @property
    def counts(self) -> Mapping[tuple[Endpoint | None, int | None], int]:
        """How many requests were served by endpoint and status."""
        return Counter((request.endpoint, request.status) for request in self.requests)

    @property
    def used_weight(self) -> int:
        """The spot market's request weight used in the present minute; may be set."""
        return self.limiter("spot").used

    @used_weight.setter
    def used_weight(self, weight: int) -> None:
        with self._lock:
            self._limiters["spot"].used = weight

    def limiter(self, market: MarketName) -> WeightLimiter:
        """A market's limiter, whose `used` and `limit` may be set."""
        return self._limiters[market]

    def reset(self) -> None:
        """Forget faults, requests, weights and bans."""
        with self._lock:
            self._injections.clear()
            self._log.clear()
            self._limiters = self._new_limiters()

    def _new_limiters(self) -> dict[MarketName, WeightLimiter]:
        return {
            name: WeightLimiter(
                limit=self._weight_limits.get(name, row.weight_limit),
                refusals_before_ban=self._refusals_before_ban,
            )
            for name, row in MARKETS.items()
        }

    def _exchange(self, method: str, target: str) -> tuple[Answer, Fault | None]:
        """Answer one request and log it: the answer to send, and the fault to send it with."""
        path, _, query = target.partition("?")
        now_s = self._clock()
        answer, endpoint, headers = self._genuine(path, query, now_s)
        with self._lock:
            struck = next((i for i in self._injections if i.strikes(target, endpoint)), None)
        fault = None if struck is None else struck.fault
        if fault is not None:
            answer = fault.applied(answer, Occasion(target, now_s))
        if answer.headers.get("Content-Type", JSON_TYPE) == JSON_TYPE:
            answer = answer.with_headers(headers)
        served = ServedRequest(
            method=method,
            path=path,
            query=query,
            endpoint=endpoint,
            status=None if fault is not None and not fault.shows_status else answer.status,
            fault=None if fault is None else fault.name,
            at_s=now_s,
        )
        with self._lock:
            self._log.append(served)
        return answer.with_headers({"Date": http_date(now_s)}), fault

    def _genuine(self, path: str, query: str, now_s: float) -> tuple[Answer, Endpoint | None, Mapping[str, str]]:
        """What the exchange says when nothing is wrong, to which kind of request, and REST headers."""
        if path == _REDIRECT_LOOP:
            return Answer(302, b"", {"Location": _REDIRECT_LOOP}), None, {}
        if path.startswith(f"{_ARCHIVE_PREFIX}/"):
            key = unquote(path).removeprefix(f"{_ARCHIVE_PREFIX}/")
            endpoint = Endpoint.CHECKSUM if key.endswith(_CHECKSUM_SUFFIX) else Endpoint.ARCHIVE
            return self._file(key, endpoint, now_s), endpoint, {}
        call = rest_call(path, query)
        if call is None:
            return no_such_key(path.removeprefix("/")), None, {}
        with self._lock:
            verdict = self._limiters[call.market.name].spend(call.weight, now_s)
        headers = weight_headers(call, verdict)
        if verdict.status != 200:
            return refusal(call, verdict), Endpoint.REST, headers
        return rest_answer(call, self._contents, int(now_s * 1000)), Endpoint.REST, headers

    def _file(self, key: str, endpoint: Endpoint, now_s: float) -> Answer:
        archive = ArchiveKey.parse(key.removesuffix(_CHECKSUM_SUFFIX))
        if archive is None:
            return no_such_key(key)
        wants_checksum = endpoint is Endpoint.CHECKSUM
        for content in self._contents:
            if archive.symbol in content.symbols(archive.market):
                find = content.checksum if wants_checksum else content.archive
                found = find(archive, int(now_s * 1000))
                if found is None:
                    break
                kind = "binary/octet-stream" if wants_checksum else ZIP_TYPE
                return object_answer(found, kind, archive.span_ms()[1] / 1000)
        return no_such_key(key)


def refused_url() -> str:
    """A URL at which a connection is refused: the port was free a moment ago and nothing listens on it."""
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{holder.getsockname()[1]}"
