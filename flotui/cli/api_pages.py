# SPDX-License-Identifier: MIT
"""`flotui api --paginate`: a list to its true end, and what is said where that can't be reached."""

from __future__ import annotations

import asyncio
import shlex
from contextlib import aclosing, nullcontext
from typing import TYPE_CHECKING

from flotui.api.arguments import texts_of
from flotui.api.errors import BrokenReply, FlochatError, RateLimited, ServerFailed, Stopped
from flotui.cli import sink
from flotui.cli.api_asked import GARBLED, CallOptions, shown
from flotui.cli.ends import Failure, code_of
from flotui.cli.interrupting import ending_at_once
from flotui.config.exits import Exit
from flotui.repositories.walking import NO_LIST, Walk
from flotui.store.collecting import seldom_collected
from flotui.text.dates import duration
from flotui.text.plural import counted

if TYPE_CHECKING:
    from flotui.api.call import Call
    from flotui.api.pacer import Purpose
    from flotui.api.reply import Reply
    from flotui.workspace import Workspace

_AT_ONCE = 4
"""Requests that are under way together."""
_AHEAD = 8
"""Pages that are asked for before the one whose turn it is has come, so that a slow one doesn't hold up the rest."""


def walk_of(call: Call, asked: CallOptions) -> Walk:
    """The walk over a call's list.

    Raises:
        Failure: when it has no pages.
    """
    try:
        walk = Walk(call, ahead=_AHEAD, rows_before=asked.rows_before)
    except ValueError as error:
        raise Failure(f"{error} Ask for it without --paginate.", Exit.USAGE) from None
    limit = dict(call.query).get("limit")
    if limit is not None and limit != str(walk.limit):
        raise Failure(f"Not sent. limit is {limit}; a page has from 1 to {walk.most:,} rows.", Exit.USAGE)
    return walk


async def paginate(workspace: Workspace, call: Call, asked: CallOptions) -> None:
    """Write all pages of a list, as they come.

    Raises:
        Failure: when not all of it could be read, or fewer rows came than the host promised.
    """
    with seldom_collected():
        await _paginate(workspace, call, asked)


async def _paginate(workspace: Workspace, call: Call, asked: CallOptions) -> None:
    garbled = False

    async def send(call: Call, purpose: Purpose) -> Reply:
        nonlocal garbled
        try:
            reply = await workspace.reader.send(call, purpose)
        except ServerFailed as error:
            if error.status != 500:  # the others have been repeated already
                raise
            reply = await workspace.reader.send(call, purpose)
        if not isinstance(reply.data, list):
            raise BrokenReply(NO_LIST, advice="Ask for it without --paginate.")
        if reply.garbled and not garbled:
            sink.tell(GARBLED)
        garbled = garbled or reply.garbled
        return reply

    walk = walk_of(call, asked)
    # Nobody else asks in this process: the place that the pacer keeps for the person is given away.
    workspace.pacer.max_at_once = _AT_ONCE + 1
    out = asked.written.output()
    stopped: FlochatError | None = None
    written, writing = (0, 0), False
    try:
        async with aclosing(walk.steps(send)) as steps:
            async for step in steps:
                writing = True
                out.add(shown(call, list(step.rows), asked.reveal))
                written, writing = (walk.count, walk.empty), False
    except FlochatError as error:
        stopped = error
    except (asyncio.CancelledError, KeyboardInterrupt):
        if writing:  # somebody stopped it who didn't wait until the page was taken
            walk.count, walk.empty = written
            cut = " What follows them in the output is incomplete: cut it off."
            raise Failure(f"\n{_going_on(call, asked, walk, cut)}", Exit.INTERRUPTED) from None
        if not walk.count:
            raise
        out.end()
        raise Failure(f"\n{_going_on(call, asked, walk)}", Exit.INTERRUPTED) from None
    if walk.count or stopped is None:
        with ending_at_once() if asked.written.jq else nullcontext():
            out.end()
    if stopped is not None:
        raise _stopped(workspace, call, asked, walk, stopped)
    sentence, complete = _told(walk)
    if not complete:
        raise Failure(sentence)
    sink.tell(sentence)


def _told(walk: Walk) -> tuple[str, bool]:
    """What a walk that came to its end has to say, and whether it has all rows."""
    count, total = walk.count + walk.rows_before + walk.empty, walk.promised
    rows = counted(walk.count, "row")
    if walk.rows_before:
        rows += f", {count:,} with those before"
    if walk.empty:
        rows += f", {walk.empty:,} empty left out"
    if walk.oldest_first:
        more = "more may be there" if total is None else f"the host reports {total:,}"
        return (
            f"Incomplete: read {rows}, {more}. The host begins with the oldest, and newer rows can't be asked for. "
            "Narrow the time with start_time and end_time.",
            False,
        )
    if walk.repeated:
        of = f" of {total:,}" if total is not None else ""
        return (
            f"Incomplete: read {rows}{of}. The host sent the same page again instead of the next one.",
            False,
        )
    if total is None:
        return f"{rows}.", True
    if count == total:
        return f"{rows}, as many as the host says there are.", True
    if not walk.count and walk.rows_before and count > total:
        return f"0 rows: the host has {total:,}, all of them before page {walk.position}.", True
    if count > total:
        return f"{rows}; the host said {total:,}: some were added while reading.", True
    if walk.end and walk.position == str(walk.end):
        return f"Incomplete: read {rows} of {total:,}. The host serves no page beyond {walk.end:,}.", False
    return (
        f"Incomplete: read {rows}, the host reports {total:,}. Some were removed or moved while reading, or "
        "the host leaves them out.",
        False,
    )


def _stopped(
    workspace: Workspace, call: Call, asked: CallOptions, walk: Walk, error: FlochatError
) -> Failure:
    """Why a walk stopped, and with which command to go on; where no row came that is the one that was typed."""
    why, on = str(error), "To continue:"
    code = code_of(error)
    if isinstance(error, Stopped):
        why, code = f"{workspace.pacer.reserve} calls are reserved for interactive use.", Exit.RATE_LIMITED
        limit = workspace.pacer.limit
        if limit is not None and workspace.pacer.reserve >= limit:
            why = f"All of the {limit:,} calls of an hour are reserved: none is left to read with."
            return Failure(f"{_how_far(walk)} {why} Give a smaller --reserve.", code)
    if not walk.count:
        return Failure(f"No rows read. {why}", code)
    if isinstance(error, Stopped | RateLimited):
        wait = error.retry_after if isinstance(error, RateLimited) else None
        on = f"To continue once the quota refills ({'within an hour' if wait is None else f'in {duration(wait)}'}):"
    return Failure(_going_on(call, asked, walk, f" {why}", on), code)


def _how_far(walk: Walk) -> str:
    of = f" of {walk.promised:,}" if walk.promised is not None else ""
    return f"Stopped after {walk.count + walk.rows_before:,}{of} rows."


def _going_on(call: Call, asked: CallOptions, walk: Walk, why: str = "", on: str = "To continue:") -> str:
    """How far a walk came, why no farther, and with which command to go on."""
    return (
        f"{_how_far(walk)}{why}\n{on}\n  {' '.join(_command(call, asked, walk))}\n"
        "Rows may move between pages: drop duplicates."
    )


def _command(call: Call, asked: CallOptions, walk: Walk) -> list[str]:
    """The command line that goes on where a walk stopped."""
    place = walk.place() if walk.position is not None else {}
    given = {name: value for name, value in texts_of(call).items() if name not in place}
    words = ["flotui api", *(["-p", shlex.quote(asked.profile)] if asked.profile else []), call.operation_id]
    words += [f"-f {shlex.quote(f'{name}={value}')}" for name, value in {**given, **place}.items()]
    words += ["--paginate", f"--{asked.written.form}"]
    options: list[tuple[str, object]] = [
        ("--rows-before", walk.count + walk.empty + walk.rows_before or None),
        ("--reserve", asked.reserve),
        ("--columns", ",".join(asked.written.columns) or None),
        ("--jq", asked.written.jq),
    ]
    words += [f"{name} {shlex.quote(str(value))}" for name, value in options if value is not None]
    flags = [
        ("--no-formulas", asked.written.guard),
        ("--reveal", asked.reveal),
        ("--unchecked", asked.unchecked),
    ]
    return words + [name for name, given in flags if given]
