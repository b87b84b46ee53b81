"""
What the demo asks for, and what goes wrong meanwhile.

Floor 6. Values and the table of troubles; sends nothing. Every trouble meets a series and a day of its own, so that
what comes of it can be told apart.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from attrs import frozen

from dataresult.errors import ErrorCode as Code
from dataresult.testing.exchange import ExchangeContent, Fault, GeneratedMarket, faults

__all__ = ["Plan", "Series", "Trouble", "generated_plan", "planned", "unknown_symbol"]


@frozen(order=True)
class Series:
    """
    The bars of one symbol over whole days.

    Args:
        symbol: The symbol.
        interval: The length of a bar.
        first_day: The first day.
        last_day: The last day, included.
    """

    symbol: str
    interval: str
    first_day: date
    last_day: date

    @property
    def start(self) -> datetime:
        """The first instant that counts."""
        return _midnight(self.first_day)

    @property
    def end(self) -> datetime:
        """The first that does not."""
        return _midnight(self.last_day) + timedelta(days=1)

    @property
    def days(self) -> Sequence[date]:
        """Its days."""
        return [self.first_day + timedelta(days=n) for n in range((self.last_day - self.first_day).days + 1)]

    def __str__(self) -> str:
        return f"{self.symbol} {self.interval}"


@frozen(kw_only=True)
class Trouble:
    """
    Something that goes wrong on one day of one series.

    Args:
        words: What it is called on the screen.
        fault: What happens to the answer.
        series: The series.
        day: The day whose archive is hit, or missing so that REST is asked.
        on_rest: Whether it hits the REST API, not the archive.
        lasting: Whether it strikes every time.
    """

    words: str
    fault: Fault
    series: Series
    day: date
    on_rest: bool
    lasting: bool = False

    @property
    def archive_glob(self) -> str:
        """The requests for the day's archive."""
        return f"*/{self.series.symbol}-{self.series.interval}-{self.day}.zip"

    @property
    def rest_glob(self) -> str:
        """The requests for the series by REST."""
        return f"*/klines?*symbol={self.series.symbol}&interval={self.series.interval}&*"


@frozen(kw_only=True)
class Plan:
    """
    A demonstration.

    Args:
        title: Where the bars come from, in words.
        content: What the exchange serves: also the truth that frames are compared with.
        series: What exists and will be had.
        troubles: What goes wrong once, and is made good.
        lost: What goes wrong until somebody mends it.
        unknown: A series of a symbol that the exchange does not know.
        unlisted: A series from before the listing of its symbol, where there is one.
    """

    title: str
    content: ExchangeContent
    series: Sequence[Series]
    troubles: Sequence[Trouble]
    lost: Trouble
    unknown: Series
    unlisted: Series | None

    @property
    def requests(self) -> Sequence[Series]:
        """All that is asked for: last what meets the 429, since a refusal stops everybody for a second."""
        unlisted = [] if self.unlisted is None else [self.unlisted]
        limited = {trouble.series for trouble in self.troubles if Code.API_RATE_LIMIT in trouble.fault.expected}
        asked = [*(each for each in self.series if each != self.lost.series), self.unknown, *unlisted]
        return [*sorted(asked, key=limited.__contains__), self.lost.series]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


# In words, with the fault, and whether it hits REST. Of these each strikes once.
_TROUBLES: Final[Sequence[tuple[str, Fault, bool]]] = (
    ("a checksum that does not match", faults.WRONG_CHECKSUM, False),
    ("a corrupt zip file", faults.CORRUPT_ZIP, False),
    # Before the answer, libcurl asks again by itself.
    ("a connection that breaks", faults.RESET_IN_BODY, False),
    ("429 with Retry-After: 1", faults.rate_limited(1.0), True),
    ("503 with an HTML page", faults.UNAVAILABLE_PAGE, True),
    ("a web page instead of JSON", faults.PAGE_FOR_ANSWER, True),
)
_UNKNOWN: Final = ("LUNAUSDT", "FTTUSDT", "NOSUCHUSDT")

_DAYS: Final = (date(2024, 1, 1), date(2024, 1, 7))
_SYMBOLS: Final = ("BTCUSDT", "ETHUSDT", "SOLUSDT")
_INTERVALS: Final = ("1m", "15m", "1h")
_NEW: Final = "NEWUSDT"
_HALT: Final = ("2024-01-03T12:40", "2024-01-03T14:00")


def generated_plan(seed: int) -> Plan:
    """
    Plan with made-up bars.

    Args:
        seed: Another seed, other prices.
    """
    market = GeneratedMarket(
        seed=seed,
        symbols=(*_SYMBOLS, _NEW),
        listed_at={_NEW: "2024-02-01", "SOLUSDT": "2024-01-01T15:00"},
        halts=[_HALT],
    )
    series = [Series(symbol, interval, *_DAYS) for interval in _INTERVALS for symbol in _SYMBOLS]
    return planned(
        title=f"generated bars, seed {seed}", content=market, series=series, unlisted=Series(_NEW, "1h", *_DAYS)
    )


def planned(*, title: str, content: ExchangeContent, series: Sequence[Series], unlisted: Series | None) -> Plan:
    """
    Spread the troubles over series and days.

    Args:
        title: Where the bars come from.
        content: What the exchange serves.
        series: What exists; the last of them loses a day.
        unlisted: A series from before the listing of its symbol.
    """
    last = series[-1]
    lost = Trouble(
        words="500 until somebody mends it",
        fault=faults.SERVER_ERROR,
        series=last,
        day=last.days[len(last.days) // 2],
        on_rest=True,
        lasting=True,
    )
    # What meets the same requests as the lost day could not be made good.
    apart = [each for each in series if (each.symbol, each.interval) != (last.symbol, last.interval)]
    if unlisted is not None and (unlisted.symbol, unlisted.interval) == (last.symbol, last.interval):
        unlisted = None
    return Plan(
        title=title,
        content=content,
        series=series,
        # Where there are fewer days than troubles, the last ones stay away.
        troubles=[
            Trouble(words=words, fault=fault, series=home, day=day, on_rest=on_rest)
            for (words, fault, on_rest), (home, day) in zip(_TROUBLES, _places(apart), strict=False)
        ],
        lost=lost,
        unknown=Series(unknown_symbol(content), last.interval, last.first_day, last.last_day),
        unlisted=unlisted,
    )


def _places(homes: Sequence[Series]) -> Sequence[tuple[Series, date]]:
    """List the days of all series: at each round over the series another day."""
    rounds = max((len(home.days) for home in homes), default=0)
    places = [
        (home, home.days[(at + turn + 1) % len(home.days)]) for turn in range(rounds) for at, home in enumerate(homes)
    ]
    return list(dict.fromkeys(places))


def unknown_symbol(content: ExchangeContent) -> str:
    """Name a symbol that the exchange does not know."""
    known = set(content.symbols("spot"))
    return next(symbol for symbol in _UNKNOWN if symbol not in known)
