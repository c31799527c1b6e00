# SPDX-License-Identifier: MIT
"""Credentials: struck out on screen means kept in no file: not in the cache, nor in the journal, nor beside them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from flotui.api.errors import FlochatError
from flotui.api.secrets import MASK
from flotui.repositories.flows import create_bot_field, set_bot_field
from flotui.repositories.subscribers import info_call
from flotui.resources.flows.bot_fields import BOT_FIELDS
from flotui.workspace import Workspace
from tests.support.ask import act
from tests.support.bot import Bot
from tests.support.flows import action, named, row
from tests.support.people import ANA

OLD, NEW = "sk-oldoldold0123456789", "correct horse battery"


async def field(bot: Bot, workspace: Workspace, name: str) -> Any:
    """A bot field that holds a credential, as a list read it."""
    await workspace.apply(create_bot_field({"name": name, "var_type": "text", "value": OLD}))
    return await row(workspace, BOT_FIELDS, name)


def files(home: Path) -> bytes:
    """All that lies in a home."""
    return b"".join(each.read_bytes() for each in home.rglob("*") if each.is_file())


@pytest.mark.parametrize("name", ["openai_token", "harmless"])
async def test_what_is_struck_out_is_in_no_file(
    workspace: Workspace, bot: Bot, tmp_path: Path, name: str
) -> None:
    found = await field(bot, workspace, name)
    assert found.text == MASK
    shown = await act(workspace, action(BOT_FIELDS, "read"), [found], resource=BOT_FIELDS)
    assert shown.read_texts == [(f"{name} (text)", OLD)], "v reads it from the host"

    await act(workspace, action(BOT_FIELDS, "edit"), [found], {found.var_ns: NEW}, resource=BOT_FIELDS)
    assert (await named(bot, "bot_fields", name) or {})["value"] == NEW
    entry = (await workspace.journal.single_edits(1))[0]
    assert entry.summary == f"Set bot field {name}"
    await workspace.close()
    assert OLD.encode() not in files(tmp_path)
    # In a field that isn't called a credential, a value that doesn't look like one is shown as any other.
    assert (NEW.encode() in files(tmp_path)) == (name == "harmless")
    assert NEW.encode() not in (tmp_path / "journal.db").read_bytes()


async def test_an_answer_is_kept_without_the_credentials_in_it(workspace: Workspace, tmp_path: Path) -> None:
    call = info_call(ANA)
    await workspace.reader.keep_object(call, {"name": "Ana", "api_key": OLD})
    kept = await workspace.cache.reply(call.key)
    assert kept is not None and kept.value == {"name": "Ana", "api_key": MASK}
    await workspace.close()
    assert OLD.encode() not in files(tmp_path)


async def test_a_credential_is_never_set_back_to_what_stands_in_its_place(
    workspace: Workspace, bot: Bot
) -> None:
    found = await field(bot, workspace, "openai_token")
    ask = await act(workspace, action(BOT_FIELDS, "edit"), [found], {found.var_ns: NEW}, resource=BOT_FIELDS)
    assert "can't be restored" in ask.said[-1]
    entry = (await workspace.journal.single_edits(1))[0]
    assert entry.inverse is None and all(
        each.summary != entry.summary for each in await workspace.journal.undoable()
    )
    with pytest.raises(FlochatError, match="enter them again"):
        await workspace.resend(entry)
    assert (await named(bot, "bot_fields", "openai_token") or {})["value"] == NEW
    with pytest.raises(FlochatError, match="enter them again"):
        await workspace.apply(set_bot_field(found, found.text))
    assert MASK not in str(await bot.writes())
