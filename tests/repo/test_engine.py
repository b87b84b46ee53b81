"""The engine is short and knows no library: what is known of libraries stands in the tables."""

import ast

import pytest

from dataresult.rules import RULE_FILES
from tests.repo._tree import PACKAGE, SRC
from tests.repo.test_floors import FLOORS

# The floor of the engine, and how long one of its files may be.
ENGINE_FLOOR = 2
LONGEST_LINES = 250
ENGINE = sorted(name for name, floor in FLOORS.items() if floor == ENGINE_FLOOR)
# Packages that rules describe, without words of everyday code; a dotted one has a top that others share.
LIBRARIES = {name for name in RULE_FILES if "." not in name} - {"attr", "attrs", "returns", "tables", "distributed"}


def _named(tree: ast.Module) -> set[str]:
    """Libraries that a module imports or compares with; prose and links to sources are free."""
    prose = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    texts = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose
    ]
    imports = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    imports += [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and not node.level]
    return {word for text in (*texts, *imports) for word in text.split(".") if word in LIBRARIES}


@pytest.mark.parametrize("module", ENGINE)
def test_names_no_library(module: str) -> None:
    """No import and no text of the engine is the name of a library that rules describe."""
    assert _named(ast.parse((SRC / PACKAGE / f"{module}.py").read_text(encoding="utf-8"))) == set()


@pytest.mark.parametrize("module", ENGINE)
def test_stays_short(module: str) -> None:
    """A file of the engine is read in one sitting."""
    assert (SRC / PACKAGE / f"{module}.py").read_text(encoding="utf-8").count("\n") <= LONGEST_LINES


def test_sees_a_name() -> None:
    """An import and a comparison are found; a docstring is prose."""
    program = '"""Like requests."""\nimport httpx\nif module == "pandas.core": pass\n'
    assert _named(ast.parse(program)) == {"httpx", "pandas"}
