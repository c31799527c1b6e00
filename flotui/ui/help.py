"""The help for where one is, made from what can be done there."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flotui.app import FlotuiApp
    from flotui.ui.screen import MainScreen

_MOVING = (
    ("↑ ↓  j k", "up and down"),
    ("g  G", "first and last row"),
    ("PgUp PgDn", "a page up and down"),
    ("ctrl+u ctrl+d", "half a page up and down"),
    ("← →  h l", "other columns, where they don't all fit"),
    ("enter", "open"),
    ("esc", "one level back; it never quits"),
    ("space  *", "mark the row; mark all rows here"),
    ("[  ]", "the tab or resource before and after"),
)

_FILTERING = (
    "While you type, the filter narrows what is here. enter asks the host.",
    "Words are a name, digits a phone, something with an @ an e-mail address.",
    "A phone may be typed in any form: the rows here come first, then the host is asked for the likely ones.",
    'tag:vip  segment:"Big spenders"  channel:web  field:city=Lima  optin:email  active:24h',
    'label:VIP  event:purchase  bot:24h  message:no  saved:"quiet vips"  id:f1u2; F has them all in a form.',
)


async def open_help(app: FlotuiApp, screen: MainScreen) -> None:
    """Show every key that does something here."""
    lines = [f"{key:<16}{title}" for key, title in screen.hints()]
    moving = [f"{keys:<16}{what}" for keys, what in _MOVING]
    parts = [f"{screen.panel.where}: keys", *lines, "", "Moving", *moving, "", "Filter", *_FILTERING]
    parts += ["", "Keys can be changed in config.toml, under [keys]; flotui locate says where it is."]
    await app.ask.read("Help", "\n".join(parts))
