"""
What an archive looks like inside: a zip file with one CSV file of bars.

Floor 5. Bytes in, a frame out. With or without a header line, in milliseconds or microseconds: it is read from the
file, since the exchange changed both.
"""

import io
import zipfile
import zlib
from typing import Final

import numpy as np
from pandas import DataFrame

from dataresult._results import raise_error
from dataresult.errors import ApiFormat, DataIntegrity

from .frame import CELLS, SCHEMA, empty_frame, frame_of_columns
from .interval import Interval

__all__ = ["frame_of_archive", "refuse_page"]

_SNIPPET_CHARS: Final = 200


def frame_of_archive(body: bytes, interval: Interval) -> DataFrame:
    """
    Read the bars of an archive.

    Args:
        body: The zip file.
        interval: The length of the bars.

    Returns:
        A kline frame; of shape (0, 10) for an archive without rows.

    Raises:
        ClassifiedException: With `DataIntegrity` for a damaged zip file, `ApiFormat` for anything else.
    """
    return _frame(_member(body), interval)


def refuse_page(body: bytes, content_type: str | None = None) -> None:
    """
    Refuse an HTML or XML page that came in the place of an archive: nothing is damaged, it is another thing.

    Args:
        body: What came.
        content_type: What it was called.

    Raises:
        ClassifiedException: With an `ApiFormat`.
    """
    if body.lstrip()[:1] == b"<":
        snippet = body[: _SNIPPET_CHARS * 4].decode("utf-8", "replace")[:_SNIPPET_CHARS]
        message = "the archive is a page, not a zip file"
        raise_error(ApiFormat(message=message, content_type=content_type, snippet=snippet))


def _member(body: bytes) -> bytes:
    """Unpack the one member; its CRC is checked on the way."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            names = archive.namelist()
            if len(names) != 1:
                raise_error(ApiFormat(message=f"the archive holds {len(names)} files, not one"))
            return archive.read(names[0])
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as why:
        raise_error(DataIntegrity(message=f"the zip file is damaged: {why}"))


def _frame(text: bytes, interval: Interval) -> DataFrame:
    import pyarrow as pa
    from pyarrow import csv

    if not text.strip():
        return empty_frame()
    header = not text.lstrip()[:1].isdigit()
    whole = ("open_time", "close_time", "count")
    types = {name: pa.int64() if name in whole else pa.float64() for name in CELLS[:-1]}
    try:
        table = csv.read_csv(
            pa.BufferReader(text),
            read_options=csv.ReadOptions(column_names=CELLS, skip_rows=int(header), use_threads=False),
            convert_options=csv.ConvertOptions(column_types=types, include_columns=CELLS[:-1]),
        )
    except pa.ArrowInvalid as why:
        raise_error(ApiFormat(message=f"the archive holds no table of bars: {why}"))
    if not table.num_rows:
        return empty_frame()
    lost = [name for name in table.column_names if table.column(name).null_count]
    if lost:
        raise_error(ApiFormat(message=f"the archive has empty cells: {', '.join(lost)}"))
    dtypes = {name: np.int64 if name in whole else np.float64 for name in ("open_time", *SCHEMA)}
    return frame_of_columns(
        {name: np.asarray(table.column(name).to_numpy(), dtype=dtypes[name]) for name in dtypes}, interval
    )
