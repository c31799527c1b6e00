# SPDX-License-Identifier: MIT
"""The errors of this room."""

from __future__ import annotations

import os


class ConfigError(Exception):
    """Something on this machine is not as it should be: a file, a key in it, an environment variable.

    `str(error)` is one or more whole sentences that name the file and the key, and say what is allowed.
    """


def because(error: OSError) -> str:
    """Why the system refused, in its own words, without path or address: `Permission denied`."""
    if error.errno is not None and error.errno > 0:
        return os.strerror(error.errno)
    return error.strerror or str(error) or type(error).__name__


class KeyringSilent(ConfigError):
    """The system's keyring is locked, or fails: whether it keeps a token isn't known."""


class ProfileReplaced(ConfigError):
    """A profile was saved anew since it was opened, for another bot: its API key is that bot's."""
