# SPDX-License-Identifier: MIT
"""Every fault against what a person does, by keys on the real app over HTTP; the confirming key is held down.

Judged by what the host carried out: no more than the person meant once, the journal tells it, no sentence denies
it, and what was typed is still there when it was not done.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input

from flotui.app import FlotuiApp
from flotui.resources.shop.orders import STATUSES
from flotui.sandbox.kinds import KINDS
from flotui.store.journal import Outcome
from flotui.ui.presses import Presses
from tests.support.app import app_on, see, text_of, until
from tests.support.covering import covering
from tests.support.hurry import hurry
from tests.support.judging import fault_of, wrong_outcomes, wrong_words
from tests.support.people import ANA
from tests.support.served import Served

HELD = 12
"""How often a held key comes."""

CONFLICT = "Changed by somebody else"

numbers = itertools.count(11)
"""Values that differ from what was there before."""


async def typed(pilot: Pilot[Any], *keys: str) -> None:
    """Type quickly."""
    for key in keys:
        post(pilot, "space" if key == " " else key, " " if key == " " else None)
    await pilot.pause()


def post(pilot: Pilot[Any], key: str, character: str | None = None) -> None:
    event = events.Key(key, character or (key if len(key) == 1 else None))
    event.set_sender(pilot.app)
    pilot.app.post_message(event)


async def open_tags(pilot: Pilot[Any]) -> str:
    await pilot.press("2", "down", "t")  # somebody who has not got it by an earlier, lost answer
    await see(pilot, "Tags of")
    await pilot.press("space")
    return ""


async def open_field(pilot: Pilot[Any]) -> str:
    await pilot.press("2", "f")
    await see(pilot, "Which field", "enter choose")
    await typed(pilot, *"loyalty_points", "enter")
    await see(pilot, "loyalty_points (number)")
    value = str(next(numbers))
    await typed(pilot, "ctrl+a", "ctrl+k", *value)
    return value


async def go(pilot: Pilot[Any], name: str) -> None:
    """Go somewhere by its name."""
    await pilot.press("colon")
    await see(pilot, "Commands")
    await typed(pilot, *name, "enter")


async def open_variants(pilot: Pilot[Any]) -> None:
    await go(pilot, "products")
    await see(pilot, "━ Products", "Linen shirt")
    if "[Variants]" not in text_of(pilot):
        await pilot.press("enter", "right_square_bracket")
    await see(pilot, "[Variants]", "SKU-000")


async def open_cell(pilot: Pilot[Any]) -> str:
    await open_variants(pilot)
    value = str(next(numbers))
    await typed(pilot, "e", "ctrl+a", "ctrl+k", *value)
    return value


async def open_send(pilot: Pilot[Any]) -> str:
    await pilot.press("2", "s")
    await see(pilot, "Send which sub-flow", "enter choose")
    await pilot.press("enter")
    await see(pilot, "Send sub-flow", "Cancel")
    return ""


async def open_message(pilot: Pilot[Any]) -> str:
    await pilot.press("2", "m")
    await see(pilot, "Send message")
    text = f"hello {next(numbers)}"
    await typed(pilot, "ctrl+a", "ctrl+k", *text, "ctrl+s")
    await see(pilot, "Cancel", "y Send")
    return text


async def open_template(pilot: Pilot[Any]) -> str:
    await pilot.press("2", "w")
    await see(pilot, "Send which template")
    await pilot.press("enter")
    await see(pilot, "order_followup", "{{2}}")
    text = f"name {next(numbers)}"
    await typed(pilot, "ctrl+a", "ctrl+k", *text, "ctrl+s")
    await see(pilot, "Cancel", "y Send")
    return text


async def open_broadcast(pilot: Pilot[Any]) -> str:
    pilot.app.main.browser.listing.table.action_unmark()  # type: ignore[attr-defined]
    await pilot.press("2", "g", "space", "space", "b")
    await see(pilot, "Broadcast what to 2 subscribers?")
    await pilot.press("enter")
    await see(pilot, "Which sub-flow?", "enter choose")
    await pilot.press("enter")
    await see(pilot, "Broadcast Main menu", "Count and confirm")
    await pilot.press("tab", *"42", "ctrl+s")
    await see(pilot, "Type 2 to confirm")
    await pilot.press("2", "tab")
    return "42"


async def open_order(pilot: Pilot[Any]) -> str:
    await go(pilot, "orders")
    await see(pilot, "━ Orders", "Total")
    await pilot.press("down", "s")
    await see(pilot, "to which status?")
    has = pilot.app.main.browser.listing.table.row.status  # type: ignore[attr-defined]
    await typed(pilot, *next(each for each in itertools.cycle(STATUSES) if each != has and next(numbers) % 3))
    return ""


async def open_cart(pilot: Pilot[Any]) -> str:
    await open_variants(pilot)
    await pilot.press("c")
    await see(pilot, "to whose cart?")
    await typed(pilot, *"Ana Souza", "enter")
    await see(pilot, "Cart of Ana Souza")
    await pilot.press("ctrl+a", "ctrl+k", "2")
    return "2"


class Act(NamedTuple):
    """Something that a person does."""

    operation: str
    """What it comes to."""
    path: str
    """Below which path it goes wrong."""
    open: Callable[[Pilot[Any]], Awaitable[str]]
    """Brings it to where only the confirming key is missing; what was typed."""
    confirm: str
    """The key that confirms."""
    once: bool
    """Whether it must not be carried out twice, whatever is lost."""


ACTS = {
    "tag": Act("flowBotUser*Tag", "/subscriber/*-tag*", open_tags, "ctrl+s", False),
    "field": Act("flowBotUserSetUserField", "/subscriber/set-user-field", open_field, "ctrl+s", False),
    "cell": Act("UpdateProductVariant", "/shop/products/*/update", open_cell, "enter", False),
    "send": Act("flowBotUserSendSubFlow", "/subscriber/send-sub-flow", open_send, "y", True),
    "message": Act("flowBotUserSendText", "/subscriber/send-text", open_message, "y", True),
    "template": Act(
        "flowBotUserSendWhatsappTemplate", "/subscriber/send-whatsapp*", open_template, "y", True
    ),
    "broadcast": Act("flowBotUserBroadcast", "/subscriber/broadcast", open_broadcast, "enter", True),
    "order": Act(
        "flowBotUserUpdateOrderStatus", "/subscriber/update-order-status", open_order, "enter", True
    ),
    "cart": Act("flowBotUserAddToCart", "/subscriber/add-to-cart", open_cart, "ctrl+s", True),
}


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with Served() as host:
        yield host


@pytest.fixture
def app(served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FlotuiApp:
    hurry(monkeypatch)
    served.fresh()
    return app_on(served, tmp_path)


TRIED = covering(ACTS, KINDS)
"""Which act is tried with which fault."""


@pytest.mark.parametrize("name", ACTS)
async def test_what_a_person_does_once_is_done_once(app: FlotuiApp, served: Served, name: str) -> None:
    wrong: list[tuple[str, str]] = []
    async with app.run_test(size=(100, 30)) as pilot:
        await see(pilot, "Ana Souza")
        for kind in (fault for act, fault in TRIED if act == name):
            wrong += [(kind, each) for each in await tried(pilot, served, ACTS[name], kind)]
            await back(pilot)
            for entry in await pilot.app.workspace.journal.unknown():  # type: ignore[attr-defined]
                # What may have arrived is asked about before it is sent again: the person has looked for it.
                await pilot.app.workspace.settle(entry, Outcome.DONE, "")  # type: ignore[attr-defined]
            served.host.faults.clear()
            world = served.host.world  # an earlier, lost answer has put nothing in the cart
            world.shop.cart(world.people.index_of(ANA))["items"].clear()
            pilot.app.workspace.pacer.resume()  # type: ignore[attr-defined]
    assert wrong == []


async def tried(pilot: Pilot[Any], served: Served, act: Act, kind: str) -> list[str]:
    """Do it while that goes wrong, with the confirming key held down; what is wrong with what came of it."""
    workspace: Any = pilot.app.workspace  # type: ignore[attr-defined]
    draft = await act.open(pilot)
    before = {entry.id for entry in await workspace.journal.single_edits()}
    served.host.log.clear()
    served.fault(**{**fault_of(kind, times=0), "path": act.path})
    said = await held(pilot, act.confirm)
    entries = [entry for entry in await workspace.journal.single_edits() if entry.id not in before]
    accepted = sum(served.accepted().values())
    done_so = served.accepted().get(act.operation, 0)
    received = len([row for row in served.received() if row["operation"] == act.operation])
    found = wrong_outcomes(entries, accepted) + wrong_words(said, accepted)
    if all(entry.outcome is Outcome.UNCHANGED for entry in entries):
        found.append(f"nothing was tried: {said}")
    if act.once and (done_so > 1 or received > 1):
        found.append(f"carried out {done_so} times, left {received} times")
    done = any(entry.outcome is Outcome.DONE for entry in entries)
    for _ in range(4):
        if not draft or done or draft in text_of(pilot).replace("\xa0", " "):
            break
        pilot.app.keys.presses = Presses()  # type: ignore[attr-defined]
        await pilot.press("escape")
        await pilot.pause()
    else:
        found.append(f"the draft {draft!r} is gone: {text_of(pilot)}")
    return found


async def held(pilot: Pilot[Any], key: str) -> str:
    """Hold a key down until what it did has come to its end, and some while longer; all that was said then."""
    workspace: Any = pilot.app.workspace  # type: ignore[attr-defined]
    for _ in range(HELD):
        post(pilot, key)
        await asyncio.sleep(0.015)
    await pilot.pause()  # what the key does has begun
    # What an earlier, lost write did to the host is asked about.
    await until(pilot, lambda: not workspace.writing or CONFLICT in text_of(pilot), "the answer")
    if CONFLICT in text_of(pilot):
        await pilot.press("o")
        await until(pilot, lambda: not workspace.writing, "the answer")
    said = text_of(pilot)
    for _ in range(3):
        post(pilot, key)
        await asyncio.sleep(0.015)
    await until(pilot, lambda: not workspace.writing, "the answer")
    return said + text_of(pilot)


async def back(pilot: Pilot[Any]) -> None:
    """Close every dialog, and leave every line that takes text."""
    app: Any = pilot.app
    last = asyncio.get_running_loop().time() + 20
    while asyncio.get_running_loop().time() < last:
        if app.screen is app.main and not isinstance(app.focused, Input):
            return
        app.keys.presses = Presses()  # as after a pause: a key that is hammered counts as held
        shown = text_of(pilot)
        asked = any(f"Discard {what}?" in shown for what in ("what you typed", "your changes"))
        await pilot.press("y" if asked else "escape")
        await pilot.pause()
    raise AssertionError(f"there is no way out:\n{text_of(pilot)}")
