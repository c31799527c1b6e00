# SPDX-License-Identifier: MIT
"""Whether templates that a job has still to send can be sent as they were planned.

Nothing else tells in time: a host accepts a template that was rejected or paused since, or whose variables are others
by now, and only the channel refuses it afterwards, for one subscriber after the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from flotui.api.call import Call
from flotui.api.errors import NotOffered, ScopeMissing, Stopped
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
_OF_ONE_ROW = 40
"""Steps among which those of one row are: every row gets the same templates."""


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
    steps = await jobs.steps(job, [Outcome.WAITING], limit=_OF_ONE_ROW)
    sent = {
        _sent(each.call) for each in steps if each.part == steps[0].part and each.call.operation_id in _KINDS
    }
    for operation in sorted({each.operation for each in sent}):
        walk = Walk(Call.of(_KINDS[operation].list, query={"limit": PAGE}), Purpose.JOB)
        try:
            listed = [Template.read(row) async for page in walk.steps(send) for row in page.rows]
        except (NotOffered, ScopeMissing):
            continue  # nothing tells
        for each in sent:
            why = _why_not(each, listed, complete=walk.complete) if each.operation == operation else ""
            if why:
                raise Stopped(f"Not sent: {why}.", advice="Plan a new job.")


def _sent(call: Call) -> _Sent:
    content = call.json.get("content")
    found: Mapping[str, object] = content if isinstance(content, Mapping) else {}
    params = found.get("params")
    named = frozenset(map(str, params)) if isinstance(params, Mapping) else frozenset[str]()
    return _Sent(call.operation_id, str(found.get("name", "")), str(found.get("lang", "")), named)


def _why_not(sent: _Sent, listed: Sequence[Template], *, complete: bool) -> str:
    """Why a template can't be sent as it was planned, as a clause; empty where it can."""
    called = f"template {sent.name} ({sent.language})" if sent.language else f"template {sent.name}"
    same = [each for each in listed if (each.name, each.language) == (sent.name, sent.language)]
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
