# SPDX-License-Identifier: MIT
"""What is told in the footer's place, and what takes it away."""

from __future__ import annotations

import pytest

from flotui.ui import notices
from flotui.ui.notices import Notice
from flotui.ui.presses import UNREAD


class Clock:
    """The time, as the test sets it."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr(notices, "monotonic", found)
    return found


def shown(notice: Notice) -> str:
    return notice.shown[0] if notice.shown is not None else ""


def test_what_was_done_and_what_warns_stand_side_by_side(clock: Clock) -> None:
    notice = Notice()
    notice.tell("Saved.", "good")
    notice.tell("Slow.", "warn")
    assert notice.shown == ("Saved. Slow.", "warn")
    notice.withdraw("Slow.")
    assert notice.shown == ("Saved.", "good")
    notice.tell("3 marked.", "plain")
    assert notice.shown == ("3 marked.", "plain")


@pytest.mark.parametrize(("later", "stays"), [(UNREAD / 2, True), (UNREAD * 2, False)])
def test_a_failure_stays_until_it_can_have_been_read(clock: Clock, later: float, stays: bool) -> None:
    notice = Notice()
    notice.tell_failed("Refused.", "Ana Souza")
    clock.now += later
    notice.tell_failed("Lost.", "Zoë O'Dell")
    assert shown(notice) == ("Refused. Lost." if stays else "Lost.")
    notice.end(clock.now + later)
    assert shown(notice) == ("Ana Souza: Refused. Zoë O'Dell: Lost." if stays else "")


def test_the_same_of_another_row_is_told_by_name(clock: Clock) -> None:
    notice = Notice()
    notice.tell_failed("Refused.", "Ana Souza")
    notice.tell_failed("Refused.", "Zoë O'Dell")
    assert shown(notice) == "Ana Souza: Refused. Refused."


def test_what_was_told_after_a_key_stays(clock: Clock) -> None:
    notice = Notice()
    notice.tell("Saved.", "good")
    notice.end(clock.now - 0.1)
    assert shown(notice) == "Saved."
    notice.end(clock.now + 0.1)
    assert notice.shown is None and not notice.warns("Saved.")
