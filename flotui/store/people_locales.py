# SPDX-License-Identifier: MIT
"""Makes subscribers findable by their locales in a local copy that was written before locales were indexed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from sqlite3 import Connection
from typing import Final

import msgspec

from flotui.text.languages import forms_with_locale

LOCALE: Final = "locale"
"""The kind of what somebody's locale says beside their language: `pt_br`, where the language is `pt`."""
_plain = msgspec.json.Decoder(tuple[list[object], msgspec.Raw]).decode


def mark_locales(db: Connection) -> None:
    """Index everybody by their locale, but for those who have no lines yet: theirs come with their other lines.

    Args:
        db: the copy's connection, in a transaction.
    """
    found: dict[str, list[int]] = defaultdict(list)
    for number, language, locale in _spoken(db):
        for each in forms_with_locale(language, locale)[1]:
            found[each].append(number)
    for each, numbers in sorted(found.items()):
        db.execute("INSERT OR IGNORE INTO thing (kind, id, name, body) VALUES (?, ?, '', '')", (LOCALE, each))
        thing = db.execute(
            "SELECT number FROM thing WHERE kind = ? AND id = ? AND name = '' AND body = ''", (LOCALE, each)
        ).fetchone()[0]
        db.executemany("INSERT OR IGNORE INTO mark VALUES (?, ?)", ((thing, number) for number in numbers))


def _spoken(db: Connection) -> Iterator[tuple[int, str, str]]:
    """Number, language and locale of everybody who has both."""
    keys = dict(
        db.execute("SELECT number, id FROM thing WHERE kind = 'key' AND id IN ('language', 'locale')")
    )
    if len(keys) < 2:
        return
    for number, body in db.execute(
        "SELECT number, body FROM person WHERE number NOT IN (SELECT person FROM unlined) ORDER BY number"
    ):
        try:
            plain, _ = _plain(body)
        except (msgspec.DecodeError, TypeError):
            continue  # damaged, which is found where the row is read
        values = {
            keys[each]: value for each, value in zip(plain[::2], plain[1::2], strict=False) if each in keys
        }
        language, locale = values.get("language"), values.get("locale")
        if isinstance(language, str) and isinstance(locale, str):
            yield number, language, locale
