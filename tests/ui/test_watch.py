# SPDX-License-Identifier: MIT
"""A list that looks whether another window has read what it shows."""

from __future__ import annotations

from textual.widget import Widget

from flotui.ui.panels.watching import Watch


async def test_what_was_read_elsewhere_is_taken_in_once() -> None:
    read_at = [0.0]

    async def read_since() -> float:
        return read_at[-1]

    watch = Watch(Widget(), lambda: None, read_since=read_since)
    found = []
    for at in (0.0, 5.0, 5.0, 0.0, 6.0, 6.0):
        read_at.append(at)
        found.append(await watch._read_elsewhere())
    assert found == [False, True, False, False, True, False]
