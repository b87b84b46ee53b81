"""
Failures of `niquests`, the fork of `requests` over `urllib3_future`: the same classes for the same reasons.

Floor 1. Data only. Never imports niquests. Every public exception has a row or says that it inherits.
Source: https://niquests.readthedocs.io/en/latest/; `niquests/exceptions.py`, `niquests/adapters.py` of 3.21.2.
"""

from typing import Final

from attrs import evolve

from dataresult.errors import NetworkConnection

from . import requests
from ._rule import Library, Rule
from .client_rows import client_rows

__all__ = ["LIBRARY"]


def _here(name: str) -> str:
    return "niquests" + name.removeprefix("requests")


LIBRARY: Final = Library(
    packages=("niquests",),
    public=("niquests", "niquests.exceptions", "niquests.cookies"),
    checked_with="3.21.2",
    rules=(
        *(evolve(rule, exception=_here(rule.exception)) for rule in requests.LIBRARY.rules if rule.raised_in is None),
        *client_rows("niquests"),
        # One of the answers that share a connection cannot be had.
        Rule("niquests.exceptions.MultiplexingError", NetworkConnection, weak=True),
    ),
    inherits={_here(name): reason for name, reason in requests.LIBRARY.inherits.items()},
)
