"""
What must type-check: call sites as users write them, read by mypy and pyright and run by nobody.

A result of `sealed` is matched exhaustively; signatures stay through the decorators; types stay exact through
composition, where `flow` and do-notation need the mypy plugin of returns.
"""

from collections.abc import Coroutine, Mapping
from datetime import timedelta
from typing import assert_never, assert_type

from pandas import DataFrame
from returns.pipeline import flow
from returns.pointfree import bind, lash, map_
from returns.result import Result as ResultOfReturns

import dataresult as dr
from dataresult import (
    ApiAuth,
    ApiError,
    ApiFormat,
    ApiNotFound,
    ApiPermission,
    ApiRateLimit,
    ApiRequest,
    ApiUnavailable,
    ClassifiedError,
    DataEmpty,
    DataError,
    DataIntegrity,
    DataPartial,
    DataResult,
    DataTransformation,
    DataValidation,
    Failure,
    Internal,
    NetworkConnection,
    NetworkDns,
    NetworkError,
    NetworkTimeout,
    NetworkTls,
    OtherError,
    Result,
    StorageError,
    StoragePermission,
    StorageRead,
    StorageSpace,
    StorageWrite,
    Success,
    Unexpected,
    fetcher,
    fold,
    guarded,
    raise_error,
    raising,
    sealed,
    stage,
    unwrap_or_raise,
)


@fetcher
def bars(symbol: str, *, limit: int = 500) -> DataFrame:
    """A function that returns a frame."""
    return DataFrame({"symbol": [symbol] * limit})


@fetcher(source="exchange", capture=("symbol",))
def bars_from(symbol: str, limit: int = 500) -> DataFrame:
    """The same with options."""
    return DataFrame({"symbol": [symbol] * limit})


@fetcher(source="exchange")
def passed_on(symbol: str) -> DataResult:
    """A function that returns a result already."""
    return bars(symbol)


@fetcher
def narrow(symbol: str) -> Result[DataFrame, ApiAuth | DataEmpty]:
    """A function that returns a result with fewer errors; the boundary may add any."""
    return Failure(DataEmpty(context={"symbol": symbol}))


@fetcher
async def bars_later(symbol: str) -> DataFrame:
    """A coroutine function."""
    return DataFrame({"symbol": [symbol]})


@fetcher(source="exchange")
async def passed_on_later(symbol: str) -> DataResult:
    """A coroutine function that returns a result, with options."""
    return await bars_later(symbol)


@guarded
def port(text: str) -> int:
    """Any value."""
    return int(text)


@guarded(source="settings")
def port_from(text: str) -> int:
    """Any value, with options."""
    return int(text)


@guarded
def checked_port(text: str) -> Result[int, ClassifiedError]:
    """A result: it does not become a result in a result."""
    return port(text)


@guarded
async def port_later(text: str) -> int:
    """A coroutine function of any value."""
    return int(text)


@guarded(source="settings")
async def checked_port_later(text: str) -> Result[int, ClassifiedError]:
    """A coroutine function that returns a result, with options."""
    return await port_later(text)


@stage
def closes(frame: DataFrame, minimum: float = 0.0) -> DataFrame:
    """A step with an option of its own."""
    return frame[frame["close"] > minimum]


@stage(operation="write")
def written(frame: DataFrame, path: str) -> None:
    """A write that returns nothing."""
    frame.to_csv(path)


@stage(operation="validate")
async def checked_later(frame: DataFrame) -> DataFrame:
    """A step that is a coroutine function."""
    return frame


class Shop:
    """Methods of every kind."""

    @fetcher(source="shop", capture=("day",))
    def orders(self, day: str) -> DataFrame:
        """A method."""
        return DataFrame({"day": [day]})

    @fetcher
    async def orders_later(self, day: str) -> DataFrame:
        """A coroutine method."""
        return DataFrame({"day": [day]})

    @staticmethod
    @fetcher
    def prices(day: str) -> DataFrame:
        """A static method."""
        return DataFrame({"day": [day]})

    @classmethod
    @fetcher(source="shop")
    def returns(cls, day: str) -> DataFrame:
        """A class method."""
        return DataFrame({"day": [day]})

    @stage
    def cleaned(self, frame: DataFrame) -> DataFrame:
        """A step that is a method."""
        return frame

    @guarded
    def count(self, day: str) -> int:
        """Any value, from a method."""
        return len(day)


async def signatures(shop: Shop, frame: DataFrame) -> None:
    """Each call has its parameters and its exact result."""
    assert_type(bars("BTCUSDT", limit=3), Result[DataFrame, ClassifiedError])
    assert_type(bars_from("BTCUSDT", 3), Result[DataFrame, ClassifiedError])
    assert_type(passed_on(symbol="BTCUSDT"), DataResult)
    assert_type(narrow("BTCUSDT"), DataResult)
    assert_type(await assert_type(bars_later("BTCUSDT"), Coroutine[object, object, DataResult]), DataResult)
    assert_type(await passed_on_later("BTCUSDT"), DataResult)
    assert_type(port("443"), Result[int, ClassifiedError])
    assert_type(port_from(text="443"), Result[int, ClassifiedError])
    assert_type(checked_port("443"), Result[int, ClassifiedError])
    assert_type(await port_later("443"), Result[int, ClassifiedError])
    assert_type(await checked_port_later("443"), Result[int, ClassifiedError])
    assert_type(closes(frame, minimum=1.0), DataResult)
    assert_type(written(frame, "bars.csv"), DataResult)
    assert_type(await checked_later(frame), DataResult)
    assert_type(shop.orders(day="2026-03-01"), DataResult)
    assert_type(await shop.orders_later("2026-03-01"), DataResult)
    assert_type(shop.prices("2026-03-01"), DataResult)
    assert_type(Shop.prices("2026-03-01"), DataResult)
    assert_type(Shop.returns("2026-03-01"), DataResult)
    assert_type(shop.cleaned(frame), DataResult)
    assert_type(shop.count("2026-03-01"), Result[int, ClassifiedError])


def by_class(result: DataResult) -> str:
    """Every class has its arm: no other return is needed, and nothing is left over."""
    match sealed(result):
        case Success(frame):
            assert_type(frame, DataFrame)
            return "rows"
        case Failure(error):
            assert_type(error, ClassifiedError)
            match error:
                case NetworkTimeout(timeout_s=timeout_s):
                    assert_type(timeout_s, float | None)
                    return "timeout"
                case NetworkConnection() | NetworkDns() | NetworkTls():
                    return "network"
                case ApiRateLimit(retry_after=retry_after):
                    assert_type(retry_after, timedelta | None)
                    return "wait"
                case ApiAuth() | ApiPermission() | ApiFormat() | ApiRequest():
                    return "api"
                case ApiNotFound() | ApiUnavailable():
                    return "next"
                case DataEmpty():
                    return "empty"
                case DataPartial():
                    assert_type(error.frame, DataFrame)
                    return "partial"
                case DataValidation() | DataIntegrity() | DataTransformation():
                    return "data"
                case StorageRead() | StorageWrite() | StorageSpace() | StoragePermission():
                    return "storage"
                case Unexpected() | Internal():
                    return "bug"


def by_class_to_the_end(error: ClassifiedError) -> None:
    """`assert_never` sees that nothing is left, where no arm returns."""
    match error:
        case NetworkTimeout() | NetworkConnection() | NetworkDns() | NetworkTls():
            pass
        case ApiRateLimit() | ApiAuth() | ApiPermission() | ApiFormat() | ApiRequest():
            pass
        case ApiNotFound() | ApiUnavailable():
            pass
        case DataEmpty() | DataPartial() | DataValidation() | DataIntegrity() | DataTransformation():
            pass
        case StorageRead() | StorageWrite() | StorageSpace() | StoragePermission():
            pass
        case Unexpected() | Internal():
            pass
        case _:
            assert_never(error)


def by_family(result: DataResult) -> int:
    """The five families are exhaustive, too."""
    match sealed(result):
        case Success(frame):
            return len(frame)
        case Failure(error):
            match error:
                case NetworkError():
                    return 1
                case ApiError():
                    assert_type(error.http_status, int | None)
                    return 2
                case DataError():
                    return 3
                case StorageError():
                    return 4
                case OtherError():
                    return 5


def by_special_arms(result: DataResult) -> int:  # noqa: RET503  # `raise_error` never returns
    """The everyday way: a few special arms, then the rest, exactly typed."""
    match sealed(result):
        case Success(frame):
            return len(frame)
        case Failure(DataEmpty(expected=True)):
            return 0
        case Failure(ApiRateLimit() | ApiUnavailable()):
            return -1
        case Failure(error):
            raise_error(assert_type(error, ClassifiedError))


def by_narrow_union(result: Result[DataFrame, ApiAuth | DataEmpty]) -> str:
    """A narrower union demands fewer arms."""
    match sealed(result):
        case Success(_):
            return "rows"
        case Failure(error):
            match error:
                case ApiAuth():
                    return "credentials"
                case DataEmpty():
                    return "empty"


def by_fold(result: DataResult) -> int:
    """One handler for each family."""
    return fold(
        result,
        success=len,
        network=lambda error: 1 if error.retryable else 2,
        api=lambda error: error.http_status or 0,
        data=lambda _: 3,
        storage=lambda _: 4,
        other=lambda _: 5,
    )


def widened(result: Result[DataFrame, ApiAuth | DataEmpty]) -> DataResult:
    """A narrower union widens by assignment."""
    wide: DataResult = result
    return wide


def front_door() -> None:
    """`DataResult` is there under both spellings and is the result of returns."""
    result: dr.DataResult = bars("BTCUSDT")
    assert_type(result, ResultOfReturns[DataFrame, ClassifiedError])
    assert_type(dr.provenance(unwrap_or_raise(result)), dr.Provenance | None)


def ways_out(result: DataResult) -> None:
    """Whatever raises gives the bare value."""
    assert_type(unwrap_or_raise(result), DataFrame)
    assert_type(raising(bars)("BTCUSDT", limit=1), DataFrame)
    assert_type(raising(port)("443"), int)
    assert_type(dr.to_log_dict(result), dict[str, object])


def observed(result: DataResult, narrow_result: Result[int, ApiAuth], tracker: dr.ErrorTracker) -> None:
    """What passes a tracker stays what it is."""
    assert_type(tracker.observe(result, boundary="rest", source="archive"), DataResult)
    assert_type(tracker.observe(narrow_result, boundary="rest"), Result[int, ApiAuth])
    assert_type(tracker.observing("rest")(narrow_result), Result[int, ApiAuth])
    assert_type(dr.observe(result, boundary="rest"), DataResult)
    assert_type(dr.observing("rest", source="archive")(result), DataResult)
    tracker.track_error(DataEmpty())
    tracker.track_error("DATA_EMPTY", {"source": "archive"})


def composed(result: DataResult) -> None:
    """Methods of a result keep its types; pyright cannot read what `bind` takes, and knows what it gives."""
    assert_type(result.map(len), Result[int, ClassifiedError])
    assert_type(result.alt(str), Result[DataFrame, str])
    assert_type(result.bind(closes), DataResult)  # pyright: ignore[reportUnknownMemberType]  # what it takes is a kind of returns
    assert_type(result.bind(closes).bind(closes).map(len), Result[int, ClassifiedError])  # pyright: ignore[reportUnknownMemberType]  # what it takes is a kind of returns
    assert_type(result.lash(retried), DataResult)  # pyright: ignore[reportUnknownMemberType]  # what it takes is a kind of returns
    assert_type(result.value_or(None), DataFrame | None)


def retried(error: ClassifiedError) -> DataResult:
    """A way back from a failure."""
    return bars("BTCUSDT") if error.retryable else Failure(error)


def piped(symbol: str) -> None:
    """`flow`, the pointfree functions and do-notation: mypy's plugin knows them, pyright gives Unknown."""
    observed_rest = dr.observing("rest")
    rows = flow(bars(symbol), observed_rest, bind(closes), lash(retried), map_(len))  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]  # mypy only
    assert_type(rows, Result[int, ClassifiedError])  # pyright: ignore[reportAssertTypeFailure]  # mypy only
    frame = flow(symbol, bars, bind(closes))  # pyright: ignore[reportUnknownVariableType]  # mypy only
    assert_type(frame, DataResult)  # pyright: ignore[reportAssertTypeFailure]  # mypy only
    done = Result.do(len(one) + len(two) for one in bars(symbol) for two in passed_on(symbol))  # pyright: ignore[reportUnknownVariableType]  # mypy only
    assert_type(done, Result[int, ClassifiedError])  # pyright: ignore[reportAssertTypeFailure]  # mypy only


def combined(symbols: list[str], result: DataResult) -> None:
    """The combinators of the package."""
    assert_type(dr.accept_empty(result), DataResult)
    assert_type(dr.accept_partial(result), DataResult)
    assert_type(dr.failover(bars_from, bars_from)("BTCUSDT", limit=5), DataResult)
    assert_type(dr.retrying(bars_from)("BTCUSDT", limit=5), DataResult)
    batch = dr.fetch_many(symbols, bars)
    assert_type(batch, dr.Batch[str, DataFrame])
    assert_type(batch.successes, Mapping[str, DataFrame])
    assert_type(batch.failures, Mapping[str, ClassifiedError])
    assert_type(batch.again(), tuple[str, ...])
    assert_type(dr.fetch_many([80, 443], lambda number: port(str(number))), dr.Batch[int, int])


async def combined_later(symbols: list[str]) -> None:
    """The combinators for coroutine functions."""
    assert_type(await dr.failover(bars_later, bars_later)("BTCUSDT"), DataResult)
    assert_type(await dr.fetch_many_async(symbols, bars_later), dr.Batch[str, DataFrame])
