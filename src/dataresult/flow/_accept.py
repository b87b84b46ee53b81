"""
Taking less than a whole frame for a success, where the caller says so.

Floor 5. Pure: a result in, a result out.
"""

from typing import TYPE_CHECKING

from returns.result import Failure, Result, Success

from dataresult._results import sealed
from dataresult.errors import ClassifiedError, DataEmpty, DataPartial

if TYPE_CHECKING:
    from pandas import DataFrame

    from dataresult._results import DataResult

__all__ = ["MISSING_ATTR", "accept_empty", "accept_partial"]

# Where an accepted part says what it lacks: ISO 8601 ranges, half-open, one text, so that files keep it.
MISSING_ATTR = "dataresult.missing"


def accept_empty(result: "Result[DataFrame, ClassifiedError]") -> "DataResult":
    """
    Take no rows for a success.

    Args:
        result: What a fetcher returned.

    Returns:
        Success: the frame; for a `DataEmpty` the typed empty frame of its schema, shape (0, n). Failure: any other
        error, as it was.

    Examples:
        >>> accept_empty(Failure(DataEmpty(schema={"close": "float64"}))).unwrap().dtypes.to_dict()
        {'close': dtype('float64')}
    """
    match sealed(result):
        case Failure(DataEmpty() as error):
            return Success(error.empty_frame())
        case _:
            return result


def accept_partial(result: "Result[DataFrame, ClassifiedError]") -> "DataResult":
    """
    Take the rows that came for a success.

    Args:
        result: What a fetcher returned.

    Returns:
        Success: the frame; for a `DataPartial` the rows that came, with the missing ranges as text in
        `frame.attrs["dataresult.missing"]`. Failure: any other error, as it was.
    """
    match sealed(result):
        case Failure(DataPartial() as error):
            missing = " ".join(f"{start.isoformat()}/{end.isoformat()}" for start, end in error.missing)
            frame = error.frame.copy(deep=False)
            frame.attrs[MISSING_ATTR] = missing
            return Success(frame)
        case _:
            return result
