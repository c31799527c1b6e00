# SPDX-License-Identifier: MIT
"""What helps to choose: how many have a tag, when a sub-flow was sent last; the id where names are the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from flotui.repositories.flows import SUB_FLOW, TAG
from flotui.resources.ask import Choice
from flotui.resources.knowing import people, sendings
from flotui.text.amounts import count
from flotui.text.moments import ago
from flotui.text.plural import counted

if TYPE_CHECKING:
    from flotui.api.models.flow import SubFlow, Tag
    from flotui.workspace import Workspace


async def tags_offered(workspace: Workspace, tags: Sequence[Tag]) -> list[Choice]:
    """Tags to choose from, each with the number of those who have it, as far as they were counted.

    Args:
        workspace: the open bot.
        tags: which.
    """
    known = await people(workspace, TAG, tags)
    notes = {each: counted(int(found["people"]), "subscriber") for each, found in known.items()}
    return told_apart(Choice(tag.tag_ns, tag.name, notes.get(tag.tag_ns, "")) for tag in tags)


async def sub_flow_notes(workspace: Workspace, flows: Sequence[SubFlow]) -> dict[str, str]:
    """What is known of sub-flows, by their ids: which is the start flow, how often each was sent from here, and when.

    Args:
        workspace: the open bot.
        flows: which.
    """
    notes = {}
    for each, found in (await sendings(workspace, SUB_FLOW, flows)).items():
        sent = f"sent {count(found['sent'])} ×" if found["sent"] else ""
        last = f"last {_ago(float(found['last']))}" if found["last"] else ""
        notes[each] = " · ".join(filter(None, ("start flow" if found["start"] else "", sent, last)))
    return notes


def _ago(at: float) -> str:
    found = ago(at)
    return "just now" if found == "now" else found


def told_apart(choices: Iterable[Choice]) -> list[Choice]:
    """Choices that can be told from each other: beside those that look the same is the id, by which each is found.

    Args:
        choices: what is offered; the id of each is its row's.
    """
    offered = list(choices)
    alike = Counter((one.label, one.note) for one in offered)
    return [
        replace(
            one,
            note=one.note
            if alike[one.label, one.note] == 1
            else " · ".join(filter(None, (one.note, one.id))),
            also=f"{one.also} {one.id}".strip(),
        )
        for one in offered
    ]
