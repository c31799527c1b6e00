# SPDX-License-Identifier: MIT
"""Keeping where the person is, so that the next start is there again, however this one ends."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from flotui.ui import latest
from flotui.ui.trail import Place, View

if TYPE_CHECKING:
    from textual.app import App

    from flotui.config.places import Places
    from flotui.config.profile import Profile
    from flotui.ui.screen import MainScreen

_PAUSE = 0.5
"""Seconds after a key until the place is written down."""


class Keeping:
    """Writes down where the person is in a bot, half a second after each key, where it is another place by then."""

    def __init__(self, app: App[int], main: MainScreen, places: Places) -> None:
        """
        Args:
            app: whose place it is.
            main: the screen that says which that is.
            places: where it is kept.
        """
        self._app, self._main, self._places = app, main, places
        self._profile: Profile | None = None
        self._kept = ""
        self._due = False

    def open(self, profile: Profile) -> Place | None:
        """Begin to keep the places of a bot.

        Args:
            profile: the bot's profile; nothing is kept of the demo's.

        Returns:
            Where the person was in it last; None where that isn't known.
        """
        self._profile, self._kept = None if profile.demo else profile, ""
        if profile.demo:
            return None
        if not profile.ad_hoc:
            self._places.opened(profile.name)
        self._kept = self._places.read(profile.cache_id)
        try:
            return msgspec.json.decode(self._kept, type=Place) if self._kept else None
        except (msgspec.DecodeError, msgspec.ValidationError):  # of another version
            return None

    def touch(self) -> None:
        """The person did something: where they are is written down in a moment."""
        if self._profile is not None and not self._due:
            self._due = True
            self._app.set_timer(_PAUSE, self._begin)

    def _begin(self) -> None:
        self._due = False
        if (text := self._changed()) and self._profile is not None:
            cache_id = self._profile.cache_id

            async def write() -> None:
                await asyncio.to_thread(self._places.keep, cache_id, text)

            latest.start(self._app, "place", write)

    def keep(self) -> None:
        """Write it down now: the bot is about to be closed."""
        if (text := self._changed()) and self._profile is not None:
            self._places.keep(self._profile.cache_id, text)

    def _changed(self) -> str:
        """Where the person is; empty where that is written down already."""
        place = self._main.panel.place if self._profile is not None else None
        if place is None:
            return ""
        text = msgspec.json.encode(_plain(place)).decode()
        if text == self._kept:
            return ""
        self._kept = text
        return text


def _plain(place: Place) -> Place:
    """A place without the rows that it is about, which are read again."""
    return replace(place, view=_alone(place.view), within=place.within and _alone(place.within))


def _alone(view: View) -> View:
    query = view.query
    scope = query.scope and replace(query.scope, owner=None)
    return replace(view, query=replace(query, owner=None, scope=scope))
