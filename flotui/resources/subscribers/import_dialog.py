# SPDX-License-Identifier: MIT
"""Subscribers from a CSV file: its columns are read, what it changes is shown, then it runs as a job."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from flotui.api.errors import Malformed
from flotui.jobs import sheet
from flotui.jobs.outcomes import FEW, SMALL
from flotui.jobs.sheet.days import DateOrder
from flotui.jobs.sheet.people import PeoplePlan
from flotui.jobs.sheet.people_words import NO, OWN, TITLES
from flotui.resources.acting import cost
from flotui.resources.ask import Choice, Confirm, Field, Form
from flotui.resources.base import Context
from flotui.resources.job_names import preview_of
from flotui.resources.job_starting import question, start
from flotui.resources.sheet_files import (
    CHOOSES,
    READ_AS,
    chosen_path,
    columns_form,
    columns_of,
    file_field,
    passed_over,
    write,
)
from flotui.resources.subscribers.importing import (
    Import,
    compare,
    cost_of,
    opened,
    remarks,
    subscribers,
    summary,
)
from flotui.resources.telling import reading
from flotui.resources.text import Span, Text, dim
from flotui.store.job import JobOptions
from flotui.text.plural import and_more, counted

_ORDERS = (
    Choice(DateOrder.DAY.value, "Day first", "3 April"),
    Choice(DateOrder.MONTH.value, "Month first", "4 March"),
)
_WHICH_FIRST = "Dates such as 03/04/2026 are skipped until you say which of day and month comes first."
_SHOWN = 8
"""Wrong lines in the question; the reader has all."""


_NOTHING = Choice(NO, "Nothing", "the column isn't used")
"""Settles a doubt about a column by reading nothing from it."""


class _PeopleFile:
    """A file on its way in."""

    def __init__(self, context: Context[object], total: int) -> None:
        """
        Args:
            context: the open bot.
            total: how many subscribers there are.
        """
        self._context, self.total = context, total
        self.creates = False
        self.file: Import | None = None
        self.plan: PeoplePlan | None = None

    async def compare(self, file: Import) -> None:
        """Compare the file with who is there now.

        Raises:
            FlochatError: when the host can't be had, or the columns say too little.
        """
        self.file = file
        with reading(self._context, cost_of(file, self.total).calls) as told:
            self.plan = await compare(
                self._context.workspace, file, self.total, creates=self.creates, told=told
            )


async def import_people(context: Context[object]) -> None:
    """Read people from a file, show what would change, and have it run once the person agrees."""
    taken = _PeopleFile(context, await subscribers(context.workspace))

    async def submit(answer: dict[str, str]) -> None:
        taken.creates = answer.get("create") == "true"
        taken.file = file = await opened(
            context.workspace,
            chosen_path(answer["path"]),
            clears=answer.get("clear") == "true",
            encoding=answer.get(READ_AS.name, ""),
        )
        if not file.table.lines:
            raise Malformed("The file has no lines below the names of its columns.")
        asked = answer.get("columns") == "true" or file.dates_in_doubt
        plain = file.sure and not file.problem and not asked
        if plain and cost_of(file, taken.total).calls <= FEW:
            await taken.compare(file)

    await context.ask.form(_asking_for_it(), submit)
    if taken.plan is None:
        assert taken.file is not None
        await _choose_columns(context, taken, taken.file)
    file, plan = taken.file, taken.plan
    assert file is not None and plan is not None
    if not plan.changes:
        await context.ask.read(f"{file.path.name}: nothing to send", plan_text(file, plan))
        return
    if len(plan.wrong) > _SHOWN:
        await context.ask.read(f"{file.path.name}: what would change", plan_text(file, plan), follows=True)
    await _run(context, file, plan)


def _asking_for_it() -> Form:
    return Form(
        "Subscribers from a CSV file",
        (
            file_field("Columns: id, phone, email or by:FIELD; name, tags, +vip, labels, user fields."),
            CHOOSES,
            Field(
                "create",
                "Create new ones",
                "boolean",
                "false",
                required=True,
                help="Creates a subscriber for each line that matches nobody, after checking for duplicates.",
            ),
            Field(
                "clear",
                "Empty cells clear",
                "boolean",
                "false",
                required=True,
                help="Clears the user field of an empty cell. Otherwise an empty cell changes nothing.",
            ),
            READ_AS,
        ),
        verb="Compare",
        looks=True,
        intro=("The file is compared with who is there now; nothing is sent yet.",),
    )


async def _choose_columns(context: Context[object], taken: _PeopleFile, file: Import) -> None:
    """Have the person see, and change, what each column is taken for, and what comparing costs."""
    asked = _ColumnsAsked(context, taken, file)
    told = [each.message for each in file.doubts]
    form = columns_form(file.path, file.table, asked.fields(), told, asked.follow, asked.wrong)
    await context.ask.form(form, asked.submit)


class _ColumnsAsked:
    """The question what each column of a file is taken for."""

    def __init__(self, context: Context[object], taken: _PeopleFile, file: Import) -> None:
        self._context, self._taken, self._file = context, taken, file
        self._columns = columns_of(file.table, empty=file.clears)

    def fields(self) -> list[Field]:
        """A field for each column; one for the order of dates where the file doesn't tell it."""
        file = self._file
        now = {at: target for target, at in file.columns.items()}
        targets = _targets(file)
        fields = [
            Field(
                each.id,
                each.label,
                "picker",
                now.get(int(each.id) - 1, ""),
                help=f"such as {each.note}",
                choices=targets,
            )
            for each in self._columns
        ]
        if file.dates_to_tell:
            fields.append(Field("dates", "Dates", "choice", choices=_ORDERS, help="How 03/04/2026 is meant."))
        return fields

    def follow(self, answer: Mapping[str, str]) -> list[Text]:
        """What is said below the fields: what comparing costs, and what is wrong."""
        now = self._chosen(answer)
        needed = cost_of(now, self._taken.total)
        lines: list[Text] = [f"Comparing takes {counted(needed.calls, 'call')}."]
        if left := cost(self._context.workspace, needed.calls):
            lines.append(left)
        if over := passed_over(self._file.table, now.columns):
            lines.append(dim(over))
        if why := self._twice(answer) or now.problem or (_WHICH_FIRST if now.dates_in_doubt else ""):
            lines.append((Span(why, "warn"),))
        return lines

    def wrong(self, answer: Mapping[str, str]) -> dict[str, str]:
        """What is wrong, by its field: columns in doubt for which nothing is chosen."""
        return {
            str(at + 1): f"{self._file.words.title(each.target)}, or {_NOTHING.label}?"
            for each in self._doubts(answer)
            for at in each.columns
            if not answer.get(str(at + 1))
        }

    async def submit(self, answer: dict[str, str]) -> None:
        """Have the file compared with these columns."""
        if why := self._twice(answer):
            raise Malformed(why, advice="Choose one.")
        if unsettled := self._doubts(answer):
            raise Malformed(
                " ".join(each.message for each in unsettled),
                advice=f"{_NOTHING.label} leaves a column out.",
                fields={name: (message,) for name, message in self.wrong(answer).items()},
            )
        await self._taken.compare(self._chosen(answer))

    def _chosen(self, answer: Mapping[str, str]) -> Import:
        given = [(answer.get(each.id, ""), int(each.id) - 1) for each in self._columns]
        pairs = [(target, at) for target, at in given if target not in ("", NO)]
        return self._file._replace(columns=dict(pairs), days=DateOrder(answer.get("dates", "")))

    def _doubts(self, answer: Mapping[str, str]) -> list[sheet.Doubt]:
        decided = [int(each.id) - 1 for each in self._columns if answer.get(each.id)]
        return sheet.open_doubts(self._file.doubts, self._chosen(answer).columns, decided)

    def _twice(self, answer: Mapping[str, str]) -> str:
        given = [answer[each.id] for each in self._columns if answer.get(each.id, NO) not in ("", NO)]
        found = next((each for each in given if given.count(each) > 1), "")
        return f"Two columns hold {self._file.words.title(found)}." if found else ""


def _targets(file: Import) -> list[Choice]:
    """What a column can hold, by what it is for."""
    words = file.words
    found = [Choice(each, TITLES[each], group="Who is meant") for each in OWN]
    found += [_NOTHING] if file.doubts else []
    found += [Choice(each, TITLES[each], group="Changes") for each in TITLES if each not in OWN]
    found += [
        Choice(f"field:{each.var_ns}", each.name, each.var_type, group="User fields")
        for each in words.fields.values()
    ]
    found += [
        Choice(f"by:{each.var_ns}", words.title(f"by:{each.var_ns}"), group="Found by a user field")
        for each in words.fields.values()
    ]
    found += [
        Choice(f"{sign}tag:{each.tag_ns}", words.title(f"{sign}tag:{each.tag_ns}"), "yes or no", group="Tags")
        for each in words.tags.values()
        for sign in ("+", "-", "")
    ]
    return found


def plan_text(file: Import, plan: PeoplePlan) -> str:
    """The whole plan in words: what was read as what, wrong lines, then who would be changed."""
    lines = [summary(plan), *remarks(file, plan)]
    lines += ["", *(f"line {each.line}: {each.why}" for each in plan.wrong)] if plan.wrong else []
    lines += ["", *(f"line {each.line}: {each.title}" for each in plan.changes)] if plan.changes else []
    return "\n".join(lines)


async def _run(context: Context[object], file: Import, plan: PeoplePlan) -> None:
    """Show what the job would do, and have it run in the background."""
    workspace = context.workspace
    options = JobOptions(trial=True, zone=workspace.zone.lasting_name)
    written, results = await write(workspace, file.path, plan, options)
    job = written.job
    assert job is not None and results is not None

    async def submit(_: object) -> None:
        await start(workspace, context.ask, job, f"see Jobs in Activity, and {results.name}")

    seen = await preview_of(workspace, job)
    asked = question(seen)
    typed = seen.rows if seen.rows > SMALL or seen.lost else 0
    lines: list[Text] = [summary(plan), *(dim(each) for each in remarks(file, plan))]
    lines += [(Span(f"line {each.line}: {each.why}", "warn"),) for each in plan.wrong[:_SHOWN]]
    if len(plan.wrong) > _SHOWN:
        lines.append((Span(and_more(len(plan.wrong) - _SHOWN), "warn"),))
    if needed := cost(workspace, job.waiting, waits=True, lasts=False):
        lines.append(needed)
    try:
        await context.ask.confirm(
            Confirm(asked.title, (*lines, *asked.lines), verb="Run", typed=typed), submit
        )
    except BaseException:
        if await workspace.working.jobs.forget(job.id):
            Path(results).unlink(missing_ok=True)
        workspace.renew("jobs")
        raise
