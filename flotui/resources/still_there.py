# SPDX-License-Identifier: MIT
"""Whether the host has what a send names, a sub-flow or a template: said before it leaves, and not by its refusal."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from flotui.api.arguments import texts_of
from flotui.api.call import Call
from flotui.api.errors import FlochatError
from flotui.repositories.flows import SUB_FLOW
from flotui.repositories.kinds import AnyKind
from flotui.repositories.sending import FACEBOOK_TEMPLATE, WHATSAPP_TEMPLATE
from flotui.resources.reading import copied, whole

if TYPE_CHECKING:
    from flotui.workspace import Workspace

_SENT: tuple[AnyKind, ...] = (SUB_FLOW, WHATSAPP_TEMPLATE, FACEBOOK_TEMPLATE)


async def missing(workspace: Workspace, calls: Iterable[Call]) -> list[str]:
    """What of some sends the host doesn't have, or isn't known to have any more, in sentences; nothing where it has all.

    Their lists are as old as anywhere; one in which something isn't is read anew.

    Args:
        workspace: the open bot.
        calls: what is about to be sent.
    """
    named = {each: None for call in calls for each in _named(call)}
    by_name = {kind.name: kind for kind in _SENT}
    found = [await _doubt(workspace, by_name[noun], key, text) for noun, key, text in named]
    return [sentence for sentence in found if sentence]


def _named(call: Call) -> list[tuple[str, str, str]]:
    """What a call names: the name of a kind, the key of its rows by which it is named, and the id or name."""
    found = []
    texts = texts_of(call)
    for kind in _SENT:
        if kind is (WHATSAPP_TEMPLATE if "Facebook" in call.operation_id else FACEBOOK_TEMPLATE):
            continue  # both are named by `content.name`
        keys = {**dict.fromkeys(kind.called_by, kind.labels[0]), **({kind.by: kind.by} if kind.by else {})}
        found += [(kind.name, key, texts[path]) for path, key in keys.items() if texts.get(path)]
    return found


async def _doubt(workspace: Workspace, kind: AnyKind, key: str, name: str) -> str:
    try:
        there, copy = await _names(workspace, kind, key, force=False)
        if name not in there and not copy:
            there, copy = await _names(workspace, kind, key, force=True)
    except FlochatError as error:
        return f"It isn't known whether the {kind.name} {name} is still on the host. {error.happened}"
    if copy:
        return f"It isn't known whether the {kind.name} is still on the host. {copy}"
    return "" if name in there else f"There is no {kind.name} {name} on the host."


async def _names(
    workspace: Workspace, kind: AnyKind, key: str, *, force: bool
) -> tuple[Collection[str], str]:
    """By what a send names those that there are, and what is said where that is a copy."""
    rows, copy = await copied(workspace.reader.list_of(kind, force=force))
    return {str(row.raw.get(key)) for row in await whole(rows)}, copy
