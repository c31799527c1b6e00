# SPDX-License-Identifier: MIT
"""What `flotui people --count` says is how many rows it writes: for every key, from the host and from the copy."""

from __future__ import annotations

import pytest

from flotui.api.models.subscriber import Subscriber
from flotui.audience.keeping import people_of
from flotui.audience.keys import KEYS
from flotui.audience.knowing import names_of
from flotui.audience.query import parse
from flotui.audience.quoting import value_text
from flotui.audience.reading import Reading
from flotui.audience.selecting import number_of, select
from flotui.repositories.profile import pause
from flotui.resources.reading import read_all
from flotui.text.fold import fold
from flotui.workspace import Workspace
from tests.support.bot import Bot, contract_errors


@pytest.fixture
def bot() -> Bot:
    return Bot(subscribers=120)


async def everybody(workspace: Workspace) -> list[Subscriber]:
    return [
        Subscriber.read(row)
        for row in [row async for rows in (await select(workspace, parse("")))[1] for row in rows]
    ]


async def queries(workspace: Workspace, people: list[Subscriber]) -> list[str]:
    """Some for each key, with values that people here have."""
    one = next(row for row in people if row.phone and row.email)
    other = next(row for row in people if row.user_ns != one.user_ns)
    labelled = next(label.name for row in people for label in row.labels)
    event = (await read_all(workspace.flows.events()))[0].name
    segment = (await read_all(workspace.flows.segments()))[0].name
    agent = next(row.agent_id for row in people if row.agent_id not in ("", "0"))
    workspace.memory.save_filter("subscribers", "mine", f"id:{one.user_ns}")
    return [
        "",
        "tag:vip",
        "tag:vip,cart",
        f"label:{value_text(labelled)}",
        "channel:web",
        "channel:WEB",
        "channel:web,whatsapp_cloud",
        "status:open",
        f"agent:{agent}",
        "agent:none",
        "field.city=Lima",
        "field.city~i",
        "has:phone",
        "seen:<24h",
        "last:>30d",
        "joined:2026",
        f"phone:{one.phone}",
        f"email:{one.email}",
        "email:example",
        f"name:{value_text(one.first_name)}",
        f"id:{one.user_ns}",
        f"id:{one.user_ns.upper()}",
        f"id:{one.user_id}",
        f"id:{one.user_ns},{other.user_ns}",
        f"id:{one.user_ns} tag:vip",
        f"-id:{one.user_ns}",
        "id:f1u0",
        "id:nobody",
        f"segment:{value_text(segment)}",
        f"event:{value_text(event)}",
        f"event:{value_text(event)} id:{one.user_ns}",
        "bot:24h",
        "optin:email",
        "-optin:sms",
        "paused:yes",
        "subscribed:no",
        "gender:female",
        "lang:pt",
        "saved:mine",
        one.first_name,
    ]


async def outcome(workspace: Workspace, text: str, *, fresh: bool) -> tuple[int, list[str]]:
    """The count, and whom the rows are of."""
    selection, rows = await select(workspace, parse(text), fresh=fresh)
    number = await number_of(workspace, selection, rows)
    _, rows = await select(workspace, parse(text), fresh=fresh)
    return number, sorted([str(row["user_ns"]) async for some in rows for row in some])


async def test_the_count_is_the_number_of_rows(bot: Bot, workspace: Workspace) -> None:
    await workspace.apply(pause((await everybody(workspace))[0], 60))
    people = await everybody(workspace)
    asked = await queries(workspace, people)
    assert {term.key for text in asked for term in parse(text).terms()} >= set(KEYS)
    host = {text: await outcome(workspace, text, fresh=True) for text in asked}
    for text, (number, ids) in host.items():
        assert number == len(ids), text
    found = {term.key for text, (number, _) in host.items() if number for term in parse(text).terms()}
    assert found >= set(KEYS), "who finds nobody finds nobody wrong"
    one = next(row for row in people if row.phone and row.email)
    assert host[f"id:{one.user_ns}"] == host[f"id:{one.user_id}"] == host["saved:mine"] == (1, [one.user_ns])
    assert host[f"-id:{one.user_ns}"][0] == len(people) - 1
    assert host["id:nobody"] == host["id:f1u0"] == (0, [])
    for request in await bot.requests():
        assert not list(contract_errors(request))

    reading = Reading(workspace, await people_of(workspace))
    await reading.carry_out(await reading.plan())
    known = await names_of(workspace, ("lang", "gender"), ask=False)
    assert {fold(row.language).replace("-", "_") for row in people} - {""} <= {*map(fold, known.languages)}
    assert {fold(row.gender) for row in people} - {""} == {*map(fold, known.genders)}
    for text in asked:
        found = await outcome(workspace, text, fresh=False)
        assert found == host[text], text


async def test_who_is_asked_for_by_id_costs_a_call_each(bot: Bot, workspace: Workspace) -> None:
    one, other = (await everybody(workspace))[:2]
    before = len(await bot.requests())
    assert await outcome(workspace, f"id:{one.user_ns},{other.user_ns}", fresh=True) == (
        2,
        sorted([one.user_ns, other.user_ns]),
    )
    sent = [each["operation"] for each in (await bot.requests())[before:]]
    assert sent == ["flowBotUserInfo"] * 4


async def test_a_tag_that_could_not_be_looked_up_is_no_filter_of_the_hosts(
    bot: Bot, workspace: Workspace
) -> None:
    people = await everybody(workspace)
    await bot.fault(path="/flow/tags", status=403, times=0)
    number, ids = await outcome(workspace, "tag:vip", fresh=True)
    assert ids == sorted(row.user_ns for row in people if "vip" in [tag.name for tag in row.tags])
    assert number == len(ids)
