# SPDX-License-Identifier: MIT
"""How writes to a subscriber say what becomes of them: tags, labels, field values, consent, assignment."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from flotui.api.call import Call
from flotui.api.models.subscriber import Label, Subscriber, value_text
from flotui.repositories.edit import Patch
from flotui.repositories.kinds import AnyKind, keys_of
from flotui.repositories.person_calls import fields_call, labels_call, tags_call
from flotui.repositories.targets import NoWay, Target, Values, items_of
from flotui.store.job_tallies import ADDS_LABELS, ADDS_TAGS, REMOVES_LABELS, REMOVES_TAGS
from flotui.store.journal import Change


def _listed(row: object, key: str) -> list[object]:
    found = row.get(key) if isinstance(row, Mapping) else None
    return found if isinstance(found, list) else []


def _called(name: str, by_id: str = "") -> dict[str, object]:
    """What is said of the name of a thing that a write puts on a row: nothing where the write knows its id alone."""
    return {"name": name} if name and name != by_id else {}


class PersonTarget(Target):
    """What is changed of a subscriber."""

    def __init__(self, kind: AnyKind) -> None:
        """
        Args:
            kind: that of subscribers.
        """
        super().__init__(kind, kind.reads_given, kind.row_given)
        self._keep = kind.keep


class Marks(PersonTarget):
    """Tags or labels: on or off. Paths are `tags.f1t2`, `labels.VIP`."""

    overwrites = False

    def __init__(
        self,
        kind: AnyKind,
        listed: str,
        key: str,
        argument: str,
        adding: Sequence[str],
        call: Callable[..., Call],
    ) -> None:
        """
        Args:
            kind: that of subscribers.
            listed: where the row lists them: `tags`.
            key: by what a row's mark is known: `tag_ns`.
            argument: the same in a body.
            adding: the operations that add them; the others remove them.
            call: makes the call that adds or removes some: given whose they are, which, and `on`.
        """
        super().__init__(kind)
        self._listed, self._key, self._argument = listed, key, argument
        self._adding, self._call = adding, call

    def sets(self, call: Call, row: object = None) -> Values:
        """Each is on or off."""
        on = call.operation_id in self._adding
        return {f"{self._listed}.{each[self._argument]}": on for each in items_of(call)}

    def has(self, row: object, path: str) -> object:
        """Whether the row has it."""
        wanted = path.partition(".")[2]
        return any(self._id(each) == wanted for each in _listed(row, self._listed))

    def _id(self, mark: object) -> str:
        return str(mark.get(self._key, "")) if isinstance(mark, Mapping) else str(mark)

    def setting(self, call: Call, values: Values, row: object) -> Call:
        """The operation that puts them on, or the one that takes them off."""
        if len(set(values.values())) != 1:
            raise NoWay(", ".join(values))
        marks = [path.partition(".")[2] for path in values]
        return self._call(call.json["user_ns"], marks, on=next(iter(values.values())))

    def patch(self, changes: Sequence[Change]) -> Patch:
        """The row with and without them."""
        gone = {each.path.partition(".")[2] for each in changes if not each.after}
        new = {each.path.partition(".")[2]: each.name.partition(" ")[2] for each in changes if each.after}

        def patch(row: dict[str, object]) -> dict[str, object]:
            kept = [each for each in _listed(row, self._listed) if self._id(each) not in gone]
            has = set(map(self._id, kept))
            added = [{**_called(name), self._key: each} for each, name in new.items() if each not in has]
            return {**row, self._listed: [*kept, *added]}

        return patch


class LabelMarks(Marks):
    """Labels, which rows hold as objects or as bare names."""

    def _id(self, mark: object) -> str:
        return Label.read(mark).name


class FieldValues(PersonTarget):
    """Values of user fields, as text. Paths are `user_fields.f1v2`; an empty text is no value."""

    def sets(self, call: Call, row: object = None) -> Values:
        """The new values; empty where they are cleared."""
        return {f"user_fields.{each['var_ns']}": value_text(each.get("value")) for each in items_of(call)}

    def has(self, row: object, path: str) -> object:
        """The value as text."""
        field = Subscriber.read(row).field(path.partition(".")[2])
        return field.text if field is not None else ""

    def setting(self, call: Call, values: Values, row: object) -> Call:
        """The operation that sets them; the one that clears them where all are empty."""
        new = {path.partition(".")[2]: value for path, value in values.items()}
        return fields_call(call.json["user_ns"], new)

    def patch(self, changes: Sequence[Change]) -> Patch:
        """The row with the new values."""
        new = {each.path.partition(".")[2]: each for each in changes}

        def patch(row: dict[str, object]) -> dict[str, object]:
            fields = [each for each in _listed(row, "user_fields") if isinstance(each, dict)]
            kept = [
                {**each, "value": new[var_ns].after} if (var_ns := str(each.get("var_ns"))) in new else each
                for each in fields
            ]
            known = {str(each.get("var_ns")) for each in fields}
            made = [
                {"var_ns": var_ns, **_called(each.name, var_ns), "value": each.after}
                for var_ns, each in new.items()
                if var_ns not in known
            ]
            return self._keep({**row, "user_fields": [*kept, *made]})

        return patch


class FlagTarget(PersonTarget):
    """Something that one operation sets and another takes back."""

    def __init__(self, kind: AnyKind, key: str, yes: str, no: str) -> None:
        """
        Args:
            kind: that of subscribers.
            key: where the row says it.
            yes: the id of the operation that sets it.
            no: the id of the one that takes it back.
        """
        super().__init__(kind)
        self._key, self._yes, self._no = key, yes, no

    def sets(self, call: Call, row: object = None) -> Values:
        """Yes or no."""
        return {self._key: call.operation_id == self._yes}

    def has(self, row: object, path: str) -> object:
        """Whether the row says so, by a flag or by when it was given."""
        person = Subscriber.read(row)
        if self._key == "subscribed":
            return person.is_on
        value = getattr(person, self._key)
        return bool(value) and value != "0"

    def setting(self, call: Call, values: Values, row: object) -> Call:
        """The operation that sets it, or the one that takes it back."""
        operation = self._yes if values[self._key] else self._no
        return Call.of(operation, body={"user_ns": call.json["user_ns"]})

    def patch(self, changes: Sequence[Change]) -> Patch:
        """The row with it or without."""
        given = bool(changes[0].after)
        flag = {"is_subscribed": given} if self._key == "subscribed" else {}
        return lambda row: {**row, self._key: "just now" if given else None, **flag}


class Pausing(PersonTarget):
    """Whether the bot is paused: for so many minutes, as text, or not. A row only says whether."""

    _PAUSE, _RESUME, _KEY = "flowBotUserPauseBot", "flowBotUserResumeBot", "is_bot_paused"

    def sets(self, call: Call, row: object = None) -> Values:
        """For how long, or not."""
        pauses = call.operation_id == self._PAUSE
        return {self._KEY: f"{call.json['minutes']} min" if pauses else False}

    def has(self, row: object, path: str) -> object:
        """Whether it is."""
        return bool(Subscriber.read(row).is_bot_paused)

    def same(self, path: str, one: object, other: object) -> bool:
        """Whether both are paused, or neither; nobody knows for how long."""
        return bool(one) is bool(other)

    def is_there(self, path: str, has: object, wanted: object) -> bool:
        """Only that it isn't paused is known to be so: a pause may be for another time than the wanted one."""
        return not has and not wanted

    def before(self, path: str, has: object, seen: object) -> object:
        """For how long, where that was known."""
        return seen if self.same(path, has, seen) else has

    def setting(self, call: Call, values: Values, row: object) -> Call:
        """The operation that pauses it, or the one that has it go on."""
        user_ns, value = call.json["user_ns"], values[self._KEY]
        if not value:
            return Call.of(self._RESUME, body={"user_ns": user_ns})
        if value is True:
            raise NoWay(self._KEY)  # for how long isn't known
        minutes = int(str(value).partition(" ")[0])
        return Call.of(self._PAUSE, body={"user_ns": user_ns, "minutes": minutes})

    def name(self, path: str) -> str:
        """The pause."""
        return "pause of the bot"

    def patch(self, changes: Sequence[Change]) -> Patch:
        """The row with it or without."""
        return lambda row: {**row, self._KEY: bool(changes[0].after)} if changes else row


class Assignment(PersonTarget):
    """Whose a conversation is: an agent's, a group's, or nobody's."""

    _AGENT, _GROUP = "agent_id", "agent_group_id"

    def sets(self, call: Call, row: object = None) -> Values:
        """Whose it becomes."""
        found = {key: str(call.json[key]) for key in (self._AGENT, self._GROUP) if key in call.json}
        return found or {self._AGENT: "", self._GROUP: ""}

    def has(self, row: object, path: str) -> object:
        """The agent's or the group's id; empty for none."""
        found = str(getattr(Subscriber.read(row), path))
        return "" if found == "0" else found

    def setting(self, call: Call, values: Values, row: object) -> Call:
        """The operation for an agent, for a group, or for nobody. Without the one it is the other's again."""
        if all(values.get(path) for path in (self._AGENT, self._GROUP)):
            raise NoWay(self._GROUP)  # one call gives it to the one or to the other
        held = {path: self.has(row, path) for path in (self._AGENT, self._GROUP)} if row is not None else {}
        held |= {path: str(value) for path, value in values.items()}
        body: dict[str, object] = {"user_ns": call.json["user_ns"]}
        wanted = [path for path in (*values, self._AGENT, self._GROUP) if held.get(path)]
        if not wanted:
            return Call.of("flowBotUserUnassignAgent", body=body)
        path, found = wanted[0], str(held[wanted[0]])
        operation = "flowBotUserAssignAgent" if path == self._AGENT else "flowBotUserAssignAgentGroup"
        return Call.of(operation, body={**body, path: int(found) if found.isdecimal() else found})

    def along(self, call: Call, row: object) -> object:
        """Whose it is."""
        return {path: self.has(row, path) for path in (self._AGENT, self._GROUP)}

    def name(self, path: str) -> str:
        """Agent or agent group."""
        return "agent" if path == self._AGENT else "agent group"

    def patch(self, changes: Sequence[Change]) -> Patch:
        """The row with whose it is."""
        new = {
            each.path: int(each.after) if str(each.after).isdecimal() else each.after or None
            for each in changes
        }
        return lambda row: {**row, **new}


def targets_of_people(kind: AnyKind) -> Mapping[str, Target]:
    """What the writes that change a subscriber set, by operation.

    Args:
        kind: that of subscribers.
    """
    tags = Marks(kind, "tags", "tag_ns", "tag_ns", ADDS_TAGS, tags_call)
    labels = LabelMarks(kind, "labels", "name", "label_name", ADDS_LABELS, labels_call)
    fields = FieldValues(kind)
    email = FlagTarget(kind, "opted_in_email", "flowBotUserOptInEmail", "flowBotUserOptOutEmail")
    sms = FlagTarget(kind, "opted_in_sms", "flowBotUserOptInSms", "flowBotUserOptOutSms")
    bot = FlagTarget(kind, "subscribed", "flowBotUserSubscribeToBot", "flowBotUserUnsubscribeFromBot")
    assigned, paused = Assignment(kind), Pausing(kind)
    return {
        "flowUpdateBotUser": keys_of(kind, renamed={"image": "profile_pic"}),
        "flowBotUserMoveChatTo": keys_of(kind),
        **dict.fromkeys((*ADDS_TAGS, *REMOVES_TAGS), tags),
        **dict.fromkeys((*ADDS_LABELS, *REMOVES_LABELS), labels),
        "flowBotUserSetUserField": fields,
        "flowBotUserSetUserFields": fields,
        "flowBotUserClearUserField": fields,
        "flowBotUserClearUserFields": fields,
        "flowBotUserOptInEmail": email,
        "flowBotUserOptOutEmail": email,
        "flowBotUserOptInSms": sms,
        "flowBotUserOptOutSms": sms,
        "flowBotUserSubscribeToBot": bot,
        "flowBotUserUnsubscribeFromBot": bot,
        "flowBotUserPauseBot": paused,
        "flowBotUserResumeBot": paused,
        "flowBotUserAssignAgent": assigned,
        "flowBotUserAssignAgentGroup": assigned,
        "flowBotUserUnassignAgent": assigned,
    }
