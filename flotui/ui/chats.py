# SPDX-License-Identifier: MIT
"""Searching the chats that were read."""

from __future__ import annotations

from collections.abc import Sequence

from flotui.repositories import said
from flotui.resources import people
from flotui.resources.ask import Choice, Further, Picker
from flotui.resources.keys import key_of
from flotui.resources.subscribers.chat import text_of
from flotui.resources.text import plain
from flotui.text.clean import cleaned
from flotui.text.fold import fold
from flotui.text.moments import moment
from flotui.ui.shell import Shell

_MOST = 100
"""The most messages that the palette offers."""
_BEFORE = 20
"""Characters that are shown before the first word."""


async def search(shell: Shell) -> None:
    """Have a message found by its words among those that were read, and open its chat.

    Raises:
        Cancelled: when none was chosen.
    """
    workspace = shell.workspace
    if workspace is None:
        return

    async def here(text: str) -> Sequence[Choice]:
        words = cleaned(text).split()
        return [_offered(each, words) for each in await said.find(workspace.reader, words, _MOST)]

    newest = await here("")
    question = Picker(
        "Search the chats that were read",
        newest,
        placeholder="Words of a message, or a name",
        further=Further(here),
        preselect=False,
    )
    chosen = await shell.ask.pick(question)
    if chosen.id:
        user_ns, _, message = chosen.id.partition(" ")
        await people.show(shell.ask.going(shell.main.go), workspace, user_ns, tab="chat")
        shell.main.panel.show_within(message)
        shell.main.say(
            f"The cursor is on the message that was found. {key_of('table.last')} leads to the newest."
        )


def _offered(found: said.Said, words: Sequence[str]) -> Choice:
    """A message as a choice: its words from shortly before the first that was asked for."""
    text = " ".join(plain(text_of(found.message)).split())
    at = min((where for word in words if (where := fold(text).find(fold(word))) >= 0), default=0)
    label = text if at <= _BEFORE else f"…{text[at - _BEFORE :]}"
    note = f"{found.name} · {moment(found.message.ts or None)}"
    return Choice(f"{found.user_ns} {found.message.row_id}", label, note, also=f"{text} {found.name}")
