# SPDX-License-Identifier: MIT
"""Going back to the shell for a while, without ending."""

from __future__ import annotations

from textual.app import App

from flotui.ui.terminal.inner import driver_of
from flotui.ui.terminal.jobs import has_shell


def to_shell(app: App[int]) -> bool:
    """Give the terminal back to the shell until it continues the program.

    Args:
        app: whose terminal it is.

    Returns:
        Whether there is a shell that can.
    """
    driver = driver_of(app)
    if driver is None or not has_shell():
        return False
    driver.stop()
    return True
