# SPDX-License-Identifier: MIT
"""One person's file: all that the host and the journal have of them, once, whatever happens on the way."""

from __future__ import annotations

import csv
import errno
import json
import os
import stat
from collections import Counter
from pathlib import Path
from typing import Any
from unittest.mock import AsyncMock

import pytest

from flotui.api.errors import AnotherRow, FlochatError, Stopped
from flotui.api.models.flow import Tag
from flotui.api.models.subscriber import Subscriber
from flotui.repositories.subscribers import remove_tags
from flotui.resources.reading import last
from flotui.resources.subscribers.dossier import Dossier
from flotui.workspace import Workspace
from tests.support.bot import Bot

ANA = "f1284u903"


@pytest.fixture
def bot() -> Bot:
    return Bot(subscribers=400, quota=1_000_000, every_field=True)


async def ana(workspace: Workspace) -> Subscriber:
    found = await last(workspace.subscribers.one(ANA))
    assert found is not None
    return found


def lines(path: Path) -> list[Any]:
    return [json.loads(each) for each in path.read_text().splitlines()]


def contents(folder: Path) -> dict[str, str]:
    return {each.name: each.read_text() for each in folder.iterdir() if each.name != "README.txt"}


async def test_no_value_is_a_formula_to_the_spreadsheet_that_opens_it(
    bot: Bot, workspace: Workspace, tmp_path: Path
) -> None:
    await bot.ask("PUT", "/subscriber/set-user-field-by-name", user_ns=ANA, field_name="city", value="=cmd|x")
    await Dossier(workspace, await ana(workspace), tmp_path / "ana").write()
    with (tmp_path / "ana" / "fields.csv").open(newline="") as file:
        assert {row["name"]: row["value"] for row in csv.DictReader(file)}["city"] == "'=cmd|x"
    assert "a ' is put before" in (tmp_path / "ana" / "README.txt").read_text()


async def test_all_of_a_person_is_in_it(bot: Bot, workspace: Workspace, tmp_path: Path) -> None:
    person = await ana(workspace)
    vip, *others = person.tags
    for edit in remove_tags(person, [Tag(tag_ns=vip.tag_ns, name=vip.name)]):
        await workspace.apply(edit)
    folder = tmp_path / "for" / "ana"
    dossier = Dossier(workspace, person, folder)
    before = len(await bot.requests())
    cost = await dossier.cost()
    said = await dossier.write()
    sent = Counter(each["operation"] for each in (await bot.requests())[before:])
    events = len(bot.app.state.host.world.events.rows())
    assert str(folder) in cost and f"about {events + 8} calls, and one more for every 100 messages" in cost
    assert sent["flowBotUsers"] == events and sent["flowBotUserInfo"] == sent["Orders"] == 1
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(each.stat().st_mode) for each in folder.iterdir()} == {0o600}
    assert {each.removesuffix(".jsonl") for each in contents(folder)} == {
        *(
            "chat",
            "conversations",
            "errors",
            "events",
            "handling",
            "journal",
            "orders",
            "cart.json",
            "chat.txt",
        ),
        *("fields.csv", "labels.csv", "profile.json", "tags.csv"),
    }
    chat = (folder / "chat.txt").read_text()
    assert 0 < chat.index("Obrigada!!") < chat.index("reacted"), "both are of one second"
    profile = json.loads((folder / "profile.json").read_text())
    assert (profile["user_ns"], profile["name"]) == (ANA, "Ana Souza")
    with (folder / "fields.csv").open(newline="") as file:
        fields = {row["id"]: row["value"] for row in csv.DictReader(file)}
    assert set(fields) == {
        each["var_ns"] for each in profile["user_fields"] if each["value"] not in (None, "")
    }
    assert [row["name"] for row in csv.DictReader((folder / "tags.csv").open())] == [
        tag.name for tag in others
    ]
    logged = [row["id"] for row in bot.app.state.host.world.history.events.rows() if row["user_ns"] == ANA]
    had = lines(folder / "events.jsonl")
    assert logged and sorted(row["id"] for row in had) == sorted(logged)
    assert {row["user_ns"] for row in had} == {ANA} and all(row["event"] for row in had)
    messages = lines(folder / "chat.jsonl")
    assert len({json.dumps(each) for each in messages}) == len(messages) > 100
    chat = (folder / "chat.txt").read_text()
    assert "Ana Souza: Oi! Vocês têm o tênis branco no 38?" in chat
    assert chat.index("Oi! Vocês têm") < chat.index("Perfeito, reservei um par")
    done = lines(folder / "journal.jsonl")
    assert [(each["operation"], each["outcome"]) for each in done] == [("flowBotUserRemoveTag", "done")]
    assert done[0]["sent"]["tag_ns"] == vip.tag_ns
    assert f"{len(messages)} messages" in said and f"{len(logged)} events" in said
    about = (folder / "README.txt").read_text()
    assert about.startswith("Ana Souza (f1284u903)") and "Without" not in about


async def test_it_goes_on_wherever_it_ended(bot: Bot, workspace: Workspace, tmp_path: Path) -> None:
    person = await ana(workspace)
    await Dossier(workspace, person, tmp_path / "whole").write()
    ends = 0
    for skip in range(2, 40, 3):
        await bot.fault(path="*", skip=skip, times=1, status=401)
        try:
            await Dossier(workspace, person, tmp_path / "parts").write()
        except FlochatError:
            ends += 1
            assert (tmp_path / "parts" / ".unfinished.json").exists()
            await bot.no_faults()
        else:
            break
    await bot.no_faults()
    assert ends > 1
    assert contents(tmp_path / "parts") == contents(tmp_path / "whole")


async def test_a_full_disk_is_told_and_it_goes_on_from_there(
    bot: Bot, workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = await ana(workspace)
    folder = tmp_path / "full"

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(Stopped, match=r"The file in .*full is incomplete: No space left on device\."):
            await Dossier(workspace, person, folder).write()
    await Dossier(workspace, person, folder).write()
    assert not (folder / ".unfinished.json").exists()


async def test_a_page_that_was_written_and_not_noted_is_written_once(
    bot: Bot, workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = await ana(workspace)
    said = await Dossier(workspace, person, tmp_path / "whole").write()
    dossier = Dossier(workspace, person, tmp_path / "cut")
    keep, kept = dossier._keep, 0

    async def killed() -> None:
        nonlocal kept
        kept += 1
        if kept > 2:
            raise KeyboardInterrupt
        await keep()

    monkeypatch.setattr(dossier, "_keep", killed)
    with pytest.raises(KeyboardInterrupt):
        await dossier.write()
    again = Dossier(workspace, person, tmp_path / "cut")
    assert again.resumes and "The file is continued" in await again.cost()
    assert await again.write() == said.replace("whole", "cut")
    assert contents(tmp_path / "cut") == contents(tmp_path / "whole")


@pytest.mark.parametrize(
    ("file", "became"),
    [
        ("chat.jsonl", "shorter"),
        ("chat.jsonl", "longer"),
        ("handling.jsonl", "another"),
        ("events.jsonl", "none"),
    ],
)
async def test_a_file_that_was_changed_meanwhile_is_read_again(
    bot: Bot, workspace: Workspace, tmp_path: Path, file: str, became: str
) -> None:
    person, whole, cut, told = await ana(workspace), tmp_path / "whole", tmp_path / "cut", list[str]()
    said = await Dossier(workspace, person, whole).write()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Dossier, "_journal", AsyncMock(side_effect=KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            await Dossier(workspace, person, cut).write()
    path, before = cut / file, (cut / file).read_text()
    assert before == (whole / file).read_text() != ""
    if became == "none":
        path.unlink()
    else:
        changed = {"shorter": before[:-9], "longer": f"{before}x", "another": f"x{before[1:]}"}
        path.write_text(changed[became])
    assert await Dossier(workspace, person, cut, told.append).write() == said.replace("whole", "cut")
    assert contents(cut) == contents(whole)
    assert (f"{file} was changed since: it is read again." in told) is (became != "longer")


async def test_what_the_host_does_not_give_is_said(bot: Bot, workspace: Workspace, tmp_path: Path) -> None:
    await bot.fault(path="/shop/orders", status=403, times=0, body={"message": "No."})
    said = await Dossier(workspace, await ana(workspace), tmp_path / "ana").write()
    assert "README.txt says what the host didn't give" in said
    assert "Without orders: " in (tmp_path / "ana" / "README.txt").read_text()
    assert lines(tmp_path / "ana" / "chat.jsonl")


async def test_nothing_of_somebody_else_is_written_into(
    bot: Bot, workspace: Workspace, tmp_path: Path
) -> None:
    person = await ana(workspace)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").write_text("x")
    (tmp_path / "file").write_text("x")
    finished, begun = tmp_path / "finished", tmp_path / "begun"
    await Dossier(workspace, person, finished).write()
    begun.mkdir()
    other = Dossier(workspace, await ana(workspace), begun)
    other._state.person = "f1284u904"
    await other._keep()
    for folder, says in (
        (tmp_path / "full", "has other files in it"),
        (tmp_path / "file", "isn't a folder"),
        (finished, "has other files in it"),
        (begun, " holds another person's unfinished file"),
    ):
        with pytest.raises(Stopped, match=says):
            Dossier(workspace, person, folder)


@pytest.mark.parametrize("whose", [{"user_ns": "f1284u904"}, {}])
async def test_whoever_the_host_answers_about_no_file_is_written_of_them(
    bot: Bot, workspace: Workspace, tmp_path: Path, whose: dict[str, str]
) -> None:
    person = await ana(workspace)
    await bot.fault(body={**whose, "first_name": "Una"}, path="/subscriber/get-info")
    with pytest.raises(AnotherRow):
        await Dossier(workspace, person, tmp_path / "ana").write()
    assert "Una" not in "".join(contents(tmp_path / "ana").values())
    assert not list((tmp_path / "ana").glob("orders*"))
    await Dossier(workspace, person, tmp_path / "ana").write()
    assert json.loads((tmp_path / "ana" / "profile.json").read_text())["user_ns"] == ANA


async def test_a_host_that_ignores_whose_rows_are_asked_for_brings_nobody_elses_into_it(
    bot: Bot, workspace: Workspace, tmp_path: Path
) -> None:
    rows = [{"id": 1, "user_ns": "f1284u904"}, {"id": 2, "user_ns": ANA}, {"id": 3}]
    await bot.fault(body={"data": rows, "status": "ok"}, path="/shop/orders", times=0)
    await Dossier(workspace, await ana(workspace), tmp_path / "ana").write()
    assert [each["id"] for each in lines(tmp_path / "ana" / "orders.jsonl")] == [2, 3]
