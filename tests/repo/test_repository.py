"""Promises that hold for every file: nobody's machine, nobody's registry, no silence without a reason."""

import ast
import importlib.metadata
import io
import itertools
import re
import tokenize
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.repo._tree import ROOT, SRC, relative, text_files

FILES = text_files()
PYTHON = [path for path in FILES if path.suffix in {".py", ".pyi"}]
PAGES = [path for path in FILES if path.suffix == ".md"]

MACHINE_PATH = re.compile(r"""(?:^|["'`\s=(])/(?:home|root|Users|work|workspace|builds)/|[A-Z]:\\Users""")
REGISTRY = re.compile(r"index[-_]url|/simp" + r"le/|registry\s*=|files\.python" + r"hosted|registry\.npm" + "js")

DIRECTIVE = re.compile(r"(?:type|pyright): *ignore|noqa\b|(?:pyright|mypy): *[a-z]", re.IGNORECASE)
CODED = re.compile(
    r"#\s*(?:(?:type|pyright): ignore\[[\w\-, ]+\]|noqa: [A-Z]+\d+(?:, ?[A-Z]+\d+)*|ruff: noqa: [A-Z]+\d+)"
)
LONGEST_FILE = 400
TOO_LONG_REASON = re.compile(r"Over 400 lines because \w+")

CODE_SPAN = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)\s]*)?\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
FOLDERS = ("src/", "tests/", "docs/", "typings/", "benchmarks/", ".ci/")
ROOT_FILE = re.compile(r"[\w.\-]+\.(?:md|toml|ini|json|txt)|Makefile|LICENSE")


def comments(path: Path) -> Iterator[tuple[int, str]]:
    """Line and text of each comment of a Python file."""
    tokens = tokenize.generate_tokens(io.StringIO(path.read_text(encoding="utf-8")).readline)
    return ((token.start[0], token.string) for token in tokens if token.type == tokenize.COMMENT)


def is_silent(comment: str) -> bool:
    """Whether a comment switches a check off without naming the check and the reason."""
    if not DIRECTIVE.search(comment):
        return False
    reason = CODED.sub("", comment)
    return DIRECTIVE.search(reason) is not None or len(re.findall(r"\w+", reason)) < 2


def paths_named(page: str) -> Iterator[str]:
    """Each path of the repository that a page writes as code; `<library>` stands for any name."""
    for span in CODE_SPAN.findall(FENCE.sub("", page)):
        if " " not in span and (span.startswith(FOLDERS) or ROOT_FILE.fullmatch(span)):
            yield span


def exists(name: str, beside: Path) -> bool:
    """Whether a path, perhaps with a placeholder, stands in the repository or beside its page."""
    pattern = re.sub(r"<\w+>", "*", name).rstrip("/")
    return any(ROOT.glob(pattern)) or any(beside.parent.glob(pattern))


def by_path(path: Path) -> str:
    """A test's name for a file."""
    return relative(path)


@pytest.mark.parametrize("path", FILES, ids=by_path)
def test_names_no_machine_and_no_registry(path: Path) -> None:
    """A file works on every machine: it names no folder of one and no place to install from."""
    text = path.read_text(encoding="utf-8")

    assert MACHINE_PATH.findall(text) == []
    assert path == Path(__file__) or REGISTRY.findall(text) == []


@pytest.mark.parametrize("path", PYTHON, ids=by_path)
def test_every_silence_has_a_code_and_a_reason(path: Path) -> None:
    """A check is switched off for one named rule, and the line says why."""
    assert [(line, comment) for line, comment in comments(path) if is_silent(comment)] == []


@pytest.mark.parametrize(
    ("comment", "silent"),
    [
        ("# type: ignore", True),
        ("# type: ignore[arg-type]", True),
        ("# noqa", True),
        ("# noqa: BLE001", True),
        ("# pyright: ignore", True),
        ("# pyright: basic", True),
        ("# type: ignore[arg-type]  # the stub is wrong", False),
        ("# type: ignore[misc] # pyright: ignore[reportX]  # the stub is wrong", False),
        ("# noqa: BLE001, S110  # the one boundary", False),
        ("# a type that we ignore", False),
    ],
)
def test_tells_a_silence_from_a_reason(comment: str, *, silent: bool) -> None:
    """A bare directive is found, one with code and reason passes, and prose is prose."""
    assert is_silent(comment) is silent


@pytest.mark.parametrize("path", sorted(SRC.rglob("*.py")), ids=by_path)
def test_is_not_too_long(path: Path) -> None:
    """A source file over 400 lines says in its docstring why it is one file."""
    text = path.read_text(encoding="utf-8")

    assert text.count("\n") <= LONGEST_FILE or TOO_LONG_REASON.search(ast.get_docstring(ast.parse(text)) or "")


@pytest.mark.parametrize("page", PAGES, ids=by_path)
def test_paths_on_pages_exist(page: Path) -> None:
    """A path or a relative link on a page leads somewhere."""
    text = page.read_text(encoding="utf-8")
    links = [link for link in LINK.findall(FENCE.sub("", text)) if ":" not in link]

    assert [name for name in [*paths_named(text), *links] if not exists(name, page)] == []


@pytest.mark.parametrize("page", PAGES, ids=by_path)
def test_make_targets_on_pages_exist(page: Path) -> None:
    """A page names only commands that the Makefile has."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = set(re.findall(r"`(?:\$ )?make ([a-z]+)`", page.read_text(encoding="utf-8")))

    assert named <= set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))


def test_constraints_are_names_and_versions() -> None:
    """The pins say what, never from where."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]

    assert [pin for pin in pins if not re.fullmatch(r"[a-z0-9\-]+==[0-9][\w.]*", pin)] == []
    assert pins == sorted(pins, key=lambda pin: pin.partition("==")[0])


def test_constraints_cover_what_the_checks_install() -> None:
    """Everything that the development extra brings, directly or through others, has a pin."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pins = set(re.findall(r"^([\w\-]+)==", (ROOT / "constraints.txt").read_text(encoding="utf-8"), re.MULTILINE))
    extras: dict[str, list[str]] = project["optional-dependencies"]
    waiting = [
        Requirement(line) for line in [*project["dependencies"], *itertools.chain.from_iterable(extras.values())]
    ]
    seen: set[str] = set()
    while waiting:
        wanted = waiting.pop()
        name = canonicalize_name(wanted.name)
        if name in seen or name == project["name"]:
            continue
        seen.add(name)
        waiting += _requirements_of(name, wanted.extras)

    assert seen - pins == set()


def _requirements_of(name: str, extras: set[str]) -> Iterator[Requirement]:
    """What an installed distribution asks for here; one that is not installed asks for nothing."""
    try:
        lines = importlib.metadata.requires(name) or []
    except importlib.metadata.PackageNotFoundError:
        return
    for line in lines:
        requirement = Requirement(line)
        marker = requirement.marker
        if marker is None or any(marker.evaluate({"extra": extra}) for extra in {"", *extras}):
            yield requirement
