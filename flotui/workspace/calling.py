# SPDX-License-Identifier: MIT
"""Any call of the API carried out for its own sake: by the command line, and by the panels that try operations out."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from flotui.api.call import Call
from flotui.api.catalogue import Risk
from flotui.api.errors import FlochatError
from flotui.api.pacer import Purpose
from flotui.api.secrets import redacted
from flotui.repositories.consequences import touched_by
from flotui.repositories.edit import Edit, Touch
from flotui.repositories.targets import arguments
from flotui.repositories.things import Effect, owner_of

_LOOKED_AT = 10_000
"""How many rows of a kind are looked at for a name: what the host lists in all."""

if TYPE_CHECKING:
    from flotui.api.reply import Reply
    from flotui.workspace import Workspace

RISK_WORDS = {
    Risk.READ: "reads: changes nothing",
    Risk.WRITE: "writes: can be changed back",
    Risk.SEND: "sends: reaches a person",
    Risk.BROADCAST: "broadcasts: reaches many people at once",
    Risk.DESTRUCTIVE: "deletes: can't be undone",
}
"""What each risk means, in words."""


class Answer(NamedTuple):
    """What came of an executed call."""

    call: Call
    at: float
    """When the answer came, in unix seconds."""
    status: int | None
    """The status code; None where nothing came."""
    seconds: float
    size: int
    """The body's length in bytes."""
    headers: Mapping[str, str]
    text: str
    """The body as it came."""
    error: FlochatError | None
    """The error; None where the call succeeded."""

    @classmethod
    def of(cls, reply: Reply) -> Answer:
        """The answer of a call that was carried out."""
        return cls(
            reply.call, time.time(), reply.status, reply.seconds, reply.size, reply.headers, reply.text, None
        )

    @classmethod
    def failed(cls, call: Call, error: FlochatError) -> Answer:
        """The answer of a call that was not."""
        received = error.received
        if received is None:
            return cls(call, time.time(), None, 0.0, 0, {}, "", error)
        return cls(
            call,
            time.time(),
            received.status,
            received.seconds,
            received.size,
            received.headers,
            received.text,
            error,
        )


_NAMING = ("name", "tag_name", "label_name", "code", "id", "title")


def target(call: Call) -> str:
    """What a call is about, as its arguments name it: an id or a name; empty where they don't."""
    given: dict[str, object] = {**dict(call.path), **(call.json if isinstance(call.json, dict) else {})}
    ids = [name for name in given if name.endswith(("_ns", "_id", "Id", "Ns")) and name != "user_ns"]
    order = [*_NAMING, *ids, "user_ns"]
    return next((str(given[name]) for name in order if isinstance(given.get(name), str | int)), "")


def summary(call: Call) -> str:
    """What a call does, as a sentence without a full stop."""
    about = target(call)
    summary = call.operation.summary.rstrip(".") or call.operation_id
    return f"{summary}: {about}" if about else summary


def edit_of(
    call: Call,
    answered: Callable[[Reply], None] | None = None,
    person: str = "",
    *,
    unlooked: bool = False,
) -> Edit:
    """The edit that a writing call is.

    Args:
        call: the call.
        answered: told the host's answer.
        person: the id of the subscriber it reaches, if the call names them by another one; else empty.
        unlooked: whether nobody has looked whether there is one of its name already.
    """
    body: Mapping[str, object] = call.json if isinstance(call.json, dict) else {}
    named = person or body.get("user_ns")
    about = named if isinstance(named, str) and named else target(call)
    touches = touched_by(call)
    subject = _subject(call, touches[0]) if touches else about
    return Edit(call, summary(call), subject, touches=touches, answered=answered, unlooked=unlooked)


def _subject(call: Call, touch: Touch) -> str:
    """What the journal calls the row that a call touches, as it does after any other edit of that."""
    owned = owner_of(call.operation_id)
    named = owned is not None and owned.kind is touch.kind
    return owned.kind.subject_given(arguments(call), touch.row_id) if owned and named else touch.row_id


async def execute(
    workspace: Workspace,
    call: Call,
    told: Callable[[Answer], None] | None = None,
    *,
    unlooked: bool = False,
) -> Reply | None:
    """Send a call, by the same way as everything else, and keep what came of it.

    Args:
        workspace: the open bot.
        call: the call; its fit to the contract has been looked at.
        told: gets what came of it, whether it was carried out or not.
        unlooked: whether nobody has looked whether there is one of its name already.

    Returns:
        The answer; None in a dry run, where nothing was sent.

    Raises:
        FlochatError: when it was not carried out; what the host said is kept all the same.
    """
    replies: list[Reply] = []
    try:
        if call.operation.risk is Risk.READ:
            replies.append(await workspace.reader.send(call, Purpose.INTERACTIVE))
        else:
            person = await _reached(workspace, call)
            edit = edit_of(call, replies.append, person, unlooked=unlooked)
            await workspace.apply(await _with_named(workspace, edit))
    except FlochatError as error:
        await _keep(workspace, Answer.failed(call, error), told)
        raise
    if not replies:
        return None
    await _keep(workspace, Answer.of(replies[0]), told)
    return replies[0]


async def _reached(workspace: Workspace, call: Call) -> str:
    """The id of the subscriber whom a send names by their id on the channel, so that it is known who gets it: what other
    windows sent them is asked about, and their Activity has it. Empty where it names them itself, or nobody knows.
    """
    body: Mapping[str, object] = call.json if isinstance(call.json, dict) else {}
    user_id = body.get("user_id")
    named = call.operation.risk is not Risk.SEND or not user_id or body.get("user_ns")
    if named or workspace.switches.dry_run or workspace.read_only:
        return ""
    with suppress(FlochatError):  # then it isn't known; the host says what is wrong with the send
        person = await workspace.subscribers.by_user_id(str(user_id))
        return person.row_id if person is not None else ""
    return ""


async def _with_named(workspace: Workspace, edit: Edit) -> Edit:
    """The edit with the row that it deletes by its name alone, where exactly one is here that is called so: whoever
    carries it, in the copy of everyone too, carries it no more.
    """
    owned = owner_of(edit.call.operation_id)
    if edit.touches or owned is None or owned.does is not Effect.DELETES:
        return edit
    kind, body = owned.kind, edit.call.json
    name = {**dict(edit.call.query), **(body if isinstance(body, dict) else {})}.get(kind.named_by)
    if not isinstance(name, str) or not name:
        return edit
    near = await workspace.cache.finder.naming(kind.name, name, _LOOKED_AT, _LOOKED_AT)
    same = {kind.id_of(row) for row in near if isinstance(row, Mapping) and row.get(kind.named_by) == name}
    if not same and workspace.cache.also_called is not None:  # never listed: others' rows may name it
        same = set(await workspace.cache.also_called(kind.name, name))
    if len(same) != 1:
        return edit
    (row_id,) = same
    return replace(edit, subject=row_id, touches=(Touch(kind, row_id, gone=True),))


async def _keep(workspace: Workspace, answer: Answer, told: Callable[[Answer], None] | None) -> None:
    past = await workspace.past()
    await past.note(
        redacted(answer.call),
        status=answer.status,
        ms=round(answer.seconds * 1000) if answer.status is not None else None,
        size=answer.size if answer.status is not None else None,
        failure=answer.error.happened if answer.error is not None else "",
    )
    if told is not None:
        told(answer)
