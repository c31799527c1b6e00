# SPDX-License-Identifier: MIT
"""Who waits for an answer, longest first, with what is left of WhatsApp's 24 hours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from flotui.repositories.inbox import Waiter, longest_wait
from flotui.resources.base import Column, Query
from flotui.resources.last_words import last_words
from flotui.resources.text import Text, dim
from flotui.resources.today.common import Reading, TodayList, opening
from flotui.resources.windows import LEFT_WIDTH, left_of_row
from flotui.text.channels import channel
from flotui.text.moments import span
from flotui.text.plural import count

if TYPE_CHECKING:
    from flotui.workspace import Workspace


def _read(workspace: Workspace, query: Query) -> Reading[Waiter]:
    return workspace.inbox.glance(force=query.force)


def _waited(row: Waiter) -> Text:
    seconds = row.waited()
    if seconds is None:
        return dim("–")
    return span(seconds) if row.waits else dim(f"{span(seconds)}?")


def _words(row: Waiter) -> Text:
    if row.heard is None or row.heard.nothing:
        return dim("not read" if row.heard is None else "says nothing")
    return last_words(row.heard) if row.heard.words else dim("–")


def _sums(rows: Sequence[Waiter]) -> str:
    """How many wait, how many may, and how long the first does: `6 wait · 8 may (?) · longest 21 h`."""
    waiting = [each for each in rows if each.waits]
    unknown = sum(each.waits is None for each in rows)
    parts = ["1 waits" if len(waiting) == 1 else f"{count(len(waiting))} wait"]
    if unknown:
        parts = [*parts, f"{count(unknown)} may (?)"] if waiting else [f"{count(unknown)} may wait (?)"]
    if longest := longest_wait(waiting):
        parts.append(f"longest {span(longest)}")
    return " · ".join(parts)


WAITING: TodayList[Waiter] = TodayList(
    id="today-waiting",
    title="Waiting for an answer",
    singular="subscriber",
    read=_read,
    columns=(
        Column("name", "Name", lambda row: row.title, width=14, flex=1),
        Column("waits", "Waits", _waited, width=8, align="right"),
        Column("window", "Window", left_of_row, width=LEFT_WIDTH, align="right", priority=1),
        Column("words", "Last words", _words, width=18, flex=3),
        Column("channel", "Channel", lambda row: dim(channel(row.channel)), width=9, priority=3),
    ),
    label=lambda row: row.title,
    opens="today-waiting.open",
    actions=(opening("waiting", "waiting", lambda row: row.row_id, tab="chat", opens_chat=True),),
    sums=_sums,
    made_of=frozenset({"subscriber"}),
    follow=30.0,
    empty="Nobody waits. Everybody who wrote in the past 24 hours has an answer.",
    operations=("flowBotUsers",),
    acts_as="waiting",
    arrives_in="waiting",
)
