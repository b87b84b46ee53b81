"""The code on the pages runs and prints what the pages say, each page in an interpreter of its own."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
RUNNER = Path(__file__).with_name("run_page.py")
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def run(page: Path, folder: Path) -> "subprocess.CompletedProcess[str]":
    """The page run in `folder`, so that what it writes is not left in the repository."""
    return subprocess.run(
        [sys.executable, str(RUNNER), str(page)],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_page_does_what_it_says(page: Path, tmp_path: Path) -> None:
    """Following the page from top to bottom gives what the page shows."""
    done = run(page, tmp_path)

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("```python\nx = 1\nprint(x, 2)\n```\n\n```text output\n1 ...\n```\n", 0),
        ("```python\nprint(1)\n```\n\n```text output\n2\n```\n", 1),
        ("```python\nraise ValueError\n```\n", 1),
        ("```python\nx = 1\n```\n\n```pycon\n>>> x + 1\n2\n```\n", 0),
        ("```pycon\n>>> 1 + 1\n3\n```\n", 1),
        ("```python not-run: needs a cluster\nraise ValueError\n```\n", 0),
        ("```console\n$ false\n```\n", 0),
    ],
)
def test_sees_a_page_that_lies(text: str, status: int, tmp_path: Path) -> None:
    """Output that differs and a program that raises are found; what is marked as shown only is not run."""
    page = tmp_path / "page.md"
    page.write_text(text, encoding="utf-8")

    assert run(page, tmp_path).returncode == status
