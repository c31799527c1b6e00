"""Going back to the shell for a while, without ending."""

from __future__ import annotations

from typing import Any

from textual.app import App

from flotui.ui.terminal.driver import Driver
from flotui.ui.terminal.jobs import has_shell


def to_shell(app: App[Any]) -> bool:
    """Give the terminal back to the shell until it continues the program.

    Args:
        app: whose terminal it is.

    Returns:
        Whether there is a shell that can.
    """
    driver = app._driver
    if not isinstance(driver, Driver) or not has_shell():
        return False
    driver.stop()
    return True
