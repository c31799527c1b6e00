# SPDX-License-Identifier: MIT
"""Whether those are there whom a job's steps create or delete: looked for by their id, else by their e-mail and phone
number.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from flotui.api.errors import NotFound
from flotui.api.pacer import Purpose
from flotui.jobs.outcomes import FEW
from flotui.repositories.paging import PAGE, pages
from flotui.repositories.subscribers import SUBSCRIBER
from flotui.repositories.walking import Walk, worth
from flotui.text import mail
from flotui.text.phone_numbers import LEAST, digits_of, forms, same

if TYPE_CHECKING:
    from flotui.repositories.base import Sender
    from flotui.store.entry import Outcome
    from flotui.store.job import Step
    from flotui.store.jobs import Jobs


class Newcomer(NamedTuple):
    """Somebody whom a step creates or deletes: all of it that is kept, as these may be a hundred thousand."""

    n: int
    """The step's number."""
    creates: bool
    """Whether it creates them, and not deletes."""
    about: Mapping[str, str]
    """What they are looked for by: `user_ns`, or `email` and `phone`; nothing where nothing tells of them."""


def creates_somebody(step: Step) -> bool:
    """Whether a step creates a subscriber."""
    return step.call.operation_id in SUBSCRIBER.creates


def deletes_somebody(step: Step) -> bool:
    """Whether a step deletes a subscriber."""
    return bool(step.subject) and step.call.operation_id == SUBSCRIBER.delete


def needs_looking(step: Step) -> bool:
    """Whether somebody has to be looked for to know what became of a step."""
    return creates_somebody(step) or deletes_somebody(step)


def newcomers(steps: Iterable[Step]) -> list[Newcomer]:
    """Those whom steps create or delete.

    Args:
        steps: the steps; those that do neither are left out.
    """
    return [Newcomer(each.n, creates_somebody(each), _about(each)) for each in steps if needs_looking(each)]


async def all_newcomers(jobs: Jobs, job: int, outcomes: Sequence[Outcome]) -> list[Newcomer]:
    """Those whom a job creates or deletes.

    Args:
        jobs: where the job is.
        job: its id.
        outcomes: by steps that came to one of these.
    """
    return [each async for steps in jobs.in_blocks(job, outcomes) for each in newcomers(steps)]


async def created(people: Iterable[Newcomer], send: Sender) -> dict[int, str]:
    """Whom the host has of those whom steps create.

    Args:
        people: whom steps create; those whom they delete are left out.
        send: asks the host, on a job's behalf.

    Returns:
        By the step's number, the subscriber's id; empty where nobody has it, or their e-mail or number. Steps that
        have none of these are left out, as are those that the host's lists may lack: nothing tells of them.

    Raises:
        FlochatError: when the host can't be had.
    """
    return await _looked_for([each for each in people if each.creates], send)


async def still_subscribers(people: Iterable[Newcomer], send: Sender) -> dict[int, bool]:
    """Whether those are there whom steps would delete.

    Args:
        people: whom steps delete; those whom they create are left out.
        send: asks the host, on a job's behalf.

    Returns:
        By the step's number.

    Raises:
        FlochatError: when the host can't be had.
    """
    found = await _looked_for([each for each in people if not each.creates], send)
    return {n: bool(row_id) for n, row_id in found.items()}


def at_most(people: Sequence[Newcomer], total: int | None) -> int:
    """Requests that looking for those whom steps create or delete may cost.

    Args:
        people: they.
        total: how many subscribers the host has besides them; None where that isn't known.
    """
    requests = sum(_requests(each.about) for each in people)
    if requests <= FEW:
        return requests
    return requests + 1 if total is None else min(requests + 1, pages(total + len(people)))


async def _looked_for(people: Iterable[Newcomer], send: Sender) -> dict[int, str]:
    """The id of whom each step is about, as far as anything tells of them; empty where they aren't there."""
    sought = _Sought({each.n: each.about for each in people if _requests(each.about)})
    gone = await _listed(sought, send) if sought.requests > FEW else False
    for n, each in {} if gone else dict(sought.left).items():
        sure = True
        async for complete, rows in _asked(each, send):
            sought.take(rows)
            sure = sure and complete
            if n not in sought.left:
                break
        if not sure:
            sought.left.pop(n, None)
    return sought.found | dict.fromkeys(sought.left, "")


class _Sought:
    """Those whom steps have created or deleted, as far as they aren't found."""

    def __init__(self, about: Mapping[int, Mapping[str, str]]) -> None:
        self.left = dict(about)
        """By the step's number, what is known of each."""
        self.requests = sum(map(_requests, about.values()))
        """What asking for each of them takes."""
        self.found: dict[int, str] = {}
        """By the step's number, the id of each who was found."""
        self._by: dict[str, tuple[int, ...]] = {}
        for n, each in about.items():
            for key in _keys(each):
                self._by[key] = (*self._by.get(key, ()), n)

    def take(self, rows: Iterable[Mapping[str, object]]) -> None:
        """Look who is among some rows of the host's."""
        for row in rows:
            for n in {n for key in _keys(row) for n in self._by.get(key, ())} & self.left.keys():
                if _is(row, self.left[n]):
                    self.found[n] = str(row["user_ns"])
                    self.requests -= _requests(self.left.pop(n))


def _keys(about: Mapping[str, object]) -> list[str]:
    """What two have in common who have the same id, e-mail or number."""
    row_id = str(about.get("user_ns") or "")
    email, phone = mail.key(str(about.get("email") or "")), digits_of(str(about.get("phone") or ""))
    return [key for key in (row_id, email, phone[-LEAST:]) if key]


async def _listed(sought: _Sought, send: Sender) -> bool:
    """Look for people in the list of everyone, as far as its pages are fewer than what asking for each takes.

    Returns:
        Whether those who weren't found aren't there: all of the list has come.
    """
    walk = Walk(SUBSCRIBER.list_call({"limit": PAGE}), Purpose.JOB)
    async for page in walk.steps(send):
        before = sought.requests
        sought.take(row for row in page.rows if isinstance(row, Mapping))
        if not sought.left:
            return True
        if not worth(walk, page, sought.requests, before - sought.requests):
            return False
    return walk.complete


async def _asked(
    about: Mapping[str, str], send: Sender
) -> AsyncIterator[tuple[bool, list[Mapping[str, object]]]]:
    """What the host has under somebody's id, else under their e-mail, and then under each form of their number; and
    whether that is all of it.
    """
    if row_id := about.get("user_ns"):
        try:
            found = (await send(SUBSCRIBER.one_call(row_id), Purpose.JOB)).data
        except NotFound:
            found = None
        yield True, [found] if isinstance(found, Mapping) else []
        return
    for each in _filters(about):
        walk = Walk(SUBSCRIBER.list_call(each), Purpose.JOB)
        rows = [row async for page in walk.steps(send) for row in page.rows if isinstance(row, Mapping)]
        yield walk.complete, rows


def _filters(about: Mapping[str, str]) -> list[dict[str, str]]:
    """What the list of everyone is filtered by to find somebody."""
    found = [{"email": form} for form in (mail.spellings(about["email"]) if about.get("email") else ())]
    return found + [{"phone": form} for form in (forms(about["phone"]) if about.get("phone") else ())]


def _requests(about: Mapping[str, str]) -> int:
    """What asking for somebody takes at most; none where nothing tells of them."""
    return 1 if about.get("user_ns") else len(_filters(about))


def _is(row: Mapping[str, object], about: Mapping[str, str]) -> bool:
    """Whether a row is somebody: of the id that is known, else with the e-mail or the number that was sent."""
    if not row.get("user_ns") or about.get("user_ns"):
        return bool(row.get("user_ns")) and row["user_ns"] == about["user_ns"]
    email, phone = str(row.get("email") or ""), str(row.get("phone") or "")
    alike = bool(email) and mail.key(email) == mail.key(about.get("email", ""))
    return alike or bool(phone and about.get("phone") and same(phone, about["phone"]))


def _about(step: Step) -> Mapping[str, str]:
    """What is known of whom a step creates or deletes; nothing where that are several."""
    if step.subject:
        return {"user_ns": step.subject}
    body = step.call.json
    users = body.get("users", [body]) if isinstance(body, Mapping) else []
    one = users[0] if len(users) == 1 and isinstance(users[0], Mapping) else {}
    return {key: str(one[key]) for key in ("email", "phone") if one.get(key)}
