# SPDX-License-Identifier: MIT
"""The help for where one is, made from what can be done there."""

from __future__ import annotations

from flotui.api.catalogue import Risk
from flotui.resources import registry
from flotui.resources.base import Action
from flotui.ui.keymap import Keymap
from flotui.ui.moving import MOVES
from flotui.ui.shell import Front, Shell

_FILTERING = (
    "Typing filters the loaded rows. Enter searches the host.",
    "Words search names, digits phones, an @ e-mail addresses.",
    "Phones may be typed in any form. Loaded rows match first, then the host is asked.",
    'tag:vip  segment:"Big spenders"  channel:web  field:city=Lima  optin:email  active:24h',
    'label:VIP  event:purchase  bot:24h  message:no  saved:"quiet vips"  id:f1u2; the filter form has all of them.',
)


_LOOKS = ("app.filter", "app.refresh", "app.sort", "app.columns")
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
_STAYS = ("table.mark", "table.mark-all", "table.unmark")
"""What every table does that is no moving."""


async def open_help(shell: Shell) -> None:
    """Show every key that does something here, with the name under which it can be changed."""
    await shell.ask.read("Help", "\n".join(help_lines(shell.keymap, shell.main)))


def help_lines(keymap: Keymap, front: Front) -> list[str]:
    """The help, line by line: what can be done here, edits, where one can go, the program.

    Args:
        keymap: the keys.
        front: where one is.
    """
    groups: dict[str, list[tuple[str, str, str]]] = {name: [] for name in ("Here", "Edit", "Go", "Program")}
    areas = {f"app.{area.id}" for area in registry.AREAS}
    for action in front.offered():
        told = (keymap.shown(action), action.title, action.id)
        groups["Go" if action.id in areas else _group(action)].append(told)
    for move in MOVES:
        told = (keymap.all_shown(move.id, move.keys), move.title, move.id)
        groups["Here" if move.id in _STAYS else "Go"].append(told)
    lines: list[str] = []
    for name, rows in groups.items():
        title = f"Here: {front.panel.where}" if name == "Here" else name
        lines += [title, *map(_line, rows), ""]
    return [
        *lines,
        "Filter",
        *_FILTERING,
        "",
        "The names on the right are those for [keys] in config.toml (flotui locate shows where it is):",
        '"table.mark" = "m,space" gives marking the keys m and space.',
    ]


def _group(action: Action[object]) -> str:
    """The group that an action is in."""
    if action.id in _EDITS or action.risk is not Risk.READ:
        return "Edit"
    if action.leads or action.id in _GOES:
        return "Go"
    return "Program" if action.id.startswith("app.") and action.id not in _LOOKS else "Here"


def _line(told: tuple[str, str, str]) -> str:
    key, title, name = told
    return f"  {key:<12}{title:<46}  {name}"
