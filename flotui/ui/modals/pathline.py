# SPDX-License-Identifier: MIT
"""A line for a file's path: tab goes on with it as far as there is only one way, as in a shell."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from flotui.text.filepath import PathCompletion, complete
from flotui.ui import latest
from flotui.ui.widgets.inputs import Line


class PathLine(Line):
    """A path to type in."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("tab", "complete", show=False)]

    class Offered(Message):
        """What the path may go on as, where there are several ways."""

        def __init__(self, line: PathLine, names: tuple[str, ...]) -> None:
            """
            Args:
                line: whose path.
                names: the names.
            """
            super().__init__()
            self.line, self.names = line, names

        @property
        def control(self) -> PathLine:
            """The line that the completions are for."""
            return self.line

    _asked = ""
    """The text whose completions were asked for last."""

    def action_complete(self) -> None:
        """Go on with the path; where there is nothing to add, go to the next field."""
        latest.start(self, "complete", partial(self._complete, self.value))

    async def _complete(self, text: str) -> None:
        found = await asyncio.to_thread(complete, text) if text.strip() else PathCompletion(text, ())
        if self.value != text:
            return
        if found.text != text:
            self.value = found.text
            self.cursor_position = len(found.text)
        elif not found.names or self._asked == text:
            self.screen.focus_next()
        self._asked = self.value
        self.post_message(self.Offered(self, found.names))
