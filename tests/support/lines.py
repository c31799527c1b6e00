# SPDX-License-Identifier: MIT
"""What stands on pyte's screen, line by line, put together anew only where something was written.

Who waits looks at the whole screen after each piece that a program writes, and that piece is a line or two.
"""

from __future__ import annotations

import pyte


class Lines:
    """The text of a screen. It takes the screen's word for which lines are written, so it is the only one to ask."""

    def __init__(self, screen: pyte.Screen) -> None:
        """
        Args:
            screen: from its beginning: nothing of it has been looked at.
        """
        self._screen = screen
        self._lines: dict[int, str] = {}

    @property
    def text(self) -> str:
        """All lines, without the blanks at their ends. Of a wide character that is half painted over, pyte keeps an
        empty half.
        """
        screen, columns = self._screen, range(self._screen.columns)
        for y in screen.dirty:
            row = screen.buffer[y]
            self._lines[y] = "".join([row[x].data for x in columns]).rstrip()
        screen.dirty.clear()
        return "\n".join([self._lines[y] for y in range(screen.lines)])
