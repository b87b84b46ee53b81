"""
The scope of an operation: what is set here is on every error and log record made inside.

Floor 0. One context variable and the two ways to it; knows neither errors nor logging.
"""

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar

from ._values import EMPTY_CONTEXT, FrozenMapping, reduce_context

__all__ = ["current_context", "error_context"]

_scope: ContextVar[FrozenMapping] = ContextVar("dataresult.error_context", default=EMPTY_CONTEXT)


def current_context() -> FrozenMapping:
    """Give what the scopes around this call have set; read-only, the innermost value of each name."""
    return _scope.get()


@contextmanager
def error_context(**values: object) -> Generator[None]:
    """
    Open a scope whose values are on every error and log record made inside.

    It holds across `await` and in the threads that this library starts; scopes nest, the inner value wins.

    Args:
        values: What to add, such as `job="nightly"` or `run=7`; reduced to scalars and redacted at once.

    Examples:
        >>> with error_context(job="nightly"), error_context(run=7):
        ...     dict(current_context())
        {'job': 'nightly', 'run': 7}
    """
    token = _scope.set(FrozenMapping({**_scope.get(), **reduce_context(values)}))
    try:
        yield
    finally:
        _scope.reset(token)
