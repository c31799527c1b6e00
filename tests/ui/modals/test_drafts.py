# SPDX-License-Identifier: MIT
"""What is typed into a form when the line drops is in it again at the next start, and only there."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from flotui.api.errors import Stopped
from flotui.app import FlotuiApp
from flotui.resources.base import Action, Context
from flotui.ui.drafts import Drafts, about
from tests.support.app import app_on, see, until
from tests.support.served import Served


@pytest.fixture
def served() -> Iterator[Served]:
    with Served() as found:
        yield found


def kept(home: Path) -> list[Path]:
    return list((home / "state" / "drafts").glob("form-*"))


async def drops(pilot: Pilot[Any]) -> None:
    """The line drops."""
    assert isinstance(pilot.app, FlotuiApp)
    pilot.app._signalled(signal.SIGHUP)
    await until(pilot, lambda: pilot.app._exit, "the end")


async def write_to_ana(pilot: Pilot[Any], served: Served) -> None:
    await see(pilot, "Ana Souza")
    await pilot.press("slash", *"ana souza", "enter")
    await see(pilot, "Ana Souza", "━ Subscribers")
    await pilot.press("g", "m")
    await see(pilot, "Send message: Ana Souza")


async def test_a_message_is_there_again_until_it_is_sent(served: Served, tmp_path: Path) -> None:
    async with app_on(served, tmp_path).run_test(size=(120, 40)) as pilot:
        await write_to_ana(pilot, served)
        await pilot.press(*"Good morning")
        await drops(pilot)
    (file,) = kept(tmp_path)
    assert file.stat().st_mode & 0o777 == 0o600
    assert served.accepted() == {}
    async with app_on(served, tmp_path).run_test(size=(120, 40)) as pilot:
        await see(pilot, "was kept when flotui ended")
        await write_to_ana(pilot, served)
        await see(pilot, "Good morning", "What you typed when flotui ended is here again")
        await pilot.press("ctrl+end", "!", "ctrl+s")
        await see(pilot, "y Send")
        await pilot.press("y")
        await until(pilot, lambda: served.accepted() and not kept(tmp_path), "it is sent and forgotten")
        assert served.received()[-1]["body"]["content"] == "Good morning!"


async def test_what_the_person_lets_be_is_forgotten(served: Served, tmp_path: Path) -> None:
    async with app_on(served, tmp_path).run_test(size=(120, 40)) as pilot:
        await write_to_ana(pilot, served)
        await pilot.press(*"Good morning")
        await drops(pilot)
    async with app_on(served, tmp_path).run_test(size=(120, 40)) as pilot:
        await write_to_ana(pilot, served)
        await see(pilot, "Good morning")
        await pilot.press("escape")
        await see(pilot, "Discard what you typed?")
        await pilot.press("y")
        await until(pilot, lambda: not kept(tmp_path), "forgotten")


async def test_it_is_kept_soon_after_the_last_key_and_gone_with_what_was_typed(
    served: Served, tmp_path: Path
) -> None:
    async with app_on(served, tmp_path).run_test(size=(120, 40)) as pilot:
        await write_to_ana(pilot, served)
        await pilot.press(*"Good morning")
        await until(pilot, lambda: kept(tmp_path), "the draft")
        (file,) = kept(tmp_path)
        assert b"Good morning" in file.read_bytes() and file.stat().st_mode & 0o777 == 0o600
        written = file.stat().st_mtime_ns
        form: Any = pilot.app.screen
        form.keep_draft()
        assert file.stat().st_mtime_ns == written, "nothing has changed"
        await pilot.press("escape")
        await see(pilot, "Discard what you typed?")
        await pilot.press("y")
        await until(pilot, lambda: not kept(tmp_path), "forgotten")


class Somebody:
    def __init__(self, row_id: str) -> None:
        self.row_id = row_id


def test_a_draft_is_of_one_bot_and_one_person(tmp_path: Path) -> None:
    action: Any = Action("message", "Send a message", "m", None)  # type: ignore[arg-type]

    def of(bot: str, row_id: str) -> Any:
        context: Any = Context(None, None, (Somebody(row_id),), None)  # type: ignore[arg-type]
        with about(action, context):
            return Drafts(tmp_path, bot).of("Message to Ana")

    of("one", "f1u1").keep({"content": "For you"})
    assert of("one", "f1u1").values == {"content": "For you"}
    assert of("one", "f1u2").values == {} == of("two", "f1u1").values
    assert "“Message to Ana”" in Drafts(tmp_path, "one").left() and Drafts(tmp_path, "two").left() == ""
    (file,) = tmp_path.glob("form-*")
    file.write_bytes(b"\xff{")
    assert of("one", "f1u1").values == {} and Drafts(tmp_path, "one").left() == ""


async def test_a_dialog_that_fails_leaves_the_draft(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with app_on(served, tmp_path).run_test(size=(120, 40)) as pilot:
        await write_to_ana(pilot, served)
        await pilot.press(*"Good morning")
        await drops(pilot)
    assert kept(tmp_path)

    async def fails(dialog: object) -> None:
        raise Stopped("The dialog is broken.")

    async with app_on(served, tmp_path).run_test(size=(120, 40)) as pilot:
        await see(pilot, "Ana Souza")
        await pilot.press("slash", *"ana souza", "enter")
        await see(pilot, "Ana Souza", "━ Subscribers")
        monkeypatch.setattr(pilot.app.ask, "ask", fails)  # type: ignore[attr-defined]
        await pilot.press("g", "m")
        await see(pilot, "The dialog is broken.")
    assert kept(tmp_path)
