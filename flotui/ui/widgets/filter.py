# SPDX-License-Identifier: MIT
"""The filter line."""

from __future__ import annotations

from flotui.ui.widgets.inputs import SEARCHED, Line


class FilterLine(Line):
    """One line to type a filter into."""

    DEFAULT_CSS = """
    FilterLine, FilterLine:focus {
        height: 1;
        border: none;
        padding: 0 1;
        background: $boost;
        &.-textual-compact { padding: 0 1; }
    }
    """

    def __init__(self, text: str, placeholder: str) -> None:
        """
        Args:
            text: what it says at first.
            placeholder: what it takes, in words.
        """
        super().__init__(text, placeholder=placeholder, most=SEARCHED, select_on_focus=False)
