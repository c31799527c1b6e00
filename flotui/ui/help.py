# SPDX-License-Identifier: MIT
"""The help for where one is, made from what can be done there: groups beside each other, a key and what it does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import zip_longest
from typing import Final, NamedTuple

from flotui.api.catalogue import Risk
from flotui.resources import registry
from flotui.resources.base import Action
from flotui.text import safe, wrap
from flotui.ui.keymap import Keymap
from flotui.ui.modals.reader import Other
from flotui.ui.moving import MOVES
from flotui.ui.shell import Front, Shell

_FILTERING = (
    "Typing filters the loaded rows. Enter searches the host.",
    "Words search names, digits phones, an @ e-mail addresses.",
    "Phones may be typed in any form. Loaded rows match first, then the host is asked.",
    'tag:vip  segment:"Big spenders"  channel:web  field.city=Lima  optin:email  seen:<24h',
    'label:VIP  event:purchase  bot:24h  last:no  saved:"quiet vips"  id:f1u2; the filter form has all of them.',
)


_SORTS = ("app.filter", "app.refresh", "app.sort", "app.columns")
"""The program's own actions that are about the list in front."""
_EDITS = ("app.undo", "app.redo", "app.stop")
_GOES = (
    "app.palette",
    "app.previous",
    "app.next",
    "app.previous-group",
    "app.next-group",
    "app.switch",
    "app.switch-back",
    "app.back",
    "app.bots",
    "app.authorize",
)
_STAYS = (
    "table.mark",
    "table.mark-down",
    "table.mark-up",
    "table.mark-range",
    "table.mark-all",
    "table.unmark",
)
"""What every table does that is no moving."""
_GROUPS = ("Change", "Look", "Send", "Go", "Program")
_TWO: Final = 70
"""From this width on, two groups stand beside each other."""
_GAP: Final = 2
_KEY: Final = 10
"""The cells of the keys before what they do."""


class HelpEntry(NamedTuple):
    """One line of the help: keys, and what they do."""

    key: str
    """Its keys, as they are shown; empty where it has none, and is found by its name."""
    title: str
    """What its keys do, in the imperative."""
    name: str
    """Its name in the preferences' `[keys]`: `table.mark`."""


async def open_help(shell: Shell) -> None:
    """Show every key that does something here; `v` shows the names under which they can be changed."""
    groups = grouped(shell.keymap, shell.main)

    names = Other("names for [keys]", "what they do", partial(names_text, groups))
    await shell.ask.read(f"Help · {shell.main.panel.where}", partial(help_text, groups), other=names)


def grouped(keymap: Keymap, front: Front) -> dict[str, list[HelpEntry]]:
    """What can be done, in groups: what one changes, looks at and sends here, where one can go, the program.

    Args:
        keymap: the keys.
        front: where one is.
    """
    groups: dict[str, list[HelpEntry]] = {name: [] for name in _GROUPS}
    areas = {f"app.{area.id}" for area in registry.AREAS}
    offered = front.offered()
    for action in offered:
        entry = HelpEntry(keymap.shown_among(action, offered), action.title, action.id)
        groups["Go" if action.id in areas else _group(action)].append(entry)
    # Those of a list go before what its table does; the program's own don't.
    listed = [action for action in offered if not action.id.startswith("app.")]
    for move in MOVES:
        if keys := keymap.left_of(move.id, move.keys, listed):
            entry = HelpEntry(keys, move.title, move.id)
            groups["Look" if move.id in _STAYS else "Go"].append(entry)
    for rows in groups.values():
        rows.sort(key=lambda entry: not entry.key)
    return {name: rows for name, rows in groups.items() if rows}


def _group(action: Action[object]) -> str:
    """The group that an action is in."""
    if action.risk in (Risk.SEND, Risk.BROADCAST):
        return "Send"
    if action.id in _EDITS or action.risk is not Risk.READ:
        return "Change"
    if action.leads or action.id in _GOES:
        return "Go"
    return "Program" if action.id.startswith("app.") and action.id not in _SORTS else "Look"


def help_text(groups: Mapping[str, Sequence[HelpEntry]], width: int) -> str:
    """The help: the groups, two beside each other where there is room for them.

    Args:
        groups: what can be done.
        width: the cells of a line.
    """
    palette = next(
        (entry.key for rows in groups.values() for entry in rows if entry.name == "app.palette"), ""
    )
    columns = 2 if width >= _TWO else 1
    cells = (width - _GAP * (columns - 1)) // columns
    sides: list[list[str]] = [[] for _ in range(columns)]
    for name, rows in groups.items():
        side = min(sides, key=len)
        side += [_rule(name, cells), *(line for entry in rows for line in _entry(entry, palette, cells)), ""]
    beside = [
        (" " * _GAP).join(safe.pad(part, cells) for part in parts).rstrip()
        for parts in zip_longest(*sides, fillvalue="")
    ]
    hint = f"{palette} in front of a line: it has no key of its own. Press {palette} and type its name."
    return "\n".join([*beside, _rule("Filter", width), *_FILTERING, "", hint])


def names_text(groups: Mapping[str, Sequence[HelpEntry]], width: int) -> str:
    """What `[keys]` calls everything, group by group.

    Args:
        groups: what can be done.
        width: the cells of a line.
    """
    longest = max(len(entry.name) for rows in groups.values() for entry in rows)
    lines = ["Names for [keys] in config.toml (flotui locate shows where it is):"]
    lines += ['"table.mark" = "m,space" gives marking the keys m and space.', ""]
    for name, rows in groups.items():
        lines += [_rule(name, width), *(f"{entry.name:<{longest}}  {entry.key}" for entry in rows), ""]
    return "\n".join(lines)


def _rule(title: str, cells: int) -> str:
    return f"─ {title} {'─' * max(0, cells - len(title) - 3)}"


def _entry(entry: HelpEntry, palette: str, cells: int) -> list[str]:
    """A key and what it does, over as many lines as that takes."""
    key = entry.key or palette
    room = max(1, cells - _KEY)
    lines = [entry.title[start:end].strip() for start, end in wrap.lines(entry.title, room)]
    if safe.width(key) >= _KEY:  # it would run into the words
        return [key, *(" " * _KEY + line for line in lines)]
    return [safe.pad(key, _KEY) + lines[0], *(" " * _KEY + line for line in lines[1:])]
