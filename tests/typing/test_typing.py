"""What the type checkers make of call sites: what must pass passes, what must fail fails, in each of them."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

import pytest

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
ACCEPTED = HERE / "api.py"
REJECTED = HERE / "rejects.py"
WITHOUT_STUBS = HERE / "without_stubs.py"
MARK = re.compile(r"  # (type|pyright): ignore\[[^\]]+\]  # must fail")


class Complaint(NamedTuple):
    """An error at a line of a file."""

    file: str
    line: int
    text: str


Checker = Callable[[Path, Iterable[Path]], list[Complaint]]


def run(*command: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run a checker as a module of this interpreter; pyright must not ask the network for newer versions."""
    # `pyright --verifytypes` looks into the packages of the first `python` on the path, whatever it is told.
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    env = {**os.environ, "PYRIGHT_PYTHON_IGNORE_WARNINGS": "1", "PATH": path}
    return subprocess.run(
        [sys.executable, "-m", *command], cwd=cwd, env=env, capture_output=True, text=True, check=False
    )


def mypy(config: Path, files: Iterable[Path]) -> list[Complaint]:
    """What mypy says of these files."""
    done = run("mypy", "--config-file", str(config), "--output", "json", *map(str, files))
    assert done.returncode in {0, 1}, done.stdout + done.stderr
    told = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    return [
        Complaint(Path(each["file"]).name, each["line"], f"{each['message']} [{each['code']}]")
        for each in told
        if each["severity"] == "error"
    ]


def pyright(config: Path, files: Iterable[Path]) -> list[Complaint]:
    """What pyright says of these files: strict, with the rules of the project, whatever folder they are in."""
    folder = config.parent
    settings = {
        "include": [str(file) for file in files],
        "extraPaths": [str(ROOT / "src")],
        "stubPath": str(ROOT / "typings"),
        "pythonVersion": "3.11",
        "typeCheckingMode": "strict",
        "enableTypeIgnoreComments": False,
        "reportUnnecessaryTypeIgnoreComment": "error",
    }
    (folder / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    done = run("pyright", "--project", str(folder), "--pythonpath", sys.executable, "--outputjson")
    assert done.returncode in {0, 1}, done.stdout + done.stderr
    told = json.loads(done.stdout)
    assert told["summary"]["filesAnalyzed"] >= 1, told
    return [
        Complaint(Path(each["file"]).name, each["range"]["start"]["line"] + 1, each["message"])
        for each in told["generalDiagnostics"]
        if each["severity"] == "error"
    ]


@pytest.mark.parametrize(
    ("checker", "config", "mark"),
    [(mypy, ROOT / "mypy.ini", "type"), (pyright, None, "pyright")],
    ids=["mypy", "pyright"],
)
def test_call_sites(checker: Checker, config: Path | None, mark: str, tmp_path: Path) -> None:
    """The accepted file is clean, and without its marks the rejected one fails at the marked lines and nowhere else."""
    marked = REJECTED.read_text(encoding="utf-8")
    bare = tmp_path / "bare.py"
    bare.write_text(MARK.sub("", marked), encoding="utf-8")
    expected = {
        number
        for number, line in enumerate(marked.splitlines(), start=1)
        if mark in {found.group(1) for found in MARK.finditer(line)}
    }

    complaints = checker(config or tmp_path / "config", [ACCEPTED, REJECTED, bare])

    ours = {ACCEPTED.name, REJECTED.name}
    assert [each for each in complaints if each.file in ours] == []
    assert {each.line for each in complaints if each.file == bare.name} == expected
    assert len(expected) > 40


def test_without_stubs_for_pandas(tmp_path: Path) -> None:
    """Where a frame is `Any` to mypy, signatures with `DataResult` and of `@guarded` stay."""
    config = tmp_path / "mypy.ini"
    config.write_text(
        f"[mypy]\npython_version = 3.11\nstrict = True\nmypy_path = {ROOT / 'src'}:{ROOT / 'typings'}\n"
        f"cache_dir = {tmp_path}\n"
        "[mypy-pandas.*]\nfollow_imports = skip\nfollow_imports_for_stubs = True\n",
        encoding="utf-8",
    )
    complaints = mypy(config, [WITHOUT_STUBS])

    assert [each for each in complaints if each.file == WITHOUT_STUBS.name] == []


def test_every_public_type_is_known(tmp_path: Path) -> None:
    """The installed package is typed completely, as its users' pyright sees it."""
    done = run("pyright", "--verifytypes", "dataresult", "--ignoreexternal", "--outputjson", cwd=tmp_path)
    told = json.loads(done.stdout)

    symbols = [each for each in told["typeCompleteness"]["symbols"] if each["isExported"]]
    assert [each["name"] for each in symbols if not each["isTypeKnown"] or each["isTypeAmbiguous"]] == []
    assert told["typeCompleteness"]["completenessScore"] == 1
    assert len(symbols) > 100
