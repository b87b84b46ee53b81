"""
Failures of `returns`.

Floor 1. Data only. Never imports returns.
Source: https://returns.readthedocs.io/en/latest/pages/container.html; `returns/primitives/exceptions.py` of 0.30.

A container that would not unwrap holds the failure: the exception or the error in it decides.
"""

from typing import Final

from dataresult.errors import Internal

from ._rule import Library, Rule

__all__ = ["LIBRARY"]

LIBRARY: Final = Library(
    packages=("returns",),
    public=("returns.primitives.exceptions",),
    checked_with="0.30.0",
    rules=(
        Rule(
            "returns.primitives.exceptions.UnwrapFailedError",
            Internal,
            link=("halted_container|failure",),
            weak=True,
        ),
        Rule("returns.primitives.exceptions.ImmutableStateError", Internal),
        Rule("returns.contrib.pytest.plugin._DesiredFunctionFound", Internal, weak=True),
    ),
)
