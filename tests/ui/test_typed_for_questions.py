# SPDX-License-Identifier: MIT
"""What is typed for what an action opens waits for that, however long the host takes, and never is a command."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from textual import events

from flotui.api.catalogue import Risk
from flotui.resources import registry
from flotui.resources.base import Action, Context, Query
from flotui.resources.loading import load
from flotui.ui import running, typeahead
from flotui.ui.commands import COMMANDS, Elsewhere
from flotui.ui.presses import Typed, Verdict
from flotui.ui.widgets.typed import is_text
from tests.support.app import app_on, burst, see, seen_text, text_of, until
from tests.support.ask import Answers, rows_of
from tests.support.bot import Bot
from tests.support.reaching import path_to

ASKING = {"pick", "toggle", "form", "confirm", "authorize", "decide"}
"""The methods that open a question."""
OPENS_A_TEXT = {
    *("subscriber-chat.read", "subscriber-fields.read", "subscriber-events.read", "subscribers.gone"),
    *("product-variants.read", "bot-fields.read", "summary.numbers", "errors.read", "parameters.read"),
    *("answers.read", "response.value", "response.raw", "app.help"),
}
"""What opens a text to read: the keys behind it are for that."""
AT_ONCE = {
    *("waiting.take", "waiting.look", "subscriber-tags.remove", "subscriber-fields.clear"),
    *("order-items.remove", "tags.count"),
}
"""What asks only where it is about several rows, or costs much: else the keys behind it are for the list."""
WAITS = "waiting for the host. Press esc to cancel."
TYPED = ("x", "d", "enter")
OUT_OF_SIGHT = {"app.undo", "app.redo", "app.aside"}
"""What asks in a module that the names in its code don't lead to."""


def test_what_asks_says_so() -> None:
    """Else the keys behind it become commands on a slow host, or those behind a jump wait."""
    reads = {each.id: each for _, each in registry.actions() if each.risk is Risk.READ}
    asks = {each.id for each in reads.values() if path_to(each.run, ASKING)}
    does = {
        each.id: load(each.does.where) if isinstance(each.does, Elsewhere) else each.does for each in COMMANDS
    }
    asks |= {name for name, work in does.items() if path_to(work, ASKING)}
    declared = {each.id for each in (*reads.values(), *COMMANDS) if each.asks}
    assert declared == asks | OPENS_A_TEXT | OUT_OF_SIGHT


def type_ahead(app: Any, *keys: str) -> None:
    """Have keys wait for their turn, and wait for nothing: what they are for waits for the host."""
    for key in keys:
        app.keys.take(events.Key(key, key if len(key) == 1 else None))


def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have nobody be patient with what only looks, and have it told at once what is waited for."""
    monkeypatch.setattr(typeahead, "LOOKING", 0.01)
    monkeypatch.setattr(typeahead, "WRITING", 0.01)
    monkeypatch.setattr(running, "_SLOW", 0.03)


class Handed:
    """Where keys go that are typed ahead: they are noted, and nothing gets them."""

    def __init__(self, app: Any) -> None:
        self._app, self._hand_on = app, app.hand_on
        self.to_list, self.elsewhere = "", ""
        app.hand_on = self._note

    async def _note(self, typed: Typed) -> Any:
        if typed.key not in TYPED:
            return await self._hand_on(typed)
        main = self._app.main
        if self._app.screen is main and not is_text(main.focused) and main.judge(typed) is Verdict.TAKE:
            self.to_list += typed.key
        else:
            self.elsewhere += typed.key
        return None


async def every_question(bot: Bot) -> list[tuple[Action[Any], Context[Any]]]:
    """The actions that may ask, one of each that is made in the same way, with a row each where they are about one."""
    workspace, found = await bot.open(), {}
    for resource in registry.resources():
        owners: list[Any] = []
        for table in registry.tables(resource):
            new = [each for each in table.actions if each.asks and each.run.__qualname__ not in found]
            if not new:
                continue
            if table is not resource:
                owners = owners or await rows_of(workspace, resource)
            if table is not resource and not owners:
                continue  # of a job, or a call, which nobody has made yet
            owner = owners[0] if table is not resource else None
            rows = tuple((await rows_of(workspace, table, Query(owner=owner)))[:1])
            for each in new:
                given: Any = () if each.needs == "nothing" else rows
                context: Context[Any] = Context(workspace, table, given, Answers(), owner, Query())
                if each.refusal(context) is None:
                    found[each.run.__qualname__] = each, context
    await workspace.close()
    return list(found.values())


async def test_no_key_behind_an_action_that_asks_is_a_command_of_the_list(
    bot: Bot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    every, leaked, waited = await every_question(bot), [], []
    impatient(monkeypatch)
    app: Any = app_on(bot, tmp_path)
    handed = Handed(app)
    async with app.run_test(size=(120, 40)) as pilot:
        await see(pilot, "Ana Souza")
        for action, given in every:
            handed.to_list = handed.elsewhere = ""
            app.main.astray.end()
            released = bot.hold()
            app.start(action, replace(given, workspace=app.workspace, ask=app.ask))
            type_ahead(app, *TYPED)
            await until(pilot, lambda: not app.keys.waiting or WAITS in text_of(pilot), action.id)
            if app.keys.waiting:
                waited.append(action.id)
            released.set()
            await bot.no_faults()
            await until(pilot, lambda: not app.keys.waiting, action.id)
            if handed.to_list:
                leaked.append(action.id)
            while app.screen is not app.main:
                app.screen.dismiss()
                await pilot.pause()
            app.running.cancel()
            await until(pilot, lambda: not app.running.workers, action.id)
    assert set(leaked) == AT_ONCE
    assert len(every) > 80 and len(waited) > 15


@pytest.mark.parametrize("ends", ["given up", "failed"])
async def test_what_is_typed_for_a_question_that_does_not_come_is_dropped_and_told(
    bot: Bot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ends: str
) -> None:
    impatient(monkeypatch)
    app: Any = app_on(bot, tmp_path)
    handed = Handed(app)
    async with app.run_test(size=(120, 40)) as pilot:
        await see(pilot, "Ana Souza")
        app.main.go("agent-summary")
        await see(pilot, "by agent", "Priya Sharma")
        released = bot.hold(**({"status": 500} if ends == "failed" else {}))
        type_ahead(app, "b", *TYPED)
        await see(pilot, f"Choose the bot, or all of the workspace: {WAITS}")
        type_ahead(app, *TYPED)
        if ends == "given up":
            await pilot.press("escape")
        released.set()
        said = await seen_text(pilot, "What you typed did nothing.")
        assert ("Stopped." in said) is (ends == "given up")
        assert (handed.to_list, handed.elsewhere, app.screen) == ("", "", app.main)
        await bot.no_faults()
        app.main.astray.end()  # a pause
        await pilot.press("b")
        await see(pilot, "Whose figures?")


async def test_an_early_esc_is_for_what_opens(
    bot: Bot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody was told yet that it gives up; behind what is typed it leaves the dialog, as on a quick host."""
    monkeypatch.setattr(running, "_SLOW", 60.0)
    app: Any = app_on(bot, tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await see(pilot, "Ana Souza")
        released = bot.hold("/flow/tags")
        await burst(pilot, "t", "x", "escape", "question_mark")
        assert app.keys.waiting and app.screen is app.main
        released.set()
        await see(pilot, "Help")


async def test_no_key_waits_for_an_action_that_was_stopped_before_it_began(bot: Bot, tmp_path: Path) -> None:
    app: Any = app_on(bot, tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await see(pilot, "Ana Souza")
        app.start(next(each for each in app.main.globals if each.id == "app.help"), None)
        assert app.keys.holds
        assert app.running.cancel()
        assert not app.keys.holds
        await burst(pilot, "question_mark")
        await see(pilot, "Help")
