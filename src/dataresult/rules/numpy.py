"""
Failures of `numpy`.

Floor 1. Data only. Never imports numpy. Its exception classes escape through every library of frames.
Source: `numpy/exceptions.py`, `numpy/_core/_exceptions.py` of 2.4.6. What its C code raises as `ValueError` leaves no
frame of its own; those texts are in `python_words.py`.
"""

from typing import Final

from dataresult._vocabulary import Advice
from dataresult.errors import DataIntegrity, DataTransformation, DataValidation, Internal

from ._rule import Library, Rule, Words
from .frame_rows import NamedIn, rows_of

__all__ = ["LIBRARY"]

# Shapes and types of the data that do not go together.
_DATA: Final = (
    "numpy._core._exceptions.UFuncTypeError",
    "numpy._core._exceptions._UFuncBinaryResolutionError",
    "numpy._core._exceptions._UFuncCastingError",
    "numpy._core._exceptions._UFuncInputCastingError",
    "numpy._core._exceptions._UFuncNoLoopError",
    "numpy._core._exceptions._UFuncOutputCastingError",
    "numpy.exceptions.AxisError",
    "numpy.exceptions.ComplexWarning",
    "numpy.exceptions.DTypePromotionError",
    "numpy.exceptions.RankWarning",
    "numpy.lib._iotools.ConversionWarning",
    "numpy.lib._iotools.ConverterError",
    "numpy.lib._iotools.ConverterLockError",
    "numpy.linalg.LinAlgError",
    "numpy.linalg.lapack_lite.LapackError",
    "numpy.ma.core.MAError",
    "numpy.ma.core.MaskError",
)
# Calls and installations.
_SLIPS: Final = (
    "numpy._core.numerictypes._PreprocessDTypeError",
    "numpy._utils._pep440.InvalidVersion",
    "numpy.exceptions.ModuleDeprecationWarning",
    "numpy.exceptions.TooHardError",
    "numpy.exceptions.VisibleDeprecationWarning",
    "numpy.f2py.auxfuncs.F2PYError",
    "numpy.f2py.symbolic.ExprWarning",
    "numpy.f2py.symbolic.OpError",
    "numpy.ma.core.MaskedArrayFutureWarning",
    "numpy.testing._private.utils.IgnoreException",
    "numpy.testing._private.utils.KnownFailureException",
)


def _former(name: str) -> tuple[str, ...]:
    """Give the names that a class had before numpy 2 and before 1.25."""
    old = name.replace("numpy._core.", "numpy.core.")
    return (old,) if old != name else ()


_OLD: Final = {
    "numpy.exceptions.AxisError": ("numpy.AxisError", "numpy.core._exceptions.AxisError"),
    "numpy.exceptions.ComplexWarning": ("numpy.ComplexWarning",),
    "numpy.exceptions.VisibleDeprecationWarning": ("numpy.VisibleDeprecationWarning",),
    "numpy.exceptions.ModuleDeprecationWarning": ("numpy.ModuleDeprecationWarning",),
    "numpy.exceptions.TooHardError": ("numpy.TooHardError", "numpy.core._exceptions.TooHardError"),
}

# What `load` says of files that are none of its own, or are cut.
_FILES: Final = Words(
    {
        "contains pickled": DataIntegrity,
        "file containing pickled data": DataIntegrity,
        "object arrays cannot be loaded": Internal,
        "eof: reading array": DataIntegrity,
        "failed to read all data": DataIntegrity,
        "magic string is not correct": DataIntegrity,
        "header does not contain": DataIntegrity,
        "cannot parse header": DataIntegrity,
        "header is not a dictionary": DataIntegrity,
        "failed to interpret file": DataIntegrity,
        "mmap length is greater than file size": DataIntegrity,
        "cannot mmap an empty file": DataIntegrity,
    }
)

LIBRARY: Final = Library(
    packages=("numpy",),
    public=("numpy.exceptions", "numpy.linalg", "numpy.ma"),
    checked_with="2.4.6",
    rules=(
        *(Rule(name, DataTransformation, former=_OLD.get(name, _former(name))) for name in _DATA),
        *(Rule(name, DataValidation, operation="validate", former=_OLD.get(name, _former(name))) for name in _DATA),
        *(Rule(name, Internal, former=_OLD.get(name, _former(name))) for name in _SLIPS),
        Rule(
            "numpy._core._exceptions._ArrayMemoryError",
            Internal,
            next_step=Advice.SHRINK_REQUEST,
            former=("numpy.core._exceptions._ArrayMemoryError", "numpy.core._exceptions.MemoryError"),
        ),
        *rows_of(
            "numpy",
            values=(_FILES,),
            missing=NamedIn(r"^(\S+) is not a file in the archive", check="array exists"),
        ),
    ),
)
