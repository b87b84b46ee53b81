"""
The HTTP status in the text of an exception that has lost its answer, by a pickle or a wrapper that kept the text only.

Floor 1. Data only. The meaning of each status is in `http_status.py`.
"""

from collections.abc import Mapping
from typing import Final

from dataresult.errors import ApiError

from ._rule import Outcome, Target
from .http_status import STATUS, STATUS_CLASS

__all__ = ["STATUS_NUMBERS", "status_words"]

# The statuses that servers answer with: registered ones, and vendors' own that have a row.
_REFUSALS: Final = tuple(
    sorted(
        # Numbers, since `http.HTTPStatus` costs as much to load as three rule files.
        {*range(400, 419), *range(421, 427), 428, 429, 431, 451, *range(500, 509), 510, 511}
        | {*STATUS}
        | {520, 521, 522, 523, 524, 525, 526, 527, 529, 530, 598, 599}
    )
)


def _with_status(target: Target, status: int) -> Outcome:
    outcome = target if isinstance(target, Outcome) else Outcome(target)
    fields = {**outcome.fields, "http_status": status} if issubclass(outcome.error, ApiError) else outcome.fields
    return Outcome(outcome.error, fields=fields, next_step=outcome.next_step, writing=outcome.writing)


# For a status that was found in a text as a number.
STATUS_NUMBERS: Final[Mapping[object, Target]] = {
    str(status): _with_status(STATUS.get(status) or STATUS_CLASS[status // 100], status) for status in _REFUSALS
}


def status_words(template: str) -> Mapping[str, Target]:
    """
    Make the table of words for the texts of one library.

    Args:
        template: What the library writes, in lower case, with `{status}` in it.

    Returns:
        Fragment to what that status means.

    Examples:
        >>> status_words("{status} client error")["404 client error"].error.__name__
        'ApiNotFound'
    """
    return {
        template.format(status=status): _with_status(STATUS.get(status) or STATUS_CLASS[status // 100], status)
        for status in _REFUSALS
    }
