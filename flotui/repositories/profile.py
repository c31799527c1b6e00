# SPDX-License-Identifier: MIT
"""Edits of one subscriber beside tags and fields: profile, labels, consent, the conversation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec.structs import replace

from flotui.api.argument import body_of
from flotui.api.call import Call
from flotui.api.models.flow import Tag
from flotui.api.models.subscriber import Subscriber
from flotui.repositories.edit import Edit, Touch
from flotui.repositories.flows import in_twenties
from flotui.repositories.person_calls import labels_call
from flotui.repositories.subscribers import SUBSCRIBER, FieldChange

PROFILE = ("name", "first_name", "last_name", "phone", "email", "gender", "image")
"""What of a subscriber's profile can be changed."""

STATUSES = ("open", "pending", "done", "spam")
"""What a conversation can be."""
STARTING: Final = frozenset(
    (
        "flowBotUserMoveChatTo",
        "flowBotUserAssignAgent",
        "flowBotUserAssignAgentGroup",
        "flowBotUserUnassignAgent",
        "flowBotUserLogCustomEvent",
    )
)
"""The operations on which a host may start flows, though they send nothing themselves."""
MAY_START_FLOWS: Final = "Flows that the bot starts on this may send messages."
"""What is said of them."""

_ROW_KEYS = {"image": "profile_pic"}
"""Where a row calls something otherwise than the body of a write."""

CONSENTS: Mapping[str, tuple[str, str, str]] = {
    "email": ("e-mail opt-in", "flowBotUserOptInEmail", "flowBotUserOptOutEmail"),
    "sms": ("SMS opt-in", "flowBotUserOptInSms", "flowBotUserOptOutSms"),
    "bot": ("subscribed to the bot", "flowBotUserSubscribeToBot", "flowBotUserUnsubscribeFromBot"),
}
"""What a subscriber agrees to: what it is called, and the operations that set and take it back."""

CONSENT_KEYS = {"email": "opted_in_email", "sms": "opted_in_sms", "bot": "subscribed"}
"""Under which key a row has each."""


def create(profile: Mapping[str, str], tags: Sequence[Tag] = (), fields: Sequence[FieldChange] = ()) -> Edit:
    """Make a subscriber. The contract wants phone and e-mail in every body, so both are there, or empty.

    Args:
        profile: what is known of them, by `PROFILE`'s names.
        tags: what they get, at most ten.
        fields: the values of user fields, at most ten.
    """
    body: dict[str, object] = {
        "phone": "",
        "email": "",
        **{name: value for name, value in profile.items() if value},
    }
    summary = f"Create subscriber {called(profile)}"
    if not tags and not fields:
        return Edit(Call.of("flowCreateBotUser", body=body), summary)
    # Only the operation for several takes these; one at a time, so that each has an outcome of its own.
    body["tags"] = [{"tag_name": each.name} for each in tags]
    body["user_fields"] = [{"var_ns": each.var_ns, "value": each.value} for each in fields]
    return Edit(Call.of("flowCreateManyBotUsers", body={"users": [body]}), summary)


def called(profile: Mapping[str, str]) -> str:
    """What to call someone of whom only this is known."""
    full = f"{profile.get('first_name', '')} {profile.get('last_name', '')}".strip()
    return profile.get("name") or full or profile.get("phone") or profile.get("email") or "without a name"


def delete(person: Subscriber) -> Edit:
    """Delete a subscriber for good."""
    return SUBSCRIBER.delete_edit(person)


def profile_of(person: Subscriber) -> dict[str, str]:
    """A subscriber's profile, by `PROFILE`'s names."""
    return {name: str(getattr(person, _ROW_KEYS.get(name, name))) for name in PROFILE}


def update(person: Subscriber, profile: Mapping[str, str]) -> list[Edit]:
    """Change a subscriber's profile: what differs, in one edit. The inverse undoes it.

    Args:
        person: whose.
        profile: what it shall be, by `PROFILE`'s names; those that are left out stay.
    """
    old = profile_of(person)
    changed = {name: value for name, value in profile.items() if value != old[name]}
    if not changed:
        return []
    names = ", ".join("picture" if name == "image" else name.replace("_", " ") for name in changed)
    call = Call.of("flowUpdateBotUser", body={"user_ns": person.user_ns, **changed})
    summary = f"Change {names} of {person.title}"
    return [SUBSCRIBER.edit(call, summary, person.row_id, person.raw, {_ROW_KEYS["image"]: "picture"})]


def add_labels(person: Subscriber, names: Sequence[str]) -> list[Edit]:
    """Put labels on a subscriber: those that they lack. The inverse takes them off again.

    Args:
        person: the subscriber.
        names: the labels' names.
    """
    has = {label.name for label in person.labels}
    missing = [name for name in names if name not in has]
    return [_labels_edit(person, group, add=True) for group in in_twenties(missing)]


def remove_labels(person: Subscriber, names: Sequence[str]) -> list[Edit]:
    """Take labels off a subscriber: those that they have. The inverse puts them back.

    Args:
        person: the subscriber.
        names: the labels' names.
    """
    has = {label.name for label in person.labels}
    present = [name for name in names if name in has]
    return [_labels_edit(person, group, add=False) for group in in_twenties(present)]


def _labels_edit(person: Subscriber, names: Sequence[str], *, add: bool) -> Edit:
    labels = f"label{'s' if len(names) > 1 else ''} {', '.join(names)}"
    summary = f"Add {labels} to {person.title}" if add else f"Remove {labels} from {person.title}"
    call = labels_call(person.user_ns, names, on=add)
    called = {f"labels.{name}": f"label {name}" for name in names}
    return SUBSCRIBER.edit(call, summary, person.row_id, person.raw, called)


def consents(person: Subscriber) -> frozenset[str]:
    """What a subscriber has agreed to, of `CONSENTS`."""
    found = {name for name in ("email", "sms") if getattr(person, CONSENT_KEYS[name])}
    return frozenset(found | ({"bot"} if person.is_on else set()))


def consent(person: Subscriber, what: str, *, given: bool) -> list[Edit]:
    """Note that a subscriber agrees to something, or no longer does. The inverse notes the opposite.

    Args:
        person: who.
        what: one of `CONSENTS`.
        given: whether they agree. Nothing is to do where that is so already.
    """
    if (what in consents(person)) is given:
        return []
    title, yes, no = CONSENTS[what]
    summary = f"{person.title}: {title}" if given else f"{person.title}: no longer {title}"
    if what != "bot":
        summary = f"{'Set' if given else 'Withdraw'} the {title} of {person.title}"
    call = Call.of(yes if given else no, body={"user_ns": person.user_ns})
    return [SUBSCRIBER.edit(call, summary, person.row_id, person.raw, {CONSENT_KEYS[what]: title})]


def pause(person: Subscriber, minutes: int) -> Edit:
    """Pause the bot towards a subscriber. The inverse resumes it.

    Args:
        person: towards whom.
        minutes: for how long.
    """
    call = Call.of("flowBotUserPauseBot", body={"user_ns": person.user_ns, "minutes": minutes})
    edit = SUBSCRIBER.edit(
        call, f"Pause the bot for {person.title}, {minutes} min", person.row_id, person.raw
    )
    # Of a pause that is there already nobody knows how long it is: it is lifted, and not set back.
    return replace(edit, inverse=Call.of("flowBotUserResumeBot", body={"user_ns": person.user_ns}), lost=())


def resume(person: Subscriber, minutes: int) -> Edit:
    """Resume the bot. The inverse pauses it for what was left.

    Args:
        person: towards whom.
        minutes: how many minutes of the pause were left.
    """
    seen = {**person.raw, "is_bot_paused": True}
    call = Call.of("flowBotUserResumeBot", body={"user_ns": person.user_ns})
    edit = SUBSCRIBER.edit(call, f"Resume the bot for {person.title}", person.row_id, seen)
    back = Call.of("flowBotUserPauseBot", body={"user_ns": person.user_ns, "minutes": minutes})
    known = tuple(replace(each, before=f"{minutes} min") for each in edit.changes)
    return replace(edit, changes=known, inverse=back, lost=())


def resume_if_paused(person: Subscriber) -> list[Edit]:
    """Resume the bot where it is paused. For how long it was isn't known, so there is no way back.

    Args:
        person: towards whom.
    """
    return [replace(resume(person, 0), inverse=None, changes=())] if person.is_bot_paused else []


def move_chat(person: Subscriber, status: str) -> list[Edit]:
    """Give a subscriber's conversation another status. The inverse gives the old one back, where known.

    Args:
        person: the subscriber.
        status: `open`, `pending`, `spam` or `done`.
    """
    if status == person.status:
        return []

    call = Call.of("flowBotUserMoveChatTo", body={"user_ns": person.user_ns, "status": status})
    summary = f"Move the chat of {person.title} to {status}"
    edit = SUBSCRIBER.edit(call, summary, person.row_id, person.raw, {"status": "chat status"})
    return [edit if person.status in STATUSES else replace(edit, inverse=None)]


def assign_agent(person: Subscriber, agent_id: str, name: str) -> list[Edit]:
    """Assign a subscriber's conversation to an agent. The inverse gives it back to whoever had it.

    Args:
        person: the subscriber.
        agent_id: the agent's id. Nothing is to do where they have it already.
        name: what they are called.
    """
    if person.agent_id == agent_id:
        return []
    body = {"user_ns": person.user_ns, "agent_id": _number(agent_id)}
    call = Call.of("flowBotUserAssignAgent", body=body)
    return [SUBSCRIBER.edit(call, f"Assign {person.title} to {name}", person.row_id, person.raw)]


def assign_group(person: Subscriber, group_id: str, name: str) -> list[Edit]:
    """Assign a subscriber's conversation to a group. The inverse gives it back to whoever had it.

    Args:
        person: the subscriber.
        group_id: the group's id. Nothing is to do where it has it already, and no agent of it.
        name: what it is called.
    """
    if person.agent_group_id == group_id and not _held_by(person.agent_id):
        return []
    body = {"user_ns": person.user_ns, "agent_group_id": _number(group_id)}
    call = Call.of("flowBotUserAssignAgentGroup", body=body)
    return [SUBSCRIBER.edit(call, f"Assign {person.title} to the group {name}", person.row_id, person.raw)]


def unassign(person: Subscriber) -> list[Edit]:
    """Take a subscriber's conversation from whoever has it. The inverse gives it back.

    Args:
        person: the subscriber. Nothing is to do where nobody has it; a host that doesn't tell the group may have one.
    """
    tells_group = "agent_group_id" in person.raw
    if tells_group and not _held_by(person.agent_id) and not _held_by(person.agent_group_id):
        return []
    call = Call.of("flowBotUserUnassignAgent", body={"user_ns": person.user_ns})
    return [SUBSCRIBER.edit(call, f"Unassign {person.title}", person.row_id, person.raw)]


def _held_by(id_: str) -> bool:
    """Whether an agent's or a group's id names one: hosts write none as 0 too."""
    return id_ not in ("", "0")


def log_event(person: Subscriber, event: str, values: Mapping[str, str]) -> Edit:
    """Log a custom event for a subscriber. There is no way back.

    Args:
        person: for whom.
        event: its name.
        values: `text_value`, `price_value`, `number_value`; those left out are not sent.
    """
    body: dict[str, object] = {"user_ns": person.user_ns, "event_name": event}
    body |= body_of("flowBotUserLogCustomEvent", {name: value for name, value in values.items() if value})
    return Edit(
        Call.of("flowBotUserLogCustomEvent", body=body),
        f"Log event {event} for {person.title}",
        person.row_id,
        touches=(Touch(SUBSCRIBER, person.row_id),),
    )


def _number(text: str) -> object:
    """A whole number as the contract wants it; what is none goes as it is, for the host to refuse."""
    try:
        return int(text)
    except ValueError:
        return text
