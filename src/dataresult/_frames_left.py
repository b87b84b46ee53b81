"""
The functions that an exception has left, for what is told nowhere but in their variables.

Floor 2. Pure.
"""

from types import FrameType, TracebackType
from typing import Final, cast

__all__ = ["frames_left", "package_of"]

# Between the call of a client and its socket lie some dozen functions.
FRAMES_MAX: Final = 24


def frames_left(traceback: object) -> list[FrameType]:
    """
    Give the frames of a traceback that are over, innermost first.

    The outermost frame is that of whoever caught the exception, and it may still run: to read its variables would keep
    a copy of them with it, the exception among them, until the garbage collector comes.
    """
    at = cast("TracebackType | None", traceback)
    frames: list[FrameType] = []
    while at is not None and at.tb_next is not None:
        at = at.tb_next
        frames.append(at.tb_frame)
    return frames[: -FRAMES_MAX - 1 : -1]


def package_of(frame: FrameType) -> str:
    """Give the top-level package whose code a frame runs."""
    return str(frame.f_globals.get("__name__")).partition(".")[0]
