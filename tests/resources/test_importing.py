# SPDX-License-Identifier: MIT
"""People by a CSV file, as a person goes through it: what is asked, what it costs, what is sent and said."""

from __future__ import annotations

import asyncio
import csv
from pathlib import Path
from typing import Any

import pytest

from flotui.api.call import Call
from flotui.api.errors import Malformed
from flotui.api.pacer import Purpose
from flotui.jobs.sheet import PRICES
from flotui.resources.ask import Cancelled, Confirm, Form
from flotui.resources.base import Context
from flotui.resources.reading import read_all
from flotui.resources.sheet_files import read_file
from flotui.resources.subscribers import SUBSCRIBERS
from flotui.resources.text import plain
from flotui.store.job import JobState
from flotui.workspace import Workspace
from tests.resources.shop_rig import action
from tests.support.ask import NO, Answers, act
from tests.support.bot import MANY, Bot

IN = action(SUBSCRIBERS, "subscribers.import")


async def _people(workspace: Workspace) -> list[dict[str, Any]]:
    call = Call.of("flowBotUsers", query={"limit": 100})
    found: list[dict[str, Any]] = (await workspace.reader.send(call, Purpose.INTERACTIVE)).data
    return found


def _file(folder: Path, text: str, **answers: str) -> dict[str, str]:
    """A file, and the answer of the form that asks for it."""
    path = folder / "people.csv"
    path.write_text(text, encoding="utf-8")
    return {"path": str(path), "columns": "false", "create": "false", "clear": "false", **answers}


def _asked(asked: Answers, kind: type) -> Any:
    return [each for each in asked.asked if isinstance(each, kind)][-1]


async def _ended(workspace: Workspace) -> Any:
    """The newest job, when it has ended."""
    (job, *_) = await workspace.working.jobs.recent()
    return await workspace.working.start(job.id) if job.state is not JobState.ENDED else job


@MANY
async def test_columns_are_mapped_shown_and_what_changes_is_a_job(
    workspace: Workspace, bot: Bot, tmp_path: Path
) -> None:
    rows = await _people(workspace)
    lines = "".join(f"{each['user_ns']},Lima,x\n" for each in rows[:24])
    file = _file(tmp_path, f"id,Cidade,+wholesale\n{lines}f1284u0,Lima,\n")
    form_of = {"1": "user_ns", "2": "field:f1284v5001"}
    before = len(await bot.writes())
    asked = Answers(file, {**form_of, "3": ""}, NO)
    with pytest.raises(Cancelled):
        await IN.run(Context(workspace, SUBSCRIBERS, (), asked))
    form = _asked(asked, Form)
    assert {each.name: (each.title, each.value) for each in form.fields} == {
        "1": ("id", "user_ns"),
        "2": ("Cidade", ""),
        "3": ("+wholesale", "+tag:f1284t3014"),
    }
    said = [plain(each) for each in form.preview(form_of)]
    assert said[0].startswith("Comparing takes ") and "Columns not used: +wholesale." in said
    assert "Two columns hold city." in [
        plain(each) for each in form.preview({**form_of, "3": "field:f1284v5001"})
    ]
    assert "No column identifies" in plain(form.preview({"2": "field:f1284v5001"})[-1])
    with pytest.raises(Malformed, match="Two columns hold city"):
        await act(workspace, IN, (), file, {**form_of, "3": "field:f1284v5001"})
    assert await workspace.working.jobs.recent() == [], "what is left in the question is no job"
    assert not (tmp_path / "people.result.csv").exists()
    assert len(await bot.writes()) == before
    asked = await act(workspace, IN, (), file, {**form_of, "3": "+tag:f1284t3014"}, "24", True)
    *_, question, trial = [each for each in asked.asked if isinstance(each, Confirm)]
    assert trial.title.startswith("Trial with ") and "done" in plain(trial.lines[0])
    text = "\n".join(plain(each) for each in question.told)
    assert "25 lines: 24 to carry out, 0 unchanged, 1 invalid (skipped)." in text
    assert "city from Cidade." in text
    assert "line 26: no subscriber has the id f1284u0" in text and "→ Lima" in text
    assert "people.result.csv" in asked.said[-1]
    job = await _ended(workspace)
    assert job.counts["done"] == job.steps >= 24
    sent = (await bot.writes())[before:]
    assert {body["user_ns"] for _, body in sent} == {each["user_ns"] for each in rows[:24]}
    with (tmp_path / "people.result.csv").open(encoding="utf-8-sig", newline="") as results:
        came = {int(row["line"]): row["outcome"] for row in csv.DictReader(results)}
    assert came == {**dict.fromkeys(range(2, 26), "done"), 26: "invalid"}


async def test_an_encoding_in_doubt_is_asked_in_the_form(workspace: Workspace, tmp_path: Path) -> None:
    (person, *_) = await _people(workspace)
    file = _file(tmp_path, "")
    Path(file["path"]).write_bytes(f"id,city\n{person['user_ns']},Molière\n".encode("cp1252"))
    with pytest.raises(Malformed) as refused:
        await act(workspace, IN, (), file)
    assert refused.value.fields["encoding"] == ("Windows-1252 (Molière) or Windows-1250 (Moličre)?",)
    asked = await act(workspace, IN, (), file | {"encoding": "cp1252"}, True)
    assert "encoding" in [each.name for each in _asked(asked, Form).fields]
    told = "\n".join(map(plain, _asked(asked, Confirm).told))
    assert "Read as Windows-1252, as you chose: Molière." in told


async def test_a_file_whose_names_leave_no_doubt_is_compared_at_once(
    workspace: Workspace, bot: Bot, tmp_path: Path
) -> None:
    (person, *_) = await _people(workspace)
    file = _file(tmp_path, f"id,city\n{person['user_ns']},Quito\n")
    asked = await act(workspace, IN, (), file, True)
    assert [type(each) for each in asked.asked] == [Form, Confirm]
    assert (await _ended(workspace)).steps == 1
    asked = await act(workspace, IN, (), file)
    ((title, text),) = asked.read_texts
    assert "nothing to send" in title and "1 unchanged" in text
    asked = await act(
        workspace, IN, (), {**file, "columns": "true"}, {"1": "user_ns", "2": "field:f1284v5001"}
    )
    assert len(asked.asked) == 2, "the columns are asked for where one wants to see them"


async def test_a_file_that_was_changed_after_it_was_read_becomes_no_job(
    workspace: Workspace, tmp_path: Path
) -> None:
    (person, *_) = await _people(workspace)
    file = _file(tmp_path, f"id,Cidade\n{person['user_ns']},Quito\n")

    class Edited(Answers):
        def _next(self, question: Any) -> Any:
            if len(self.asked) == 1:  # what its columns hold
                Path(file["path"]).write_text(f"id,Cidade\n{person['user_ns']},Lima\n")
            return super()._next(question)

    asked = Edited(file, {"1": "user_ns", "2": "field:f1284v5001"}, True)
    with pytest.raises(
        Malformed, match=r"people\.csv was changed or removed after it was read\. Import it again\."
    ):
        await IN.run(Context(workspace, SUBSCRIBERS, (), asked))
    assert await workspace.working.jobs.recent() == [] and len(list(tmp_path.glob("*.csv"))) == 1


async def test_a_file_that_is_being_written_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, whole = tmp_path / "people.csv", Path.read_bytes
    path.write_text("id,city\nf1u1,Li")

    def read(self: Path) -> bytes:
        data = whole(self)
        with self.open("a") as more:
            more.write("ma\n")
        return data

    monkeypatch.setattr(Path, "read_bytes", read)
    with pytest.raises(Malformed, match=r"people\.csv can't be read: it is being written\. Try again once"):
        read_file(path, PRICES)


async def test_nothing_is_compared_while_two_columns_could_be_one_thing(
    workspace: Workspace, bot: Bot, tmp_path: Path
) -> None:
    (person, *_) = await _people(workspace)
    file = _file(tmp_path, f"id,city,city\n{person['user_ns']},Quito,Lima\n")
    for given in ({}, {"2": "-"}, {"3": "-"}):
        with pytest.raises(Malformed, match=r"city: 2 columns could be it.*Choose one") as refused:
            await act(workspace, IN, (), file, {"1": "user_ns", **given})
        assert "Nothing leaves a column out." in refused.value.advice
    with pytest.raises(Malformed, match="No column to change"):
        await act(workspace, IN, (), file, {"1": "user_ns", "2": "-", "3": "-"})
    await act(workspace, IN, (), file, {"1": "user_ns", "3": "field:f1284v5001"}, True)
    assert (await _ended(workspace)).counts["done"] == 1
    (sent,) = await bot.writes()
    assert "Lima" in str(sent)


@MANY
async def test_the_results_stay_when_the_question_after_the_trial_is_cut_off(
    workspace: Workspace, bot: Bot, tmp_path: Path
) -> None:
    people = (await _people(workspace))[:24]
    file = _file(tmp_path, "id,city\n" + "".join(f"{each['user_ns']},Cochabamba\n" for each in people))
    columns = {"1": "user_ns", "2": "field:f1284v5001"}
    with pytest.raises(asyncio.CancelledError):
        await act(workspace, IN, (), file, columns, "24", asyncio.CancelledError())
    (job,) = await workspace.working.jobs.recent()
    assert (job.state, job.done) == (JobState.PAUSED, 1), "flotui was left while the trial was asked about"
    with (tmp_path / "people.result.csv").open(encoding="utf-8-sig", newline="") as results:
        assert {"done", "waiting"} <= {row["outcome"] for row in csv.DictReader(results)}


def _value(person: dict[str, Any], var_ns: str) -> Any:
    return next((each["value"] for each in person["user_fields"] if each["var_ns"] == var_ns), None)


async def test_doubtful_dates_are_asked_about_and_empty_cells_clear_where_somebody_says_so(
    workspace: Workspace, tmp_path: Path
) -> None:
    fields = [each.raw for each in await read_all(workspace.flows.user_fields())]
    when = next(each for each in fields if each["var_type"] == "date")
    (person, *_) = [each for each in await _people(workspace) if _value(each, "f1284v5001")]
    file = _file(tmp_path, f"id,city,{when['name']}\n{person['user_ns']},,03/04/2026\n", clear="true")
    columns = {"1": "user_ns", "3": f"field:{when['var_ns']}", "2": "field:f1284v5001"}
    asked = await act(workspace, IN, (), file, {**columns, "dates": "day-first"}, True)
    form = _asked(asked, Form)
    assert "until you say which of day and month comes first" in plain(form.preview(columns)[-1])
    assert "until you say" not in plain(form.preview({**columns, "dates": "day-first"})[-1])
    text = "\n".join(plain(each) for each in _asked(asked, Confirm).lines)
    assert "→ 2026-04-03" in text and "→ empty" in text and "Dates are read with the day first." in text
    job = await _ended(workspace)
    assert job.counts["done"] == job.steps == 2


async def test_who_is_not_there_is_created_where_that_is_asked_for(
    workspace: Workspace, bot: Bot, tmp_path: Path
) -> None:
    text = "email,first_name\nnew.one@example.org,New\n"
    asked = await act(workspace, IN, (), _file(tmp_path, text))
    assert "no subscriber has the e-mail new.one@example.org" in asked.read_texts[0][1]
    asked = await act(workspace, IN, (), _file(tmp_path, text, create="true"), "1")
    assert "1 to carry out (1 to create)" in plain(_asked(asked, Confirm).lines[0])
    await _ended(workspace)
    assert [name for name, _ in await bot.writes()] == ["flowCreateBotUser"]


@pytest.mark.parametrize("naming", ["phone", "user_id", "id"])
async def test_what_somebody_has_is_read_now_however_they_are_named(
    workspace: Workspace, bot: Bot, tmp_path: Path, naming: str
) -> None:
    """An answer of a moment ago says neither what is unchanged nor what is overwritten."""
    person = next(
        each
        for each in await _people(workspace)
        if each["user_id"] and each["phone"] == f"+{each['user_id']}"
    )
    cell = person["user_ns" if naming == "id" else naming]
    file = _file(tmp_path, f"{naming},city\n{cell},Quito\n", columns="true")
    columns = {"1": "user_ns" if naming == "id" else naming, "2": "field:f1284v5001"}
    await act(workspace, IN, (), file, columns, True)
    await _ended(workspace)
    again = await act(workspace, IN, (), file, columns)
    assert "1 unchanged" in again.read_texts[0][1], "the same file once more"
    change = {"user_ns": person["user_ns"], "var_ns": "f1284v5001", "value": "Lima"}
    await bot.ask("PUT", "/subscriber/set-user-field", **change)
    asked = await act(workspace, IN, (), file, columns, True)
    assert "Lima → Quito" in "\n".join(plain(each) for each in _asked(asked, Confirm).lines)


@MANY
async def test_whom_the_host_has_joined_with_another_is_nobody_and_the_others_are_found(
    workspace: Workspace, bot: Bot, tmp_path: Path
) -> None:
    joined, left, typed = (await _people(workspace))[:3]
    await bot.fault(body=left, path="/subscriber/get-info")
    lines = f"{joined['user_ns']},Quito\n{typed['user_ns'].upper()},Lima\n"
    file = _file(tmp_path, f"id,city\n{lines}", columns="true")
    await act(workspace, IN, (), file, {"1": "user_ns", "2": "field:f1284v5001"}, True)
    await _ended(workspace)
    assert {body["user_ns"] for _, body in await bot.writes()} == {typed["user_ns"]}


@pytest.mark.parametrize(("text", "said"), [("id,city\n", "no lines"), ("", "empty")])
async def test_what_is_no_sheet_is_refused(
    workspace: Workspace, tmp_path: Path, text: str, said: str
) -> None:
    with pytest.raises(Malformed, match=said):
        await act(workspace, IN, (), _file(tmp_path, text))
