# SPDX-License-Identifier: MIT
"""The program begins where it was, however it ended."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from flotui.config.places import Places
from flotui.config.profile import make_profile
from flotui.config.profiles import Profiles
from flotui.resources import registry
from flotui.resources.query import Query
from flotui.ui import presses
from tests.support.app import app_on, see, text_of, until
from tests.support.places import FLOWS, SHOP, SUBSCRIBERS
from tests.support.served import Served
from tests.ui.test_trail import area, go_somewhere, seen, settled


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with Served() as host:
        yield host


async def test_the_list_its_filter_and_its_detail_are_there_again(served: Served, tmp_path: Path) -> None:
    app = app_on(served, tmp_path)
    async with app.run_test(size=(120, 30)) as pilot:
        await see(pilot, "Ana Souza")
        app.main.go("tags")
        await see(pilot, "f1284t3005")
        await pilot.press("down", "down", "down", "down", "o")
        await see(pilot, "Tags › vip › Subscribers · tag vip")
        await pilot.press("down", "enter")
        await see(pilot, "[Card]")
        await pilot.press("right_square_bracket", "right_square_bracket")
        await settled(pilot)
        await pilot.press("down", "down")
        await settled(pilot)
        before = seen(pilot)
        kept = tmp_path / "state" / "places"
        await until(
            pilot, lambda: any('"tab":"fields"' in file.read_text() for file in kept.glob("*-*.json"))
        )
        await until(
            pilot, lambda: f'"row_id":"{before["tab row"]}"' in next(kept.glob("*-*.json")).read_text()
        )
        # Nothing that a quit in order would do.
        text = {file: file.read_text() for file in kept.iterdir()}
    for file, was in text.items():
        file.write_text(was)
        assert file.stat().st_mode & 0o777 == 0o600
    again = app_on(served, tmp_path, start="")
    async with again.run_test(size=(120, 30)) as pilot:
        await see(pilot, "[Fields]", "Tags › vip › Subscribers · tag vip")
        await settled(pilot)
        assert seen(pilot) == before
    fresh = app_on(served, tmp_path, start="", fresh=True)
    async with fresh.run_test(size=(120, 30)) as pilot:
        await until(pilot, lambda: fresh.main.resource is not None and fresh.main.resource.id == "today")


@pytest.mark.parametrize("typing", [True, False])
async def test_a_draft_that_was_typed_in_a_chat_of_any_list_is_typed_on(
    served: Served, tmp_path: Path, typing: bool
) -> None:
    app = app_on(served, tmp_path)
    async with app.run_test(size=(120, 30)) as pilot:
        await see(pilot, "Ana Souza")
        await pilot.press("down", "down", "enter")
        await see(pilot, "[Card]")
        await pilot.press(*["right_square_bracket"] * 3)
        await see(pilot, "─ Reply to Ana Souza")
        await pilot.press("m")
        await see(pilot, "━ Reply to Ana Souza")
        await pilot.press("h", "a")
        await see(pilot, "draft kept")
        if not typing:
            app.main.set_focus(app.main.browser.detail.listing.table)
            await see(pilot, "─ Reply to Ana Souza")
        app._keeping.keep()
    again = app_on(served, tmp_path, start="")
    async with again.run_test(size=(120, 30)) as pilot:
        await see(pilot, "━ Reply to Ana Souza" if typing else "─ Reply to Ana Souza", "draft kept")
        await see(pilot, "was kept when flotui ended. It is in the reply line.")
        await settled(pilot)
        assert again.main.browser.detail.shown_foot.typing is typing


async def test_the_ways_back_and_forward_lead_where_they_led(served: Served, tmp_path: Path) -> None:
    kept = Places(app_on(served, tmp_path).options.paths)
    app = app_on(served, tmp_path, start="tags")
    async with app.run_test(size=(120, 30)) as pilot:
        await see(pilot, "f1284t3005")
        await pilot.press("slash", *"vip", "enter")
        await see(pilot, "━ Tags /vip")
        await settled(pilot)
        vip = seen(pilot)
        await pilot.press("o")
        await see(pilot, "Tags › vip › Subscribers · tag vip")
        await settled(pilot)
        await pilot.press("enter")
        await see(pilot, "[Card]")
        await pilot.press("minus")
        await settled(pilot)
        await until(pilot, lambda: '"forward":[' in kept.read(served.profile.cache_id))
    for ways in ("back", "none"):
        if ways == "none":  # of a version that didn't write them down
            text = kept.read(served.profile.cache_id)
            kept.keep(served.profile.cache_id, text[: text.index(',"back":[')] + "}")
        again = app_on(served, tmp_path, start="")
        async with again.run_test(size=(120, 30)) as pilot:
            await see(pilot, "Subscribers · tag vip")
            await settled(pilot)
            assert ("Tags › vip › " in text_of(pilot)) == (ways == "back"), "the title promises what there is"
            if ways == "none":
                continue
            await pilot.press("escape")
            await see(pilot, "━ Tags /vip")
            await settled(pilot)
            assert seen(pilot) == vip
            await pilot.press("underscore", "underscore")
            await see(pilot, "Tags › vip › Subscribers · tag vip", "[Card]")


WALKS, STEPS, KEYS = (60, 12, 8) if os.environ.get("FLOTUI_LONG") else (1, 7, 5)


async def test_each_area_shows_what_it_showed_before_the_restart(served: Served, tmp_path: Path) -> None:
    def in_vendors() -> bool:
        return any(
            each.read_text().startswith('{"resource":"vendors"')
            for each in (tmp_path / "state" / "places").glob("*-*.json")
        )

    app: Any = app_on(served, tmp_path)
    async with app.run_test(size=(120, 30)) as pilot:
        await see(pilot, "Ana Souza")
        app.main.go("subscribers", Query(arguments={"tag_ns": "f1284t3005"}, summary="tag vip"))
        await see(pilot, "Subscribers · tag vip")
        app.main.go("shortcuts")
        await see(pilot, "━ Shortcuts")
        await pilot.press(SHOP)
        await see(pilot, "[3 Shop]")
        app.main.go("vendors")
        await see(pilot, "━ Vendors")
        await pilot.press("down")
        await until(pilot, in_vendors, "that it is written down")
    for round in range(2):
        again: Any = app_on(served, tmp_path, start="")
        async with again.run_test(size=(120, 30)) as pilot:
            await see(pilot, "━ Vendors")
            if round:
                await pilot.press(SUBSCRIBERS)
                await see(pilot, "Subscribers · tag vip")
                await pilot.press("minus")
                await see(pilot, "━ Vendors")
            await pilot.press(FLOWS)
            await see(pilot, "━ Shortcuts")
            await pilot.press(SHOP)  # the next start finds the others too, whatever was shown of them
            await see(pilot, "━ Vendors")
            await until(pilot, in_vendors, "that it is written down")


async def test_after_a_restart_too_a_way_back_leaves_a_list_as_it_was(served: Served, tmp_path: Path) -> None:
    """One that was jumped to before it was shown again, or that this version doesn't have."""
    app: Any = app_on(served, tmp_path)
    async with app.run_test(size=(120, 30)) as pilot:
        await see(pilot, "Ana Souza")
        app.main.go("subscribers", Query(arguments={"tag_ns": "f1284t3005"}, summary="tag vip"))
        await see(pilot, "Subscribers · tag vip")
        app.main.go("shortcuts")
        await see(pilot, "━ Shortcuts")
        await pilot.press(SHOP)
        await see(pilot, "[3 Shop]")
        app._keeping.keep()
    (file,) = (tmp_path / "state" / "places").glob("*-*.json")
    file.write_text(file.read_text().replace('"shortcuts"', '"of-another-version"'))
    again: Any = app_on(served, tmp_path, start="")
    async with again.run_test(size=(120, 30)) as pilot:
        await see(pilot, "[3 Shop]")
        again.main.go("subscribers", Query(arguments={"tag_ns": "f1284t3006"}, summary="tag other"))
        await see(pilot, "Subscribers · tag other")
        await pilot.press("minus")
        await see(pilot, "[3 Shop]")
        await pilot.press(SUBSCRIBERS)
        await see(pilot, "Subscribers · tag vip")
        await pilot.press(FLOWS)
        await see(pilot, "[4 Flows]")


@pytest.mark.parametrize("walk", range(WALKS))
async def test_esc_minus_and_underscore_lead_where_they_would_have_led(
    served: Served, tmp_path: Path, walk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a random walk, in the program that goes on and in one that begins where that was then."""
    # Each esc is one of its own, in whatever rhythm a busy machine has.
    monkeypatch.setattr(presses, "FIRST", -1.0)
    dice = random.Random(int(os.environ.get("FLOTUI_SEED", "7")) * 1000 + walk)
    size = dice.choice([(120, 30), (80, 24)])
    keys = dice.choices(["minus", "minus", "escape", "underscore"], k=KEYS)
    app = app_on(served, tmp_path / "on", no_cache=False)
    async with app.run_test(size=size) as pilot:
        await see(pilot, "Ana Souza")
        await settled(pilot)
        for _ in range(STEPS):
            await go_somewhere(pilot, dice)
            if app.main.resource is not None and registry.area_of(app.main.resource).id == "activity":
                await pilot.press(area("subscribers"))  # what calls were made is another list after a restart
                await settled(pilot)
        app._keeping.keep()
        shutil.copytree(tmp_path / "on", tmp_path / "again")
        shown = [seen(pilot)]
        for key in keys:
            await pilot.press(key)
            await settled(pilot)
            shown.append(seen(pilot))
    again = app_on(served, tmp_path / "again", start="", no_cache=False)
    async with again.run_test(size=size) as pilot:
        await until(pilot, lambda: again.main.resource is not None)
        await settled(pilot)
        assert seen(pilot) == shown[0], f"walk {walk}\n{text_of(pilot)}"
        for at, key in enumerate(keys, 1):
            await pilot.press(key)
            await settled(pilot)
            assert seen(pilot) == shown[at], f"walk {walk}: {keys[:at]}\n{text_of(pilot)}"


async def test_a_place_of_another_version_or_a_list_that_is_gone_is_passed_over(
    served: Served, tmp_path: Path
) -> None:
    app = app_on(served, tmp_path)
    for text in (
        "{",
        '{"resource": 3}',
        '{"resource": "no-such-list"}',
        "null",
        '{"resource": "tags", "x": 1}',
    ):
        Places(app.options.paths).keep(served.profile.cache_id, text)
        again = app_on(served, tmp_path, start="")
        async with again.run_test(size=(80, 24)) as pilot:
            await until(pilot, lambda here=again: here.main.resource is not None)


def test_the_bot_that_was_open_last_is_opened_until_another_is_made_the_default(tmp_path: Path) -> None:
    from flotui.config.paths import Paths
    from flotui.config.resolving import resolve

    paths = Paths.find({"FLOTUI_HOME": str(tmp_path)}).make()
    profiles = Profiles()
    for name in ("one", "two", "three"):
        profiles.put(make_profile(name, f"https://{name}.example/api", token="k"))
    profiles.save(paths)

    def opened(**options: bool) -> str:
        found = resolve(paths, {}, **options)
        assert found is not None
        return found.profile.name

    assert opened(last=True) == "one"
    Places(paths).opened("two")
    assert opened(last=True) == "two"
    assert opened() == "one"
    Profiles.use(paths, "three")
    assert opened(last=True) == "three"
    Places(paths).opened("two")
    Profiles.remove(paths, "two")
    assert opened(last=True) == "three"
