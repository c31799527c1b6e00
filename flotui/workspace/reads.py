# SPDX-License-Identifier: MIT
"""What of a bot can be read: a repository for each part of it, imported when something of it is first read."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from flotui.repositories.base import Reader
from flotui.repositories.flows import Flows
from flotui.repositories.subscribers import Subscribers
from flotui.repositories.team import Team

if TYPE_CHECKING:
    from flotui.repositories.ai import Ai
    from flotui.repositories.logs import Logs
    from flotui.repositories.sending import Sending
    from flotui.repositories.shop import Shop


class Reads:
    """The repositories of one open bot."""

    def __init__(self, reader: Reader) -> None:
        """
        Args:
            reader: reads through the cache.
        """
        self.reader = reader
        """Reads through the cache."""

    @functools.cached_property
    def flows(self) -> Flows:
        """Flows, tags, fields and settings of the bot."""
        return Flows(self.reader)

    @functools.cached_property
    def subscribers(self) -> Subscribers:
        """The subscribers of the bot."""
        return Subscribers(self.reader)

    @functools.cached_property
    def ai(self) -> Ai:
        """AI agents and tasks."""
        from flotui.repositories.ai import Ai

        return Ai(self.reader)

    @functools.cached_property
    def logs(self) -> Logs:
        """Logs and figures."""
        from flotui.repositories.logs import Logs

        return Logs(self.reader)

    @functools.cached_property
    def shop(self) -> Shop:
        """The bot's shop."""
        from flotui.repositories.shop import Shop

        return Shop(self.reader)

    @functools.cached_property
    def sending(self) -> Sending:
        """Reads of what can be sent, and of what was sent to many."""
        from flotui.repositories.sending import Sending

        return Sending(self.reader)

    @functools.cached_property
    def team(self) -> Team:
        """The workspace and its team."""
        return Team(self.reader)
