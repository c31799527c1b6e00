# SPDX-License-Identifier: MIT
"""The tables of the cache."""

from __future__ import annotations

from flotui.store.finding import prepare
from flotui.store.opening import TIDY, Schema
from flotui.store.spoken import HEARD, SPOKEN, TOKENIZER
from flotui.store.striking import strike_answers

SCHEMA = Schema(
    "cache",
    (
        "",
        # The numbers begin anywhere, so that those of a file that was set aside are in no other.
        """
        DROP TABLE IF EXISTS reply;
        DROP TABLE IF EXISTS row;
        DROP TABLE IF EXISTS search;
        DROP TABLE IF EXISTS list;
        DROP TABLE IF EXISTS member;
        CREATE TABLE reply (
            profile TEXT NOT NULL, key TEXT NOT NULL, operation TEXT NOT NULL,
            body TEXT NOT NULL, sum INTEGER NOT NULL, fetched_at REAL NOT NULL, stale INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (profile, key)
        ) WITHOUT ROWID;
        CREATE TABLE row (
            number INTEGER PRIMARY KEY, profile TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL,
            body TEXT NOT NULL, sum INTEGER NOT NULL, fetched_at REAL NOT NULL,
            UNIQUE (profile, kind, id)
        );
        CREATE TABLE search (row INTEGER PRIMARY KEY, text TEXT NOT NULL);
        CREATE TABLE list (
            number INTEGER PRIMARY KEY, profile TEXT NOT NULL, key TEXT NOT NULL, operation TEXT NOT NULL,
            total INTEGER, fetched_at REAL, stale INTEGER NOT NULL DEFAULT 0,
            walk INTEGER NOT NULL DEFAULT 0, next TEXT, complete INTEGER NOT NULL DEFAULT 0,
            UNIQUE (profile, key)
        );
        CREATE TABLE member (
            list INTEGER NOT NULL, place INTEGER NOT NULL, row INTEGER NOT NULL, walk INTEGER NOT NULL,
            PRIMARY KEY (list, place)
        ) WITHOUT ROWID;
        CREATE UNIQUE INDEX member_row ON member (list, row);
        CREATE INDEX member_of ON member (row);
        INSERT INTO row VALUES (abs(random() % 2000000000), '', '', '', 'null', 0, 0);
        INSERT INTO list (number, profile, key, operation) VALUES (abs(random() % 2000000000), '', '', '');
        """,
        strike_answers,
        TIDY,
        f"""
        CREATE VIRTUAL TABLE spoken USING fts5 (
            text, at UNINDEXED, tokenize = '{TOKENIZER}', columnsize = 0
        );
        INSERT INTO spoken (rowid, text, at) {HEARD} WHERE row.kind = '{SPOKEN}' AND json_valid(row.body);
        """,
    ),
    prepare=prepare,
    holds="""
        reply profile key operation body sum fetched_at stale
        row number profile kind id body sum fetched_at
        search row text
        list number profile key operation total fetched_at stale walk next complete
        member list place row walk
        spoken text at
    """,
    spare=True,
)
"""The cache's file: objects, rows, what they are searched by, lists, and which rows are in which."""
