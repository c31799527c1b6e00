# SPDX-License-Identifier: MIT
"""What `flotui compare` does."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING

from flotui.audience import comparing
from flotui.audience.comparing import audiences_of
from flotui.audience.opening import open_bot
from flotui.cli import output, sink
from flotui.cli.ends import Failure
from flotui.cli.settings import preferences_of
from flotui.config.exits import Exit
from flotui.config.paths import Paths
from flotui.config.resolving import resolve
from flotui.text.dates import exact
from flotui.text.plural import count, counted
from flotui.workspace import Noticed

if TYPE_CHECKING:
    from flotui.config.resolving import Resolved
    from flotui.workspace import Workspace


def run(
    profile: str | None, name: str, query: str, save: bool, remove: bool, form: output.Format, guard: bool
) -> None:
    """Save, remove, compare or list audiences of a profile's bot.

    Args:
        profile: the name of the profile; None for the default.
        name: that of an audience; empty to list all.
        query: whom it means, where it is saved.
        save: whether it is saved.
        remove: whether it is forgotten.
        form: how rows are written.
        guard: of CSV, whether cells that begin like a formula are kept from being one.

    Raises:
        Failure: when there is no profile, or nothing of that name.
    """
    found = resolve(Paths.find(), os.environ, profile)
    if found is None:
        raise Failure("No profiles yet. Add a bot with flotui login.", Exit.USAGE)
    asyncio.run(_compare(found, name, query, save, remove, form, guard))


async def _compare(
    found: Resolved, name: str, query: str, save: bool, remove: bool, form: output.Format, guard: bool
) -> None:
    paths = Paths.find().try_make()
    workspace = await open_bot(found.profile, found.token, paths, preferences_of(paths))
    workspace.listen(lambda event: sink.tell(event.text) if isinstance(event, Noticed) else None)
    try:
        if save:
            kept = await comparing.save(workspace, name, query)
            sink.tell(f"{kept.name}: {counted(kept.count, 'subscriber')} saved.")
        elif remove:
            if not await (await audiences_of(workspace)).remove(name):
                raise Failure(f"Nothing is saved under {name}.")
            sink.tell(f"{name} was removed.")
        elif name:
            await _show(workspace, name, form, guard)
        else:
            await _list(workspace, form, guard)
    finally:
        await workspace.close()


async def _list(workspace: Workspace, form: output.Format, guard: bool) -> None:
    saved = await (await audiences_of(workspace)).all()
    if not saved:
        raise Failure("Nothing is saved yet. Save an audience with flotui compare --save NAME QUERY.")
    output.write(
        [
            {"name": each.name, "saved": exact(each.at), "subscribers": each.count, "query": each.query}
            for each in saved
        ],
        form,
        guard=guard,
    )


async def _show(workspace: Workspace, name: str, form: output.Format, guard: bool) -> None:
    saved = {each.name: each for each in await (await audiences_of(workspace)).all()}
    if name not in saved:
        known = f" There are {', '.join(saved)}." if saved else ""
        raise Failure(f"Nothing is saved under {name}.{known}")
    found = await comparing.compare(workspace, saved[name])
    rows = [{"change": "came", "user_ns": row_id, "name": called} for row_id, called in found.came]
    rows += [
        {"change": "gone" if row_id in found.left else "went", "user_ns": row_id, "name": called}
        for row_id, called in found.went
    ]
    if rows:
        output.write(rows, form, guard=guard)
    sink.tell(
        f"{count(len(found.came))} came and {count(len(found.went))} went since {exact(saved[name].at)}"
        f"{found.as_of}."
    )
