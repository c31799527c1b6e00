# SPDX-License-Identifier: MIT
"""What is done to more marked subscribers than are ever in memory reaches those who were marked, each once."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from flotui.api.errors import Malformed
from flotui.audience.answered import here_of
from flotui.audience.keeping import follow, people_of
from flotui.audience.reading import Reading
from flotui.resources.ask import Cancelled, Confirm, Submit, ToggleAnswer, Toggles
from flotui.resources.base import Context
from flotui.resources.jobs import JOBS
from flotui.resources.reading import read_all
from flotui.resources.subscribers.sending import other_choices
from flotui.resources.text import plain
from flotui.ui.header import _working
from flotui.workspace import Switches, Workspace
from tests.support import settle
from tests.support.ask import NO, Answers, registry
from tests.support.bot import Bot

ACTS: dict[str, tuple[Any, ...]] = {
    "subscribers.tags": (ToggleAnswer(add=("f1284t3001",)),),
    "subscribers.labels": (ToggleAnswer(add=("Callback",)),),
    "subscribers.consent": (ToggleAnswer(add=("email",)),),
    "subscribers.field": ("city", {"value": "Lima", "clear": "false"}),
    "subscribers.send": ("Main menu",),
    "subscribers.message": ({"text": "Hello"},),
    "subscribers.template": ("order_followup", {"BODY_{{1}}": "{{name}}", "BODY_{{2}}": "7"}),
    "subscribers.send-other": ("email", {"subject": "Winter", "text": "Hello"}),
    "subscribers.pause": ("15",),
    "subscribers.status": ("spam",),
    "subscribers.assign": ("nobody",),
    "subscribers.delete": (),
}
"""What is answered before the job is shown, by the action."""


OTHER: dict[str, tuple[Any, ...]] = {
    "template": ("order_followup", {"BODY_{{1}}": "{{name}}", "BODY_{{2}}": "7"}),
    "email": ({"subject": "Winter", "text": "Hello"},),
    "sms": ({"text": "Hello"},),
    "facebook": ("parcel_on_its_way", {}),
}
"""What is typed for each other message that a crowd can be sent."""


RESOURCE = registry.resource("subscribers")
assert RESOURCE is not None
CROWD_ACTIONS = {
    each.id: each.run for each in RESOURCE.actions if each.for_crowds and each.id != "subscribers.broadcast"
}
FROM_LIST = ("subscribers.tags", "subscribers.consent")
"""Which are also tried where the local copy has nobody."""
TYPED = (
    "subscribers.send",
    "subscribers.message",
    "subscribers.template",
    "subscribers.send-other",
    "subscribers.delete",
)
"""Of which the number is typed before they run."""
STARTING = ("subscribers.status", "subscribers.assign")
"""On which the bot may start flows: it is said, and the number is typed too."""
PROGRESS = next(each for each in JOBS.columns if each.id == "progress")
"""The column that says how far a job is."""
WHATSAPP = ("whatsapp_cloud", "whatsapp")


async def _opened(bot: Bot, home: Path, switches: Switches | None = None) -> Workspace:
    workspace = await bot.open(home, switches=switches)
    workspace.working.quiet = None
    follow(workspace)
    everyone = Reading(workspace, await people_of(workspace), 1.0)
    await everyone.carry_out(await everyone.plan())
    return workspace


def _context(workspace: Workspace, listed: Any, ids: tuple[str, ...], ask: Answers) -> Any:
    return Context(workspace, None, (), ask, marked=len(ids), listed=listed, marked_ids=ids)


@pytest.mark.parametrize("copied", [True, False], ids=["copy", "list"])
async def test_each_action_reaches_those_who_were_marked(copied: bool, tmp_path: Path) -> None:
    bot = Bot(subscribers=40)
    workspace = await _opened(bot, tmp_path)
    rows: Any = await here_of(workspace)
    ids = tuple((await rows.ids())[5:30])
    marked = await rows.rows_of(ids)
    left = {
        "subscribers.template": [each.row_id for each in marked if each.channel not in WHATSAPP],
        "subscribers.send-other": [each.row_id for each in marked if not each.email],
    }
    if not copied:
        async for snapshot in workspace.subscribers.list({}):
            rows = snapshot.value
    for name, run in CROWD_ACTIONS.items() if copied else [(each, CROWD_ACTIONS[each]) for each in FROM_LIST]:
        before, known = len(await bot.writes()), len(await workspace.working.jobs.recent())
        ask = Answers(*ACTS[name], NO)
        with pytest.raises(Cancelled):
            await run(_context(workspace, rows, ids, ask))
        assert len(await bot.writes()) == before
        assert len(await workspace.working.jobs.recent()) == known, name
        typed, lines = ask.asked[-1].typed, [plain(line) for line in ask.asked[-1].lines]
        assert bool(typed) is (name in (*TYPED, *STARTING)), name
        assert ("Flows that the bot starts on this may send messages." in lines) is (name in STARTING), name
        doubtful = [each for each in marked if each.email and not each.has_opted_in("email")]
        said = f"{len(doubtful)} haven't opted in to e-mail."
        assert (said in lines) is (name == "subscribers.send-other"), (name, lines)
        ask = Answers(*ACTS[name], str(typed) if typed else True, True)
        await run(_context(workspace, rows, ids, ask))
        await settle.until(lambda: not workspace.working.running, lambda: f"{workspace.working.running}")
        job, *_ = await workspace.working.jobs.recent()
        assert job.done == job.steps - job.dropped > 0, (name, job.counts)
        assert typed in (0, job.done), name
        assert PROGRESS.text(job) == _working(job).text.removeprefix("job ") == f"{job.done}/{job.done}", name
        out = left.get(name, [])
        assert job.dropped == len(out), name
        assert any(line.startswith((f"{job.done} calls of ", "1 call of ")) for line in lines), (name, lines)
        sent = [(body.get("user_ns") or body["data"]["user_ns"]) for _, body in (await bot.writes())[before:]]
        assert len(sent) == len(set(sent)) == job.done and set(sent) <= set(ids), name
        assert not set(out) & set(sent), name
        assert sum(dict(job.options.reach).values()) in (0, job.done), name
        assert job.steps + job.skipped == len(ids), name
    await workspace.close()


async def test_each_other_message_reaches_those_of_a_crowd_who_can_get_it(tmp_path: Path) -> None:
    bot = Bot(subscribers=60)
    workspace = await _opened(bot, tmp_path)
    rows: Any = await here_of(workspace)
    ids = await rows.ids()
    marked = await rows.rows_of(ids)
    reached = {
        "template": [each.row_id for each in marked if each.channel in WHATSAPP],
        "email": [each.row_id for each in marked if each.email],
        "sms": [each.row_id for each in marked if each.phone],
        "facebook": [each.row_id for each in marked if each.channel == "facebook"],
    }
    offered = [each.id for each in other_choices() if not each.disabled]
    assert sorted(offered) == sorted(OTHER)
    for kind in offered:
        before = len(await bot.writes())
        ask = Answers(kind, *OTHER[kind], str(len(reached[kind])), True)
        await CROWD_ACTIONS["subscribers.send-other"](_context(workspace, rows, ids, ask))
        await settle.until(lambda: not workspace.working.running, lambda: f"{workspace.working.running}")
        sent = [body["user_ns"] for _, body in (await bot.writes())[before:]]
        assert sorted(sent) == sorted(reached[kind]) != [], kind
    await workspace.close()


@pytest.mark.parametrize("name", ["tags", "labels", "consent"])
async def test_a_crowd_is_asked_about_what_they_have_as_a_few_are(name: str, tmp_path: Path) -> None:
    workspace = await _opened(Bot(subscribers=20), tmp_path)
    rows: Any = await here_of(workspace)
    ids = await rows.ids()
    some = await rows.rows_of(ids)
    asked = []
    for context in (
        _context(workspace, rows, ids, Answers(NO)),
        Context(workspace, None, tuple(some), Answers(NO)),
    ):
        with pytest.raises(Cancelled):
            await CROWD_ACTIONS[f"subscribers.{name}"](context)
        asked.append(context.ask.asked[-1])
    assert asked[0] == asked[1] and asked[0].choices and asked[0].partly
    await workspace.close()


async def test_a_field_of_a_crowd_is_set_or_cleared_and_not_both(tmp_path: Path) -> None:
    workspace = await _opened(Bot(subscribers=20), tmp_path)
    rows: Any = await here_of(workspace)
    ask = Answers("city", {"value": "", "clear": "false"})
    await CROWD_ACTIONS["subscribers.field"](_context(workspace, rows, await rows.ids(), ask))
    assert ask.said == ["No change: no value of city was typed. Nothing was sent."]
    assert ask.asked[-1].wrong({"value": "Lima", "clear": "true"}) and not ask.asked[-1].wrong(
        {"value": "Lima"}
    )
    assert await workspace.working.jobs.recent() == []
    await workspace.close()


async def test_how_many_of_a_crowd_have_a_value_of_a_field_is_said_before_it_is_overwritten(
    tmp_path: Path,
) -> None:
    workspace = await _opened(Bot(subscribers=20), tmp_path)
    rows: Any = await here_of(workspace)
    (field,) = [each for each in await read_all(workspace.flows.user_fields()) if each.name == "city"]
    ids = (await rows.ids())[:15]
    valued = [each for each in await rows.rows_of(ids) if (had := each.field(field.var_ns)) and had.text]
    assert 1 < len(valued) < len(ids)
    for listed, said in ((rows, [f"{len(valued)} of them have a value now."]), (None, [])):
        ask = Answers("city", {"value": "", "clear": "false"})
        await CROWD_ACTIONS["subscribers.field"](_context(workspace, listed, ids, ask))
        form = ask.asked[-1]
        assert [plain(line) for line in form.intro] == said and form.fields[1].name == "clear"
    await workspace.close()


@pytest.mark.parametrize("dry", [False, True])
async def test_a_crowds_new_tag_is_made_only_once_that_is_agreed_to(dry: bool, tmp_path: Path) -> None:
    bot = Bot(subscribers=20)
    workspace = await _opened(bot, tmp_path, Switches(dry_run=dry))
    rows: Any = await here_of(workspace)
    answer = ToggleAnswer(create=("harvest",))
    left = Answers(answer, NO)
    with pytest.raises(Cancelled):
        await CROWD_ACTIONS["subscribers.tags"](_context(workspace, rows, await rows.ids(), left))
    assert await bot.writes() == []
    assert "20 subscribers" in plain(left.asked[-1].lines[0])
    ask = Answers(answer, True) if dry else Answers(answer, True, NO)
    with nullcontext() if dry else pytest.raises(Cancelled):
        await CROWD_ACTIONS["subscribers.tags"](_context(workspace, rows, await rows.ids(), ask))
    assert [operation for operation, _ in await bot.writes()] == ([] if dry else ["flowCreateTag"])
    assert await workspace.working.jobs.recent() == []
    await workspace.close()


async def test_a_new_tag_typed_twice_is_created_once_and_put_on_a_crowd(tmp_path: Path) -> None:
    bot = Bot(subscribers=20)
    workspace = await _opened(bot, tmp_path)
    rows: Any = await here_of(workspace)
    ask = Answers(ToggleAnswer(create=("harvest", " harvest")), True, True, True)
    await CROWD_ACTIONS["subscribers.tags"](_context(workspace, rows, await rows.ids(), ask))
    await settle.until(lambda: not workspace.working.running, lambda: f"{workspace.working.running}")
    (job,) = await workspace.working.jobs.recent()
    assert job.done == 20 and (await bot.writes())[0][0] == "flowCreateTag"
    await workspace.close()


class _SavesAgain(Answers):
    """Saves the same once more, after nothing came of it."""

    async def toggle(self, question: Toggles, submit: Submit | None = None) -> ToggleAnswer:
        assert submit is not None
        with pytest.raises(Cancelled):
            await submit(self._next(question))
        return await super().toggle(question, submit)


async def test_who_saves_a_crowds_new_tag_again_isnt_asked_to_create_it_again(tmp_path: Path) -> None:
    bot = Bot(subscribers=20)
    workspace = await _opened(bot, tmp_path)
    rows: Any = await here_of(workspace)
    answer = ToggleAnswer(create=("harvest",))
    ask = _SavesAgain(answer, True, NO, answer, True, True)
    await CROWD_ACTIONS["subscribers.tags"](_context(workspace, rows, await rows.ids(), ask))
    await settle.until(lambda: not workspace.working.running, lambda: f"{workspace.working.running}")
    titles = [each.title for each in ask.asked[:-1] if isinstance(each, Confirm)]
    assert titles == ["Create tag harvest", *["Add tag harvest: 20 subscribers"] * 2]
    assert [operation for operation, _ in await bot.writes()].count("flowCreateTag") == 1
    await workspace.close()


@pytest.mark.parametrize("gone", [0, 2])
async def test_whoever_is_gone_since_they_were_marked_is_said_to_be_left_out(
    gone: int, tmp_path: Path
) -> None:
    workspace = await _opened(Bot(subscribers=20), tmp_path)
    rows: Any = await here_of(workspace)
    ids = (*(await rows.ids())[:7], *(f"f1284u9999{at}" for at in range(gone)))
    ask = Answers(*ACTS["subscribers.tags"], NO)
    with pytest.raises(Cancelled):
        await CROWD_ACTIONS["subscribers.tags"](_context(workspace, rows, ids, ask))
    said = [plain(line) for line in ask.asked[-1].lines if plain(line).startswith("Left out")]
    assert said == (["Left out: 2 marked subscribers no longer in the list."] if gone else [])
    await workspace.close()


async def test_where_all_of_a_crowd_are_left_out_nothing_stays(tmp_path: Path) -> None:
    bot = Bot(subscribers=40)
    workspace = await _opened(bot, tmp_path)
    rows: Any = await here_of(workspace)
    ids = await rows.ids()
    found = zip(ids, await rows.rows_of(ids), strict=True)
    out = tuple(each for each, row in found if row.channel not in WHATSAPP)
    run = CROWD_ACTIONS["subscribers.template"]
    with pytest.raises(Malformed, match=rf"^Left out: {len(out)} \(not on WhatsApp\)\. Nothing was sent\."):
        await run(_context(workspace, rows, out, Answers(*ACTS["subscribers.template"])))
    assert await workspace.working.jobs.recent() == [] and await bot.writes() == []
    await workspace.close()


def test_every_action_for_several_says_what_it_does_to_a_crowd() -> None:
    """Else it has the rows of all 100,000 be read at once."""
    assert RESOURCE is not None
    assert [each.id for each in RESOURCE.actions if each.needs == "some" and not each.for_crowds] == []


async def test_a_broadcast_to_a_crowd_is_refused_before_any_row_is_read() -> None:
    workspace = await Bot(subscribers=3).open()
    broadcast = next(each for each in RESOURCE.actions if each.id == "subscribers.broadcast")
    ids = tuple(f"f1284u{number}" for number in range(3000))
    with pytest.raises(Malformed, match="3,000 are marked"):
        await broadcast.run(_context(workspace, None, ids, Answers()))
    await workspace.close()
