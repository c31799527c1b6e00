# SPDX-License-Identifier: MIT
"""What every Textual app loads and flotui's start has no use for.

That is Textual's own palette with a dozen widgets for it alone, its notices and tooltips, its help with errors in style
sheets, its pictures of themes, TLS, which asyncio brings along, and what reads Python's source, shows tracebacks,
copies objects, downloads and corrects spelling.
"""

from __future__ import annotations

import importlib

from flotui.text.patterns import compiling_later
from flotui.text.standing_in import Called, Later, TypingModule, Unused, later_with, standing_in

_LEFT_OUT = {
    "textual.command": Unused,
    "textual.css._help_text": Called,
    "textual.widgets._toast": Unused,
    "textual.widgets._tooltip": Unused,
    "rich.table": Called,
    "asyncio.sslproto": Later,
    "difflib": Called,
    "mimetypes": Called,
    "pickle": Called,
    "platformdirs": Called,
    "ssl": Later,
    "tokenize": Later,
    "traceback": later_with("extract_stack"),
    "typing_extensions": TypingModule,
    "uuid": Called,
}
"""The placeholder of each module, by its name, while Textual is loaded."""
_FIRST = ("textual.app", "textual._xterm_parser", "textual.scroll_view", "textual.scrollbar")
"""What the first screen needs of Textual."""


def load_textual() -> None:
    """Load Textual without what it needs later or never; `FlotuiApp` has its palette switched off."""
    with standing_in(_LEFT_OUT), compiling_later():
        for name in _FIRST:
            importlib.import_module(name)
