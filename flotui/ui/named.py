# SPDX-License-Identifier: MIT
"""Checking what `config.toml` names: lists, columns, filters and keys. Only what it names is loaded.

Lists and commands are imported when the preferences name one.
"""

from __future__ import annotations

from flotui.config.errors import ConfigError
from flotui.config.paths import Paths
from flotui.config.preferences import Preferences


def check_named(paths: Paths, preferences: Preferences) -> None:
    """Refuse what doesn't exist or can't be.

    Args:
        paths: where the preferences are.
        preferences: what they say.

    Raises:
        ConfigError: with a line for each, which names the file and the key, and says what is allowed.
    """
    wrong: list[str] = []
    if preferences.columns or preferences.filters:
        from flotui.resources.chosen import wrong_columns, wrong_filters

        wrong += wrong_columns(preferences.columns) + wrong_filters(preferences.filters)
    if preferences.start:
        from flotui.resources.chosen import wrong_list

        wrong += [f"start: {each}" for each in (wrong_list(preferences.start),) if each]
    if preferences.pages:
        from flotui.resources.chosen import wrong_list

        wrong += [f"pages: {each}" for each in map(wrong_list, preferences.pages) if each]
    if preferences.keys:
        from flotui.ui.commands import wrong_keys

        wrong += wrong_keys(preferences.keys)
    if wrong:
        raise ConfigError("\n".join(f"{paths.preferences_file}: {each}" for each in wrong))
