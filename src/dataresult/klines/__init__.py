"""
Klines (candlesticks) as frames: the Data Source Manager, and the sources it is made of.

Floor 5. Re-exports only. Needs the extra `klines`.
"""

from .cache import KlinesCache
from .connectivity import Connectivity, check_connectivity
from .coverage import covering, missing_ranges
from .frame import rows_by_source
from .interval import Interval
from .manager import DataSourceManager
from .market import MarketType
from .rest import RestDataClient
from .times import Moment
from .vision import VisionDataClient

__all__ = [
    "Connectivity",
    "DataSourceManager",
    "Interval",
    "KlinesCache",
    "MarketType",
    "Moment",
    "RestDataClient",
    "VisionDataClient",
    "check_connectivity",
    "covering",
    "missing_ranges",
    "rows_by_source",
]
