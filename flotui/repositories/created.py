# SPDX-License-Identifier: MIT
"""What a write has created, and what deletes it again.

The id of something new is in the host's answer. Where an answer doesn't tell it, the list does: the one row that
has all that was sent, and wasn't there before. Where that can't be told for certain, the write can't be undone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from flotui.api.call import Call
from flotui.api.catalogue import catalogue
from flotui.repositories.kinds import NAMES, AnyKind, placed
from flotui.repositories.paging import PAGE
from flotui.repositories.targets import same
from flotui.repositories.things import owner_of
from flotui.text import mail, phone_numbers
from flotui.text.fold import fold

_SAME: Mapping[str, Callable[[str, str], bool]] = {
    "email": lambda one, other: mail.key(one) == mail.key(other),
    "phone": phone_numbers.same,
}
"""The keys under which somebody's addresses are sent and answered, and whether two are the same."""
_LONG = 30
"""Characters from which a name that begins another is that one cut, and not another's."""


class Creation(NamedTuple):
    """Something that a write has created."""

    kind: str
    """Its kind's name."""
    row_id: str
    """What the journal calls it: its id; a variant's is behind its product's, `101/1001`."""
    removal: Call
    """What deletes it again."""


def creation_of(call: Call, answer: object) -> Creation | None:
    """What a write has created, as far as its answer tells.

    Args:
        call: the write.
        answer: the answer's payload: the new thing, or a list of it alone.
    """
    kind = created_by(call)
    new = "" if kind is None else _told(kind, call, answer)
    if kind is None or not new:
        return None
    owner = kind.owner_given(dict(call.path))
    above = {kind.under.argument: owner} if kind.under is not None else {}
    return Creation(
        kind.name, "/".join((*above.values(), str(new))), placed(kind.delete, {**above, kind.by: new})
    )


def id_created(call: Call, answer: object) -> str:
    """The id of what a write has created, whether or not it can be taken away again; empty where nothing tells.

    Args:
        call: the write.
        answer: the answer's payload.
    """
    owned = owner_of(call.operation_id)
    if owned is None or call.operation_id not in (owned.kind.create, *owned.kind.creates):
        return ""
    return str(_told(owned.kind, call, answer))


def _told(kind: AnyKind, call: Call, answer: object) -> str | int:
    """The id of something new, as an answer tells it: the new thing, or a list of it alone; empty where it doesn't, or is
    about another: what is meant for the new one would be done to that.
    """
    if isinstance(answer, list) and len(answer) == 1:
        answer = answer[0]
    if not isinstance(answer, Mapping) or not _is_of(call, answer):
        return ""
    new = answer.get(kind.model.ID)
    return new if isinstance(new, (str, int)) and not isinstance(new, bool) else ""


def _is_of(call: Call, row: Mapping[str, object]) -> bool:
    """Whether an answer may be about what a write has sent: a name or an address that both say is the same."""
    sent = _sent(call)
    said = {
        key: value
        for key in (*NAMES, *_SAME)
        if isinstance(value := sent.get(key), str) and value and row.get(key)
    }
    return not said or any(_SAME.get(key, _named)(str(row[key]), value) for key, value in said.items())


def _named(kept: str, sent: str) -> bool:
    """Whether a name may be the one that was sent: a host may cut a long one."""
    return _alike(kept, sent) or (len(kept) >= _LONG and sent.startswith(kept.rstrip()))


def _alike(one: str, other: str) -> bool:
    return fold(one).strip() == fold(other).strip()


def listing_of(call: Call) -> Call | None:
    """What lists the things among which a new one is, by its name where the host can; None for no such list.

    Args:
        call: the write that created it.
    """
    kind = created_by(call)
    if kind is None or not kind.list:
        return None
    takes = catalogue()[kind.list].names("query")
    query = {"limit": PAGE} if "limit" in takes else {}
    by = next((key for key in NAMES if key in takes and _sent(call).get(key)), "")
    named = {by: str(_sent(call)[by])} if by else {}
    return kind.list_call({**query, **named}, owner=kind.owner_given(dict(call.path)))


def alike(call: Call, rows: object) -> dict[str, Mapping[str, object]]:
    """The rows that have all that a write sent, by their id.

    Args:
        call: the write that created one of them.
        rows: the answer of its list.
    """
    kind, sent = created_by(call), _sent(call)
    if kind is None:
        return {}
    return {
        kind.id_of(row): row
        for row in (rows if isinstance(rows, list) else [])
        if isinstance(row, Mapping)
        and any(key in row for key in NAMES if sent.get(key))
        and all(same(row[key], value) for key, value in sent.items() if key in row)
    }


def may_be(call: Call, row: object) -> bool:
    """Whether a row may be what a write means by the name that it sent, whatever else they say.

    Args:
        call: the write.
        row: a row of its kind.
    """
    names = {key: name for key in NAMES if isinstance(name := _sent(call).get(key), str) and name}
    if not isinstance(row, Mapping) or not names.keys() & row.keys():
        return True
    return any(_alike(str(row[key]), name) for key, name in names.items() if key in row)


def created_by(call: Call) -> AnyKind | None:
    """The kind of what a write makes, where it can be taken away again; None where it makes nothing like that."""
    owned = owner_of(call.operation_id)
    if owned is None or call.operation_id != owned.kind.create or not owned.kind.delete:
        return None
    return owned.kind


def _sent(call: Call) -> Mapping[str, object]:
    """What a write says of what it makes: of several subscribers nothing."""
    sent = call.json if isinstance(call.json, dict) else {}
    users = sent.get("users")
    one = users[0] if isinstance(users, list) and len(users) == 1 else sent
    return one if isinstance(one, Mapping) else {}
