# SPDX-License-Identifier: MIT
"""Tags and labels of subscribers: one dialog for each, for one person, the marked ones or a crowd."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from flotui.api.models.flow import Tag
from flotui.api.models.subscriber import Subscriber, TagRef
from flotui.jobs.changes import Changes
from flotui.repositories.edit import Edit, RowEdits
from flotui.repositories.flows import create_tag
from flotui.repositories.profile import add_labels, remove_labels
from flotui.repositories.subscribers import SUBSCRIBER, add_tags, remove_tags
from flotui.resources.acting import carry_out, confirmed, deleted_elsewhere
from flotui.resources.alike import new_name
from flotui.resources.ask import Choice, Confirm, ToggleAnswer
from flotui.resources.base import Context
from flotui.resources.choosing import tags_offered
from flotui.resources.crud import current_rows
from flotui.resources.keys import undo_key
from flotui.resources.person import changed, current_person, who
from flotui.resources.reading import fresh, named, read_all, read_now, whole
from flotui.resources.subscribers.crowds import plan_for_crowd
from flotui.resources.subscribers.toggling import changes_of, save, toggle
from flotui.resources.subscribers.whom import in_common, whom_of
from flotui.resources.text import Span
from flotui.text.clean import cleaned
from flotui.text.plural import counted


async def change_tags(context: Context[object]) -> None:
    """Have tags switched on and off, and save that."""
    whom = await whom_of(context)
    tags = list(await read_all(context.workspace.flows.tags()))

    async def submit(answer: ToggleAnswer) -> None:
        if not whom.is_crowd:
            await _save_tags(context, whom.people, tags, answer)
            return
        made = await _made_for_crowd(context, tags, answer)
        if answer.create and not made:
            return
        by_id = {each.tag_ns: each for each in tags}
        tags.extend(each for each in made if each.tag_ns not in by_id)  # who saves again creates none anew
        add, remove = (tuple(by_id[each] for each in some) for some in (answer.add, answer.remove))
        await plan_for_crowd(context, Changes(add_tags=(*add, *made), remove_tags=remove))

    choices = await tags_offered(context.workspace, tags)
    has = await in_common(context, whom, lambda person: [tag.tag_ns for tag in person.tags], of="tag")
    await toggle(context, f"Tags of {whom.title}", choices, has, submit, create="Create tag")


async def _as_new(context: Context[object], answer: ToggleAnswer, tags: Sequence[Tag]) -> ToggleAnswer:
    """What was switched, with the names of new tags as they are sent."""
    fresh: list[str] = []
    for typed in answer.create:
        there = next((tag for tag in tags if tag.name == cleaned(typed)), None)
        fresh.append(there.name if there else await new_name(context, typed, tags, "tag"))
    return replace(answer, create=tuple(dict.fromkeys(fresh)))


async def _save_tags(
    context: Context[object], people: Sequence[Subscriber], tags: Sequence[Tag], answer: ToggleAnswer
) -> None:
    workspace = context.workspace
    answer = await _as_new(context, answer, tags)
    batch = workspace.batch()
    by_id = {tag.tag_ns: tag for tag in tags}
    added = [by_id[tag_ns] for tag_ns in answer.add if tag_ns in by_id]
    removed = [by_id[tag_ns] for tag_ns in answer.remove if tag_ns in by_id]
    changes = changes_of([*(tag.name for tag in added), *answer.create], [tag.name for tag in removed])
    current = await current_rows(context, SUBSCRIBER, people)

    def rows(tags: Sequence[Tag]) -> list[RowEdits]:
        return [
            RowEdits(each.title, [*add_tags(each, tags), *remove_tags(each, removed)]) for each in current
        ]

    async def work() -> None:
        made = [tag for name in answer.create if (tag := await _made_tag(context, name, batch))]
        tags = [*added, *made]
        used = {tag.tag_ns: tag.name for tag in (*tags, *removed)}
        explain = deleted_elsewhere(lambda: _tags_there(context), used, "tag")
        sentence = f"{meant}: {changes}. {undo_key()} undoes it."
        await carry_out(context, rows(tags), sentence, explain=explain, batch=batch)

    # A new tag has no id before it is made, and it is made only once the cost is agreed to.
    planned = rows([*added, *(Tag(tag_ns=name, name=name) for name in answer.create)])
    meant = who(changed(people, planned))
    new = [RowEdits(f"The new tag {name} is created first.", [create_tag(name)]) for name in answer.create]
    await confirmed(context, f"{changes} for {meant}", planned, work, verb="Save", before=new)


async def _made_for_crowd(
    context: Context[object], tags: Sequence[Tag], answer: ToggleAnswer
) -> Sequence[Tag]:
    """The tags that were typed for a crowd, made where the bot has none of the name: a job is planned with their ids.

    Returns:
        The tags, each once; none in a dry run.

    Raises:
        Cancelled: when they aren't to be made; then nothing was.
    """
    answer = await _as_new(context, answer, tags)
    new = [name for name in answer.create if name not in {tag.name for tag in tags}]
    made: list[Tag] = []

    async def work(_: object) -> None:
        batch = context.workspace.batch()
        made.extend([tag for name in answer.create if (tag := await _made_tag(context, name, batch))])

    if new:
        title = f"Create {'tag' if len(new) == 1 else 'tags'} {', '.join(new)}"
        note = (
            f"Then you see what it changes for {counted(context.marked, 'subscriber')}, and are asked again."
        )
        await context.ask.confirm(Confirm(title, ((Span(note),),), verb="Create"), work)
    elif answer.create:
        await work(None)
    return made


async def _tags_there(context: Context[object]) -> set[str]:
    return {tag.tag_ns for tag in await read_now(context.workspace.flows.tags(force=True))}


async def _made_tag(context: Context[object], name: str, batch: str) -> Tag | None:
    """The tag of that name, made if the bot has none; None in a dry run."""
    workspace = context.workspace
    known = await whole(await fresh(workspace.flows.tags(force=True)))
    found = next((tag for tag in known if tag.name == name), None)
    if found is None:
        made = await workspace.apply(create_tag(name), batch=batch)
        if not made:
            return None
        found = named(await whole(await fresh(workspace.flows.tags(force=True))), name, "tag")
    return found


async def remove_tag(context: Context[TagRef]) -> None:
    """Take the marked tags off the person whose detail it is."""
    person = await current_person(context)
    tags = [Tag.read(tag.raw) for tag in context.rows]
    used = {tag.tag_ns: tag.name for tag in tags}
    sentence = f"Removed {', '.join(used.values())} from {person.title}. {undo_key()} undoes it."
    explain = deleted_elsewhere(lambda: _tags_there(context), used, "tag")
    await carry_out(context, [RowEdits(person.title, remove_tags(person, tags))], sentence, explain=explain)


async def change_labels(context: Context[object]) -> None:
    """Have labels switched on and off, and save that."""
    whom = await whom_of(context)
    labels = await read_all(context.workspace.team.labels())
    has = await in_common(context, whom, lambda person: [label.name for label in person.labels], of="label")

    async def submit(answer: ToggleAnswer) -> None:
        if whom.is_crowd:
            await plan_for_crowd(context, Changes(add_labels=answer.add, remove_labels=answer.remove))
            return

        def edits_of(person: Subscriber) -> list[Edit]:
            return [*add_labels(person, answer.add), *remove_labels(person, answer.remove)]

        used = {name: name for name in (*answer.add, *answer.remove)}
        explain = deleted_elsewhere(lambda: _labels_there(context), used, "label")
        await save(context, whom.people, answer, edits_of, explain=explain)

    # Labels are put on by name, and a row may hold one that the workspace no longer has.
    names = dict.fromkeys([*(label.name for label in labels), *sorted(has.anyone)])
    choices = [Choice(name, name) for name in names]
    await toggle(context, f"Labels of {whom.title}", choices, has, submit)


async def _labels_there(context: Context[object]) -> set[str]:
    return {label.name for label in await read_now(context.workspace.team.labels(force=True))}
