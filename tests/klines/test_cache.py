"""The cache on real files: against a plain model, against damage, and against death in the middle of a write."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from shutil import rmtree
from typing import Self

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from pandas import DataFrame, read_feather

from dataresult import Failure, Success, sealed
from dataresult.errors import (
    ApiRequest,
    DataEmpty,
    DataIntegrity,
    DataPartial,
    DataValidation,
    EmptyReason,
    StorageError,
)
from dataresult.klines import Interval, KlinesCache, MarketType
from dataresult.klines.cache import default_cache_dir
from dataresult.klines.frame import empty_frame, frame_of_rows, opens_of
from dataresult.klines.interval import floor_open, next_open, opens_between
from tests.klines._truth import DAY_MS, Span, iso, ms, spans

START_MS = ms("2024-01-29")
# Where a history begins, shortly before the next file does, and how long a bar is: all of it lies in the past.
STARTS = {
    Interval.MINUTE_15: (START_MS, 900_000),
    Interval.HOUR_1: (START_MS, 3_600_000),
    Interval.DAY_3: (ms("2018-11-20"), 3 * DAY_MS),
    Interval.MONTH_1: (ms("1990-05-01"), 31 * DAY_MS),
}


def bars(interval: Interval, opens: list[int], price: float = 1.0) -> DataFrame:
    """Make a kline frame with bars at these open times."""
    if not opens:
        return empty_frame()
    cells = [
        [at, "1", "2", "0.5", str(price), "10", next_open(interval, at) - 1, "11", 7, "3", "4", "0"] for at in opens
    ]
    return frame_of_rows(cells, interval)


class CacheMachine(RuleBasedStateMachine):
    """Any order of storing, reading, damaging, losing and restarting, against two dictionaries."""

    @initialize(interval=st.sampled_from(list(STARTS)))
    def begin(self: Self, interval: Interval) -> None:
        """Begin with an empty folder."""
        self.interval = interval
        self.folder = Path(tempfile.mkdtemp())
        self.cache = KlinesCache(cache_dir=self.folder)
        # Every bar that the cache speaks for: its price, or None where it never existed.
        self.known: dict[int, float | None] = {}
        self.price = 0.0

    def span(self, first: int, count: int) -> Span:
        """Give the span of some bars, counted from the start."""
        begin, length_ms = STARTS[self.interval]
        start = floor_open(self.interval, begin + first * length_ms)
        return start, next_open(self.interval, floor_open(self.interval, start + (count - 1) * length_ms))

    @rule(first=st.integers(0, 200), count=st.integers(1, 120), gaps=st.sets(st.integers(0, 120), max_size=10))
    def store(self, first: int, count: int, gaps: set[int]) -> None:
        """Keep a range, in which some bars never existed."""
        span = self.span(first, count)
        grid = opens_between(self.interval, *span).tolist()
        there = [at for place, at in enumerate(grid) if place not in gaps]
        self.price += 1.0
        self.cache.store("BTCUSDT", self.interval, bars(self.interval, there, self.price), *map(iso, span)).unwrap()
        self.known.update({at: self.price if at in set(there) else None for at in grid})

    @rule(first=st.integers(0, 200), count=st.integers(1, 120))
    def read(self, first: int, count: int) -> None:
        """Read a range: what is known of it, and nothing else."""
        span = self.span(first, count)
        grid = opens_between(self.interval, *span).tolist()
        result = self.cache.fetch("BTCUSDT", self.interval, *map(iso, span))
        there = {at: price for at in grid if (price := self.known.get(at)) is not None}
        unknown = [at for at in grid if at not in self.known]
        match sealed(result):
            case Success(frame):
                assert not unknown
                self.same(frame, there)
            case Failure(DataPartial(frame=frame, missing=missing)):
                holes = [opens_between(self.interval, *span).tolist() for span in spans(missing)]
                assert [at for hole in holes for at in hole] == unknown
                assert unknown
                self.same(frame, there)
            case Failure(DataEmpty() as error):
                assert not there
                assert bool(unknown) == (error.reason is EmptyReason.UNKNOWN)
            case Failure(error):
                raise AssertionError(error)

    @staticmethod
    def same(frame: DataFrame, there: dict[int, float]) -> None:
        """Compare a frame with the prices it must hold."""
        assert dict(zip(opens_of(frame).tolist(), frame["close"].tolist(), strict=True)) == there

    def files(self) -> list[Path]:
        """The files of the cache, sorted."""
        return sorted(self.folder.rglob("*.arrow"))

    def forget(self, path: Path) -> None:
        """Take what a file holds out of the model."""
        name = path.stem
        for at in list(self.known):
            if iso(at).startswith(name):
                del self.known[at]

    @precondition(lambda self: self.files())
    @rule(data=st.data(), way=st.sampled_from(["flip", "cut", "empty", "append", "swap"]))
    def damage(self, data: st.DataObject, way: str) -> None:
        """Damage a file: reading says so once, sets it aside, and forgets only what was in it."""
        path = data.draw(st.sampled_from(self.files()))
        body = bytearray(path.read_bytes())
        match way:
            case "flip":
                place = data.draw(st.integers(0, len(body) - 1))
                body[place] ^= 1 << data.draw(st.integers(0, 7))
            case "cut":
                del body[data.draw(st.integers(1, len(body) - 1)) :]
            case "empty":
                body.clear()
            case "append":
                body += b"x"
            case _:
                body = bytearray(self.cache_of_another_symbol(path))
        path.write_bytes(body)
        start = ms(path.stem if len(path.stem) > 7 else f"{path.stem}-01-01"[:10])
        error = self.cache.fetch("BTCUSDT", self.interval, iso(start), iso(start + 370 * DAY_MS))

        failure = error.failure()
        told = [failure, *failure.attempts]
        assert any(isinstance(each, DataIntegrity) for each in told), told
        assert not path.exists()
        assert path.with_name(f"{path.name}.corrupt").read_bytes() == bytes(body)
        self.forget(path)

    def cache_of_another_symbol(self, path: Path) -> bytes:
        """Give a whole file that belongs to another symbol."""
        other = KlinesCache(cache_dir=self.folder / "other")
        span = self.span(0, 1)
        other.store("ETHUSDT", self.interval, empty_frame(), *map(iso, span)).unwrap()
        made = next((self.folder / "other").rglob("*.arrow")).read_bytes()
        rmtree(self.folder / "other")
        return made

    @precondition(lambda self: self.files())
    @rule(data=st.data())
    def lose(self, data: st.DataObject) -> None:
        """Remove a file: its bars are not in the cache any more, and that is no error."""
        path = data.draw(st.sampled_from(self.files()))
        path.unlink()
        self.forget(path)

    @rule()
    def restart(self) -> None:
        """Another process would see the same."""
        self.cache = KlinesCache(cache_dir=self.folder)

    @invariant()
    def leaves_nothing_behind(self) -> None:
        """No temporary file outlives a write."""
        if hasattr(self, "folder"):
            assert not list(self.folder.rglob("*.tmp"))

    def teardown(self) -> None:
        """Remove the folder."""
        if hasattr(self, "folder"):
            rmtree(self.folder)


CacheMachine.TestCase.settings = settings(
    max_examples=settings().max_examples // 5,
    stateful_step_count=15,  # each step reads or writes files
)
TestCacheMachine = CacheMachine.TestCase

WRITER = """
import sys
from tests.klines.test_cache import bars
from dataresult.klines import Interval, KlinesCache
from dataresult.klines.interval import opens_between
cache = KlinesCache(cache_dir=sys.argv[1])
opens = opens_between(Interval.MINUTE_1, 1706486400000, 1706486400000 + 3 * 86400000).tolist()
print("ready", flush=True)
price = 0.0
while True:
    price += 1.0
    cache.store("BTCUSDT", "1m", bars(Interval.MINUTE_1, opens, price), "2024-01-29", "2024-02-01").unwrap()
"""


@pytest.mark.slow
def test_death_in_the_middle_of_a_write(tmp_path: Path) -> None:
    """A process killed at any moment of a write leaves a cache that reads clean, and is no obstacle to the next."""
    root = Path(__file__).resolve().parents[2]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(root / "src"), str(root)])}
    for turn in range(8):
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path)], env=environment, stdout=subprocess.PIPE
        ) as writer:
            assert writer.stdout is not None
            assert writer.stdout.readline() == b"ready\n"
            time.sleep(0.05 + 0.017 * turn)
            writer.send_signal(signal.SIGKILL)
        result = KlinesCache(cache_dir=tmp_path).fetch("BTCUSDT", "1m", "2024-01-29", "2024-02-01")
        match sealed(result):
            case Success(frame):
                # Each day is of one write: a day is never half of one price and half of another.
                assert len(frame) == 3 * 1440
                prices: list[float] = frame["close"].tolist()
                assert [len(set(prices[at : at + 1440])) for at in (0, 1440, 2880)] == [1, 1, 1]
            case Failure(DataEmpty() | DataPartial() as error):
                assert not error.attempts
            case Failure(error):
                raise AssertionError(error)
        assert not list(tmp_path.rglob("*.corrupt"))
    old = time.time() - 7200
    for leftover in tmp_path.rglob("*.tmp"):
        os.utime(leftover, (old, old))
    KlinesCache(cache_dir=tmp_path).store(
        "BTCUSDT", "1m", bars(Interval.MINUTE_1, []), "2024-01-29", "2024-01-30"
    ).unwrap()
    assert not list(tmp_path.rglob("*.tmp"))


def test_many_write_and_read_the_same_files(tmp_path: Path) -> None:
    """Threads that store and read one unit at once never see a damaged or half-written file."""
    grid = opens_between(Interval.HOUR_1, START_MS, START_MS + 2 * DAY_MS).tolist()

    def work(number: int) -> list[str]:
        cache = KlinesCache(cache_dir=tmp_path)
        seen: list[str] = []
        for _ in range(15):
            cache.store(
                "BTCUSDT", "1h", bars(Interval.HOUR_1, grid, number), iso(START_MS), iso(START_MS + 2 * DAY_MS)
            ).unwrap()
            frame = cache.fetch("BTCUSDT", "1h", iso(START_MS), iso(START_MS + 2 * DAY_MS)).unwrap()
            seen.append("whole" if len(frame) == 48 and len(set(frame["close"])) == 1 else "torn")
        return seen

    with ThreadPoolExecutor(6) as pool:
        assert {each for seen in pool.map(work, range(6)) for each in seen} == {"whole"}
    assert not list(tmp_path.rglob("*.corrupt"))
    assert not list(tmp_path.rglob("*.tmp"))


def test_files_are_plain_arrow_files(tmp_path: Path) -> None:
    """Any reader of Arrow files opens what the cache wrote."""
    frame = bars(Interval.HOUR_1, opens_between(Interval.HOUR_1, START_MS, START_MS + DAY_MS).tolist())
    KlinesCache(cache_dir=tmp_path).store("BTCUSDT", "1h", frame, iso(START_MS), iso(START_MS + DAY_MS)).unwrap()

    path = tmp_path / "spot" / "BTCUSDT" / "1h" / "2024-01.arrow"
    assert read_feather(path)["close"].tolist() == frame["close"].tolist()


def test_markets_and_months_do_not_meet(tmp_path: Path) -> None:
    """Spot and futures, 1m and 1M have folders of their own, also where file names ignore case."""
    for kind in MarketType:
        for interval in (Interval.MINUTE_1, Interval.MONTH_1):
            cache = KlinesCache(kind, cache_dir=tmp_path)
            cache.store("BTCUSDT", interval, empty_frame(), "2024-01-01", "2024-02-01").unwrap()

    folders = {str(path.parent.relative_to(tmp_path)).lower() for path in tmp_path.rglob("*.arrow")}
    assert len(folders) == 6


def test_today_is_never_kept(tmp_path: Path) -> None:
    """What is later than the last midnight may still change, and is not kept."""
    today = floor_open(Interval.DAY_1, int(time.time() * 1000))
    grid = opens_between(Interval.HOUR_1, today - DAY_MS, today + DAY_MS).tolist()
    cache = KlinesCache(cache_dir=tmp_path)
    cache.store("BTCUSDT", "1h", bars(Interval.HOUR_1, grid), iso(today - DAY_MS), iso(today + DAY_MS)).unwrap()

    kept = cache.fetch("BTCUSDT", "1h", iso(today - DAY_MS), iso(today)).unwrap()
    assert len(kept) == 24
    with_today = (path for path in tmp_path.rglob("*.arrow"))
    assert sum(len(read_feather(path)) for path in with_today) == 24


def test_what_cannot_be_stored(tmp_path: Path) -> None:
    """A frame that is no kline frame, a wrong request, a folder that is a file: each is a typed failure."""
    cache = KlinesCache(cache_dir=tmp_path)
    in_the_way = tmp_path / "file"
    in_the_way.write_text("in the way")

    assert isinstance(
        cache.store("BTCUSDT", "1h", DataFrame({"a": [1]}), "2024-01-01", "2024-01-02").failure(), DataValidation
    )
    assert isinstance(cache.store("BTCUSDT", "7h", empty_frame(), "2024-01-01", "2024-01-02").failure(), ApiRequest)
    blocked = KlinesCache(cache_dir=in_the_way)
    assert isinstance(blocked.store("BTCUSDT", "1h", empty_frame(), "2024-01-01", "2024-01-02").failure(), StorageError)


def test_the_folder() -> None:
    """`~` is the user's home; the default lies in the user's cache folder."""
    assert KlinesCache(cache_dir="~/klines").folder == Path.home() / "klines"
    assert KlinesCache().folder == default_cache_dir()
    assert default_cache_dir().name == "klines"
