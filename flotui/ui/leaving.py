# SPDX-License-Identifier: MIT
"""The end of the program: what was typed is kept, and what was sent is waited for.

Dialogs are imported when it ends: the first paint needs none.
"""

from __future__ import annotations

from collections.abc import Callable

from textual.app import App

from flotui.ui.around import Speaks
from flotui.ui.keeping import Keeping
from flotui.ui.screen import MainScreen
from flotui.workspace import Workspace


class Leaving:
    """Ends an app in order, once, however often that is asked for."""

    def __init__(self, app: App[int], main: MainScreen, keeping: Keeping) -> None:
        """
        Args:
            app: what ends.
            main: its screen, which says what is waited for.
            keeping: writes down where the person is.
        """
        self._app, self._main, self._keeping = app, main, keeping
        self._begun = False

    def begin(self) -> bool:
        """Keep where the person is and what is typed; False where that is done, and the host is waited for."""
        if self._begun:
            return False
        self._begun = True
        self._keeping.keep()
        self._keep_drafts()
        return True

    async def end(self, workspace: Workspace | None, then: Callable[[], None]) -> None:
        """Close the bot that is open, and end the app.

        Args:
            workspace: the bot; None where none is open.
            then: what is left to do once the bot is closed.
        """
        try:
            if workspace is not None:
                if workspace.writing:
                    front = self._app.screen
                    (front if isinstance(front, Speaks) else self._main).say(
                        "Waiting for the host to answer…", "warn"
                    )
                await workspace.close()
                then()
        finally:
            self._app.exit(0)

    def _keep_drafts(self) -> None:
        """Keep what is typed in the dialogs that are open, in a reply, and in cells."""
        # Not before there is one: the first screen has neither a dialog nor a list.
        from flotui.ui.modals.base import Dialog
        from flotui.ui.panels.foot import Foot
        from flotui.ui.panels.listing import Listing

        for dialog in self._app.screen_stack:
            if isinstance(dialog, Dialog):
                dialog.keep_draft()
        for foot in self._main.query(Foot):
            foot.keep()
        for listing in self._main.query(Listing):
            listing.keep_cells()
