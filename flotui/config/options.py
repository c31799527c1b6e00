# SPDX-License-Identifier: MIT
"""What the command line hands to the app."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import msgspec

from flotui.config.paths import Paths
from flotui.config.preferences import Preferences
from flotui.config.profile import Profile


class RunOptions(msgspec.Struct, frozen=True):
    """All that `flotui.app.run` needs to open a bot."""

    profile: Profile | None
    """The bot to open; None on a first run, which leads to Authorize or the demo."""
    token: Callable[[], str | None]
    """Fetches the profile's token when the first request needs it."""
    paths: Paths
    """Where things are kept."""
    preferences: Preferences
    """The person's settings."""
    read_only: bool = False
    """Send no write."""
    dry_run: bool = False
    """Show each write's curl instead of sending it."""
    fresh: bool = False
    """Begin at the first list, rather than where the person was last."""
    no_cache: bool = False
    """Don't write a cache to disk."""
    mouse: bool = True
    """Listen to the mouse."""
    theme: str | None = None
    """The theme to begin with, where the command line names one; it wins over the preferences."""
    few_colors: bool = False
    """Whether the terminal has 16 colours: then the theme for those is flotui's own."""
    start: str = ""
    """The list to begin with, where the command line names one; it wins over the preferences."""
    transport: object = None
    """What makes the client's transport, without arguments; None for real HTTP."""
    past: Callable[..., Awaitable[None]] | None = None
    """Given the demo's journal, notes in it what was done before; None for nothing."""
