"""
What servers say where they refuse a whole country: it is nobody's password and no limit, and no waiting helps.

Floor 1. Data only.
Source: answers of Binance (451, "restricted location"), Bybit (403 of CloudFront, "configured to block access from your
country"), KuCoin, OpenAI (`unsupported_country_region_territory`).
"""

from collections.abc import Mapping
from typing import Final

from dataresult.errors import ApiPermission

from ._rule import Target

__all__ = ["GEOGRAPHIC_WORDS"]

GEOGRAPHIC_WORDS: Final[Mapping[str, Target]] = {
    "block access from your country": ApiPermission,
    "unsupported_country": ApiPermission,
    "country, region, or territory not supported": ApiPermission,
    **{f"restricted {place}": ApiPermission for place in ("location", "country", "region", "jurisdiction")},
    **{
        f"{refusal} in your {place}": ApiPermission
        for refusal in ("available", "not supported", "not permitted", "not allowed", "prohibited")
        for place in ("country", "region", "location", "jurisdiction")
    },
    "currently unavailable in the u.s.": ApiPermission,
}
