"""The manager: who serves what, why there is nothing, what can be asked, and who is asked no more."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataresult import Advice, Batch, DataResult, ErrorTracker, provenance
from dataresult.errors import (
    ApiRateLimit,
    ApiRequest,
    DataEmpty,
    EmptyReason,
)
from dataresult.klines import DataSourceManager, Interval, missing_ranges, rows_by_source
from dataresult.testing.exchange import ExchangeServer, GeneratedMarket, faults
from tests.klines._truth import codes, rows


@pytest.fixture(name="market")
def listed_in_march() -> GeneratedMarket:
    """A market whose second symbol is listed in March 2024 and delisted in May."""
    return GeneratedMarket(
        symbols=("BTCUSDT", "NEWUSDT"),
        listed_at={"NEWUSDT": "2024-03-10T15:00"},
        delisted_at={"NEWUSDT": "2024-05-01T04:00"},
    )


class TestSources:
    """Who serves what."""

    def test_the_second_time_is_served_by_the_cache(self, market: GeneratedMarket, tmp_path: Path) -> None:
        """What came from archives and REST comes from the cache the next time, without a request."""
        with (
            ExchangeServer(market) as exchange,
            DataSourceManager(
                cache_dir=tmp_path, base_url=exchange.base_url, archive_url=exchange.archive_url
            ) as manager,
        ):
            exchange.inject(faults.NO_SUCH_KEY, path="*2024-01-03*", times=None)
            first = manager.fetch("BTCUSDT", "1h", "2024-01-01", "2024-01-06").unwrap()
            asked_before = len(exchange.requests)
            second = manager.fetch("BTCUSDT", Interval.HOUR_1, "2024-01-01", "2024-01-06").unwrap()
            asked_after = len(exchange.requests)

        assert rows_by_source(first) == {"vision": 96, "rest": 24}
        assert rows_by_source(second) == {"cache": 120}
        assert rows(first) == rows(second)
        assert asked_after == asked_before

    def test_a_whole_month_is_one_file(self, market: GeneratedMarket, tmp_path: Path) -> None:
        """A whole month comes from the monthly archive, the days around it from daily ones."""
        with (
            ExchangeServer(market) as exchange,
            DataSourceManager(
                cache_dir=tmp_path, base_url=exchange.base_url, archive_url=exchange.archive_url
            ) as manager,
        ):
            frame = manager.fetch("BTCUSDT", "1h", "2024-01-30", "2024-03-02").unwrap()
            paths = [request.path for request in exchange.requests if request.path.endswith(".zip")]

        assert rows_by_source(frame) == {"vision": 32 * 24}
        assert sorted(path.rsplit("1h-")[-1] for path in paths) == [
            "2024-01-30.zip", "2024-01-31.zip", "2024-02.zip", "2024-03-01.zip"
        ]  # fmt: skip

    def test_today_comes_from_rest_and_is_not_kept(self, market: GeneratedMarket, tmp_path: Path) -> None:
        """Bars of today come from REST each time, the one that is still open never."""
        now = datetime.now(UTC)
        start = now.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=5)
        with (
            ExchangeServer(market) as exchange,
            DataSourceManager(
                cache_dir=tmp_path, base_url=exchange.base_url, archive_url=exchange.archive_url
            ) as manager,
        ):
            frames = [manager.fetch("BTCUSDT", "1m", start, now + timedelta(hours=2)).unwrap() for _ in range(2)]
            newest = max(file.name.removesuffix(".arrow") for file in tmp_path.rglob("*.arrow"))

        for frame in frames:
            assert frame["close_time"].max() < datetime.now(UTC)
            assert len(frame) >= (now - start) // timedelta(minutes=1) - 1
        assert rows_by_source(frames[1])["cache"] == 5 * 1440
        assert newest == f"{start + timedelta(days=4):%Y-%m-%d}"

    def test_without_a_cache_folder_another_exchange_is_not_cached(self) -> None:
        """Bars of a server that is not the real exchange never enter the user's cache by themselves."""
        with ExchangeServer() as exchange, DataSourceManager(base_url=exchange.base_url) as manager:
            assert manager._cache is None
        assert DataSourceManager()._cache is not None

    def test_a_cache_that_cannot_be_written_fails_nothing(self, market: GeneratedMarket, tmp_path: Path) -> None:
        """The rows are returned, and the failure to keep them is seen at the boundary of the cache."""
        file = tmp_path / "no folder"
        file.write_text("in the way")
        tracker = ErrorTracker()
        with (
            ExchangeServer(market) as exchange,
            DataSourceManager(
                cache_dir=file, base_url=exchange.base_url, archive_url=exchange.archive_url, tracker=tracker
            ) as manager,
        ):
            result = manager.fetch("BTCUSDT", "1h", "2024-01-01", "2024-01-02")

        assert len(result.unwrap()) == 24
        by_code = tracker.get_stats(by=("boundary", "family"))
        assert by_code[("cache", "StorageError")].count >= 1
        assert tracker.get_stats(by=("boundary",))[("manager",)].successes == 1

    def test_an_invalid_symbol_is_the_callers_fault(self, market: GeneratedMarket, tmp_path: Path) -> None:
        """What the exchange calls invalid is an ApiRequest, with what the archives said as an attempt."""
        with (
            ExchangeServer(market) as exchange,
            DataSourceManager(
                cache_dir=tmp_path, base_url=exchange.base_url, archive_url=exchange.archive_url
            ) as manager,
        ):
            error = manager.fetch("NOPEUSDT", "1h", "2024-01-01", "2024-01-02").failure()

        assert isinstance(error, ApiRequest)
        assert error.provider_code == "-1121"
        assert codes(error) == {"API_REQUEST", "API_NOT_FOUND"}
        assert list(tmp_path.iterdir()) == []


class TestEmptiness:
    """Why there is nothing."""

    @pytest.mark.parametrize(
        ("asked_for", "reason"),
        [
            (("NEWUSDT", "1h", "2024-03-01", "2024-03-10"), EmptyReason.BEFORE_LISTING),
            (("NEWUSDT", "1h", "2024-05-02", "2024-05-08"), EmptyReason.AFTER_DELISTING),
            (("BTCUSDT", "1h", "2124-01-01", "2124-01-02"), EmptyReason.NOT_YET_PUBLISHED),
            (("BTCUSDT", "1h", "2024-01-01T00:10", "2024-01-01T00:50"), EmptyReason.DATE_RANGE),
        ],
    )
    def test_the_reason_is_told(
        self,
        market: GeneratedMarket,
        tmp_path: Path,
        asked_for: tuple[str, str, str, str],
        reason: EmptyReason,
    ) -> None:
        """A range before the listing, after the delisting, in the future or between two bars says which it is."""
        with (
            ExchangeServer(market) as exchange,
            DataSourceManager(
                cache_dir=tmp_path, base_url=exchange.base_url, archive_url=exchange.archive_url
            ) as manager,
        ):
            for _ in range(2):
                error = manager.fetch(*asked_for).failure()

                assert isinstance(error, DataEmpty)
                assert error.reason is reason
                assert error.empty_frame().index.name == "open_time"

    def test_a_listing_in_the_middle_is_no_hole(self, market: GeneratedMarket, tmp_path: Path) -> None:
        """Bars before the first one never existed: the frame is whole, and `missing_ranges` tells of them."""
        with (
            ExchangeServer(market) as exchange,
            DataSourceManager(
                cache_dir=tmp_path, base_url=exchange.base_url, archive_url=exchange.archive_url
            ) as manager,
        ):
            frame = manager.fetch("NEWUSDT", "1h", "2024-03-08", "2024-03-12").unwrap()

        assert len(frame) == 33
        assert missing_ranges(frame, "1h", "2024-03-08", "2024-03-12") == (
            (datetime(2024, 3, 8, tzinfo=UTC), datetime(2024, 3, 10, 15, tzinfo=UTC)),
        )


class TestRequests:
    """What can be asked."""

    @pytest.mark.parametrize(
        ("parameter", "asked_for"),
        [
            ("interval", ("BTCUSDT", "7m", "2024-01-01", "2024-01-02")),
            ("symbol", ("btcusdt", "1h", "2024-01-01", "2024-01-02")),
            ("symbol", ("../etc", "1h", "2024-01-01", "2024-01-02")),
            ("symbol", ("", "1h", "2024-01-01", "2024-01-02")),
            ("start", ("BTCUSDT", "1h", "yesterday", "2024-01-02")),
            ("end", ("BTCUSDT", "1h", "2024-01-01", "")),
            ("end", ("BTCUSDT", "1h", "2024-01-02", "2024-01-01")),
            ("end", ("BTCUSDT", "1h", "2024-01-01", "2024-01-01")),
        ],
    )
    def test_nonsense_is_refused_before_it_is_sent(
        self, parameter: str, asked_for: tuple[str, str, str, str], tmp_path: Path
    ) -> None:
        """Whatever cannot be asked is an ApiRequest that names the parameter; no server sees it."""
        with (
            ExchangeServer() as exchange,
            DataSourceManager(
                cache_dir=tmp_path, base_url=exchange.base_url, archive_url=exchange.archive_url
            ) as manager,
        ):
            error = manager.fetch(*asked_for).failure()

            assert isinstance(error, ApiRequest)
            assert error.parameter == parameter
            assert error.next_step is Advice.FIX_REQUEST
            assert exchange.requests == ()

    @given(value=st.none() | st.integers() | st.floats() | st.text() | st.binary() | st.just([]))
    def test_no_value_raises(self, value: object) -> None:
        """Values of any type in any place give a failure, never an exception."""
        manager = DataSourceManager(
            base_url="http://127.0.0.1:9", archive_url="http://127.0.0.1:9", tracker=ErrorTracker()
        )
        fetch: Callable[..., DataResult] = manager.fetch
        good: list[object] = ["BTCUSDT", "1h", "2024-01-01", "2024-01-02"]
        for place in range(4):
            wrong = [value if at == place else each for at, each in enumerate(good)]
            error = fetch(*wrong).failure()
            # A text may well be a symbol or an instant: then nobody answers.
            assert isinstance(error, ApiRequest) or isinstance(value, str)

    def test_instants_in_any_form_mean_the_same(self, market: GeneratedMarket, tmp_path: Path) -> None:
        """Aware and naive datetimes, dates and ISO text of one instant give one frame."""
        forms: list[tuple[datetime | date | str, datetime | date | str]] = [
            ("2024-01-01", "2024-01-02"),
            (date(2024, 1, 1), date(2024, 1, 2)),
            (datetime(2024, 1, 1), datetime(2024, 1, 2)),  # noqa: DTZ001  # naive on purpose
            (datetime(2024, 1, 1, tzinfo=UTC), "2024-01-02T00:00:00Z"),
            (datetime(2024, 1, 1, 2, tzinfo=timezone(timedelta(hours=2))), "2024-01-02T01:00+01:00"),
        ]
        with (
            ExchangeServer(market) as exchange,
            DataSourceManager(
                cache_dir=tmp_path, base_url=exchange.base_url, archive_url=exchange.archive_url
            ) as manager,
        ):
            frames = [manager.fetch("BTCUSDT", "1h", *form).unwrap() for form in forms]

        assert all(rows(frame) == rows(frames[0]) for frame in frames)
        assert len(frames[0]) == 24


def test_many_symbols_at_once(market: GeneratedMarket, tmp_path: Path) -> None:
    """A batch has each symbol's frame or failure, in the order asked."""
    with (
        ExchangeServer(market) as exchange,
        DataSourceManager(cache_dir=tmp_path, base_url=exchange.base_url, archive_url=exchange.archive_url) as manager,
    ):
        batch = manager.fetch_many(["NEWUSDT", "NOPEUSDT", "BTCUSDT"], "1h", "2024-03-10", "2024-03-14")

    assert isinstance(batch, Batch)
    assert {symbol: len(frame) for symbol, frame in batch.successes.items()} == {"NEWUSDT": 81, "BTCUSDT": 96}
    assert list(batch.successes) == ["NEWUSDT", "BTCUSDT"]
    assert {symbol: error.code.value for symbol, error in batch.failures.items()} == {"NOPEUSDT": "API_REQUEST"}


def test_a_frame_tells_where_it_came_from(market: GeneratedMarket, tmp_path: Path) -> None:
    """The frame carries what was asked for, when and how long, and the rows of each source."""
    with (
        ExchangeServer(market) as exchange,
        DataSourceManager(cache_dir=tmp_path, base_url=exchange.base_url, archive_url=exchange.archive_url) as manager,
    ):
        frame = manager.fetch("BTCUSDT", "1d", "2024-01-01", "2024-01-03").unwrap()

    told = provenance(frame)
    assert told is not None
    assert told.source == "klines"
    assert told.context["symbol"] == "BTCUSDT"
    assert rows_by_source(frame) == {"vision": 2}
    frame.to_parquet(tmp_path / "klines.parquet")


def test_a_ban_stops_all_who_ask_the_same_exchange(market: GeneratedMarket) -> None:
    """After a ban nobody in the process asks that exchange again before it ends, and each answer says when."""
    with ExchangeServer(market) as exchange:
        exchange.inject(faults.banned(60.0), path="/api/*")
        managers = [DataSourceManager(base_url=exchange.base_url, archive_url=exchange.archive_url) for _ in range(2)]
        exchange.inject(faults.NO_SUCH_KEY, path="*.zip", times=None)
        errors = [manager.fetch("BTCUSDT", "1h", "2024-01-01", "2024-01-02").failure() for manager in managers]
        asked_rest = [request for request in exchange.requests if request.path.startswith("/api/")]

    assert len(asked_rest) == 1
    for error in errors:
        assert isinstance(error, ApiRateLimit)
        assert error.banned
        assert error.not_before is not None
        assert error.not_before > datetime.now(UTC)
        assert error.next_step is Advice.WAIT


@pytest.mark.parametrize(
    ("base_url", "archived"),
    [
        (None, True),
        ("https://api1.binance.com", True),
        ("https://data-api.binance.vision", True),
        ("http://127.0.0.1:8000", False),
        ("https://api.binance.com.example.org", False),
    ],
)
def test_bars_of_two_exchanges_never_mix(base_url: str | None, archived: bool) -> None:
    """The archives of the real exchange are not asked where the API is another one's."""
    with DataSourceManager(base_url=base_url) as manager:
        assert [source.name for source in manager._sources if source.name == "vision"] == ["vision"] * archived
