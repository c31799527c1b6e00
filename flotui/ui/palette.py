# SPDX-License-Identifier: MIT
"""The palette: everything that can be done or gone to, by name.

Going to another bot is imported when one is chosen: it can log in, and has forms for that.
"""

from __future__ import annotations

from collections.abc import Container

from msgspec.structs import replace

from flotui.config.errors import ConfigError
from flotui.config.habits import Habits
from flotui.config.profiles import Profiles
from flotui.config.themes import NAMES
from flotui.resources import anything, everything, people, registry
from flotui.resources.ask import Choice, Picker
from flotui.resources.base import Action, Context
from flotui.resources.loading import load
from flotui.text.fold import fold
from flotui.ui.shell import Shell

_AT, _BOT, _WITH = "at/", "bot/", "with/"
"""What the ids of such choices begin with: then the list's id and the action's; the profile's name; the action's id and
words that were typed behind its name."""


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
            names, why = _names(action), _beside(action.title, refusal)
            choices.append(Choice(action.id, action.title, key, "Here", disabled=why, names=names, near=True))
    for each in registry.resources():
        names = (each.id, *each.aliases)
        note = " ".join(f":{name}" for name in names)
        choices.append(Choice(f":{each.id}", each.title, note, "Go to", also=note, names=names, near=True))
    choices += [*_of_elsewhere(shell, actions), *_saved_filters(shell), *_bots(shell)]
    choices += await _people(shell)
    further = None if shell.workspace is None else anything.further(shell.workspace)
    chosen = await shell.ask.pick(
        Picker(
            "Commands",
            choices,
            placeholder="An action, a list (and a filter), anything by its name",
            preselect=False,
            further=further,
            typed=lambda text: _with_words(text) or everything.filtered(text),
        )
    )
    there = shell.ask.going(
        shell.main.go
    )  # what is found by its name isn't led to by the row under the cursor
    if chosen.id in actions:
        shell.main.perform(actions[chosen.id])
    elif chosen.id.startswith(":"):
        shell.main.go(chosen.id[1:])
    elif chosen.id.startswith(everything.FILTER):
        shell.main.go_filtered(*everything.parted(chosen.id))
    elif chosen.id.startswith(everything.ROW):
        resource_id, row_id = everything.parted(chosen.id)
        shell.main.go(resource_id, None, row_id)
    elif chosen.id.startswith(_AT):
        _do_elsewhere(shell, chosen)
    elif chosen.id.startswith(_WITH):
        _do_with_words(shell, *everything.parted(chosen.id))
    elif chosen.id.startswith(_BOT):
        from flotui.ui.bots import open_saved

        await open_saved(shell, chosen.id.removeprefix(_BOT))
    elif anything.go(there, shell.workspace, chosen):
        return
    elif shell.workspace is not None:
        await people.show(there, shell.workspace, chosen.id, chosen.label)


def _beside(title: str, refusal: str) -> str:
    """Why an action can't be run now, beside its title, which is not said again."""
    for begins in (f"{title}: ", f"{title} is ", f"{title} "):
        if refusal.startswith(begins):
            return refusal.removeprefix(begins)
    return refusal


def _names(action: Action[object]) -> tuple[str, ...]:
    """The last word of an action's id, where it is the program's own or has no key: `:gone` of `subscribers.gone`."""
    room, _, name = action.id.rpartition(".")
    own = room == "app" or not action.key
    return (name,) if own and registry.resource(name) is None else ()


def _of_elsewhere(shell: Shell, here: Container[str]) -> list[Choice]:
    """The actions of all other lists: choosing one leads there first."""
    return [
        Choice(
            f"{_AT}{each.id}/{action.id}",
            action.title,
            " ".join(filter(None, (shell.keymap.shown(action), "in", each.title))),
            "Elsewhere",
            names=_names(action),
        )
        for each in registry.resources()
        for action in each.actions
        if action.id not in here and not action.id.endswith(".copy")
    ]


def _do_elsewhere(shell: Shell, chosen: Choice) -> None:
    """Go where an action is, and run it if it is about no row."""
    resource_id, action_id = everything.parted(chosen.id)
    shell.main.go(resource_id)
    action = next((each for each in shell.main.offered() if each.id == action_id), None)
    if action is None:
        return
    if action.needs == "nothing":
        shell.main.perform(action)
    else:
        shell.main.say(f"{action.title}: go to a row, then press {shell.keymap.shown(action)}.")


def _with_words(text: str) -> Choice | None:
    """An action with words for it, where that was typed: `count tag`; none where it is its title that was begun."""
    name, _, words = text.strip().removeprefix(":").partition(" ")
    if not words.strip():
        return None
    for resource in registry.resources():
        for action in resource.actions:
            if action.worded and fold(name) in _names(action):
                if fold(action.title).startswith(fold(text.strip().removeprefix(":"))):
                    return None
                label = f"{action.title}: {words.strip()}"
                return Choice(f"{_WITH}{action.id}/{words.strip()}", label, f"in {resource.title}", "Here")
    return None


def _do_with_words(shell: Shell, action_id: str, words: str) -> None:
    """Run an action with what was typed behind its name, in its list."""
    resource = next(each for each in registry.resources() if action_id in {one.id for one in each.actions})
    if action_id not in {each.id for each in shell.main.offered()}:
        shell.main.go(resource.id)
    action = next(each for each in resource.actions if each.id == action_id)

    async def run(context: Context[object]) -> None:
        await load(action.worded)(context, words)

    shell.main.perform(replace(action, run=run))


def _saved_filters(shell: Shell) -> list[Choice]:
    """The saved filters of every list."""
    workspace = shell.workspace
    return [
        Choice(f"{everything.FILTER}{each.id}/{text}", name, f"{each.title}: {text}", "Saved filters")
        for each in (registry.resources() if workspace is not None else ())
        for name, text in (workspace.memory.filters(each.id) if workspace is not None else {}).items()
    ]


def _bots(shell: Shell) -> list[Choice]:
    """The bots of the other profiles."""
    try:
        items = Profiles.load(shell.options.paths).items
    except ConfigError:
        return []
    here = shell.workspace.profile.saved_as if shell.workspace is not None else ""
    return [
        Choice(
            f"{_BOT}{name}",
            profile.title,
            " · ".join(("another bot", *((name,) if name != profile.title else ()), profile.host)),
            "Bots",
            names=(name,),
        )
        for name, profile in items.items()
        if name != here
    ]


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
