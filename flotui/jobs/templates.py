# SPDX-License-Identifier: MIT
"""Whether templates that a job has still to send can be sent as they were planned.

Nothing else tells in time: a host accepts a template that was rejected or paused since, or whose variables are others
by now, and only the channel refuses it afterwards, for one subscriber after the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import aclosing
from typing import NamedTuple

from flotui.api.call import Call
from flotui.api.errors import Invalid, NotFound, NotOffered, ScopeMissing, Stopped
from flotui.api.models.sending import Template
from flotui.api.pacer import Purpose
from flotui.repositories.base import Sender
from flotui.repositories.paging import PAGE
from flotui.repositories.sending import (
    FACEBOOK_TEMPLATE,
    SEND_FACEBOOK_TEMPLATE,
    SEND_WHATSAPP_TEMPLATE,
    WHATSAPP_TEMPLATE,
    variables,
)
from flotui.repositories.walking import Walk
from flotui.store.entry import Outcome
from flotui.store.jobs import Jobs

_KINDS = {SEND_WHATSAPP_TEMPLATE: WHATSAPP_TEMPLATE, SEND_FACEBOOK_TEMPLATE: FACEBOOK_TEMPLATE}
"""By what sends one, the kind of template."""
_OF_A_ROW = 40
"""Steps among which those of a whole row are, perhaps behind a row of which some have left: every row gets the same
templates.
"""
_UNTOLD = (NotOffered, ScopeMissing, NotFound, Invalid)
"""How a host refuses the list of templates that sends them all the same."""


class _Sent(NamedTuple):
    """A template as a step sends it."""

    operation: str
    name: str
    language: str
    params: frozenset[str]
    """The variables that it has a value for."""


async def see_sendable_templates(jobs: Jobs, job: int, send: Sender) -> None:
    """See that the templates that what waits of a job sends are there, approved, and have the variables that it fills in.

    Args:
        jobs: where the job is.
        job: its id.
        send: asks the host.

    Raises:
        Stopped: when one can't be sent as it was planned.
        FlochatError: when the host can't be had.
    """
    if _KINDS.keys().isdisjoint(await jobs.operations(job)):
        return
    steps = await jobs.steps(job, [Outcome.WAITING], limit=_OF_A_ROW)
    sent = {_sent(each.call) for each in steps if each.call.operation_id in _KINDS}
    for operation in sorted({each.operation for each in sent}):
        mine = [each for each in sent if each.operation == operation]
        walk = Walk(Call.of(_KINDS[operation].list, query={"limit": PAGE}), Purpose.JOB)
        listed: list[Template] = []
        try:
            async with aclosing(walk.steps(send)) as pages:
                async for page in pages:
                    listed += map(Template.read, page.rows)
                    if all(_can_be_sent(each, listed) for each in mine):
                        break
        except _UNTOLD:
            continue  # nothing tells
        for each in mine:
            if why := _why_not(each, listed, complete=walk.complete):
                raise Stopped(f"Not sent: {why}.", advice="Plan a new job.")


def _sent(call: Call) -> _Sent:
    content = call.json.get("content")
    found: Mapping[str, object] = content if isinstance(content, Mapping) else {}
    params = found.get("params")
    named = frozenset(map(str, params)) if isinstance(params, Mapping) else frozenset[str]()
    return _Sent(call.operation_id, str(found.get("name", "")), str(found.get("lang", "")), named)


def _of_the_name(sent: _Sent, listed: Sequence[Template]) -> list[Template]:
    return [each for each in listed if (each.name, each.language) == (sent.name, sent.language)]


def _can_be_sent(sent: _Sent, listed: Sequence[Template]) -> bool:
    return bool(_of_the_name(sent, listed)) and not _why_not(sent, listed, complete=False)


def _why_not(sent: _Sent, listed: Sequence[Template], *, complete: bool) -> str:
    """Why a template can't be sent as it was planned, as a clause; empty where it can."""
    called = f"template {sent.name} ({sent.language})" if sent.language else f"template {sent.name}"
    same = _of_the_name(sent, listed)
    if not same:
        return f"{called} no longer exists" if complete else ""
    if not any(each.approved for each in same):
        return f"{called} isn't approved any more: {same[0].status.lower()}"
    facebook = sent.operation == SEND_FACEBOOK_TEMPLATE
    if not any(_fits(sent.params, each, facebook=facebook) for each in same if each.approved):
        return f"{called} was changed: its variables are different now"
    return ""


def _fits(params: frozenset[str], template: Template, *, facebook: bool) -> bool:
    """Whether a template has the variables that have a value, and leaves no other open that it needs."""
    known = variables(template, facebook=facebook)
    if not params and facebook:
        return True  # it takes its own example values
    needed = {each.name for each in known if each.required}
    return needed <= params <= {each.name for each in known}
