# SPDX-License-Identifier: MIT
"""What is left of the hour's calls, as it is drawn: `996 ▕█████████▉▏ 42 min`."""

from __future__ import annotations

import msgspec

from flotui.api.pacer import Pacer
from flotui.resources.text import Tone
from flotui.text.amounts import count
from flotui.text.glyphs import glyph
from flotui.text.moments import age
from flotui.text.pictures import gauge, share

LOW, LEAST = 0.2, 0.05
"""The shares of the hour's calls below which few, and hardly any, are left."""


_REFILLS = 6
"""Cells of within how long they are full again: `42 min`."""


class QuotaLeft(msgspec.Struct, frozen=True):
    """What is left of the hour's calls."""

    remaining: int | None
    """How many; None where the host hasn't said."""
    limit: int | None
    """How many an hour has."""
    full_by: float | None
    """By when they are all there again, in unix seconds; None where that can't be told."""

    @property
    def tone(self) -> Tone:
        """The tone to show it in: the fewer are left, the louder."""
        part = share(self.remaining, self.limit)
        return "dim" if part is None or part >= LOW else "warn" if part >= LEAST else "danger"

    @property
    def few(self) -> bool:
        """Whether few are left."""
        return self.tone != "dim"

    @property
    def refills(self) -> str:
        """Within how long they are full again: `42 min`; empty where that can't be told."""
        return "" if self.full_by is None else age(self.full_by).removeprefix("in ")

    @property
    def text(self) -> str:
        """All of it in words: `996 of 1,000 · full within 42 min`."""
        if self.remaining is None:
            return "not known yet"
        of = f" of {count(self.limit)}" if self.limit is not None else ""
        return f"{count(self.remaining)}{of}" + (f" · full within {self.refills}" if self.refills else "")

    @property
    def short(self) -> str:
        """The number alone, with a sign where few are left: `! 40`."""
        return f"{glyph('attention')} {count(self.remaining)}" if self.few else count(self.remaining)

    @property
    def drawn(self) -> str:
        """The number, a gauge, and within how long it is full again: `  996 ▕████████▉▏ 42 min`; before it words for few.
        Whatever changes of it, the rest stays where it is from its end.
        """
        drawn = gauge(self.remaining, self.limit) if self.limit else "calls"
        number = f"{count(self.remaining):>{len(count(self.limit)) if self.limit else 0}}"
        words = {"warn": "few calls left", "danger": "hardly any calls left"}.get(self.tone, "")
        refills = f"{self.refills:>{_REFILLS}}" if self.refills else ""
        said = f"{glyph('attention')} {words}" if words else ""
        return " ".join(filter(None, (said, number, drawn, refills)))


def left_said(pacer: Pacer) -> str:
    """How many of the hour's calls are left, as far as that is known here: `996`, or `at most 996` where the host said so
    a while ago, since others may have used some; empty where it never did.

    Args:
        pacer: the open bot's.
    """
    left = pacer.at_most
    if left is None:
        return ""
    return f"at most {count(left)}" if pacer.is_old else count(left)


def left_of(pacer: Pacer) -> QuotaLeft:
    """What is left of the hour's calls.

    Args:
        pacer: the open bot's.
    """
    return QuotaLeft(pacer.remaining, pacer.limit, pacer.full_by)
