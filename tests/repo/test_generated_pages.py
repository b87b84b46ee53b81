"""Pages that are written from tables say what the tables say."""

import runpy
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import cast

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"
pages = cast("Callable[[], Mapping[str, str]]", runpy.run_path(str(DOCS / "generate.py"))["pages"])


@pytest.mark.parametrize("name", ["cli.md", "errors.md", "rules.md"])
def test_page_is_up_to_date(name: str) -> None:
    """`make docs` has nothing to write."""
    assert (DOCS / "reference" / name).read_text(encoding="utf-8") == pages()[name]
