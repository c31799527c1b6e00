# SPDX-License-Identifier: MIT
"""Files of an older flotui that hold credentials in plain: after the first start no byte of them does."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from flotui.api.call import Call
from flotui.api.catalogue import catalogue
from flotui.api.exact import dumps
from flotui.api.secrets import MASK, is_redacted
from flotui.store import cache, entry, journal, past
from flotui.store.cache import Cache
from flotui.store.journal import Change, Journal, Outcome
from flotui.store.kept import checksum, packed
from flotui.store.opening import TIDY, Schema, carry_out
from flotui.store.past import Past
from tests.support.faulty import Disk, failing

KEY = "sk-plain-0123456789abcdef"
PASSWORD = "hunter2 of the shop"
SHORT = "pw1"
PLAIN = (KEY, PASSWORD, SHORT)


def older(path: Path, schema: Schema) -> sqlite3.Connection:
    """A file as a flotui made it that kept credentials."""
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA secure_delete = OFF")  # as most systems have it: what is deleted stays in the file
    schema.prepare(db)
    striking = next(place for place, step in enumerate(schema.steps) if callable(step))
    done = schema.steps[:striking]
    assert schema.steps[striking + 1] == TIDY
    for step in done:
        carry_out(db, step)
    db.execute(f"PRAGMA user_version = {len(done)}")
    return db


def held(folder: Path, *texts: str) -> list[tuple[str, str]]:
    """The files that hold one of some texts, in whatever page."""
    return [
        (file.name, text)
        for file in folder.iterdir()
        if file.is_file()
        for text in texts
        if text.encode() in file.read_bytes()
    ]


def body(**values: Any) -> Call:
    return Call.of("flowUpdateBotField", body=values)


ENTRIES: Sequence[tuple[Call, Call | None, str, Sequence[Change] | None, str]] = (
    (
        body(var_ns="f1v1", value=KEY),
        body(var_ns="f1v1", value=PASSWORD),
        f"Set bot field openai_api_key to {KEY}",
        (Change("value", "openai_api_key", PASSWORD, KEY),),
        f"The host refused {KEY}.",
    ),
    # Written by a flotui that noted no changes: the sentence names the field.
    (body(var_ns="f1v2", value=SHORT), None, f"Set bot field smtp_password to {SHORT}", None, ""),
    (
        Call.of("flowUpdateAiAgentProvider", body={"id": "a1", "api_key": PASSWORD}),
        None,
        "Set provider",
        (),
        "",
    ),
)
HARMLESS = (
    body(var_ns="f1v3", value="São Paulo"),
    body(var_ns="f1v3", value="Lima"),
    "Set bot field city to São Paulo",
    (Change("value", "city", "Lima", "São Paulo"),),
    "",
)


def journal_of(path: Path) -> None:
    with closing(older(path, journal.SCHEMA)) as db:
        for at, (call, inverse, says, changes, message) in enumerate((*ENTRIES, HARMLESS)):
            noted = None if changes is None else dumps([[c.path, c.name, c.before, c.after] for c in changes])
            db.execute(
                "INSERT INTO entry (profile, owner, batch, at, call, says, kind, subject, inverse, changes, "
                "outcome, message) VALUES ('bot', '', '', ?, ?, ?, 'bot field', 'f1v1', ?, ?, 'done', ?)",
                (at, call.key, says, inverse.key if inverse else None, noted, message),
            )
            if at != 1:  # of before there were checksums
                db.execute(f"UPDATE entry SET sum = {entry.SUM} WHERE id = last_insert_rowid()")
        # What was there once lies in the free space of the pages.
        db.execute("INSERT INTO entry SELECT 99, profile, owner, batch, at, call, says, kind, subject, inverse, "
                   "undoes, undone, outcome, answered_at, status, ms, message, changes, redoes, redone, sum "
                   "FROM entry WHERE id = 1")  # fmt: skip
        db.execute("DELETE FROM entry WHERE id = 99")


async def test_a_journal_is_struck_out(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    journal_of(path)
    assert {text for _, text in held(tmp_path, *PLAIN)} == set(PLAIN)
    opened = await Journal.open(path, "bot")
    await opened.check()
    assert opened.db.trouble is None, "the checksums are right"
    harmless, provider, unnamed, named = await opened.single_edits()
    await opened.close()
    assert held(tmp_path, *PLAIN) == []
    assert named.summary == f"Set bot field openai_api_key to {MASK}"
    assert named.message == f"The host refused {MASK}."
    assert named.changes == (Change("value", "openai_api_key", secret=True),)
    assert named.inverse is not None and is_redacted(named.inverse) and is_redacted(named.call)
    assert named.call.json == {"var_ns": "f1v1", "value": MASK}
    assert unnamed.summary.endswith(MASK) and unnamed.call.json == {"var_ns": "f1v2", "value": MASK}
    assert unnamed.changes is None and unnamed.inverse is None
    assert provider.call.json == {"id": "a1", "api_key": MASK}
    call, inverse, says, changes, _ = HARMLESS
    assert (harmless.call, harmless.inverse, harmless.summary, harmless.changes) == (
        call,
        inverse,
        says,
        changes,
    )
    assert harmless.outcome is Outcome.DONE


async def test_a_damaged_entry_stays_damaged(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    journal_of(path)
    with closing(sqlite3.connect(path)) as db:
        db.execute("UPDATE entry SET sum = sum + 1 WHERE id = 1")
        db.execute("UPDATE entry SET call = 'no call' WHERE id = 3")
        db.commit()
    opened = await Journal.open(path, "bot")
    await opened.check()
    assert opened.db.trouble is not None and opened.db.trouble.damaged
    await opened.close()


async def test_a_cache_is_struck_out_and_still_shows_what_was_read(tmp_path: Path) -> None:
    path = tmp_path / "cache.db"
    integration = next(
        each for each in catalogue().operations if "/integration/" in each.path and each.method == "GET"
    )
    fields = {"data": [{"name": "openai_key", "value": KEY}, {"name": "city", "value": "Lima"}]}
    rows = [
        ("bot field", "f1v1", {"var_ns": "f1v1", "name": "smtp_password", "value": PASSWORD}),
        ("bot field", "f1v3", {"var_ns": "f1v3", "name": "city", "value": "Lima"}),
        ("subscriber", "f1u1", {"user_ns": "f1u1", "name": "Ana"}),
    ]
    with closing(older(path, cache.SCHEMA)) as db:
        for key, operation, value in (
            ("k1", "flowBotFields", fields),
            ("k2", integration.id, {"shop": SHORT}),
        ):
            text = packed(value)
            db.execute(
                "INSERT INTO reply VALUES ('bot', ?, ?, ?, ?, 1, 0)",
                (key, operation, text, checksum(text, key)),
            )
        for kind, row_id, row in rows:
            text = packed(row)
            db.execute(
                "INSERT INTO row (profile, kind, id, body, sum, fetched_at) VALUES ('bot', ?, ?, ?, ?, 1)",
                (kind, row_id, text, checksum(text, kind, row_id)),
            )
            db.execute("INSERT INTO search VALUES (last_insert_rowid(), ?)", (packed(row).lower(),))
    opened = await Cache.open(path, "bot")
    assert opened.db.notice == "" and opened.db.trouble is None
    reply = await opened.reply("k1")
    assert reply is not None
    assert [each["value"] for each in reply.value["data"]] == [MASK, "Lima"]
    wholly = await opened.reply("k2")
    assert wholly is not None and wholly.value == {"shop": MASK}
    for kind, row_id, row in rows:
        kept = await opened.row(kind, row_id)
        assert kept is not None
        assert kept.value == (row if row_id != "f1v1" else {**row, "value": MASK})
    await opened.close()
    assert held(tmp_path, *PLAIN) == []


async def test_calls_are_struck_out(tmp_path: Path) -> None:
    path = tmp_path / "calls.db"
    secret = Call.of("flowUpdateAiAgentProvider", body={"id": "a1", "api_key": PASSWORD, "more": KEY})
    plain = Call.of("flowTags", query={"limit": 5})
    with closing(older(path, past.SCHEMA)) as db:
        for call in (secret, plain):
            db.execute("INSERT INTO executed VALUES (NULL, 'bot', 1, ?, 200, 1, 1, '')", (call.key,))
            db.execute("INSERT INTO saved VALUES ('bot', ?, 1, ?)", (call.operation_id, call.key))
    opened = await Past.open(path, "bot")
    struck = {"id": "a1", "api_key": MASK, "more": MASK}
    assert [each.call.json for each in await opened.executed()] == [None, struck]
    assert {each.name: each.call.json for each in await opened.saved()} == {
        "flowTags": None,
        "flowUpdateAiAgentProvider": struck,
    }
    await opened.close()
    assert held(tmp_path, *PLAIN) == []


async def test_what_could_not_be_made_anew_is_at_the_next_start(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    journal_of(path)
    with failing(Disk(path.name, "full", -1)) as disk:
        await (await Journal.open(path, "bot")).close()
    for at in range(disk.count):
        home = tmp_path / str(at)
        home.mkdir()
        again = home / path.name
        journal_of(again)
        with failing(Disk(path.name, "full", at)):
            opened = await Journal.open(again, "bot")
            await opened.close()
        opened = await Journal.open(again, "bot")
        assert opened.db.trouble is None
        await opened.close()
        assert held(home, *PLAIN) == [], f"after a failure at statement {at}"


async def test_two_that_start_together_strike_it_out_once(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    journal_of(path)
    both = await asyncio.gather(Journal.open(path, "bot"), Journal.open(path, "bot"))
    for each in both:
        assert each.db.trouble is None and len(await each.single_edits()) == len(ENTRIES) + 1
        await each.close()
    assert held(tmp_path, *PLAIN) == []
