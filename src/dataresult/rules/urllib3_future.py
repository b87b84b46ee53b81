"""
Failures of `urllib3_future`, the fork of `urllib3` below `niquests`, under its own name.

Floor 1. Data only. Never imports it. Every public exception has a row or says that it inherits.
Source: `urllib3_future/exceptions.py` of 2.25.904. Installed by default it takes the place of `urllib3`: then its
classes carry that name, and `urllib3.py` speaks of them.
"""

from typing import Final

from attrs import evolve

from . import urllib3
from ._rule import Library
from .client_rows import client_rows

__all__ = ["LIBRARY"]


def _here(name: str) -> str:
    return "urllib3_future" + name.removeprefix("urllib3") if name.startswith("urllib3.") else name


LIBRARY: Final = Library(
    packages=("urllib3_future",),
    distribution="urllib3-future",
    public=("urllib3_future", "urllib3_future.exceptions"),
    checked_with="2.25.904",
    rules=(
        *(
            evolve(rule, exception=_here(rule.exception), former=())
            for rule in urllib3.LIBRARY.rules
            if rule.raised_in is None
        ),
        *client_rows("urllib3_future"),
    ),
    inherits={_here(name): reason for name, reason in urllib3.LIBRARY.inherits.items()},
)
