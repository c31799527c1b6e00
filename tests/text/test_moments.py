# SPDX-License-Identifier: MIT
"""How moments are written: in lists, in logs, in details."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from flotui.text import moments
from flotui.text.zones import Zone

ZONE = Zone(ZoneInfo("America/Sao_Paulo"), "America/Sao_Paulo")
ASSUMED = Zone(UTC, "UTC", assumed=True)
NOW = datetime(2026, 1, 15, 11, 58, tzinfo=ZONE.tz)
AT = NOW.timestamp()
MINUTE, HOUR, DAY = 60, 3600, 86_400


@pytest.mark.parametrize(
    ("passed", "text"),
    [
        (0, "now"),
        (0.9, "now"),
        (12, "12 s"),
        (5 * MINUTE, "5 min"),
        (59 * MINUTE + 59, "59 min"),
        (3 * HOUR, "3 h"),
        (DAY - 1, "23 h"),
        (7 * DAY, "7 d"),
        (60 * DAY, "60 d"),
        (61 * DAY, "2 mo"),
        (117 * DAY, "3 mo"),
        (364 * DAY, "11 mo"),
        (365 * DAY, "1 y"),
        (800 * DAY, "2 y"),
        (-30, "now"),  # the host's clock may be ahead of ours
        (-5 * DAY, "in 5 d"),
        (-90 * MINUTE, "in 1 h"),
    ],
)
def test_ages(passed: float, text: str) -> None:
    assert moments.age(AT - passed, AT) == text
    assert len(text) <= 6 or text.startswith("in ")


@pytest.mark.parametrize("at", [None, float("nan"), float("inf"), -float("inf"), "yesterday", True, []])
def test_no_age(at: object) -> None:
    assert moments.age(at, AT) == "–"
    assert moments.ago(at, AT) == "–"


def test_ages_in_sentences() -> None:
    assert moments.ago(AT - 3 * HOUR, AT) == "3 h ago"
    assert moments.ago(AT, AT) == "now"
    assert moments.ago(AT + 3 * HOUR, AT) == "in 3 h"
    assert moments.age(-1e30, AT).endswith(" y")


@pytest.mark.parametrize(
    ("text", "age", "log", "whole"),
    [
        ("2026-01-15 08:53:00", "3 h", "15 Jan 08:53", "Thu 15 Jan 2026 08:53 · 3 h ago"),
        ("2026-01-15T11:53:00+00:00", "3 h", "15 Jan 08:53", "Thu 15 Jan 2026 08:53 · 3 h ago"),
        ("2026-01-02 08:53", "13 d", "2 Jan 08:53", "Fri 2 Jan 2026 08:53 · 13 d ago"),
        ("2025-01-15 08:53", "1 y", "15 Jan 2025", "Wed 15 Jan 2025 08:53 · 1 y ago"),
        ("2026-01-20 11:58", "in 5 d", "20 Jan 11:58", "Tue 20 Jan 2026 11:58 · in 5 d"),
        ("1768478280", "3 h", "15 Jan 08:58", "Thu 15 Jan 2026 08:58 · 3 h ago"),
        ("1768478280000", "3 h", "15 Jan 08:58", "Thu 15 Jan 2026 08:58 · 3 h ago"),
        ("0001-01-01 00:00", "–", "0001-01-01 00:00", "0001-01-01 00:00"),
        ("9999-12-31 23:59:59", "–", "9999-12-31 23:59:59", "9999-12-31 23:59:59"),
        ("soon", "soon", "soon", "soon"),
        ("", "–", "–", "–"),
        ("9999999999", "in 261 y", "20 Nov 2286", "Sat 20 Nov 2286 14:46 · in 261 y"),
    ],
)
def test_times_of_the_host(text: str, age: str, log: str, whole: str) -> None:
    assert moments.host_age(text, NOW, ZONE) == age
    assert moments.host_time(text, NOW, ZONE) == log
    assert moments.host_detail(text, NOW, ZONE) == whole


@pytest.mark.parametrize(
    "text", [None, 17, "9" * 13, "\x1b[31m", "2026-13-45", "0001-01-01T00:00+23:59", "٣" * 10]
)
def test_whatever_comes_is_a_text(text: object) -> None:
    for write in (moments.host_age, moments.host_time, moments.host_detail):
        assert write(text, NOW, ZONE)


@pytest.mark.parametrize(
    ("text", "age", "whole"),
    [
        ("2026-01-15 08:53", "today 08:53", "Thu 15 Jan 2026 08:53 · the workspace's time"),
        ("2026-01-14 23:59", "14 Jan 23:59", "Wed 14 Jan 2026 23:59 · the workspace's time"),
        ("2026-01-08 08:53", "7 d", "Thu 8 Jan 2026 08:53 · 7 d ago · the workspace's time"),
    ],
)
def test_nothing_is_counted_that_an_unknown_zone_could_change(text: str, age: str, whole: str) -> None:
    now = datetime(2026, 1, 15, 11, 58, tzinfo=UTC)
    assert moments.host_age(text, now, ASSUMED) == age
    assert moments.host_detail(text, now, ASSUMED) == whole


def test_moments_of_ours() -> None:
    assert moments.moment(AT, NOW, ZONE) == "15 Jan 11:58"
    assert moments.moment(AT - 400 * DAY, NOW, ZONE) == "11 Dec 2024"
    assert moments.detail(AT - 3 * HOUR, NOW, ZONE) == "Thu 15 Jan 2026 08:58 · 3 h ago"
    for at in (None, float("nan"), float("inf"), 1e300):
        assert moments.moment(at, NOW, ZONE) == "–"
        assert moments.detail(at, NOW, ZONE) == "–"


def test_what_is_to_come_in_another_year_has_its_time_too() -> None:
    assert moments.due(AT, NOW, ZONE) == "15 Jan 11:58"
    assert moments.due(AT + 400 * DAY, NOW, ZONE) == "19 Feb 2027 11:58"
    assert moments.due(ZONE.at(AT + 400 * DAY), NOW, ZONE) == "19 Feb 2027 11:58"
    assert moments.due(None, NOW, ZONE) == moments.due(1e300, NOW, ZONE) == "–"


def test_a_moment_within_a_week_is_a_day_and_a_time() -> None:
    assert moments.weekday_time(datetime(2026, 1, 16, 8, 3)) == "Fri 08:03"


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        ("2026-11-30T08:00:00-03:00", "30 Nov 2026 08:00"),
        ("2026-11-30T11:00:00+00:00", "30 Nov 2026 08:00"),
        ("2025-01-05 23:59:00", "5 Jan 2025 23:59"),
        ("1990-05-01", "1 May 1990"),
        ("tomorrow", "tomorrow"),
        ("30/11/2026", "30/11/2026"),
        ("", ""),
    ],
)
def test_what_a_field_holds_has_its_year(kept: str, said: str) -> None:
    assert moments.stored(kept, ZONE) == said
