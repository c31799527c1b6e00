"""The command line. What a command needs is imported when it runs, so that `--help` is quick."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NoReturn

import click
from click.shell_completion import CompletionItem
from msgspec.structs import replace

from flotui import __version__
from flotui.config.errors import ConfigError, because
from flotui.config.exits import Exit
from flotui.config.paths import Paths

if TYPE_CHECKING:
    from flotui.api.probe import Identity
    from flotui.config.options import RunOptions
    from flotui.config.profiles import Profile

WHERE_A_KEY_IS_MADE = (
    "A key is made in the dashboard: menu at the top right, API keys; give it a name, and choose the "
    "workspace and the chatbot. It is shown only once, so copy it there and paste it here."
)
"""What a person has to know before they can log in."""

EXIT_CODES = """\b
Exit codes:
  0  done
  1  failed
  2  the command line, the environment or a file of flotui's can't be understood
  3  it has to be confirmed and there is nobody to ask: add --yes
  4  the host doesn't take the token, or the token lacks the scope
  5  the host can't be reached, or doesn't answer in time
  6  the hour's requests are used up"""
"""How every command ends, for its help."""


class Failure(click.ClickException):
    """A command that ends early: a sentence on stderr, and an exit code."""

    def __init__(self, said: str, code: Exit = Exit.FAILED) -> None:
        """
        Args:
            said: what happened and what to do, in whole sentences.
            code: how the command ends.
        """
        super().__init__(said)
        self.code = code

    @property
    def exit_code(self) -> int:  # type: ignore[override]
        """The exit code, where click looks for it."""
        return int(self.code)

    def show(self, file: Any = None) -> None:
        """Say it, without the `Error:` that click would put before it."""
        click.echo(self.format_message(), file=file, err=file is None)


_ELSEWHERE = {"api": "flotui.cli_api:api"}
"""Commands that are imported when they are asked for: by name, where they are."""


class _Commands(click.Group):
    """A group whose commands never end in a traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        return sorted([*super().list_commands(ctx), *_ELSEWHERE])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, or None."""
        if cmd_name not in _ELSEWHERE:
            return super().get_command(ctx, cmd_name)
        import importlib

        module, _, name = _ELSEWHERE[cmd_name].partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command, and turn whatever goes wrong into a sentence and an exit code."""
        try:
            return super().invoke(ctx)
        except (click.exceptions.Exit, click.ClickException, BrokenPipeError):
            raise
        except (KeyboardInterrupt, click.Abort, EOFError):
            raise Failure("\nStopped.", Exit.INTERRUPTED) from None
        except Exception as error:
            raise _failure(error) from error


def _failure(error: Exception) -> Failure:
    if isinstance(error, ConfigError):
        return Failure(str(error), Exit.USAGE)
    from flotui.api import errors

    if isinstance(error, errors.FlochatError):
        return Failure(str(error), _code(error))
    from flotui.config.log import log_failure, open_log

    # The log is opened only now, where no command has done so before: most commands need none.
    try:
        log = open_log(Paths.find())
        log_failure("flotui", error)
        where = f" The details are in {log}."
    except Exception:
        where = ""
    return Failure(f"flotui failed in a way nobody foresaw: {type(error).__name__}: {error}.{where}")


def _code(error: Exception) -> Exit:
    from flotui.api import errors

    if isinstance(error, errors.NotAuthorised | errors.ScopeMissing):
        return Exit.NOT_AUTHORISED
    if isinstance(error, errors.Unreachable | errors.InsecureHost | errors.TimedOut):
        return Exit.UNREACHABLE
    return Exit.RATE_LIMITED if isinstance(error, errors.RateLimited) else Exit.FAILED


def main() -> NoReturn:
    """The entry point of the `flotui` command."""
    flotui(prog_name="flotui")
    sys.exit(Exit.OK)


def complete_profile(_ctx: click.Context, _param: click.Parameter, typed: str) -> list[CompletionItem]:
    """The saved profiles that begin with what is typed, for the shell."""
    from flotui.config.profiles import Profiles

    try:
        names = Profiles.load(Paths.find()).items
    except ConfigError:
        return []
    return [CompletionItem(name) for name in names if name.startswith(typed)]


def _app_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of every command that opens the app."""
    for option in (
        click.option("--theme", metavar="NAME", help="The theme to begin with."),
        click.option("--no-mouse", is_flag=True, help="Leave the mouse to the terminal."),
        click.option("--no-cache", is_flag=True, help="Keep what is read in memory only."),
        click.option(
            "--dry-run", is_flag=True, help="Show the curl command of each write instead of sending it."
        ),
        click.option("--read-only", is_flag=True, help="Send nothing that changes anything."),
    ):
        command = option(command)
    return command


@click.group(
    cls=_Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=EXIT_CODES,
)
@click.version_option(__version__, "-V", "--version", message="flotui %(version)s")
@click.option("-p", "--profile", metavar="NAME", help="The profile to open.", shell_complete=complete_profile)
@_app_options
@click.pass_context
def flotui(ctx: click.Context, /, profile: str | None, **given: Any) -> None:
    """Run a Flochat bot from the terminal.

    Without a command it opens the bot of a profile; `flotui login` makes one. `flotui demo` needs
    none: it opens a made-up shop's bot inside the program.
    """
    if ctx.invoked_subcommand is not None:
        return
    from flotui.config.profiles import resolve

    paths = Paths.find().make()
    resolved = resolve(paths, os.environ, profile)
    options = _options(
        paths, resolved.profile if resolved else None, resolved.token if resolved else lambda: None, given
    )
    _open(ctx, options)


@flotui.command()
@click.option(
    "--subscribers",
    type=click.IntRange(0, 1_000_000),
    default=1300,
    show_default=True,
    help="How many people.",
)
@click.option("--seed", type=int, default=1, show_default=True, help="Another number makes other people.")
@_app_options
@click.pass_context
def demo(ctx: click.Context, /, subscribers: int, seed: int, **given: Any) -> None:
    """Open the embedded demo bot: nothing leaves this machine.

    What you change in it is gone when you leave.
    """
    from flotui.config.profiles import demo_profile
    from flotui.sandbox import DEMO_PREFIX, DEMO_TOKEN
    from flotui.sandbox.embedded import embedded

    before = ctx.parent.params if ctx.parent else {}
    given = {name: value or before.get(name) for name, value in given.items()}
    given["no_cache"] = True
    paths = Paths.find().apart("demo").make()
    options = _options(paths, demo_profile(DEMO_PREFIX), lambda: DEMO_TOKEN, given)
    _open(ctx, replace(options, demo=True, transport=embedded(subscribers, seed)))


def _options(
    paths: Paths, profile: Profile | None, token: Callable[[], str | None], given: Mapping[str, Any]
) -> RunOptions:
    """What the app is told: the command line before the preferences."""
    from flotui.config.options import RunOptions
    from flotui.config.preferences import Preferences

    preferences = Preferences.load(paths)
    return RunOptions(
        profile=profile,
        token=token,
        paths=paths,
        preferences=preferences,
        read_only=bool(given["read_only"]),
        dry_run=bool(given["dry_run"]),
        no_cache=bool(given["no_cache"]),
        mouse=preferences.mouse and not given["no_mouse"],
        theme=given["theme"],
    )


def _open(ctx: click.Context, options: RunOptions) -> NoReturn:
    """Open the app, and leave with its exit code."""
    if not _has_terminal():
        raise Failure(
            "flotui needs a terminal to draw on, and there is none here (is something redirected?).",
            Exit.USAGE,
        )
    import gc

    # Start-up makes thousands of objects that all stay; collecting among them only costs. The app
    # turns it on again after the first paint.
    gc.disable()
    from flotui.config.log import open_log

    open_log(options.paths)
    os.environ.update(textual_environment(os.environ, options.preferences.animation))
    from flotui.app import run

    ctx.exit(run(options))


def _has_terminal() -> bool:
    """Whether there is a terminal for the app: Textual reads keys from stdin and draws on stderr."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def _can_ask() -> bool:
    """Whether somebody can be asked."""
    return sys.stdin.isatty()


def textual_environment(environ: Mapping[str, str], animation: bool | None) -> dict[str, str]:
    """What to tell Textual through the environment before it is imported; it reads it only then.

    Args:
        environ: the environment; what it already says stays.
        animation: the preference: yes, no, or None for what suits the connection.
    """
    if "TEXTUAL_ANIMATIONS" in environ:
        return {}
    remote = "SSH_CONNECTION" in environ or "SSH_TTY" in environ
    moves = not remote if animation is None else animation
    return {} if moves else {"TEXTUAL_ANIMATIONS": "none"}


@flotui.command(short_help="Serve the demo bot over HTTP.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8600, show_default=True, help="The port; 0 takes any."
)
@click.option(
    "--subscribers",
    type=click.IntRange(0, 1_000_000),
    default=1300,
    show_default=True,
    help="How many people.",
)
@click.option(
    "--latency-ms", type=click.IntRange(0), default=0, show_default=True, help="How long each answer takes."
)
@click.option("--quota", type=click.IntRange(1), default=1000, show_default=True, help="Requests in an hour.")
@click.option("--seed", type=int, default=1, show_default=True, help="Another number makes other people.")
@click.option("--token", metavar="TOKEN", help="The token it takes; a made-up one by default.")
def sandbox(token: str | None, **given: Any) -> None:
    """Serve the demo bot over HTTP, for trying things out and for tests.

    Log in to it with `flotui login --base-url http://127.0.0.1:8600/api`.
    """
    from flotui.sandbox import DEMO_TOKEN
    from flotui.sandbox.serve import serve

    try:
        serve(token=token or DEMO_TOKEN, **given)
    except OSError as error:
        where = f"{given['host']}:{given['port']}"
        raise Failure(
            f"The sandbox can't listen on {where}: {because(error)}. Try another --port."
        ) from error


@flotui.command(short_help="Add a bot.")
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
    asks = not token_stdin and _can_ask()
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
        _confirm(f"The profile {old.name} is of another bot ({old.title}, {old.host}). Replace it?", yes)
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
    elif _can_ask():
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


def _confirm(question: str, yes: bool) -> None:
    """Go on only when the person says so.

    Raises:
        Failure: when they don't, or can't be asked.
    """
    if yes:
        return
    if not _can_ask():
        raise Failure(f"{question} Nobody is here to answer: add --yes.", Exit.NEEDS_CONFIRMATION)
    if not click.confirm(question, default=False, err=True):
        raise Failure("Nothing was changed.")


@flotui.group(short_help="List bots, choose the default, forget one.", invoke_without_command=True)
@click.pass_context
def profiles(ctx: click.Context) -> None:
    """List the bots you have logged in to; the default is marked *."""
    if ctx.invoked_subcommand is not None:
        return
    from flotui.config.profiles import Profiles

    saved = Profiles.load(Paths.find())
    if not saved.items:
        click.echo("No profile yet: flotui login makes one. flotui demo needs none.")
    rows = [
        (
            "*" if name == saved.default else " ",
            name,
            each.bot or "-",
            each.prefix or "-",
            each.host,
            each.workspace,
        )
        for name, each in saved.items.items()
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


@profiles.command()
@click.argument("name", shell_complete=complete_profile)
def use(name: str) -> None:
    """Make a profile the default."""
    from flotui.config.profiles import Profiles

    Profiles.use(Paths.find(), name)
    click.echo(f"flotui now opens {name} when no profile is asked for.")


@profiles.command()
@click.argument("name", shell_complete=complete_profile)
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
def remove(name: str, yes: bool) -> None:
    """Forget a profile and its token. The key itself stays valid until it is revoked in the dashboard."""
    from flotui.config.login import forget
    from flotui.config.profiles import Profiles

    paths = Paths.find()
    Profiles.load(paths).get(name, paths)
    _confirm(f"Forget the profile {name} and its token?", yes)
    left = forget(paths, name)
    click.echo(f"Forgot {name}; its key stays valid until you revoke it in the dashboard.")
    if left.default:
        click.echo(f"The default is {left.default}.")


@flotui.command(short_help="Say where flotui keeps its files.")
def locate() -> None:
    """Say where flotui keeps its files, and which of them there are."""
    paths = Paths.find()
    folders = {"config": paths.config, "cache": paths.cache, "state": paths.state, "logs": paths.logs}
    for name, folder in folders.items():
        click.echo(f"{name:7} {folder}{'' if folder.is_dir() else '  (not made yet)'}")
        for file in sorted(folder.rglob("*")) if folder.is_dir() else ():
            inside = any(other != folder and other in file.parents for other in folders.values())
            if file.is_file() and not file.name.startswith(".") and not inside:
                click.echo(f"{'':7}   {file.relative_to(folder)}  {_size(file.stat().st_size)}")
        for file in (paths.preferences_file, paths.profiles_file, paths.credentials_file):
            if file.parent == folder and not file.exists():
                click.echo(f"{'':7}   {file.name}  (not there)")


def _size(size: int) -> str:
    return f"{size:,} bytes" if size < 1_048_576 else f"{size / 1_048_576:,.1f} MiB"


@flotui.command(short_help="Check machine, terminal, files and profile.")
@click.option("--offline", is_flag=True, help="Do not ask the host.")
@click.option(
    "-p", "--profile", metavar="NAME", help="The profile to check.", shell_complete=complete_profile
)
@click.pass_context
def doctor(ctx: click.Context, offline: bool, profile: str | None) -> None:
    """Check this machine, the terminal, the files and the profile; each line says ok, warn or fail."""
    from flotui.doctor import examine

    name = profile or (ctx.parent.params.get("profile") if ctx.parent else None)
    failed = False
    for finding in examine(Paths.find(), os.environ, name, offline=offline):
        failed = failed or finding.status == "fail"
        click.echo(f"{finding.status:4}  {finding.what:12}  {finding.says}")
    ctx.exit(Exit.FAILED if failed else Exit.OK)
