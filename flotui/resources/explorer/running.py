"""Trying an operation out: fill in, confirm as its risk asks, send, keep what came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from flotui.api.call import Call
from flotui.api.catalogue import Operation, Risk
from flotui.api.errors import FlochatError, Stopped
from flotui.api.secrets import redacted
from flotui.repositories.edit import Edit
from flotui.resources.ask import Confirm, Form
from flotui.resources.explorer import filling, lookalikes
from flotui.resources.explorer.session import Answer, session
from flotui.resources.text import Span, Text, Tone, dim
from flotui.text.plural import counted

if TYPE_CHECKING:
    from flotui.api.reply import Reply
    from flotui.resources.base import Context
    from flotui.workspace import Workspace

RISK_WORDS = {
    Risk.READ: "reads: changes nothing",
    Risk.WRITE: "writes: another write can set it back",
    Risk.SEND: "sends: reaches a person",
    Risk.BROADCAST: "broadcasts: reaches many people at once",
    Risk.DESTRUCTIVE: "destroys: can't be undone",
}
"""What each risk means, in words."""

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
        call: what stands in the form at first.
        whole: whether the body is filled in as one JSON text.
        notes: what is to be said of that call, above the form.
    """
    from flotui.api.arguments import fits_fields

    workspace = context.workspace
    whole = operation.body is not None and (whole or (call is not None and not fits_fields(call)))
    base = workspace.profile.base_url

    def preview(answer: Mapping[str, str]) -> Sequence[Text]:
        made = redacted(filling.call_of(operation, answer))
        lines: list[Text] = [(Span("request URL  ", "dim"), Span(made.url(base), "accent"))]
        return [*lines, *(dim(line) for line in made.curl(base).splitlines())]

    def copies(answer: Mapping[str, str]) -> list[tuple[str, str]]:
        made = filling.call_of(operation, answer)
        return [
            ("curl", made.curl(base)),
            ("request URL", made.url(base)),
            ("body", filling.pretty_body(made)),
        ]

    async def submit(answer: Mapping[str, str]) -> None:
        made = filling.checked(filling.call_of(operation, answer))
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
    """What stands above an operation's form."""
    tone: Tone = "dim" if operation.risk in (Risk.READ, Risk.WRITE) else "warn"
    return (
        (
            Span(operation.summary or operation.id, "strong"),
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
        raise Stopped(f"{says(call)}: not sent, because flotui runs with --read-only.")
    if workspace.switches.dry_run:
        return
    lines: list[Text] = [says(call), (Span(RISK_WORDS[operation.risk], "warn"),), *argument_lines(call)]
    if operation.risk is Risk.SEND:
        await context.ask.confirm(Confirm(operation.summary, tuple(lines), verb="Send", waived=True))
        return
    if operation.risk is Risk.BROADCAST:
        reached = await audience(workspace, call)
        lines.append(
            f"It reaches {counted(reached, 'person', 'people')}."
            if reached
            else "How many it reaches is not known."
        )
        typed = str(reached) if reached else operation.id
    else:
        typed = target(call) or operation.id
    question = Confirm(operation.summary, tuple(lines), verb=_VERBS[operation.risk], danger=True, typed=typed)
    await context.ask.confirm(question)


async def audience(workspace: Workspace, call: Call) -> int | None:
    """How many people a broadcast reaches at most; None where that can't be told.

    Raises:
        FlochatError: when the host can't be asked.
    """
    from flotui.api.pacer import Purpose

    body: Mapping[str, Any] = call.json or {}
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


_NAMING = ("name", "tag_name", "label_name", "code", "id", "title")


def target(call: Call) -> str:
    """What a call is about, as its arguments name it: an id or a name; empty where they don't."""
    given: dict[str, Any] = {**dict(call.path), **(call.json if isinstance(call.json, dict) else {})}
    ids = [name for name in given if name.endswith(("_ns", "_id", "Id", "Ns")) and name != "user_ns"]
    order = [*_NAMING, *ids, "user_ns"]
    return next((str(given[name]) for name in order if isinstance(given.get(name), str | int)), "")


def argument_lines(call: Call) -> list[Text]:
    """Every argument of a call, a line each; credentials are masked."""
    from flotui.api.arguments import texts_of

    return [
        (Span(f"{name}: ", "dim"), Span(line)) if index == 0 else line
        for name, text in texts_of(redacted(call)).items()
        for index, line in enumerate(text.splitlines() or [""])
    ]


def says(call: Call) -> str:
    """What a call does, as a sentence without a full stop."""
    about = target(call)
    summary = call.operation.summary.rstrip(".") or call.operation_id
    return f"{summary}: {about}" if about else summary


def edit_of(call: Call, answered: Callable[[Reply], None] | None = None) -> Edit:
    """The edit that a writing call is.

    Args:
        call: the call.
        answered: told the host's answer.
    """
    from flotui.repositories.consequences import touched_by

    body: Mapping[str, Any] = call.json if isinstance(call.json, dict) else {}
    person = body.get("user_ns")
    about = person if isinstance(person, str) and person else target(call)
    touches = touched_by(call)
    subject = touches[0].row_id if touches else about
    return Edit(call, says(call), subject, touches=touches, answered=answered)


async def execute(workspace: Workspace, call: Call) -> Reply | None:
    """Send a call, by the same way as everything else, and keep what came of it.

    Args:
        workspace: the open bot.
        call: the call; its fit to the contract has been looked at.

    Returns:
        The answer; None in a dry run, where nothing was sent.

    Raises:
        FlochatError: when it was not carried out; what the host said is kept all the same.
    """
    from flotui.api.pacer import Purpose

    memory = session(workspace)
    replies: list[Reply] = []
    try:
        if call.operation.risk is Risk.READ:
            memory.drafts[call.operation_id] = call
            replies.append(await workspace.reader.send(call, Purpose.INTERACTIVE))
        else:
            await workspace.apply(edit_of(call, replies.append))
    except FlochatError as error:
        await _keep(workspace, Answer.failed(call, error))
        raise
    if not replies:
        return None
    await _keep(workspace, Answer.of(replies[0]))
    return replies[0]


async def _keep(workspace: Workspace, answer: Answer) -> None:
    past = await workspace.past()
    await past.note(
        redacted(answer.call),
        status=answer.status,
        ms=round(answer.seconds * 1000) if answer.status is not None else None,
        size=answer.size if answer.status is not None else None,
        failure=answer.error.happened if answer.error is not None else "",
    )
    session(workspace).keep(answer)
