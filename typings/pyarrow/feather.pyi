# Feather files; see __init__.pyi for what belongs here.
from collections.abc import Sequence
from os import PathLike
from typing import IO, Literal

from pandas import DataFrame
from pyarrow.lib import NativeFile, Table

def write_feather(
    df: DataFrame | Table,
    dest: str | PathLike[str] | NativeFile | IO[bytes],
    compression: Literal["lz4", "zstd", "uncompressed"] | None = None,
) -> None: ...
def read_feather(
    source: str | PathLike[str] | NativeFile | IO[bytes],
    columns: Sequence[str] | None = None,
    use_threads: bool = True,
    memory_map: bool = False,
) -> DataFrame: ...
def read_table(
    source: str | PathLike[str] | NativeFile | IO[bytes],
    columns: Sequence[str] | None = None,
    memory_map: bool = False,
    use_threads: bool = True,
) -> Table: ...
