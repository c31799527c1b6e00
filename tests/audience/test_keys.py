# SPDX-License-Identifier: MIT
"""Every key of the language is bound, held against rows, asked of the copy, and documented."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from flotui.api.models.subscriber import Subscriber
from flotui.audience import binding
from flotui.audience.binding import bind
from flotui.audience.evaluate import holds
from flotui.audience.indexing import index
from flotui.audience.keys import KEYS, MEANT
from flotui.audience.meaning import Contains, Is, OnHost, leaves_of
from flotui.audience.names import Named, Names
from flotui.audience.people import People
from flotui.audience.query import parse
from flotui.audience.sense import Sense
from flotui.audience.sentence import WORDS
from flotui.audience.times import Moment
from flotui.resources.flows.team import PEOPLE
from flotui.resources.subscribers import SUBSCRIBERS
from flotui.resources.text import plain
from flotui.store.people import Copy
from flotui.text.fold import fold
from flotui.text.zones import Zone
from tests.audience.crowds import WHATS
from tests.support.each_of import each_of

ZONE = Zone(ZoneInfo("America/Sao_Paulo"), "America/Sao_Paulo")
NOW = datetime(2026, 3, 18, 15, 0, tzinfo=ZONE.tz).timestamp()
NAMES = Names(
    tags=(Named("f1t1", "vip"),),
    labels=(Named("7", "big spender"),),
    agents=(Named("501", "Rosa Prado"),),
    fields=(Named("f1v1", "city", "text"),),
    segments=(Named("f1s1", "Big spenders"),),
    events=(Named("f1e1", "purchase"),),
    channels=("whatsapp", "web"),
    me="501",
)
SENSE = Sense(NAMES, Moment(NOW, ZONE))
EXPANDED = {"saved"}
"""Keys of which nothing is left when a query is bound: another query stands in their place."""
HOSTS = {"segment", "event", "bot"}
"""Keys that only the host answers."""
CITY = {"var_ns": "f1v1", "name": "city", "var_type": "text"}
ROWS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "tag": ({"tags": [{"tag_ns": "f1t1", "name": "vip"}]}, {"tags": []}),
    "label": ({"labels": [{"id": 7, "name": "big spender"}]}, {"labels": []}),
    "channel": ({"channel": "whatsapp"}, {"channel": "web"}),
    "status": ({"status": "pending"}, {"status": "done"}),
    "agent": ({"agent_id": "501"}, {"agent_id": "0"}),
    "field": ({"user_fields": [{**CITY, "value": "Lima"}]}, {"user_fields": [{**CITY, "value": "Cusco"}]}),
    "has": ({"phone": "+5511900004410"}, {"phone": None}),
    "seen": ({"last_interaction": "2026-03-18 14:00:00"}, {"last_interaction": "2026-03-16 14:00:00"}),
    "last": ({"last_message_at": "2026-01-01 00:00:00"}, {"last_message_at": "2026-03-18 00:00:00"}),
    "joined": ({"subscribed": "2026-03-31 23:00:00"}, {"subscribed": "2026-04-01 00:00:00"}),
    "phone": ({"phone": "5511900004410"}, {"phone": "+5511900004411"}),
    "email": ({"email": "Ana@Example.com"}, {"email": "bea@example.com"}),
    "name": ({"name": "Ana Souza"}, {"name": "Bea"}),
    "id": ({"user_ns": "f123u456"}, {"user_ns": "f123u45"}),
    "optin": ({"opted_in_email": 1}, {"opted_in_email": 0}),
    "paused": ({"is_bot_paused": 1}, {"is_bot_paused": 0}),
    "subscribed": ({"is_subscribed": 1}, {"is_subscribed": 0}),
    "gender": ({"gender": "Female"}, {"gender": "male"}),
    "lang": ({"language": "pt_BR"}, {"language": "es"}),
}
"""For each key a row that its example means, and one that it doesn't."""


def test_every_key_is_bound_and_only_those_are() -> None:
    """A key that isn't in the table of `binding` would end the program where it is typed."""
    assert KEYS.keys() - EXPANDED == binding._MEANT.keys() - {""}
    assert KEYS.keys() - EXPANDED - HOSTS == ROWS.keys(), "each has rows to be held against"
    assert set(MEANT.values()) <= KEYS.keys()
    assert KEYS.keys() - {"field"} == WORDS.keys() - {""}, "a field's signs have the words"


@pytest.mark.parametrize("key", sorted(KEYS.keys() - EXPANDED))
async def test_the_example_of_a_key_means_whom_it_says(key: str) -> None:
    meaning = bind(parse(KEYS[key].example), SENSE)
    if key in HOSTS:
        assert isinstance(meaning, OnHost)
        return
    for leaf in leaves_of(meaning):
        what = getattr(leaf, "where" if isinstance(leaf, Contains) else "what", None)
        assert what is None or what in WHATS[type(leaf)], "no random people are asked for it: see crowds.py"
        assert not isinstance(leaf, Is) or KEYS[key].single, "who has one value of it is never two"
    rows = [{"user_ns": f"f1u{number}", **row} for number, row in enumerate(ROWS[key])]
    assert [holds(meaning, Subscriber.read(row), ZONE) for row in rows] == [True, False]
    copy = await Copy.open(None, index)
    await copy.change(lambda db, things: copy.take(db, things, [(row["user_ns"], row) for row in rows], 1))
    assert await People(copy, lambda: ZONE).ids(meaning) == [rows[0]["user_ns"]]
    await copy.close()


@each_of("key", sorted(KEYS))
def test_a_key_is_documented(key: str) -> None:
    said = (Path(__file__).parents[2] / "docs" / "query.md").read_text("utf-8")
    column = " ".join(line.split("|")[1] for line in said.splitlines() if line.startswith("| `"))
    assert re.search(rf"`{key}[:.]", column), f"docs/query.md: no line of its table is about {key}:"


def test_a_column_that_is_called_as_a_key_shows_what_the_key_asks() -> None:
    """Who reads "Last: 52 d" asks for that with last:, and would mean others where the column shows something else."""
    named = {each.id for each in SUBSCRIBERS.columns if fold(each.title) in KEYS}
    assert {"name", "channel", "seen"} <= named
    assert all(each.id == fold(each.title) for each in SUBSCRIBERS.columns if each.id in named)


def test_the_column_seen_shows_when_they_were_last_active_where_they_never_wrote() -> None:
    never_wrote = Subscriber.read({"user_ns": "f1u1", "last_seen": "2026-01-02 03:04:05"})
    unknown = Subscriber.read({"user_ns": "f1u1"})
    for columns in (SUBSCRIBERS.columns, PEOPLE.columns):
        (seen,) = (each for each in columns if each.id == "seen")
        assert plain(seen.text(never_wrote)) != plain(seen.text(unknown))
