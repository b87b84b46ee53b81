"""
Names of the parameters of a request that client libraries refuse before they send it.

Floor 1. Data only. Members, not plain text: plain text in a rule's `fields` is a path into the exception.
"""

from enum import StrEnum

__all__ = ["Parameter"]


class Parameter(StrEnum):
    """What of a request is wrong."""

    BODY = "body"
    HEADERS = "headers"
    JSON = "json"
    PERIOD = "period"
    PROXY = "proxy"
    SYMBOL = "symbol"
    URL = "url"
