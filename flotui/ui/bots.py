# SPDX-License-Identifier: MIT
"""Which bot is open: the first run, logging in, switching. The demo's bot is imported when it is opened."""

from __future__ import annotations

from contextlib import suppress
from functools import partial

from msgspec.structs import replace

from flotui.api.errors import Malformed, Stopped
from flotui.api.identify import identify
from flotui.api.probe import TokenIdentity
from flotui.audience.opening import open_bot
from flotui.config.errors import ConfigError
from flotui.config.login import forget, name_for, other_bot, remember
from flotui.config.profile import DEFAULT_BASE_URL, Profile, demo_profile, having_been, make_profile
from flotui.config.profiles import Profiles
from flotui.config.resolving import token_of
from flotui.resources import asides
from flotui.resources.ask import Cancelled, Choice, Confirm, Picker
from flotui.resources.between import side_by_side
from flotui.resources.flows.compared import COMPARED, tell
from flotui.resources.keys import key_of
from flotui.resources.text import Span, Text, dim
from flotui.resources.zones import choose_zone
from flotui.text.quoting import quoted
from flotui.ui.modals.authorize import OpenedBot
from flotui.ui.shell import Shell
from flotui.workspace import Workspace
from flotui.workspace.aside import aside

_DEMO = "built in; nothing leaves this machine"
_OPENS_DEMO = "+demo"
"""The id of the choice that opens the demo bot; no profile can have it as its name."""
_LATER = "esc leaves it for later: “Set the workspace's time zone” in the commands ({})."
"""What the question for the zone says where nobody asked for it."""

_INTRO: tuple[Text, ...] = (
    "Look after a Flochat bot from the keyboard: subscribers, chats, shop.",
    dim("API keys stay on this machine, in its keyring or a file for you alone."),
)
"""What flotui is for, and what it keeps."""


async def first_run(shell: Shell) -> None:
    """Lead someone without a profile to a bot of theirs, or to the demo."""
    choices = [
        Choice("login", "Log in to your bot", "with a key from the dashboard", key="1"),
        Choice("demo", "Try the demo bot", _DEMO, key="2"),
        Choice("quit", "Quit", key="q"),
    ]
    welcome = Picker("Welcome to flotui. No bots yet.", choices, keyed=True, leave="quit", intro=_INTRO)
    while shell.workspace is None:
        try:
            chosen = (await shell.ask.pick(welcome)).id
        except Cancelled:
            chosen = "quit"
        if chosen == "quit":
            shell.leave_now()
            return
        with suppress(Cancelled):  # back to the choice
            await (authorize(shell) if chosen == "login" else open_demo(shell))


async def open_demo(shell: Shell) -> None:
    """Open the demo bot, whose host runs inside this process."""
    # A host of one's own, which only the demo needs.
    from flotui.sandbox import DEMO_PREFIX, DEMO_TOKEN
    from flotui.sandbox.embedded import embedded

    await shell.open(demo_profile(DEMO_PREFIX), lambda: DEMO_TOKEN, embedded())


async def authorize(shell: Shell, *, why: str = "") -> None:
    """Log in to a bot: have address and token typed, check them with the host, keep and open them.

    Args:
        shell: the app.
        why: why it is asked now.

    Raises:
        Cancelled: when the person left it.
    """
    paths, open_now = shell.options.paths, _open_now(shell)
    opened: dict[tuple[str, str], Profile] = {}

    async def check(base_url: str, token: str) -> OpenedBot:
        identity = await identify(base_url, token)
        bot = make_profile(
            "bot",
            base_url,
            token=token,
            prefix=identity.prefix,
            bot=quoted(identity.bot, 80),
            workspace=quoted(identity.workspace, 80),
        )
        profiles = _saved(shell)
        name = name_for(paths, profiles, bot)
        opened[base_url, token] = bot
        lines = [*_found(identity), *_compared(bot, profiles.items.get(name), open_now if why else None)]
        return OpenedBot(lines, name)

    async def save(name: str, base_url: str, token: str) -> None:
        profile = replace(opened[base_url, token], name=name)
        try:
            in_file, known = Profiles.load(paths).items.get(name), _saved(shell)
            old = other_bot(known, profile)
            if old is not None:
                await shell.ask.confirm(_replacing(old, profile))
            elif name in known.items:
                # By what tells it apart its cache and its journal are found again.
                profile = replace(profile, fingerprint=known.items[name].fingerprint)
            # A keyring may have to be unlocked first.
            await aside(partial(remember, paths, profile, token, replace=in_file))
        except ConfigError as error:
            raise Malformed(str(error), advice="") from error
        shell.authorizing.declined = False
        await _go_on(shell, having_been(profile, token), token)

    base_url = open_now.base_url if open_now is not None and not open_now.demo else DEFAULT_BASE_URL
    await shell.ask.authorize(base_url, check, save, why=why)
    if not why:
        await ask_zone(shell)


async def ask_zone(shell: Shell, *, unbidden: bool = False) -> None:
    """Have the zone of a workspace chosen that was opened for the first time: the API doesn't tell it.

    Args:
        shell: the app.
        unbidden: whether it is asked at the start, where the login could ask nobody.
    """
    if shell.workspace is not None and shell.workspace.zone.assumed:
        with suppress(Cancelled):
            ask = shell.ask.noting(_LATER.format(key_of("app.palette"))) if unbidden else shell.ask
            await choose_zone(shell.workspace, ask, unbidden=unbidden)
        shell.workspace.memory.zone_asked()


async def set_zone(shell: Shell) -> None:
    """Have the zone of the open bot's workspace chosen.

    Raises:
        Cancelled: when none was chosen.
        ConfigError: when it can't be remembered.
    """
    if shell.workspace is not None:
        await choose_zone(shell.workspace, shell.ask)


async def set_journal_aside(shell: Shell) -> None:
    """Begin a new journal in the place of a damaged one, when the person agrees.

    Raises:
        StoreFailed: when there can't be a new one.
        Cancelled: when the answer was no.
    """
    if shell.workspace is not None:
        await asides.set_journal_aside(shell.workspace, shell.ask)


def _open_now(shell: Shell) -> Profile | None:
    """The open bot's profile, with the prefix that was learned of it; None where none is open."""
    workspace = shell.workspace
    if workspace is None:
        return None
    return replace(workspace.profile, prefix=workspace.profile.prefix or workspace.prefix)


def _saved(shell: Shell) -> Profiles:
    """The saved profiles, that of the open bot with the prefix that was learned of it."""
    profiles, here = Profiles.load(shell.options.paths), _open_now(shell)
    saved = profiles.items.get(here.name) if here is not None else None
    if here is not None and saved is not None and saved.cache_id == here.cache_id:
        profiles.items[here.name] = here
    return profiles


def _found(identity: TokenIdentity) -> list[Text]:
    """What a key opens, line by line."""
    lines: list[Text] = [
        (
            Span("bot        ", "dim"),
            Span(" · ".join(filter(None, (identity.bot, identity.prefix))) or "–", "strong"),
        ),
        (Span("workspace  ", "dim"), Span(identity.workspace or "–")),
        (Span("user       ", "dim"), Span(identity.user or "–")),
    ]
    for scope, open_ in identity.scopes.items():
        state = {True: Span("yes", "good"), False: Span("no", "warn"), None: Span("not known", "dim")}[open_]
        lines.append((Span(f"{scope:<14}", "dim"), state))
    if not (identity.bot or identity.prefix or identity.workspace or identity.user):
        lines.append((Span("The host doesn't say which bot this key opens. Check the address.", "warn"),))
    return lines


def _compared(bot: Profile, saved: Profile | None, refused: Profile | None) -> list[Text]:
    """What to know of a bot beside those that are saved.

    Args:
        bot: what the key opens.
        saved: the profile that opens it already, if one does.
        refused: the profile whose key the host refused, where that is why a key is asked for.
    """
    lines: list[Text] = []
    if refused is not None and not refused.same_bot(bot):
        lines.append((Span(f"This key opens another bot than {refused.about}.", "warn"),))
    if saved is not None:
        lines.append((Span(f"Profile {saved.name} already opens it. Saving replaces its API key.", "dim"),))
    return lines


def _replacing(old: Profile, new: Profile) -> Confirm:
    """The question before a profile of another bot is replaced."""
    return Confirm(
        f"Replace profile {old.name}?",
        (
            (Span("it opens      "), Span(old.about, "strong")),
            (Span("it will open  "), Span(new.about, "strong")),
            (Span("Its API key is lost: the dashboard shows a key only once.", "warn"),),
        ),
        verb="Replace",
        danger=True,
        back="Keep it",
    )


async def _go_on(shell: Shell, profile: Profile, token: str) -> None:
    """Open the bot; the same bot stays open, with the new key."""
    workspace, here = shell.workspace, _open_now(shell)
    if workspace is not None and here is not None and here.same_bot(profile):
        await workspace.authorise(token)
        shell.main.panel.reread()
    else:
        await shell.open(profile, lambda: token)


async def open_saved(shell: Shell, name: str) -> None:
    """Open the bot of a saved profile.

    Args:
        shell: where.
        name: the profile's name.
    """
    paths = shell.options.paths
    profile = Profiles.load(paths).get(name, paths)
    await shell.open(profile, token_of(paths, profile))


async def switch_bot(shell: Shell) -> None:
    """Have another profile chosen, and open its bot.

    Raises:
        Cancelled: when none was chosen.
    """
    profiles = Profiles.load(shell.options.paths)
    here = shell.workspace.profile.saved_as if shell.workspace is not None else ""
    choices = [
        Choice(
            name,
            profile.title,
            " · ".join(filter(None, (name, profile.prefix, profile.host))),
            disabled=f"already open ({name})" if name == here else "",
            also=profile.host,
            names=(name,),
        )
        for name, profile in profiles.items.items()
    ]
    choices += [Choice("+", "Log in to another bot…"), Choice(_OPENS_DEMO, "The demo bot", _DEMO)]
    chosen = await shell.ask.pick(Picker("Open which bot?", choices))
    if chosen.id == "+":
        await authorize(shell)
    elif chosen.id == _OPENS_DEMO:
        await open_demo(shell)
    else:
        await open_saved(shell, chosen.id)


async def forget_bot(shell: Shell) -> None:
    """Have a profile chosen, and remove it with its API key. The bot that is open stays so until another is opened.

    Raises:
        Cancelled: when none was chosen, or the answer was no.
        Stopped: when there is none, or the open bot's has a job under way.
    """
    paths = shell.options.paths
    workspace = shell.workspace
    here = workspace.profile.saved_as if workspace is not None else ""
    items = Profiles.load(paths).items
    if not items:
        raise Stopped("No bot is saved.", advice=f"Log in to one with {key_of('app.authorize')}.")
    choices = [
        Choice(
            name,
            profile.title,
            " · ".join(
                filter(None, (name, profile.prefix, profile.host, "open now" if name == here else ""))
            ),
            also=profile.host,
            names=(name,),
        )
        for name, profile in sorted(items.items(), key=lambda each: each[0] != here)
    ]
    chosen = (await shell.ask.pick(Picker("Forget which bot?", choices, preselect=len(choices) == 1))).id
    if chosen == here and workspace is not None and workspace.working.running:
        raise Stopped(f"{chosen} has a job under way.", advice="Pause it, or wait for its end.")
    lines: list[Text] = [
        (
            Span(
                "Its API key is removed from this machine. It stays valid until you revoke it in the dashboard."
            ),
        ),
        (Span("What was read, the journal and your drafts are kept."),),
    ]
    if chosen == here:
        lines.append((Span("The bot stays open until you leave, or switch to another."),))

    async def submit(_: object) -> None:
        # A keyring may have to be unlocked first; what is given up half-way would be done all the same.
        _, kept = await aside(partial(forget, paths, chosen))
        shell.ask.say(" ".join(filter(None, (f"{chosen} is forgotten.", kept))), "warn" if kept else "plain")

    title = f"Forget {chosen} ({items[chosen].title})?"
    await shell.ask.confirm(Confirm(title, tuple(lines), verb="Forget", danger=True), submit)


async def compare_bots(shell: Shell) -> None:
    """Have another profile chosen, open its bot beside the one that is open, and show what differs.

    Raises:
        Cancelled: when none was chosen.
        Stopped: when there is none, or something is being copied to the one that is beside it.
    """
    here = shell.workspace
    if here is None:
        return
    if here.other is not None and here.other.working.running:
        raise Stopped(
            f"Something is being copied to {here.other.profile.title}.", advice="Wait until that is done."
        )
    choices = [
        Choice(
            name,
            profile.title,
            " · ".join(filter(None, (name, profile.prefix, profile.host))),
            disabled=f"already open ({name})" if here.profile.same_bot(profile) else "",
            also=profile.host,
            names=(name,),
        )
        for name, profile in Profiles.load(shell.options.paths).items.items()
        if name != here.profile.saved_as
    ]
    if not choices:
        key = key_of("app.authorize")
        raise Stopped("There is no other bot to compare with.", advice=f"Log in to it first ({key}).")

    async def submit(chosen: Choice) -> None:
        await _compare_with(shell, here, chosen.id)

    question = Picker(f"Compare {here.profile.title} with which bot?", choices, looks=True)
    await shell.ask.pick(question, submit)
    shell.main.go(COMPARED.id)
    shell.ask.say(tell(here), "warn" if here.compared is not None and here.compared.unread else "plain")


async def _compare_with(shell: Shell, here: Workspace, name: str) -> None:
    """Open the bot of a profile beside the open one and compare them; it stays open where that went well.

    Raises:
        Malformed: when the profile can't be opened.
        FlochatError: when they can't be compared.
    """
    options = shell.options
    paths = options.paths.try_make()
    try:
        profile = Profiles.load(paths).get(name, paths)
    except ConfigError as error:
        raise Malformed(str(error), advice="") from error
    there = await open_bot(
        profile,
        token_of(paths, profile),
        paths,
        options.preferences,
        switches=here.switches,
        in_memory=options.no_cache,
        beside=True,
    )
    try:
        found = await side_by_side(here, there)
    except BaseException:
        await there.close()
        raise
    await here.put_beside(there)
    here.compared = found
