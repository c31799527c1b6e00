# SPDX-License-Identifier: MIT
"""What is to be done to each subscriber of an audience, and the steps that it takes for one of them.

Up to twenty changes of one person go into one call where the API has one for it. What is so already has no step.
A step's texts are made from templates: an audience has a hundred thousand people, and they all get the same.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple, TypeVar

import msgspec

from flotui.api.call import Call
from flotui.api.catalogue import Risk
from flotui.api.errors import Malformed
from flotui.api.models.flow import Tag
from flotui.api.models.subscriber import Subscriber, value_text
from flotui.api.secrets import is_credential, is_secret, redacted
from flotui.jobs.plan import SourceRow
from flotui.jobs.sends import Recipients, Send, not_opted_in
from flotui.repositories.edit import Edit
from flotui.repositories.flows import in_twenties
from flotui.repositories.journaled import without_secrets
from flotui.repositories.person_calls import fields_call, labels_call, tags_call
from flotui.repositories.profile import consent
from flotui.repositories.subscribers import FIELD_PAUSE, SUBSCRIBER, FieldChange
from flotui.store.job import Planned, changes_text
from flotui.text.truth import truth

T = TypeVar("T")

_TITLES = ("user_ns", "name", "first_name", "last_name", "phone", "email")
"""What tells whom a row is of; see `title_of`."""
_NS = uuid.uuid4().hex
"""Stands for a subscriber's id in a template."""


class Does(NamedTuple):
    """Something else that is done to each, as edits of one subscriber."""

    what: str
    """What of them it sets, as a person calls it: `the e-mail opt-in`."""
    summary: str
    """What it does, as a clause in the imperative: `opt in to email`."""
    make: Callable[[Subscriber], Iterable[Edit]]


def consenting(what: str, given: bool) -> Does:
    """That each is noted to agree to something, or no longer to.

    Args:
        what: one of `CONSENTS`.
        given: whether they agree.
    """
    says = f"{'opt in to' if given else 'opt out of'} {what}"
    return Does(f"consent {what}", says, partial(consent, what=what, given=given))


class Changes(msgspec.Struct, frozen=True):
    """What is to be done to each subscriber."""

    add_tags: tuple[Tag, ...] = ()
    remove_tags: tuple[Tag, ...] = ()
    fields: tuple[FieldChange, ...] = ()
    add_labels: tuple[str, ...] = ()
    remove_labels: tuple[str, ...] = ()
    sends: tuple[Send, ...] = ()
    edits: tuple[Does, ...] = ()

    @property
    def title(self) -> str:
        """What is done, in the imperative: `Add tag winter, set city`."""
        parts = [
            *(f"add tag {each.name}" for each in self.add_tags),
            *(f"remove tag {each.name}" for each in self.remove_tags),
            *(f"{'set' if each.value else 'clear'} {each.name}" for each in self.fields),
            *(f"add label {each}" for each in self.add_labels),
            *(f"remove label {each}" for each in self.remove_labels),
            *(each.summary for each in self.edits),
            *(f"{each.summary[:1].lower()}{each.summary[1:]}" for each in self.sends),
        ]
        text = ", ".join(parts)
        return f"{text[:1].upper()}{text[1:]}"

    def settled(self) -> Changes:
        """The same with each thing once, for what is asked twice is done once.

        Raises:
            Malformed: when one part of it would take back what another does, and when something is a credential, which
                no job keeps.
        """
        for each in self.fields:
            if is_secret(each.name) or is_credential(each.name, each.value):
                raise Malformed(
                    f"{each.name} looks like a credential, and jobs are kept on disk.",
                    advice="Set it for one subscriber at a time.",
                )
        asked: dict[str, str] = {}
        for what, says in self._asked():
            if (before := asked.setdefault(what, says)) != says:
                raise Malformed(f"It would both {before} and {says}.", advice="Choose one.")
        return msgspec.structs.replace(
            self,
            add_tags=_once(self.add_tags, lambda each: each.tag_ns),
            remove_tags=_once(self.remove_tags, lambda each: each.tag_ns),
            fields=_once(self.fields, lambda each: each.var_ns),
            add_labels=_once(self.add_labels, str),
            remove_labels=_once(self.remove_labels, str),
            edits=_once(self.edits, lambda each: each.what),
        )

    def _asked(self) -> Iterator[tuple[str, str]]:
        """What each part of it sets, and what it does to that, as a clause in the imperative."""
        for verb, tags in (("add", self.add_tags), ("remove", self.remove_tags)):
            yield from ((f"tag {each.tag_ns}", f"{verb} tag {each.name}") for each in tags)
        for verb, labels in (("add", self.add_labels), ("remove", self.remove_labels)):
            yield from ((f"label {each}", f"{verb} label {each}") for each in labels)
        for each in self.fields:
            yield each.var_ns, f"set {each.name} to {each.value}" if each.value else f"clear {each.name}"
        for does in self.edits:
            yield does.what, does.summary


def _once(parts: Iterable[T], key: Callable[[T], str]) -> tuple[T, ...]:
    """Parts with those left out that set what one before them sets."""
    found: dict[str, T] = {}
    for each in parts:
        found.setdefault(key(each), each)
    return tuple(found.values())


class Planner:
    """Makes the steps for one subscriber after the other."""

    def __init__(self, changes: Changes) -> None:
        """
        Args:
            changes: what is done to each.

        Raises:
            Malformed: when it contradicts itself, or can't be kept.
        """
        changes = changes.settled()
        self._changes = changes
        self.title = changes.title
        """What is done, in the imperative."""
        self.sends = bool(changes.sends)
        """Whether something is sent to each."""
        self.late_matters = any(each.late_matters for each in changes.sends)
        """Whether WhatsApp's window keeps any of it from arriving."""
        self.reads = frozenset(each.var_ns for each in changes.fields).union(
            *(each.reads for each in changes.sends)
        )
        """The ids of the user fields that it looks at."""
        self.keys = None if changes.sends or changes.edits else _TITLES
        """What it looks at of a row besides lists; None for all."""
        self._recipients = Recipients()
        self._templates: dict[tuple[str, tuple[int, ...]], tuple[str, str, str]] = {}
        self._fields = [
            (each, json.dumps(f"user_fields.{each.var_ns}"), json.dumps(each.name), json.dumps(each.value))
            for each in changes.fields
        ]

    def row(self, row: Mapping[str, object]) -> SourceRow:
        """The steps for one subscriber; none where all is so already and nothing is sent.

        Args:
            row: the subscriber's row, as JSON.
        """
        changes, found = self._changes, _Found(row)
        if changes.remove_tags:
            self._marks(found, "tags", "tag_ns", changes.remove_tags, on=False)
        if changes.add_tags:
            self._marks(found, "tags", "tag_ns", changes.add_tags, on=True)
        if changes.remove_labels:
            self._labels(found, changes.remove_labels, on=False)
        if changes.add_labels:
            self._labels(found, changes.add_labels, on=True)
        if changes.fields:
            self._set(found)
        if changes.edits:
            person = Subscriber.read(dict(row))
            for does in changes.edits:
                found.steps += of_edits(person.title, does.make(person), first=not found.steps)
        for number, each in enumerate(changes.sends):
            pause = FIELD_PAUSE if found.sets and not number else 0.0
            if each.fit is None:
                found.add(*self._template("send", (number,), partial(_sending, each)), pause)
                continue
            fitted = each.fit(Subscriber.read({**row, "user_fields": self._afterwards(row, each.reads)}))
            call = Call.of(each.operation, body={"user_ns": found.user_ns, **fitted.body})
            found.add(call.key, fitted.summary, "[]", pause)
            found.left_out = found.left_out or fitted.left_out
        found.left_out = found.left_out or self._recipients.left_out(changes.sends, row)
        return SourceRow(found.user_ns, found.steps, found.left_out)

    def not_opted_in(self, person: Subscriber) -> set[str]:
        """What it sends a subscriber that they haven't opted in to, as far as it doesn't set that itself, in words.

        Args:
            person: who.
        """
        sets = {each.what for each in self._changes.edits}
        sends = (each for each in self._changes.sends if f"consent {each.asks}" not in sets)
        return not_opted_in(sends, person)

    def _afterwards(self, row: Mapping[str, object], reads: Collection[str]) -> list[object]:
        """Some user fields as they are once the job has set its own: of several of an id the first one counts."""
        has, sets = row.get("user_fields"), self._changes.fields
        own = [{"var_ns": each.var_ns, "name": each.name, "value": each.value} for each in sets]
        listed = [*own, *has] if isinstance(has, list) else own
        return [each for each in listed if isinstance(each, Mapping) and each.get("var_ns") in reads]

    def _marks(self, found: _Found, listed: str, key: str, marks: Sequence[Tag], *, on: bool) -> None:
        has = found.marks(listed, key)
        wanted = tuple([index for index, each in enumerate(marks) if (each.tag_ns in has) is not on])
        name = "add tags" if on else "remove tags"
        for part in _parts(wanted):
            known = self._templates.get((name, part))
            found.add(*(known or self._template(name, part, partial(_tagging, [marks[i] for i in part], on))))

    def _labels(self, found: _Found, names: Sequence[str], *, on: bool) -> None:
        has = found.marks("labels", "name")
        wanted = tuple([index for index, each in enumerate(names) if (each in has) is not on])
        name = "add labels" if on else "remove labels"
        for part in _parts(wanted):
            known = self._templates.get((name, part))
            found.add(
                *(known or self._template(name, part, partial(_labelling, [names[i] for i in part], on)))
            )

    def _set(self, found: _Found) -> None:
        old = found.values()
        wanted = [
            index
            for index, (each, *_) in enumerate(self._fields)
            if not _is_so(each, old.get(each.var_ns, ""))
        ]
        for clears in (False, True):
            indexes = [index for index in wanted if (self._fields[index][0].value == "") is clears]
            for part in in_twenties(indexes):
                name = "clear" if clears else "set"
                call, summary, _ = self._template(name, tuple(part), partial(self._setting, part))
                changes = []
                for index in part:
                    each, path, called, after = self._fields[index]
                    before = old.get(each.var_ns, "")
                    secret = bool(before) and is_credential(each.name, before)
                    told = (
                        f"[{path},{called}]" if secret else f"[{path},{called},{json.dumps(before)},{after}]"
                    )
                    changes.append(told)
                found.add(call, summary, f"[{','.join(changes)}]")
                found.sets = True

    def _setting(self, part: Sequence[int]) -> tuple[Call, str, str]:
        group = [self._fields[index][0] for index in part]
        clears = group[0].value == ""
        call = fields_call(_NS, {each.var_ns: each.value for each in group})
        names = ", ".join(each.name for each in group)
        return call, f"{'Clear' if clears else 'Set'} {names}", ""

    def _template(
        self, name: str, which: tuple[int, ...], make: Callable[[], tuple[Call, str, str]]
    ) -> tuple[str, str, str]:
        known = self._templates.get((name, which))
        if known is None:
            call, summary, changes = make()
            known = self._templates[name, which] = call.key, summary, changes
        return known


def _parts(wanted: tuple[int, ...]) -> Sequence[tuple[int, ...]]:
    """Indexes in groups of at most 20: in one, nearly always."""
    if len(wanted) <= 20:
        return (wanted,) if wanted else ()
    return [tuple(each) for each in in_twenties(wanted)]


class _Found:
    """What there is of one subscriber, and the steps so far."""

    def __init__(self, row: Mapping[str, object]) -> None:
        self.row = row
        self.user_ns = str(row.get("user_ns") or "")
        self.title = title_of(row)
        self.steps: list[Planned] = []
        self.sets = False
        self.left_out = ""

    def marks(self, listed: str, key: str) -> set[str]:
        """What the row lists there, by its key."""
        found = self.row.get(listed)
        if not isinstance(found, list):
            return set()
        return {
            str(each.get(key, "")) if type(each) is dict or isinstance(each, Mapping) else str(each)
            for each in found
        }

    def values(self) -> dict[str, str]:
        """The values of the user fields, as text."""
        found = self.row.get("user_fields")
        if not isinstance(found, list):
            return {}
        return {
            str(each["var_ns"]): value_text(each.get("value"))
            for each in found
            if isinstance(each, Mapping) and "var_ns" in each
        }

    def add(self, call: str, summary: str, changes: str, pause: float = 0.0) -> None:
        """Add a step from a template."""
        key = call.replace(_NS, self.user_ns)
        first = not self.steps
        self.steps.append(
            Planned(first, SUBSCRIBER.name, self.user_ns, self.title, summary, key, None, changes, pause)
        )


def title_of(row: Mapping[str, object]) -> str:
    """What to call a subscriber: as `Subscriber.title`."""
    if name := row.get("name"):
        return str(name)
    full = f"{row.get('first_name') or ''} {row.get('last_name') or ''}".strip()
    return full or str(row.get("phone") or row.get("email") or row.get("user_ns") or "")


def of_edits(title: str, edits: Iterable[Edit], *, first: bool = True) -> list[Planned]:
    """Edits of one row as steps, in their order.

    Args:
        title: what the row is called.
        edits: what is done to it.
        first: whether they are the first about it.

    Raises:
        Malformed: when one of them holds a credential, which no job keeps.
    """
    found: list[Planned] = []
    pause = 0.0
    for each in edits:
        call, inverse = without_secrets(each)
        if call != each.call or redacted(call) != call:
            raise Malformed(
                f"Not planned: {each.summary} holds a credential, and jobs are kept on disk.",
                advice="Change one row at a time.",
            )
        key, back = call.key, inverse.key if inverse is not None else None
        sends = each.call.operation.risk is not Risk.WRITE
        found.append(
            Planned(
                first and not found,
                each.kind,
                each.subject,
                title,
                each.summary,
                key,
                back,
                changes_text(each.changes),
                pause if sends else 0.0,
            )
        )
        pause = each.pause
    return found


def _is_so(change: FieldChange, old: str) -> bool:
    """Whether a field has a value already; yes and no are so in any of their words."""
    if old == change.value or change.var_type != "boolean":
        return old == change.value
    given = truth(change.value)
    return given is not None and truth(old) is given


def _tagging(tags: Sequence[Tag], on: bool) -> tuple[Call, str, str]:
    call = tags_call(_NS, [each.tag_ns for each in tags], on=on)
    names = ", ".join(each.name for each in tags)
    summary = f"{'Add' if on else 'Remove'} tag{'s' if len(tags) > 1 else ''} {names}"
    changes = [[f"tags.{each.tag_ns}", f"tag {each.name}", not on, on] for each in tags]
    return call, summary, json.dumps(changes)


def _labelling(names: Sequence[str], on: bool) -> tuple[Call, str, str]:
    call = labels_call(_NS, names, on=on)
    summary = f"{'Add' if on else 'Remove'} label{'s' if len(names) > 1 else ''} {', '.join(names)}"
    return call, summary, json.dumps([[f"labels.{each}", f"label {each}", not on, on] for each in names])


def _sending(send: Send) -> tuple[Call, str, str]:
    return Call.of(send.operation, body={"user_ns": _NS, **send.body}), send.summary, "[]"
