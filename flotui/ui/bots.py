"""Which bot is open: the first run, logging in, switching."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from flotui.api.errors import Malformed
from flotui.config.credentials import Credentials
from flotui.config.errors import ConfigError
from flotui.config.login import remember
from flotui.config.profiles import DEFAULT_BASE_URL, Profile, Profiles, make_profile, normalise_base_url
from flotui.resources.ask import Cancelled, Choice, Picker
from flotui.resources.text import Span, Text

if TYPE_CHECKING:
    from flotui.api.probe import Identity
    from flotui.app import FlotuiApp


async def first_run(app: FlotuiApp) -> None:
    """Lead someone without a profile to a bot of theirs, or to the demo."""
    choices = [
        Choice("login", "Log in to your bot", "with a key from the dashboard"),
        Choice("demo", "Try the demo bot", "embedded, nothing is sent anywhere"),
        Choice("quit", "Quit"),
    ]
    while app.workspace is None:
        try:
            chosen = await app.ask.pick(Picker("Welcome to flotui. There is no bot yet.", choices))
            if chosen.id == "login":
                await authorize(app)
            elif chosen.id == "demo":
                await open_demo(app)
            else:
                app.leave_now()
                return
        except Cancelled:
            continue


async def open_demo(app: FlotuiApp) -> None:
    """Open the embedded demo bot."""
    from flotui.config.profiles import demo_profile
    from flotui.sandbox import DEMO_PREFIX, DEMO_TOKEN
    from flotui.sandbox.embedded import embedded

    await app.open(demo_profile(DEMO_PREFIX), lambda: DEMO_TOKEN, embedded())


async def authorize(app: FlotuiApp, *, why: str = "") -> None:
    """Log in to a bot: have address and token typed, check them with the host, keep and open them.

    Args:
        app: the app.
        why: why it is asked now.

    Raises:
        Cancelled: when the person left it.
    """
    open_now = app.workspace.profile if app.workspace is not None else None
    checked: dict[str, Identity] = {}

    async def check(base_url: str, token: str) -> Sequence[Text]:
        identity = await _probe(base_url, token)
        checked[token] = identity
        return _found(identity)

    async def save(name: str, base_url: str, token: str) -> None:
        await _keep(app, name, base_url, token, checked[token])

    base_url = open_now.base_url if open_now is not None and not open_now.demo else DEFAULT_BASE_URL
    again = open_now.name if open_now is not None and why else ""
    await app.ask.authorize(base_url, check, save, name=again, why=why)


async def _probe(base_url: str, token: str) -> Identity:
    from flotui.api.client import Client
    from flotui.api.probe import probe

    try:
        client = Client(normalise_base_url(base_url), token)
    except ConfigError as error:
        raise Malformed(str(error), advice="") from error
    try:
        return await probe(client)
    finally:
        await client.aclose()


def _found(identity: Identity) -> list[Text]:
    """What a token opens, line by line."""
    lines: list[Text] = [
        (
            Span("bot        ", "dim"),
            Span(" · ".join(filter(None, (identity.bot, identity.prefix))) or "–", "strong"),
        ),
        (Span("workspace  ", "dim"), Span(identity.workspace or "–")),
        (Span("user       ", "dim"), Span(identity.user or "–")),
    ]
    for scope, open_ in identity.scopes.items():
        said = {True: Span("yes", "good"), False: Span("no", "warn"), None: Span("not known", "dim")}[open_]
        lines.append((Span(f"{scope:<14}", "dim"), said))
    return lines


async def _keep(app: FlotuiApp, name: str, base_url: str, token: str, identity: Identity) -> None:
    """Keep a profile and its token, and open the bot; the same bot stays open, with the new token."""
    try:
        profile = make_profile(
            name,
            base_url,
            token=token,
            prefix=identity.prefix,
            bot=identity.bot,
            workspace=identity.workspace,
        )
        remember(app.options.paths, profile, token)
    except ConfigError as error:
        raise Malformed(str(error), advice="") from error
    app.declined = False
    workspace = app.workspace
    if workspace is not None and _same_bot(workspace.profile, profile, workspace.prefix):
        await workspace.authorise(token)
        app.main.panel.reread()
    else:
        await app.open(profile, lambda: token)


def _same_bot(one: Profile, other: Profile, prefix: str) -> bool:
    return one.base_url == other.base_url and bool(prefix) and prefix == other.prefix


async def switch_bot(app: FlotuiApp) -> None:
    """Have another profile chosen, and open its bot.

    Raises:
        Cancelled: when none was chosen.
    """
    profiles = Profiles.load(app.options.paths)
    here = app.workspace.profile.name if app.workspace is not None else ""
    choices = [
        Choice(name, profile.title, f"{name} · {profile.host}", disabled="it is open" if name == here else "")
        for name, profile in profiles.items.items()
    ]
    choices += [Choice("+", "Log in to another bot…"), Choice("demo", "The demo bot", "embedded")]
    chosen = await app.ask.pick(Picker("Open which bot?", choices))
    if chosen.id == "+":
        await authorize(app)
    elif chosen.id == "demo":
        await open_demo(app)
    else:
        credentials = Credentials(app.options.paths)
        await app.open(profiles.items[chosen.id], lambda: credentials.get(chosen.id))
