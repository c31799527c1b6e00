# SPDX-License-Identifier: MIT
"""The main screen: header, the browser, footer; and the one place where keys become actions."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator

from msgspec.structs import replace
from textual import events
from textual.app import ComposeResult
from textual.reactive import Reactive
from textual.widget import Widget

from flotui.api.catalogue import Risk
from flotui.api.errors import FlochatError
from flotui.config.errors import ConfigError
from flotui.resources import registry
from flotui.resources.ask import Cancelled
from flotui.resources.base import Action, Context, Query, Resource
from flotui.resources.keys import key_of
from flotui.resources.loading import load
from flotui.resources.text import Span, Tone
from flotui.store.job import Job, JobState
from flotui.text.plural import count
from flotui.ui import areas, footer, header
from flotui.ui.commands import COMMANDS
from flotui.ui.panels.base import Panel
from flotui.ui.panels.browser import Browser
from flotui.ui.panels.foot import Foot
from flotui.ui.panels.listing import Listing
from flotui.ui.presses import Astray, Typed, Verdict
from flotui.ui.shell import Shell
from flotui.ui.terminal.screens import PaintedOnce
from flotui.ui.trail import Place, Trail
from flotui.ui.widgets.inputs import Box, is_text
from flotui.ui.widgets.lines import Lines
from flotui.workspace import (
    DryRun,
    Event,
    Journaled,
    Noticed,
    Progressed,
    QuotaTold,
    Unauthorised,
    Worked,
    Workspace,
)
from flotui.workspace.comparing import NothingToDo

_log = logging.getLogger(__name__)


_BESIDES_TEXT = frozenset({"escape", "tab", "ctrl+c", "ctrl+q", "f1", "f5"})
"""Keys that no text line has a use for: they are the program's while one is typed into."""
_NEXT = "ctrl+n"
"""A key that a reply has no use for: it opens the next row."""


class MainScreen(PaintedOnce[None]):
    """Header, the panels, footer."""

    DEFAULT_CSS = """
    MainScreen { layout: vertical; }
    """
    AUTO_FOCUS = None

    # Textual's own repaints the whole screen at every change of focus.
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)

    def __init__(self, shell: Shell) -> None:
        """
        Args:
            shell: the app whose screen it is.
        """
        super().__init__()
        self._shell = shell
        self.header = Lines(2, id="header")
        self.browser = Browser()
        self.footer = Lines(1, id="footer")
        self.globals: tuple[Action[object], ...] = tuple(command.of(shell) for command in COMMANDS)
        """The actions that are there wherever one is."""
        self._notice: tuple[str, Tone] | None = None
        self._progress: Progressed | None = None
        self._jobs: dict[int, Job] = {}
        self._curls: list[str] = []
        self.panel: Panel = self.browser
        """The panel in front."""
        self.astray = Astray()
        """The keys that follow one that was refused."""
        self._panels: dict[str, Panel] = {"": self.browser}
        self._last: dict[str, str] = {}
        self._trail = Trail()
        self.browser.leaving = self._leave

    def compose(self) -> ComposeResult:
        """Header, the panels, footer."""
        yield self.header
        yield self.browser
        yield self.footer

    @property
    def workspace(self) -> Workspace | None:
        """The open bot."""
        return self._shell.workspace

    # -- Where one is -----------------------------------------------------------------------------

    def go(
        self, resource_id: str, query: Query | None = None, row_id: str | None = None, tab: str = ""
    ) -> None:
        """Go to a resource.

        Args:
            resource_id: its id or an alias.
            query: what of it; what was last asked by default.
            row_id: the row to put the cursor on.
            tab: the tab to open of that row's detail.
        """
        resource = registry.resource(resource_id)
        if resource is None and query is not None:
            self.panel.requery(resource_id, query)
        if resource is None or self.workspace is None:
            return
        if tab and row_id and query is None and self.resource is resource and self._open_tab(row_id, tab):
            self.put_footer()
            return
        self._leave(jump_to=resource if query is not None else None)
        self._turn_to(resource)
        self.panel.crumbs = ()
        self.panel.go(self.workspace, resource, query, row_id)
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
        here, row, before = self.resource, self._row, self.panel.crumbs
        self.go(resource_id, query, row_id, tab)
        if here is None or here is self.resource:
            self.panel.crumbs = before
        else:
            self.panel.crumbs = (*before, here.title, *((here.label(row),) if row is not None else ()))
        self.panel.put_headings()

    @property
    def _row(self) -> object:
        """The row that the person is at: whose detail they are in, else the one under the cursor."""
        panel = self.panel
        if panel.opened is not None and not panel.at_root:
            return panel.opened
        return panel.active.table.row if panel.active is not None else None

    # -- Back and forward -------------------------------------------------------------------------

    def _leave(self, jump_to: Resource[object] | None = None) -> None:
        """Note where one is, as another place is about to be shown.

        Args:
            jump_to: the resource of which a part is going to be shown; None where it is shown as it was.
        """
        place = self.panel.place
        if place is None:
            return
        other = None
        if jump_to is not None and (panel := self._panels.get(jump_to.panel)) is not None:
            other = panel.own_place(jump_to.id)
        self._trail.leave(place, jumped=jump_to is not None, other=other)

    def back(self) -> None:
        """Close what is open over the list; where nothing is, go back to where one was."""
        before = self.panel.place
        if self.panel.back():
            here = self.panel.place
            if before is not None and here is not None:
                self._trail.stepped_out(before, here)
        elif not self.retrace():
            self.panel.widen()
        self.put_footer()

    def retrace(self) -> bool:
        """Go back to exactly where one was; whether there was such a place."""
        here = self.panel.place
        step = self._trail.back(here) if here is not None else None
        if here is None or step is None:
            return False
        left = self.panel
        self._restore(step.place)
        if step.jumped and here.resource != step.place.resource:
            left.keep_place(here.resource, step.other)
        return True

    def advance(self) -> bool:
        """Go forward again to what was left by going back; whether there was anything."""
        here = self.panel.place
        place = self._trail.forward(here) if here is not None else None
        if place is None:
            return False
        self._restore(place)
        return True

    def _restore(self, place: Place) -> bool:
        """Show a place again; whether there is such a resource."""
        resource = registry.resource(place.resource)
        if resource is None or self.workspace is None:
            return False
        self._turn_to(resource)
        self.panel.crumbs = place.crumbs
        self.panel.restore(self.workspace, resource, place)
        self.put_header()
        self.put_footer()
        return True

    def _turn_to(self, resource: Resource[object]) -> None:
        """Bring the panel of a resource to the front, mounting it when it is first needed."""
        if self.resource is not None:
            groups, at = registry.place_of(self.resource)
            for area_or_group in (self.resource.area, f"{self.resource.area} {groups[at].title}"):
                self._last[area_or_group] = self.resource.id
        if (place := self.panel.place) is not None:
            self.panel.keep_place(place.resource, place)
        panel = self._panels.get(resource.panel)
        if panel is None:
            panel = self._panels[resource.panel] = load(resource.panel)()
            self.mount(panel, before=self.footer)
            panel.leaving = self._leave
        for each in self._panels.values():
            each.display = each is panel
        self.panel = panel

    @property
    def resource(self) -> Resource[object] | None:
        """The resource that is shown."""
        return self.panel.resource

    def go_to_area(self, area: str) -> None:
        """Go to where one was last in an area, or its first resource."""
        resource_id = self._last.get(area) or self._first(area)
        resource = registry.resource(resource_id)
        panel = self._panels.get(resource.panel) if resource is not None else None
        place = panel.own_place(resource_id) if panel is not None else None
        if place is None or resource is self.resource:
            self.go(resource_id)
        else:
            self._leave()
            self._restore(place)

    def begin(self, place: Place | None, first: str) -> None:
        """Show a bot that was just opened.

        Args:
            place: where one was in it last; None where that isn't known or wanted.
            first: the id of what is shown then.
        """
        if place is None or not self._restore(place):
            self.go(first)

    def _first(self, area: str) -> str:
        """The list that an area begins with: one that somebody should look at only while there is something in it."""
        first, workspace = registry.resource(registry.first_in(area)), self.workspace
        lists = registry.in_area(first.area) if first is not None and workspace is not None else ()
        for each in lists:
            if each.counted is None or (workspace is not None and each.counted(workspace)):
                return each.id
        return registry.first_in(area)

    def forget(self) -> None:
        """Forget where one was: another bot is open."""
        self._last.clear()
        self._trail.forget()
        for panel in self._panels.values():
            panel.forget()

    def on_resize(self) -> None:
        """Header and footer have another width."""
        self.put_header()
        self.put_footer()

    def show_row(self, resource_id: str, row_id: str) -> None:
        """Put the cursor on a row of the table in front."""
        self.panel.show_row(resource_id, row_id)

    def edit_cells(self) -> None:
        """Have cells of what is open edited where they stand; where they can't be, what is typed on is no command."""
        context = self.panel.context(None, self._shell.ask)
        if context is None or not self.panel.edit_cells(context, self._shell.keys):
            self.astray.begin()

    def step(self, by: int) -> None:
        """Step through the tabs of what is open, or the resources of the area."""
        if not self.panel.step(by) and self.resource is not None:
            siblings = registry.in_area(self.resource.area)
            self.go(siblings[(siblings.index(self.resource) + by) % len(siblings)].id)
        self.put_footer()

    def step_group(self, by: int) -> None:
        """Go to the list of the area's next group that was shown last there, or its first."""
        if self.resource is None:
            return
        area = self.resource.area
        groups, at = registry.place_of(self.resource)
        if len(groups) == 1:
            steps = f"{key_of('app.previous')} and {key_of('app.next')}"
            self.say(f"All lists of this area are in one group: {steps} step through them.")
            return
        to = groups[(at + by) % len(groups)]
        self.go(self._last.get(f"{area} {to.title}") or to.lists[0].id)

    def on_listing_opened(self, event: Listing.Opened) -> None:
        """Enter: the resource's own action, or the detail."""
        resource = event.listing.resource
        if resource is None:
            return
        if resource.opens:
            action = next(each for each in resource.actions if each.id == resource.opens)
            self.perform(action)
        elif event.listing is self.browser.listing:
            self._leave()
            self.browser.open(event.row)
        self.put_footer()

    def on_listing_arrived(self, event: Listing.Arrived) -> None:
        """Tell somebody who looks elsewhere."""
        resource = event.listing.resource
        if resource is not None:
            one = resource.singular or "row"
            self._shell.tell_arrived(
                f"{count(event.number)} new: {one if event.number == 1 else resource.title}"
            )

    def on_listing_followed(self, event: Listing.Followed) -> None:
        """Know whether somebody looks while a list is followed."""
        self._shell.watch_focus(event.on)

    def on_foot_performs(self, event: Foot.Performs) -> None:
        """Carry out what a reply line wants."""
        self.perform(event.action)

    def on_listing_said(self, event: Listing.Said) -> None:
        """Say it until the next key."""
        self.say(event.text, "warn")

    def on_listing_titled(self, event: Listing.Titled) -> None:
        """What is shown is of another age."""
        self.put_header()
        self.put_footer()
        if event.complete and isinstance(event.listing, Listing):
            event.listing.reveal()

    def on_descendant_focus(self) -> None:
        """Other keys work now."""
        self.put_footer()

    # -- The mouse --------------------------------------------------------------------------------

    def on_lines_clicked(self, event: Lines.Clicked) -> None:
        """Do what is there, unless something is about to open: that would be what it is for."""
        event.stop()
        if self._shell.keys.holds:
            return
        if event.does.startswith(areas.GO):
            self.go(event.does.removeprefix(areas.GO))
        for action in self.offered():
            if action.id == event.does:
                self._unsay()
                self.perform(action)
                return

    def on_panel_wanted(self, event: Panel.Wanted) -> None:
        """Run what the mouse asked for, unless something is about to open."""
        event.stop()
        if not self._shell.keys.holds:
            self.perform(event.action)

    def on_listing_headed(self, event: Listing.Headed) -> None:
        """Sort by the column whose title was clicked."""
        from flotui.ui.arrange import sort_by  # not before somebody sorts

        event.stop()
        sort_by(self, event.listing, event.column)

    # -- Keys -------------------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        """Run the action that a key stands for. A text line that has the focus owns the keys that edit text."""
        self._unsay()
        if (
            is_text(self.focused)
            and event.key not in _BESIDES_TEXT
            and not self._works_while_typing(event.key)
        ):
            return
        action = self._shell.keymap.find(event.key, self.offered())
        if action is None:
            return
        event.stop()
        event.prevent_default()
        self.perform(action)

    def _works_while_typing(self, key: str) -> bool:
        """Whether a key is for what is open while a reply is typed: with alt, and the one for the next row."""
        return isinstance(self.focused, Box) and (key.startswith("alt+") or key == _NEXT)

    def judge(self, typed: Typed) -> Verdict:
        """Say whether a press counts: a key that is held down writes once, and goes no further than a dialog."""
        for listing in self.panel.listings:
            listing.table.seen()
        if not is_text(self.focused) and self.panel.meant_for_a_cell(typed):
            self._say_dropped(typed)
            return Verdict.DROP
        if is_text(self.focused):
            return Verdict.TAKE
        if self.astray.takes(typed):
            return Verdict.DROP
        if not typed.repeated:
            return Verdict.TAKE
        action = self._shell.keymap.find(typed.key, self.offered())
        writes = action is not None and action.risk is not Risk.READ
        if not writes and not typed.since <= self._shell.keys.turned_at < typed.at:
            return Verdict.TAKE
        if typed.number == 2:
            return Verdict.WAIT
        if writes and typed.number == 3:
            self.say(f"{typed.key} is held down: only its first press counts.", "warn")
        return Verdict.DROP

    def _say_dropped(self, typed: Typed) -> None:
        """Say that a digit was typed for no cell, once for all that follow it."""
        said = "was typed after the last cell, so it did nothing. Press another key first, such as ↓."
        if self._notice is None or said not in self._notice[0]:
            self.say(f"{typed.character} {said}", "warn")

    async def caught_up(self, key: str) -> None:
        """Return when a key can be about what is on screen.

        A line to type in need not wait for that, and neither does what is about no row: to go elsewhere, say.

        Args:
            key: which.
        """
        if is_text(self.focused):
            return
        await self.panel.entered()
        action = self._shell.keymap.find(key, self.offered())
        if action is None or action.needs != "nothing":
            await self.panel.caught_up()

    def offered(self) -> tuple[Action[object], ...]:
        """The actions that can be run here, nearest first."""
        nearer = self.panel.actions()
        taken = {action.instead_of for action in nearer}
        return (*nearer, *(action for action in self.globals if action.id not in taken))

    def perform(self, action: Action[object]) -> None:
        """Run an action, or say why it can't be run."""
        if action in self.globals:
            self._shell.start(action, None)
            return
        context = self.panel.context(action, self._shell.ask)
        if context is None:
            return
        if self.refuses(action, context):
            return
        self._shell.start(action, context)

    def refuses(self, action: Action[object], context: Context[object]) -> bool:
        """Say why an action can't be run, and whether it can't."""
        refusal = action.refusal(context) or self.panel.refusal(action)
        if refusal:
            self.say(refusal, "warn")
            self.astray.begin()
        return bool(refusal)

    # -- Header, footer, notices ------------------------------------------------------------------

    def put_header(self) -> None:
        """The bot, the quota, the age; and the areas."""
        workspace = self.workspace
        if workspace is None:
            self.header.put(0, (Span(" flotui", "strong"),))
            return
        width, resource = self.size.width, self.resource
        bot, profile = header.names(workspace.bot, workspace.profile.name, self._shell.other_bots)
        state = header.state(
            workspace,
            progress=self._progress,
            jobs=list(self._jobs.values()),
            unknown=self._shell.unknown,
            age=self.panel.age,
        )
        self.header.put(0, *header.bot_line(width, bot, profile, header.about(workspace), state))
        self.header.put(
            1, *areas.line(workspace, width, resource.area if resource is not None else "", resource)
        )

    def put_footer(self) -> None:
        """The notice if there is one, else the keys that do something here."""
        if self._notice is not None:
            text, tone = self._notice
            self.footer.put_whole((Span(text, tone),))
            return
        if self.workspace is None:  # no bot is open: the dialog in front says what can be done
            self.footer.put_whole(())
            return
        offered = [each for each in self.panel.actions() if not self.panel.too_many_for(each)]
        if isinstance(self.focused, Box):
            line = footer.line(self.size.width, self._shell.keymap, self._typed_keys(offered), ())
            self.footer.put_whole(line, most=1)
            return
        line = footer.line(self.size.width, self._shell.keymap, offered, self.globals)
        self.footer.put_whole(line, most=1)

    def _typed_keys(self, offered: Iterable[Action[object]]) -> Iterator[Action[object]]:
        """The actions whose keys work while a reply is typed, with those keys."""
        for action in offered:
            keys = self._shell.keymap.keys(action)
            own = [key for key in keys if self._works_while_typing(key) or action.id.startswith("reply.")]
            if own:
                yield replace(action, key=own[0])

    def say(self, text: str, tone: Tone = "plain") -> None:
        """Tell something in the footer's place, until the next key. A warning leaves what was done in sight."""
        before = self._notice
        if before is not None and before[1] == "good" and tone in ("warn", "danger"):
            text = f"{before[0]} {text}"
        self._notice = (text, tone)
        self.put_footer()

    def _unsay(self) -> None:
        if self._notice is not None:
            self._notice = None
            self.put_footer()

    def received(self, event: Event) -> None:
        """Follow what happens in the workspace."""
        for panel in self._panels.values():
            panel.received(event)
        if isinstance(event, Noticed):
            self.say(event.text, "danger" if event.danger else "warn")
        elif isinstance(event, QuotaTold):
            self.put_header()
        elif isinstance(event, Progressed):
            self._progress = None if event.done == event.of else event
            if event.verb == "read":
                self._shell.keys.let_go()
            self.put_header()
        elif isinstance(event, Worked):
            self._follow(event.job)
        elif isinstance(event, DryRun):
            self._curls.append(f"# {event.edit.says}\n{event.curl}")
            self.call_later(self._shell.show_dry_run, self._curls)
        elif isinstance(event, Unauthorised):
            self._shell.authorize_again(event.error)
        elif isinstance(event, Journaled):
            self._shell.count_unknown()

    def _follow(self, job: Job) -> None:
        """Show how far a job is, and say when it no longer runs."""
        if job.state is JobState.RUNNING:
            self._jobs[job.id] = job
        elif self._jobs.pop(job.id, None) is not None:
            from flotui.jobs import report

            well = job.state is JobState.ENDED and not (job.refused or job.unknown or job.waiting)
            self.say(f"{job.title}: {report.after(job)}. {job.message}".rstrip(), "good" if well else "warn")
        self.put_header()

    def fail(self, error: BaseException, action: Action[object]) -> None:
        """Say what kept an action from being done."""
        if isinstance(error, Cancelled):
            return
        if isinstance(error, FlochatError | ConfigError):
            self.say(str(error), "plain" if isinstance(error, NothingToDo) else "danger")
        else:
            _log.error("%s failed", action.id, exc_info=error)
            self.say(
                f"{action.title} failed because of a bug in flotui. Nothing more was sent. See the log.",
                "danger",
            )

    def choosable(self) -> Iterable[tuple[Action[object], str]]:
        """Every action that can be run here, and why not where it can't, for the palette."""
        for action in self.offered():
            context = None if action in self.globals else self.panel.context(action, self._shell.ask)
            yield action, (action.refusal(context) or "") if context is not None else ""
