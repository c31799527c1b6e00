# SPDX-License-Identifier: MIT
"""The person's own settings, as every command but the app's own start takes them."""

from __future__ import annotations

from flotui.cli import sink
from flotui.config.paths import Paths
from flotui.config.preferences import Preferences


def preferences_of(paths: Paths) -> Preferences:
    """The settings; what in their file means nothing is said.

    Args:
        paths: where the file is.

    Raises:
        ConfigError: when a value is not allowed.
    """
    found = Preferences.load(paths)
    for note in found.notes:
        sink.tell(note)
    return found
