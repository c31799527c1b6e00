"""Keeping a login that a host has accepted: the token, then the profile that needs it."""

from __future__ import annotations

from flotui.config.credentials import Credentials, Where
from flotui.config.paths import Paths
from flotui.config.profiles import Profile, Profiles


def remember(paths: Paths, profile: Profile, token: str, *, default: bool | None = None) -> Where:
    """Keep a profile and its token.

    Args:
        paths: where to.
        profile: the profile, as `make_profile` makes it.
        token: its token, already checked against the host.
        default: whether the profile becomes the default; by default only when there is none yet.

    Returns:
        Where the token is now.

    Raises:
        ConfigError: when one of them can't be kept.
    """
    where = Credentials(paths).set(profile.name, token)
    Profiles.add(paths, profile, default=default)
    return where


def forget(paths: Paths, name: str) -> Profiles:
    """Forget a profile and its token.

    Returns:
        The profiles that are left.

    Raises:
        ConfigError: when there is none of that name, or a file can't be written.
    """
    profiles = Profiles.remove(paths, name)
    Credentials(paths).delete(name)
    return profiles
