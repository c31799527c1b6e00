# SPDX-License-Identifier: MIT
"""The tables of the copy of everyone: one file a bot.

Whatever people have in common is a *thing* with a number: a tag, a label, a channel, an agent, a user field, the key
of a row. Who has it is in `mark`, and with which value in `value`, so that each test of a query is one range of
one of these two tables. They have no second index: a person's lines are worked out from their row.
Who was just read has none yet, and is listed in `unlined`: lines of many people are written together, because those
of a few would change as many parts of the file.
"""

from __future__ import annotations

from sqlite3 import Connection

from flotui.store.opening import Schema
from flotui.store.people_locales import mark_locales

_CACHE = 512
"""KiB of the file that are kept in memory. Each page of people goes into all parts of the tables, so no size that a
program may take holds them: eight times as much saves nothing."""
_LOG = 4_000
"""Pages that the file's log may have before it is worked in: parts that change often are written once."""


def _prepare(db: Connection) -> None:
    db.execute(f"PRAGMA cache_size = -{_CACHE}")
    db.execute(f"PRAGMA wal_autocheckpoint = {_LOG}")


SCHEMA = Schema(
    "copy of the subscribers",
    (
        """
        CREATE TABLE state (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE thing (
            number INTEGER PRIMARY KEY, kind TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL,
            body TEXT NOT NULL, UNIQUE (kind, id, name, body)
        );
        CREATE TABLE person (
            number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, body TEXT NOT NULL, sum INTEGER NOT NULL
        );
        CREATE TABLE met (
            person INTEGER PRIMARY KEY, walk INTEGER NOT NULL, times INTEGER NOT NULL, at REAL NOT NULL
        );
        CREATE TABLE mark (
            thing INTEGER NOT NULL, person INTEGER NOT NULL, PRIMARY KEY (thing, person)
        ) WITHOUT ROWID;
        CREATE TABLE value (
            thing INTEGER NOT NULL, key NOT NULL, person INTEGER NOT NULL, PRIMARY KEY (thing, key, person)
        ) WITHOUT ROWID;
        CREATE TABLE gone (id TEXT PRIMARY KEY, name TEXT NOT NULL, at REAL NOT NULL) WITHOUT ROWID;
        CREATE VIRTUAL TABLE words USING fts5 (text, tokenize = 'trigram case_sensitive 1', columnsize = 0);
        """,
        "CREATE TABLE unlined (person INTEGER PRIMARY KEY)",
        mark_locales,
    ),
    prepare=_prepare,
    spare=True,
)
"""The copy's file: who there is, what they have, by which words they are found, and how far reading them has come."""
