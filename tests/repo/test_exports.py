"""What a module offers is what its `__all__` says: exact, in one order, and there."""

import ast
import importlib
from collections.abc import Iterator

import pytest

from tests.repo._tree import PACKAGE, module_files

MODULES = module_files()
PUBLIC = [name for name in MODULES if not any(part.startswith("_") for part in name.split("."))]
# The fronts are what users import from; a module behind one may offer its neighbours more than it lists.
FRONTS = [name for name in PUBLIC if MODULES[name].name == "__init__.py"]
_TYPE_VARIABLES = frozenset({"TypeVar", "ParamSpec", "TypeVarTuple"})


def order(name: str) -> tuple[int, str]:
    """CONSTANTS, then Classes, then functions: the order that ruff's RUF022 writes."""
    return (0 if name.isupper() else 1 if name.lstrip("_")[:1].isupper() else 2, name)


def offered(module: str) -> set[str]:
    """The public names that a package's front makes or takes from its own modules."""
    tree = ast.parse(MODULES[module].read_text(encoding="utf-8"))
    names = {name for node in tree.body for name in _made_by(node)}
    return {name for name in names if not name.startswith("_")}


def _made_by(node: ast.stmt) -> Iterator[str]:
    match node:
        case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            yield name
        case ast.Assign(targets=targets, value=value) if not _is_type_variable(value):
            yield from (target.id for target in targets if isinstance(target, ast.Name))
        case ast.AnnAssign(target=ast.Name(id=name)):
            yield name
        case ast.ImportFrom(module=source, level=level, names=aliases) if (
            level or (source or "").partition(".")[0] == PACKAGE
        ):
            yield from (alias.asname or alias.name for alias in aliases)
        case _:
            pass


def _is_type_variable(value: ast.expr) -> bool:
    return isinstance(value, ast.Call) and getattr(value.func, "id", "") in _TYPE_VARIABLES


@pytest.mark.parametrize("module", PUBLIC)
def test_all_is_exact(module: str) -> None:
    """A public module lists what it offers, once and in order; each listed name is there."""
    loaded = importlib.import_module(module)

    assert hasattr(loaded, "__all__"), f"{module} has no __all__"
    listed = list(loaded.__all__)
    assert listed == sorted(set(listed), key=order)
    assert [name for name in listed if not hasattr(loaded, name)] == []


@pytest.mark.parametrize("module", FRONTS)
def test_a_front_hides_nothing(module: str) -> None:
    """What a package's front makes or takes in from its own modules is listed or has an underscore."""
    assert offered(module) - set(importlib.import_module(module).__all__) == set()


def test_every_listed_name_of_the_package_is_known_to_dir() -> None:
    """`dir(dataresult)` shows what it offers, names loaded on demand included."""
    package = importlib.import_module(PACKAGE)

    assert set(package.__all__) <= set(dir(package))
