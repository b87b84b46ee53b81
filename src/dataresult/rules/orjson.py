"""
Failures of `orjson`.

Floor 1. Data only. Never imports orjson. Every public exception has a row or says that it inherits.
Source: https://github.com/ijl/orjson#exceptions. `orjson.JSONEncodeError` is `TypeError` itself: its texts are in
`python_words.py`.
"""

from typing import Final

from dataresult.errors import ApiFormat, DataTransformation, DataValidation, Internal

from ._rule import Library, Rule, Words

__all__ = ["LIBRARY"]

# The argument is no text at all.
_ARGUMENT: Final = (Words({"input must be bytes": Internal}),)

LIBRARY: Final = Library(
    packages=("orjson",),
    public=("orjson",),
    checked_with="3.13.0",
    rules=(
        # As of `json`: most texts come from servers; whoever reads a file says so.
        Rule("orjson.JSONDecodeError", ApiFormat, by=_ARGUMENT, fields={"snippet": "doc|text"}),
        *(
            Rule("orjson.JSONDecodeError", DataTransformation, operation=operation, by=_ARGUMENT)
            for operation in ("read", "write", "transform")
        ),
        Rule("orjson.JSONDecodeError", DataValidation, operation="validate", by=_ARGUMENT),
    ),
)
