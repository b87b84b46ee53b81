"""
Failures of `lxml`, the parser of XML and HTML that frames are read with.

Floor 1. Data only. Never imports lxml. Every public exception has a row or says that it inherits.
Source: https://lxml.de/api/lxml.etree-module.html of 6.1.3. `XMLSyntaxError` derives from the interpreter's
`SyntaxError`, and is none: it is about the document.
"""

from typing import Final

from dataresult.errors import ApiFormat, DataTransformation, DataValidation, Internal

from ._rule import Extract, Keyed, Library, Rule
from .os_errno import ERRNO_NAMES

__all__ = ["LIBRARY"]

# As of the standard library: what was just fetched and does not parse is not what the server promised.
_DOCUMENTS: Final = (
    "lxml.etree.LxmlSyntaxError",
    "lxml.etree.ParseError",
    "lxml.etree.ParserError",
    "lxml.etree.XIncludeError",
    "lxml.etree.XMLSyntaxError",
)

LIBRARY: Final = Library(
    packages=("lxml",),
    public=("lxml.etree", "lxml.sax"),
    checked_with="6.1.3",
    rules=(
        Rule("lxml.etree.Error", DataTransformation, weak=True),
        Rule("lxml.etree.LxmlError", DataTransformation, weak=True),
        *(Rule(name, DataTransformation) for name in _DOCUMENTS),
        *(Rule(name, ApiFormat, operation="fetch") for name in _DOCUMENTS),
        *(Rule(name, DataValidation, operation="validate") for name in _DOCUMENTS),
        # What is being written: the error of the operating system, by its name.
        Rule(
            "lxml.etree.SerialisationError",
            DataTransformation,
            by=(Keyed(Extract(r"\bIO_(E[A-Z0-9]+)"), ERRNO_NAMES, name="errno in the text"),),
        ),
        # A document that breaks its schema.
        *(
            Rule(f"lxml.etree.{name}", DataValidation)
            for name in (
                "DTDValidateError",
                "DocumentInvalid",
                "RelaxNGValidateError",
                "SchematronValidateError",
                "XMLSchemaValidateError",
            )
        ),
        # Schemas, paths and style sheets: texts of the program.
        *(
            Rule(f"lxml.etree.{name}", Internal)
            for name in (
                "C14NError",
                "DTDError",
                "LxmlRegistryError",
                "RelaxNGError",
                "SchematronError",
                "XMLSchemaError",
                "XPathError",
                "XPathSyntaxError",
                "XSLTError",
                "XSLTParseError",
            )
        ),
        Rule("lxml.etree.XSLTApplyError", DataTransformation),
        Rule("lxml.ElementInclude.FatalIncludeError", DataTransformation),
        Rule("lxml.html.formfill.FormNotFound", DataValidation),
        Rule("lxml.sax.SaxError", DataTransformation),
        Rule("lxml.etree.XSLTExtensionError", DataTransformation),
        Rule("lxml.etree.XSLTSaveError", DataTransformation),
    ),
    inherits={
        name if "." in name else f"lxml.etree.{name}": ""
        for name in (
            "lxml.ElementInclude.LimitedRecursiveIncludeError",
            "DTDParseError",
            "NamespaceRegistryError",
            "RelaxNGParseError",
            "SchematronParseError",
            "XMLSchemaParseError",
            "XMLSyntaxAssertionError",
            "XPathEvalError",
            "XPathFunctionError",
            "XPathResultError",
        )
    },
)
