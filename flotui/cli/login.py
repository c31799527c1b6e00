"""`flotui login`: add a bot."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from flotui.cli.asking import can_ask, confirm
from flotui.cli.ends import Failure
from flotui.config.exits import Exit
from flotui.config.paths import Paths

if TYPE_CHECKING:
    from flotui.api.probe import Identity
    from flotui.config.profiles import Profile

WHERE_A_KEY_IS_MADE = (
    "A key is made in the dashboard: menu at the top right, API keys; give it a name, and choose the "
    "workspace and the chatbot. It is shown only once, so copy it there and paste it here."
)
"""What a person has to know before they can log in."""


@click.command(short_help="Add a bot.")
@click.option("--name", metavar="NAME", help="What to call the profile; made from the bot's name by default.")
@click.option("--base-url", metavar="URL", help="The API's base URL, such as https://app.flochat.ai/api.")
@click.option(
    "--token-stdin", is_flag=True, help="Read the token from standard input instead of asking for it."
)
@click.option("--default", "make_default", is_flag=True, help="Open this profile when none is asked for.")
@click.option("-y", "--yes", is_flag=True, help="Replace a profile of that name without asking.")
def login(name: str | None, base_url: str | None, token_stdin: bool, make_default: bool, yes: bool) -> None:
    """Add a bot: ask for its token, check it against the host, and keep it.

    The token is never taken from the command line, where other people and the shell's history see it.
    """
    import asyncio

    from flotui.api.words import quoted
    from flotui.config.log import never_log
    from flotui.config.login import remember
    from flotui.config.profiles import (
        DEFAULT_BASE_URL,
        Profiles,
        check_name,
        make_profile,
        normalise_base_url,
    )

    paths = Paths.find().make()
    profiles = Profiles.load(paths)
    if name is not None:
        check_name(name)
    asks = not token_stdin and can_ask()
    if base_url is None:
        base_url = click.prompt("Base URL", DEFAULT_BASE_URL, err=True) if asks else DEFAULT_BASE_URL
    base_url = normalise_base_url(base_url)
    token = _read_token(token_stdin)
    never_log(token)
    identity = asyncio.run(_identify(base_url, token))

    same = next((each for each in profiles.items.values() if _same_bot(each, base_url, identity)), None)
    profile = make_profile(
        name or (same.name if same else _free_name(identity, base_url, profiles.items)),
        base_url,
        token=token,
        prefix=identity.prefix,
        bot=quoted(identity.bot, 80),
        workspace=quoted(identity.workspace, 80),
    )
    for line in describe(identity):
        click.echo(line)
    old = profiles.items.get(profile.name)
    if old is not None and not _same_bot(old, base_url, identity):
        confirm(f"The profile {old.name} is of another bot ({old.title}, {old.host}). Replace it?", yes)
    where = remember(paths, profile, token, default=make_default or None)
    kept = "the system's keyring" if where == "keyring" else str(paths.credentials_file)
    click.echo(f"Saved as the profile {profile.name}; the token is in {kept}.")
    if Profiles.load(paths).default != profile.name:
        click.echo(f"Open it with: flotui --profile {profile.name}")


def _same_bot(profile: Profile, base_url: str, identity: Identity) -> bool:
    return bool(identity.prefix) and (profile.base_url, profile.prefix) == (base_url, identity.prefix)


def _free_name(identity: Identity, base_url: str, taken: Mapping[str, Profile]) -> str:
    from urllib.parse import urlsplit

    from flotui.config.profiles import suggest_name

    return suggest_name(identity.bot or identity.workspace or urlsplit(base_url).hostname or "", taken)


def _read_token(from_stdin: bool) -> str:
    if from_stdin:
        token = sys.stdin.read().strip()
    elif can_ask():
        click.echo(WHERE_A_KEY_IS_MADE, err=True)
        token = click.prompt("API key (not shown)", hide_input=True, err=True).strip()
    else:
        raise Failure("There is no terminal to ask for the token; pass it with --token-stdin.", Exit.USAGE)
    if not token:
        raise Failure("No token was given.", Exit.USAGE)
    if not (token.isascii() and token.isprintable()) or " " in token:
        raise Failure("That is no token: one is a single word of letters, digits and signs.", Exit.USAGE)
    return token


async def _identify(base_url: str, token: str) -> Identity:
    from flotui.api.client import Client
    from flotui.api.probe import probe

    client = Client(base_url, token)
    try:
        return await probe(client)
    finally:
        await client.aclose()


def describe(identity: Identity) -> list[str]:
    """What a host says of a token, line by line, fit for a terminal."""
    from flotui.api.words import quoted

    bot = quoted(identity.bot, 80) or "(its name is not told)"
    lines = [
        f"Bot        {bot} · {identity.prefix or 'prefix not told'}",
        f"Workspace  {quoted(identity.workspace, 80) or '(not told)'}",
        f"User       {quoted(identity.user, 80) or '(not told)'}",
    ]
    for number, (scope, is_open) in enumerate(identity.scopes.items()):
        says = {True: "open", False: "closed: the token lacks this scope", None: "not told by this host"}[
            is_open
        ]
        lines.append(f"{'' if number else 'Scopes':10} {scope}: {says}")
    if identity.quota is not None and identity.quota.remaining is not None:
        of = f" of {identity.quota.limit}" if identity.quota.limit is not None else ""
        lines.append(f"Calls left {identity.quota.remaining}{of} this hour")
    return lines
