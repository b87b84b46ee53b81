"""What the repository's own tests read: its files and its modules, as they stand on disk."""

import os
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src"
PACKAGE = "dataresult"

# Folders made by tools, never by a person; folders with a leading dot are left out but for .ci.
_MADE = frozenset({"__pycache__", "build", "dist", "node_modules"})
_TEXT = frozenset({".py", ".pyi", ".md", ".toml", ".ini", ".json", ".txt", ".cfg", ".yml", ".yaml", ".sh"})
_TEXT_NAMES = frozenset({"Makefile", "LICENSE", ".gitignore", "run"})


def text_files() -> list[Path]:
    """Every text file of the repository, sorted."""
    found: list[Path] = []
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [
            name
            for name in folders
            if name not in _MADE and not name.endswith(".egg-info") and (not name.startswith(".") or name == ".ci")
        ]
        found += [Path(folder, name) for name in names if Path(name).suffix in _TEXT or name in _TEXT_NAMES]
    return sorted(found)


def relative(path: Path) -> str:
    """The path as a reader of the repository writes it."""
    return path.relative_to(ROOT).as_posix()


def module_files(source: Path = SRC, package: str = PACKAGE) -> dict[str, Path]:
    """Dotted module name to file, for every module of a package."""
    return {".".join(_parts(path.relative_to(source))): path for path in sorted((source / package).rglob("*.py"))}


def _parts(path: Path) -> Iterator[str]:
    yield from path.parts[:-1]
    if path.stem != "__init__":
        yield path.stem
