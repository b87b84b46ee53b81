"""
What all tests share: how hard Hypothesis tries, and which files under tests/ are test files.

`DATARESULT_HYPOTHESIS_PROFILE` chooses: `quick` (the same few examples every time), `default` or `thorough`.
A test whose examples are dear takes a share of them, `settings().max_examples // 5`, and so follows the profile too.
"""

import os
from pathlib import Path

from hypothesis import HealthCheck, settings

# No deadline anywhere: a test says what happens, never how fast on a busy machine.
settings.register_profile(
    "quick",
    max_examples=15,  # as many as fit into the minute of `make quick`, with all tests
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("default", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("thorough", settings.get_profile("default"), max_examples=2000)
settings.load_profile(os.environ.get("DATARESULT_HYPOTHESIS_PROFILE", "default"))

# Looking for doctests imports every module it is pointed at; under tests/ only test files are meant to run
# (the others are programs for a type checker or for a process of their own).
_HERE = Path(__file__).parent
collect_ignore = [
    str(path.relative_to(_HERE))
    for path in _HERE.rglob("*.py")
    if path.name != "conftest.py" and not path.name.startswith("test_")
]
