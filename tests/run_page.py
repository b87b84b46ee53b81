"""
Runs the code of one Markdown page, top to bottom, as its reader would; used by `test_docs.py`.

    ```pycon            prompts and what they print; compared
    ```python           a program; runs, sharing names with the blocks before it
    ```text output      right after a program: what it printed; compared, `...` stands for anything
    ```python not-run: <reason>     shown only

Blocks of other languages are prose. Exit status 1 and a unified diff when something printed differs.
"""

import contextlib
import difflib
import doctest
import io
import re
import sys
import traceback
from pathlib import Path

FENCE = re.compile(r"^```(?P<info>[^\n`]*)\n(?P<body>.*?)^```[ ]*$", re.MULTILINE | re.DOTALL)
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def main(page: Path) -> int:
    """Run the page; the number of blocks that did not do what the page says."""
    text = page.read_text(encoding="utf-8")
    names: dict[str, object] = {"__name__": "__main__"}
    printed: str | None = None
    wrong = 0
    for block in FENCE.finditer(text):
        info, body = block["info"].strip(), block["body"]
        line = text.count("\n", 0, block.start()) + 2
        if info == "python":
            printed = _run(body, names, f"{page.name}:{line}")
            wrong += printed is None
        elif info == "text output":
            wrong += printed is None or not _same(body, printed, f"{page.name}:{line}")
        elif info == "pycon":
            wrong += _talk(body, names, page.name, line)
    return wrong


def _run(program: str, names: dict[str, object], where: str) -> str | None:
    """What a program prints, or None when it raised."""
    out = io.StringIO()
    try:
        with contextlib.redirect_stdout(out):
            exec(compile(program, where, "exec"), names)  # running the page is what this file is for
    except Exception:
        print(f"{where}: the program raised\n{out.getvalue()}{traceback.format_exc()}")
        return None
    return out.getvalue()


def _same(wanted: str, got: str, where: str) -> bool:
    if doctest.OutputChecker().check_output(wanted, got, FLAGS):
        return True
    print(
        *difflib.unified_diff(wanted.splitlines(), got.splitlines(), f"{where} page", "run", lineterm=""),
        sep="\n",
    )
    return False


def _talk(body: str, names: dict[str, object], name: str, line: int) -> int:
    parsed = doctest.DocTestParser().get_doctest(body, names, name, name, line - 1)
    runner = doctest.DocTestRunner(optionflags=FLAGS)
    failed = runner.run(parsed, clear_globs=False).failed
    names.update(parsed.globs)
    return failed


if __name__ == "__main__":
    sys.exit(min(main(Path(sys.argv[1])), 1))
