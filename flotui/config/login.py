# SPDX-License-Identifier: MIT
"""Keeping a login that a host has accepted: under which name, and the token before the profile that needs it.

A profile's name stands for one bot. Its token may be replaced by another of the same bot; a profile of another
bot is replaced only where the person agreed to that, as the dashboard shows a token only once.
"""

from __future__ import annotations

from contextlib import suppress
from urllib.parse import urlsplit

from flotui.config.credentials import Credentials, Where
from flotui.config.errors import ConfigError, KeyringSilent
from flotui.config.paths import Paths, locked
from flotui.config.profile import Profile, suggest_name
from flotui.config.profiles import Profiles
from flotui.config.secret import Secret

WHERE_A_KEY_IS_MADE = (
    "Create an API key in the dashboard (menu at the top right, API keys) for this workspace and chatbot. "
    "It is shown only once: copy it and paste it here. The same page revokes it."
)
"""What a person has to know before they can log in."""


def name_for(paths: Paths, profiles: Profiles, bot: Profile) -> str:
    """What to call a bot: as the profile is called that opens it already, else a name that is free.

    Args:
        paths: where tokens are kept; one without a profile is not overwritten either.
        profiles: those that are saved.
        bot: a profile of the bot; its name doesn't matter.

    Raises:
        ConfigError: when the tokens' file can't be read.
    """
    same = next((each for each in profiles.items.values() if each.same_bot(bot)), None)
    if same is not None:
        return same.name
    taken = {*profiles.items, *Credentials(paths).names()}
    return suggest_name(bot.bot or bot.workspace or urlsplit(bot.base_url).hostname or "", taken)


def other_bot(profiles: Profiles, profile: Profile) -> Profile | None:
    """The saved profile of another bot that a profile would replace, as it has its name; None for none.

    Args:
        profiles: the saved ones.
        profile: what would be saved.
    """
    old = profiles.items.get(profile.name)
    return None if old is None or old.same_bot(profile) else old


def remember(
    paths: Paths,
    profile: Profile,
    token: str,
    *,
    default: bool | None = None,
    replace: Profile | None = None,
) -> Where:
    """Keep a profile and its token.

    Args:
        paths: where to.
        profile: the profile, as `make_profile` makes it.
        token: its token, already checked against the host.
        default: whether the profile becomes the default; by default only when there is none yet.
        replace: the profile of another bot that the person agreed to replace.

    Returns:
        Where the token is now.

    Raises:
        ConfigError: when one of them can't be kept, or the name belongs to another bot's profile.
    """
    if profile.demo or profile.ad_hoc:
        raise ConfigError(f"Profile {profile.name} is temporary and can't be saved.")
    with locked(paths.profiles_file):
        profiles = Profiles.load(paths)
        old = other_bot(profiles, profile)
        if old is not None and old != replace:
            raise ConfigError(
                f"Profile {old.name} opens another bot, {old.about}. Nothing was saved. Choose another name."
            )
        is_new = old is not None or profile.name not in profiles.items
        credentials = Credentials(paths)
        before = _kept(credentials, profile.name) if old is not None else None
        profiles.put(profile, default=default)
        where = credentials.set(profile.name, token)
        try:
            profiles.save(paths)
        except ConfigError:
            if is_new:
                _put_back(credentials, profile.name, before)
            raise
    return where


def _kept(credentials: Credentials, name: str) -> Secret | None:
    """The token that is kept under a name; None where there is none, or the keyring doesn't tell and keeps it."""
    with suppress(KeyringSilent):
        return credentials.get(name)
    return None


def _put_back(credentials: Credentials, name: str, token: Secret | None) -> None:
    """Have a name stand for the token that it stood for before: the profile of another bot must not get the new one."""
    if token is not None:
        with suppress(ConfigError):
            credentials.set(name, token)
            return
    with suppress(ConfigError):
        credentials.delete(name)


def forget(paths: Paths, name: str) -> tuple[Profiles, str]:
    """Forget a profile and its token: the token first, so that a profile is left to forget again where that fails.

    Args:
        paths: flotui's folders.
        name: the profile's name.

    Returns:
        The profiles that are left; and where the token may still be, as a sentence, empty for nowhere.

    Raises:
        ConfigError: when there is none of that name, or a file can't be written.
    """
    Profiles.load(paths).get(name, paths)
    kept = ""
    try:
        Credentials(paths).delete(name)
    except KeyringSilent as error:
        kept = f"{error} Delete it there."
    return Profiles.remove(paths, name), kept
