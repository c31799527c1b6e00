# SPDX-License-Identifier: MIT
"""The names of the themes there are, for the command line and `config.toml`, which don't load Textual."""

from __future__ import annotations

from typing import Final

DARK: Final = "flotui-dark"
LIGHT: Final = "flotui-light"
TERMINAL: Final = "terminal-16"

NAMES: Final = (
    DARK,
    LIGHT,
    TERMINAL,
    "ansi-dark",
    "ansi-light",
    "atom-one-dark",
    "atom-one-light",
    "catppuccin-frappe",
    "catppuccin-latte",
    "catppuccin-macchiato",
    "catppuccin-mocha",
    "dracula",
    "flexoki",
    "gruvbox",
    "monokai",
    "nord",
    "rose-pine",
    "rose-pine-dawn",
    "rose-pine-moon",
    "solarized-dark",
    "solarized-light",
    "textual-dark",
    "textual-light",
    "tokyo-night",
)
"""flotui's own first, then Textual's. A test holds them against what Textual has."""
