"""
Ways to combine fetchers that `returns` does not have.

Floor 5. Acts on returned failures, never on exceptions; each combinator is a file.
"""

from ._accept import accept_empty, accept_partial
from ._batch import Batch
from ._failover import failover
from ._many import fetch_many, fetch_many_async
from ._retrying import Backoff, RetryBudget, RetryPolicy, retrying

__all__ = [
    "Backoff",
    "Batch",
    "RetryBudget",
    "RetryPolicy",
    "accept_empty",
    "accept_partial",
    "failover",
    "fetch_many",
    "fetch_many_async",
    "retrying",
]
