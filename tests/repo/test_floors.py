"""
An import never goes up a floor, on one floor imports make no circle, and each module says its floor first.

Read from the syntax tree: imports in functions count, and for the floors those under `TYPE_CHECKING` too.
There is no ignore list.
"""

import ast
import graphlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.repo._tree import PACKAGE, SRC, module_files

# A module's floor is that of the longest entry it starts with. "" is the package's front door.
FLOORS: Mapping[str, int] = {
    "errors": 0,
    "_assembled": 0,
    "_fetch_error": 0,
    "_vocabulary": 0,
    "_values": 0,
    "_cause": 0,
    "_redact": 0,
    "_secret_values": 0,
    "_secrets": 0,
    "_results": 0,
    "_context": 0,
    "rules": 1,
    "_classify": 2,
    "_answer_told": 2,
    "_conversions": 2,
    "_findings": 2,
    "_frames_left": 2,
    "_answer": 2,
    "_answer_body": 2,
    "_explain": 2,
    "_index": 2,
    "_judgement": 2,
    "_links": 2,
    "_making": 2,
    "_peer_told": 2,
    "_read": 2,
    "_retry_after": 2,
    "_retry_hint": 2,
    "_rpc_details": 2,
    "tracking": 3,
    "_log_format": 3,
    "logs": 3,
    "_boundary": 4,
    "_frames": 4,
    "_guard": 4,
    "flow": 5,
    "export": 5,
    "klines": 5,
    "": 6,
    "__main__": 6,
    "testing": 6,
    "cli": 6,
}
# Parts that the front door leaves to the user's own import line, because they cost or need an extra.
LEFT_OUT_OF_THE_DOOR = ("export", "klines", "testing", "cli")

MODULES = module_files()


def floor_of(module: str) -> int | None:
    """The floor of a module, or None for one that the table does not know."""
    inside = module.split(".")[1:]
    if not inside:
        return FLOORS[""]
    return next(
        (FLOORS[entry] for end in range(len(inside), 0, -1) if (entry := ".".join(inside[:end])) in FLOORS),
        None,
    )


def imports_of(module: str, files: Mapping[str, Path], *, run_only: bool = False) -> Iterator[tuple[int, str]]:
    """Line and target of each import of the package's own modules; with `run_only` of those that run."""
    tree = ast.parse(files[module].read_text(encoding="utf-8"))
    skipped = _for_types_only(tree) if run_only else frozenset[ast.AST]()
    is_package = files[module].name == "__init__.py"
    root = _root(module)
    for node in ast.walk(tree):
        if node in skipped:
            continue
        if isinstance(node, ast.Import):
            for alias in node.names:
                if _root(alias.name) == root:
                    yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(module, node, is_package=is_package)
            if _root(base) == root:
                for alias in node.names:
                    inner = f"{base}.{alias.name}"
                    yield node.lineno, inner if inner in files else base
        elif isinstance(node, ast.Call) and (target := _dynamic_target(node, module)):
            yield node.lineno, target


def _for_types_only(tree: ast.Module) -> frozenset[ast.AST]:
    """What stands under `if TYPE_CHECKING:`."""
    return frozenset(
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")
        for statement in node.body
        for inner in ast.walk(statement)
    )


def _absolute(module: str, node: ast.ImportFrom, *, is_package: bool) -> str:
    """What `from ... import` names, with leading dots resolved."""
    if not node.level:
        return node.module or ""
    here = module.split(".")
    keep = len(here) - node.level + is_package
    return ".".join([*here[:keep], *([node.module] if node.module else [])])


def _dynamic_target(node: ast.Call, module: str) -> str | None:
    """The module that `import_module("...")` or `__import__("...")` names in a literal."""
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    first = node.args[0] if node.args else None
    if name not in {"import_module", "__import__"} or not isinstance(first, ast.Constant):
        return None
    target = str(first.value)
    return target if _root(target) == _root(module) else None


def _root(module: str) -> str:
    return module.partition(".")[0]


def upward_imports(files: Mapping[str, Path]) -> list[str]:
    """Each import that goes up, as one readable line."""
    return [
        f"{module}:{line} (floor {here}) imports {target} (floor {there})"
        for module in files
        for line, target in imports_of(module, files)
        if (here := floor_of(module)) is not None and (there := floor_of(target)) is not None and there > here
    ]


def import_circle(files: Mapping[str, Path]) -> list[str]:
    """
    One circle among the imports that run, or nothing.

    An import for types only may close one: an error holds errors of the union that it is a member of.
    """
    graph = {
        module: {target for _, target in imports_of(module, files, run_only=True) if target != module}
        for module in files
    }
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as circle:
        return list(circle.args[1])
    return []


@pytest.mark.parametrize("module", MODULES)
def test_opens_with_its_floor(module: str) -> None:
    """Every module has a floor in the table and states it in its docstring."""
    floor = floor_of(module)
    law = ast.get_docstring(ast.parse(MODULES[module].read_text(encoding="utf-8"))) or ""

    assert floor is not None, f"{module} has no floor: add it to FLOORS"
    assert re.findall(r"\bFloor (\d)\b", law)[:1] == [str(floor)], f"{module} must say 'Floor {floor}.'"


def test_no_import_goes_up() -> None:
    """Knowledge flows downward only."""
    assert upward_imports(MODULES) == []


def test_no_circle() -> None:
    """Modules import each other in one direction, also on one floor and also inside functions."""
    assert import_circle(MODULES) == []


def test_front_door_leaves_the_costly_parts_out() -> None:
    """The package itself imports no part that needs an extra."""
    shut = tuple(f"{PACKAGE}.{part}" for part in LEFT_OUT_OF_THE_DOOR)

    assert [target for _, target in imports_of(PACKAGE, MODULES) if target.startswith(shut)] == []


@pytest.mark.parametrize(
    "line",
    [
        "from dataresult.tracking import tracker",
        "import dataresult.tracking.tracker as t",
        "from .tracking.tracker import x",
        "from . import tracking",
        "def f():\n    from dataresult import tracking",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from dataresult.tracking import x",
        'import importlib\nimportlib.import_module("dataresult.tracking")',
    ],
)
def test_sees_an_import_that_goes_up(tmp_path: Path, line: str) -> None:
    """Whatever its form and its place, an import that goes up is found."""
    package = tmp_path / PACKAGE
    (package / "tracking").mkdir(parents=True)
    for name in ("__init__.py", "tracking/__init__.py", "tracking/tracker.py"):
        (package / name).write_text("")
    (package / "errors.py").write_text(line)

    assert len(upward_imports(module_files(tmp_path))) == 1


def test_sees_a_circle(tmp_path: Path) -> None:
    """Two modules of one floor that import each other, one inside a function, are found."""
    package = tmp_path / PACKAGE
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "errors.py").write_text("from dataresult import _values")
    (package / "_values.py").write_text("def f():\n    from dataresult.errors import x")

    assert set(import_circle(module_files(tmp_path))) == {"dataresult.errors", "dataresult._values"}


def test_source_folder_is_the_one_imported() -> None:
    """The tests read the package they import."""
    import dataresult

    assert Path(dataresult.__file__ or "").resolve().is_relative_to(SRC)
