# SPDX-License-Identifier: MIT
"""A subscriber's profile: created, edited, deleted, and what they agreed to."""

from __future__ import annotations

from collections.abc import Mapping

from flotui.api.errors import Malformed
from flotui.api.models.subscriber import Subscriber
from flotui.audience.query import Term, print_term
from flotui.jobs.changes import Changes, Does, consenting
from flotui.repositories import profile as edits
from flotui.repositories.edit import Edit
from flotui.repositories.subscribers import SUBSCRIBER
from flotui.resources import crud
from flotui.resources.ask import Choice, Confirm, Field, ToggleAnswer
from flotui.resources.base import Context, Query
from flotui.resources.person import known_by, of_people
from flotui.resources.reading import fresh
from flotui.resources.subscribers import phones
from flotui.resources.subscribers.crowds import plan_for_crowd
from flotui.resources.subscribers.toggling import save, toggle
from flotui.resources.subscribers.whom import in_common, whom_of
from flotui.resources.text import Span, Text
from flotui.text.clean import cleaned
from flotui.text.mail import address_in
from flotui.text.phone_numbers import looks_like_phone, number_in

_CONSENTS_IN = (*edits.CONSENT_KEYS.values(), "status", "is_subscribed")
"""The keys of a row that say to what somebody has agreed."""
_TITLES = {
    "name": "Name",
    "first_name": "First name",
    "last_name": "Last name",
    "phone": "Phone",
    "email": "E-mail",
    "gender": "Gender",
    "image": "Picture",
}


def _fields(values: dict[str, str]) -> list[Field]:
    genders = [Choice("male", "male"), Choice("female", "female")]
    if values.get("gender", "") not in ("", "male", "female"):
        genders.append(Choice(values["gender"], values["gender"]))
    return [
        Field(name, title, "choice", values.get(name, ""), choices=genders)
        if name == "gender"
        else Field(name, title, value=values.get(name, ""), check=_CHECKS.get(name))
        for name, title in _TITLES.items()
    ]


def _is_phone(text: str) -> str | None:
    return None if looks_like_phone(text) else "A phone has at least five digits, such as +55 11 90000-4410."


def _is_email(text: str) -> str | None:
    name, _, host = address_in(text).partition("@")
    return None if name and "." in host else "An address looks like ana@example.com."


def _plain(answer: Mapping[str, str], old: Mapping[str, str]) -> dict[str, str]:
    """What was typed of a profile that is new, without what came along when it was copied."""
    read = {"phone": number_in, "email": address_in}
    new = {name: text for name, text in answer.items() if text != old.get(name)}
    plain = {name: read.get(name, cleaned)(text) or cleaned(text) for name, text in new.items()}
    return {name: text for name, text in plain.items() if text != old.get(name)}


_TOLD_BY = ("name", "first_name", "last_name", "phone", "email")
"""What tells one subscriber from another in the list."""

_CHECKS = {"phone": _is_phone, "email": _is_email}


async def _meant(context: Context[Subscriber], answer: dict[str, str]) -> dict[str, str]:
    return _plain(answer, edits.profile_of(context.row))


_edit = crud.edit(
    "subscribers",
    SUBSCRIBER,
    lambda _, person: _fields(edits.profile_of(person)),
    change=lambda _, person, values: edits.update(person, values)[0],
    unique=False,
    settle=_meant,
    heading=lambda _, person: f"Profile of {person.title}",
    message=lambda _, person, values: (
        f"{edits.update(person, values)[0].summary.replace('Change', 'Changed', 1)}."
    ),
).run


async def edit_profile(context: Context[object]) -> None:
    """Have the profile edited in a form."""
    await _edit(of_people(context))


async def _told_apart(context: Context[Subscriber], answer: dict[str, str]) -> dict[str, str]:
    """What was typed of a new subscriber, unless somebody has the phone or the address and the person thinks again."""
    answer = _plain(answer, {})
    if not any(answer.get(name) for name in _TOLD_BY):
        raise Malformed("Not sent: a subscriber needs a name, a phone or an e-mail address.", advice="")
    double = await _double(context, answer)
    if double is not None:
        lines: tuple[Text, ...] = (
            (Span(double.title, "strong"), Span(f"  {double.user_ns}", "dim")),
            known_by(double),
            (Span("The host would create a second one with the same phone or address.", "warn"),),
        )
        question = Confirm(
            "A subscriber like this exists already", lines, verb="Create a second one", danger=True
        )
        await context.ask.confirm(question)
    return answer


def _show(context: Context[Subscriber], values: Mapping[str, str]) -> None:
    """Go to whoever was created: the host doesn't tell their id."""
    key = next((name for name in ("phone", "email", "name") if values.get(name)), None)
    if key is not None:
        says = print_term(Term(key, (values[key],)))
        context.ask.go(
            "subscribers", Query(arguments={key: values[key]}, summary=says, line=says, force=True)
        )


create = crud.create(
    "subscribers",
    SUBSCRIBER,
    _fields({}),
    operation="flowCreateBotUser",
    make=lambda _, values: edits.create(values),
    unique=False,
    settle=_told_apart,
    message=lambda _, values: f"Subscriber {edits.called(values)} created.",
    show=_show,
).run


async def _double(context: Context[object], answer: dict[str, str]) -> Subscriber | None:
    """Who has the phone or the e-mail address already: `create` with a known one makes a second person."""
    workspace = context.workspace
    phone = answer.get("phone", "")
    if looks_like_phone(phone) and (owners := await phones.owners(workspace, phone)):
        return owners[0]
    if email := answer.get("email"):
        found = await _first(context, {"email": email})
        # The filter may match a part: only the same address is a double.
        if found is not None and found.email.casefold() == email.strip().casefold():
            return found
    return None


async def _first(context: Context[object], arguments: dict[str, str]) -> Subscriber | None:
    rows = await fresh(context.workspace.subscribers.list(arguments, force=True))
    return next(iter(await rows.first(1)), None)


async def _warn(context: Context[Subscriber]) -> list[Text]:
    person = context.row
    return [
        (Span(person.title, "strong"), Span(f"  {person.user_ns}", "dim")),
        known_by(person),
        (Span("Their fields, tags and chat go with them.", "warn"),),
    ]


_delete = crud.delete("subscribers", SUBSCRIBER, warn=_warn).run


async def delete(context: Context[object]) -> None:
    """Delete subscribers for good: the name of one is typed, or the number of those marked."""
    if context.marked_ids:
        does = Does("the subscriber", "delete", lambda person: [SUBSCRIBER.delete_edit(person)])
        await plan_for_crowd(context, Changes(edits=(does,)))
        return
    await _delete(of_people(context))


async def change_consents(context: Context[object]) -> None:
    """Have opt-ins and the subscription switched."""
    whom = await whom_of(context)

    async def submit(answer: ToggleAnswer) -> None:
        switched = [*((name, True) for name in answer.add), *((name, False) for name in answer.remove)]
        does = tuple(consenting(name, given) for name, given in switched)
        if whom.is_crowd:
            await plan_for_crowd(context, Changes(edits=does))
            return

        def edits_of(person: Subscriber) -> list[Edit]:
            return [edit for each in does for edit in each.make(person)]

        await save(context, whom.people, answer, edits_of, lambda name: edits.CONSENTS[name][0])

    notes = {"bot": "without it no message arrives"}
    choices = [Choice(name, title, notes.get(name, "")) for name, (title, _, _) in edits.CONSENTS.items()]
    has = await in_common(context, whom, edits.consents, keys=_CONSENTS_IN)
    await toggle(context, f"Opt-ins of {whom.title}", choices, has, submit)
