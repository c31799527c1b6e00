# SPDX-License-Identifier: MIT
"""Whether those are there whom a job's steps create: looked for by their e-mail and phone number."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping
from typing import TYPE_CHECKING

from flotui.api.pacer import Purpose
from flotui.repositories.subscribers import SUBSCRIBER
from flotui.repositories.walking import Walk
from flotui.text.phone_numbers import forms, same

if TYPE_CHECKING:
    from flotui.repositories.base import Sender
    from flotui.store.job import Step


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
    found: dict[int, str] = {}
    for step in filter(creates_somebody, steps):
        about = _about(step)
        row_id, sure = "", bool(about.get("email") or about.get("phone"))
        async for walk, rows in _asked(about, send):
            row_id = next((str(row["user_ns"]) for row in rows if _is(row, about)), "")
            sure = sure and walk.complete
            if row_id:
                break
        if row_id or sure:
            found[step.n] = row_id
    return found


async def _asked(
    about: Mapping[str, str], send: Sender
) -> AsyncIterator[tuple[Walk, list[Mapping[str, object]]]]:
    """What the host has under somebody's e-mail, and then under each form of their number."""
    filters = [{"email": about["email"]}] if about.get("email") else []
    filters += [{"phone": form} for form in (forms(about["phone"]) if about.get("phone") else ())]
    for each in filters:
        walk = Walk(SUBSCRIBER.list_call(each), Purpose.JOB)
        rows = [row async for page in walk.steps(send) for row in page.rows if isinstance(row, Mapping)]
        yield walk, rows


def _is(row: Mapping[str, object], about: Mapping[str, str]) -> bool:
    """Whether a row has the e-mail or the number that was sent, and an id."""
    email, phone = str(row.get("email") or ""), str(row.get("phone") or "")
    alike = bool(email) and email.casefold() == about.get("email", "").casefold()
    return bool(row.get("user_ns")) and (
        alike or bool(phone and about.get("phone") and same(phone, about["phone"]))
    )


def _about(step: Step) -> Mapping[str, str]:
    """What a step says of whom it creates; nothing where that are several."""
    body = step.call.json
    users = body.get("users", [body]) if isinstance(body, Mapping) else []
    return users[0] if len(users) == 1 and isinstance(users[0], Mapping) else {}
