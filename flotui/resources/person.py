# SPDX-License-Identifier: MIT
"""What every action about people shares: whom it is about, and what is asked before anything is sent."""

from __future__ import annotations

from collections.abc import Sequence

from flotui.api.models.flow import SubFlow
from flotui.api.models.subscriber import Subscriber
from flotui.repositories.edit import Edit
from flotui.repositories.subscribers import SUBSCRIBER
from flotui.repositories.window import window_of
from flotui.resources.acting import Row, carry_out, cost, unable
from flotui.resources.ask import Confirm
from flotui.resources.base import Context, checked
from flotui.resources.crud.current import current_row, current_rows
from flotui.resources.keys import key_of
from flotui.resources.text import Span, Text


def who(people: Sequence[Subscriber]) -> str:
    """The people in a sentence: a name, or how many."""
    return people[0].title if len(people) == 1 else f"{len(people):,} subscribers"


def about(context: Context[object]) -> Sequence[Subscriber]:
    """Whom an action is about: the rows of the list, or the one whose detail is open."""
    if isinstance(context.owner, Subscriber):
        return (context.owner,)
    return [checked(row, Subscriber) for row in context.rows]


def of_people(context: Context[object]) -> Context[Subscriber]:
    """The context of an action that is about people, wherever it was begun: in their list, or in a detail's table."""
    return Context(
        context.workspace, context.resource, tuple(about(context)), context.ask, query=context.query
    )


def known_by(person: Subscriber) -> str:
    """By what a subscriber is recognised, beside the name."""
    return " · ".join(filter(None, (person.phone, person.email, person.channel)))


async def current_people(context: Context[object]) -> list[Subscriber]:
    """Whom an action is about, as the cache has them now."""
    return await current_rows(context, SUBSCRIBER, about(context))


async def current_person(context: Context[object]) -> Subscriber:
    """The one whom an action is about, as the cache has them now."""
    return await current_row(context, SUBSCRIBER, about(context)[0])


async def confirm_send(
    context: Context[object],
    title: str,
    what: Sequence[Text],
    people: Sequence[Subscriber],
    edits: Sequence[Sequence[Edit]],
    said: str,
    *,
    late_matters: bool = True,
) -> None:
    """Ask whether something should really go to these people, and send it.

    Args:
        context: how to ask, and the open bot.
        title: what is about to happen: `Send sub-flow`.
        what: what they get, line by line.
        people: who gets it. More than one are asked for by their number.
        edits: what is sent to each, in the order of the people.
        said: what is said once the host has accepted it.
        late_matters: whether WhatsApp's window keeps it from arriving.

    Raises:
        Cancelled: when the answer is no.
    """
    rows = [Row(person.title, each) for person, each in zip(people, edits, strict=True)]
    against = warnings(people, late_matters=late_matters)
    await _confirm(context, title, what, people, rows, said, against=against, verb="Send", word="to")


async def confirm_start(
    context: Context[object],
    title: str,
    people: Sequence[Subscriber],
    rows: Sequence[Row],
    said: str,
    *,
    verb: str,
    what: Sequence[Text] = (),
) -> None:
    """Ask, as before a send, whether something should be done after which the host may start flows.

    Args:
        context: how to ask, and the open bot.
        title: what is about to happen: `Move the chat to done`.
        people: whom it is about. More than one are asked for by their number.
        rows: what is done to each.
        said: what is said once it is done.
        verb: what is on the confirming button.
        what: what is about to happen, in more lines.

    Raises:
        Cancelled: when the answer is no.
    """
    if not any(row.steps for row in rows):
        await carry_out(context, rows, said)  # which says that there is nothing to change
        return
    starts = (Span("Flows that the bot starts on this may send messages.", "dim"),)
    await _confirm(context, title, what, people, rows, said, after=[starts], verb=verb, word="for")


async def _confirm(
    context: Context[object],
    title: str,
    what: Sequence[Text],
    people: Sequence[Subscriber],
    rows: Sequence[Row],
    said: str,
    *,
    verb: str,
    word: str,
    after: Sequence[Text] = (),
    against: Sequence[str] = (),
) -> None:
    async def submit(_: object) -> None:
        await carry_out(context, rows, said)

    lines: list[Text] = list(what)
    lines += [recipient(person, word) for person in people[:8]]
    if len(people) > 8:
        lines.append(f"and {len(people) - 8:,} more")
    lines += [*after, *((Span(warning, "warn"),) for warning in against)]
    calls = sum(len(row.steps) for row in rows)
    if needed := cost(context.workspace, calls):
        lines.append(needed)
    question = Confirm(
        title,
        tuple(lines),
        verb=verb,
        typed=str(len(people)) if len(people) > 1 else "",
        waived=len(people) == 1 and not against,
        unable=unable(context.workspace, calls),
    )
    await context.ask.confirm(question, submit)


async def confirm_sub_flow(context: Context[object], people: Sequence[Subscriber], sub_flow: SubFlow) -> None:
    """Ask whether a sub-flow should really go to these people, and send it.

    Args:
        context: how to ask, and the open bot.
        people: who gets it. More than one are asked for by their number.
        sub_flow: what they get.

    Raises:
        Cancelled: when the answer is no.
    """
    from flotui.repositories.sending import send_sub_flow

    what = (Span(sub_flow.name, "strong"), Span(f"  {sub_flow.sub_flow_ns}", "dim"))
    said = f"The host accepted {sub_flow.name} for {who(people)}."
    edits = [[send_sub_flow(person, sub_flow)] for person in people]
    await confirm_send(context, "Send sub-flow", [what], people, edits, said)
    if not context.workspace.switches.dry_run:
        context.workspace.memory.sent(sub_flow.sub_flow_ns)


def recipient(person: Subscriber, word: str = "to") -> Text:
    """A line that says who gets something, by enough to recognise them.

    Args:
        person: who.
        word: what is before their name.
    """
    known = " · ".join(filter(None, (person.phone, person.channel, person.user_ns)))
    return (Span(f"{word} ", "dim"), Span(person.title), Span(f"  {known}", "dim"))


def warnings(people: Sequence[Subscriber], *, late_matters: bool = True) -> list[str]:
    """What may keep a message from arriving, although the host will say ok (behaviour.md, Messages).

    Args:
        people: who would get it.
        late_matters: whether WhatsApp's window does.
    """
    gone = [person.title for person in people if not person.is_on]
    late = [person.title for person in people if late_matters and window_of(person).state == "shut"]
    found = []
    if gone:
        verb = "is" if len(gone) == 1 else "are"
        found.append(f"{_some(gone)} {verb} not subscribed, so no message will arrive.")
    if late:
        sends = f"{key_of('subscribers.template')} sends one"
        if len(people) > 1:
            sends = f"{key_of('subscribers.broadcast')} broadcasts one"
        found.append(f"{_some(late)} last wrote over 24 h ago, so WhatsApp takes only templates: {sends}.")
    return found


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(names[:3]) + more


def one_line(text: str) -> str:
    """A text on one line, cut short."""
    flat = " ".join(text.split())
    return flat if len(flat) <= 40 else f"{flat[:39]}…"
