"""What a module offers is what its `__all__` says: exact, in one order, and there."""

import ast
import importlib
from collections.abc import Iterator

import pytest

from tests.repo._tree import PACKAGE, module_files

# What users are promised to find in the package itself; a name leaves only with a major version.
PROMISED = """
DataResult Result Success Failure sealed fold unwrap_or_raise raise_error raising ClassifiedException to_log_dict
provenance Provenance

errors FetchError NetworkError ApiError DataError StorageError OtherError ClassifiedError
ERROR_TYPES ErrorType ErrorCode Severity Advice EmptyReason TimeoutPhase Cause CheckFailure
NetworkTimeout NetworkConnection NetworkDns NetworkTls
ApiRateLimit ApiAuth ApiPermission ApiFormat ApiRequest ApiNotFound ApiUnavailable
DataEmpty DataPartial DataValidation DataIntegrity DataTransformation
StorageRead StorageWrite StorageSpace StoragePermission
Unexpected Internal

classify_exception classify_empty_data Classifier retry_hint Rule Explanation

fetcher guarded stage validating EmptyPolicy error_context failover accept_empty accept_partial retrying fetch_many
fetch_many_async Batch

ErrorTracker error_tracker ERROR_THRESHOLDS Threshold Alert Stats observe observing track_error

logger get_logger ErrorContextFormatter log_with_error_context
"""

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


def homes_read_by_checkers() -> dict[str, str]:
    """Each name of the front door with the module that its imports for type checkers take it from."""
    tree = ast.parse(MODULES[PACKAGE].read_text(encoding="utf-8"))
    (guarded,) = [
        node
        for node in tree.body
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING" and node.body
    ]
    homes: dict[str, str] = {}
    for node in guarded.body:
        assert isinstance(node, ast.ImportFrom), ast.unparse(node)
        assert node.level == 1
        for alias in node.names:
            assert alias.asname is None, f"{alias.name} has one name in its home and outside"
            assert alias.name not in homes, f"{alias.name} has two homes"
            homes[alias.name] = node.module or ""
    return homes


def homes_read_at_run_time() -> dict[str, str]:
    """The same from the table that loads a name when it is asked for."""
    table = importlib.import_module(PACKAGE)._HOMES
    return {name: home for home, names in table.items() for name in names}


def test_checkers_and_users_get_each_name_from_one_home() -> None:
    """What type checkers read and what is loaded at run time is one table, and `__all__` lists it."""
    read, loaded = homes_read_by_checkers(), homes_read_at_run_time()
    modules = {name for name, home in read.items() if not home}

    assert loaded == {name: home for name, home in read.items() if home}
    assert sum(map(len, importlib.import_module(PACKAGE)._HOMES.values())) == len(loaded)
    assert set(importlib.import_module(PACKAGE).__all__) == {*loaded, *modules}


@pytest.mark.parametrize(("name", "home"), sorted(homes_read_by_checkers().items()))
def test_a_name_is_the_object_of_its_home(name: str, home: str) -> None:
    """What the package gives is the object of its home and no copy, the second time as the first."""
    package = importlib.import_module(PACKAGE)
    origin = importlib.import_module(f"{PACKAGE}.{home or name}")

    assert getattr(package, name) is (getattr(origin, name) if home else origin)
    assert getattr(package, name) is getattr(package, name)


def test_every_promised_name_is_there() -> None:
    """All that the package promises stands in its `__all__`; what it does not have it says it has not."""
    package = importlib.import_module(PACKAGE)

    assert [name for name in PROMISED.split() if name not in package.__all__] == []
    assert not hasattr(package, "NoSuchName")


def test_every_name_of_the_errors_is_at_the_front_door() -> None:
    """What the module of errors lists, the package lists too: a new class is not forgotten."""
    package = importlib.import_module(PACKAGE)

    assert set(importlib.import_module(f"{PACKAGE}.errors").__all__) - set(package.__all__) == set()
