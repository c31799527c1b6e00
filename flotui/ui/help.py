"""The help for where one is, made from what can be done there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flotui.ui.moving import MOVES

if TYPE_CHECKING:
    from flotui.app import FlotuiApp
    from flotui.ui.screen import MainScreen

_FILTERING = (
    "While you type, the filter narrows what is here. enter asks the host.",
    "Words are a name, digits a phone, something with an @ an e-mail address.",
    "A phone may be typed in any form: the rows here come first, then the host is asked for the likely ones.",
    'tag:vip  segment:"Big spenders"  channel:web  field:city=Lima  optin:email  active:24h',
    'label:VIP  event:purchase  bot:24h  message:no  saved:"quiet vips"  id:f1u2; F has them all in a form.',
)


async def open_help(app: FlotuiApp, screen: MainScreen) -> None:
    """Show every key that does something here, with the name under which it can be changed."""
    keymap = app.keymap
    here = [(keymap.shown(action), action.title, action.id) for action in screen.offered()]
    moving = [(keymap.all_shown(move.id, move.keys), move.title, move.id) for move in MOVES]
    parts = [
        f"{screen.panel.where}: keys",
        *map(_line, here),
        "",
        "Moving",
        *map(_line, moving),
        "",
        "Filter",
        *_FILTERING,
        "",
        "The names on the right are what [keys] in config.toml takes; flotui locate says where it is:",
        '"table.mark" = "m,space" gives marking the keys m and space.',
    ]
    await app.ask.read("Help", "\n".join(parts))


def _line(told: tuple[str, str, str]) -> str:
    key, title, name = told
    return f"{key:<14}{title:<48}{name}"
