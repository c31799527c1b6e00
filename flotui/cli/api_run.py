# SPDX-License-Identifier: MIT
"""Sending a Call from the command line, and writing what comes of it.

What finds names alike is imported when a new one is sent, what looks a sub-flow up when something is sent to people, what
says who else has written when somebody has, and what sees a stopped write through when something is written.
"""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, nullcontext
from typing import TYPE_CHECKING

from flotui.api.catalogue import Risk
from flotui.api.errors import FlochatError, NotSent
from flotui.audience.opening import open_bot
from flotui.cli import sink
from flotui.cli.api_asked import GARBLED, CallOptions, shown
from flotui.cli.api_call import check
from flotui.cli.api_pages import paginate
from flotui.cli.asking import agrees
from flotui.cli.ends import Failure, code_of
from flotui.cli.interrupting import ending_at_once
from flotui.cli.settings import preferences_of
from flotui.config.exits import Exit
from flotui.config.paths import Paths
from flotui.jobs.outcomes import outcome_of
from flotui.resources.explorer.naming import Unresolved, resolved
from flotui.store.entry import OUTCOME_WORDS
from flotui.store.journal import Outcome
from flotui.workspace import Noticed, Switches
from flotui.workspace.calling import RISK_WORDS, execute, summary

if TYPE_CHECKING:
    from flotui.api.call import Call
    from flotui.config.resolving import Resolved
    from flotui.resources.explorer.spots import Spot
    from flotui.store.entry import Entry
    from flotui.workspace import Workspace


async def send(call: Call, names: Sequence[Spot], found: Resolved, asked: CallOptions) -> None:
    """Send a call, and write what comes of it.

    Args:
        call: the call; but for `names` its fit to the contract has been looked at, and it is confirmed.
        names: the arguments that hold names; their ids are looked up first.
        found: the profile and its token.
        asked: how.

    Raises:
        Failure: when it has no pages, or not all of them could be read; when a name stands for nothing, or for several
            things; when it isn't confirmed.
        FlochatError: when there is no answer, or it says no.
        ConfigError: when the preferences can't be read.
    """
    asked.written.output()  # an expression that is none is said before anything is asked
    paths = Paths.find().try_make()
    workspace = await open_bot(
        found.profile,
        found.token,
        paths,
        preferences_of(paths),
        switches=Switches(asked.read_only, asked.dry_run),
        reserve=asked.reserve,
    )
    for notice in workspace.notices:
        sink.tell(notice)
    workspace.listen(lambda event: sink.tell(event.text) if isinstance(event, Noticed) else None)
    async with _ending(workspace, call):
        if names:
            call = await _with_ids(workspace, call, names)
            check(call)
            if not asked.curl:
                confirm(call, asked)
        if asked.curl:
            if call.operation.risk is not Risk.READ:
                workspace.see_own(call)
            sink.write_data(call.curl(found.profile.base_url))
        elif asked.paginate:
            await paginate(workspace, call, asked)
        else:
            if not (asked.yes or asked.unchecked or asked.read_only):
                await _unlike(workspace, call)
            if not asked.yes:
                workspace.decides(None, crossing=_anyway)
            if not (asked.yes or asked.unchecked or asked.read_only):
                await _there(workspace, call, dry_run=asked.dry_run)
            await _once(workspace, call, asked)


@asynccontextmanager
async def _ending(workspace: Workspace, call: Call) -> AsyncIterator[None]:
    """Close the bot at the end; of a write that is stopped it is said what became of it.

    Raises:
        Failure: when one was stopped.
    """
    if call.operation.risk is not Risk.READ:
        from flotui.cli.stopped import seen_through

        async with seen_through(workspace):
            yield
        return
    try:
        yield
    finally:
        await workspace.close()


async def _with_ids(workspace: Workspace, call: Call, names: Sequence[Spot]) -> Call:
    """A call with ids in place of names; which they are is said.

    Raises:
        Failure: when a name isn't that of exactly one thing.
    """
    try:
        call, notes = await resolved(workspace, call, names)
    except Unresolved as error:
        raise Failure(f"Not sent. {error}", Exit.USAGE) from None
    for sentence in notes:
        sink.tell(sentence)
    return call


async def _unlike(workspace: Workspace, call: Call) -> None:
    """See that a new name doesn't look like one there is.

    Raises:
        Failure: when it does, or those that there are can't be read.
    """
    if call.operation.risk is not Risk.WRITE:
        return
    from flotui.resources.explorer.lookalikes import Unseen, doubt

    try:
        question = await doubt(workspace, call)
    except Unseen as error:
        cause = error.__cause__
        assert isinstance(cause, FlochatError)
        code = code_of(cause)
        raise Failure(
            f"Not sent. {error} {cause.at_command_line} Add --yes to send it all the same.",
            Exit.FAILED if code is Exit.USAGE else code,  # the command line is right
        ) from None
    if question:
        raise Failure(f"Not sent. {question} Add --yes to send it anyway.", Exit.USAGE)


def _unlooked(call: Call, asked: CallOptions) -> bool:
    """Whether a call creates what flows and people know by its name, and nobody has looked whether there is one."""
    if call.operation.risk is not Risk.WRITE or not (asked.yes or asked.unchecked):
        return False
    from flotui.resources.explorer.lookalikes import naming_of

    return naming_of(call) is not None


def confirm(call: Call, asked: CallOptions) -> None:
    """Have a call confirmed whose risk asks for it.

    Raises:
        Failure: when it isn't, or nobody can be asked.
    """
    risk = call.operation.risk
    if risk in (Risk.READ, Risk.WRITE) or asked.yes or asked.dry_run or asked.read_only:
        return

    question = f"{summary(call)}. This {RISK_WORDS[risk].partition(': ')[2]}."
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise Failure(f"{question} Not sent: it needs confirmation. Add --yes.", Exit.NEEDS_CONFIRMATION)
    sink.tell(question)
    if not agrees("Do it?"):
        raise Failure("Nothing was sent.")


async def _there(workspace: Workspace, call: Call, *, dry_run: bool) -> None:
    """See that the host has the sub-flow or the template that a call sends.

    Raises:
        Failure: when it doesn't, or that isn't known, and it shall not be sent anyway.
    """
    if call.operation.risk not in (Risk.SEND, Risk.BROADCAST):
        return
    from flotui.resources.still_there import missing

    if not (unsure := await missing(workspace, [call])):
        return
    for sentence in unsure:
        sink.tell(sentence)
    if not dry_run and not agrees("Send it anyway?"):
        raise Failure("Nothing was sent.")


async def _anyway(entries: Sequence[Entry]) -> None:
    """Have it confirmed that a subscriber is sent something to whom another window has just sent something.

    Args:
        entries: what the journal has of that.

    Raises:
        Failure: when it isn't.
    """
    from flotui.resources.other_windows import lines_of
    from flotui.resources.text import plain

    for line in lines_of(entries):
        sink.tell(plain(line))
    if not agrees("Send it anyway?"):
        raise Failure("Nothing was sent.")


async def _once(workspace: Workspace, call: Call, asked: CallOptions) -> None:
    try:
        reply = await execute(workspace, call, unlooked=_unlooked(call, asked))
    except FlochatError as error:
        if call.operation.risk is Risk.READ:
            raise
        raise Failure(_came_to(error), code_of(error)) from error
    if reply is None:
        sink.write_data(call.curl(workspace.profile.base_url))
        sink.tell("Dry run: not sent.")
        return
    if reply.garbled:
        sink.tell(GARBLED)
    computes = asked.written.jq and call.operation.risk is Risk.READ
    with _done(call), ending_at_once() if computes else nullcontext():
        asked.written.whole(shown(call, reply.value, asked.reveal))


@contextmanager
def _done(call: Call) -> Iterator[None]:
    """Say of a write that it is done, where its answer can't be written: who repeats the command does it twice.

    Raises:
        Failure: when it can't.
    """
    if call.operation.risk is Risk.READ:
        yield
        return
    from flotui.cli.stopped import DONE

    try:
        yield
    except Failure as error:
        raise Failure(f"{DONE} {error}", Exit(error.exit_code)) from error
    except OSError as error:
        if isinstance(error, BrokenPipeError) or not sink.is_unwritable(error):
            raise
        raise Failure(f"{DONE} The answer can't be written: {error.strerror}.") from error


def _came_to(error: FlochatError) -> str:
    """What came of a write that isn't done, in a word that a script reads and the sentence that explains it.

    Activity calls what was not done waiting, as it can be sent from there; here nothing waits.
    """
    outcome, message = outcome_of(error), error.at_command_line
    if isinstance(error, NotSent) and "not sent" in message.lower():
        return message
    if outcome is not Outcome.WAITING:
        return f"{OUTCOME_WORDS[outcome].capitalize()}. {message}"
    return message if "not sent" in message.lower() else f"Not done. {message}"
