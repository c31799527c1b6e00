# SPDX-License-Identifier: MIT
"""What several people have or haven't, switched on and off in one dialog: tags, labels, consents."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from flotui.api.models.subscriber import Subscriber
from flotui.jobs.outcomes import Explain
from flotui.repositories.edit import Edit, RowEdits
from flotui.repositories.subscribers import SUBSCRIBER
from flotui.resources.acting import carry_out, confirmed
from flotui.resources.ask import Choice, Submit, ToggleAnswer, Toggles
from flotui.resources.base import Context
from flotui.resources.crud import current_rows
from flotui.resources.keys import undo_key
from flotui.resources.person import changed, who
from flotui.resources.subscribers.whom import InCommon


async def toggle(
    context: Context[object],
    title: str,
    choices: Sequence[Choice],
    has: InCommon,
    submit: Submit,
    *,
    create: str = "",
) -> None:
    """Have switched what people have.

    Args:
        context: how to ask.
        title: what is switched, and whose.
        choices: all there is.
        has: the ids of what they have.
        submit: carries it out.
        create: the verb under which something new is offered; empty for no such offer.

    Raises:
        Cancelled: when the dialog was left.
    """
    question = Toggles(title, choices, on=has.everyone, partly=has.anyone - has.everyone, create=create)
    await context.ask.toggle(question, submit)


def changes_of(added: Sequence[str], removed: Sequence[str]) -> str:
    """What was switched on and off, in a sentence.

    Args:
        added: the names of what was switched on.
        removed: of what was switched off.
    """
    return ", ".join([*(f"+ {name}" for name in added), *(f"− {name}" for name in removed)])


async def save(
    context: Context[object],
    people: Sequence[Subscriber],
    answer: ToggleAnswer,
    edits_of: Callable[[Subscriber], Sequence[Edit]],
    name: Callable[[str], str] = str,
    explain: Explain | None = None,
) -> None:
    """Carry out what was switched, asking first where it takes more than a few calls.

    Args:
        context: the open bot, and how to ask.
        people: whose.
        answer: what was switched.
        edits_of: the edits for one of them; none where they have it so.
        name: what an id is called.
        explain: finds out whether a refusal concerns all of them.

    Raises:
        Cancelled: when the answer is no.
        FlochatError: when it was refused, or its outcome isn't known.
    """
    people = await current_rows(context, SUBSCRIBER, people)
    rows = [RowEdits(each.title, edits_of(each)) for each in people]
    changes = changes_of([*map(name, answer.add)], [*map(name, answer.remove)])
    meant = who(changed(people, rows))
    back = all(edit.inverse is not None for row in rows for edit in row.edits)
    sentence = f"{meant}: {changes}. {undo_key()} undoes it." if back else f"{meant}: {changes}"
    work = partial(carry_out, context, rows, sentence, explain=explain)
    await confirmed(context, f"{changes} for {meant}", rows, work, verb="Save")
