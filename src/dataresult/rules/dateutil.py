"""
Failures of `dateutil`, which pandas and cloud clients parse dates with.

Floor 1. Data only. Never imports dateutil. Every public exception has a row or says that it inherits.
Source: https://dateutil.readthedocs.io/en/stable/parser.html; `dateutil/parser/_parser.py` of 2.9.0 and 4.0.0.
"""

from typing import Final

from dataresult.errors import DataTransformation, Internal

from ._rule import Library, Rule

__all__ = ["LIBRARY"]

LIBRARY: Final = Library(
    packages=("dateutil",),
    public=("dateutil.parser", "dateutil.zoneinfo"),
    checked_with="4.0.0",
    distribution="python-dateutil",
    rules=(
        Rule("dateutil.parser._parser.ParserError", DataTransformation),
        Rule("dateutil.parser._parser.UnknownTimezoneWarning", Internal),
        Rule("dateutil.tz.DeprecatedTzFormatWarning", Internal),
        Rule("dateutil.tz.tz.DeprecatedTzKeyWarning", Internal),
        Rule("dateutil.zoneinfo.rebuild.RebuildDeprecationWarning", Internal),
    ),
)
