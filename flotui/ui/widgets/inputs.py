# SPDX-License-Identifier: MIT
"""What is typed into: Textual's inputs, with a cursor that stands still and data that stays data.

A blinking cursor would be the only traffic of an idle screen, so none blinks. Control characters in a
value are drawn as pictures of themselves, one for one, and kept as they are.
"""

from __future__ import annotations

from typing import Any, ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip

from flotui.text.typable import is_typable
from flotui.ui.terminal.inputs import ShownInput

_PICTURES = {code: 0x2400 + code for code in range(0x20)}
_PICTURES[0x7F] = 0x2421
_PICTURES.update(dict.fromkeys([*range(0x80, 0xA0), 0x200E, 0x200F, *range(0x202A, 0x202F)], 0xFFFD))
_PICTURES.update(dict.fromkeys([*range(0x2066, 0x206A), 0x2028, 0x2029, 0xFEFF], 0xFFFD))
_PICTURES.update(dict.fromkeys(range(0xD800, 0xE000), 0xFFFD))


SEARCHED = 500
"""The most characters that a line takes which searches at every key: nothing that one looks for is longer."""


def pictured(text: str) -> str:
    """A text with its control characters as pictures; as many characters as before."""
    return text if text.isprintable() else text.translate(_PICTURES)


class Line(ShownInput):
    """One line to type in."""

    # Textual has them delete to the right, where a longer text and every shell delete the word before the cursor.
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+backspace,alt+backspace", "delete_left_word", show=False),
        Binding("alt+delete", "delete_right_word", show=False),
    ]

    is_line: ClassVar[bool] = True

    DEFAULT_CSS = """
    Line {
        background: $raised;
        &.-textual-compact { padding: 0; }
        &:focus { background: $field; background-tint: transparent; }
        &:ansi { background: ansi_default; text-style: underline; }
        /* Textual's black on white would be turned round to white on black, which a dark terminal doesn't show. */
        &:ansi > .input--cursor { color: ansi_default; background: ansi_default; text-style: reverse; }
    }
    """

    class Told(Message):
        """Pasted text was changed: its lines joined, or its end cut off."""

        def __init__(self, line: Line, message: str) -> None:
            """
            Args:
                line: where it was pasted.
                message: what became of it, as a sentence.
            """
            super().__init__()
            self.line, self.message = line, message

        @property
        def control(self) -> Line:
            """The line that it was pasted into."""
            return self.line

    def __init__(
        self, value: str = "", *, placeholder: str = "", secret: bool = False, most: int = 0, **more: Any
    ) -> None:
        """
        Args:
            value: what is in it at first.
            placeholder: what is in it, dim, while it is empty.
            secret: whether what is typed is hidden.
            most: how many characters it takes; 0 for any number.
            more: as for Textual's Input.
        """
        super().__init__(value, placeholder, password=secret, compact=True, max_length=most, **more)
        self.cursor_blink = False

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Whether a key types into it: every text, also what isn't seen."""
        return is_typable(character or "")

    def shown(self, text: str) -> str:
        """What is on screen for a part of the value."""
        return "•" * len(text) if self.password else pictured(text)

    def render_line(self, y: int) -> Strip:
        """A line of it, looking the same to its end: also where nothing is typed and only the cursor is drawn.

        Args:
            y: which, from the top.
        """
        width = self.scrollable_content_region.width + 1
        return super().render_line(y).extend_cell_length(width, self.rich_style)

    def on_paste(self, event: events.Paste) -> None:
        """Take all that was pasted, or say what wasn't taken."""
        # Textual keeps the first of several pasted lines and drops the rest without a word.
        pasted = event.text.strip("\r\n")
        lines = pasted.splitlines() if "\n" in pasted or "\r" in pasted else [pasted]
        whole = " ".join(part.strip() for part in lines) if len(lines) > 1 else pasted
        sentences = ["The pasted lines became one line."] if len(lines) > 1 else []
        start, end = sorted(self.selection)
        room = self.max_length - len(self.value) + end - start if self.max_length else len(whole)
        if len(whole) > room:
            sentences.append(f"{len(whole):,} characters were pasted; only the first {room:,} fit.")
        if whole := whole[:room]:
            self.replace(whole, start, end)
        if sentences:
            self.post_message(self.Told(self, " ".join(sentences)))
        event.stop()
        event.prevent_default()
