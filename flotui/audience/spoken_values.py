# SPDX-License-Identifier: MIT
"""Which values people here have of a user field: the usual ones are offered, and to ask for a part of one is in doubt."""

from __future__ import annotations

from collections.abc import Mapping

from flotui.api.models.subscriber import Subscriber
from flotui.api.secrets import is_credential, is_secret
from flotui.audience.complete import field_value_at
from flotui.audience.evaluate import holds
from flotui.audience.going_on import other_terms, whole_terms
from flotui.audience.keeping import has_copy, people_of
from flotui.audience.meaning import FieldContains, FieldIs
from flotui.audience.names import Names, look_up
from flotui.audience.query import AudienceQuery, Term
from flotui.repositories.subscribers import SUBSCRIBER
from flotui.text.fold import fold
from flotui.workspace import Workspace

_ROWS = 3_000
"""Rows that are looked at where everyone isn't here."""
_OFFERED = 40
"""Values that are looked up to be offered; some may be left out."""
_SHORT = 40
"""The most characters of a value that is offered: what is longer is looked for by a part."""
_FOUND = 20
"""Rows with such a text anywhere, of which one may have it as the field's value."""


async def values_of(workspace: Workspace, query: AudienceQuery, names: Names) -> frozenset[tuple[str, str]]:
    """What somebody here has of what a query may mean by the words behind a user field's value.

    Args:
        workspace: the open bot.
        query: the query.
        names: what there is.

    Returns:
        As `Names.values` has them.
    """
    found = [
        (fold(whole.name), fold(whole.values[-1]))
        for term in query.terms()
        if term.key == "field"
        for whole in (*whole_terms(term), *other_terms(term))
        if await _had(workspace, whole, names)
    ]
    return frozenset(found)


async def common_values(
    workspace: Workspace, text: str, cursor: int, names: Names
) -> Mapping[str, tuple[str, ...]]:
    """What may stand behind the user field at the cursor, of what most people of the local copy have there. No
    credential is among it.

    Args:
        workspace: the open bot.
        text: the query so far.
        cursor: where the cursor is.
        names: what there is.

    Returns:
        As `Names.common` has them.
    """
    typed = field_value_at(text, cursor)
    if typed is None or not has_copy(workspace):
        return {}
    name, begins = typed
    fields = look_up(names.fields or (), name)
    if len(fields) != 1 or is_secret(fields[0].name):
        return {}
    found = await (await people_of(workspace)).commonest(fields[0].id, fold(begins), _OFFERED)
    values = (each for each in found if len(each) <= _SHORT and each.isprintable())
    return {fold(name): tuple(each for each in values if not is_credential(fields[0].name, each))}


async def _had(workspace: Workspace, term: Term, names: Names) -> bool:
    fields = look_up(names.fields or (), term.name)
    field, value = fields[0].id if len(fields) == 1 else term.name, term.values[-1]
    asked = FieldContains(field, (fold(value),)) if term.op == "~" else FieldIs(field, (fold(value).strip(),))
    if has_copy(workspace):
        people = await people_of(workspace)
        if await people.count(asked):
            return True
        if (await people.state()).complete:
            return False
    rows = await workspace.cache.finder.naming(SUBSCRIBER.name, value, _ROWS, _FOUND)
    return any(holds(asked, Subscriber.read(row), workspace.zone) for row in rows)
