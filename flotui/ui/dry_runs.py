# SPDX-License-Identifier: MIT
"""What a dry run would have sent, shown once for all that one act makes."""

from __future__ import annotations

from collections.abc import Callable

from textual.screen import Screen

from flotui.ui.ask import Dialogs
from flotui.workspace import DryRun


class DryRuns:
    """Gathers the commands of a dry run, and shows them."""

    def __init__(self, main: Screen[None], ask: Callable[[], Dialogs]) -> None:
        """
        Args:
            main: the screen under all dialogs.
            ask: how the person is shown something; asked when there is something to show.
        """
        self._main, self._ask = main, ask
        self._curls: list[str] = []
        self._shown = False

    def take(self, event: DryRun) -> None:
        """Show what an edit would have sent, with what else the same act would have.

        Args:
            event: the edit, and its curl command.
        """
        self._curls.append(f"# {event.edit.summary}\n{event.curl}")
        self._main.call_later(self._show)

    def _show(self) -> None:
        if self._curls and not self._shown:
            self._shown = True
            self._main.run_worker(self._read(), group="dry run", exit_on_error=False)

    async def _read(self) -> None:
        text = "\n\n".join(self._curls)
        self._curls.clear()
        try:
            await self._ask().read("Dry run: this would have been sent", text, unbidden=True)
        finally:
            self._shown = False
        self._show()  # what came while it was read
