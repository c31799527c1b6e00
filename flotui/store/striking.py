# SPDX-License-Identifier: MIT
"""Striking out the credentials that files of an older flotui hold in plain: a step of each file's schema.

What is struck out is what is struck out before it is kept today; see `flotui.api.secrets`.
"""

from __future__ import annotations

from collections.abc import Collection
from sqlite3 import Connection

from flotui.api.call import Call, canonical
from flotui.api.catalogue import catalogue
from flotui.api.exact import dumps, loads_own
from flotui.api.secrets import (
    credentials_in,
    holds_secrets,
    is_credential,
    is_secret,
    masked,
    redacted,
    without,
)
from flotui.store.kept import checksum, packed, unpacked
from flotui.store.trouble import Damaged

_VALUES = ("value", "values")
"""Where a call says what a named thing is set to."""


def strike_entries(db: Connection, sum_of: str) -> None:
    """Strike credentials out of a journal's entries.

    Args:
        db: the journal's database.
        sum_of: the SQL of an entry's checksum, which is made again where it was right.
    """
    found = db.execute(
        f"SELECT id, sum IS NOT NULL AND sum = {sum_of}, call, inverse, says, message, changes FROM entry"
    ).fetchall()
    for number, whole, *before in found:
        try:
            after = _entry(*before)
        except (ValueError, TypeError, KeyError):  # damaged: that is found where it is read
            continue
        if after != before:
            db.execute(
                "UPDATE entry SET call = ?, inverse = ?, says = ?, message = ?, changes = ? WHERE id = ?",
                (*after, number),
            )
            if whole:
                db.execute(f"UPDATE entry SET sum = {sum_of} WHERE id = ?", (number,))


def _entry(
    call: str, inverse: str | None, summary: str, message: str, changes: str | None
) -> list[str | None]:
    """What an entry holds, with the credentials that any part of it tells of struck out of all parts."""
    credentials: set[str] = set()
    kept: list[object] = []
    for each in loads_own(changes) if changes is not None else ():
        if len(each) == 4 and any(is_credential(each[1], value) for value in each[2:]):
            credentials |= {str(value) for value in each[2:] if value not in (None, "")}
            each = each[:2]
        kept.append(each)
    named = is_secret(summary)
    calls = [Call.from_key(key) for key in (call, inverse) if key]
    for one in calls:
        credentials |= {value for name, value in one.query if is_secret(name)} | credentials_in(one.json)
        if named and isinstance(one.json, dict):
            credentials |= {str(one.json[key]) for key in _VALUES if isinstance(one.json.get(key), str | int)}
    credentials -= {""}
    struck = [_call(one, credentials).key for one in calls]
    return [
        struck[0],
        struck[1] if inverse else inverse,
        without(summary, credentials),
        without(message, credentials),
        None if changes is None else dumps(without(kept, credentials)),
    ]


def _call(call: Call, credentials: Collection[str]) -> Call:
    call = redacted(call)
    body = call.json
    struck = without(body, credentials)
    query = tuple((name, without(value, credentials)) for name, value in call.query)
    return Call(call.operation_id, call.path, query, call.body if struck == body else canonical(struck))


def strike_calls(db: Connection) -> None:
    """Strike credentials out of the calls of the API area that were executed or saved."""
    for table, columns in (("executed", ("id",)), ("saved", ("profile", "name"))):
        where = " AND ".join(f"{column} = ?" for column in columns)
        for key, *at in db.execute(f"SELECT call, {', '.join(columns)} FROM {table}").fetchall():
            try:
                call = Call.from_key(key)
                struck = _call(call, credentials_in(call.json)).key
            except (ValueError, TypeError):
                continue
            if struck != key:
                db.execute(f"UPDATE {table} SET call = ? WHERE {where}", (struck, *at))


def strike_answers(db: Connection) -> None:
    """Strike credentials out of what hosts said: of whole answers, and of the rows that are shown struck out."""
    for profile, key, operation, body, total in db.execute(
        "SELECT profile, key, operation, body, sum FROM reply"
    ).fetchall():
        value = _read(body, total, key)
        struck = masked(value, wholly=_is_wholly(operation))
        if struck != value:
            body = packed(struck)
            db.execute(
                "UPDATE reply SET body = ?, sum = ? WHERE profile = ? AND key = ?",
                (body, checksum(body, key), profile, key),
            )
    for number, kind, row_id, body, total in db.execute(
        "SELECT number, kind, id, body, sum FROM row WHERE kind = 'bot field'"
    ).fetchall():
        value = _read(body, total, kind, row_id)
        struck = masked(value)
        if struck != value:
            body = packed(struck)
            db.execute(
                "UPDATE row SET body = ?, sum = ? WHERE number = ?",
                (body, checksum(body, kind, row_id), number),
            )
            db.execute("DELETE FROM search WHERE row = ?", (number,))
            db.execute("INSERT INTO search VALUES (?, ?)", (number, str(struck.get("name", "")).lower()))


def _read(body: object, total: object, *about: str) -> object:
    """What is kept; nothing where it is damaged, which is found where it is read."""
    try:
        return unpacked(body, total, *about)
    except Damaged:
        return None


def _is_wholly(operation: str) -> bool:
    try:
        return holds_secrets(catalogue()[operation].path)
    except KeyError:
        return False
