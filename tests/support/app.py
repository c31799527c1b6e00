# SPDX-License-Identifier: MIT
"""The app on a sandbox, without a terminal: for tests that press keys and look at widgets."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from textual import events
from textual.pilot import Pilot

from flotui.app import FlotuiApp
from flotui.config.options import RunOptions
from flotui.config.paths import Paths
from flotui.config.preferences import Preferences
from flotui.sandbox import DEMO_TOKEN
from tests.support import settle
from tests.support.bot import Bot
from tests.support.looking import lines_of
from tests.support.served import Served


class Tested(FlotuiApp):
    """The app as a test has it: whoever ends it, the bot's files are closed."""

    async def on_unmount(self) -> None:
        """Close what the person's own way out would have closed."""
        if self.workspace is not None:
            # What a question still holds back never comes to its end: nobody is there to answer.
            await self.workspace.close(patience=0.1)


def app_on(bot: Bot | Served, home: Path, **options: Any) -> FlotuiApp:
    """The app that opens a sandbox with its subscribers, and with nothing that blinks or moves.

    Args:
        bot: the sandbox, in process or over HTTP.
        home: where it keeps its files.
        options: what else `RunOptions` takes.
    """
    paths = Paths.find({"FLOTUI_HOME": str(home)}).make()
    return Tested(
        RunOptions(
            paths=paths,
            preferences=Preferences.load(paths),
            transport=bot.transport,
            **{
                "token": lambda: DEMO_TOKEN,
                "profile": bot.profile,
                "no_cache": True,
                "start": "subscribers",
                **options,
            },
        )
    )


async def until(pilot: Pilot[Any], condition: Callable[[], Any], what: str = "") -> None:
    """Wait until a condition holds; the screen's text is in the failure's message."""
    await settle.until(
        condition, lambda: f"waited in vain for {what or condition}; the screen is:\n{text_of(pilot)}"
    )


async def see(pilot: Pilot[Any], *texts: str) -> None:
    """Wait until all of these texts stand on the screen."""

    def stand() -> bool:
        text = text_of(pilot)
        return all(each in text for each in texts)

    await until(pilot, stand, f"{texts}")


async def seen_text(pilot: Pilot[Any], *texts: str) -> str:
    """Wait until all of these texts stand on the screen; what it says then."""
    await see(pilot, *texts)
    return text_of(pilot)


async def burst(pilot: Pilot[Any], *keys: str) -> None:
    """Type keys all at once, as they come after a hiccup of the line, and wait until nothing moves."""
    for key in keys:
        event = events.Key(key, key if len(key) == 1 else None)
        event.set_sender(pilot.app)
        pilot.app.post_message(event)
    await pilot.pause()


def text_of(pilot: Pilot[Any]) -> str:
    """What is on the screen."""
    return "\n".join(lines_of(pilot.app.screen))
