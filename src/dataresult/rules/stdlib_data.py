"""
The standard library's exceptions of parsing, conversion and text formats.

Floor 1. Data only.
Sources: https://docs.python.org/3/library/netdata.html, https://docs.python.org/3/library/fileformats.html,
https://docs.python.org/3/library/markup.html, https://docs.python.org/3/library/numeric.html.

A conversion that fails here is `DataTransformation`. Two operations know better: what was just fetched and is no JSON
or XML is not what the server promised, and what is being validated is a wrong value.
"""

from collections.abc import Mapping
from typing import Final

from dataresult.errors import (
    ApiAuth,
    ApiFormat,
    DataIntegrity,
    DataTransformation,
    DataValidation,
    Internal,
)

from ._rule import Library, Rule, Words

__all__ = ["LIBRARY"]

# Documents of the network's formats: JSON and XML come from servers more often than from files.
_DOCUMENTS: Final = (
    "xml.etree.ElementTree.ParseError",
    "xml.parsers.expat.ExpatError",
    "xml.sax._exceptions.SAXParseException",
)

# Values and texts that cannot be converted.
_CONVERSIONS: Final = (
    "_csv.Error",
    "binascii.Error",
    "calendar.IllegalMonthError",
    "calendar.IllegalWeekdayError",
    "configparser.DuplicateOptionError",
    "configparser.DuplicateSectionError",
    "configparser.Error",
    "configparser.InterpolationDepthError",
    "configparser.InterpolationError",
    "configparser.InterpolationMissingOptionError",
    "configparser.InterpolationSyntaxError",
    "configparser.MissingSectionHeaderError",
    "configparser.MultilineContinuationError",
    "configparser.ParsingError",
    "decimal.Clamped",
    "decimal.ConversionSyntax",
    "decimal.DecimalException",
    "decimal.DivisionByZero",
    "decimal.DivisionImpossible",
    "decimal.DivisionUndefined",
    "decimal.FloatOperation",
    "decimal.Inexact",
    "decimal.InvalidContext",
    "decimal.InvalidOperation",
    "decimal.Overflow",
    "decimal.Rounded",
    "decimal.Subnormal",
    "decimal.Underflow",
    "ipaddress.AddressValueError",
    "ipaddress.NetmaskValueError",
    "plistlib.InvalidFileException",
    "statistics.StatisticsError",
    "struct.error",
    "tomllib.TOMLDecodeError",
    "uu.Error",
    "xdrlib.ConversionError",
    "xdrlib.Error",
    "audioop.error",
    "xml.sax._exceptions.SAXException",
    "xml.etree.ElementInclude.FatalIncludeError",
    "xml.etree.ElementInclude.LimitedRecursiveIncludeError",
)

# Most of what `csv` says is about the values; this is about the call.
_BY: Final[Mapping[str, tuple[Words, ...]]] = {
    "_csv.Error": (
        Words(
            {
                "unknown dialect": Internal,
                "iterator should return strings": Internal,
                "iterable expected": Internal,
            }
        ),
    ),
}

# Mail: its parser collects what it finds as defects, which strict policies raise.
_MAIL: Final = (
    "email._header_value_parser._InvalidEwError",
    *(
        f"email.errors.{name}"
        for name in (
            "BoundaryError",
            "CharsetError",
            "CloseBoundaryNotFoundDefect",
            "FirstHeaderLineIsContinuationDefect",
            "HeaderDefect",
            "HeaderMissingRequiredValue",
            "HeaderParseError",
            "HeaderWriteError",
            "InvalidBase64CharactersDefect",
            "InvalidBase64LengthDefect",
            "InvalidBase64PaddingDefect",
            "InvalidDateDefect",
            "InvalidHeaderDefect",
            "InvalidMultipartContentTransferEncodingDefect",
            "MessageDefect",
            "MessageError",
            "MessageParseError",
            "MisplacedEnvelopeHeaderDefect",
            "MissingHeaderBodySeparatorDefect",
            "MultipartConversionError",
            "MultipartInvariantViolationDefect",
            "NoBoundaryInMultipartDefect",
            "NonASCIILocalPartDefect",
            "NonPrintableDefect",
            "ObsoleteHeaderDefect",
            "StartBoundaryNotFoundDefect",
            "UndecodableBytesDefect",
        )
    ),
)

# The tree of a document was used wrongly.
_DOM: Final = tuple(
    f"xml.dom.{name}"
    for name in (
        "DOMException",
        "DomstringSizeErr",
        "HierarchyRequestErr",
        "IndexSizeErr",
        "InuseAttributeErr",
        "InvalidAccessErr",
        "InvalidCharacterErr",
        "InvalidModificationErr",
        "InvalidStateErr",
        "NamespaceErr",
        "NoDataAllowedErr",
        "NoModificationAllowedErr",
        "NotFoundErr",
        "NotSupportedErr",
        "SyntaxErr",
        "ValidationErr",
        "WrongDocumentErr",
    )
)

# A wrong pattern, name or setting: the program's or the installation's.
_SLIPS: Final = (
    "_hashlib.UnsupportedDigestmodError",
    "_pickle.PicklingError",
    "configparser.NoOptionError",
    "configparser.NoSectionError",
    "copy.Error",
    "encodings.CodecRegistryError",
    "graphlib.CycleError",
    "locale.Error",
    "pickle._Stop",
    "xml.dom.expatbuilder.ParseEscape",
    "xml.sax._exceptions.SAXNotRecognizedException",
    "xml.sax._exceptions.SAXNotSupportedException",
    "xml.sax._exceptions.SAXReaderNotAvailable",
    "zoneinfo._common.ZoneInfoNotFoundError",
    "zoneinfo._tzpath.InvalidTZPathWarning",
)

# Other names that classes have: pure-Python twins, and names of other versions.
_FORMER: Final = {
    "_csv.Error": ("csv.Error",),
    "_pickle.PicklingError": ("pickle.PicklingError",),
    "zoneinfo._common.ZoneInfoNotFoundError": ("zoneinfo.ZoneInfoNotFoundError",),
}

LIBRARY: Final = Library(
    packages=(
        "_csv",
        "_hashlib",
        "_pickle",
        "binascii",
        "calendar",
        "configparser",
        "copy",
        "decimal",
        "email",
        "encodings",
        "graphlib",
        "ipaddress",
        "json",
        "locale",
        "netrc",
        "pickle",
        "plistlib",
        "re",
        "statistics",
        "struct",
        "tomllib",
        "wave",
        "xml",
        "zoneinfo",
    ),
    public=(
        "binascii",
        "calendar",
        "configparser",
        "copy",
        "csv",
        "decimal",
        "email.errors",
        "graphlib",
        "ipaddress",
        "json",
        "locale",
        "netrc",
        "pickle",
        "plistlib",
        "re",
        "statistics",
        "struct",
        "tomllib",
        "wave",
        "xml.dom",
        "xml.etree.ElementTree",
        "xml.parsers.expat",
        "xml.sax",
        "zoneinfo",
    ),
    checked_with="3.11, 3.12, 3.13",
    rules=(
        # Nothing tells where a JSON text came from, and most come from servers; whoever reads a file says so.
        Rule("json.decoder.JSONDecodeError", ApiFormat, fields={"snippet": "doc|text"}),
        *(
            Rule("json.decoder.JSONDecodeError", DataTransformation, operation=operation)
            for operation in ("read", "write", "transform")
        ),
        *(Rule(name, DataTransformation) for name in _DOCUMENTS),
        *(Rule(name, ApiFormat, operation="fetch") for name in _DOCUMENTS),
        *(Rule(name, DataTransformation, by=_BY.get(name, ()), former=_FORMER.get(name, ())) for name in _CONVERSIONS),
        *(
            Rule(name, DataValidation, operation="validate", by=_BY.get(name, ()), former=_FORMER.get(name, ()))
            for name in ("json.decoder.JSONDecodeError", *_DOCUMENTS, *_CONVERSIONS)
        ),
        *(Rule(name, DataTransformation) for name in _MAIL),
        *(Rule(name, DataTransformation) for name in _DOM),
        *(Rule(name, Internal, former=_FORMER.get(name, ())) for name in _SLIPS),
        Rule("re.error", Internal, former=("re.PatternError", "sre_constants.error")),
        # Files that are not what their format says.
        Rule("_pickle.PickleError", DataIntegrity, former=("pickle.PickleError",), weak=True),
        Rule("_pickle.UnpicklingError", DataIntegrity, former=("pickle.UnpicklingError",)),
        Rule("binascii.Incomplete", DataIntegrity),
        Rule("aifc.Error", DataIntegrity),
        Rule("sunau.Error", DataIntegrity),
        Rule("wave.Error", DataIntegrity),
        # A file of credentials that cannot be read.
        Rule("netrc.NetrcParseError", ApiAuth),
    ),
)
