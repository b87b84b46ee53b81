"""What openpyxl raises for workbooks, provoked for real."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

import dataresult as dr
from tests.rules.verdicts import Faults, judged

openpyxl = pytest.importorskip("openpyxl", reason="openpyxl is not installed: `make libraries` runs this")
pytest.importorskip("openpyxl.formula.translate")
pytestmark = pytest.mark.slow

XMLNS = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def _workbook(**parts: bytes | None) -> io.BytesIO:
    """Give a workbook, with parts of it replaced or left out."""
    good, changed = io.BytesIO(), io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["a", 1])
    book.save(good)
    names = {"book": "xl/workbook.xml", "sheet": "xl/worksheets/sheet1.xml", "rels": "xl/_rels/workbook.xml.rels"}
    replaced = {names[part]: content for part, content in parts.items()}
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(changed, "w") as target:
        for name in source.namelist():
            content = replaced.get(name, source.read(name))
            if content is not None:
                target.writestr(name, content)
    changed.seek(0)
    return changed


def _archive() -> io.BytesIO:
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("a.csv", "a\n1")
    other.seek(0)
    return other


def _load(file: object, **options: object) -> Any:  # noqa: ANN401  # the library has no types
    return openpyxl.load_workbook(file, **options)


BAD_CELL = b"<worksheet " + XMLNS + b'><sheetData><row r="1"><c r="A1"><v>abc</v></c></row></sheetData></worksheet>'
FAULTS: Faults = {
    "a page": (lambda: _load(io.BytesIO(b"<html>Sign in</html>")), dr.DataIntegrity),
    "nothing": (lambda: _load(io.BytesIO(b"")), dr.DataIntegrity),
    "cut": (lambda: _load(io.BytesIO(_workbook().getvalue()[:2000])), dr.DataIntegrity),
    "an archive that is no workbook": (lambda: _load(_archive()), dr.DataIntegrity),
    "no list of sheets": (lambda: _load(_workbook(book=None)), dr.DataIntegrity),
    "no relations": (lambda: _load(_workbook(rels=None)), dr.DataIntegrity),
    "a word where a number stood": (lambda: _load(_workbook(sheet=BAD_CELL)), dr.DataIntegrity),
    "a cut sheet": (lambda: _load(_workbook(sheet=b"<worksheet><she")), dr.DataIntegrity),
    "the old format": (lambda: _load("book.xls"), dr.DataIntegrity),
    "a csv file": (lambda: _load("book.csv"), dr.DataIntegrity),
    "no file": (lambda: _load("/nowhere/book.xlsx"), dr.StorageRead),
    "no sheet": (lambda: _load(_workbook())["nowhere"], dr.DataValidation),
    "a control character": (lambda: openpyxl.Workbook().active.append(["\x02"]), dr.DataTransformation),
    "no type of a cell": (lambda: openpyxl.Workbook().active.append([object()]), dr.DataTransformation),
    "a formula that is cut": (lambda: openpyxl.formula.Tokenizer('="abc').items, dr.DataTransformation),
    "no coordinates": (lambda: openpyxl.utils.cell.coordinate_from_string("11A"), dr.DataTransformation),
    "a title": (lambda: openpyxl.Workbook().create_sheet("a/b"), dr.Internal),
    "a read-only book": (lambda: _load(_workbook(), read_only=True).create_sheet(), dr.Internal),
    "row zero": (lambda: openpyxl.Workbook().active.cell(0, 0), dr.Internal),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_openpyxl_raises_is_what_went_wrong(fault: str) -> None:
    """Files that are none, workbooks that lack parts, cells that cannot be."""
    provoke, expected = FAULTS[fault]
    assert type(judged(provoke)) is expected


def test_a_missing_folder_keeps_from_writing(tmp_path: Path) -> None:
    """What is being done decides whether it is a read or a write that failed."""
    error = judged(lambda: openpyxl.Workbook().save(tmp_path / "no" / "book.xlsx"), "write")
    assert isinstance(error, dr.StorageWrite)
    assert error.path == str(tmp_path / "no" / "book.xlsx")
