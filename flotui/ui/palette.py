# SPDX-License-Identifier: MIT
"""The palette: everything that can be done or gone to, by name."""

from __future__ import annotations

from flotui.config.habits import Habits
from flotui.config.themes import NAMES
from flotui.resources import anything, people, registry
from flotui.resources.ask import Choice, Picker
from flotui.resources.base import Action
from flotui.ui.shell import Shell


async def open_palette(shell: Shell) -> None:
    """Have an action, a resource or a subscriber chosen, and do or show it.

    A name that docs/keys.md gives, an alias or the name of an action, goes where it says. Nothing is highlighted
    before something is typed, and no guess is: many of them open something that writes.

    Raises:
        Cancelled: when nothing was chosen.
    """
    actions: dict[str, Action[object]] = {}
    choices = []
    for action, refusal in shell.main.choosable():
        if action.id not in actions and action.id != "app.palette":
            actions[action.id] = action
            key = shell.keymap.shown(action)
            choices.append(Choice(action.id, action.title, key, "Here", disabled=refusal))
    for each in registry.resources():
        names = (each.id, *each.aliases)
        note = " ".join(f":{name}" for name in names)
        choices.append(Choice(f":{each.id}", each.title, note, "Go to", also=note, names=names))
    choices += await _people(shell)
    further = None if shell.workspace is None else anything.further(shell.workspace)
    chosen = await shell.ask.pick(
        Picker(
            "Commands",
            choices,
            placeholder="An action, a list, a subscriber, an order's number, a SKU",
            preselect=False,
            further=further,
        )
    )
    there = shell.ask.going(
        shell.main.go
    )  # what is found by its name isn't led to by the row under the cursor
    if chosen.id in actions:
        shell.main.perform(actions[chosen.id])
    elif chosen.id.startswith(":"):
        shell.main.go(chosen.id[1:])
    elif anything.go(there, chosen):
        return
    elif shell.workspace is not None:
        await people.show(there, shell.workspace, chosen.id, chosen.label)


async def _people(shell: Shell) -> list[Choice]:
    """Subscribers that are here already: to open the palette asks the host nothing."""
    if shell.workspace is None:
        return []
    async for _ in shell.workspace.subscribers.cached():
        return await people.first_offered(shell.workspace, people.PEOPLE, sole=True)
    return []


async def choose_theme(shell: Shell) -> None:
    """Have a theme chosen, and remember it.

    Raises:
        ConfigError: when it can't be remembered.
        Cancelled: when none was chosen.
    """
    names = [name for name in NAMES if name in shell.available_themes]
    choices = [Choice(name, name, "now" if name == shell.theme else "") for name in names]
    chosen = await shell.ask.pick(Picker("Theme", choices))
    shell.use_theme(chosen.id)
    Habits(shell.options.paths).set_theme(chosen.id)
    if shell.options.preferences.theme:
        shell.ask.say(f'For this run: config.toml says theme = "{shell.options.preferences.theme}".')
