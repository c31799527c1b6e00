# SPDX-License-Identifier: MIT
"""A part of each day, as it is typed, said and kept."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from flotui.jobs.times import SendingHours, obstacle, quiet_until
from flotui.text.hours import Hours, NoHours, hours_of, in_words
from flotui.text.zones import Zone, follow


@pytest.mark.parametrize(
    ("text", "hours", "words"),
    [
        ("21-8", (21, 8), "21:00 and 08:00"),
        ("21:30 – 07:45", (21.5, 7.75), "21:30 and 07:45"),
        ("22-24", (22, 0), "22:00 and 00:00"),
    ],
)
def test_hours_are_read_and_said(text: str, hours: Hours, words: str) -> None:
    assert hours_of(text) == hours
    assert in_words(hours) == words


@pytest.mark.parametrize("text", ["", "21", "21-21", "25-8", "21:60-8", "night", "24-0", "21-8-9"])
def test_what_says_no_hours_is_refused(text: str) -> None:
    with pytest.raises(NoHours):
        hours_of(text)


def test_off_is_none() -> None:
    assert hours_of(" Off ") is None


@pytest.mark.parametrize(
    ("at", "until"),
    [("21:29", None), ("21:30", "28 07:45"), ("07:44", "27 07:45"), ("07:45", None), ("00:00", "27 07:45")],
)
def test_quiet_hours_begin_and_end_at_their_minute(at: str, until: str | None) -> None:
    now = datetime.strptime(f"2026-11-27 {at} +0000", "%Y-%m-%d %H:%M %z").timestamp()
    found = quiet_until(now, (21.5, 7.75), UTC)
    assert (None if found is None else datetime.fromtimestamp(found, UTC).strftime("%d %H:%M")) == until


@pytest.mark.parametrize(("shown", "named"), [("Etc/UTC", " (America/Lima)"), ("America/Bogota", "")])
def test_a_job_whose_hours_are_in_another_zone_than_what_is_shown_names_it(shown: str, named: str) -> None:
    now = datetime(2026, 11, 28, 10, 45, tzinfo=UTC).timestamp()
    ends = follow(lambda: Zone(ZoneInfo(shown), shown))
    try:
        for window, said in (
            (SendingHours(None, None, (21, 8), "America/Lima"), f"Held until 08:00{named}: quiet hours."),
            (
                SendingHours(now + 86400, None, None, "America/Lima"),
                f"Held until 05:45 tomorrow{named}, when it",
            ),
            (SendingHours(None, now - 3600, None, "America/Lima"), f"Its time ended at 04:45{named}."),
        ):
            found = obstacle(window, now, None)
            assert found is not None and found[1].startswith(said)
    finally:
        ends()
