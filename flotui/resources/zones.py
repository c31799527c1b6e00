"""The workspace's time: the host writes times in its zone without naming it, and codes in UTC."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, tzinfo
from typing import TYPE_CHECKING

from flotui.config.zones import zone_called, zone_names
from flotui.resources.ask import Ask, Choice, Picker
from flotui.resources.base import Line
from flotui.resources.format import line
from flotui.resources.text import dim

if TYPE_CHECKING:
    from flotui.workspace import Workspace


def moment(text: str) -> datetime | None:
    """A time that is UTC unless it says otherwise; None where it is none."""
    try:
        found = datetime.fromisoformat(text.strip().replace(" -", "-").replace(" +", "+"))
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def beside_utc(text: str, zone: tzinfo | None) -> str:
    """A time in UTC with the workspace's beside it: `2026-12-25 00:00 UTC = 2026-12-24 21:00 -03:00`.

    Args:
        text: the time as the host wrote it, or a person typed it.
        zone: the workspace's zone; None where nobody said it: this machine's then stands there, as such.
    """
    at = moment(text)
    return text if at is None else f"{_utc(at)} {_elsewhere(at, zone)}"


def both_lines(name: str, text: str, zone: tzinfo | None) -> list[Line]:
    """The same as the lines of a detail, where there is no room for both beside each other.

    Args:
        name: what happens then.
        text: the time.
        zone: the workspace's zone, if it is known.
    """
    at = moment(text)
    if at is None:
        return [line(name, text)]
    return [line(name, _utc(at)), Line("", dim(_elsewhere(at, zone)))]


def _utc(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"


def _elsewhere(at: datetime, zone: tzinfo | None) -> str:
    """The same moment in the workspace, or on this machine: `= 2026-12-24 21:00 -03:00 in the workspace`."""
    local = at.astimezone(zone)
    offset = local.strftime("%z")
    where = "in the workspace" if zone is not None else "here"
    if offset == "+0000":
        return f"as {where}"
    return f"= {local:%Y-%m-%d %H:%M} {offset[:3]}:{offset[3:]} {where}"


def today(workspace: Workspace) -> date:
    """The day it is in the workspace; on this machine where nobody said the workspace's zone."""
    return datetime.fromtimestamp(time.time(), workspace.zone).date()


async def choose_zone(workspace: Workspace, ask: Ask) -> None:
    """Have the workspace's time zone chosen, and remember it.

    Args:
        workspace: the open bot.
        ask: how to ask, and tell.

    Raises:
        Cancelled: when none was chosen.
        ConfigError: when it can't be remembered.
    """
    now = workspace.memory.timezone
    none = Choice("none", "Not known", "times beside UTC are then this machine's", "" if now else "now")
    names = [now, *(name for name in zone_names() if name != now)] if now else zone_names()
    at = datetime.fromtimestamp(time.time(), UTC)
    choices = [
        Choice(name, name, f"{at.astimezone(zone):%H:%M}", also=name.replace("/", " ").replace("_", " "))
        for name in names
        if (zone := zone_called(name)) is not None
    ]
    question = Picker(
        "In which zone is the workspace?",
        [*choices, none],
        placeholder="A city; the time there stands beside it",
    )
    chosen = await ask.pick(question)
    name = "" if chosen.id == "none" else chosen.id
    workspace.memory.set_timezone(name)
    workspace.renew("shop", "discount-codes", "orders")
    ask.say(
        f"The workspace's time is that of {name}." if name else "The workspace's zone is not known any more."
    )
