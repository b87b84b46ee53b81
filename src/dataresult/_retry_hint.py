"""
The judge for those who keep their retry library.

Floor 2. One question to the default classifier; knows no retry library.
"""

from datetime import timedelta

from ._classify import default_classifier
from ._retry_after import retry_after_delay
from ._vocabulary import Advice

__all__ = ["retry_hint"]


def retry_hint(exception: BaseException) -> bool | timedelta:
    """
    Judge for a retry library whether to ask again: stamina's `on=`, tenacity's predicates.

    Args:
        exception: What the attempt raised.

    Returns:
        False for no, True for yes, or the time to wait before it.

    Examples:
        >>> retry_hint(ConnectionResetError()), retry_hint(KeyError("close"))
        (True, False)
    """
    error = default_classifier.classify(exception)
    if error.next_step not in {Advice.RETRY, Advice.WAIT}:
        return False
    wait = retry_after_delay(getattr(error, "not_before", None)) or getattr(error, "retry_after", None)
    wait = wait or retry_after_delay(error.context.get("retry_after_s"))
    return wait if isinstance(wait, timedelta) else True
