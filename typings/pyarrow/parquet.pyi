# Parquet files; see __init__.pyi for what belongs here.
from collections.abc import Sequence
from os import PathLike
from typing import IO

from pyarrow.lib import NativeFile, Schema, Table

def read_table(
    source: str | PathLike[str] | NativeFile | IO[bytes],
    *,
    columns: Sequence[str] | None = None,
    use_threads: bool = True,
    memory_map: bool = False,
) -> Table: ...
def write_table(
    table: Table,
    where: str | PathLike[str] | NativeFile | IO[bytes],
    row_group_size: int | None = None,
    *,
    compression: str | dict[str, str] = "snappy",
) -> None: ...
def read_schema(where: str | PathLike[str] | NativeFile | IO[bytes]) -> Schema: ...
