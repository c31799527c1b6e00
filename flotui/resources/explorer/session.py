# SPDX-License-Identifier: MIT
"""What the API area remembers of an open bot: answers, drafts, what the token may do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal, NamedTuple
from weakref import WeakKeyDictionary

from flotui.api.call import Call
from flotui.api.catalogue import Operation, catalogue
from flotui.api.errors import NotAuthorised, NotOffered, ScopeMissing
from flotui.resources.explorer.tree import Tree
from flotui.workspace.calling import Answer

if TYPE_CHECKING:
    from flotui.workspace import Workspace

Access = Literal["authorised", "refused", "scope missing", "not offered", "not known"]
"""Whether the token may call an operation."""


class OperationRow(NamedTuple):
    """An operation in the list."""

    operation: Operation
    access: Access
    """Whether the token may call it."""
    heads: int = 0
    """Of how many operations it is the first, where a group begins with it; 0 elsewhere."""


class Session:
    """The API area of one open bot."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self.answers: dict[str, Answer] = {}
        """The last answer of each operation."""
        self.trees: dict[str, Tree] = {}
        """The last answers as trees, with the nodes that are folded."""
        self.revealed: set[str] = set()
        """The operations whose answers are shown with their credentials."""
        self.drafts: dict[str, Call] = {}
        """The arguments that each reading operation was last executed with."""
        self.scopes: dict[str, bool] = {}
        """Which scopes the probe found open or closed."""
        self.probed = False

    def keep(self, answer: Answer) -> None:
        """Keep an answer as the operation's last one, and have its panel show it."""
        operation_id = answer.call.operation_id
        self.answers[operation_id] = answer
        self.trees.pop(operation_id, None)
        self.revealed.discard(operation_id)
        self._workspace.renew("response", "operations", "operations-about", "api-history")

    def access(self) -> dict[str, Access]:
        """What is known of each operation, by the answers so far; the newest counts."""
        scopes, shut, refused = dict(self.scopes), set[str](), False
        for exchange in tuple(self._workspace.exchanges):
            operation = catalogue()[exchange.call.operation_id]
            failure = exchange.failure
            if failure is None and exchange.status is not None and exchange.status < 300:
                refused = False
                shut.discard(operation.id)
                if operation.scope:
                    scopes[operation.scope] = True
            elif failure is ScopeMissing and operation.scope:
                scopes[operation.scope] = False
            elif failure is NotOffered:
                shut.add(operation.id)
            elif failure is NotAuthorised:
                refused = True
        return {each.id: _access(each, scopes, shut, refused) for each in catalogue().operations}


def _access(operation: Operation, scopes: Mapping[str, bool], shut: set[str], refused: bool) -> Access:
    if refused:
        return "refused"
    if operation.id in shut:
        return "not offered"
    if operation.scope is None:
        return "authorised" if scopes else "not known"
    known = scopes.get(operation.scope)
    return "not known" if known is None else "authorised" if known else "scope missing"


_SESSIONS: WeakKeyDictionary[Workspace, Session] = WeakKeyDictionary()


def session(workspace: Workspace) -> Session:
    """The API area's memory of an open bot."""
    found = _SESSIONS.get(workspace)
    if found is None:
        found = _SESSIONS[workspace] = Session(workspace)
    return found
