# SPDX-License-Identifier: MIT
"""Times as people type them: in a zone, across the days on which its clocks change."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import flotui
from flotui.audience.times import instant
from flotui.text.clock import host_now
from flotui.text.dates import beside_utc, host_moment, local_text, utc_moment, utc_text
from flotui.text.places import _CITIES, zones_by
from flotui.text.zones import NoTime, Zone, machine, zone_called, zone_names


def zone(name: str) -> Zone:
    found = zone_called(name)
    assert found is not None
    return Zone(found, name)


NEW_YORK = zone("America/New_York")


@pytest.fixture
def in_lisbon(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Europe/Lisbon")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-11-22 14:30", "2026-11-22T14:30:00-05:00"),
        ("2026-07-22 14:30", "2026-07-22T14:30:00-04:00"),
        ("2026-11-22", "2026-11-22T00:00:00-05:00"),
        ("2026-11-22T14:30:05Z", "2026-11-22T14:30:05+00:00"),
        ("2026-11-22 14:30 +0530", "2026-11-22T14:30:00+05:30"),
        ("2026-11-01 01:30-05:00", "2026-11-01T01:30:00-05:00"),
    ],
)
def test_a_time_is_in_the_zone_unless_it_says_otherwise(typed: str, meant: str) -> None:
    assert NEW_YORK.moment(typed).isoformat() == meant


def test_a_time_that_the_clocks_never_show() -> None:
    says = "2026-03-08 02:30 doesn't exist in America/New_York: the clocks go forward then. Type 2026-03-08 03:30."
    with pytest.raises(NoTime) as refused:
        NEW_YORK.moment("2026-03-08 02:30")
    assert str(refused.value) == says
    assert NEW_YORK.moment("2026-03-08 03:30").astimezone(UTC).hour == 7


def test_a_time_that_the_clocks_show_twice() -> None:
    with pytest.raises(NoTime) as refused:
        NEW_YORK.moment("2026-11-01 01:30")
    assert str(refused.value) == (
        "2026-11-01 01:30 comes twice in America/New_York, when the clocks go back. "
        "Type 2026-11-01 01:30-04:00 or 2026-11-01 01:30-05:00."
    )


def test_a_day_that_begins_an_hour_late() -> None:
    santiago = zone("America/Santiago")
    begins = santiago.begins(datetime(2026, 9, 6).date())
    assert begins.astimezone(UTC).isoformat() == "2026-09-06T04:00:00+00:00"
    with pytest.raises(NoTime, match="clocks go forward"):
        santiago.moment("2026-09-06")


@pytest.mark.parametrize(("name", "hours"), [("Pacific/Kiritimati", 14), ("Etc/GMT+12", -12)])
def test_tomorrow_is_the_zones(name: str, hours: int) -> None:
    """The two never have the same day, so that one of them has another than this machine."""

    def tomorrow() -> date:
        return datetime.fromtimestamp(host_now() + (hours + 24) * 3600, UTC).date()

    before, found = tomorrow(), zone(name).day("tomorrow")
    assert before <= found <= tomorrow()


@pytest.mark.usefixtures("in_lisbon")
def test_this_machines_zone_has_the_offset_of_each_moment() -> None:
    here = machine()
    assert (here.name, here.label) == ("Europe/Lisbon", "Europe/Lisbon (this machine's zone)")
    assert here.moment("2026-07-01 12:00").isoformat() == "2026-07-01T12:00:00+01:00"
    assert here.moment("2026-12-01 12:00").isoformat() == "2026-12-01T12:00:00+00:00"
    assert here.at(here.moment("2026-07-01 12:00").timestamp()).isoformat() == "2026-07-01T12:00:00+01:00"
    with pytest.raises(NoTime, match="doesn't exist in Europe/Lisbon"):
        here.moment("2026-03-29 01:30")
    with pytest.raises(NoTime, match="comes twice in Europe/Lisbon"):
        here.moment("2026-10-25 01:30")
    assert here.normal("2026-07-01 12:00") == "2026-07-01T12:00:00", "the zone may still be chosen"
    assert here.normal("2026-07-01 12:00-03:00") == "2026-07-01T12:00:00-03:00"


@pytest.mark.usefixtures("in_lisbon")
@pytest.mark.parametrize(
    "text", ["0001-01-01 00:00", "9999-12-31 23:59", "9999-12-31 23:59-10:00", "0001-01-01 00:00+10"]
)
def test_a_time_at_either_end_of_the_calendar_is_refused_in_every_zone(text: str) -> None:
    """As when somebody types `9999-12-31 23:59` for never."""
    for name in ("Asia/Tokyo", "Etc/UTC", "America/Lima", "here"):
        there = machine() if name == "here" else zone(name)
        with pytest.raises(NoTime, match=r"^Type a time between the years 2 and 9998\.$"):
            there.moment(text)
        for near in ("0002-01-03 00:00", "9998-12-30 23:59"):
            found = there.moment(near)
            assert utc_text(found) and beside_utc(found, there) and there.normal(near) and found.timestamp()


@pytest.mark.usefixtures("in_lisbon")
@pytest.mark.parametrize(
    "text",
    ["0001-01-01 00:00:00", "0001-01-01T00:00+14:00", "9999-12-31 23:59:59", "9999-12-31T23:59:59-12:00"],
)
@pytest.mark.parametrize("name", ["Asia/Tokyo", "America/Lima", "here"])
def test_a_time_of_the_hosts_that_stands_for_never(text: str, name: str) -> None:
    """No clock comes to it, and another zone's may have no year for it; queries still compare it."""
    there = machine() if name == "here" else zone(name)
    assert host_moment(text, there) is None and utc_moment(text) is None and local_text(text, there) == text
    assert machine().tz.utcoffset(datetime.fromisoformat(text)) is not None
    if text.startswith("9999"):
        assert (instant(text, there) or 0.0) > host_now() + 1e9


def test_zones_that_are_none() -> None:
    assert zone_called("") is None and zone_called("Mars/Olympus") is None and zone_called("../etc") is None
    assert {"America/Bogota", "UTC"} <= set(zone_names())


@given(
    st.sampled_from(["America/New_York", "Europe/Lisbon", "Asia/Kathmandu", "Australia/Lord_Howe"]),
    st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)),
)
def test_what_is_typed_is_what_the_clocks_of_the_zone_then_show(name: str, local: datetime) -> None:
    typed = f"{local:%Y-%m-%d %H:%M}"
    try:
        moment = zone(name).moment(typed)
    except NoTime as error:
        assert "clocks go" in str(error)
    else:
        assert f"{zone(name).at(moment.timestamp()):%Y-%m-%d %H:%M}" == typed


def test_nothing_else_takes_the_machines_clock_for_the_workspaces() -> None:
    """One place decides in which zone a time is; whoever asks the machine instead is an hour or a day off."""
    taken = re.compile(
        r"datetime\.now\(\)|date\.today\(|fromtimestamp\([^,()]*\)|localtime\(|\.astimezone\(\)"
    )
    allowed = {"text/zones.py", "store/opening.py"}  # the second names a file that is set aside
    room = Path(flotui.__file__).parent
    found = [
        str(path.relative_to(room))
        for path in room.rglob("*.py")
        if "sandbox" not in path.parts and taken.search(path.read_text(encoding="utf-8"))
    ]
    assert set(found) <= allowed


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("brasilia", "America/Sao_Paulo"),
        ("Rio de Janeiro", "America/Sao_Paulo"),
        ("bogota", "America/Bogota"),
        ("america/bogota", "America/Bogota"),
        ("Sao Paulo", "America/Sao_Paulo"),
        ("colombia", "America/Bogota"),
        ("new delhi", "Asia/Kolkata"),
        ("lisbon", "Europe/Lisbon"),
    ],
)
def test_a_zone_is_found_by_its_city_its_country_or_a_city_without_a_zone(text: str, found: str) -> None:
    assert zones_by(text) == [found]


def test_a_country_with_several_zones_names_them_and_nonsense_none() -> None:
    assert {"America/Sao_Paulo", "America/Manaus"} <= set(zones_by("brazil"))
    assert zones_by("nowhere at all") == zones_by("  ") == []


def test_every_zone_with_cities_of_its_own_exists() -> None:
    assert set(_CITIES) <= set(zone_names())


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-12-31", "2026-12-31 23:59"),
        ("tomorrow", "2026-11-23 23:59"),
        ("2026-12-31 00:00", "2026-12-31 00:00"),
        ("soon", "soon"),
        ("", ""),
    ],
)
def test_what_ends_with_a_day_ends_in_its_last_minute(
    typed: str, meant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time, "time", lambda: datetime(2026, 11, 22, 12, tzinfo=UTC).timestamp())
    assert zone("America/Sao_Paulo").last(typed) == meant


def test_the_times_that_are_named_as_examples_are_to_come() -> None:
    here = zone("America/Bogota")
    assert here.day(here.example()) > here.today()
    with pytest.raises(NoTime, match=here.example()):
        here.moment("soon")
    with pytest.raises(NoTime, match=here.example()):
        here.day("soon")
