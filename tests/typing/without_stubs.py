"""
What still type-checks where pandas-stubs is not installed and a `DataFrame` is `Any`.

A function that says `-> DataFrame` says `-> Any` then, which fits a coroutine as well: mypy gives up and its
signature is gone. A function that says `-> DataResult` keeps it (a coroutine function does not), and so does
`@guarded`.
"""

from typing import assert_type

from dataresult import ClassifiedError, DataResult, Failure, Result, Success, fetcher, guarded, sealed


@fetcher(source="exchange")
def bars(symbol: str) -> DataResult:
    """A fetcher that names its result."""
    raise NotImplementedError(symbol)


@guarded
def port(text: str) -> int:
    """A value that is no frame."""
    return int(text)


def called() -> str:
    """Signatures are there, and a match is exhaustive."""
    assert_type(port("443"), Result[int, ClassifiedError])
    bars(500)  # type: ignore[arg-type]  # must fail  # pyright: ignore[reportArgumentType]  # likewise
    match sealed(assert_type(bars("BTCUSDT"), DataResult)):
        case Success(_):
            return "rows"
        case Failure(error):
            return error.message
