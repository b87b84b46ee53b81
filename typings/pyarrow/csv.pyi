# The CSV reader; see __init__.pyi for what belongs here.
from collections.abc import Mapping, Sequence
from os import PathLike
from typing import IO

from pyarrow.lib import DataType, NativeFile, Schema, Table

class ReadOptions:
    def __init__(
        self,
        *,
        use_threads: bool | None = None,
        block_size: int | None = None,
        skip_rows: int | None = None,
        skip_rows_after_names: int | None = None,
        column_names: Sequence[str] | None = None,
        autogenerate_column_names: bool | None = None,
        encoding: str = "utf8",
    ) -> None: ...

class ParseOptions:
    def __init__(
        self,
        *,
        delimiter: str | None = None,
        quote_char: str | bool | None = None,
        double_quote: bool | None = None,
        newlines_in_values: bool | None = None,
        ignore_empty_lines: bool | None = None,
    ) -> None: ...

class ConvertOptions:
    def __init__(
        self,
        *,
        check_utf8: bool | None = None,
        column_types: Mapping[str, DataType] | Schema | None = None,
        null_values: Sequence[str] | None = None,
        strings_can_be_null: bool | None = None,
        include_columns: Sequence[str] | None = None,
        include_missing_columns: bool | None = None,
    ) -> None: ...

def read_csv(
    input_file: str | PathLike[str] | NativeFile | IO[bytes],
    read_options: ReadOptions | None = None,
    parse_options: ParseOptions | None = None,
    convert_options: ConvertOptions | None = None,
) -> Table: ...
