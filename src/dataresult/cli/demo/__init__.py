"""
`dataresult demo`: a night's fetch from an embedded exchange that misbehaves.

Floor 6. Re-exports only. Plan, course, checks and report are a module each. Needs no network, leaves nothing behind.
"""

from .showing import demonstrated

__all__ = ["demonstrated"]
