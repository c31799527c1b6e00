# SPDX-License-Identifier: MIT
"""What `flotui login` does: ask, identify, keep."""

from __future__ import annotations

import asyncio
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from flotui.api.errors import FlochatError, NotAuthorised
from flotui.api.identify import identify
from flotui.cli import sink
from flotui.cli.asking import can_ask, confirm
from flotui.cli.ends import Failure
from flotui.config.apikey import bare, wrong_key
from flotui.config.errors import ConfigError
from flotui.config.exits import Exit
from flotui.config.habits import Habits
from flotui.config.log import never_log
from flotui.config.login import WHERE_A_KEY_IS_MADE, name_for, other_bot, remember
from flotui.config.paths import Paths
from flotui.config.profile import DEFAULT_BASE_URL, check_name, having_been, make_profile, normalise_base_url
from flotui.config.profiles import Profiles
from flotui.store.journal import Journal
from flotui.store.trouble import StoreFailed
from flotui.text.places import zones_by
from flotui.text.plural import count, listed
from flotui.text.quoting import quoted

if TYPE_CHECKING:
    from flotui.api.probe import TokenIdentity
    from flotui.config.profile import Profile

_WHICH_ZONE = "Workspace time zone, a city or a country (enter: unknown)"


_SHOWN = 8
"""Time zones that are named where a text may mean several."""


def run(name: str | None, base_url: str | None, *, token_stdin: bool, make_default: bool, yes: bool) -> None:
    """Add a bot.

    Args:
        name: the name of the profile; None for one made of the bot's name.
        base_url: the address; None to ask for it.
        token_stdin: whether the API key is read from standard input.
        make_default: whether the profile becomes the default.
        yes: whether a profile of that name is replaced without asking.

    Raises:
        Failure: when the person stops, or nobody can be asked.
        FlochatError: when no host knows the key.
    """
    paths = Paths.find().make()
    profiles = Profiles.load(paths)
    if name is not None:
        check_name(name)
    if token_stdin or not can_ask():
        base_url = normalise_base_url(base_url or DEFAULT_BASE_URL)
        token = _given_token(token_stdin)
        identity = asyncio.run(_identify(base_url, token))
    else:
        try:
            base_url, token, identity = _converse(base_url)
        except (click.Abort, KeyboardInterrupt) as stopped:
            raise Failure("\nStopped. Nothing was saved.", Exit.INTERRUPTED) from stopped
    for line in describe(identity):
        sink.write(line)

    profile = make_profile(
        name or "bot",
        base_url,
        token=token,
        prefix=identity.prefix,
        bot=quoted(identity.bot, 80),
        workspace=quoted(identity.workspace, 80),
    )
    if name is None:
        profile = replace(profile, name=name_for(paths, profiles, profile))
    old = other_bot(profiles, profile)
    if old is not None:
        confirm(
            f"Profile {old.name} opens another bot, {old.about}. "
            f"Replace it and its API key by {profile.about}?",
            yes,
        )
    where = remember(paths, profile, token, default=make_default or None, replace=old)
    asyncio.run(_take_over(paths, having_been(profile, token)))
    kept = "the system's keyring" if where == "keyring" else str(paths.credentials_file)
    again = old is None and profile.name in profiles.items
    sink.write(
        f"The API key of profile {profile.name} was replaced; it is kept in {kept}."
        if again
        else f"Saved as profile {profile.name}. The API key is kept in {kept}."
    )
    if not again:
        _settle_zone(paths, Profiles.load(paths).items[profile.name], ask=not token_stdin and can_ask())
    opens = "flotui" if Profiles.load(paths).default == profile.name else f"flotui{profile.option}"
    sink.write(f"Open it with: {opens}")


async def _take_over(paths: Paths, profile: Profile) -> None:
    """Have what was done with a profile's key in the environment, before it was saved, be in the profile's journal."""
    if not profile.formerly or not paths.journal_file.exists():
        return
    with suppress(ConfigError, StoreFailed):  # what is wrong with the journal is told where it is needed
        journal = await Journal.open(paths.journal_file, profile.cache_id, formerly=profile.formerly)
        await journal.close()


def _given_token(from_stdin: bool) -> str:
    """The token of standard input.

    Raises:
        Failure: when it can't be one, or none was given and nobody can be asked.
    """
    if not from_stdin:
        raise Failure("No terminal to ask for the API key: pass it with --token-stdin.", Exit.USAGE)
    token = bare(sys.stdin.read())
    if wrong := wrong_key(token):
        raise Failure(wrong, Exit.USAGE)
    never_log(token)
    return token


def _converse(base_url: str | None) -> tuple[str, str, TokenIdentity]:
    """Ask for address and key until a host knows the key; what isn't right is asked for again.

    Args:
        base_url: the address, where it was given on the command line.

    Returns:
        The address, the key and what the host says of it.

    Raises:
        click.Abort: when the person stops; nothing was saved then.
    """
    address = normalise_base_url(base_url) if base_url is not None else _ask_address()
    sink.tell(WHERE_A_KEY_IS_MADE)
    token = _ask_key()
    while True:
        try:
            return address, token, asyncio.run(_identify(address, token))
        except NotAuthorised as error:
            sink.tell(f"{error.happened} Nothing was saved. Paste it again, or another one; ctrl+c stops.")
            token = _ask_key()
        except FlochatError as error:
            sink.tell(f"{error} Nothing was saved.")
            sink.tell("Press enter to try again, or correct the address; ctrl+c stops.")
            address = _ask_address(address)


def _ask_address(default: str = "") -> str:
    while True:
        typed = click.prompt("Base URL", default or DEFAULT_BASE_URL, err=True)
        try:
            return normalise_base_url(typed)
        except ConfigError as error:
            sink.tell(str(error))


def _ask_key() -> str:
    while True:
        token = bare(click.prompt("API key (not shown)", hide_input=True, err=True))
        if wrong := wrong_key(token):
            sink.tell(wrong)
            continue
        never_log(token)
        return token


def _settle_zone(paths: Paths, profile: Profile, *, ask: bool) -> None:
    """Have the workspace's time zone said, which the API doesn't tell; where nobody can be asked, the screen does.

    Args:
        paths: where it is remembered.
        profile: the saved profile.
        ask: whether somebody is there to be asked.
    """
    habits = Habits(paths)
    if habits.bot(profile.cache_id).timezone:
        return
    try:
        if not ask:
            habits.ask_zone(profile.cache_id, True)
        elif zone := _ask_zone():
            habits.set_timezone(profile.cache_id, zone)
            sink.write(f"The workspace's time zone is {zone}.")
    except ConfigError as error:
        sink.tell(f"The time zone wasn't saved: {error}")
    except (click.Abort, KeyboardInterrupt):
        sink.tell("")  # the bot is saved, and the zone can be set on screen


def _ask_zone() -> str:
    """Ask for a time zone by name, city or country; empty where the person doesn't know it."""
    while True:
        typed = click.prompt(_WHICH_ZONE, default="", show_default=False, err=True)
        if not typed.strip():
            return ""
        found = zones_by(typed)
        if len(found) == 1:
            return found[0]
        sink.tell(
            f"There are several: {listed(found, _SHOWN)}. Type one of them."
            if found
            else f"No time zone found for {typed.strip()!r}. Type a city, such as Bogota."
        )


async def _identify(base_url: str, token: str) -> TokenIdentity:
    return await identify(base_url, token)


def describe(identity: TokenIdentity) -> list[str]:
    """What a host says of a token, line by line, fit for a terminal."""
    bot = quoted(identity.bot, 80) or "(name unknown)"
    lines = [
        f"Bot        {bot} · {identity.prefix or 'prefix unknown'}",
        f"Workspace  {quoted(identity.workspace, 80) or '(unknown)'}",
        f"User       {quoted(identity.user, 80) or '(unknown)'}",
    ]
    for number, (scope, is_open) in enumerate(identity.scopes.items()):
        says = {True: "open", False: "no scope: the API key lacks it", None: "unknown: the host doesn't say"}[
            is_open
        ]
        lines.append(f"{'' if number else 'Scopes':10} {scope}: {says}")
    if identity.quota is not None and identity.quota.remaining is not None:
        of = f" of {count(identity.quota.limit)}" if identity.quota.limit is not None else ""
        lines.append(f"Calls left {count(identity.quota.remaining)}{of} this hour")
    return lines
