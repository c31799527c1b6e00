# SPDX-License-Identifier: MIT
"""Keeping where the person is, so that the next start is there again, however this one ends."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import msgspec
from msgspec.structs import replace

from flotui.ui import latest
from flotui.ui.trail import Kept, Place, TrailStep, View

if TYPE_CHECKING:
    from textual.app import App

    from flotui.config.places import Places
    from flotui.config.profile import Profile
    from flotui.ui.screen import MainScreen

_AnyPlace = TypeVar("_AnyPlace", bound=Place)

_PAUSE = 0.5
"""Seconds after a key until the place is written down."""
_SOON = 0.1
"""Seconds after a key until it is, where something else is shown: whoever is killed then is there again."""


class Keeping:
    """Writes down where the person is in a bot, a moment after each key, where it is another place by then."""

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
        self._shown: object = None
        """What is shown at the place that was written down."""
        self._due = self._soon = False
        self._writing = asyncio.Lock()

    def open(self, profile: Profile) -> Kept | None:
        """Begin to keep the places of a bot.

        Args:
            profile: the bot's profile; nothing is kept of the demo's.

        Returns:
            Where the person was in it last, and the ways from there; None where that isn't known.
        """
        self._profile, self._kept = None if profile.demo else profile, ""
        if profile.demo:
            return None
        if not profile.ad_hoc:
            self._places.opened(profile.name)
        self._kept = self._places.read(profile.cache_id)
        try:
            return msgspec.json.decode(self._kept, type=Kept) if self._kept else None
        except (msgspec.DecodeError, msgspec.ValidationError):  # of another version
            return None

    def touch(self) -> None:
        """The person did something: where they are is written down in a moment."""
        if self._profile is None:
            return
        if not self._due:
            self._due = True
            self._app.set_timer(_PAUSE, self._begin)
        if not self._soon:
            self._soon = True
            self._app.set_timer(_SOON, self._look)

    def _look(self) -> None:
        self._soon = False
        place = self._main.panel.place
        if place is not None and _shown(place) != self._shown:
            self._write()

    def _begin(self) -> None:
        self._due = False
        self._write()

    def _write(self) -> None:
        if self._changed() and self._profile is not None:
            latest.alongside(
                self._app, "place", partial(self._write_down, self._profile.cache_id, self._kept)
            )

    async def _write_down(self, cache_id: str, text: str) -> None:
        async with self._writing:
            if text == self._kept:  # else a newer one waits behind this
                await asyncio.to_thread(self._places.keep, cache_id, text)

    def keep(self) -> None:
        """Write it down now: the bot is about to be closed."""
        if (text := self._changed()) and self._profile is not None:
            self._places.keep(self._profile.cache_id, text)

    def _changed(self) -> str:
        """Where the person is; empty where that is written down already."""
        kept = self._main.kept if self._profile is not None else None
        if kept is None:
            return ""
        plain = replace(
            _plain(kept),
            back=tuple(map(_step, kept.back)),
            forward=tuple(map(_step, kept.forward)),
            lists=tuple(map(_plain, kept.lists)),
        )
        text, self._shown = msgspec.json.encode(plain).decode(), _shown(kept)
        if text == self._kept:
            return ""
        self._kept = text
        return text


def _shown(place: Place) -> object:
    """What makes it another place: not where the cursor is."""
    return (place.key, place.tab, place.inside)


def _step(step: TrailStep) -> TrailStep:
    return replace(step, place=_plain(step.place), other=step.other and _plain(step.other))


def _plain(place: _AnyPlace) -> _AnyPlace:
    """A place without the rows that it is about, which are read again."""
    return replace(place, view=_alone(place.view), within=place.within and _alone(place.within))


def _alone(view: View) -> View:
    query = view.query
    scope = query.scope and replace(query.scope, owner=None)
    return replace(view, query=replace(query, owner=None, scope=scope))
