# SPDX-License-Identifier: MIT
"""Trying an operation out: fill in, confirm as its risk asks, send, keep what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from flotui.api.arguments import fits_fields, texts_of
from flotui.api.call import Call
from flotui.api.catalogue import Operation, Risk
from flotui.api.errors import Stopped
from flotui.api.exact import Json
from flotui.api.pacer import Purpose
from flotui.api.secrets import redacted
from flotui.repositories.subscribers import SUBSCRIBER
from flotui.resources.ask import Confirm, Form
from flotui.resources.explorer import filling, lookalikes
from flotui.resources.explorer.newnames import with_plain_names
from flotui.resources.explorer.session import session
from flotui.resources.still_there import missing
from flotui.resources.text import Span, Text, Tone, dim
from flotui.resources.windows import addressee, window_here
from flotui.text.plural import counted
from flotui.workspace import calling
from flotui.workspace.calling import RISK_WORDS, summary, target

if TYPE_CHECKING:
    from flotui.api.reply import Reply
    from flotui.resources.base import Context
    from flotui.workspace import Workspace

_PERSON = ("user_ns", "user_id", "phone", "email")
"""The arguments by which an operation says whom it reaches."""

_ANY_TIME = ("template", "email", "sms", "cart-paid", "app-trigger")
"""What the paths of operations name to which WhatsApp's window doesn't matter."""

_VERBS = {
    Risk.READ: "Execute",
    Risk.WRITE: "Execute",
    Risk.SEND: "Send",
    Risk.BROADCAST: "Broadcast",
    Risk.DESTRUCTIVE: "Execute",
}


async def try_out(
    context: Context[object],
    operation: Operation,
    call: Call | None,
    *,
    whole: bool = False,
    notes: Sequence[str] = (),
) -> None:
    """Open an operation's form, and execute what it comes to.

    Args:
        context: the action's.
        operation: which.
        call: what is in the form at first.
        whole: whether the body is filled in as one JSON text.
        notes: what is to be said of that call, above the form.
    """
    workspace = context.workspace
    whole = operation.body is not None and (whole or (call is not None and not fits_fields(call)))
    base = workspace.profile.base_url

    def preview(answer: Mapping[str, str]) -> Sequence[Text]:
        named, notes = with_plain_names(filling.call_of(operation, answer))
        made = redacted(named)
        lines: list[Text] = [(Span(sentence, "warn"),) for sentence in notes]
        lines.append((Span("request URL  ", "dim"), Span(made.url(base), "accent")))
        return [*lines, *(dim(line) for line in made.curl(base).splitlines())]

    def copies(answer: Mapping[str, str]) -> list[tuple[str, str]]:
        made, _ = with_plain_names(filling.call_of(operation, answer))
        return [
            ("curl", made.curl(base)),
            ("request URL", made.url(base)),
            ("body", filling.pretty_body(made)),
        ]

    async def submit(answer: Mapping[str, str]) -> None:
        made, _ = with_plain_names(filling.checked(filling.call_of(operation, answer)))
        await lookalikes.ask(context, made)
        await confirm(context, made)
        await execute(workspace, made)

    fields = filling.form_fields(workspace, operation, call, whole=whole)
    question = Form(
        f"{operation.method} {operation.path}",
        fields,
        verb=_VERBS[operation.risk],
        intro=(*intro(operation), *((Span(note, "warn"),) for note in notes)),
        preview=preview,
        copies=copies,
        looks=operation.risk is Risk.READ,
    )
    await context.ask.form(question, submit)
    if not workspace.switches.dry_run or operation.risk is Risk.READ:
        context.ask.go("operations", row_id=operation.id, tab="response")


def intro(operation: Operation) -> tuple[Text, ...]:
    """What is above an operation's form."""
    tone: Tone = "dim" if operation.risk in (Risk.READ, Risk.WRITE) else "warn"
    return (
        (
            Span(operation.summary or operation.title, "strong"),
            Span(f"  {RISK_WORDS[operation.risk]}", tone),
        ),
    )


async def confirm(context: Context[object], call: Call) -> None:
    """Have a call confirmed as its risk asks.

    Raises:
        Cancelled: when the person says no.
        FlochatError: when how many people it reaches can't be found out.
    """
    operation, workspace = call.operation, context.workspace
    if operation.risk in (Risk.READ, Risk.WRITE):
        return
    if workspace.read_only:
        raise Stopped(f"{summary(call)}: not sent, because flotui runs with --read-only.")
    if workspace.switches.dry_run:
        return
    lines: list[Text] = [(Span(RISK_WORDS[operation.risk], "warn"),), *argument_lines(call)]
    unsure = await missing(workspace, [call])
    lines += [(Span(each, "warn"),) for each in unsure]
    whom: list[Text] = [summary(call)]
    if operation.risk is Risk.SEND:
        given = texts_of(redacted(call))
        arrival, doubted = await _arrival(workspace, operation, given.get("user_ns", ""))
        named = [name for name in _PERSON if name in given and not (arrival and name == "user_ns")]
        whom += [*((Span(f"{name}: ", "dim"), Span(given[name])) for name in named), *arrival]
        waived = not unsure and not doubted
        question = Confirm(operation.summary, tuple(lines), verb="Send", waived=waived, whom=tuple(whom))
        await context.ask.confirm(question)
        return
    if operation.risk is Risk.BROADCAST:
        reached = await audience(workspace, call)
        whom.append(
            f"It reaches {counted(reached, 'subscriber')}."
            if reached
            else "It reaches an unknown number of subscribers."
        )
        typed = str(reached) if reached else operation.id
    else:
        typed = target(call) or operation.id
    question = Confirm(
        operation.summary,
        tuple(lines),
        verb=_VERBS[operation.risk],
        danger=True,
        typed=typed,
        whom=tuple(whom),
    )
    await context.ask.confirm(question)


async def _arrival(workspace: Workspace, operation: Operation, user_ns: str) -> tuple[Sequence[Text], bool]:
    """Who it is that an operation reaches, and whether it arrives, as far as that is here; nothing for one who isn't.

    Args:
        workspace: the open bot.
        operation: what sends.
        user_ns: the id of whom it reaches; empty where it says that otherwise.

    Returns:
        The lines, and whether it doesn't arrive as far as is known.
    """
    cached = await workspace.cache.bodies(SUBSCRIBER.name, [user_ns])
    if user_ns not in cached:
        return (), False
    person = SUBSCRIBER.model.read(cached[user_ns])
    late_matters = not any(word in operation.path for word in _ANY_TIME)
    window = await window_here(workspace, person) if late_matters else None
    shut = not person.is_on or (window is not None and window.state == "shut")
    return addressee(person, window, late_matters=late_matters), shut


async def audience(workspace: Workspace, call: Call) -> int | None:
    """How many people a broadcast reaches at most; None where that can't be told.

    Raises:
        FlochatError: when the host can't be asked.
    """
    body: Mapping[str, Json] = call.json or {}
    for name in ("user_ns_list", "user_id_list"):
        if body.get(name):
            return len([one for one in str(body[name]).split(",") if one.strip()])
    tags = body.get("tags") if isinstance(body.get("tags"), list) else []
    wanted = [("tag_ns", str(tag)) for tag in tags or []]
    wanted += [
        ("segment_ns", one.strip()) for one in str(body.get("segment_ns") or "").split(",") if one.strip()
    ]
    total = 0
    for name, value in wanted:
        asked = Call.of("flowBotUsers", query={name: value, "limit": 1})
        found = (await workspace.reader.send(asked, Purpose.INTERACTIVE)).total
        if found is None:
            return None
        total += found
    return total or None


def argument_lines(call: Call) -> list[Text]:
    """Every argument of a call, a line each; credentials are masked."""
    return [
        (Span(f"{name}: ", "dim"), Span(line)) if index == 0 else (Span(line),)
        for name, text in texts_of(redacted(call)).items()
        for index, line in enumerate(text.splitlines() or [""])
    ]


async def execute(workspace: Workspace, call: Call) -> Reply | None:
    """Send a call, and keep what came of it for the panels.

    Args:
        workspace: the open bot.
        call: the call; its fit to the contract has been looked at.

    Returns:
        The answer; None in a dry run, where nothing was sent.

    Raises:
        FlochatError: when it was not carried out; what the host said is kept all the same.
    """
    memory = session(workspace)
    if call.operation.risk is Risk.READ:
        memory.drafts[call.operation_id] = call
    return await calling.execute(workspace, call, memory.keep)
