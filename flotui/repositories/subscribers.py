# SPDX-License-Identifier: MIT
"""The bot's people: lists, one person, chats, and every edit of a person.

What an edit is compared with, and what walks a list, are imported when they are used.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from flotui.api.call import Call, Scalar
from flotui.api.errors import NotFound, NotOffered
from flotui.api.models.flow import Tag
from flotui.api.models.subscriber import ChatMessage, Subscriber, without_empty_fields
from flotui.api.pacer import Purpose
from flotui.repositories.base import Reader
from flotui.repositories.edit import Edit
from flotui.repositories.flows import FIELD_LIMITS, in_twenties
from flotui.repositories.kinds import BY_NAME, AnyKind, Kind, RowLink, ShownIn
from flotui.repositories.log_pages import LogPages
from flotui.repositories.paging import Numbered
from flotui.repositories.person_calls import fields_call, tags_call
from flotui.repositories.rows import Rows
from flotui.repositories.snapshot import Snapshot
from flotui.repositories.team import AGENT, AGENT_GROUP
from flotui.text.plural import listed

if TYPE_CHECKING:
    from flotui.repositories.targets import Target


def _targets(kind: AnyKind) -> Mapping[str, Target]:
    from flotui.repositories.targets_people import (
        targets_of_people,  # nothing is compared before the first screen
    )

    return targets_of_people(kind)


def _said(row: Mapping[str, object]) -> Sequence[str]:
    """What a message says beside its content: a caption, what a voice message was transcribed as, the ad they came by."""
    payload = row.get("payload")
    if not isinstance(payload, Mapping):
        return ()
    referral = payload.get("referral")
    texts = [payload.get(key) for key in ("text", "body", "title", "caption", "transcribed_text")]
    texts += [referral.get(key) for key in ("headline", "body")] if isinstance(referral, Mapping) else []
    return [each for each in texts if isinstance(each, str) and each]


SUBSCRIBER = Kind(
    "subscriber",
    Subscriber,
    searched=("name", "first_name", "last_name", "phone", "email", "user_id"),
    numbers=("phone",),
    ttl=60.0,
    keep=without_empty_fields,
    list="flowBotUsers",
    pager=Numbered(pages=1000),
    whole=False,
    one="flowBotUserInfo",
    fresh=30.0,
    change="flowUpdateBotUser",
    delete="flowDeleteBotUser",
    by="user_ns",
    shown_in=ShownIn(held=("order",)),
    counted_by=("flowBotUsersCount",),
    # Not `create`: an undo deletes nobody.
    creates=("flowCreateBotUser", "flowCreateManyBotUsers"),
    compared=_targets,
    uncompared=dict.fromkeys(
        (
            "flowBotUserAddTagByName",
            "flowBotUserAddTagsByName",
            "flowBotUserRemoveTagByName",
            "flowBotUserRemoveTagsByName",
            "flowBotUserSetUserFieldByName",
            "flowBotUserSetUserFieldsByName",
            "flowBotUserClearUserFieldByName",
            "flowBotUserClearUserFieldsByName",
        ),
        BY_NAME,
    ),
    links=(
        RowLink("agent_id", AGENT, searched=False),
        RowLink("agent_group_id", AGENT_GROUP, searched=False),
    ),
)
CHAT_MESSAGE = Kind(
    "chat message",
    ChatMessage,
    searched=("content",),
    by_id=False,
    more=_said,
    ttl=20.0,
    list="flowBotUserChatMessages",
    pager=LogPages(),
    whole=False,
    creates=(
        "flowBotUserSendContent",
        "flowBotUserSendEmail",
        "flowBotUserSendMainFlow",
        "flowBotUserSendNode",
        "flowBotUserSendSms",
        "flowBotUserSendSubFlow",
        "flowBotUserSendSubFlowByFlowName",
        "flowBotUserSendSubFlowByUserId",
        "flowBotUserSendText",
        "flowBotUserSendWhatsappTemplate",
        "flowBotUserSendWhatsappTemplateByUserId",
        "flowBotUserSendFacebookUtilityMessageTemplate",
        "flowBotUserSendFacebookUtilityMessageTemplateByUserId",
        "flowBotUserAppTrigger",
    ),
    # The chat tells of these too.
    stale_after=(
        "flowBotUserMoveChatTo",
        "flowBotUserAssignAgent",
        "flowBotUserAssignAgentGroup",
        "flowBotUserUnassignAgent",
    ),
)

FIELD_PAUSE = 1.5
"""Seconds between setting a field and sending a sub-flow that reads it (behaviour.md, Writing)."""

MAY_BE_CUT = 1_000
"""Characters from which on a value is read back after it was set: hosts cut long ones, and say ok."""


class Subscribers:
    """Reads of the bot's people."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def list(
        self, filters: Mapping[str, str] | None = None, *, force: bool = False
    ) -> AsyncIterator[Snapshot[Rows[Subscriber]]]:
        """The subscribers, or those that the host's filters leave.

        Args:
            filters: query parameters of `GET /subscribers`, such as `{"tag_ns": "f1t2"}`.
            force: ask the host even when the copy is fresh.
        """
        return self._reader.list_of(SUBSCRIBER, filters, force=force)

    async def cached(self) -> AsyncIterator[Snapshot[Rows[Subscriber]]]:
        """The subscribers that are here already; the host is not asked."""
        with self._reader.only_here():
            found = [snapshot async for snapshot in self.list()]
        for snapshot in found:
            yield snapshot

    async def here(self, words: Sequence[str], limit: int) -> Sequence[Subscriber]:
        """The subscribers among all that are here, from whatever list, whose texts have every word.

        Args:
            words: parts of names, phones, e-mail addresses or ids.
            limit: how many are enough.
        """
        found = await self._reader.cache.finder.find(SUBSCRIBER.name, words, limit)
        return [Subscriber.read(body) for body in found]

    def one(self, user_ns: str, *, force: bool = False) -> AsyncIterator[Snapshot[Subscriber | None]]:
        """One subscriber: the copy that a list brought first, then the host's if that is old.

        Args:
            user_ns: whose.
            force: ask the host even when the copy is young.
        """
        return self._reader.one_of(SUBSCRIBER, user_ns, force=force)

    async def by_user_id(self, user_id: str) -> Subscriber | None:
        """The subscriber of an id on the channel, asked of the host now: writes depend on it. None where there is none.

        Raises:
            FlochatError: when the host can't be had.
        """
        found: Subscriber | None = None
        try:
            async for snapshot in self._reader.object(by_user_id_call(user_id), Subscriber.read, force=True):
                if snapshot.error is not None and not isinstance(snapshot.error, (NotFound, NotOffered)):
                    raise snapshot.error
                found = snapshot.value if snapshot.error is None else None
        except (NotFound, NotOffered):
            return None
        return found if found is not None and found.user_ns else None

    async def count(self, filters: Mapping[str, str]) -> int | None:
        """How many subscribers the host's filters leave, by one request for one row.

        Args:
            filters: query parameters of `GET /subscribers`.

        Returns:
            The number; None where the host doesn't say.

        Raises:
            FlochatError: when the host can't be had.
        """
        call = Call.of("flowBotUsers", query={**filters, "limit": 1, "page": 1})
        return (await self._reader.send(call, Purpose.INTERACTIVE)).total

    async def ids(self, filters: Mapping[str, str]) -> frozenset[str]:
        """Who the host's filters leave, by a request for every hundred of them.

        Args:
            filters: query parameters of `GET /subscribers`.

        Returns:
            Their ids.

        Raises:
            Stopped: when only the quota's reserve is left.
            FlochatError: when the host can't be had.
        """
        from flotui.repositories.walking import Walk

        walk = Walk(Call.of("flowBotUsers", query=dict(filters)))
        found: set[str] = set()
        async for step in walk.steps(self._reader.send):
            found.update(
                str(row["user_ns"]) for row in step.rows if isinstance(row, Mapping) and "user_ns" in row
            )
        return frozenset(found)

    def chat(self, user_ns: str, *, force: bool = False) -> AsyncIterator[Snapshot[Rows[ChatMessage]]]:
        """The messages of one subscriber, newest first; those of the bot, notes and system rows too."""
        query: dict[str, Scalar | None] = {
            "user_ns": user_ns,
            "include_bot": 1,
            "include_note": 1,
            "include_system": 1,
        }
        return self._reader.list_of(CHAT_MESSAGE, query, force=force)


def info_call(user_ns: str) -> Call:
    """The Call that reads one subscriber."""
    return SUBSCRIBER.one_call(user_ns)


def by_user_id_call(user_id: str) -> Call:
    """The Call that reads the subscriber of an id on the channel: on WhatsApp the phone's digits."""
    return Call.of("flowBotUserInfoByUserId", query={"user_id": user_id})


def add_tags(person: Subscriber, tags: Sequence[Tag]) -> list[Edit]:
    """Put tags on a subscriber: those that they lack, 20 to an edit. The inverse takes them off again."""
    has = {tag.tag_ns for tag in person.tags}
    missing = [tag for tag in tags if tag.tag_ns not in has]
    return [
        _tags_edit(person, group, f"Add {_names('tag', group)} to {person.title}", on=True)
        for group in in_twenties(missing)
    ]


def remove_tags(person: Subscriber, tags: Sequence[Tag]) -> list[Edit]:
    """Take tags off a subscriber: those that they have, 20 to an edit. The inverse puts them back."""
    has = {tag.tag_ns for tag in person.tags}
    present = [tag for tag in tags if tag.tag_ns in has]
    return [
        _tags_edit(person, group, f"Remove {_names('tag', group)} from {person.title}", on=False)
        for group in in_twenties(present)
    ]


def _tags_edit(person: Subscriber, tags: Sequence[Tag], summary: str, *, on: bool) -> Edit:
    call = tags_call(person.user_ns, [tag.tag_ns for tag in tags], on=on)
    names = {f"tags.{tag.tag_ns}": f"tag {tag.name}" for tag in tags}
    return SUBSCRIBER.edit(call, summary, person.row_id, person.raw, names)


class FieldChange(msgspec.Struct, frozen=True):
    """A new value for one user field of one subscriber."""

    var_ns: str
    name: str
    var_type: str
    value: str
    """The new value as text; empty clears the field."""

    @property
    def limit(self) -> int:
        """The characters that the host keeps of it; 0 where none are known to be cut."""
        return FIELD_LIMITS.get(self.var_type, 0)


def set_fields(person: Subscriber, changes: Sequence[FieldChange]) -> list[Edit]:
    """Set or clear user fields of a subscriber, 20 to an edit. The inverse sets the old values back.

    Fields that had a value and fields that had none go into different edits, so that each has one inverse.
    """
    groups: dict[tuple[bool, bool], list[FieldChange]] = {}
    for change in changes:
        old = _old(person, change)
        if change.value != old:
            groups.setdefault((change.value == "", old == ""), []).append(change)
    return [_fields_edit(person, part) for group in groups.values() for part in in_twenties(group)]


def _fields_edit(person: Subscriber, group: Sequence[FieldChange]) -> Edit:
    clearing = group[0].value == ""
    call = fields_call(person.user_ns, {each.var_ns: each.value for each in group})
    summary = f"{'Clear' if clearing else 'Set'} {_names('field', group)} of {person.title}"
    names = {f"user_fields.{each.var_ns}": each.name for each in group}
    edit = SUBSCRIBER.edit(call, summary, person.row_id, person.raw, names)
    if any(len(each.value) > MAY_BE_CUT for each in group):
        (touch,) = edit.touches
        read_back = replace(touch, reread=info_call(person.user_ns), check=_comparing(group))
        edit = replace(edit, touches=(read_back,))
    return replace(edit, pause=FIELD_PAUSE)


def _old(person: Subscriber, change: FieldChange) -> str:
    field = person.field(change.var_ns)
    return field.text if field else ""


def _names(noun: str, group: Sequence[Tag | FieldChange]) -> str:
    return f"{noun}{'s' if len(group) > 1 else ''} {listed([each.name for each in group])}"


def _comparing(changes: Sequence[FieldChange]) -> Callable[[object], str | None]:
    """Whether the host kept what it was sent: over-long values are cut and still answered ok."""

    def check(row: object) -> str | None:
        kept = {each.var_ns: each.text for each in Subscriber.read(row).user_fields}
        for change in changes:
            text = kept.get(change.var_ns, "")
            if len(text) < len(change.value) and change.value.startswith(text):
                return (
                    f"The host kept {len(text):,} of the {len(change.value):,} characters of {change.name}. "
                    "Shorten it and save it again."
                )
        return None

    return check


def _with(call: Call, **arguments: object) -> Call:
    merged = dict(call.query) | {name: str(value) for name, value in arguments.items()}
    return replace(call, query=tuple(sorted(merged.items())))
