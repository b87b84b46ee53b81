"""
Failures of `elasticsearch`: the status and the type of error in the answer, which the client has decoded already.

Floor 1. Data only. Never imports elasticsearch. Every exception of the library has a row or says that it inherits.
Source: https://elasticsearch-py.readthedocs.io/en/latest/exceptions.html; `exceptions.py`, `helpers/` of 9.5.1 and, for
former names, of 7.17. Types of errors are in `elastic_transport.py`.
"""

from typing import Final

from dataresult.errors import (
    ApiAuth,
    ApiFormat,
    ApiNotFound,
    ApiPermission,
    ApiRateLimit,
    ApiRequest,
    ApiUnavailable,
    ClassifiedError,
    DataValidation,
    Internal,
)

from ._rule import Answer, Keyed, Library, Rule
from .elastic_transport import ELASTIC_ANSWER, ELASTIC_TYPES

__all__ = ["LIBRARY"]

_TYPE: Final = {"provider_code": "body[error][type]"}
_ACTIONS: Final = ("index", "create", "update", "delete")


def _refusal(name: str, error: type[ClassifiedError], *former: str, weak: bool = False) -> Rule:
    """Make the row of the class for one status."""
    return Rule(
        f"elasticsearch.{name}",
        error,
        answer=ELASTIC_ANSWER,
        fields=_TYPE,
        weak=weak,
        former=tuple(f"elasticsearch.exceptions.{each}" for each in (name, *former)),
    )


LIBRARY: Final = Library(
    packages=("elasticsearch",),
    public=("elasticsearch", "elasticsearch.exceptions", "elasticsearch.helpers", "elasticsearch.dsl.exceptions"),
    checked_with="9.5.1",
    rules=(
        _refusal("ApiError", ApiUnavailable, "TransportError", "ElasticsearchException", weak=True),
        _refusal("BadRequestError", ApiRequest, "RequestError"),
        _refusal("AuthenticationException", ApiAuth),
        _refusal("AuthorizationException", ApiPermission),
        _refusal("NotFoundError", ApiNotFound),
        _refusal("ConflictError", ApiRequest),
        # Something else answered, as a proxy does.
        Rule(
            "elasticsearch.UnsupportedProductError",
            ApiFormat,
            former=("elasticsearch.exceptions.UnsupportedProductError",),
        ),
        # Each document has an answer of its own; the first that was refused speaks for all.
        Rule(
            "elasticsearch.helpers.BulkIndexError",
            DataValidation,
            answer=Answer(
                status=tuple(f"errors[0][{action}][status]" for action in _ACTIONS),
                codes=tuple(
                    Keyed(
                        f"errors[0][{action}][error][type]",
                        {**ELASTIC_TYPES, "es_rejected_execution_exception": ApiRateLimit},
                        name="error type",
                    )
                    for action in _ACTIONS
                ),
            ),
            link=tuple(f"errors[0][{action}][exception]" for action in _ACTIONS),
            weak=True,
            former=("elasticsearch.helpers.errors.BulkIndexError",),
        ),
        # Some shards did not answer a scroll.
        Rule(
            "elasticsearch.helpers.ScanError",
            ApiUnavailable,
            former=("elasticsearch.helpers.errors.ScanError",),
        ),
        Rule("elasticsearch.ElasticsearchWarning", Internal, weak=True),
        Rule("elasticsearch.dsl.exceptions.ElasticsearchDslException", Internal, weak=True),
        Rule("elasticsearch.dsl.exceptions.UnknownDslObject", ApiRequest),
        Rule("elasticsearch.dsl.exceptions.IllegalOperation", Internal),
        Rule("elasticsearch.dsl.exceptions.ValidationException", DataValidation),
        # Arguments that are refused before anything is sent.
        Rule("builtins.ValueError", ApiRequest, raised_in="elasticsearch"),
    ),
    inherits={
        "elasticsearch.exceptions.GeneralAvailabilityWarning": "a warning turned into an error, by the parent of all",
    },
)
