# SPDX-License-Identifier: MIT
"""The first line at the top: which bot this is and what state it is in.

Where there is little room, what matters least goes first. The bot never goes.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from flotui.api.pacer import Pacer
from flotui.resources.keys import key_of
from flotui.resources.quota import left_of
from flotui.resources.text import Span, Tone
from flotui.store.job import Job
from flotui.text import safe
from flotui.text.dates import clock_time, clock_time_by
from flotui.text.fold import fold
from flotui.text.glyphs import glyph
from flotui.text.plural import count, counted
from flotui.workspace import Progressed, Workspace

_BETWEEN = " · "
_LEAST = 8
"""The fewest cells that the bot's name is cut to beside its profile's."""


class HeaderPart(msgspec.Struct, frozen=True):
    """Something that is in the first line, where there is room."""

    text: str
    tone: Tone
    weight: int
    """How important it is: where the width doesn't suffice, the part with the least is left out first."""
    short: str = ""
    """What it is cut to before it goes; empty for nothing."""

    @property
    def width(self) -> int:
        """Its width in cells, as shown."""
        return safe.width(safe.sanitize(self.text))


def names(bot: str, profile: str, others: Sequence[str]) -> tuple[str, str]:
    """What to call a bot: its name, and its profile's where that doesn't tell it from all others.

    Args:
        bot: the bot's name; empty where it isn't known.
        profile: its profile's name.
        others: what the bots of the other profiles are called.
    """
    if not bot:
        return profile, ""
    alike = any(" ".join(fold(each).split()) == " ".join(fold(bot).split()) for each in others)
    return bot, profile if alike and fold(profile) != fold(bot) else ""


def bot_line(
    width: int, bot: str, profile: str, about: Sequence[HeaderPart], state: Sequence[HeaderPart]
) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """The first line.

    Args:
        width: the cells there are.
        bot: what the bot is called.
        profile: its profile's name, where the bot's alone doesn't tell; empty for none.
        about: what else is known of it, in the order of the line.
        state: what state it is in, in the order of the line, which ends with it.

    Returns:
        The left and the right part.
    """
    bot, profile = safe.sanitize(bot), safe.sanitize(profile)
    whole = safe.width(bot) + (safe.width(_BETWEEN + profile) if profile else 0)
    # The name may take what what matters most leaves it, and half of the line in any case.
    room = width - 2 - min(whole, max(width // 2, _LEAST))
    kept: dict[int, HeaderPart] = {}
    parts = [*about, *state]
    for at in sorted(range(len(parts)), key=lambda at: -parts[at].weight):
        part = parts[at]
        for each in (part, replace(part, text=part.short)):
            if each.text and each.width + 3 <= room:
                kept[at] = each
                room -= each.width + 3
                break
        else:
            if part.weight < _MATTERS:
                break  # what weighs less doesn't take the place of what had to go
    left = [kept[at] for at in range(len(about)) if at in kept]
    right = [kept[at] for at in range(len(about), len(parts)) if at in kept]
    used = sum(part.width + 3 for part in kept.values())
    title = _title(bot, profile, width - 2 - used)
    names = (Span(f" {title}{''.join(f'{_BETWEEN}{part.text}' for part in left)}", "strong"),)
    return names, _joined(right)


_MATTERS = 50
"""From this weight on, something is said whatever else isn't."""


def _title(bot: str, profile: str, room: int) -> str:
    """The bot's name and its profile's in so many cells: the bot's is cut first, but never to nothing."""
    if not profile:
        return safe.cut(bot, max(room, 1))
    tail = safe.cut(profile, max(room - _LEAST - len(_BETWEEN), 1))
    left = max(room - safe.width(tail) - len(_BETWEEN), 1)
    return f"{safe.cut(bot, left)}{_BETWEEN}{tail}"


def _joined(parts: Sequence[HeaderPart]) -> tuple[Span, ...]:
    spans: list[Span] = []
    for part in parts:
        if spans:
            spans.append(Span(_BETWEEN, "dim"))
        spans.append(Span(f"{part.text} " if part is parts[-1] else part.text, part.tone))
    return tuple(spans)


def about(workspace: Workspace) -> list[HeaderPart]:
    """What tells the bot apart: its prefix and its host."""
    found = (HeaderPart(workspace.prefix, "strong", 40), HeaderPart(workspace.profile.host, "strong", 30))
    return [part for part in found if part.text]


def state(
    workspace: Workspace,
    *,
    progress: Progressed | None,
    jobs: Sequence[Job] = (),
    unknown: int,
    unfinished: int = 0,
    age: str,
) -> list[HeaderPart]:
    """What state the bot is in. What changes its width oftener is further left, so that the rest stays where it is.

    Args:
        workspace: the open bot.
        progress: how far what is being sent or read is; None while nothing is.
        jobs: the jobs that run in the background.
        unknown: how many writes are of unknown outcome.
        unfinished: how many jobs were paused, or ended with the program that ran them, and may go on.
        age: how old what is shown is.
    """
    parts: list[HeaderPart] = []
    if progress is not None:
        sent = f"{count(progress.done)}/{count(progress.of)} {progress.verb}"
        parts.append(HeaderPart(f"{sent}, {key_of('app.stop')} stops", "accent", 80, sent))
    parts += [_working(each) for each in jobs[:1]]
    if unknown:
        parts.append(HeaderPart(f"{unknown} unknown", "danger", 70))
    if unfinished:
        short = counted(unfinished, "job")
        parts.append(HeaderPart(f"{short} unfinished", "warn", 65, f"{glyph('attention')} {short}"))
    if age:
        failed = age.startswith(glyph("attention"))
        parts.append(HeaderPart(age, "warn" if failed else "dim", 52 if failed else 10))
    quota = _quota(workspace.pacer, waits=progress is not None)
    if quota is not None:
        parts.append(quota)
    mode = workspace.mode
    if mode == "read-write":
        return parts
    return [*parts, HeaderPart(mode.upper(), "warn", 90, "READ ONLY" if mode.endswith("read only") else "")]


def _working(job: Job) -> HeaderPart:
    """How far a job is."""
    done = f"job {count(job.finished)}/{count(job.meant)}"
    held = f" until {clock_time(job.held_until)}" if job.held_until is not None else ""
    return HeaderPart(f"{done}{held}", "warn" if held else "accent", 80, done)


def _quota(pacer: Pacer, *, waits: bool) -> HeaderPart | None:
    """What is left of the hour's calls, or until when they are held back; None where nobody knows.

    Args:
        pacer: the bot's.
        waits: whether something is under way, which stands still meanwhile: it is said why.
    """
    if pacer.paused_until is not None:
        until = clock_time_by(pacer.paused_until)
        return HeaderPart(f"paused until {until}", "danger", 75 if waits else 60, f"paused {until}")
    quota = pacer.quota
    if quota is None or quota.remaining is None:
        return None
    left = left_of(pacer)
    return HeaderPart(left.drawn, left.tone, 55 if left.few else 35, left.short)
