"""Sending a Call from the command line, and writing what comes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from flotui.cli import output
from flotui.cli.ends import Failure
from flotui.config.exits import Exit
from flotui.config.paths import Paths

if TYPE_CHECKING:
    from flotui.api.call import Call
    from flotui.config.profiles import Resolved
    from flotui.workspace import Workspace


async def run(
    call: Call,
    form: output.Format,
    found: Resolved,
    *,
    read_only: bool,
    dry_run: bool,
    paginate: bool,
    reserve: int | None,
    reveal: bool,
) -> None:
    """Send a call, and write what comes of it.

    Args:
        call: the call; its fit to the contract has been looked at.
        form: how the answer is written.
        found: the profile and its token.
        read_only: whether no write leaves.
        dry_run: whether a write's curl command is written instead of sending it.
        paginate: whether all pages are read.
        reserve: how many of the hour's calls `paginate` leaves; None for what the preferences say.
        reveal: whether credentials in the answer are written as they are.

    Raises:
        Failure: when it has no pages, or not all of them could be read.
        FlochatError: when there is no answer, or it says no.
        ConfigError: when the preferences can't be read.
    """
    from flotui.config.preferences import Preferences
    from flotui.workspace import Noticed, Switches, Workspace

    paths = Paths.find().try_make()
    workspace = await Workspace.open(
        found.profile,
        token=found.token,
        cache=paths.cache_file,
        journal=paths.journal_file,
        switches=Switches(read_only, dry_run),
        reserve=Preferences.load(paths).reserve if reserve is None else reserve,
    )
    for notice in workspace.notices:
        _say(notice)
    workspace.listen(lambda event: _say(event.text) if isinstance(event, Noticed) else None)
    try:
        await (_paginate if paginate else _once)(workspace, call, form, reveal=reveal)
    finally:
        await workspace.close()


def _say(sentence: str) -> None:
    click.echo(sentence, err=True)


async def _once(workspace: Workspace, call: Call, form: output.Format, *, reveal: bool) -> None:
    from flotui.resources.explorer.running import execute

    reply = await execute(workspace, call)
    if reply is None:
        click.echo(call.curl(workspace.profile.base_url))
        click.echo("Dry run: nothing was sent.", err=True)
        return
    value = _shown(call, reply.value, reveal)
    if form == "json":
        click.echo(output.as_json(value))
    else:
        output.write(output.rows_of(value), form)


def _shown(call: Call, value: Any, reveal: bool) -> Any:
    """An answer with its credentials struck out, unless they are to be seen."""
    from flotui.api.secrets import holds_secrets, masked

    shown = value if reveal else masked(value, wholly=holds_secrets(call.operation.path))
    if shown != value:
        click.echo("Credentials in the answer are struck out; --reveal writes them.", err=True)
    return shown


async def _paginate(workspace: Workspace, call: Call, form: output.Format, *, reveal: bool) -> None:
    from flotui.api.errors import FlochatError, RateLimited, Stopped
    from flotui.repositories.walking import Walk

    try:
        walk = Walk(call)
    except ValueError as error:
        raise Failure(f"{error} Ask for it without --paginate.", Exit.USAGE) from None
    rows: list[Any] = []
    count, total, left = 0, None, None
    stopped: FlochatError | None = None
    try:
        async for step in walk.steps(workspace.reader.send):
            shown = _shown(call, list(step.rows), reveal)
            count, total, left = count + len(shown), step.total, step.next
            if form == "jsonl":
                output.write(shown, form)
            else:
                rows += shown
    except FlochatError as error:
        stopped = error
    if form != "jsonl" and (rows or stopped is None):
        output.write(rows, form)
    if stopped is None:
        click.echo(_counted(count, total, left, walk.end), err=True)
        return
    of = f" of {total:,}" if total is not None else ""
    place = f"{walk.parameter}={walk.position or 1}"
    words = " ".join(_same_words(call, walk.parameter))
    why = stopped.happened
    code = Exit.FAILED
    if isinstance(stopped, Stopped | RateLimited):
        code = Exit.RATE_LIMITED
        if isinstance(stopped, Stopped):
            why = f"The hour's last {workspace.pacer.reserve} calls are kept for the person."
    raise Failure(
        f"Stopped after {count:,}{of} rows. {why} Nothing is lost: go on within the hour, when the quota has "
        f"refilled, with:\n  flotui api {words} -f {place} --paginate --{form}\n"
        "Rows may move between pages meanwhile, so drop those that come twice.",
        code,
    ) from stopped


def _counted(count: int, total: int | None, left: str | None, end: int) -> str:
    """What a walk that came to its end has to say."""
    if total is None:
        return f"{count:,} rows."
    if total == count:
        return f"{count:,} rows, as many as the host says there are."
    if end and total > count and left is None and end * 100 <= count:
        return f"{count:,} of {total:,} rows: the host serves no page beyond {end:,}."
    return f"{count:,} rows; the host says {total:,}: rows moved between pages, or changed meanwhile."


def _same_words(call: Call, but: str) -> list[str]:
    """The command line that asks the same from another place."""
    import shlex

    from flotui.api.arguments import texts_of

    given = (f"{name}={value}" for name, value in texts_of(call).items() if name != but)
    return [call.operation_id, *(f"-f {shlex.quote(each)}" for each in given)]
