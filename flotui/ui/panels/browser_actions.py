# SPDX-License-Identifier: MIT
"""What can be done in a browser besides what its tables offer: follow, go to the next row, write a reply."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from typing import Protocol

from msgspec.structs import replace

from flotui.api.catalogue import Risk
from flotui.resources.ask import Ask, Cancelled
from flotui.resources.base import Action, Context, Resource
from flotui.resources.keys import USUAL, key_of
from flotui.ui.around import app_of
from flotui.ui.moving import FOLLOW, NEXT, PREVIOUS, REPLY
from flotui.ui.panels.detail import Detail
from flotui.ui.panels.follower import begun
from flotui.ui.panels.listing import Listing
from flotui.ui.patience import wait_with_keys
from flotui.ui.typeahead import LOOKING
from flotui.workspace.comparing import NothingToDo


class Browsed(Protocol):
    """The browser whose actions they are."""

    listing: Listing
    """The list."""
    detail: Detail
    """The detail of one of its rows."""
    resource: Resource[object] | None
    """The resource whose rows the list shows."""

    @property
    def active(self) -> Listing:
        """The listing that the keys are for."""

    @property
    def is_open(self) -> bool:
        """Whether the detail is open."""

    def open(self, row: object) -> None:
        """Open the detail of a row."""


class BrowserActions:
    """The actions of a browser, and what each is given."""

    def __init__(self, browser: Browsed) -> None:
        """
        Args:
            browser: whose they are.
        """
        self._browser = browser
        self.follow = Action(
            FOLLOW, "Follow what comes in", USUAL[FOLLOW], self._follow, hint="follow", needs="nothing"
        )
        self._quiet_follow = replace(self.follow, hint="")
        self._next = Action(
            NEXT,
            "Open the next row",
            USUAL[NEXT],
            partial(self._go_on, 1),
            hint="next",
            needs="nothing",
        )
        self._previous = Action(
            PREVIOUS,
            "Open the previous row",
            USUAL[PREVIOUS],
            partial(self._go_on, -1),
            hint="previous",
            needs="nothing",
        )
        self._reply = Action(REPLY, "Write a reply", "m", self._begin_reply, hint="reply", needs="nothing")
        self.all = (self._next, self._previous, self.follow, self._reply)

    @property
    def _of_table(self) -> tuple[Action[object], ...]:
        resource = self._browser.active.resource
        return resource.actions if resource is not None else ()

    def offered(self) -> tuple[Action[object], ...]:
        """Those of the table with the keys, then those of the resource whose detail it is. What opens the next row comes
        first where the list is gone through so, or a reply is typed; else last.
        """
        browser = self._browser
        own, active = self._of_table, browser.active.resource
        last: Sequence[Action[object]] = ()
        if active is not None and active.every:
            own = (*own, self.follow if active.follow else self._quiet_follow)
        if browser.detail.has_focus_within:
            foot = browser.detail.shown_foot
            further = () if foot is None else (*(foot.actions if foot.typing else ()), self._reply)
            steps = self._steps(hint=True)
            first = 2 if foot is not None and foot.typing else int(self._is_walked)
            own, last = (*further, *steps[:first], *own), steps[first:]
        elif active is not None and (active.walked is not None or active.has_chat):
            own = (*own, *self._steps(hint=active.walked is not None))
        if browser.active is browser.listing or browser.resource is None:
            return (*own, *last)
        taken = {action.key for action in (*own, *last)}
        return (*own, *(each for each in browser.resource.actions if each.key not in taken), *last)

    @property
    def _is_walked(self) -> bool:
        """Whether one goes through the list whose row the detail is of from one to the next."""
        resource = self._browser.resource
        return resource is not None and resource.walked is not None

    def _steps(self, *, hint: bool) -> list[Action[object]]:
        """What opens the next row and the one before; where they are people, whoever types on means a reply.

        Args:
            hint: whether the footer tells of them.
        """
        resource = self._browser.resource
        chat = resource is not None and resource.has_chat
        both = (self._next, self._previous)
        return [replace(each, hint=each.hint if hint else "", opens_chat=chat) for each in both]

    def context(self, action: Action[object] | None, ask: Ask) -> Context[object] | None:
        """What an action is given: its own table's rows, or in a detail the row whose detail it is.

        Args:
            action: which; None for whatever the table with the keys offers.
            ask: how it asks the person.
        """
        browser = self._browser
        context = browser.active.context(ask)
        own = (*self._of_table, self.follow, self._quiet_follow)
        if action is not None and action.id in (NEXT, PREVIOUS, REPLY):
            own = (action,)
        if context is None or browser.active is browser.listing or action is None or action in own:
            return context
        row = browser.detail.row
        return Context(context.workspace, browser.resource, () if row is None else (row,), ask)

    def refusal(self, action: Action[object]) -> str:
        """Why an action on the open row can't be run now, as a sentence: another row is under the cursor."""
        listing, detail = self._browser.listing, self._browser.detail
        resource, here, there = listing.resource, detail.row, listing.table.row
        if resource is None or resource.walked is None or not detail.has_focus_within:
            return ""
        if action.risk is Risk.READ or here is None or there is None:
            return ""
        if resource.row_id(here) == resource.row_id(there):
            return ""
        names = resource.label(here), resource.label(there)
        keys = f"Press {key_of('app.back')}, then {key_of('table.open')}."
        return f"Not done: the open chat is {names[0]}'s, and the cursor is on {names[1]}. {keys}"

    async def _go_on(self, by: int, context: Context[object]) -> None:
        """Open the next row, or the one before, as this one is open: from a chat, have the keys be for the reply. From
        the list it is opened as `enter` does, and goes on from the one that was opened last.

        Raises:
            NothingToDo: where there is none; what is typed on was meant for it.
        """
        browser, inside = self._browser, self._browser.detail.has_focus_within
        foot, opened = browser.detail.shown_foot, browser.detail.row if inside else None
        if not inside:
            await self._rows_come()
        gone_to = await browser.listing.go_on(by, opened)
        if isinstance(gone_to, str):
            if inside and foot is not None:
                foot.stay()
            raise NothingToDo(gone_to)
        typing = foot is not None and foot.typing
        tab = browser.detail.tab
        walked = browser.resource.walked if browser.resource is not None else None
        if gone_to.again and walked is not None:
            context.ask.say(walked.again(gone_to.again))
        browser.open(gone_to.row)
        # Also where the chat isn't the first tab, or its table had the keys: whoever types on means text.
        in_line = inside and foot is not None and browser.detail.shown_foot is foot and foot.begin()
        if inside and not in_line and (typing or tab is browser.detail.tab):
            browser.detail.take_keys()

    async def _rows_come(self) -> None:
        """Return when the rows are those that were asked for, and where there is none yet, when the host has said which
        there are.

        Raises:
            NothingToDo: when the person gives that up.
            Cancelled: when they went elsewhere meanwhile.
        """
        listing = self._browser.listing
        with suppress(TimeoutError):  # sooner than the keys behind this one are let go
            async with asyncio.timeout(LOOKING * 3 / 4):
                await listing.caught_up()
        if listing.has_rows or not listing.reads:
            return
        resource = listing.resource
        await wait_with_keys(app_of(listing).keys, listing.rows_come)
        if listing.resource is not resource or not listing.is_on_screen:
            raise Cancelled
        await listing.caught_up()

    async def _begin_reply(self, context: Context[object]) -> None:
        foot = self._browser.detail.shown_foot
        if foot is not None and not foot.begin():
            raise NothingToDo("Nothing can be typed here now; the line says why.")

    async def _follow(self, context: Context[object]) -> None:
        """Turn following on or off."""
        listing = self._browser.active
        listing.follow(not listing.following)
        resource = listing.resource
        if not listing.following or resource is None:
            context.ask.say("No longer following.")
            return
        context.ask.say(begun(context.workspace.following, resource.every))
