# SPDX-License-Identifier: MIT
"""Opening a bot as the person wants it: with their settings, what is remembered of it, and its copy of everyone."""

from __future__ import annotations

from collections.abc import Callable

from flotui.audience.keeping import follow
from flotui.config.habits import Habits, Memory
from flotui.config.paths import Paths
from flotui.config.preferences import Preferences
from flotui.config.profile import DEMO_TIMEZONE, Profile
from flotui.workspace import Switches, Workspace


async def open_bot(
    profile: Profile,
    token: Callable[[], str | None],
    paths: Paths,
    preferences: Preferences,
    *,
    transport: object = None,
    switches: Switches | None = None,
    reserve: int | None = None,
    in_memory: bool = False,
    beside: bool = False,
) -> Workspace:
    """Open a bot with everything that `config.toml` and the app's own choices say about it.

    Args:
        profile: which bot on which host. Of the demo's nothing is kept on disk.
        token: fetches its token when the first request needs it.
        paths: where cache, journal and what is remembered are.
        preferences: the settings.
        transport: an httpx transport, or what returns one; None for the network.
        switches: read-only mode and dry run.
        reserve: how many of the hour's requests are kept for the person, in place of the settings'.
        in_memory: keep the cache in memory.
        beside: whether another one is open on screen, in whose zone times stay.

    Raises:
        Newer: when a newer flotui made the journal.
    """
    workspace = await Workspace.open(
        profile,
        token=token,
        cache=None if in_memory or profile.demo else paths.cache_file,
        journal=None if profile.demo else paths.journal_file,
        transport=transport,
        switches=switches,
        reserve=preferences.reserve if reserve is None else reserve,
        page_size=preferences.page_size,
        memory=Memory(
            None if profile.demo else Habits(paths),
            profile.cache_id,
            columns=preferences.columns,
            filters=preferences.filters,
            timezone=DEMO_TIMEZONE if profile.demo else "",
            groups=preferences.today.groups,
        ),
        beside=beside,
    )
    workspace.working.quiet = preferences.jobs.quiet_hours
    workspace.following.share, workspace.following.unseen = preferences.watch.share, preferences.watch.unseen
    follow(workspace)
    return workspace
