"""The table of SQLSTATE codes."""

import re
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

import dataresult as dr
from dataresult._conversions import CONVERSIONS
from dataresult.rules import Library, Outcome
from dataresult.rules.postgres_conditions import CONDITIONS
from dataresult.rules.psycopg import LIBRARY as PSYCOPG
from dataresult.rules.psycopg2 import LIBRARY as PSYCOPG2
from dataresult.rules.sqlstate import SQLSTATE, SQLSTATE_CLASS, meaning_of

_CODES = sorted(family + rest for family, listed in CONDITIONS.items() for rest in listed.split()[::2])


def test_every_code_is_five_characters_of_a_class_of_two() -> None:
    """A code is five characters, a class two, of digits and capitals."""
    assert [code for code in SQLSTATE if not re.fullmatch("[0-9A-Z]{5}", str(code))] == []
    assert [code for code in SQLSTATE_CLASS if not re.fullmatch("[0-9A-Z]{2}", str(code))] == []


def test_every_exact_code_says_something_else_than_its_class() -> None:
    """What the class says already stands there only."""
    needless = [
        code
        for code, target in SQLSTATE.items()
        if not isinstance(target, Outcome) and SQLSTATE_CLASS.get(str(code)[:2]) is target
    ]
    assert needless == []


def test_every_condition_of_postgresql_has_a_meaning() -> None:
    """No condition falls through to the sign of a bug."""
    assert [code for code in _CODES if meaning_of(code).error is dr.Internal] == []


@given(st.sampled_from(_CODES))
def test_drivers_agree(code: str) -> None:
    """Both drivers' classes of one condition mean the same."""
    names = dict(zip(*[iter(CONDITIONS[code[:2]].split())] * 2, strict=True))
    name = names[code[2:]]

    assert _error(PSYCOPG, f"psycopg.errors.{name}") is _error(PSYCOPG2, f"psycopg2.errors.{name}")


def _error(library: Library, exception: str) -> type:
    return next(rule.error for rule in library.rules if rule.exception == exception)


def test_constraint_is_told_in_any_language() -> None:
    """Names and the offending key are fields, whatever language the sentences are in."""
    told = SimpleNamespace(
        sqlstate="23505",
        constraint_name="bars_key",
        column_name=None,
        message_detail="Schlüssel »(id, symbol)=(1, BTCUSDT)« existiert bereits.",
    )

    assert CONVERSIONS["diagnosed_constraint"](told) == (
        dr.CheckFailure(column="id, symbol", check="unique bars_key", sample=("1, BTCUSDT",)),
    )
    assert CONVERSIONS["diagnosed_constraint"](SimpleNamespace(sqlstate="23505")) is None


def test_a_full_disk_of_the_server_is_for_its_operator() -> None:
    """Nobody frees the space of a server by retrying, or at home."""
    meaning = meaning_of("53100")

    assert (meaning.error, meaning.next_step) == (dr.StorageSpace, dr.Advice.ASK_OPERATOR)
