"""
The tracker of the process, and its methods as functions.

Floor 3. One instance, made when imported; everything that can be told a tracker works without it.
"""

from collections.abc import Mapping
from typing import Final

from dataresult.errors import FetchError

from .passing import AnyResult, Observer
from .tracker import ErrorTracker

__all__ = ["error_tracker", "observe", "observing", "track_error"]

error_tracker: Final = ErrorTracker()


def observe(result: AnyResult, *, boundary: str, tracker: ErrorTracker | None = None, **context: object) -> AnyResult:
    """
    Count a result that passes a boundary, and give the very same object back.

    Args:
        result: Anything a fetcher or a stage returned.
        boundary: The name of the place: `rest`, `cache`, `nightly`.
        tracker: Who counts; the tracker of the process unless given.
        context: Labels, such as `source="archive"`.
    """
    return (error_tracker if tracker is None else tracker).observe(result, boundary=boundary, **context)


def observing(boundary: str, *, tracker: ErrorTracker | None = None, **context: object) -> Observer:
    """
    Make a function of `observe`, for `flow`.

    Args:
        boundary: The name of the place.
        tracker: Who counts; the tracker of the process unless given.
        context: Labels, such as `source="archive"`.
    """
    return (error_tracker if tracker is None else tracker).observing(boundary, **context)


def track_error(error: FetchError | str, metadata: Mapping[str, object] | None = None) -> None:
    """
    Count one error with the tracker of the process.

    Args:
        error: An error, or a code such as `"API_RATE_LIMIT"`.
        metadata: Labels, such as `{"source": "archive"}`.

    Raises:
        ValueError: For a text that is no code.
    """
    error_tracker.track_error(error, metadata)
