# SPDX-License-Identifier: MIT
"""The workspace's zone in forms and details, and having it set."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from flotui.resources.ask import Ask, Choice, Field, Picker
from flotui.resources.base import DetailLine
from flotui.resources.format import line
from flotui.resources.text import dim
from flotui.text import moments
from flotui.text.clock import host_now
from flotui.text.dates import beside_utc, clock_time, utc_moment
from flotui.text.places import places
from flotui.text.zones import Zone, machine_name, zone_called, zone_names

if TYPE_CHECKING:
    from flotui.workspace import Workspace

ZONE = "zone"
"""The form field in which the workspace's zone is set by the way."""


def both_lines(name: str, text: str, zone: Zone) -> list[DetailLine]:
    """A time of the host's in UTC as the lines of a detail: in a zone, then which that is and the time in UTC.

    Args:
        name: what happens then.
        text: the time.
        zone: the workspace's zone.
    """
    at = utc_moment(text)
    if at is None:
        return [line(name, text)]
    there, exact = at.astimezone(zone.tz), beside_utc(at, zone)
    beside = f"{zone.label} · {moments.weekday_time(at)} UTC"
    return [DetailLine(name, moments.detail(there, zone=zone), exact), DetailLine("", dim(beside), exact)]


def zone_fields(workspace: Workspace) -> list[Field]:
    """The field that offers to set the workspace's zone, in a form in which times are typed; none where it is set."""
    if not workspace.zone.assumed:
        return []
    here = workspace.zone.name
    help = f"The workspace's time zone isn't set. Leave empty for this machine's, {here}. Your choice is remembered."
    return [Field(ZONE, "Time zone", "picker", choices=_choices(""), help=help)]


def settled_zone(workspace: Workspace, answer: Mapping[str, str]) -> Zone:
    """The zone in which the times of a form were meant; one that was chosen there is remembered.

    Args:
        workspace: the open bot.
        answer: the form's answer.

    Raises:
        ConfigError: when it can't be remembered.
    """
    if name := answer.get(ZONE):
        _remember(workspace, name)
    return workspace.zone


def _remember(workspace: Workspace, name: str) -> None:
    workspace.memory.set_timezone(name)
    workspace.renew()  # times and what is counted from them stand in nearly every list


def _choices(set_now: str) -> list[Choice]:
    """The zones, first the one that is set, or else this machine's."""
    here = machine_name()
    first = set_now or here
    names = sorted(zone_names(), key=lambda name: name != first)
    now = host_now()
    return [
        Choice(
            name,
            name,
            f"{clock_time(now, zone)}{', this machine' if name == here else ''}",
            also=places(name),
        )
        for name in names
        if (zone := zone_called(name)) is not None
    ]


async def choose_zone(workspace: Workspace, ask: Ask, *, unbidden: bool = False) -> None:
    """Have the workspace's time zone chosen, and remember it.

    Args:
        workspace: the open bot.
        ask: how to ask, and tell.
        unbidden: whether nobody has asked for it.

    Raises:
        Cancelled: when none was chosen.
        ConfigError: when it can't be remembered.
    """
    set_now = workspace.memory.timezone
    note = "" if set_now else "now"
    none = Choice("none", "Not known", f"times are then this machine's, {machine_name()}", note)
    choices = _choices(set_now)
    question = Picker(
        "Workspace time zone",
        [*choices, none],
        preselect=choices[0].id in (set_now, machine_name()),
        unbidden=unbidden,
        leave="later" if unbidden else "cancel",
        placeholder="A city or a country",
    )
    chosen = await ask.pick(question)
    set_zone(workspace, ask, "" if chosen.id == "none" else chosen.id)


def set_zone(workspace: Workspace, ask: Ask, name: str) -> None:
    """Set the workspace's time zone, and tell.

    Args:
        workspace: the open bot.
        ask: how to tell.
        name: the zone's name; empty clears it.

    Raises:
        ConfigError: when it can't be remembered.
    """
    _remember(workspace, name)
    ask.say(f"The workspace's time zone is {name}." if name else "Workspace time zone cleared.")
