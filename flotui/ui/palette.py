"""The palette: everything that can be done or gone to, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Never

from flotui.config.habits import Habits
from flotui.config.themes import NAMES
from flotui.resources import anything, people
from flotui.resources.ask import Choice, Picker
from flotui.resources.base import Action

if TYPE_CHECKING:
    from flotui.app import FlotuiApp
    from flotui.ui.screen import MainScreen


async def open_palette(app: FlotuiApp, screen: MainScreen) -> None:
    """Have an action, a resource or a subscriber chosen, and do or show it.

    A name that docs/keys.md gives, an alias or the name of an action, goes where it says. Nothing is highlighted
    before something is typed, and no guess is: many of them open something that writes.

    Raises:
        Cancelled: when nothing was chosen.
    """
    actions: dict[str, Action[Never]] = {}
    choices = []
    for action, refusal in screen.choosable():
        if action.id not in actions and action.id != "app.palette":
            actions[action.id] = action
            key = app.keymap.shown(action)
            choices.append(Choice(action.id, action.title, key, "Here", disabled=refusal))
    for each in screen.resources():
        names = (each.id, *each.aliases)
        note = " ".join(f":{name}" for name in names)
        choices.append(Choice(f":{each.id}", each.title, note, "Go to", also=note, names=names))
    choices += await _people(app)
    further = None if app.workspace is None else anything.further(app.workspace)
    chosen = await app.ask.pick(
        Picker(
            "Commands",
            choices,
            placeholder="An action, a list, a subscriber, an order's number, a SKU",
            preselect=False,
            further=further,
        )
    )
    if chosen.id in actions:
        screen.perform(actions[chosen.id])
    elif chosen.id.startswith(":"):
        screen.go(chosen.id[1:])
    elif anything.go(app.ask, chosen):
        return
    elif app.workspace is not None:
        await people.show(app.ask, app.workspace, chosen.id, chosen.label)


async def _people(app: FlotuiApp) -> list[Choice]:
    """Subscribers that are here already: to open the palette asks the host nothing."""
    if app.workspace is None:
        return []
    async for _ in app.workspace.subscribers.cached():
        return await people.first_offered(app.workspace, people.PEOPLE, sole=True)
    return []


async def choose_theme(app: FlotuiApp) -> None:
    """Have a theme chosen, and remember it.

    Raises:
        ConfigError: when it can't be remembered.
        Cancelled: when none was chosen.
    """
    names = [name for name in NAMES if name in app.available_themes]
    choices = [Choice(name, name, "now" if name == app.theme else "") for name in names]
    chosen = await app.ask.pick(Picker("Theme", choices))
    app.theme = chosen.id
    Habits(app.options.paths).set_theme(chosen.id)
    if app.options.preferences.theme:
        app.ask.say(f'For this run: config.toml says theme = "{app.options.preferences.theme}".')
