# SPDX-License-Identifier: MIT
"""Where a person was in each bot, and which bot was open last, so that the next start is there again."""

from __future__ import annotations

import contextlib
from pathlib import Path

import msgspec

from flotui.config.errors import ConfigError
from flotui.config.paths import Paths, read_text, write_private
from flotui.config.profiles import Profiles


class _LastBot(msgspec.Struct, frozen=True):
    """The bot that was open last."""

    profile: str
    """The profile's name."""
    default: str = ""
    """The default profile at that time; once another one is made the default, that is the one to open."""


class Places:
    """The files of places: one a bot, and one that names the bot that was open last.

    They are a convenience: one that can't be read or written is passed over.
    """

    def __init__(self, paths: Paths) -> None:
        """
        Args:
            paths: where they are kept.
        """
        self._paths = paths
        self._folder = paths.state / "places"

    def _file(self, cache_id: str) -> Path:
        return self._folder / f"{cache_id}.json"

    def read(self, cache_id: str) -> str:
        """What was kept of a bot; empty for nothing.

        Args:
            cache_id: the profile's `cache_id`.
        """
        return _text(self._file(cache_id))

    def keep(self, cache_id: str, text: str) -> None:
        """Keep where the person is in a bot.

        Args:
            cache_id: the profile's `cache_id`.
            text: the place, as `read` returns it.
        """
        with contextlib.suppress(ConfigError):
            write_private(self._file(cache_id), text)

    def opened(self, profile: str) -> None:
        """Note that a saved profile's bot was opened.

        Args:
            profile: its name.
        """
        with contextlib.suppress(ConfigError):
            last = _LastBot(profile, Profiles.load(self._paths).default or "")
            write_private(self._folder / "last.json", msgspec.json.encode(last).decode())

    @property
    def last(self) -> str | None:
        """The name of the profile that was open last.

        None where none was, where it was removed, and where another profile has been made the default since.
        """
        try:
            last = msgspec.json.decode(_text(self._folder / "last.json") or "null", type=_LastBot | None)
            profiles = Profiles.load(self._paths)
        except (msgspec.DecodeError, ConfigError):
            return None
        if last is None or last.profile not in profiles.items or last.default != (profiles.default or ""):
            return None
        return last.profile


def _text(path: Path) -> str:
    try:
        return read_text(path) or ""
    except ConfigError:
        return ""
