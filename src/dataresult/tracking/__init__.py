"""
Counting what passes at boundaries: windows, thresholds, alerts, figures.

Floor 3. Exports only.
"""

from .alerts import Alert
from .clock import Clock, ManualClock, SystemClock
from .default import error_tracker, observe, observing, track_error
from .passing import Observer
from .stats import Stats
from .thresholds import ERROR_THRESHOLDS, Threshold, Window
from .top_keys import WorstKey
from .tracker import ErrorTracker

__all__ = [
    "ERROR_THRESHOLDS",
    "Alert",
    "Clock",
    "ErrorTracker",
    "ManualClock",
    "Observer",
    "Stats",
    "SystemClock",
    "Threshold",
    "Window",
    "WorstKey",
    "error_tracker",
    "observe",
    "observing",
    "track_error",
]
