"""
A recorded market: archives and REST pages of a real exchange, served as they were found.

Floor 6. Reads files below one directory and nothing else; never changes them, and invents no bar: what was
not recorded does not exist here.
"""

import gzip
import io
import json
import re
import zipfile
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from os import PathLike
from pathlib import Path
from threading import Lock
from typing import Final, TypeAlias

from dataresult.testing.exchange.archive import ArchiveKey, checksum_text, parse_csv, zip_bytes
from dataresult.testing.exchange.content import BarQuery
from dataresult.testing.exchange.markets import Bar, MarketName

__all__ = ["RecordedMarket"]

_FOLDERS: Final[dict[MarketName, str]] = {"spot": "spot", "um": "futures/um", "cm": "futures/cm"}
_Page: TypeAlias = list[Bar]  # lists in JSON, but as long and of the same types
_REST_FILE: Final = re.compile(r"klines_(?P<symbol>[A-Z0-9]+(?:_PERP)?)_(?P<interval>[0-9]+[smhdwM])_.*\.json(?:\.gz)?")
_CSV_FILE: Final = re.compile(r"(?P<symbol>[A-Z0-9_]+)-(?P<interval>[0-9a-z]+)-(?P<month>\d{4}-\d{2})\.csv(?:\.gz)?")


class RecordedMarket:
    """
    Recorded files for an `ExchangeServer`.

    Archives (`vision/<market>/{daily,monthly}/klines/SYMBOL/INTERVAL/*.zip`) are served untouched, each with
    the `.CHECKSUM` beside it, or one computed where there is none; CSV members of monthly archives
    (`vision/<market>/monthly_csv*/*.csv[.gz]`) are wrapped into a zip. REST answers carry the bars of all
    archives and of the recorded REST pages (`rest/<market>/klines_SYMBOL_INTERVAL_*.json[.gz]`); where both
    have a bar, the archive's stands. `rest/<market>/exchangeInfo_capture.txt[.gz]` is the
    exchangeInfo. `<market>` is `spot`, `um` or `cm`.

    Args:
        data: the directory that holds `vision` and `rest`; either may be missing.

    Raises:
        FileNotFoundError: it is no directory.
    """

    def __init__(self, data: str | PathLike[str]) -> None:
        self._root = Path(data)
        if not self._root.is_dir():
            raise FileNotFoundError(f"no directory with recorded data: {self._root}")
        self._lock = Lock()
        self._bars: dict[tuple[MarketName, str, str], list[Bar]] = {}
        self._archives: dict[ArchiveKey, Path] = {}
        self._pages: dict[tuple[MarketName, str, str], list[Path]] = {}
        for market, folder in _FOLDERS.items():
            vision, rest = self._root / "vision" / market, self._root / "rest" / market
            for path in sorted(vision.glob("*/klines/*/*/*.zip")):
                key = ArchiveKey.parse(f"data/{folder}/{path.relative_to(vision).as_posix()}")
                if key is not None:
                    self._archives[key] = path
            for path in sorted(vision.glob("monthly_csv*/*.csv*")):
                self._index_csv(folder, path)
            for path in sorted(rest.glob("klines_*.json*")):
                match = _REST_FILE.fullmatch(path.name)
                if match is not None:
                    self._pages.setdefault((market, match["symbol"], match["interval"]), []).append(path)
        self._symbols: dict[MarketName, tuple[str, ...]] = {
            market: tuple(
                sorted(
                    {key.symbol for key in self._archives if key.market == market}
                    | {symbol for of, symbol, _ in self._pages if of == market}
                )
            )
            for market in _FOLDERS
        }

    def _index_csv(self, folder: str, path: Path) -> None:
        match = _CSV_FILE.fullmatch(path.name)
        if match is not None:
            name = f"{match['symbol']}-{match['interval']}-{match['month']}.zip"
            key = ArchiveKey.parse(f"data/{folder}/monthly/klines/{match['symbol']}/{match['interval']}/{name}")
            if key is not None:
                self._archives.setdefault(key, path)

    def symbols(self, market: MarketName) -> Sequence[str]:
        """The symbols of which anything was recorded."""
        return self._symbols[market]

    def bars(self, query: BarQuery) -> Sequence[Bar]:
        """The recorded bars in the range; a range that was not recorded has none."""
        end = min(query.end_ms, query.now_ms)
        bars = self._series((query.market, query.symbol, query.interval))
        first, last = bisect_left(bars, query.start_ms, key=_open_ms), bisect_right(bars, end, key=_open_ms)
        return query.cut(bars[first:last])

    def archive(self, key: ArchiveKey, now_ms: int) -> bytes | None:  # noqa: ARG002  # it was there once, so it stays
        """The recorded zip file, whatever the time; a recorded CSV member wrapped into one."""
        path = self._archives.get(key)
        if path is None:
            return None
        if path.suffix == ".zip":
            return path.read_bytes()
        return zip_bytes(key.file_name.replace(".zip", ".csv"), _plain(path))

    def checksum(self, key: ArchiveKey, now_ms: int) -> bytes | None:
        """The recorded checksum file, or one computed."""
        path = self._archives.get(key)
        if path is None:
            return None
        recorded = path.with_name(f"{path.name}.CHECKSUM")
        if recorded.is_file():
            return recorded.read_bytes()
        content = self.archive(key, now_ms)
        return None if content is None else checksum_text(key.file_name, content)

    def exchange_info(self, market: MarketName) -> bytes | None:
        """The body of the recorded exchangeInfo answer: lines of "URL -> unix time: body"."""
        for path in sorted((self._root / "rest" / market).glob("exchangeInfo_capture.txt*")):
            for line in _plain(path).splitlines():
                url, arrow, answer = line.partition(b" -> ")
                if arrow and url.endswith(b"/exchangeInfo"):
                    return answer.partition(b": ")[2]
        return None

    def _series(self, series: tuple[MarketName, str, str]) -> list[Bar]:
        """All recorded bars of one market, symbol and interval, ascending, each open time once."""
        with self._lock:
            if series not in self._bars:
                self._bars[series] = self._read(series)
            return self._bars[series]

    def _read(self, series: tuple[MarketName, str, str]) -> list[Bar]:
        found: dict[int, Bar] = {}
        for page in self._pages.get(series, ()):
            found.update((bar[0], bar) for bar in _page_bars(page))
        for key, path in self._archives.items():
            if (key.market, key.symbol, key.interval) == series:
                found.update((bar[0], bar) for bar in parse_csv(_member(path)))
        return [found[open_ms] for open_ms in sorted(found)]


def _open_ms(bar: Bar) -> int:
    return bar[0]


def _plain(path: Path) -> bytes:
    content = path.read_bytes()
    return gzip.decompress(content) if path.suffix == ".gz" else content


def _member(path: Path) -> bytes:
    """The CSV in an archive, or a recorded CSV itself."""
    if path.suffix != ".zip":
        return _plain(path)
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
        return archive.read(archive.namelist()[0])


def _page_bars(path: Path) -> list[Bar]:
    """The rows of a recorded REST answer, or of a recorded client call whose `output` they are."""
    recorded: _Page | dict[str, _Page] = json.loads(_plain(path))
    page = recorded["output"] if isinstance(recorded, dict) else recorded
    return [(o, p, h, lo, c, v, e, q, n, t, tq, i) for o, p, h, lo, c, v, e, q, n, t, tq, i in page]
