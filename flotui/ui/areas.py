# SPDX-License-Identifier: MIT
"""The second line at the top: the areas with their digits, and the lists of the one that is open.

With little room the lists become a place among them, `2/6 Tags ‹[ ]›`. With room they are written out, group by group,
each pair of brackets a pair of keys; then, if need be, only the digits of the other areas are left.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from flotui.resources import registry
from flotui.resources.base import Resource
from flotui.resources.keys import key_of
from flotui.resources.text import Span, Tone, cells_of
from flotui.text.plural import count
from flotui.ui.widgets.links import Link
from flotui.workspace import Workspace

GO = "go "
"""What the link to a resource does: this and the resource's id."""
WRITTEN_OUT = 110
"""From so many cells on, the lists are written out whatever becomes of the other areas' names."""

Spans = tuple[Span, ...]


def line(workspace: Workspace, width: int, resource: Resource[object] | None) -> tuple[Spans, Spans]:
    """The areas and the lists of the one that is open, in as many cells as there are.

    What this bot doesn't offer or this key may not see is marked with a dash.

    Args:
        workspace: the open bot.
        width: the cells there are.
        resource: the list that is shown.

    Returns:
        The areas, and the lists at the right edge.
    """
    counts = {"subscribers": _who_wait(workspace.waiting or 0, workspace.may_wait)}
    here = registry.area_of(resource).id if resource is not None else ""
    named, closer = areas(width, here, counts), _areas(here, counts, named=True, close=True)
    if resource is None or len(registry.in_area(here)) < 2:
        return named, ()

    def shut(each: registry.Listed) -> bool:
        found = registry.resource(each.id)
        return found is not None and bool(workspace.unavailable(found.operations))

    groups, at = registry.place_of(resource)
    written = [_written(groups, at, resource.id, shut, others) for others in (True, False)]
    counted = [_counted(groups[at], resource.id, shut, shape) for shape in _SHAPES]
    digits = _areas(here, counts, named=False)
    pairs = [(each, lists) for each in (named, closer) for lists in written]
    if width >= WRITTEN_OUT:
        # Where each list has one word for its name, it is told apart by one blank too.
        close = not any(" " in each.name for each in groups[at].lists)
        nearer = [_written(groups, at, resource.id, shut, True, " ")] if close else []
        pairs += [(digits, each) for each in (written[0], *nearer, written[1])]
    pairs += [(each, lists) for each in (named, closer, digits) for lists in counted]
    pairs.append((_areas(here, counts, named=False, edge=""), counted[-1]))
    fitting = (pair for pair in pairs if cells_of(pair[0]) + 1 + cells_of(pair[1]) <= width)
    return next(fitting, (digits, ()))


def _who_wait(known: int, unknown: int) -> str:
    """How many wait, and of how many more it isn't known: `4`, `4+8?`, `8?`; empty for nobody."""
    parts = (count(known) if known else "", f"{count(unknown)}?" if unknown else "")
    return "+".join(filter(None, parts))


def areas(width: int, here: str, counts: Mapping[str, str] | None = None) -> Spans:
    """The areas with their keys; the one that is open in brackets. Where not all names fit, it alone has one.

    Args:
        width: the cells there are.
        here: the id of the one that is open.
        counts: how much of an area waits to be looked at, by its id.
    """
    whole = _areas(here, counts or {}, named=True)
    return whole if cells_of(whole) <= width else _areas(here, counts or {}, named=False)


def _areas(
    here: str, counts: Mapping[str, str], *, named: bool, edge: str = " ", close: bool = False
) -> Spans:
    """The areas.

    Args:
        here: the id of the one that is open.
        counts: how much of an area waits to be looked at, by its id.
        named: whether the others have their names.
        edge: what stands before the first.
        close: whether a single blank stands between those that have names.
    """
    parts: list[Span] = []
    for area in registry.AREAS:
        chosen = area.id == here
        label = f"{area.key} {area.title}" if named or chosen else area.key
        if number := counts.get(area.id):
            label = f"{label} {number}" if named or chosen else f"{label}·{number}"
        shown = f"[{label}]" if chosen else f" {label} "
        shown = shown if named and not close else f"{' ' if parts else edge}{shown.strip()}"
        shown = shown.rstrip() if area is registry.AREAS[-1] else shown
        parts.append(Link(shown, "accent" if chosen else "dim", f"app.{area.id}"))
    return tuple(parts)


def _written(
    groups: Sequence[registry.ListGroup],
    at: int,
    here: str,
    shut: Callable[[registry.Listed], bool],
    others: bool,
    between: str = "  ",
) -> Spans:
    """All lists of a group, and the names of the other groups: `Setup ‹[ Sub-flows  Tags ]› ‹{ Bot Team }›`.

    Args:
        groups: the area's.
        at: which of them is open.
        here: the list that is open.
        shut: whether a list can't be seen.
        others: whether the other groups have names, or only a place: `1/4 ‹{ }›`.
        between: what stands between the lists.
    """
    group = groups[at]
    parts = [Span(f"{group.title} ", "dim")] if group.title else []
    parts.append(Link(f"‹{key_of('app.previous')} ", "dim", "app.previous"))
    for each in group.lists:
        parts += [_list(each, here, shut), Span(between)]
    parts[-1] = Link(f" {key_of('app.next')}› ", "dim", "app.next")
    if len(groups) > 1:
        names = " ".join(each.title for each in groups if each is not group)
        if not others:
            parts.append(Span(f"{at + 1}/{len(groups)} ", "dim"))
        parts.append(Link(f"‹{key_of('app.previous-group')} ", "dim", "app.previous-group"))
        after = f"{key_of('app.next-group')}› "
        parts.append(Link(f"{names} {after}" if others else after, "dim", "app.next-group"))
    return tuple(parts)


_SHAPES = (" ‹{}", " {}› "), (" {}", " {} "), ("", " "), ("", "")
"""How the keys stand behind the name of the list that is open, where the others aren't named."""


def _counted(
    group: registry.ListGroup, here: str, shut: Callable[[registry.Listed], bool], shape: tuple[str, str]
) -> Spans:
    """The list that is open and its place in the group: `2/6 Tags ‹[ ]›`."""
    at = next(at for at, each in enumerate(group.lists) if each.id == here)
    return (
        Link(f"{at + 1}/{len(group.lists)} ", "dim", "app.next"),
        _list(group.lists[at], here, shut),
        Link(shape[0].format(key_of("app.previous")), "dim", "app.previous"),
        Link(shape[1].format(key_of("app.next")), "dim", "app.next"),
    )


def _list(listed: registry.Listed, here: str, shut: Callable[[registry.Listed], bool]) -> Span:
    closed = shut(listed)
    tone: Tone = "dim" if listed.id != here else "warn" if closed else "accent"
    return Link(f"{listed.name} –" if closed else listed.name, tone, f"{GO}{listed.id}")
