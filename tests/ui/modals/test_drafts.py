# SPDX-License-Identifier: MIT
"""What is typed or switched when the line drops is there again at the next start, and only there."""

from __future__ import annotations

import errno
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot

from flotui.api.errors import Stopped
from flotui.app import FlotuiApp
from flotui.jobs.outcomes import FEW
from flotui.repositories.flows import create_tag
from flotui.resources.base import Action, Context
from flotui.store.entry import Entry, Outcome
from flotui.store.owners import owner_of
from flotui.ui import drafts
from flotui.ui.drafts import Drafts, FormDraft, about
from tests.support.app import app_on, see, text_of, until
from tests.support.served import Served


@pytest.fixture
def served() -> Iterator[Served]:
    with Served() as found:
        yield found


OWN, OTHER = owner_of(os.getpid()), owner_of(os.getppid())
"""Two windows that run."""
ENDED = "2147483647:1"
"""One that doesn't."""


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
            return Drafts(tmp_path, bot, OWN).of("Message to Ana")

    of("one", "f1u1").keep({"content": "For you"})
    assert of("one", "f1u1").written == {"content": "For you"}
    assert of("one", "f1u2").written == {} == of("two", "f1u1").written
    assert (
        "“Message to Ana”" in Drafts(tmp_path, "one", OWN).left()
        and Drafts(tmp_path, "two", OWN).left() == ""
    )
    (file,) = tmp_path.glob("form-*")
    file.write_bytes(b"\xff{")
    assert of("one", "f1u1").written == {} and Drafts(tmp_path, "one", OWN).left() == ""


KINDS: list[Callable[[Drafts], FormDraft]] = [
    lambda drafts: drafts.of("Message to Ana"),
    lambda drafts: drafts.of_row("variants", "v1", "white / 36"),
    lambda drafts: drafts.of_person("f1u1", "Reply to Ana"),
]


@pytest.mark.parametrize("of", KINDS, ids=["form", "cells", "reply"])
async def test_no_window_shows_overwrites_or_drops_what_is_typed_in_another_that_runs(
    tmp_path: Path, of: Callable[[Drafts], FormDraft]
) -> None:
    own, other = Drafts(tmp_path, "one", OWN), Drafts(tmp_path, "one", OTHER)
    of(own).keep({"text": "mine"})
    assert of(other).written == {} and not other.left() and not await other.people()
    theirs = of(other)
    assert f"process {os.getpid()})" in theirs.elsewhere and not of(own).elsewhere
    theirs.keep({"text": "theirs"})
    assert not of(other).elsewhere and not of(own).elsewhere
    assert of(own).written == {"text": "mine"}
    theirs.drop()
    of(other).drop()
    assert of(own).written == {"text": "mine"}


@pytest.mark.parametrize("of", KINDS, ids=["form", "cells", "reply"])
def test_what_ended_windows_left_comes_back_in_one_window_the_newest_first(
    tmp_path: Path, of: Callable[[Drafts], FormDraft]
) -> None:
    drafts = {window: of(Drafts(tmp_path, "one", window)) for window in ("2147483646:1", ENDED)}
    for at, (window, draft) in enumerate(drafts.items()):
        draft.keep({"text": window})
        (file,) = tmp_path.glob(f"*{window.replace(':', '-')}.json")
        os.utime(file, (at, at))
    (file,) = tmp_path.glob("*2147483646-1.json")
    file.rename(
        file.with_name(f"{'-'.join(file.stem.split('-')[:3])}.json")
    )  # of before windows had their own
    own, other = Drafts(tmp_path, "one", OWN), Drafts(tmp_path, "one", OTHER)
    assert "and 1 more was kept when flotui ended" in own.left()
    found = of(own)
    assert found.written == {"text": ENDED} == of(own).written
    assert of(other).written == {"text": "2147483646:1"}, "each is in one window"
    of(other).drop()
    found.keep({"text": "on"})
    assert of(other).written == {}
    found.drop()
    assert not list(tmp_path.glob("form-*")) and not own.left()


def test_where_nothing_can_be_written_what_was_left_is_shown_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Drafts(tmp_path, "one", ENDED).of("Message to Ana").keep({"text": "hello"})

    def refuses(file: Path, target: Path) -> Path:
        raise OSError(errno.EROFS, "")

    monkeypatch.setattr(Path, "rename", refuses)
    assert Drafts(tmp_path, "one", OWN).of("Message to Ana").written == {"text": "hello"}


async def test_a_dialog_does_not_take_what_is_typed_in_another_window(served: Served, tmp_path: Path) -> None:
    async with app_on(served, tmp_path).run_test(size=(120, 40)) as pilot:
        await write_to_ana(pilot, served)
        await pilot.press(*"offer")
        await until(pilot, lambda: kept(tmp_path), "the draft")
        async with app_on(served, tmp_path).run_test(size=(120, 40)) as other:
            await see(other, "Ana Souza")
            other.app.workspace.journal._owner = OTHER  # type: ignore[attr-defined]
            await write_to_ana(other, served)
            await see(other, f"Another window (process {os.getpid()}) has a draft of this.")
            assert "offer" not in text_of(other) and "flotui ended" not in text_of(other)
            await other.press(*"hello")
            await until(other, lambda: len(kept(tmp_path)) == 2, "a draft of its own")
            await other.press("escape")
            await see(other, "Discard what you typed?")
            await other.press("y")
            await until(other, lambda: len(kept(tmp_path)) == 1, "only its own is forgotten")
        await pilot.press("ctrl+s")
        await see(pilot, "y Send")
        await pilot.press("y")
        await until(pilot, lambda: served.accepted() and not kept(tmp_path), "it is sent once")
        assert served.received()[-1]["body"]["content"] == "offer"


async def test_switches_and_cells_say_too_that_another_window_has_a_draft(
    served: Served, tmp_path: Path
) -> None:
    async def given_away(pilot: Pilot[Any]) -> None:
        """The draft that is kept becomes another window's."""
        await until(pilot, lambda: kept(tmp_path), "the draft")
        (file,) = kept(tmp_path)
        others = f"{'-'.join(file.stem.split('-')[:3])}-{OTHER.replace(':', '-')}.json"
        file.rename(file.with_name(others))

    sentence = f"Another window (process {os.getppid()}) has a draft of this."
    async with app_on(served, tmp_path).run_test(size=(120, 40)) as pilot:
        app: Any = pilot.app
        await see(pilot, "Ana Souza")
        await pilot.press("t", "enter")
        await see(pilot, "Tags of ", "+ ")
        await given_away(pilot)
        await pilot.press("escape")
        await see(pilot, "Discard your changes?")
        await pilot.press("y", "t")
        await see(pilot, "Tags of ", sentence)
        await pilot.press("escape")
        for file in kept(tmp_path):
            file.unlink()
        app.main.go("vendors")
        await see(pilot, "━ Vendors")
        await pilot.press("e")
        await until(pilot, lambda: app.main.browser.active._cells is not None, "the cell")
        await pilot.press("7")
        await given_away(pilot)
        await pilot.press("escape", "escape", "e")
        await see(pilot, sentence)
        assert len(kept(tmp_path)) == 1, "and keep it"


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


async def test_what_was_switched_is_there_again_until_it_is_saved(served: Served, tmp_path: Path) -> None:
    async def tags_of_ana(pilot: Pilot[Any]) -> None:
        await see(pilot, "Ana Souza")
        await pilot.press("slash", *"ana souza", "enter")
        await see(pilot, "Ana Souza", "━ Subscribers")
        await pilot.press("t")
        await see(pilot, "Tags of Ana Souza")

    async with app_on(served, tmp_path).run_test(size=(120, 40)) as pilot:
        await tags_of_ana(pilot)
        await pilot.press(*"birthday-month", "enter")
        await see(pilot, "+ birthday-month")
        await pilot.press(*"brand new", "enter")
        await see(pilot, "+ brand new")
        await drops(pilot)
    assert len(kept(tmp_path)) == 1 and served.accepted() == {}
    async with app_on(served, tmp_path).run_test(size=(120, 40)) as pilot:
        await see(pilot, "“Tags of Ana Souza” was kept when flotui ended")
        await tags_of_ana(pilot)
        await see(pilot, "+ birthday-month, + brand new", "is here again. It was not sent.")
        await pilot.press("ctrl+s")
        await see(pilot, "Ana Souza: + birthday-month, + brand new. u undoes it.")
        await until(pilot, lambda: not kept(tmp_path), "it is forgotten")
    assert served.accepted() == {"flowCreateTag": 1, "flowBotUserAddTags": 1}


async def test_what_was_typed_in_cells_is_there_again_until_it_is_saved(
    served: Served, tmp_path: Path
) -> None:
    async def cells_of_the_sneaker(pilot: Pilot[Any]) -> Any:
        await see(pilot, "Ana Souza")
        app: Any = pilot.app
        app.main.go("products")
        await see(pilot, "Products  120", "Canvas sneaker")
        await pilot.press("enter", "right_square_bracket")
        await see(pilot, "[Variants]", "white / 36")
        await pilot.press("e")
        await until(pilot, lambda: app.main.browser.active._cells is not None, "the cell")
        return app.main.browser.active

    async with app_on(served, tmp_path).run_test(size=(120, 40)) as pilot:
        listing = await cells_of_the_sneaker(pilot)
        await pilot.press(*"150.500", "tab", *"33")
        await until(pilot, lambda: kept(tmp_path), "it is kept soon after the last key")
        await pilot.press("4")
        await drops(pilot)
    (file,) = kept(tmp_path)
    assert b"150.500" in file.read_bytes() and b"334" in file.read_bytes()
    assert file.stat().st_mode & 0o777 == 0o600 and served.accepted() == {}
    async with app_on(served, tmp_path).run_test(size=(120, 40)) as pilot:
        await see(pilot, "white / 36” was kept when flotui ended")
        listing = await cells_of_the_sneaker(pilot)
        await see(pilot, "Not saved: price 150.500, stock 334. Typed earlier and not saved yet.")
        assert listing._cells.value == "150.500"
        await pilot.press("enter")
        await until(pilot, lambda: served.accepted() and not kept(tmp_path), "it is saved and forgotten")
        assert served.received()[-1]["body"] == {"price": 150.5, "qty": 334}
        # What the person discards is forgotten, and what is typed away again.
        await see(pilot, "stock 334 (was")
        await pilot.press(*"99")
        await until(pilot, lambda: kept(tmp_path), "the draft of the next row")
        await pilot.press("escape")
        await see(pilot, "Not saved: price 99.")
        await pilot.press("escape")
        await until(pilot, lambda: not kept(tmp_path), "forgotten")
    assert len(served.received()) == 1


async def test_a_cell_that_was_saved_while_the_line_dropped_is_not_brought_back(
    served: Served, tmp_path: Path
) -> None:
    async with app_on(served, tmp_path).run_test(size=(120, 40)) as pilot:
        await see(pilot, "Ana Souza")
        app: Any = pilot.app
        app.main.go("products")
        await see(pilot, "Products  120", "Canvas sneaker")
        await pilot.press("enter", "right_square_bracket")
        await see(pilot, "[Variants]", "white / 36")
        await pilot.press("e")
        await until(pilot, lambda: app.main.browser.active._cells is not None, "the cell")
        served.fault("late", "*/update", times=1)
        await pilot.press(*"150.500", "enter")
        await until(pilot, lambda: served.received(), "it leaves")
        await drops(pilot)
    assert served.accepted() == {"UpdateProductVariant": 1}
    assert kept(tmp_path) == []


@pytest.mark.parametrize(
    ("changed", "left", "says"),
    [
        ({}, {}, ""),
        (
            {"tag": "vip"},
            {"tag": "vip"},
            "What you saved before was done. What you changed since was not saved.",
        ),
    ],
    ids=["as it was", "changed"],
)
async def test_what_was_done_meanwhile_is_no_draft_unless_it_was_changed(
    tmp_path: Path, changed: dict[str, str], left: dict[str, str], says: str
) -> None:
    done = Entry(1, 1.0, create_tag("cart").call, "", "tag", "", "", None, Outcome.DONE)

    async def tried(_: str) -> list[Entry]:
        return [done]

    own = Drafts(tmp_path, "one", OWN, tried)
    draft = own.of("New tag")
    draft.keep({"tag": "cart"})
    await draft.attempt()
    if changed:
        draft.keep(changed)
    again = own.of("New tag")
    assert await again.message() == says
    assert again.written == left == own.of("New tag").written
    if changed:
        again.keep({"tag": "cart"})
        assert not await own.of("New tag").tried(), "it is another thing than the one that was done"


async def test_a_disk_that_takes_its_time_holds_up_no_key(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    let, asked = threading.Event(), threading.Event()
    replacing = drafts.replacing

    @contextmanager
    def slow(path: Path) -> Iterator[int]:
        with replacing(path) as descriptor:
            yield descriptor
            asked.set()
            let.wait(20)

    monkeypatch.setattr(drafts, "replacing", slow)
    async with app_on(served, tmp_path).run_test(size=(120, 40)) as pilot:
        await write_to_ana(pilot, served)
        await pilot.press(*"Good morning")
        await until(pilot, asked.is_set, "the draft is written")
        try:
            for key in ", Ana":  # the pilot's own way waits for threads
                pilot.app.post_message(events.Key(key, key))
            await see(pilot, "Good morning, Ana")
            assert kept(tmp_path) == [], "and is still being written"
        finally:
            let.set()
        await until(
            pilot, lambda: any(b", Ana" in each.read_bytes() for each in kept(tmp_path)), "the latest"
        )
        await pilot.press("escape")
        await see(pilot, "Discard what you typed?")
        await pilot.press("y")
        await until(pilot, lambda: not kept(tmp_path), "forgotten")


@pytest.mark.parametrize("many", [2, 7])
async def test_what_a_job_has_of_many_is_no_draft_any_more(served: Served, tmp_path: Path, many: int) -> None:
    async def tags(pilot: Pilot[Any]) -> None:
        await see(pilot, "Ana Souza")
        await pilot.press("g", *["space"] * many, "t")
        await see(pilot, f"Tags of {many} subscribers")
        await pilot.press(*"birthday-month", "enter")
        await see(pilot, "+ birthday-month")

    async def save(pilot: Pilot[Any]) -> None:
        await pilot.press("ctrl+s")
        if many > FEW:
            await see(pilot, f"{many} calls")
            await pilot.press("y")

    async with app_on(served, tmp_path, no_cache=False).run_test(size=(120, 40)) as pilot:
        await tags(pilot)
        served.fault("401", "/subscriber/*-tag*", times=0)
        await save(pilot)
        await see(pilot, "API key")
        await until(pilot, lambda: kept(tmp_path), "nothing left: the draft has it")
        served.host.faults.clear()
        await drops(pilot)
    async with app_on(served, tmp_path, no_cache=False).run_test(size=(120, 40)) as pilot:
        await see(pilot, "Ana Souza")
        await pilot.press("g", *["space"] * many, "t")
        await see(pilot, f"Tags of {many} subscribers", "+ birthday-month")
        app: Any = pilot.app
        assert await app.workspace.working.jobs.recent() == []
        served.fault("drop", "/subscriber/*-tag*", times=0)
        await save(pilot)
        await see(pilot, f"0 of {many} done", "unknown")
        assert not kept(tmp_path), "the job has it"
        await drops(pilot)
    served.host.faults.clear()
    reached = len(served.received())
    async with app_on(served, tmp_path, no_cache=False).run_test(size=(120, 40)) as pilot:
        await see(pilot, "Ana Souza")
        app = pilot.app
        (job,) = await app.workspace.working.jobs.recent()
        assert job.title == f"Add tag birthday-month to {many} subscribers" and job.unknown
        await pilot.press("g", *["space"] * many, "t")
        await see(pilot, f"Tags of {many} subscribers")
        assert "+ birthday-month" not in text_of(pilot)
        assert len(served.received()) == reached, "nothing leaves by itself"
