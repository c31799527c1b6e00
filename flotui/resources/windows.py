# SPDX-License-Identifier: MIT
"""WhatsApp's 24 hours as they are drawn: a gauge with what is left of them, and the same words everywhere."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from flotui.api.models.subscriber import ChatMessage, Subscriber
from flotui.repositories.window import (
    ARRIVES,
    LENGTH,
    REACHES,
    Reach,
    ReplyWindow,
    has_rule,
    newest_inbound,
    reaches,
    window_of,
)
from flotui.resources.keys import key_of
from flotui.resources.text import Span, Text, Tone, dim, plain, spans
from flotui.text import safe
from flotui.text.amounts import count
from flotui.text.channels import channel
from flotui.text.dates import clock_time
from flotui.text.glyphs import glyph
from flotui.text.moments import span, weekday_time
from flotui.text.pictures import gauge

if TYPE_CHECKING:
    from flotui.workspace import Workspace

_LOOKED = 100
"""How many of the newest messages of a chat are looked through for the newest of theirs."""
WIDTH = 18
"""The cells of a column that shows it."""
LEFT_WIDTH = 7
"""The cells of a column that shows what is left of it."""
GAUGE_WIDTH = 11
"""The cells of a column that shows its gauge."""
LINE = 72
"""The cells of a line in a dialog."""
_CELLS = 9
"""The cells of its gauge, between the edges."""


def window_cell(window: ReplyWindow, *, aligned: bool = True) -> Text:
    """A window in a list: the gauge and what is left, `▕███████▉ ▏ 21 h`; a dash where there is no such rule.

    Args:
        window: the subscriber's.
        aligned: whether what is left ends where that of all others does.
    """
    if window.state == "free":
        return dim("–")
    if window.state == "unknown":
        return dim("not known")
    if window.state == "shut":
        return dim("shut")
    if window.shuts is None:
        return (Span("open", "good"),)
    soon = glyph("attention") if window.soon else ""
    left = f"{soon}{_left(window.left)}"
    return (Span(f"{_gauge(window)}{f'{left:>7}' if aligned else f' {left}'}", _tone(window)),)


def left_cell(window: ReplyWindow) -> Text:
    """What is left of a window, `21 h`, in a column that is narrow; a dash where there is no such rule.

    Args:
        window: the subscriber's.
    """
    match window.state:
        case "free":
            return dim("–")
        case "unknown":
            return dim("not known")
        case "shut":
            return dim("shut")
    if window.shuts is None:
        return (Span("open", "good"),)
    soon = glyph("attention") if window.soon else ""
    return (Span(f"{soon}{_left(window.left)}", _tone(window)),)


def gauge_cell(window: ReplyWindow) -> Text:
    """The gauge of a window, for a column beside what is left; nothing where that isn't known, or there is no such rule.

    Args:
        window: the subscriber's.
    """
    if window.state != "open" or window.shuts is None:
        return ""
    return (Span(_gauge(window), _tone(window)),)


def left_of_row(person: Subscriber) -> Text:
    """What is left of the window of a row of subscribers, for a narrow column."""
    return left_cell(window_of(person))


def window_of_row(person: Subscriber) -> Text:
    """The window of a row of subscribers, for a column."""
    return window_cell(window_of(person))


def shuts_at(window: ReplyWindow) -> float | None:
    """When a window shuts or has shut, in unix seconds, for a file; None where that isn't known to the hour.

    Args:
        window: the subscriber's.
    """
    return window.shuts.timestamp() if window.shuts is not None else None


def window_says(window: ReplyWindow, *, asked: bool = False) -> tuple[Span, ...]:
    """A window in a card or a dialog: `▕███████▉ ▏ 21 h left · until Fri 08:53`.

    Args:
        window: the subscriber's.
        asked: whether a dialog shows it, where the list's keys are text or do nothing.
    """
    template = "only a template arrives" if asked else f"{key_of('subscribers.template')} sends a template"
    match window.state:
        case "free":
            return (Span("any time"), Span(" · this channel has no 24-hour rule", "dim"))
        case "unknown":
            return dim("not known when they last wrote")
        case "shut":
            return (
                Span(f"{_gauge(window)} ", "dim"),
                Span(f"shut {span(_seconds(window))} ago · {template}", "dim"),
            )
    if window.shuts is None:
        return (Span("open", "good"), Span(" · set the time zone to see until when", "dim"))
    soon = f"{glyph('attention')} " if window.soon else ""
    return (
        Span(f"{_gauge(window)} ", _tone(window)),
        Span(f"{soon}{_left(window.left)} left", _tone(window)),
        Span(f" · until {weekday_time(window.shuts)}", "dim"),
    )


def arrival(
    person: Subscriber, window: ReplyWindow | None = None, *, late_matters: bool = True
) -> tuple[Text, ...]:
    """A line that says whether a send arrives at one subscriber; none where nothing is to be said.

    Args:
        person: who.
        window: theirs, where more is known of it than their row says.
        late_matters: whether the window does: not to templates, e-mails and SMS.
    """
    if not person.is_on:
        return ((Span(f"{glyph('attention')} not subscribed: no message arrives", "warn"),),)
    found = window or window_of(person)
    if not late_matters or found.state == "free":
        return ()
    return ((Span("free text ", "dim"), *window_says(found, asked=True)),)


async def window_here(workspace: Workspace, person: Subscriber) -> ReplyWindow:
    """Somebody's 24 hours, by their chat where it is here: that tells the moment exactly. The host isn't asked.

    Args:
        workspace: the open bot.
        person: who.
    """
    messages: Sequence[ChatMessage] = ()
    with workspace.reader.only_here():
        async for found in workspace.subscribers.chat(person.row_id):
            messages = await found.value.first(_LOOKED)
    return window_of(person, inbound=newest_inbound(messages))


def addressee(
    person: Subscriber, window: ReplyWindow | None = None, *, late_matters: bool = True
) -> tuple[Text, ...]:
    """The first lines of a dialog that sends to one subscriber: who, on which channel, and whether it arrives.

    Args:
        person: who.
        window: theirs, where more is known of it than their row says.
        late_matters: whether the window does.
    """
    named = (Span(person.title, "strong"), Span(f" · {channel(person.channel)}", "dim"))
    told = [span for line in arrival(person, window, late_matters=late_matters) for span in spans(line)]
    line = (*named, Span(" · ", "dim"), *told)
    if not told or safe.width(plain(line)) > LINE:  # what matters isn't wrapped in the middle
        return (named, tuple(told)) if told else (named,)
    return (line,)


def reach_lines(
    people: Sequence[Subscriber],
    *,
    late_matters: bool = True,
    by: str = "",
    width: int = 24,
    until: float | None = None,
) -> list[Text]:
    """At how many a send arrives, and at how many it doesn't and why, each with a bar.

    Args:
        people: who would get it.
        late_matters: whether the window does.
        by: by which other way than the channel it is sent: `SMS`; empty for the channel.
        width: the cells of a bar.
        until: until when it is held, in unix seconds: it is counted for then. None for what is sent now.
    """
    ahead = 0.0 if until is None else until - time.time()
    found = reaches(people, late_matters=late_matters, ahead=ahead)
    words = dict(REACHES)
    if until is not None:
        words["now"] = "inside 24 h"
    if not late_matters:  # a template is sent to those of its channel alone
        others = {channel(each.channel) for each in people if not has_rule(each.channel)}
        words["now"] = "WhatsApp"
        if len(others) == 1:
            words["free"] = others.pop()
    if by:
        found["now"], found["free"], words["now"] = found["now"] + found["free"], 0, f"by {by}"
    lines: list[Text] = []
    for arrives, heading in ((True, "it arrives at"), (False, "it doesn't arrive at")):
        rows = [each for each, _ in REACHES if (each in ARRIVES) is arrives and found[each]]
        if rows == ["unknown"]:
            heading = "it may not arrive at"
        if rows:
            lines.append(dim(heading if until is None else f"at {clock_time(until)} {heading}"))
        lines += [_reach(each, words[each], found[each], len(people), width) for each in rows]
    return lines


def _reach(reach: Reach, words: str, number: int, of: int, width: int) -> Text:
    tone: Tone = "good" if reach in ARRIVES else "warn" if reach == "shut" else "dim"
    sign = glyph("attention") if reach == "shut" else " "
    drawn = gauge(number, of, width)
    return (Span(f"{sign} {words:<17}", tone), Span(f"{count(number):>6}  "), Span(drawn, tone))


def _gauge(window: ReplyWindow) -> str:
    return gauge(window.left.total_seconds(), LENGTH.total_seconds(), _CELLS)


def _tone(window: ReplyWindow) -> Tone:
    return "warn" if window.soon else "good"


def _left(left: timedelta) -> str:
    """What is left, rounded up as people do: 20 h 53 min are 21 h, the last hour is in minutes."""
    seconds = left.total_seconds()
    if seconds >= 3600:
        return f"{round(seconds / 3600)} h"
    return f"{max(1, round(seconds / 60))} min"


def _seconds(window: ReplyWindow) -> float:
    """How long it has been shut, in seconds, or at least a second."""
    return max(1.0, window.shut_for.total_seconds())
