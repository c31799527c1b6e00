# SPDX-License-Identifier: MIT
"""Whether those are there whom a job's steps create: looked for by their e-mail and phone number."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping
from typing import TYPE_CHECKING

from flotui.api.pacer import Purpose
from flotui.repositories.subscribers import SUBSCRIBER
from flotui.repositories.walking import Walk
from flotui.text import mail
from flotui.text.phone_numbers import LEAST, digits_of, forms, same

if TYPE_CHECKING:
    from flotui.repositories.base import Sender
    from flotui.store.job import Step

_PAGE = 100
"""Rows that one call lists."""
_FEW = 5
"""People who are asked for one by one, whatever the list of everyone would cost."""
_EACH = 3
"""Requests for one of them: by the e-mail, and by a number with and without its plus."""


def creates_somebody(step: Step) -> bool:
    """Whether a step creates a subscriber."""
    return step.call.operation_id in SUBSCRIBER.creates


async def created(steps: Iterable[Step], send: Sender) -> dict[int, str]:
    """Whom the host has of those whom steps create.

    Args:
        steps: the steps; those that create nobody are left out.
        send: asks the host, on a job's behalf.

    Returns:
        By the step's number, the subscriber's id; empty where nobody has their e-mail or number. Steps that name
        neither are left out, as are those that the host's lists may lack: nothing tells of them.

    Raises:
        FlochatError: when the host can't be had.
    """
    about = {step.n: _about(step) for step in filter(creates_somebody, steps)}
    sought = _Sought({n: each for n, each in about.items() if each.get("email") or each.get("phone")})
    gone = await _listed(sought, send) if len(sought.left) > _FEW else False
    for n, each in {} if gone else dict(sought.left).items():
        sure = True
        async for walk, rows in _asked(each, send):
            sought.take(rows)
            sure = sure and walk.complete
            if n not in sought.left:
                break
        if not sure:
            sought.left.pop(n, None)
    return sought.found | dict.fromkeys(sought.left, "")


def at_most(steps: int) -> int:
    """Requests that looking for those whom steps create may cost, where the list of everyone isn't shorter.

    Args:
        steps: how many create somebody.
    """
    return steps * _EACH


class _Sought:
    """Those whom steps have created, as far as they aren't found."""

    def __init__(self, about: Mapping[int, Mapping[str, str]]) -> None:
        self.left = dict(about)
        """By the step's number, what was sent of each."""
        self.found: dict[int, str] = {}
        """By the step's number, the id of each who was found."""
        self._by: dict[str, set[int]] = {}
        for n, each in about.items():
            for key in _keys(each):
                self._by.setdefault(key, set()).add(n)

    def take(self, rows: Iterable[Mapping[str, object]]) -> None:
        """Look who is among some rows of the host's."""
        for row in rows:
            for n in {n for key in _keys(row) for n in self._by.get(key, ())} & self.left.keys():
                if _is(row, self.left[n]):
                    self.found[n] = str(row["user_ns"])
                    del self.left[n]


def _keys(about: Mapping[str, object]) -> list[str]:
    """What two have in common who have the same e-mail or number."""
    email, phone = mail.key(str(about.get("email") or "")), digits_of(str(about.get("phone") or ""))
    return [*([email] if email else []), *([phone[-LEAST:]] if phone else [])]


async def _listed(sought: _Sought, send: Sender) -> bool:
    """Look for people in the list of everyone, as far as its pages are fewer than what asking for each takes.

    Returns:
        Whether those who weren't found aren't there: all of the list has come.
    """
    walk = Walk(SUBSCRIBER.list_call({"limit": _PAGE}), Purpose.JOB)
    async for page in walk.steps(send):
        sought.take(row for row in page.rows if isinstance(row, Mapping))
        if not sought.left:
            return True
        if -(-((page.total or 0) - walk.count) // _PAGE) > len(sought.left):
            return False
    return walk.complete


async def _asked(
    about: Mapping[str, str], send: Sender
) -> AsyncIterator[tuple[Walk, list[Mapping[str, object]]]]:
    """What the host has under somebody's e-mail, and then under each form of their number."""
    filters = [{"email": form} for form in (mail.spellings(about["email"]) if about.get("email") else ())]
    filters += [{"phone": form} for form in (forms(about["phone"]) if about.get("phone") else ())]
    for each in filters:
        walk = Walk(SUBSCRIBER.list_call(each), Purpose.JOB)
        rows = [row async for page in walk.steps(send) for row in page.rows if isinstance(row, Mapping)]
        yield walk, rows


def _is(row: Mapping[str, object], about: Mapping[str, str]) -> bool:
    """Whether a row has the e-mail or the number that was sent, and an id."""
    email, phone = str(row.get("email") or ""), str(row.get("phone") or "")
    alike = bool(email) and mail.key(email) == mail.key(about.get("email", ""))
    return bool(row.get("user_ns")) and (
        alike or bool(phone and about.get("phone") and same(phone, about["phone"]))
    )


def _about(step: Step) -> Mapping[str, str]:
    """What a step says of whom it creates; nothing where that are several."""
    body = step.call.json
    users = body.get("users", [body]) if isinstance(body, Mapping) else []
    return users[0] if len(users) == 1 and isinstance(users[0], Mapping) else {}
