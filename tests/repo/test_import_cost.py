"""What an import must not bring along, seen in a fresh interpreter."""

import subprocess
import sys

import pytest

from tests.repo._tree import PACKAGE, module_files
from tests.repo.test_floors import floor_of

# Processes of their own: seconds in all.
pytestmark = pytest.mark.slow

HEAVY = (
    "pandas",
    "numpy",
    "pyarrow",
    "polars",
    "curl_cffi",
    "httpx",
    "requests",
    "urllib3",
    "pytest",
    "hypothesis",
    "rich",
    "click",
    "pandera",
    "sentry_sdk",
    "prometheus_client",
)


def brought_along(*modules: str, unwanted: tuple[str, ...]) -> list[str]:
    """The unwanted modules that are loaded after importing `modules` and nothing else."""
    program = (
        "import importlib, sys\n"
        f"for name in {modules!r}: importlib.import_module(name)\n"
        f"print(*[name for name in {unwanted!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    return done.stdout.split()


def test_the_package_is_light() -> None:
    """`import dataresult` loads no data-frame library, no HTTP library and no optional dependency."""
    assert brought_along("dataresult", unwanted=HEAVY) == []


def test_the_package_loads_its_parts_on_demand() -> None:
    """`import dataresult` loads no other module of the package and no dependency; a name brings its home along."""
    parts = tuple(name for name in module_files() if name != PACKAGE)
    program = f"import sys, {PACKAGE}\nprint(*sys.modules)\n{PACKAGE}.error_context\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    before, after = (set(line.split()) for line in done.stdout.splitlines())

    assert before & {*parts, "attrs", "attr", "returns"} == set()
    assert f"{PACKAGE}._context" in after


def test_the_lower_floors_are_light() -> None:
    """Loading all of floors 0 to 4, every rule file included, loads none of the libraries they know."""
    lower = [name for name in module_files() if (floor := floor_of(name)) is not None and floor <= 4]

    assert lower
    assert brought_along(*lower, unwanted=HEAVY) == []


def test_the_pytest_plugin_is_light() -> None:
    """The plugin, which pytest loads wherever the package is installed, costs next to nothing unused."""
    unwanted = tuple(name for name in HEAVY if name != "pytest")

    assert brought_along("dataresult.testing.pytest_plugin", unwanted=unwanted) == []


@pytest.mark.parametrize("library", ["pandas", "hypothesis"])
def test_sees_what_is_loaded(library: str) -> None:
    """The look at loaded modules finds a heavy one."""
    assert brought_along(library, unwanted=HEAVY).count(library) == 1
