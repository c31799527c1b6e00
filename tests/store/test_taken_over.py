# SPDX-License-Identifier: MIT
"""What a key of the environment did before its bot was saved is the saved profile's, once nobody works under its id."""

from __future__ import annotations

from pathlib import Path

import pytest

from flotui.api.call import Call
from flotui.store import journal
from flotui.store.entry import Outcome
from flotui.store.job import Planned
from flotui.store.jobs import JobDraft
from flotui.store.journal import Journal

CALL = Call.of("flowBotUserAddTag", body={"user_ns": "f1u1", "tag_ns": "f1t3"})


async def test_writes_and_jobs_of_another_id_of_the_same_bot_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "journal.db"
    cron = await Journal.open(path, "environment")
    entry = await cron.intend(CALL, "Add tag vip")
    await cron.settle(entry, Outcome.DONE)
    step = Planned(True, "subscriber", "f1u1", "Ana", "Add tag vip", CALL.key, None, "[]")
    await cron.jobs.write_down(JobDraft("Add tag vip"), [step])
    await cron.close()

    async def seen(formerly: str) -> tuple[list[int], bool]:
        opened = await Journal.open(path, "acme", formerly=formerly)
        found = [each.id for each in await opened.written()], bool(await opened.jobs.recent())
        await opened.close()
        return found

    assert await seen("environment") == ([], False), "cron still runs"
    monkeypatch.setattr(journal, "is_alive", lambda owner: False)
    assert await seen("") == ([], False)
    assert await seen("environment") == ([entry.id], True)
    assert await seen("environment") == ([entry.id], True)
