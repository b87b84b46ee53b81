"""
Failures of `azure.identity` and of `msal` under it: no token.

Floor 1. Data only. Never imports either. Every public exception has a row or says that it inherits.
Source: https://learn.microsoft.com/en-us/python/api/azure-identity; `_internal/decorators.py`,
`_credentials/chained.py` of 1.27.0; `msal/exceptions.py`, `msal/managed_identity.py` of 1.39.0.

What breaks on the way to a token is raised as `ClientAuthenticationError` with its cause: see `azure_core`. That a
credential is not available stands whatever it tried: the address of managed identities is silent outside of Azure.
"""

from typing import Final

from dataresult._vocabulary import TimeoutPhase
from dataresult.errors import ApiAuth, Internal, NetworkTimeout

from ._rule import Library, Rule

__all__ = ["LIBRARY"]

_FIELDS: Final = {"http_status": "status_code"}

LIBRARY: Final = Library(
    packages=("azure.identity", "msal"),
    public=("azure.identity", "azure.identity.aio", "msal", "msal.exceptions", "msal.managed_identity"),
    checked_with="1.27.0",
    distribution="azure-identity",
    rules=(
        Rule("azure.identity._exceptions.CredentialUnavailableError", ApiAuth, fields=_FIELDS),
        Rule("azure.identity._exceptions.AuthenticationRequiredError", ApiAuth, fields=_FIELDS),
        Rule("msal.exceptions.MsalError", ApiAuth, weak=True),
        Rule("msal.exceptions.MsalServiceError", ApiAuth),
        Rule("msal.managed_identity.ManagedIdentityError", ApiAuth, weak=True),
        Rule("msal.managed_identity.ArcPlatformNotSupportedError", Internal),
        Rule(
            "msal.oauth2cli.oauth2.BrowserInteractionTimeoutError",
            NetworkTimeout,
            fields={"phase": TimeoutPhase.TOTAL},
        ),
        Rule("msal.oauth2cli.oidc.IdTokenError", ApiAuth),
        Rule("msal.oauth2cli.oidc.IdTokenAudienceError", ApiAuth),
        Rule("msal.oauth2cli.oidc.IdTokenIssuerError", ApiAuth),
        Rule("msal.oauth2cli.oidc.IdTokenNonceError", ApiAuth),
        Rule("msal.oauth2cli.oidc._IdTokenTimeError", ApiAuth),
        # Missing parts of a credential, certificates that cannot be read, a tenant that is not there.
        Rule("builtins.ValueError", ApiAuth, raised_in="azure.identity", weak=True),
        Rule("builtins.ValueError", ApiAuth, raised_in="msal", weak=True),
        Rule("builtins.RuntimeError", ApiAuth, raised_in="msal", weak=True),
    ),
)
