# SPDX-License-Identifier: MIT
"""Which tokens there are, and what each may do."""

from __future__ import annotations

from flotui.api.catalogue import Operation
from flotui.sandbox.reply import Refusal

_SCOPES = {"flow": "Manage Flow", "team": "Manage Team", "send": "Send Message"}


class Tokens:
    """The whole token, and three that hold one scope each: `demo-flow`, `demo-team`, `demo-send`."""

    def __init__(self, whole: str) -> None:
        """Know the tokens.

        Args:
            whole: the token with all scopes; the others are made from it.
        """
        every = frozenset(_SCOPES.values())
        self._scopes = {whole: every}
        self._scopes.update({f"{whole}-{end}": frozenset({scope}) for end, scope in _SCOPES.items()})

    def check(self, authorization: str, operation: Operation) -> None:
        """Let the call pass.

        Args:
            authorization: the request's header.
            operation: what is called.

        Raises:
            Refusal: 401 for no token or an unknown one, 403 where the token lacks the scope.
        """
        kind, _, token = authorization.partition(" ")
        scopes = self._scopes.get(token.strip()) if kind.lower() == "bearer" else None
        if scopes is None:
            raise Refusal(401, "Unauthenticated.")
        if operation.scope and operation.scope not in scopes:
            raise Refusal(403, f"This token does not have the scope: {operation.scope}.")
