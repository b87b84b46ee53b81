"""
Failures of `msgspec`.

Floor 1. Data only. Never imports msgspec. Every public exception has a row or says that it inherits.
Source: https://jcristharif.com/msgspec/api.html#exceptions; texts of `src/msgspec/_core.c` of 0.22.0.
"""

from typing import Final

from dataresult.errors import ApiFormat, DataTransformation, DataValidation

from ._rule import Library, Rule
from .frame_rows import NamedIn

__all__ = ["LIBRARY"]

# "Expected `str`, got `int` - at `$.rows[0].name`", "Object missing required field `name`".
_PLACE: Final = {
    "failures": NamedIn(r"- at `([^`]+)`|required field `([^`]+)`|unknown field `([^`]+)`", check="schema", whole=True)
}

LIBRARY: Final = Library(
    packages=("msgspec",),
    public=("msgspec",),
    checked_with="0.22.0",
    rules=(
        Rule("msgspec.MsgspecError", DataTransformation, weak=True),
        # As of `json`: most texts come from servers; whoever reads a file says so.
        Rule("msgspec.DecodeError", ApiFormat),
        *(
            Rule("msgspec.DecodeError", DataTransformation, operation=operation)
            for operation in ("read", "write", "transform")
        ),
        Rule("msgspec.DecodeError", DataValidation, operation="validate"),
        Rule("msgspec.ValidationError", DataValidation, fields=_PLACE),
        Rule("msgspec.EncodeError", DataTransformation),
    ),
)
