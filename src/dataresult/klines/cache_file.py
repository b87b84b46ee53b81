"""
One file of the cache: an Arrow file that carries its coverage and the SHA-256 of itself.

Floor 5. A value in, bytes out, and back: no folder, no file. Nothing of a file is read before its digest is right.
Any reader of Arrow or Feather files can open it.
"""

import json
import re
from hashlib import sha256
from typing import Final, cast

from attrs import frozen
from pandas import DataFrame

from dataresult._results import raise_error
from dataresult.errors import DataIntegrity, EmptyReason

from .coverage import Spans, merged
from .frame import empty_frame

__all__ = ["CachedBars", "packed", "unpacked"]

_METADATA_KEY: Final = b"dataresult.klines"
# The digest stands in the file that it is the digest of: as zeros while it is computed.
_SEAL_PREFIX: Final = b"dataresult-sha256:"
_SEAL: Final = re.compile(_SEAL_PREFIX + rb"([0-9a-f]{64})")
_UNSEALED: Final = _SEAL_PREFIX + b"0" * 64
# Goes up when the meaning of the metadata changes; files of another version are as good as absent.
_FORMAT: Final = 1


@frozen(kw_only=True)
class CachedBars:
    """
    What one file holds.

    Args:
        frame: A kline frame.
        covered: The spans that it speaks for: a bar in them that is not in the frame never existed.
        reason: Why there are no rows, where there are none.
    """

    frame: DataFrame
    covered: Spans
    reason: EmptyReason = EmptyReason.DATE_RANGE


def packed(bars: CachedBars, subject: str) -> bytes:
    """
    Make a file.

    Args:
        bars: What it holds.
        subject: Market, symbol and interval, in words.

    Returns:
        The bytes of an Arrow file.
    """
    import pyarrow as pa
    from pyarrow import ipc

    told = {
        "format": _FORMAT,
        "subject": subject,
        "covered": bars.covered,
        "reason": bars.reason.value,
        "digest": _UNSEALED.decode(),
    }
    frame = bars.frame.copy(deep=False)
    frame.attrs = {}
    table = pa.Table.from_pandas(frame, preserve_index=True)
    metadata = {**(table.schema.metadata or {}), _METADATA_KEY: json.dumps(told).encode()}
    table = table.replace_schema_metadata(metadata)
    sink = pa.BufferOutputStream()
    with ipc.new_file(sink, table.schema, options=ipc.IpcWriteOptions(compression="lz4")) as writer:
        writer.write_table(table)
    body = sink.getvalue().to_pybytes()
    return body.replace(_UNSEALED, _SEAL_PREFIX + sha256(body).hexdigest().encode())


def unpacked(body: bytes, subject: str) -> CachedBars | None:
    """
    Read a file back.

    Args:
        body: The bytes of the file.
        subject: What it must hold: a file that was moved to another place is not believed.

    Returns:
        What it holds; None for a file of another version of this format.

    Raises:
        ClassifiedException: With a `DataIntegrity` for a file that is damaged, or holds something else.
    """
    seal = _SEAL.search(body)
    if seal is None:
        raise_error(DataIntegrity(message="the cached file is truncated or no file of this cache"))
    expected = seal[1].decode()
    actual = sha256(body.replace(seal[0], _UNSEALED)).hexdigest()
    if actual != expected:
        message = "the cached file does not match its checksum"
        raise_error(DataIntegrity(message=message, expected_digest=expected, actual_digest=actual))
    import pyarrow as pa
    from pyarrow import ipc

    with ipc.open_file(pa.BufferReader(body)) as reader:
        table = reader.read_all()
    told = cast("dict[str, object]", json.loads((table.schema.metadata or {})[_METADATA_KEY]))
    if told["format"] != _FORMAT:
        return None
    if told["subject"] != subject:
        raise_error(DataIntegrity(message=f"the cached file holds {told['subject']}, not {subject}"))
    frame = table.to_pandas()
    covered = cast("list[list[int]]", told["covered"])
    return CachedBars(
        frame=frame if len(frame) else empty_frame(),
        covered=merged((start, end) for start, end in covered),
        reason=EmptyReason(str(told["reason"])),
    )
