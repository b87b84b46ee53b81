"""
What Hypothesis loads through its entry point: strategies for our own classes, so that `st.from_type` knows them.

Floor 6. Hypothesis calls it while it is imported itself, in every test session: what it registers are functions, which
load the strategies when a test asks for one.
"""

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from dataresult._cause import Cause
    from dataresult.errors import CheckFailure, ClassifiedError

__all__ = ["register"]


def register() -> None:
    """Register every error class and their parts; `Result` itself is registered by `returns`."""
    from hypothesis.strategies import register_type_strategy

    from dataresult._cause import Cause
    from dataresult.errors import ERROR_TYPES, CheckFailure

    for each in ERROR_TYPES.values():
        register_type_strategy(each.error_class, _error)
    register_type_strategy(Cause, _cause)
    register_type_strategy(CheckFailure, _check_failure)


def _error(error_class: type) -> "SearchStrategy[ClassifiedError]":
    from dataresult.testing.strategies import error_of

    return error_of(cast("type[ClassifiedError]", error_class).code)


def _cause(_: type) -> "SearchStrategy[Cause]":
    from dataresult.testing.strategies import causes

    return causes()


def _check_failure(_: type) -> "SearchStrategy[CheckFailure]":
    from dataresult.testing.strategies import check_failures

    return check_failures()
