"""
Assertions about results, typed so that the test goes on with the value or the error itself.

Floor 6. Plain asserts with a readable message; imports pandas only where frames are compared.
"""

from typing import TYPE_CHECKING, TypeVar, cast, overload

from returns.result import Failure, Result, Success

from dataresult._frames import is_frame
from dataresult._results import sealed
from dataresult.errors import ClassifiedError, DataPartial, FetchError

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["assert_failure", "assert_result_equal", "assert_success"]

V = TypeVar("V")
E = TypeVar("E", bound=FetchError)


def assert_success(result: Result[V, FetchError]) -> V:
    """
    Assert that a result is a success.

    Args:
        result: What a fetcher returned.

    Returns:
        Its value.

    Raises:
        AssertionError: For a failure; the message is the error's line and its traceback.
    """
    __tracebackhide__ = True  # pytest shows the line of the test
    match sealed(result):
        case Success(value):
            return value
        case Failure(error):
            raise AssertionError(f"a success was expected, not {error}\n{error.stack_trace or ''}".rstrip())


@overload
def assert_failure(result: Result[object, FetchError], error: type[E], /) -> E: ...
@overload
def assert_failure(result: Result[object, FetchError], /) -> ClassifiedError: ...
def assert_failure(result: Result[object, FetchError], error: type[FetchError] = FetchError, /) -> FetchError:
    """
    Assert that a result is a failure of a class or family.

    Args:
        result: What a fetcher returned.
        error: The class or family of error; any by default.

    Returns:
        The error, typed.

    Raises:
        AssertionError: For a success, or an error of another class.
    """
    __tracebackhide__ = True
    match sealed(result):
        case Success(_):
            raise AssertionError(f"{error.__name__} was expected, not {_told(result)}")
        case Failure(found) if isinstance(found, error):
            return found
        case Failure(found):
            raise AssertionError(f"{error.__name__} was expected, not {found}\n{found.stack_trace or ''}".rstrip())


def assert_result_equal(left: Result[V, FetchError], right: Result[V, FetchError]) -> None:
    """
    Assert that two results are equal, also where they hold frames (which `==` cannot compare).

    Errors are equal without their causes and times; the frames of partial data are compared too. Values of frames are
    compared exactly; a missing one equals a missing one.

    Args:
        left: One result.
        right: The other.

    Raises:
        AssertionError: With pandas' own account of the difference, for frames.
    """
    __tracebackhide__ = True
    one, other = _inner(left), _inner(right)
    if type(left) is not type(right):
        raise AssertionError(f"{_told(left)} is not equal to {_told(right)}")
    one_frame, other_frame = _frame(one), _frame(other)
    if one_frame is not None and other_frame is not None:
        _assert_frames_equal(one_frame, other_frame)
    elif one_frame is not None or other_frame is not None or one != other:
        raise AssertionError(f"{_told(left)} is not equal to {_told(right)}")
    elif isinstance(one, DataPartial) and isinstance(other, DataPartial):
        _assert_frames_equal(one.frame, other.frame)


def _frame(value: object) -> "DataFrame | None":
    return value if is_frame(value) else None


def _inner(result: Result[V, FetchError]) -> object:
    match sealed(result):
        case Success(value):
            return value
        case Failure(error):
            return cast("object", error)


def _told(result: Result[V, FetchError]) -> str:
    frame = _frame(_inner(result))
    return repr(result) if frame is None else f"a success with a frame of {len(frame)} rows"


def _assert_frames_equal(left: "DataFrame", right: "DataFrame") -> None:
    from pandas.testing import assert_frame_equal

    assert_frame_equal(left, right, check_exact=True)
