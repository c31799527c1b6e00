# SPDX-License-Identifier: MIT
"""A part of each day, as it is typed, said and kept."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from flotui.jobs.times import SendingHours, never, obstacle, quiet_until
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


def test_a_start_in_another_year_is_said_with_its_time() -> None:
    now = datetime(2026, 12, 30, 10, tzinfo=UTC).timestamp()
    starts = datetime(2027, 1, 4, 9, 30, tzinfo=UTC).timestamp()
    found = obstacle(SendingHours(starts, None, None, "Etc/UTC"), now)
    assert found is not None and "4 Jan 2027 09:30" in found[1]


@pytest.mark.parametrize("start", [None, 12])
def test_a_time_that_ends_as_it_could_begin_leaves_none(start: int | None) -> None:
    now = datetime(2026, 11, 29, 3, tzinfo=UTC).timestamp()
    opens = datetime(2026, 11, 29, start or 8, tzinfo=UTC).timestamp()
    window = SendingHours(None if start is None else opens, opens, (21, 8), "Etc/UTC")
    assert never(window, now).startswith("It can never be sent: ")
    assert not never(replace(window, not_after=opens + 60), now)
    if start is None:
        found = obstacle(window, now)
        assert found is not None and found[0] is None, "it isn't held for a moment at which its time is over"


def test_quiet_hours_that_end_in_an_hour_that_clocks_have_twice_end_in_the_one_that_it_is() -> None:
    zone = ZoneInfo("Europe/Berlin")
    for fold in (0, 1):
        now = datetime(2026, 10, 25, 2, 10, fold=fold, tzinfo=zone).timestamp()
        assert quiet_until(now, (21, 2.5), zone) == now + 20 * 60


@pytest.mark.parametrize(
    ("at", "quiet"), [("28 23:00", (21, 2.5)), ("29 01:50", (1.75, 2.5)), ("29 00:00", (21, 2))]
)
def test_quiet_hours_whose_end_clocks_leave_out_end_as_they_do(at: str, quiet: tuple[float, float]) -> None:
    zone = ZoneInfo("Europe/Berlin")
    now = datetime.strptime(f"2026-03-{at}", "%Y-%m-%d %H:%M").replace(tzinfo=zone).timestamp()
    until = quiet_until(now + 0.25, quiet, zone)
    assert until == datetime(2026, 3, 29, 3, tzinfo=zone).timestamp()
    assert quiet_until(until - 1, quiet, zone) == until and quiet_until(until, quiet, zone) is None


@pytest.mark.parametrize(
    ("limited", "ends", "quiet", "said"),
    [
        (20, None, (21, 8), ". It goes on at 20:00."),
        (21, None, (21, 8), ", and quiet hours follow. It goes on at 08:00 tomorrow."),
        (
            21,
            24,
            (21, 8),
            ", quiet hours follow until 08:00 tomorrow, and its time ends before, at 00:00 tomorrow.",
        ),
        (21, 24, None, ". It goes on at 21:00."),
        (24.5, 24, None, " until 00:30 tomorrow, and its time ends before, at 00:00 tomorrow."),
    ],
)
def test_what_waits_for_calls_says_whether_it_can_go_on_then(
    limited: float, ends: float | None, quiet: tuple[float, float] | None, said: str
) -> None:
    day = datetime(2026, 11, 29, tzinfo=UTC).timestamp()
    not_after = None if ends is None else day + ends * 3600
    found = obstacle(SendingHours(None, not_after, quiet, "Etc/UTC"), day + 19.5 * 3600, day + limited * 3600)
    assert found == (day + limited * 3600, f"This hour's calls are used up{said}")
