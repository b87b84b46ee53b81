"""
Error codes of OAuth 2.0 token endpoints.

Floor 1. Data only.
Sources: https://www.rfc-editor.org/rfc/rfc6749#section-5.2; https://www.rfc-editor.org/rfc/rfc8628#section-3.5;
https://developers.google.com/identity/protocols/oauth2/web-server#authorization-errors;
https://learn.microsoft.com/en-us/entra/identity-platform/reference-error-codes.

What a token endpoint refuses is the credentials, whatever the HTTP status (mostly 400).
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from dataresult.errors import ApiAuth, ApiPermission, ApiRateLimit, ApiUnavailable

from ._rule import Target

__all__ = ["OAUTH_CODES"]

OAUTH_CODES: Final[Mapping[object, Target]] = MappingProxyType(
    {
        "invalid_request": ApiAuth,
        "invalid_client": ApiAuth,
        "invalid_grant": ApiAuth,
        "invalid_token": ApiAuth,
        "invalid_scope": ApiAuth,
        "invalid_resource": ApiAuth,
        "invalid_target": ApiAuth,
        "invalid_rapt": ApiAuth,
        "rapt_required": ApiAuth,
        "unauthorized_client": ApiAuth,
        "deleted_client": ApiAuth,
        "disabled_client": ApiAuth,
        "unsupported_grant_type": ApiAuth,
        "unsupported_response_type": ApiAuth,
        "redirect_uri_mismatch": ApiAuth,
        "interaction_required": ApiAuth,
        "login_required": ApiAuth,
        "consent_required": ApiAuth,
        "expired_token": ApiAuth,
        "authorization_pending": ApiAuth,
        "access_denied": ApiPermission,
        "insufficient_scope": ApiPermission,
        "org_internal": ApiPermission,
        "admin_policy_enforced": ApiPermission,
        "slow_down": ApiRateLimit,
        "rate_limit_exceeded": ApiRateLimit,
        "temporarily_unavailable": ApiUnavailable,
        "server_error": ApiUnavailable,
        "internal_failure": ApiUnavailable,
    }
)
