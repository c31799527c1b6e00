# SPDX-License-Identifier: MIT
"""`:count`: how many of those whom the list shows have each tag, channel, value of a field …; enter narrows to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from flotui.api.errors import Malformed
from flotui.api.models.subscriber import Subscriber, value_text
from flotui.audience.answered import here_of
from flotui.audience.answering import loaded, planned
from flotui.audience.asking import on_host
from flotui.audience.evaluate import folded_value, texts_of, values_of
from flotui.audience.keeping import people_of
from flotui.audience.knowing import names_of
from flotui.audience.meaning import All, When
from flotui.audience.names import look_up
from flotui.audience.query import AudienceQuery, Node, Not, Term, print_query
from flotui.audience.times import instant
from flotui.repositories.rows import ListRows
from flotui.repositories.source import RowSource
from flotui.resources.ask import Choice, Picker
from flotui.resources.base import Context
from flotui.resources.subscribers.filters import asked_now, go_to
from flotui.text.fold import fold
from flotui.text.moments import ago
from flotui.text.nearest import meant, near, one_of
from flotui.text.numbers import undoubted
from flotui.text.pictures import bar
from flotui.text.plural import count, counted

if TYPE_CHECKING:
    from flotui.audience.meaning import Meaning
    from flotui.audience.people import People
    from flotui.workspace import Workspace

_OF = {
    "tag": "Tag",
    "label": "Label",
    "channel": "Channel",
    "status": "Chat status",
    "agent": "Agent",
    "lang": "Language",
    "gender": "Gender",
    "joined": "Joined, by week",
}
"""What can be counted besides the values of user fields."""
_FIELD = "field."
"""What stands before a user field's name, as in a query."""
_WEEKS = 26
"""How many weeks back those who joined are counted."""
_WIDTH = 20
"""Cells of a bar."""


class TallyLine(NamedTuple):
    """A line of the table."""

    name: str
    number: int
    term: Node
    """The condition of the query language that means the subscribers that it counts."""


async def count_by(context: Context[Subscriber]) -> None:
    """Have it chosen what is counted, show the numbers with bars, and narrow the list to the line that is chosen."""
    names = await names_of(context.workspace, ("field", "agent"), ask=False)
    fields = [Choice(f"field:{each.id}", each.name, each.kind, "User fields") for each in names.fields or ()]
    kinds = [Choice(key, title, "", "Subscribers") for key, title in _OF.items()]
    of = await context.ask.pick(Picker("Count by what?", [*kinds, *fields]))
    await _show(context, of.id, of.label)


async def count_by_word(context: Context[Subscriber], word: str) -> None:
    """The same, where what is counted was typed: `tag`, `joined`, `field.city`, or `city`.

    Raises:
        Malformed: when nothing that can be counted is called so, or several user fields are.
    """
    word = word.strip()
    for key, title in _OF.items():
        if fold(word) in (key, f"{key}s", fold(title), fold(f"{key} by week")):
            await _show(context, key, title)
            return
    fields = (await names_of(context.workspace, ("field",))).fields or ()
    name = word[len(_FIELD) :] if fold(word).startswith(_FIELD) else word
    found = look_up(fields, name.strip().strip('"'))
    if len(found) == 1:
        await _show(context, f"field:{found[0].id}", found[0].name)
        return
    if found:
        raise Malformed(
            f"{len(found)} user fields are called {word}.",
            advice=f"Write {one_of([each.id for each in found])}.",
        )
    names = [*_OF, *(f"{_FIELD}{each.name}" for each in fields)]
    raise Malformed(
        f"{word} can't be counted by.", advice=meant(near(word, names) or near(f"{_FIELD}{word}", names))
    )


async def _show(context: Context[Subscriber], of: str, label: str) -> None:
    """Show the numbers with bars, and narrow the list to the line that is chosen."""
    workspace = context.workspace
    query = await asked_now(workspace, context.query, context.narrowed)
    lines, among = await counted_by(workspace, query, of, label, context.listed)
    if not lines:
        context.ask.say(f"No value of {label} among {among}.")
        return
    most = max(line.number for line in lines)
    choices = [
        Choice(str(index), line.name, f"{bar(line.number, most, _WIDTH)} {count(line.number):>7}")
        for index, line in enumerate(lines)
    ]
    chosen = await context.ask.pick(Picker(f"{label}, among {among}", choices, preselect=False))
    narrowed = query & AudienceQuery(lines[int(chosen.id)].term)
    await go_to(context, print_query(narrowed))


async def counted_by(
    workspace: Workspace,
    query: AudienceQuery,
    of: str,
    label: str,
    listed: RowSource[Subscriber] | None = None,
) -> tuple[list[TallyLine], str]:
    """How many have each, and of whom that is said, in words.

    Args:
        workspace: the open bot.
        query: whom.
        of: a key of `_OF`, or `field:` and a user field's id.
        label: what a user field is called.
        listed: the rows that the list shows of them.
    """
    plan = await planned(workspace, query)
    chosen = isinstance(listed, ListRows)  # the marked ones, say: no query means them
    if not chosen and await here_of(workspace) is not None and not any(on_host(plan.meaning)):
        people = await people_of(workspace)
        number = counted(await people.count(plan.meaning), "subscriber")
        among = f"{number}, read {ago(await people.read_at())}"
        if of == "joined":
            return await _by_week(workspace, people, plan.meaning), among
        if of in ("tag", "label"):  # what was made again under its name since is taken in with the list
            await names_of(workspace, (of,), ask=False)
        tallies = await people.counts(of, plan.meaning)
        found = Counter({(each.id, each.name): each.count for each in tallies})
        lines = await _lines(workspace, found, of, label)
        if (without := _without(of, label)) is not None:
            meaning = (await planned(workspace, query & AudienceQuery(without))).meaning
            lines += _not_set(without, await people.count(meaning))
        return lines, among
    if listed is None:
        listed = await _loaded(workspace, query)
    rows = [] if listed is None else list(await listed.rows_of(await listed.ids()))
    among = _among(len(rows), query, more=listed is not None and listed.more_to_come)
    if of == "joined":
        weeks = Counter(_week(workspace, row) for row in rows)
        weeks.pop("", None)
        return [TallyLine(week, number, _week_term(week)) for week, number in sorted(weeks.items())], among
    found, written = Counter[tuple[str, str]](), dict[str, tuple[str, str]]()
    for row in rows:
        found.update({written.setdefault(each[0], each) for each in _having(row, of)})
    lines = await _lines(workspace, found, of, label)
    if (without := _without(of, label)) is not None:
        nothing = (await planned(workspace, AudienceQuery(without), ask=False)).asked({})
        lines += _not_set(without, sum(nothing.holds(row.raw) for row in rows))
    return lines, among


def _without(of: str, label: str) -> Node | None:
    """The condition that means those who have nothing of what is counted; None where everybody has something."""
    if of == "agent":
        return Term("agent", ("none",))
    if of.startswith("field:"):
        return Not(Term("has", (f"field.{label}",)))
    return Not(Term("has", (f"profile.{of}",))) if of in ("tag", "label", "lang", "gender") else None


def _not_set(without: Node, number: int) -> list[TallyLine]:
    """The line of those who have nothing of what is counted, where there are some."""
    return [TallyLine("not set", number, without)] if number else []


def _among(number: int, query: AudienceQuery, *, more: bool) -> str:
    """Of whom it is said, in words, where only those are counted who are loaded."""
    if not more:
        return counted(number, "subscriber")
    return f"the {count(number)} loaded so far ({':everyone' if query.root is None else ':read-all'} reads the rest)"


async def _loaded(workspace: Workspace, query: AudienceQuery) -> RowSource[Subscriber] | None:
    """Those of the rows that are loaded whom a query means; None where nothing is."""
    async for snapshot in workspace.subscribers.cached():
        return await loaded(workspace, snapshot.value, query)
    return None


def _having(row: Subscriber, of: str) -> Iterable[tuple[str, str]]:
    """The things of a kind that somebody has, each with its name."""
    if of == "tag":
        return [(each.tag_ns, each.name) for each in row.tags]
    if of == "label":
        return [(each.id, each.name) for each in row.labels]
    if of.startswith("field:"):
        field = row.field(of.removeprefix("field:"))
        values = [] if field is None else list(values_of(field.value))
        return [(folded_value(each), value_text(each).strip()) for each in values if folded_value(each)]
    return [(each, each) for each in sorted(texts_of(row, of)) if each]


async def _lines(
    workspace: Workspace, found: Counter[tuple[str, str]], of: str, label: str
) -> list[TallyLine]:
    agents = (await names_of(workspace, ("agent",), ask=False)).agents or () if of == "agent" else ()
    fields = (await names_of(workspace, ("field",), ask=False)).fields or ()
    is_number = any(of == f"field:{each.id}" and each.kind == "number" for each in fields)
    called = {each.id: each.name for each in agents}
    owners = await _owners_of_names(workspace, found, of)
    lines = []
    for (row_id, name), number in found.most_common():
        if of.startswith("field:"):
            term = Term("field", (undoubted(name) if is_number else name,), "=", label)
        elif of in ("tag", "label"):
            term = Term(of, (name if len(owners[fold(name)]) == 1 else row_id or name,))
        else:
            term = Term(of, (row_id,))
        lines.append(TallyLine(called.get(row_id, name or row_id), number, term))
    return lines


async def _owners_of_names(
    workspace: Workspace, found: Counter[tuple[str, str]], of: str
) -> dict[str, set[str]]:
    """By the names of tags or labels, as they are compared: the ids of those that are called so."""
    known = await names_of(workspace, (of,), ask=False) if of in ("tag", "label") else None
    named = () if known is None else (known.tags if of == "tag" else known.labels) or ()
    owners: dict[str, set[str]] = {}
    for row_id, name in (*found, *((each.id, each.name) for each in named)):
        owners.setdefault(fold(name), set()).add(row_id)
    return owners


async def _by_week(workspace: Workspace, people: People, meaning: Meaning) -> list[TallyLine]:
    """How many joined in each of the last weeks, from Monday to Sunday."""
    zone = workspace.zone
    monday = zone.today() - timedelta(days=zone.today().weekday())
    lines = []
    for back in range(_WEEKS - 1, -1, -1):
        first = monday - timedelta(weeks=back)
        since, until = (zone.begins(day).timestamp() for day in (first, first + timedelta(days=7)))
        number = await people.count(All((meaning, When("joined", since, until))))
        if number:
            lines.append(TallyLine(first.isoformat(), number, _week_term(first.isoformat())))
    return lines


def _week(workspace: Workspace, row: Subscriber) -> str:
    """The Monday of the week in which somebody joined; empty where that isn't known."""
    at = instant(row.subscribed, workspace.zone)
    if at is None:
        return ""
    day = workspace.zone.at(at).date()
    return (day - timedelta(days=day.weekday())).isoformat()


def _week_term(monday: str) -> Term:
    return Term("joined", (f"{monday}..{date.fromisoformat(monday) + timedelta(days=6)}",))
