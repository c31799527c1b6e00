# SPDX-License-Identifier: MIT
"""How a table is arranged: by what its rows are sorted, and which columns it shows."""

from __future__ import annotations

from flotui.api.errors import FlochatError
from flotui.resources.ask import Choice, Confirm, Picker, Toggles
from flotui.ui.panels.listing import Listing
from flotui.ui.shell import Front, Shell


async def sort(shell: Shell) -> None:
    """Have a column chosen that the rows here are sorted by; the same again turns them round.

    Raises:
        Cancelled: when none was chosen.
    """
    listing = shell.main.panel.active
    if (
        listing is None
        or listing.resource is None
        or listing.resource.newest_last
        or listing.snapshot is None
    ):
        shell.main.say("Nothing to sort.", "warn")
        return
    rows = listing.snapshot.value
    now, down = listing.sorting.get(listing.resource.id, ("", False))
    choices = [
        Choice(
            column.id,
            column.title,
            ("ascending; choose again to reverse" if not down else "descending; choose again to reverse")
            if column.id == now
            else "",
            disabled="" if rows.sortable(column.by) else "it can't be sorted by",
        )
        for column in listing.columns
        if column.title
    ]
    if now:
        choices.append(Choice("", "As the host sends them", "unsorted"))
    what = "the loaded rows" if rows.more_to_come else "the rows"
    chosen = await shell.ask.pick(Picker(f"Sort {what} by what?", choices))
    listing.sort_by(chosen.id, down=chosen.id == now and not down)


def sort_by(front: Front, listing: Listing, column_id: str) -> None:
    """Sort a listing by a column whose title was clicked; the same again turns the rows round.

    Args:
        front: where it is said that it can't be.
        listing: which.
        column_id: the column's id.
    """
    resource, snapshot = listing.resource, listing.snapshot
    column = next((each for each in listing.columns if each.id == column_id), None)
    if resource is None or column is None or snapshot is None or resource.newest_last:
        front.say("Nothing to sort.", "warn")
    elif not snapshot.value.sortable(column.by):
        front.say(f"{column.title} can't be sorted by.", "warn")
    else:
        now, down = listing.sorting.get(resource.id, ("", False))
        listing.sort_by(column_id, down=column_id == now and not down)


async def read_all(shell: Shell) -> None:
    """Read all rows of the list that are not here, once it was said what that costs.

    Raises:
        Cancelled: when the person left it.
    """
    listing = shell.main.panel.active
    rest = listing.rest if listing is not None else ""
    if listing is None or not rest:
        shell.main.say("All rows of this list are loaded.")
        return
    await shell.ask.confirm(Confirm("Read all rows of this list", (rest,), verb="Read"))
    listing.read_rest()


async def choose_columns(shell: Shell) -> None:
    """Have columns switched on and off.

    Raises:
        Cancelled: when the dialog was left.
    """
    listing = shell.main.panel.active
    if listing is None or listing.resource is None or listing.workspace is None:
        shell.main.say("No columns to choose here.", "warn")
        return
    resource, workspace = listing.resource, listing.workspace
    shown = [column.id for column in listing.columns]
    offered = {column.id: column for column in (*resource.columns, *resource.more_columns)}
    if resource.choosable is not None:
        try:
            offered |= {column.id: column for column in await resource.choosable(workspace)}
        except FlochatError as error:
            shell.main.say(f"The fields couldn't be read, so they aren't offered. {error}", "warn")
    offered |= {column.id: column for column in listing.columns if column.id not in offered}
    own = {column.id for column in (*resource.columns, *resource.more_columns)}
    choices = [
        Choice(name, column.title or name, group="Columns" if name in own else "Fields")
        for name, column in offered.items()
    ]
    answer = await shell.ask.toggle(Toggles(f"Columns of {resource.title}", choices, on=frozenset(shown)))
    names = [name for name in shown if name not in answer.remove] + list(answer.add)
    if not names:
        shell.main.say("Nothing was changed: at least one column has to stay.", "warn")
        return
    usual = tuple(names) == tuple(column.id for column in resource.columns)
    listing.choose_columns(None if usual else tuple(names))
