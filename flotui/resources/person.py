# SPDX-License-Identifier: MIT
"""What every action about people shares: whom it is about, and what is asked before anything is sent."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Literal

import msgspec
from msgspec.structs import replace

from flotui.api.models.flow import SubFlow
from flotui.api.models.subscriber import Subscriber
from flotui.jobs.outcomes import SMALL
from flotui.repositories.edit import Edit, RowEdits
from flotui.repositories.profile import MAY_START_FLOWS
from flotui.repositories.sending import send_sub_flow
from flotui.repositories.subscribers import SUBSCRIBER
from flotui.repositories.window import ARRIVES, reach_of
from flotui.resources.acting import (
    carry_out,
    cost,
    held,
    held_until,
    repeats,
    trial_said,
    unable,
    unchanged_said,
)
from flotui.resources.ask import Confirm, Instead
from flotui.resources.base import Context, checked
from flotui.resources.crud.current import current_row, current_rows
from flotui.resources.keys import key_behind_escape
from flotui.resources.other_windows import lines_of, unless_sent
from flotui.resources.still_there import missing
from flotui.resources.text import Span, Text, dim, plain, spans
from flotui.resources.windows import LINE, arrival, reach_lines, window_here, window_of_row
from flotui.store.crossing import lately
from flotui.store.entry import Entry
from flotui.text import safe
from flotui.text.channels import channel
from flotui.text.clock import host_now
from flotui.text.phones import shown
from flotui.text.plural import and_more
from flotui.workspace.crossing import ENTRIES, SOON

MAIL = "e-mail"
"""What is sent to an address, in words."""
_NAME = 28
"""The cells of a name at most that others below it are lined up with."""


def who(people: Sequence[Subscriber]) -> str:
    """The people in a sentence: a name, or how many."""
    return people[0].title if len(people) == 1 else f"{len(people):,} subscribers"


def changed(people: Sequence[Subscriber], rows: Sequence[RowEdits]) -> Sequence[Subscriber]:
    """Those for whom there is something to do; all where there is for none.

    Args:
        people: everyone.
        rows: what is done to each, in their order.
    """
    return [each for each, row in zip(people, rows, strict=True) if row.edits] or people


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


def _phone(person: Subscriber) -> str:
    return shown(person.phone) if person.phone else ""


def known_by(person: Subscriber) -> str:
    """By what a subscriber is recognised, beside the name."""
    named = channel(person.channel) if person.channel else ""
    return " · ".join(filter(None, (_phone(person), person.email, named)))


async def current_people(context: Context[object]) -> list[Subscriber]:
    """Whom an action is about, as the cache has them now."""
    return await current_rows(context, SUBSCRIBER, about(context))


async def current_person(context: Context[object]) -> Subscriber:
    """The one whom an action is about, as the cache has them now."""
    return await current_row(context, SUBSCRIBER, about(context)[0])


class _Reaching(msgspec.Struct, frozen=True):
    """What is about to be done to people, as it is asked about."""

    title: str
    """What is about to happen: `Send sub-flow`."""
    what: Sequence[Text]
    """What they get, line by line."""
    people: Sequence[Subscriber]
    rows: Sequence[RowEdits]
    """What is done to each, in the order of the people."""
    message: str
    """What is said once it is done."""
    verb: str = "Send"
    word: Literal["to", "for"] = "to"
    """How whom it reaches is said: what is sent goes to them."""
    late_matters: bool = False
    """Whether WhatsApp's window keeps it from arriving."""
    doubted: bool = False
    """Whether something speaks against it, so that it is asked whatever the settings say."""
    by: str = ""
    """By which other way than the channel it is sent: `SMS`; empty for the channel."""
    chosen_from: int = 0
    """From among how many the people were chosen, where they were: quiet hours hold a few of many too."""
    after: Sequence[Text] = ()
    """What is said below `what` of how it arrives, or what follows it."""
    other: Instead | None = None

    @property
    def of(self) -> int:
        """How many people they are, or were at first."""
        return max(len(self.people), self.chosen_from)

    @property
    def is_for_one(self) -> bool:
        """Whether it is for one, who isn't left of so many that quiet hours hold them."""
        return len(self.people) == 1 and self.of <= SMALL


async def confirm_send(
    context: Context[object],
    title: str,
    what: Sequence[Text],
    people: Sequence[Subscriber],
    edits: Sequence[Sequence[Edit]],
    message: str,
    *,
    late_matters: bool = True,
    doubted: bool = False,
    by: str = "",
) -> None:
    """Ask whether something should really go to these people, and send it.

    Args:
        context: how to ask, and the open bot.
        title: what is about to happen: `Send sub-flow`.
        what: what they get, line by line.
        people: who gets it. More than one are asked for by their number.
        edits: what is sent to each, in the order of the people.
        message: what is said once the host has accepted it.
        late_matters: whether WhatsApp's window keeps it from arriving.
        doubted: whether `what` says something against it, so that it is asked whatever the settings say.
        by: by which other way than the channel it is sent: `SMS`; empty for the channel.

    Raises:
        Cancelled: when the answer is no.
    """
    rows = [RowEdits(person.title, each) for person, each in zip(people, edits, strict=True)]
    asked = _Reaching(title, what, people, rows, message, late_matters=late_matters, doubted=doubted, by=by)
    await _confirm_send(context, asked)


async def _confirm_send(context: Context[object], asked: _Reaching) -> None:
    if asked.is_for_one:
        await _confirm(context, await _as_arrives_at_one(context, asked))
        return
    until = held_until(context.workspace, asked.of)
    then = None if until is None else host_now() + until - time.time()
    people, late_matters = asked.people, asked.late_matters
    reach_each = [reach_of(each, late_matters=late_matters, now=then) for each in people]
    among = [at for at, reach in enumerate(reach_each) if reach in ARRIVES]
    some, theirs = [people[at] for at in among], [asked.rows[at] for at in among]
    only_those = partial(
        _confirm_send, context, replace(asked, people=some, rows=theirs, chosen_from=asked.of)
    )
    lines = [*asked.what, "", *reach_lines(people, late_matters=late_matters, by=asked.by, until=until)]
    if late_matters and "shut" in reach_each:
        lines.append(
            dim(f"A template also arrives after 24 h: {key_behind_escape('subscribers.template')} sends one.")
        )
    other = Instead("o", f"only the {len(among):,} it arrives at", only_those)
    await _confirm(context, replace(asked, what=lines, other=other if 0 < len(among) < len(people) else None))


async def _as_arrives_at_one(context: Context[object], asked: _Reaching) -> _Reaching:
    """A send to one with how it arrives."""
    (person,), late_matters = asked.people, asked.late_matters
    window = await window_here(context.workspace, person) if late_matters else None
    reach = reach_of(person, late_matters=late_matters)
    lost = reach == "off" or (window.state if window is not None else reach) == "shut"
    return replace(
        asked, after=arrival(person, window, late_matters=late_matters), doubted=asked.doubted or lost
    )


async def confirm_start(
    context: Context[object],
    title: str,
    people: Sequence[Subscriber],
    rows: Sequence[RowEdits],
    message: str,
    *,
    verb: str,
    what: Sequence[Text] = (),
) -> None:
    """Ask, as before a send, whether something should be done after which the host may start flows.

    Args:
        context: how to ask, and the open bot.
        title: what is about to happen: `Move the chat to done`.
        people: whom it is about. Of those for whom there is something to do, more than one are asked for by their number.
        rows: what is done to each, in the order of the people.
        message: what is said once it is done.
        verb: what is on the confirming button.
        what: what is about to happen, in more lines.

    Raises:
        Cancelled: when the answer is no.
    """
    if not any(row.edits for row in rows):
        await carry_out(context, rows, message)  # which says that there is nothing to change
        return
    meant = changed(people, rows)
    after: list[Text] = [dim(MAY_START_FLOWS)]
    if unchanged := len(people) - len(meant):
        after.append(unchanged_said(unchanged))
    await _confirm(context, _Reaching(title, what, meant, rows, message, verb, "for", after=after))


async def _confirm(context: Context[object], asked: _Reaching) -> None:
    people, rows = asked.people, asked.rows
    seen: set[int] = set()
    opened, several = time.time(), len(people) > 1
    alone = asked.is_for_one and asked.word == "to"
    began = opened - SOON

    async def submit(_: object) -> None:
        if not alone:
            await carry_out(context, rows, asked.message, seen_at=opened, chosen_from=asked.chosen_from)
            return
        async with unless_sent(context.workspace, people[0].row_id, began, seen):
            await carry_out(context, rows, asked.message)

    calls = sum(len(row.edits) for row in rows)
    unsure = await missing(context.workspace, (edit.call for row in rows for edit in row.edits))
    crossing: Sequence[Entry] = ()
    if alone:
        journal = context.workspace.journal
        entries = await journal.written(ENTRIES, people[0].row_id)
        seen.update(each.id for each in entries)
        crossing = lately(entries, began, (journal.owner,))
    told: list[Text | None] = [
        cost(context.workspace, calls, rows),
        trial_said(context.workspace, rows),
        held(context.workspace, rows, asked.chosen_from),
        *await repeats(context.workspace, rows),
        *((Span(each, "warn"),) for each in unsure),
        *lines_of(crossing),
    ]
    # Whom it reaches stands below what keeps a send from arriving, which a small terminal has to show.
    groups: list[list[Text]] = [
        [*asked.what, *asked.after],
        [each for each in told if each is not None],
        _some_of(asked),
    ]
    groups = [each for each in groups if each]
    question = Confirm(
        asked.title,
        _apart(groups) if several else tuple(itertools.chain.from_iterable(groups)),
        verb=asked.verb,
        typed=len(people) if several else 0,
        waived=asked.is_for_one and not (asked.doubted or crossing or unsure),
        unable=unable(context.workspace, calls, rows),
        other=asked.other,
        whom=(_whom(people, asked.word),),
    )
    await context.ask.confirm(question, submit)


def _some_of(asked: _Reaching) -> list[Text]:
    """The first of several people, a line each; nothing of one."""
    people = asked.people
    if len(people) < 2:
        return []
    lines = [*recipients(people[:8], asked.word, window=asked.late_matters, by=asked.by)]
    return [*lines, and_more(len(people) - 8)] if len(people) > 8 else lines


def _apart(groups: Iterable[Sequence[Text]]) -> tuple[Text, ...]:
    """Lines of several groups, with an empty one between two of them."""
    return tuple(itertools.chain.from_iterable(("", *group) for group in groups))[1:]


def _whom(people: Sequence[Subscriber], word: str) -> Text:
    """The line that says whom it reaches: the one, or how many."""
    if len(people) == 1:
        return recipient(people[0], word)
    return Span(f"{word} ", "dim"), Span(who(people), "strong")


async def confirm_sub_flow(context: Context[object], people: Sequence[Subscriber], sub_flow: SubFlow) -> None:
    """Ask whether a sub-flow should really go to these people, and send it.

    Args:
        context: how to ask, and the open bot.
        people: who gets it. More than one are asked for by their number.
        sub_flow: what they get.

    Raises:
        Cancelled: when the answer is no.
    """
    what = (Span(sub_flow.name, "strong"), Span(f"  {sub_flow.sub_flow_ns}", "dim"))
    message = f"The host accepted {sub_flow.name} for {who(people)}."
    edits = [[send_sub_flow(person, sub_flow)] for person in people]
    await confirm_send(context, "Send sub-flow", [what], people, edits, message)
    if not context.workspace.switches.dry_run:
        context.workspace.memory.sent(sub_flow.sub_flow_ns)


def recipients(
    people: Sequence[Subscriber], word: str = "to", *, window: bool = False, by: str = ""
) -> list[Text]:
    """A line for each who gets something, one below the other: names, windows and phones are lined up.

    Args:
        people: who, one at least.
        word: what is before their names.
        window: whether it also says if WhatsApp's window is open.
        by: by which other way than the channel they get it; see `recipient`.
    """
    wide = min(_NAME, max(safe.width(safe.sanitize(person.title)) for person in people))
    windows = max(safe.width(plain(window_of_row(person))) for person in people) if window else 0

    def lines(room: int) -> list[Text]:
        several = word == "to"
        return [
            recipient(each, word, several=several, window=window, wide=wide, room=room, by=by)
            for each in people
        ]

    lined_up = lines(windows)
    fits = max(safe.width(plain(line)) for line in lined_up) <= LINE
    return lined_up if fits else lines(0)


def recipient(
    person: Subscriber,
    word: str = "to",
    *,
    several: bool = False,
    window: bool = False,
    wide: int = 0,
    room: int = 0,
    by: str = "",
) -> Text:
    """A line that says who gets something, by enough to recognise them.

    Args:
        person: who.
        word: what is before their name.
        several: whether it is one of several lines: there the id stands only where no phone or address tells one from
            another, so that each has one line.
        window: whether it also says if WhatsApp's window is open.
        wide: the cells that names of several below each other take, so that what is behind them is, too.
        room: the cells that their windows take, likewise.
        by: by which other way than the channel they get it: `SMS`, or `MAIL`, of which the address is shown.
    """
    address = person.email if by == MAIL else _phone(person)
    id_ = "" if several and address else person.user_ns
    known = " · ".join(filter(None, (address, "" if by else channel(person.channel), id_)))
    left = window_of_row(person) if window else ""
    drawn = (Span("  "), *spans(left), Span(" " * (room - safe.width(plain(left))))) if window else ()
    gap = " " * (wide - safe.width(safe.sanitize(person.title)))
    return (Span(f"{word} ", "dim"), Span(person.title), Span(gap), *drawn, Span(f"  {known}", "dim"))


def one_line(text: str) -> str:
    """A text on one line, cut short."""
    flat = " ".join(text.split())
    return flat if len(flat) <= 40 else f"{flat[:39]}…"
