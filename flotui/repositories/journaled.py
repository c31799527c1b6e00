# SPDX-License-Identifier: MIT
"""What of a write may be kept in the journal, and what a write that was kept there has changed."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from flotui.api.call import Call
from flotui.api.secrets import MASK, redacted
from flotui.repositories.edit import Edit
from flotui.repositories.people_by_name import changes_by_name
from flotui.repositories.targets import changed
from flotui.repositories.things import target_of
from flotui.store.journal import Change, Write


def noted(edit: Edit) -> Write:
    """An edit as the journal keeps it."""
    call, inverse = without_secrets(edit)
    return Write(
        call,
        edit.summary,
        edit.kind,
        edit.subject,
        inverse,
        edit.changes,
        edit.undoes,
        edit.redoes,
        edit.resends,
    )


def without_secrets(edit: Edit) -> tuple[Call, Call | None]:
    """The call of an edit and its inverse as they may be kept on disk: no credential is in them.

    What sets a credential back can't be kept, so the inverse leaves it out; there is none where nothing is left.
    """
    call, back = redacted(edit.call), edit.inverse
    target = target_of(edit.call.operation_id)
    secret = {each.path for each in edit.changes if each.secret}
    if target is not None and secret:
        shown = {each.path: MASK if each.path in secret else each.after for each in edit.changes}
        call = target.setting(edit.call, shown, None)
        kept = {each.path: each.before for each in edit.changes if each.path not in secret}
        back = target.setting(edit.inverse, kept, None) if edit.inverse is not None and kept else None
    return call, None if back is None or redacted(back) != back else back


def told_by(call: Call, changes: Sequence[Change]) -> tuple[Change, ...]:
    """Changes with what the call that made them tells: of a change of a credential neither value is kept, but where only
    what it was before is one, the call says what it became.

    Args:
        call: the call, as it is kept.
        changes: what it changed, as they are kept.
    """
    target = target_of(call.operation_id)
    if target is None or not any(each.secret for each in changes):
        return tuple(changes)
    after = target.sets(call)
    return tuple(replace(each, after=after.get(each.path)) if each.secret else each for each in changes)


def set_by(call: Call, changes: Sequence[Change]) -> tuple[Change, ...]:
    """What a write that was kept has set, as far as it and what is noted with it tell. Of a call that was made for its
    own sake it isn't known what was there before; what it names by a name alone has no path.

    Args:
        call: the call, as it is kept.
        changes: what it changed, as they are kept; none of a call that was made for its own sake.
    """
    if changes:
        return told_by(call, changes)
    target = target_of(call.operation_id)
    try:
        if target is None:
            return changes_by_name(call)
        return tuple(
            Change(path, target.name(path), None, value) for path, value in target.sets(call).items()
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        return ()  # a body that the contract allows and nobody can make sense of


def changes_between(call: Call, inverse: Call) -> tuple[Change, ...]:
    """What a write changed, as far as it and the write that undoes it tell.

    Args:
        call: the write.
        inverse: the write that undoes it.
    """
    target, back = target_of(call.operation_id), target_of(inverse.operation_id)
    if target is None or target is not back:
        return ()
    before, after = target.sets(inverse), target.sets(call)
    return tuple(
        changed(path, target.name(path), before[path], after[path])
        for path in after
        if path in before and not target.same(path, before[path], after[path])
    )
