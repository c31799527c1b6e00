# SPDX-License-Identifier: MIT
"""Judging writes by what the host carried out, whatever was said of them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from typing import Any

from flotui.api.failures import Timeouts
from flotui.sandbox.kinds import KINDS
from flotui.store.journal import Entry, Outcome

LONG = bool(os.environ.get("FLOTUI_LONG"))
"""Whether the longer setting is asked for: everything against everything (docs/development.md)."""


def examples(many: int) -> int:
    """How many examples of a property are tried: all in the longer setting, half of them within the suite.

    Args:
        many: how many in the longer setting.
    """
    return many if LONG else many // 2


QUICK = Timeouts(connect=5.0, read=0.6, write=5.0, total=2.0)
"""A patience that a test can wait for."""

SOON = {"late": {"delay_ms": 20}, "drip": {"drip_ms": 2}}
"""What makes the faults that only take their time take less of it."""

LOST = tuple(name for name, fault in KINDS.items() if fault["accepted"] and name not in SOON)
"""The faults after which only the host knows that it carried the request out."""

NOTHING_HAPPENED = re.compile(
    r"nothing (was|is|has been) (changed|sent|done)|(was|were) not sent|not sent\b|never left|wasn't sent"
    r"|not saved|\. discarded\b",
    re.I,
)
"""What may be said only where the host carried nothing out."""

SAME_ALREADY = re.compile(r"No change: .{,120}? already.{,40}?Nothing was sent")
"""What is said of a second try that found the first one carried out: of that try it is true."""

SETTLED = {
    Outcome.DONE: "done",
    Outcome.REFUSED: "not done",
    Outcome.WAITING: "not done",
    Outcome.UNCHANGED: "not done",
}
"""What the journal says for certain; the other outcomes leave it open."""


def wrong_outcomes(entries: Iterable[Entry], accepted: int) -> list[str]:
    """Where the journal contradicts the host.

    Args:
        entries: the entries of the writes that were tried.
        accepted: how many requests the host carried out for them.
    """
    said = [entry.outcome for entry in entries]
    done = said.count(Outcome.DONE)
    open_ = sum(1 for outcome in said if outcome not in SETTLED)
    found = []
    if done and not accepted:
        found.append(f"the journal says done, the host carried nothing out: {said}")
    if not done and not open_ and accepted:
        found.append(f"the host carried {accepted} out, the journal says {said}")
    return found


def wrong_words(text: str, accepted: int) -> list[str]:
    """Where a sentence says that nothing happened, and the host did something."""
    said = NOTHING_HAPPENED.search(SAME_ALREADY.sub("", " ".join(text.split())))
    return [f"{accepted} carried out, but it says “{said[0]}”: {text!r}"] if said and accepted else []


def fault_of(kind: str, **more: Any) -> dict[str, Any]:
    """A fault by its name, quick enough for a test."""
    return {"kind": kind, **SOON.get(kind, {}), **more}
