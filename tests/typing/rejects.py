"""
What must not type-check: each line that says so fails, under mypy, under pyright or under both.

Read by type checkers and run by nobody. The marks are the checkers' own: where one no longer fails, its mark is
reported as not needed. `test_typing.py` also takes the marks away and compares the lines that fail then.
"""

from typing import assert_never

from pandas import DataFrame

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
    FetchError,
    Internal,
    NetworkConnection,
    NetworkDns,
    NetworkError,
    NetworkTimeout,
    NetworkTls,
    OtherError,
    Result,
    StoragePermission,
    StorageRead,
    StorageSpace,
    StorageWrite,
    Success,
    Unexpected,
    fetcher,
    fold,
    guarded,
    sealed,
    stage,
)


@fetcher
def bars(symbol: str, *, limit: int = 500) -> DataFrame:
    """A fetcher."""
    return DataFrame({"symbol": [symbol] * limit})


@fetcher(source="exchange")
async def bars_later(symbol: str) -> DataFrame:
    """A fetcher that is a coroutine function."""
    return DataFrame({"symbol": [symbol]})


@guarded
def port(text: str) -> int:
    """Any value."""
    return int(text)


@stage
def closes(frame: DataFrame, minimum: float = 0.0) -> DataFrame:
    """A step."""
    return frame[frame["close"] > minimum]


class Shop:
    """Methods."""

    @fetcher
    def orders(self, day: str) -> DataFrame:
        """A method."""
        return DataFrame({"day": [day]})

    @staticmethod
    @fetcher
    def prices(day: str) -> DataFrame:
        """A static method."""
        return DataFrame({"day": [day]})

    @classmethod
    @fetcher
    def returns(cls, day: str) -> DataFrame:
        """A class method."""
        return DataFrame({"day": [day]})


def one_class_left_out(error: ClassifiedError) -> str:  # type: ignore[return]  # must fail  # pyright: ignore[reportReturnType]  # must fail
    """There is no arm for NetworkDns."""
    match error:  # type: ignore[exhaustive-match]  # must fail  # pyright: ignore[reportMatchNotExhaustive]  # must fail
        case NetworkTimeout() | NetworkConnection() | NetworkTls():
            return "network"
        case ApiRateLimit() | ApiAuth() | ApiPermission() | ApiFormat() | ApiRequest():
            return "api"
        case ApiNotFound() | ApiUnavailable():
            return "next"
        case DataEmpty() | DataPartial() | DataValidation() | DataIntegrity() | DataTransformation():
            return "data"
        case StorageRead() | StorageWrite() | StorageSpace() | StoragePermission():
            return "storage"
        case Unexpected() | Internal():
            return "bug"


def one_class_left_out_at_the_end(error: ClassifiedError) -> None:
    """There is no arm for Internal, and `assert_never` sees it."""
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
        case Unexpected():
            pass
        case _:
            assert_never(error)  # type: ignore[arg-type]  # must fail  # pyright: ignore[reportArgumentType]  # must fail


def one_family_left_out(result: DataResult) -> int:  # type: ignore[return]  # must fail  # pyright: ignore[reportReturnType]  # must fail
    """There is no arm for StorageError."""
    match sealed(result):
        case Success(frame):
            return len(frame)
        case Failure(error):
            match error:  # type: ignore[exhaustive-match]  # must fail  # pyright: ignore[reportMatchNotExhaustive]  # must fail
                case NetworkError() | ApiError():
                    return 1
                case DataError():
                    return 2
                case OtherError():
                    return 3


def success_left_out(result: DataResult) -> str:  # type: ignore[return]  # must fail  # pyright: ignore[reportReturnType]  # must fail
    """There is no arm for the success."""
    match sealed(result):  # type: ignore[exhaustive-match]  # must fail  # pyright: ignore[reportMatchNotExhaustive]  # must fail
        case Failure(error):
            return error.message


def special_arms_alone(result: DataResult) -> int:  # type: ignore[return]  # must fail  # pyright: ignore[reportReturnType]  # must fail
    """Nested patterns never add up; a last `case Failure(error)` is needed."""
    match sealed(result):  # type: ignore[exhaustive-match]  # must fail  # pyright: ignore[reportMatchNotExhaustive]  # must fail
        case Success(frame):
            return len(frame)
        case Failure(NetworkError()):
            return 1
        case Failure(ApiError() | DataError()):
            return 2
        case Failure(dr.StorageError() | OtherError()):
            return 3


async def wrong_calls(shop: Shop, frame: DataFrame) -> None:
    """The parameters of a decorated function are its own."""
    bars(500)  # type: ignore[arg-type]  # must fail  # pyright: ignore[reportArgumentType]  # must fail
    bars("BTCUSDT", 500)  # type: ignore[call-arg]  # must fail  # pyright: ignore[reportCallIssue]  # must fail
    bars("BTCUSDT", limt=500)  # type: ignore[call-arg]  # must fail  # pyright: ignore[reportCallIssue]  # must fail
    bars()  # type: ignore[call-arg]  # must fail  # pyright: ignore[reportCallIssue]  # must fail
    await bars_later(500)  # type: ignore[arg-type]  # must fail  # pyright: ignore[reportArgumentType]  # must fail
    await bars_later("BTCUSDT", limit=500)  # type: ignore[call-arg]  # must fail  # pyright: ignore[reportCallIssue]  # must fail
    port(443)  # type: ignore[arg-type]  # must fail  # pyright: ignore[reportArgumentType]  # must fail
    closes("BTCUSDT")  # type: ignore[arg-type]  # must fail  # pyright: ignore[reportArgumentType]  # must fail
    closes(frame, minimum="high")  # type: ignore[arg-type]  # must fail  # pyright: ignore[reportArgumentType]  # must fail
    shop.orders(20260301)  # type: ignore[arg-type]  # must fail  # pyright: ignore[reportArgumentType]  # must fail
    shop.orders()  # type: ignore[call-arg]  # must fail  # pyright: ignore[reportCallIssue]  # must fail
    shop.prices(20260301)  # type: ignore[arg-type]  # must fail  # pyright: ignore[reportArgumentType]  # must fail
    Shop.returns(20260301)  # type: ignore[arg-type]  # must fail  # pyright: ignore[reportArgumentType]  # must fail
    Shop.returns("2026-03-01", "2026-03-02")  # type: ignore[call-arg]  # must fail  # pyright: ignore[reportCallIssue]  # must fail


def wrong_results(result: DataResult) -> list[object]:
    """A result is not what is in it."""
    frame: DataFrame = bars("BTCUSDT")  # type: ignore[assignment]  # must fail  # pyright: ignore[reportAssignmentType]  # must fail
    bars("BTCUSDT").head()  # type: ignore[attr-defined]  # must fail  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]  # must fail
    number: Result[str, ClassifiedError] = port("443")  # type: ignore[assignment]  # must fail  # pyright: ignore[reportAssignmentType]  # must fail
    narrow: Result[DataFrame, ApiAuth] = result  # type: ignore[assignment]  # must fail  # pyright: ignore[reportAssignmentType]  # must fail
    text: str = dr.unwrap_or_raise(port("443"))  # type: ignore[assignment]  # must fail  # pyright: ignore[reportAssignmentType]  # must fail
    return [frame, number, narrow, text]


def wrong_decorations() -> None:
    """A fetcher returns a frame, and options have types."""
    fetcher(lambda: 3)  # type: ignore[arg-type, return-value]  # must fail  # pyright: ignore[reportArgumentType, reportCallIssue]  # must fail
    fetcher(source=3)  # type: ignore[call-overload]  # must fail  # pyright: ignore[reportArgumentType]  # must fail
    fetcher(sorce="exchange")  # type: ignore[call-overload]  # must fail  # pyright: ignore[reportCallIssue]  # must fail
    fetcher(empty="sometimes")  # type: ignore[call-overload]  # must fail  # pyright: ignore[reportArgumentType]  # must fail


def handler_left_out(result: DataResult) -> int:
    """`fold` demands every family under any setting."""
    return fold(  # type: ignore[call-arg]  # must fail  # pyright: ignore[reportCallIssue, reportUnknownVariableType]  # must fail
        result,
        success=len,
        network=lambda _: 1,
        api=lambda _: 2,
        data=lambda _: 3,
        storage=lambda _: 4,
    )


def wrong_errors(error: ApiRateLimit) -> None:
    """Errors are frozen, keyword-only and closed."""
    error.banned = True  # type: ignore[misc]  # must fail  # pyright: ignore[reportAttributeAccessIssue]  # must fail
    error.message = "changed"  # type: ignore[misc]  # must fail  # pyright: ignore[reportAttributeAccessIssue]  # must fail
    ApiRateLimit("slow down")  # type: ignore[call-arg]  # must fail  # pyright: ignore[reportCallIssue]  # must fail
    ApiRateLimit(banned="yes")  # type: ignore[arg-type]  # must fail  # pyright: ignore[reportArgumentType]  # must fail
    ApiRateLimit(host="example.org")  # type: ignore[call-arg]  # must fail  # pyright: ignore[reportCallIssue]  # must fail
    NetworkTimeout(timeout_s="ten")  # type: ignore[arg-type]  # must fail  # pyright: ignore[reportArgumentType]  # must fail
    DataPartial(missing=())  # type: ignore[call-arg]  # must fail  # pyright: ignore[reportCallIssue]  # must fail
    assert error.host  # type: ignore[attr-defined]  # must fail  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]  # must fail
    assert Failure("a text").failure().code  # type: ignore[attr-defined]  # must fail  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]  # must fail


class Harder(ApiRateLimit):  # type: ignore[misc]  # must fail  # pyright: ignore[reportGeneralTypeIssues]  # must fail
    """An error class is final."""


def other_error(error: FetchError) -> ClassifiedError:
    """The base is not in the union."""
    return error  # type: ignore[return-value]  # must fail  # pyright: ignore[reportReturnType]  # must fail


def no_such_name() -> None:
    """The front door has no other names than its own."""
    assert dr.DataResults  # type: ignore[attr-defined]  # must fail  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]  # must fail
