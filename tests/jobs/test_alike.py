# SPDX-License-Identifier: MIT
"""Three alike in a row concern all that are left; one that went well, or went wrong otherwise, begins anew."""

from __future__ import annotations

from flotui.jobs.alike import Streak
from flotui.store.entry import Outcome


def test_three_refusals_for_one_reason_and_no_others() -> None:
    streak = Streak()
    assert [streak.add(Outcome.REFUSED, each) for each in ("No.", "No.", "Never.", "No.", "No.")] == [""] * 5
    assert streak.add(Outcome.REFUSED, "No.") == "3 in a row were refused for the same reason."
    streak.end()
    assert [streak.add(Outcome.REFUSED, "No.") for _ in range(2)] == ["", ""]


def test_three_without_a_clear_answer_whatever_is_said_of_them() -> None:
    streak = Streak()
    assert [streak.add(Outcome.UNKNOWN, each) for each in ("Late.", "Cut short.", "Empty.")] == [
        "",
        "",
        "3 in a row got no clear answer.",
    ]
