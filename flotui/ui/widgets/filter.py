"""The filter line."""

from __future__ import annotations

from textual.widgets import Input


class FilterLine(Input):
    """One line to type a filter into. Its cursor does not blink: an idle program sends nothing."""

    DEFAULT_CSS = """
    FilterLine, FilterLine:focus {
        height: 1;
        border: none;
        padding: 0 1;
        background: $boost;
    }
    """

    def __init__(self, text: str, placeholder: str) -> None:
        """
        Args:
            text: what it says at first.
            placeholder: what it takes, in words.
        """
        super().__init__(text, placeholder=placeholder, select_on_focus=False)
        self.cursor_blink = False
