# SPDX-License-Identifier: MIT
"""Calls that give something a name: whether there is one already that a person can't tell from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from flotui.api.call import Call
from flotui.api.errors import FlochatError
from flotui.repositories.flows import BOT_FIELD, TAG, USER_FIELD
from flotui.repositories.kinds import AnyKind
from flotui.repositories.notes import CLOSING_NOTE, SHORTCUT
from flotui.repositories.shop import PRODUCT_TAGS, TYPES, VENDORS
from flotui.repositories.team import AGENT_GROUP, LABEL
from flotui.resources.alike import Known, agree, agree_unseen, alike, differing, unseen
from flotui.resources.reading import read_now

if TYPE_CHECKING:
    from flotui.resources.base import Context
    from flotui.workspace import Workspace

_CHOSEN_BY_NAME: tuple[AnyKind, ...] = (
    TAG,
    USER_FIELD,
    BOT_FIELD,
    LABEL,
    AGENT_GROUP,
    SHORTCUT,
    CLOSING_NOTE,
    TYPES,
    VENDORS,
    PRODUCT_TAGS,
)
"""The kinds whose rows flows and people know by their names alone."""


class Unseen(Exception):
    """Nobody knows whether a name looks like one there is; `str()` is the sentence, its cause the host's error."""


class Naming:
    """A call that gives something a name."""

    def __init__(self, call: Call, kind: AnyKind, name: str) -> None:
        self.kind = kind
        """What it names."""
        self.name = name
        """The name."""
        given = {**dict(call.path), **call.json}
        self.but = str(given.get(kind.by, "")) if call.operation_id == kind.change else ""
        """The id of what it renames; empty where it creates."""


def naming_of(call: Call) -> Naming | None:
    """What a call names; None where it names nothing that is chosen by its name."""
    name = call.json.get("name") if isinstance(call.json, dict) else None
    if not isinstance(name, str) or not name:
        return None
    kinds = (kind for kind in _CHOSEN_BY_NAME if call.operation_id in (kind.create, kind.change))
    return next((Naming(call, kind, name) for kind in kinds), None)


async def _others(workspace: Workspace, naming: Naming) -> Sequence[Known]:
    """Those that look like what is named. None where one has that very name: of that the host says what holds.

    Raises:
        FlochatError: when not all names that there are could be read.
    """
    rows = await read_now(workspace.reader.list_of(naming.kind, force=True))
    known = [Known(row.row_id, naming.kind.called(row)) for row in rows]
    found = alike(naming.name, known, naming.but)
    return () if any(each.name == naming.name for each in found) else found


async def ask(context: Context[object], call: Call) -> None:
    """Ask about a name that looks like one there is.

    Args:
        context: who is asked.
        call: the call.

    Raises:
        Cancelled: when the person thought again.
    """
    naming = naming_of(call)
    if naming is None:
        return
    verb = "Rename" if naming.but else "Create"
    try:
        others = await _others(context.workspace, naming)
    except FlochatError as error:
        await agree_unseen(context, naming.name, error, naming.kind.name, verb=verb)
        return
    if others:
        await agree(context, naming.name, others, naming.kind.name, verb=verb)


async def doubt(workspace: Workspace, call: Call) -> str:
    """What speaks against a call's name, as a sentence; empty for nothing.

    Args:
        workspace: the open bot.
        call: the call.

    Raises:
        Unseen: when the names that there are couldn't be read.
    """
    naming = naming_of(call)
    if naming is None:
        return ""
    try:
        others = await _others(workspace, naming)
    except FlochatError as error:
        raise Unseen(unseen(naming.kind.name, naming.name)) from error
    if not others:
        return ""
    differences = " ".join(differing(naming.kind.name, each, naming.name) for each in others)
    return f"{differences} They are easily mixed up."
