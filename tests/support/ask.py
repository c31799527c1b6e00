# SPDX-License-Identifier: MIT
"""An asking that answers by itself, and running actions with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flotui.jobs.outcomes import Unfinished
from flotui.resources import registry as registry  # it brings the keys that sentences name
from flotui.resources.ask import (
    Cancelled,
    Choice,
    Confirm,
    Form,
    Picker,
    Submit,
    ToggleAnswer,
    Toggles,
    expanded,
    touched,
)
from flotui.resources.base import Action, Context, Query, Resource
from flotui.resources.text import Tone
from flotui.workspace import Workspace
from flotui.workspace.comparing import Conflict, Decision

NO = object()
"""The answer of someone who presses escape."""


class Answers:
    """Gives canned answers in turn, and notes what was asked and said.

    An answer is: True for a confirm, or the key of its other question; an id or a label for a pick, a
    `ToggleAnswer` for toggles, a dict for a form (of one that edits: all that stands in it), `NO` to leave any of them.
    An exception ends it.
    """

    def __init__(self, *answers: Any) -> None:
        self._answers = list(answers)
        self.asked: list[Any] = []
        self.said: list[str] = []
        self.copied: list[tuple[str, str]] = []
        self.read_texts: list[tuple[str, str]] = []
        self.showed: list[tuple[str, str]] = []
        self.went: list[tuple[str, Query | None, str | None]] = []

    def _next(self, question: Any) -> Any:
        self.asked.append(question)
        assert self._answers, f"no answer left for {question}"
        answer = self._answers.pop(0)
        if answer is NO:
            raise Cancelled
        if isinstance(answer, BaseException):
            raise answer
        return answer

    @property
    def left(self) -> int:
        """How many answers nobody asked for."""
        return len(self._answers)

    async def confirm(self, question: Confirm, submit: Submit | None = None) -> None:
        answer = self._next(question)
        if question.other is not None and answer == question.other.key:
            await question.other.ask()
            return
        assert answer is True or answer == str(question.typed), f"{answer!r} does not confirm {question}"
        if submit is not None:
            await submit(True)

    async def pick(self, question: Picker, submit: Submit | None = None) -> Choice:
        answer = self._next(question)
        found = [each for each in question.choices if answer in (each.id, each.label)]
        if not found and question.further is not None:
            found = list(await question.further.look(str(answer)))
        chosen = found[0] if found else Choice("", str(answer))
        assert found or question.create, (
            f"{answer!r} is not among {[each.label for each in question.choices]}"
        )
        assert not chosen.disabled, chosen.disabled
        if submit is not None:
            await submit(chosen)
        return chosen

    async def toggle(self, question: Toggles, submit: Submit | None = None) -> ToggleAnswer:
        answer: ToggleAnswer = self._next(question)
        if submit is not None:
            await submit(answer)
        return answer

    async def form(self, question: Form, submit: Submit | None = None) -> dict[str, str]:
        answer: dict[str, str] = self._next(question)
        fields = expanded(question.fields)
        names = {each.name for each in fields}
        lists = tuple(f"{each.name}." for each in fields if each.kind == "list")
        unknown = {name for name in answer if name not in names and not name.startswith(lists)}
        assert not unknown, f"{unknown} are no fields of {question.title}"
        if question.edits:
            answer = touched(question, answer)
        for each in fields:
            if each.kind not in ("list", "heading") and (not question.edits or each.name in answer):
                assert not each.required or answer.get(each.name), f"{each.name} is required"
                assert not answer.get(each.name) or not each.wrong(answer[each.name]), (
                    f"{each.name}: {each.wrong(answer[each.name])}"
                )
        if submit is not None:
            await submit(answer)
        return answer

    async def decide(self, conflict: Conflict) -> Decision:
        answer: Decision = self._next(conflict)
        return answer

    async def read(self, title: str, text: str, *, secret: bool = False, follows: bool = False) -> None:
        self.read_texts.append((title, text))

    async def go_on(self, title: str, error: Unfinished) -> None:
        self.asked.append(error)
        raise error

    def edit_cells(self) -> None:
        raise AssertionError("there is no screen whose cells could be edited")

    def say(self, text: str, tone: Tone = "plain") -> None:
        self.said.append(text)

    def copy(self, text: str, what: str, *, secret: bool = False) -> None:
        self.copied.append((what, text))

    def show_row(self, resource_id: str, row_id: str) -> None:
        self.showed.append((resource_id, row_id))

    def go(
        self, resource_id: str, query: Query | None = None, row_id: str | None = None, tab: str = ""
    ) -> None:
        self.went.append((resource_id, query, row_id))


class Touching(Answers):
    """Changes one field of a form, and leaves the rest as it stands there."""

    def __init__(self, name: str = "", text: str = "") -> None:
        super().__init__()
        self.name, self.text = name, text
        self.form_asked: Form | None = None

    async def form(self, question: Form, submit: Submit | None = None) -> dict[str, str]:
        self.form_asked = question
        shown = {each.name: each.value for each in question.fields}
        self._answers = [shown | ({self.name: self.text} if self.name else {})]
        return await super().form(question, submit)


async def act(
    workspace: Workspace,
    action: Action,
    rows: Sequence[Any] = (),
    *answers: Any,
    owner: Any = None,
    resource: Resource[Any] | None = None,
) -> Answers:
    """Run an action as the UI would, with canned answers; every answer must be asked for."""
    ask = Answers(*answers)
    workspace.decides(ask.decide)
    context = Context(workspace, resource, tuple(rows), ask, owner)
    refusal = action.refusal(context)
    assert refusal is None, refusal
    await action.run(context)
    assert not ask.left, f"{ask.left} answers were not asked for"
    return ask


async def rows_of(workspace: Workspace, resource: Resource[Any], query: Query | None = None) -> list[Any]:
    """The rows that a resource's read ends with."""
    source: Any = None
    async for snapshot in resource.read(workspace, query or Query()):
        assert snapshot.error is None, snapshot.error
        source = snapshot.value
    await source.load(0, source.count)
    return [source.peek(index) for index in range(source.count)]
