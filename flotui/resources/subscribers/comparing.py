# SPDX-License-Identifier: MIT
"""Who came and who went since an audience was saved, and who is here twice: questions to the copy of everyone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from flotui.api.errors import Stopped
from flotui.audience.comparing import AudienceChange, audiences_of, compare, save
from flotui.audience.keeping import people_of
from flotui.audience.query import AudienceQuery, Term, print_query
from flotui.resources.ask import Choice, Field, Form, Picker
from flotui.resources.base import Context, Query
from flotui.resources.subscribers.filters import RESOURCE, asked_now
from flotui.text.moments import moment
from flotui.text.plural import count, counted

if TYPE_CHECKING:
    from flotui.audience.people import People

_SAVE = "save"
_SAVE_KEY = "+"
"""No name of an audience begins with it, which is typed to find one."""
_MOST = 1_000
"""People who are shown as one list: each is a condition of its query."""


async def compare_audiences(context: Context[object]) -> None:
    """Save whom the list's query means, or show who came and who went since one was saved.

    Raises:
        Stopped: when not everyone is here.
        Cancelled: when the person left it.
    """
    saved = await (await audiences_of(context.workspace)).all()
    asked = print_query(await asked_now(context.workspace, context.query, context.narrowed))
    choices = [Choice(_SAVE, "Save who this list shows now", asked or "everyone", key=_SAVE_KEY)]
    choices += [
        Choice(
            f"={each.name}",
            each.name,
            f"{count(each.count)} · {moment(each.at)} · {each.query or 'everyone'}",
        )
        for each in saved
    ]
    chosen = await context.ask.pick(Picker("Compare audiences", choices, keyed=True))
    if chosen.id == _SAVE:
        await _save(context, asked)
        return
    before = next(each for each in saved if f"={each.name}" == chosen.id)
    await _show(context, await compare(context.workspace, before))


async def _save(context: Context[object], asked: str) -> None:
    async def submit(answer: dict[str, str]) -> None:
        kept = await save(context.workspace, answer["name"].strip(), asked)
        context.ask.say(f"{kept.name}: {counted(kept.count, 'subscriber')} saved.")

    field = Field("name", "Name", required=True, help="One of the same name is replaced.")
    await context.ask.form(Form("Save an audience", (field,)), submit)


async def _show(context: Context[object], found: AudienceChange) -> None:
    """Have one of the two lists chosen, or the audience forgotten."""
    choices = [
        Choice("came", f"{count(len(found.came))} came", "match now, and didn't then", key="c"),
        Choice("went", f"{count(len(found.went))} went", _left(found), key="w"),
        Choice("forget", "Forget this audience", key="f"),
    ]
    title = f"{found.saved.name} since {moment(found.saved.at)}{found.as_of}"
    chosen = (await context.ask.pick(Picker(title, choices, keyed=True))).id
    if chosen == "forget":
        await (await audiences_of(context.workspace)).remove(found.saved.name)
        context.ask.say(f"{found.saved.name} was forgotten.")
        return
    people = found.came if chosen == "came" else found.went
    if not people:
        context.ask.say(f"Nobody {chosen}.")
        return
    summary = f"who {chosen} {'from' if chosen == 'went' else 'to'} {found.saved.name}"
    _go(context, [row_id for row_id, _ in people], summary)


def _left(found: AudienceChange) -> str:
    left = len(found.left)
    return f"{count(left)} of them aren't subscribers any more" if left else "matched then, and don't now"


async def find_duplicates(context: Context[object]) -> None:
    """Show those who share a phone number or an e-mail address.

    Raises:
        Stopped: when not everyone is here.
        Cancelled: when the person left it.
    """
    people = await _everyone(context)
    groups = {of: await people.duplicates(of) for of in ("phone", "email")}
    choices = []
    for of, noun in (("phone", "phone number"), ("email", "e-mail address")):
        ids = [row_id for _, each in groups[of] for row_id in each]
        note = f"{counted(len(groups[of]), noun, f'{noun}s' if of == 'phone' else 'e-mail addresses')}"
        choices.append(Choice(of, f"{counted(len(ids), 'subscriber')} with the same {noun}", note, key=of[0]))
    chosen = (await context.ask.pick(Picker("Duplicates", choices, keyed=True))).id
    if not groups[chosen]:
        context.ask.say("No duplicates.")
        return
    _go(context, [row_id for _, each in groups[chosen] for row_id in each], f"with the same {chosen}")


async def find_gone(context: Context[object]) -> None:
    """Show those who were here, and whom the last reading of everyone didn't find at the host any more.

    Raises:
        Stopped: when not everyone is here.
    """
    gone = await (await _everyone(context)).gone()
    if not gone:
        context.ask.say("Everyone in the copy is still on the host.")
        return
    lines = "\n".join(f"{name or '–'}  {row_id}" for row_id, name in gone)
    await context.ask.read(f"{counted(len(gone), 'subscriber')} no longer on the host", lines)


async def _everyone(context: Context[object]) -> People:
    people = await people_of(context.workspace)
    if not (await people.state()).complete:
        raise Stopped("Not everyone is loaded yet.", advice="Type :everyone first.")
    return people


def _go(context: Context[object], ids: Sequence[str], summary: str) -> None:
    """Show some people as a list.

    Args:
        context: where.
        ids: whose.
        summary: who they are, as its title says it.
    """
    text = print_query(AudienceQuery(Term("id", tuple(ids[:_MOST]))))
    context.ask.go(RESOURCE, Query(audience=text, line=text, summary=summary))
    if len(ids) > _MOST:
        context.ask.say(
            f"The first {count(_MOST)} of {count(len(ids))} are shown; flotui compare writes all of them.",
            "warn",
        )
