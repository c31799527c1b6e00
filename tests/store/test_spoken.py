# SPDX-License-Identifier: MIT
"""The index of what was said: it says what the rows say now, of any part of a word, and of one's own profile."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from flotui.repositories.subscribers import CHAT_MESSAGE
from flotui.store import spoken
from flotui.store.cache import Cache, Page
from flotui.store.cache_schema import SCHEMA
from flotui.store.opening import carry_out


async def keep(cache: Cache, user_ns: str, *messages: dict[str, Any]) -> None:
    call = CHAT_MESSAGE.list_call({"user_ns": user_ns})
    rows = [CHAT_MESSAGE.packed(each) for each in messages]
    await cache.keep_page(
        call.key, call.operation_id, CHAT_MESSAGE.name, Page(rows, len(rows), None, True, False)
    )


async def found(cache: Cache, *words: str, limit: int = 10) -> Sequence[Any]:
    return [body["id"] for _, body in await cache.finder.spoken(words, limit)]  # type: ignore[index]


def said(row_id: str, content: str, at: int, **payload: Any) -> dict[str, Any]:
    return {"id": row_id, "type": "in", "content": content, "ts": at, "payload": payload}


HOSTILE = (
    '"*NEAR(',
    'a"b"c',
    "-x:y",
    "^abc$",
    "{text}",
    "abc\0def",
    "\0",
    "***",
    "col:foo",
    "it's;",
    "%_like%",
    "\\\\\\",
    "🙂🙂🙂🙂",
    "\u202eevil",
)


async def test_whatever_is_looked_for_is_text_and_leaves_the_cache_alone(tmp_path: Path) -> None:
    """A pasted NUL is an error to the index, and an error of SQLite's is taken for a damaged file."""
    cache = await Cache.open(tmp_path / "cache.db", "mine")
    await keep(cache, "f1u1", *(said(str(at), text, at) for at, text in enumerate(HOSTILE)))
    for at, text in enumerate(HOSTILE):
        assert str(at) in await found(cache, text, limit=50), text
    assert await found(cache, *(chr(0x4E00 + at) for at in range(1500))) == []
    assert await found(cache, *(f"w{at}" for at in range(1500))) == []
    assert len(await found(cache, limit=50)) == len(HOSTILE)
    await cache.close()
    assert not [each for each in tmp_path.iterdir() if "aside" in each.name]


@pytest.mark.parametrize(
    "shortest", [3, sys.maxsize], ids=["by the index", "with an SQLite that has no trigrams"]
)
async def test_by_any_part_of_their_words_the_newest_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shortest: int
) -> None:
    monkeypatch.setattr(spoken, "_SHORTEST", shortest)
    cache = await Cache.open(tmp_path / "cache.db", "mine")
    await keep(cache, "f1u1", said("4711", "Onde está o PEDIDO?", 100), said("4712", 'a "quoted" 订单', 300))
    await keep(cache, "f1u2", said("4713", "o pedido chegou", 200))
    assert await found(cache) == ["4712", "4713", "4711"]
    assert await found(cache, limit=2) == ["4712", "4713"]
    assert await found(cache, "edid") == ["4713", "4711"]
    assert await found(cache, "pedido", "ESTA") == ["4711"]
    assert await found(cache, '"quoted"') == await found(cache, "订单") == ["4712"]
    assert await found(cache, "4711") == [], "nobody looks for a message's id"
    await keep(cache, "f1u2", said("4713", "o pacote chegou", 200))
    assert (await found(cache, "pedido"), await found(cache, "pacote")) == (["4711"], ["4713"])
    await cache.drop_row(CHAT_MESSAGE.name, "4713")
    assert await found(cache, "pacote") == []
    await cache.close()
    other = await Cache.open(tmp_path / "cache.db", "other")
    assert await found(other, "pedido") == []
    await other.close()


async def test_what_is_said_beside_the_content(tmp_path: Path) -> None:
    cache = await Cache.open(tmp_path / "cache.db", "mine")
    voice = said("1", "", 1, url="https://x/a.ogg", transcribed_text="Quero trocar o tamanho")
    ad = said("2", "hi", 2, referral={"headline": "Summer sale", "source_url": "https://x"})
    photo = said("3", "https://x/b.jpg", 3, caption="broken zipper")
    await keep(cache, "f1u1", voice, ad, photo)
    assert [await found(cache, word) for word in ("tamanho", "summer", "zipper")] == [["1"], ["2"], ["3"]]
    await cache.close()


def test_chats_that_were_read_before_are_found_too(tmp_path: Path) -> None:
    db = sqlite3.connect(tmp_path / "cache.db", isolation_level=None)
    SCHEMA.prepare(db)
    for step in SCHEMA.steps[:-1]:
        carry_out(db, step)
    for number, (kind, body) in enumerate(
        [(CHAT_MESSAGE.name, '{"ts": 5}'), ("tag", "{}"), (CHAT_MESSAGE.name, "{")]
    ):
        db.execute("INSERT INTO row VALUES (?, 'mine', ?, ?, ?, 0, 0)", (-number, kind, str(number), body))
        db.execute("INSERT INTO search VALUES (?, ?)", (-number, f"old words {number}"))
    carry_out(db, SCHEMA.steps[-1])
    assert db.execute("SELECT rowid, text, at FROM spoken").fetchall() == [(0, "old words 0", 5.0)]
    db.close()
