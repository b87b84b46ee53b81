"""
`dataresult connectivity`: one question to a server, one line about the answer.

Floor 6. Words only; the question is `check_connectivity`.
"""

from dataresult._results import Failure, Success, sealed
from dataresult.klines import check_connectivity

from .screen import error_line, stdout
from .status import OK, failure_line, status_of

__all__ = ["checked"]


def checked(url: str, timeout_s: float) -> int:
    """
    Ask, and tell.

    Args:
        url: What to ask for.
        timeout_s: How long to wait, in seconds.

    Returns:
        The exit status.
    """
    match sealed(check_connectivity(url, timeout_s)):
        case Success(there):
            told = f"{there.url} answers: {there.status} in {there.elapsed_s:.3f} s over HTTP/{there.http_version}"
            stdout().print(told, markup=False, soft_wrap=True)
            return OK
        case Failure(error):
            error_line(failure_line(error, subject=""))
            return status_of([error])
