# SPDX-License-Identifier: MIT
"""`flotui compare`: who came and who went since an audience was saved."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from flotui.cli import output, sink
from flotui.cli.ends import EXIT_CODES, Failure
from flotui.cli.options import profile_option
from flotui.config.exits import Exit
from flotui.config.paths import Paths
from flotui.text.dates import exact
from flotui.text.moments import ago
from flotui.text.plural import count, counted

if TYPE_CHECKING:
    from flotui.config.resolving import Resolved
    from flotui.workspace import Workspace


@click.command(
    short_help="Save whom a query means, and see later who came and who went.",
    epilog=f"""\b
Examples:
  flotui compare --save vips 'tag:vip -tag:paid'
  flotui compare vips
  flotui compare vips --csv > changes.csv
  flotui compare

{EXIT_CODES}""",
)
@click.argument("name", required=False)
@click.argument("query", required=False, default="")
@click.option("--save", is_flag=True, help="Save whom QUERY means now under NAME; everyone without a query.")
@click.option("--remove", is_flag=True, help="Forget what was saved under NAME.")
@click.option("--jsonl", "form", flag_value="jsonl", help="Write each row as JSON in a line of its own.")
@click.option("--csv", "form", flag_value="csv", help="Write CSV.")
@click.option("--table", "form", flag_value="table", default=True, help="Write a table (the default).")
@profile_option("The profile to use.")
@click.pass_context
def compare(
    ctx: click.Context,
    /,
    name: str | None,
    query: str,
    save: bool,
    remove: bool,
    form: output.Format,
    profile: str | None,
) -> None:
    """Compare a saved audience with whom its query means now, or list what is saved.

    Both are answered from the local copy, which flotui sync makes and freshens; the host is asked for nothing but names
    that aren't known yet.
    """
    from flotui.config.resolving import resolve

    if (save or remove) and not name:
        raise Failure("A name is missing.", Exit.USAGE)
    if query and not save:
        raise Failure("A query goes with --save.", Exit.USAGE)
    before = ctx.parent.params if ctx.parent else {}
    found = resolve(Paths.find(), os.environ, profile or before.get("profile"))
    if found is None:
        raise Failure("No profiles yet. Add a bot with flotui login.", Exit.USAGE)
    import asyncio

    asyncio.run(_compare(found, name or "", query, save, remove, form))


async def _compare(
    found: Resolved, name: str, query: str, save: bool, remove: bool, form: output.Format
) -> None:
    from flotui.audience import comparing
    from flotui.audience.opening import open_bot
    from flotui.config.preferences import Preferences
    from flotui.workspace import Noticed

    paths = Paths.find().try_make()
    workspace = await open_bot(found.profile, found.token, paths, Preferences.load(paths))
    workspace.listen(lambda event: sink.tell(event.text) if isinstance(event, Noticed) else None)
    try:
        if save:
            kept = await comparing.save(workspace, name, query)
            sink.tell(f"{kept.name}: {counted(kept.count, 'subscriber')} saved.")
        elif remove:
            if not await (await comparing.audiences_of(workspace)).remove(name):
                raise Failure(f"Nothing is saved under {name}.")
            sink.tell(f"{name} was removed.")
        elif name:
            await _show(workspace, name, form)
        else:
            await _list(workspace, form)
    finally:
        await workspace.close()


async def _list(workspace: Workspace, form: output.Format) -> None:
    from flotui.audience.comparing import audiences_of

    saved = await (await audiences_of(workspace)).all()
    if not saved:
        raise Failure("Nothing is saved yet. Save an audience with flotui compare --save NAME QUERY.")
    output.write(
        [
            {"name": each.name, "saved": exact(each.at), "subscribers": each.count, "query": each.query}
            for each in saved
        ],
        form,
    )


async def _show(workspace: Workspace, name: str, form: output.Format) -> None:
    from flotui.audience.comparing import audiences_of, compare

    saved = {each.name: each for each in await (await audiences_of(workspace)).all()}
    if name not in saved:
        known = f" There are {', '.join(saved)}." if saved else ""
        raise Failure(f"Nothing is saved under {name}.{known}")
    found = await compare(workspace, saved[name])
    rows = [{"change": "came", "user_ns": row_id, "name": called} for row_id, called in found.came]
    rows += [
        {"change": "gone" if row_id in found.left else "went", "user_ns": row_id, "name": called}
        for row_id, called in found.went
    ]
    if rows:
        output.write(rows, form)
    sink.tell(
        f"{count(len(found.came))} came and {count(len(found.went))} went since {exact(saved[name].at)}, "
        f"as of {ago(found.at)}."
    )
