# SPDX-License-Identifier: MIT
"""What is said once the first screen is painted: of the settings, and of what was begun and isn't settled.

What asks about jobs that were left is imported when some were.
"""

from __future__ import annotations

from contextlib import suppress

from flotui.resources.keys import key_of, to_journal
from flotui.store.trouble import StoreFailed
from flotui.text.plural import listed
from flotui.ui import editor
from flotui.ui.commands import COMMANDS
from flotui.ui.shell import Front, Shell
from flotui.workspace import Workspace


async def greet(shell: Shell) -> None:
    """Say what the person should know of the bot that was opened, and learn what isn't known of it yet.

    Args:
        shell: the app; nothing is said where it has no bot open.
    """
    workspace = shell.workspace
    if workspace is None:
        return
    notes = [*workspace.notices, *shell.options.preferences.notes, editor.left(shell.drafts)]
    if (drafts := shell.form_drafts()) is not None:
        place = shell.main.panel.place
        await drafts.settle()
        notes.append(drafts.left(place.opened if place is not None and place.tab == "chat" else ""))
    notes += shell.keymap.problems(COMMANDS)
    if begun := " ".join(filter(None, notes)):
        shell.main.say(begun, "warn")
    with suppress(StoreFailed):  # the start has said so
        await workspace.inbox.here()
    await shell.learn_unknown()
    with suppress(StoreFailed):  # the start has said so
        await _tell_open(workspace, shell.main, begun)
    await workspace.journal.check()
    with suppress(StoreFailed):
        left = await workspace.working.jobs.unfinished()
        if left and not workspace.working.refusal():
            from flotui.ui.working import offer

            await offer(shell, workspace, left)
    await workspace.learn_bot()


async def tell_left(shell: Shell) -> None:
    """Say what isn't settled of a bot that was opened in the place of another.

    Args:
        shell: the app.
    """
    workspace = shell.workspace
    if workspace is None:
        return
    if begun := " ".join(workspace.notices):
        shell.main.say(begun, "warn")
    await shell.learn_unknown()
    with suppress(StoreFailed):  # the notices say so
        await _tell_open(workspace, shell.main, begun)


async def _tell_open(workspace: Workspace, front: Front, before: str) -> None:
    """Say which writes may or may not have arrived, what never left, and where that can be resolved.

    Args:
        workspace: the open bot.
        front: where it is said.
        before: what was said just before; nobody may have read it yet.
    """
    sentences = []
    if entries := await workspace.journal.unknown():
        sentences.append(f"Unknown outcome: {listed([entries[-1].summary], 1, of=len(entries))}.")
    if left := [*await workspace.journal.left(), *await workspace.journal.left_of_few()]:
        number = sum(entry.left for entry in left)
        sentences.append(f"{number:,} {'call is' if number == 1 else 'calls are'} left to send.")
    if sentences:
        # Activity opens on the list that it was left on: the journal by its name.
        where = f"Type {to_journal()}, enter, then {key_of('journal.resolve')}, to resolve it."
        unread = [before] if front.shows_warning(before) else []
        front.say(" ".join((*sentences, where, *unread)), "danger")
