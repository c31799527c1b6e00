# SPDX-License-Identifier: MIT
"""The index of what was said in chats: messages are found by any part of their words, whosever chat they are in."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from sqlite3 import Connection, sqlite_version_info
from typing import TYPE_CHECKING

from flotui.store.kept import unpacked
from flotui.text.fold import fold

if TYPE_CHECKING:
    from flotui.store.database import Database

SPOKEN = "chat message"
"""The kind of row that is indexed."""
HEARD = (
    "SELECT search.row, search.text, CAST(json_extract(row.body, '$.ts') AS REAL) "
    "FROM search JOIN row ON row.number = search.row"
)
"""What the index says of a row: its number, its folded text, and when it was said, in unix seconds."""
_TRIGRAMS = sqlite_version_info >= (3, 34)
"""Whether this SQLite can find any part of a word by an index."""
TOKENIZER = "trigram case_sensitive 1" if _TRIGRAMS else "unicode61"
"""How the index takes texts apart."""
_SHORTEST = 3 if _TRIGRAMS else sys.maxsize
"""Characters that the index finds a word by; a shorter one is looked for in the texts themselves."""


def index(db: Connection, numbers: Sequence[int]) -> None:
    """Have the index say what rows say now; those that say what they said before cost nothing.

    Args:
        db: the cache.
        numbers: the rows' numbers.
    """
    those = f"({', '.join(map(str, numbers))})"
    news = [
        number
        for (number,) in db.execute(
            "SELECT search.row FROM search LEFT JOIN spoken ON spoken.rowid = search.row "
            f"WHERE search.row IN {those} AND spoken.text IS NOT search.text"
        )
    ]
    if news:
        drop(db, news)
        those = f"({', '.join(map(str, news))})"
        db.execute(f"INSERT INTO spoken (rowid, text, at) {HEARD} WHERE search.row IN {those}")


def drop(db: Connection, numbers: Iterable[int]) -> None:
    """Take rows out of the index.

    Args:
        db: the cache.
        numbers: the rows' numbers.
    """
    db.executemany("DELETE FROM spoken WHERE rowid = ?", ((number,) for number in numbers))


def all_hold(tests: Sequence[str]) -> str:
    """What tests all of some conditions, halved again and again: SQLite takes a thousand within each other.

    Args:
        tests: the conditions, in SQL.
    """
    if len(tests) <= 2:
        return " AND ".join(tests)
    half = len(tests) // 2
    return f"({all_hold(tests[:half])}) AND ({all_hold(tests[half:])})"


async def find(db: Database, profile: str, words: Sequence[str], limit: int) -> list[tuple[str, object]]:
    """The messages that have every word, the newest first, each with the key of the list that it is in.

    Args:
        db: the cache.
        profile: the profile's id.
        words: what they must have, in any case and with or without accents.
        limit: how many are enough.
    """
    folded = tuple(dict.fromkeys(map(fold, words)))
    # The index reads what it is asked for to the first NUL, and takes the rest of it for missing.
    long = [word for word in folded if len(word) >= _SHORTEST and "\0" not in word]
    short = [word for word in folded if len(word) < _SHORTEST or "\0" in word]
    tests = ["instr(spoken.text, ?) > 0"] * len(short)
    arguments: list[object] = [*short]
    if long:
        quoted = (word.replace('"', '""') for word in long)
        tests.insert(0, "spoken MATCH ?")
        arguments.insert(0, " ".join(f'text : "{word}"' for word in quoted))
    sql = (
        "WITH found AS MATERIALIZED (SELECT spoken.rowid AS number, spoken.at AS at "
        f"FROM spoken JOIN row ON row.number = spoken.rowid WHERE {all_hold([*tests, 'row.profile = ?'])} "
        "ORDER BY at DESC LIMIT ?) "
        "SELECT list.key, row.id, row.body, row.sum FROM found JOIN row ON row.number = found.number "
        "JOIN member ON member.row = row.number JOIN list ON list.number = member.list "
        "ORDER BY found.at DESC LIMIT ?"
    )
    values = (*arguments, profile, limit, limit)
    return await db.read(
        lambda db: [
            (key, unpacked(body, total, SPOKEN, row_id))
            for key, row_id, body, total in db.execute(sql, values)
        ]
    )
