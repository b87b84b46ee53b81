"""
Failures of `openpyxl`.

Floor 1. Data only. Never imports openpyxl. Every exception has a row or says that it inherits.
Source: `openpyxl/utils/exceptions.py`, `openpyxl/formula/`, `openpyxl/reader/excel.py` of 3.1.5. A file that is no
archive is `zipfile.BadZipFile`, and an archive that is no workbook lacks its parts: a `KeyError` of `zipfile`.
"""

from typing import Final

from dataresult.errors import DataIntegrity, DataTransformation, Internal

from ._rule import Library, Rule, Words
from .frame_rows import NamedIn, rows_of

__all__ = ["LIBRARY"]

_VALUES: Final = Words(
    {
        "invalid xml": DataIntegrity,
        "found in sheet title": Internal,
        "is not a valid coordinate": Internal,
        "invalid column index": Internal,
        "must be at least": Internal,
    }
)

LIBRARY: Final = Library(
    packages=("openpyxl",),
    public=("openpyxl.utils.exceptions", "openpyxl.formula.tokenizer", "openpyxl.formula.translate"),
    checked_with="3.1.5",
    rules=(
        # No file of that kind: an old or foreign format, by its name.
        Rule("openpyxl.utils.exceptions.InvalidFileException", DataIntegrity),
        # What a cell holds, or is to hold.
        Rule("openpyxl.utils.exceptions.IllegalCharacterError", DataTransformation),
        Rule("openpyxl.utils.exceptions.CellCoordinatesException", DataTransformation),
        Rule("openpyxl.utils.exceptions.NamedRangeException", DataTransformation),
        Rule("openpyxl.formula.tokenizer.TokenizerError", DataTransformation),
        Rule("openpyxl.formula.translate.TranslatorError", DataTransformation),
        # The workbook is used wrongly.
        Rule("openpyxl.utils.exceptions.SheetTitleException", Internal),
        Rule("openpyxl.utils.exceptions.ReadOnlyWorkbookException", Internal),
        Rule("openpyxl.utils.exceptions.WorkbookAlreadySaved", Internal),
        *rows_of(
            "openpyxl", values=(_VALUES,), missing=NamedIn(r"worksheet (.+) does not exist", check="sheet exists")
        ),
        # A part that is no XML: `zipfile` found the archive whole, so it was written so.
        Rule("xml.etree.ElementTree.ParseError", DataIntegrity, raised_in="openpyxl"),
        # A cell that points outside the table of shared texts or styles: the parts do not fit together.
        Rule("builtins.IndexError", DataIntegrity, operation="read", raised_in="openpyxl", weak=True),
        Rule("builtins.IndexError", DataIntegrity, operation="fetch", raised_in="openpyxl", weak=True),
    ),
)
