# SPDX-License-Identifier: MIT
"""A name that isn't in a list that is here may have been made since: the host is asked before it is refused."""

from __future__ import annotations

from functools import partialmethod
from pathlib import Path

import pytest

from flotui.api.call import Call
from flotui.api.pacer import Purpose
from flotui.audience import answering, knowing
from flotui.audience.answering import planned
from flotui.audience.query import QueryRefused, parse
from tests.support.bot import Bot

MADE = {
    "tag:fresh": ("flowTags", "flowCreateTag", {"name": "fresh"}),
    "-label:fresh": ("teamLabels", "teamCreateLabel", {"name": "fresh"}),
    "field.fresh=1": (
        "flowUserFields",
        "flowCreateUserField",
        {"name": "fresh", "var_type": "text", "value": "0"},
    ),
    "has:field.fresh": (
        "flowUserFields",
        "flowCreateUserField",
        {"name": "fresh", "var_type": "text", "value": "0"},
    ),
}


@pytest.mark.parametrize("text", MADE)
async def test_what_was_made_since_is_asked_for_once(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = Bot(subscribers=20)
    workspace = await bot.open(tmp_path)
    read, create, body = MADE[text]
    asked = parse(f"{text} agent:none")
    with pytest.raises(QueryRefused, match="fresh"):
        await planned(workspace, asked)
    await workspace.reader.send(Call.of(create, body=body), Purpose.INTERACTIVE)
    before = len(await bot.requests())
    with pytest.raises(QueryRefused, match="fresh"):
        await planned(workspace, asked)  # it was asked just now
    assert len(await bot.requests()) == before
    monkeypatch.setattr(knowing, "JUST", 0.0)
    with pytest.raises(QueryRefused, match="fresh"):
        await planned(workspace, asked, ask=False)
    assert len(await bot.requests()) == before
    await planned(workspace, asked)
    assert [each["operation"] for each in (await bot.requests())[before:]] == [read]
    await planned(workspace, asked)
    assert len(await bot.requests()) == before + 1
    await workspace.close()


@pytest.mark.parametrize("answers", [True, False])
async def test_where_the_host_cannot_be_asked_it_is_said_as_of_when_there_is_no_such_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answers: bool
) -> None:
    bot = Bot(subscribers=20)
    workspace = await bot.open(tmp_path)
    asked = parse("tag:fresh label:fresh")
    with pytest.raises(QueryRefused, match="fresh"):
        await planned(workspace, asked)
    for place in (knowing, answering):
        monkeypatch.setattr(place, "JUST", 0.0)
    if not answers:
        await bot.fault(kind="500", path="/flow/tags", times=0)
    with pytest.raises(QueryRefused, match="There is no tag fresh") as refused:
        await planned(workspace, asked)
    assert ("as of now: the host couldn't be asked again." in str(refused.value)) is not answers
    assert refused.value.at == 0
    await workspace.close()


@pytest.mark.parametrize("text", ["tag:vip", "tag:fresh"])
async def test_a_host_that_does_not_answer_is_not_waited_for_long_where_its_names_are_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    bot = Bot(subscribers=20)
    workspace = await bot.open(tmp_path)
    await planned(workspace, parse("tag:vip"))
    for place in (knowing, answering):
        monkeypatch.setattr(place, "JUST", 0.0)
    monkeypatch.setattr(knowing, "_PATIENCE", 0.01)
    monkeypatch.setattr(type(workspace.flows), "tags", partialmethod(type(workspace.flows).tags, force=True))
    await bot.fault(kind="hang", path="/flow/tags", times=0)
    if text == "tag:vip":
        await planned(workspace, parse(text))
    else:
        with pytest.raises(QueryRefused, match="as of now: the host couldn't be asked again"):
            await planned(workspace, parse(text))
    await workspace.close()
