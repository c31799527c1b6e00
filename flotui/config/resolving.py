# SPDX-License-Identifier: MIT
"""Which profile to open, and how to get at its token."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress

import msgspec

from flotui.config.apikey import bare
from flotui.config.credentials import Credentials
from flotui.config.errors import ConfigError, ProfileReplaced
from flotui.config.paths import Paths, locked
from flotui.config.places import Places
from flotui.config.profile import AD_HOC, DEFAULT_BASE_URL, Profile, having_been, make_profile
from flotui.config.profiles import Profiles
from flotui.config.secret import Secret
from flotui.text.clean import compact

BASE_URL_VARIABLE = "FLOTUI_BASE_URL"
"""The environment variable with the base URL of an ad-hoc profile."""
TOKEN_VARIABLE = "FLOTUI_API_KEY"
"""The environment variable with the token of an ad-hoc profile."""
PROFILE_VARIABLE = "FLOTUI_PROFILE"
"""The environment variable that picks a saved profile."""


class Resolved(msgspec.Struct, frozen=True):
    """The profile to open, and how to get at its token."""

    profile: Profile
    """The profile."""
    token: Callable[[], str | None]
    """Fetches the token; only then a keyring is asked. None where there is none."""
    source: str
    """How it came to be this one, for `flotui doctor`: `the default profile`."""


def resolve(
    paths: Paths, environ: Mapping[str, str], name: str | None = None, *, last: bool = False
) -> Resolved | None:
    """The profile to open.

    In this order: the one asked for by name; `FLOTUI_API_KEY` (with `FLOTUI_BASE_URL`, else Flochat's
    own host); the one that `FLOTUI_PROFILE` names; the one that was open last; the default; the only one.

    Args:
        paths: where the profiles are.
        environ: the environment.
        name: the value of `--profile`, where it was given.
        last: whether the one that was open last on screen comes before the default.

    Returns:
        None on a first run: nothing is given and nothing saved.

    Raises:
        ConfigError: when what is asked for does not exist or can't be understood, or when there are
            several profiles and nothing says which.
    """
    if name is not None:
        return _saved(paths, Profiles.load(paths).get(name, paths), "--profile")
    if ad_hoc := _ad_hoc(paths, environ):
        return ad_hoc
    profiles = Profiles.load(paths)
    if wanted := environ.get(PROFILE_VARIABLE, "").strip():
        return _saved(paths, profiles.get(wanted, paths), PROFILE_VARIABLE)
    if last and (open_last := Places(paths).last):
        return _saved(paths, profiles.items[open_last], "the profile that was open last")
    if profiles.default is not None:
        return _saved(paths, profiles.items[profiles.default], "the default profile")
    if len(profiles.items) == 1:
        return _saved(paths, next(iter(profiles.items.values())), "the only profile")
    if profiles.items:
        raise ConfigError(
            f"There are several profiles ({', '.join(profiles.items)}) and none is the default: "
            "name one with --profile, or choose one with: flotui profiles use NAME."
        )
    return None


def token_of(paths: Paths, profile: Profile) -> Callable[[], str | None]:
    """What fetches the API key of a saved profile that is being opened.

    The key is kept by the profile's name, and may be fetched long after the profile was read: it must not go to this host
    where the name has become that of another bot.

    Args:
        paths: flotui's folders.
        profile: the profile as it was read.

    Returns:
        It gives None where there is no key, and raises `ConfigError`: `KeyringSilent` where the keyring doesn't answer,
        `ProfileReplaced` where the profile of that name opens another bot by now.
    """

    def fetch() -> str | None:
        token = Credentials(paths).get(profile.name)
        # Whoever keeps a key saves its profile after it, and holds the lock until both are there.
        with suppress(ConfigError), locked(paths.profiles_file):
            pass
        now = Profiles.load(paths).items.get(profile.name) if token else None
        if now is not None and now.is_other_bot(profile):
            raise ProfileReplaced(f"Profile {profile.name} opens another bot now, {now.about}.")
        return token

    return fetch


def _saved(paths: Paths, profile: Profile, source: str) -> Resolved:
    return Resolved(profile, token_of(paths, profile), source)


def _ad_hoc(paths: Paths, environ: Mapping[str, str]) -> Resolved | None:
    token = Secret(bare(environ.get(TOKEN_VARIABLE, "")))
    base_url = compact(environ.get(BASE_URL_VARIABLE, ""))
    if not token:
        if base_url:
            raise ConfigError(
                f"{BASE_URL_VARIABLE} is set but {TOKEN_VARIABLE} is not: "
                "set both, or neither to use a saved profile."
            )
        return None
    try:
        profile = make_profile(AD_HOC, base_url or DEFAULT_BASE_URL, token=token, ad_hoc=True)
    except ConfigError as error:
        raise ConfigError(f"{BASE_URL_VARIABLE}: {error}") from error
    return Resolved(_as_saved(paths, profile, token), lambda: token, TOKEN_VARIABLE)


def _as_saved(paths: Paths, profile: Profile, token: str) -> Profile:
    """A profile of the environment with what a saved one of the same key knows: both are one bot, so that its journal and
    jobs are the same whether somebody opens it or cron does, also what is from before it was saved. A key in a keyring
    isn't looked for: that takes long.
    """
    keys = Credentials(paths)
    try:
        if not keys.names():
            return profile
        # Whoever keeps a key saves its profile after it, and holds the lock until both are there.
        with locked(paths.profiles_file):
            saved = Profiles.load(paths).items
            kept = keys.names()
            same = [each for name, each in saved.items() if name in kept and keys.get(name) == token]
    except ConfigError:
        return profile  # what is wrong with the files is told where they are needed
    found = next((each for each in same if each.base_url == profile.base_url), None)
    if found is None:
        return profile
    return msgspec.structs.replace(having_been(found, token), name=profile.name, ad_hoc=True)
