# SPDX-License-Identifier: MIT
"""Where one is on the main screen: the panel in front, the way there, and the way back and forward."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from msgspec.structs import replace
from textual.widget import AwaitMount

from flotui.resources import registry
from flotui.resources.base import Query, Resource
from flotui.resources.keys import key_of
from flotui.resources.loading import load
from flotui.ui.frame import FramedScreen
from flotui.ui.panels.base import Destination, Panel
from flotui.ui.panels.folding import whole
from flotui.ui.shell import Shell
from flotui.ui.trail import Kept, Place, Trail, TrailStep

if TYPE_CHECKING:  # not before there is a list
    from flotui.ui.panels.browser import Browser
    from flotui.workspace import Workspace

_ANY_LIST = "flotui.ui.panels.browser:Browser"
"""The panel of whatever has none of its own."""


class NavigatedScreen(FramedScreen):
    """A screen on which one goes from list to list, and back."""

    def __init__(self, shell: Shell) -> None:
        """
        Args:
            shell: the app whose screen it is.
        """
        super().__init__(shell)
        self._panels: dict[str, Panel] = {}
        self._mounting: dict[str, AwaitMount] = {}
        self._last: dict[str, str] = {}
        self._left: dict[str, Place] = {}
        """Where one was in lists when the program ended, by their ids, as long as they weren't shown again."""
        self._shows_of: Workspace | None = None
        """The bot of which the panel in front shows something."""
        self._trail = Trail()

    @property
    def browser(self) -> Browser:
        """The panel of lists. What shows none does without its forty modules: it is made when first asked for."""
        return cast("Browser", self._panels.get("") or self._make_panel(""))

    async def have_lists(self) -> None:
        """Return when there is a panel of lists, for what is about to be shown in it, or may be."""
        if not self.browser.is_mounted:
            await self._mounting[""]

    def _make_panel(self, name: str) -> Panel:
        """Have one more panel.

        Args:
            name: what resources call it; empty for the one that shows any list.

        Returns:
            It; it is not shown yet, and being mounted.
        """
        panel: Panel = load(name or _ANY_LIST)()
        self._panels[name] = panel
        panel.leaving = self._leave
        panel.display = False
        self._mounting[name] = self.mount(panel, before=self.footer)
        return panel

    def go(
        self,
        resource_id: str,
        query: Query | None = None,
        row_id: str | None = None,
        tab: str = "",
        *,
        by_area: bool = False,
    ) -> None:
        """Go to a resource.

        Args:
            resource_id: its id or an alias.
            query: what of it; what was last asked by default.
            row_id: the row to put the cursor on.
            tab: the tab to open of that row's detail.
            by_area: whether its area's key leads there.
        """
        resource = registry.resource(resource_id)
        if resource is None and query is not None:
            self.panel.requery(resource_id, query)
        if resource is None or self.workspace is None:
            return
        if tab and row_id and query is None and self.resource is resource and self._open_tab(row_id, tab):
            self.put_footer()
            return
        self._leave(jump_to=resource if query is not None else None, by_area=by_area)
        self._turn_to(resource)
        if (place := self._left.pop(resource.id, None)) is not None and self.panel.own_place(
            resource.id
        ) is None:
            self.panel.keep_place(resource.id, replace(place, crumbs=()))
        self.panel.crumbs = ()
        self.panel.go(self.workspace, resource, Destination(query, row_id))
        if tab and row_id:
            self.panel.open_tab(row_id, tab)
        self.put_header()
        self.put_footer()

    def go_filtered(self, resource_id: str, text: str) -> None:
        """Go to a resource, filtered by a text as its filter line takes it."""
        self.go(resource_id, Query())
        self.panel.filter_by(text)

    def _open_tab(self, row_id: str, tab: str) -> bool:
        """Open a tab of the row under the cursor, if it is that row."""
        here = self.panel.place
        if not self.panel.open_tab(row_id, tab):
            return False
        if here is not None:
            self._trail.leave(here)
        return True

    def lead(
        self, resource_id: str, query: Query | None = None, row_id: str | None = None, tab: str = ""
    ) -> None:
        """Go to a resource from a row: the title says which; see `go`."""
        here, name, before = self.resource, self._row_name, self.panel.crumbs
        self.go(resource_id, query, row_id, tab)
        if here is None or here is self.resource:
            self.panel.crumbs = before
        else:
            self.panel.crumbs = (*before, here.title, *((name,) if name else ()))
        self.panel.put_headings()

    @property
    def _row_name(self) -> str:
        """What the row is called that the person is at: whose detail they are in, else the one under the cursor.

        Empty where there is none. A screen of several lists has rows of other resources than its own.
        """
        panel, active = self.panel, self.panel.active
        if panel.opened is not None and not panel.at_root and self.resource is not None:
            return self.resource.label(panel.opened)
        if active is None or active.resource is None or active.table.row is None:
            return ""
        return active.resource.label(whole(active.table.row))

    # -- Back and forward -------------------------------------------------------------------------

    def _leave(self, jump_to: Resource[object] | None = None, *, by_area: bool = False) -> None:
        """Note where one is, as another place is about to be shown.

        Args:
            jump_to: the resource of which a part is going to be shown; None where it is shown as it was.
            by_area: whether an area's key leads there.
        """
        place = self.panel.place
        if place is None:
            return
        other = None
        if jump_to is not None and (panel := self._panels.get(jump_to.panel)) is not None:
            other = panel.own_place(jump_to.id)
        if jump_to is not None and other is None:
            other = self._left.get(jump_to.id)
        self._trail.leave(place, jumped=jump_to is not None, other=other, by_area=by_area)

    def back(self) -> None:
        """Close what is open over the list; where nothing is, go back to where one was.

        The area is left only for where a jump came from: in another area the same keys mean something else.
        """
        before = self.panel.place
        if self.panel.back():
            here = self.panel.place
            if before is not None and here is not None:
                self._trail.stepped_out(before, here)
        elif (elsewhere := self._outside()) is not None and elsewhere.by_area:
            if not self.panel.widen() and (list_ := registry.resource(elsewhere.place.resource)) is not None:
                self.say(f"{key_of('app.return')} goes back to {list_.title}.")
        elif not self.retrace():
            self.panel.widen()
        self.put_footer()

    def _outside(self) -> TrailStep | None:
        """The step back, where that leads out of the area; None where it doesn't, or there is none."""
        here = self.panel.place
        step = self._trail.last(here) if here is not None else None
        before = registry.resource(step.place.resource) if step is not None else None
        if before is None or self.resource is None:
            return None
        return step if registry.area_of(before) is not registry.area_of(self.resource) else None

    @property
    def at_edge(self) -> bool:
        """Whether nothing is open over the list, and going back leads out of the area."""
        return self.panel.at_root and self._outside() is not None

    def retrace(self) -> bool:
        """Go back to exactly where one was; whether there was such a place."""
        here = self.panel.place
        step = self._trail.back(here) if here is not None else None
        if here is None or step is None:
            return False
        left = self.panel
        self._restore(_as_before(step.place))
        if step.jumped and here.resource != step.place.resource:
            left.keep_place(here.resource, step.other)
        return True

    def advance(self) -> bool:
        """Go forward again to what was left by going back; whether there was anything."""
        here = self.panel.place
        place = self._trail.forward(here) if here is not None else None
        if place is None:
            return False
        self._restore(_as_before(place))
        return True

    def _restore(self, place: Place) -> bool:
        """Show a place again; whether there is such a resource."""
        resource = registry.resource(place.resource)
        if resource is None or self.workspace is None:
            return False
        self._turn_to(resource)
        self._left.pop(resource.id, None)
        self.panel.crumbs = place.crumbs
        self.panel.restore(self.workspace, resource, place)
        self.put_header()
        self.put_footer()
        return True

    def _turn_to(self, resource: Resource[object]) -> None:
        """Bring the panel of a resource to the front, mounting it when it is first needed."""
        if self._shows_of is self.workspace:  # else what is shown is of the bot before
            self._note_shown()
        self._shows_of = self.workspace
        panel = self._panels.get(resource.panel) or self._make_panel(resource.panel)
        for each in self._panels.values():
            each.display = each is panel
        self.panel = panel

    def _note_shown(self) -> None:
        """Note what is shown as what one was at last in its area, and where one was in it."""
        if self.resource is not None:
            groups, at = registry.place_of(self.resource)
            area = registry.area_of(self.resource).id
            for area_or_group in (area, f"{area} {groups[at].title}"):
                self._last[area_or_group] = self.resource.id
        if (place := self.panel.place) is not None:
            self.panel.keep_place(place.resource, place)

    def go_to_area(self, area: str) -> None:
        """Go to where one was last in an area, or its first resource."""
        resource_id = self._shown_in(area) or self._first(area)
        resource = registry.resource(resource_id)
        panel = self._panels.get(resource.panel) if resource is not None else None
        place = panel.own_place(resource_id) if panel is not None else None
        if place is None and (left := self._left.get(resource_id)) is not None:
            place = replace(left, crumbs=())
        if place is None or resource is self.resource:
            self.go(resource_id, by_area=True)
        else:
            self._leave(by_area=True)
            self._restore(_as_before(place) if place.opened else place)

    @property
    def kept(self) -> Kept | None:
        """Where one is, with the ways back and forward, and where one was in other areas; None where that is no place to
        return to.
        """
        here = self.panel.place
        if here is None:
            return None
        lists = tuple(
            place
            for each in dict.fromkeys(self._last.values())
            if each != here.resource and (place := self._place_in(each)) is not None
        )
        return replace(self._trail.kept(here), shown=dict(self._last), lists=lists)

    def _place_in(self, resource_id: str) -> Place | None:
        """Where one was last in a list; None for nowhere."""
        if (left := self._left.get(resource_id)) is not None:
            return left  # it wasn't shown yet, and need not be loaded
        resource = registry.resource(resource_id)
        panel = self._panels.get(resource.panel) if resource is not None else None
        return panel.own_place(resource_id) if panel is not None else None

    async def begin(self, place: Kept | None, first: str) -> None:
        """Show a bot that was just opened.

        Args:
            place: where one was in it last, and the ways from there; None where that isn't known or wanted.
            first: the id of what is shown then.
        """
        resource = registry.resource(place.resource if place is not None else first)
        if resource is None or not resource.panel:
            await self.have_lists()
        if place is not None and not place.back:
            place = replace(place, crumbs=())  # the title promises no way that isn't known
        if place is None or not self._restore(place):
            self.go(first)
        else:
            self.panel.came_by_itself()
            self._trail.take_up(place)
            self._last.update(place.shown)
            self._left.update((each.resource, each) for each in place.lists)

    def _first(self, area: str) -> str:
        """The list that an area begins with: one that somebody should look at only while there is something in it."""
        workspace, lists = self.workspace, registry.in_area(area)
        shown = (each for each in lists if each.counted is None or (workspace and each.counted(workspace)))
        return next(shown, lists[0]).id

    def forget(self) -> None:
        """Forget where one was, and what went on there: another bot is open."""
        self.forget_work()
        self._last.clear()
        self._left.clear()
        self._trail.forget()
        for panel in self._panels.values():
            panel.forget()

    def show_row(self, resource_id: str, row_id: str) -> None:
        """Put the cursor on a row of the table in front."""
        self.panel.show_row(resource_id, row_id)

    def step(self, by: int) -> None:
        """Step through the tabs of what is open, or the resources of the area."""
        if not self.panel.step(by) and self.resource is not None:
            siblings = registry.in_area(registry.area_of(self.resource).id)
            self.go(siblings[(siblings.index(self.resource) + by) % len(siblings)].id)
        self.put_footer()

    def step_group(self, by: int) -> None:
        """Go to the list of the area's next group that was shown last there, or its first."""
        if self.resource is None:
            return
        area = registry.area_of(self.resource).id
        groups, at = registry.place_of(self.resource)
        if len(groups) == 1:
            steps = f"{key_of('app.previous')} and {key_of('app.next')}"
            self.say(f"All lists of this area are in one group: {steps} step through them.")
            return
        to = groups[(at + by) % len(groups)]
        self.go(self._shown_in(f"{area} {to.title}") or to.lists[0].id)

    def _shown_in(self, area_or_group: str) -> str:
        """The id of what was shown last there; empty for nothing, or what only another version has."""
        last = self._last.get(area_or_group, "")
        return last if last and registry.resource(last) is not None else ""


def _as_before(place: Place) -> Place:
    """A place whose rows stand where they stood: whoever goes back looks for what they left."""
    return replace(place, view=replace(place.view, as_before=True))
