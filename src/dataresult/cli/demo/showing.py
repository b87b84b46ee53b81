"""
The demo from its first word to its exit status: plan, tell, run, tell, check.

Floor 6. Calls the modules of the demo in turn; has no knowledge of its own.
"""

from pathlib import Path
from typing import Final

import click

from dataresult.cli.screen import error_line, stdout
from dataresult.cli.status import NOT_AS_EXPECTED, OK

from .checks import checked
from .course import run
from .plan import Plan, generated_plan
from .recorded import recorded_plan
from .report import tell_checks, tell_end, tell_plan, tell_result

__all__ = ["demonstrated"]

_LAYOUT: Final = "vision/spot/daily/klines/SYMBOL/INTERVAL/*.zip"


def demonstrated(data: Path | None, seed: int) -> int:
    """
    Show what the library makes of faults, and check that it is right.

    Args:
        data: A folder with recorded data, as `RecordedMarket` reads it; None for generated data.
        seed: The seed of generated data.

    Returns:
        The exit status: 0 when every check held.
    """
    plan: Plan | None = generated_plan(seed) if data is None else recorded_plan(data)
    if plan is None:
        raise click.BadParameter(
            f"no two days of bars in {_LAYOUT}", param_hint="'--data'", ctx=click.get_current_context(silent=True)
        )
    screen = stdout()
    tell_plan(screen, plan)
    course = run(screen, plan)
    tell_result(screen, plan, course)
    checks = checked(plan, course)
    tell_checks(screen, checks)
    failed = [check for check in checks if not check.held]
    if failed:
        error_line(f"demo: {len(failed)} of {len(checks)} checks did not hold: {'; '.join(c.words for c in failed)}")
        return NOT_AS_EXPECTED
    tell_end(screen, plan, course)
    return OK
