# SPDX-License-Identifier: MIT
"""How quickly the copy of everyone takes people in and answers queries.

    python benchmarks/audience.py [PEOPLE] [FOLDER]

Makes up so many people (100,000) of 90 user fields, 20 of them filled, and 200 tags, reads them into a copy in FOLDER
(a temporary one by default; the copy of an earlier run is taken as it is) and prints a table. Times are processor time
of this process, warm: the best of five, of answers that aren't known yet.
"""

from __future__ import annotations

import asyncio
import resource
import sys
import tempfile
import time
import zoneinfo
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from flotui.audience.binding import bind
from flotui.audience.indexing import index
from flotui.audience.meaning import Meaning
from flotui.audience.names import Named, Names
from flotui.audience.people import People
from flotui.audience.query import parse
from flotui.audience.sense import Sense
from flotui.audience.times import Moment
from flotui.store.people import Copy
from flotui.text.zones import Zone

FIELDS, FILLED, TAGS, PAGE = 90, 20, 200, 100
ZONE = Zone(zoneinfo.ZoneInfo("America/Bogota"), "America/Bogota")
NOW = 1_790_000_000.0
TYPES = ("text", "number", "boolean", "date", "longtext", "text")
CITIES = ("Bogotá", "Lima", "São Paulo", "Quito", "Madrid", "Medellín", "Cali", "Recife")
FIRST = ("Ana", "João", "María", "Luis", "Sofía", "Pedro", "Lucía", "Zoë", "Carlos", "Inês")
LAST = ("Souza", "Silva", "García", "Rojas", "Pérez", "Lopes", "Nuñez", "Castro", "Mora", "Díaz")


def person(number: int) -> dict[str, Any]:
    """Somebody, as the host gives them."""
    dice = Random(number)
    name = f"{dice.choice(FIRST)} {dice.choice(LAST)} {number % 977}"
    filled = set(dice.sample(range(FIELDS), FILLED))
    return {
        "user_ns": f"f1284u{number + 901}",
        "user_id": f"55{number:011d}",
        "name": name,
        "first_name": name.split()[0],
        "last_name": name.split()[1],
        "phone": f"+55{number:011d}" if number % 10 else None,
        "email": f"{number}@example.com" if dice.random() < 0.55 else None,
        "gender": dice.choice(("male", "female", None)),
        "locale": "pt_BR",
        "language": "pt",
        "profile_pic": f"https://files.example.com/avatars/{number % 40}.png",
        "channel": dice.choice(("whatsapp_cloud",) * 7 + ("web", "facebook", "instagram")),
        "status": dice.choice(("done", "open", "pending")),
        "subscribed": _stamp(dice.uniform(NOW - 7e7, NOW)),
        "is_subscribed": True,
        "is_bot_paused": False,
        "last_interaction": _stamp(dice.uniform(NOW - 2e7, NOW)),
        "last_seen": _stamp(dice.uniform(NOW - 2e7, NOW)),
        "last_message_at": _stamp(dice.uniform(NOW - 2e7, NOW)),
        "last_message_type": "text",
        "opted_in_email": None,
        "opted_in_sms": None,
        "opted_in_through": None,
        "agent_id": dice.choice((None, None, 21, 22, 23)),
        "lead_source": dice.choice((None, "", "Referral")),
        "labels": [{"id": 61, "name": "big spender"}] if dice.random() < 0.1 else [],
        "tags": [
            {"tag_ns": f"f1284t{each}", "name": f"tag {each}"}
            for each in {int(dice.random() ** 2 * TAGS) for _ in range(dice.randrange(6))}
        ],
        "user_fields": [
            {
                "var_ns": f"f1284v{each}",
                "name": f"field_{each}",
                "var_type": TYPES[each % 6],
                "value": _value(dice, each) if each in filled else None,
            }
            for each in range(FIELDS)
        ],
    }


def _stamp(at: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(at))


def _value(dice: Random, field: int) -> str:
    kind = TYPES[field % 6]
    if kind == "number":
        return str(dice.randrange(1000))
    if kind == "boolean":
        return dice.choice(("0", "1", "true"))
    if kind == "date":
        return _stamp(dice.uniform(0, NOW))[:10]
    return dice.choice(CITIES) if field % 12 else f"note {dice.randrange(10**6)}"


NAMES = Names(
    tags=tuple(Named(f"f1284t{each}", f"tag {each}") for each in range(TAGS)),
    labels=(Named("61", "big spender"),),
    agents=tuple(Named(str(each), f"Agent {each}") for each in (21, 22, 23)),
    fields=tuple(Named(f"f1284v{each}", f"field_{each}", TYPES[each % 6]) for each in range(FIELDS)),
)
QUICK = ('tag:"tag 7"', "field.field_6=Lima", "channel:web", "seen:<24h", "joined:2026-01..2026-03")
QUERIES = (
    *QUICK,
    'tag:"tag 0" -tag:"tag 1"',
    'tag:"tag 0","tag 1" channel:whatsapp_cloud field.field_1>=500 last:>30d',
    "field.field_1>=3",
    "field.field_1!=5",
    "-has:email",
    "souza",
    "an",
    "field.field_12~note",
    "field.field_3<1990-01-01",
    "(status:open or agent:none or -field.field_2:yes) -has:phone",
    "name:zoe",
    "-agent:none",
)


def meant(text: str) -> Meaning:
    """What a query means here."""
    return bind(parse(text), Sense(NAMES, Moment(NOW, ZONE)))


async def best(work: Callable[[], Awaitable[object]], people: People, times: int = 5) -> float:
    """Milliseconds of processor time that some work takes at best, nothing being known yet."""
    found = []
    for _ in range(times):
        people.forget()
        begun = time.process_time()
        await work()
        found.append(time.process_time() - begun)
    return min(found) * 1000


async def read_all(copy: Copy, count: int) -> float:
    """Take so many people in; milliseconds of processor time a page."""
    spent = 0.0
    for start in range(0, count, PAGE):
        rows = [(row["user_ns"], row) for row in map(person, range(start, start + PAGE))]
        begun = time.process_time()
        await copy.change(partial(copy.take, rows=rows, walk=1, later=True))
        await copy.settle(many=True)
        spent += time.process_time() - begun
    return spent / (count / PAGE) * 1000


async def main(count: int, folder: Path) -> None:
    """Print the table."""
    path = folder / "people.db"
    there = path.exists()
    copy = await Copy.open(path, index)
    people = People(copy, lambda: ZONE)
    if not there:
        print(f"a page of 100 taken in: {await read_all(copy, count):.1f} ms of processor time")
    print(f"size: {path.stat().st_size / 2**20:.0f} MiB")
    print(f"{'query':76} {'found':>7} {'page ms':>8} {'count ms':>8}")
    for text in QUERIES:
        meaning = meant(text)
        found = await people.count(meaning)
        page = await best(partial(people.page, meaning), people)
        counted = await best(partial(people.count, meaning), people)
        print(f"{text:76} {found:7} {page:8.1f} {counted:8.1f}")
    for sort in ("name", "seen", "channel", "tag", "field:field_1", "id"):
        first = await best(partial(people.page, sort=sort), people)
        last = await best(partial(people.page, sort=sort, offset=-100), people)
        print(f"sorted by {sort:66} {'':7} {first:8.1f} {last:8.1f}")
    for of in ("tag", "channel", "field:field_6"):
        print(f"counts of {of:66} {'':7} {await best(partial(people.counts, of), people):8.1f}")
    some = meant("status:open")
    print(
        f"{'counts of tag of status:open':84} {await best(lambda: people.counts('tag', some), people):8.1f}"
    )
    print(f"most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")
    await copy.close()


if __name__ == "__main__":
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    if len(sys.argv) > 2:
        asyncio.run(main(number, Path(sys.argv[2])))
    else:
        with tempfile.TemporaryDirectory() as made:
            asyncio.run(main(number, Path(made)))
