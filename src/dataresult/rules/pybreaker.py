"""
Failures of `pybreaker`.

Floor 1. Data only. Never imports pybreaker.
Source: https://github.com/danielfm/pybreaker; `pybreaker/__init__.py` of 1.4.
"""

from typing import Final

from dataresult._vocabulary import Advice
from dataresult.errors import ApiUnavailable

from ._rule import Library, Rule

__all__ = ["LIBRARY"]

LIBRARY: Final = Library(
    packages=("pybreaker",),
    public=("pybreaker",),
    checked_with="1.4.1",
    # The circuit is open: nothing was sent, and nothing will be before it closes again.
    rules=(Rule("pybreaker.CircuitBreakerError", ApiUnavailable, next_step=Advice.WAIT),),
)
