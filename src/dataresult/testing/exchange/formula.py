"""
Price and traded volume as functions of the instant: what made-up bars are cut from.

Floor 6. Pure arithmetic on integers of milliseconds, ticks and lots; no clock, no random number, no calendar.
Only operations that IEEE 754 rounds exactly, so that a seed means the same bars on every machine.
"""

from typing import Final, TypeAlias

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

__all__ = ["LOT_DIGITS", "TICK_DIGITS", "Ints", "Trading", "noise_at"]

Ints: TypeAlias = NDArray[np.int64]

TICK_DIGITS: Final = 2  # a tick is a hundredth of the quote asset
LOT_DIGITS: Final = 5  # a lot is a hundred-thousandth of the base asset

_PERIODS_S: Final = (1, 11, 60, 420, 3600, 28_800, 259_200, 2_592_000, 25_920_000)
# A price moves by about 2 % a day, and by the square root of time otherwise.
_DAILY_MOVE: Final = 0.02
# Noise of height h and period p changes by at most 2h/p, so nine octaves, each 0.05 of its period high, keep
# the pace of trading between a tenth of its mean and 1.9 times it: volume never runs backwards.
_PACE_SWING: Final = 0.05
_LOTS_PER_S: Final = 60_000
_LOTS_PER_TRADE: Final = 20_000


def noise_at(seed: int, knots: Ints) -> NDArray[np.float64]:
    """
    A number in [-1, 1) for each knot.

    Source:
        The finaliser of SplitMix64: Steele, Lea, Flood, "Fast splittable pseudorandom number generators"
        (OOPSLA 2014).
    """
    x = knots.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(seed)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    x ^= x >> np.uint64(31)
    # 53 bits fill a float64 exactly.
    return (x >> np.uint64(11)).astype(np.float64) * 2.0**-52 - 1.0


def _noise(seed: int, at_ms: Ints, period_s: int) -> NDArray[np.float64]:
    """Straight lines between random heights in [-1, 1), one every `period_s`."""
    period_ms = period_s * 1000
    knots, rest = np.divmod(at_ms, period_ms)
    left, right = noise_at(seed, knots), noise_at(seed, knots + 1)
    return left + (right - left) * (rest / period_ms)


@frozen(kw_only=True)
class Trading:
    """
    One symbol's life: when it trades, what it costs, how much changes hands.

    Args:
        seed: of everything here.
        base_price: the price that the noise moves up and down.
        listed_ms: when trading begins.
        delisted_ms: when it ends.
        halts_ms: half-open spans without trading; they do not overlap.
    """

    seed: int
    base_price: float
    listed_ms: int
    delisted_ms: int
    halts_ms: tuple[tuple[int, int], ...]

    def traded_ms(self, at_ms: Ints) -> Ints:
        """
        The time traded until an instant.

        It stands still before the listing, in halts and after the delisting, and so do price and volume.
        """
        at_ms = np.clip(at_ms, self.listed_ms, self.delisted_ms)
        traded = at_ms.copy()
        for halt in self.halts_ms:
            start, end = (min(max(at, self.listed_ms), self.delisted_ms) for at in halt)
            traded -= np.clip(at_ms - start, 0, end - start)
        return traded

    def price_ticks(self, traded_ms: Ints) -> Ints:
        """The price in ticks, at least 1."""
        x = np.zeros(len(traded_ms))
        for octave, period_s in enumerate(_PERIODS_S):
            x += _DAILY_MOVE * (period_s / 86_400) ** 0.5 * _noise(self.seed + octave, traded_ms, period_s)
        # The octaves add up to less than 0.6, where (2 + x) / (2 - x) is close to exp(x).
        return np.maximum(np.rint(self.base_price * 10**TICK_DIGITS * (2 + x) / (2 - x)), 1).astype(np.int64)

    def lots(self, traded_ms: Ints) -> Ints:
        """Lots traded until an instant; never falls."""
        paced_s = traded_ms / 1000
        for octave, period_s in enumerate(_PERIODS_S, start=len(_PERIODS_S)):
            paced_s = paced_s + _PACE_SWING * period_s * _noise(self.seed + octave, traded_ms, period_s)
        return np.rint(paced_s * _LOTS_PER_S).astype(np.int64)

    def trades(self, lots: Ints) -> Ints:
        """Trades made until so many lots were traded; never falls."""
        return lots // _LOTS_PER_TRADE

    def wick_ticks(self, opens_ms: Ints, lengths_ms: Ints, prices: Ints) -> tuple[Ints, Ints]:
        """How far a bar's high and low reach beyond its body, in ticks: up to a third of its usual move."""
        reach = prices * (0.3 * _DAILY_MOVE) * (lengths_ms / 86_400_000) ** 0.5
        above, below = (np.abs(noise_at(self.seed + way, opens_ms)) * reach for way in (101, 102))
        return above.astype(np.int64), below.astype(np.int64)

    def bought_lots(self, opens_ms: Ints, lots: Ints) -> Ints:
        """The part of a bar's lots that takers bought: three to seven tenths."""
        return (lots * (0.5 + 0.2 * noise_at(self.seed + 103, opens_ms))).astype(np.int64)
