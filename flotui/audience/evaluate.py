# SPDX-License-Identifier: MIT
"""Whether a query holds for a subscriber's row: the plain way, against which every quicker one is judged."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from flotui.api.exact import loads_own
from flotui.api.models.subscriber import FieldValue, Subscriber, value_text
from flotui.audience.keys import TIMES
from flotui.audience.meaning import (
    All,
    AnyOf,
    Contains,
    FieldContains,
    FieldIs,
    FieldNumber,
    FieldPresent,
    FieldTrue,
    FieldWhen,
    Flag,
    Holds,
    Is,
    Meaning,
    No,
    OnHost,
    Present,
    When,
)
from flotui.audience.times import instant, is_dated
from flotui.text.fold import fold
from flotui.text.languages import forms_with_locale
from flotui.text.phone_numbers import digits_of
from flotui.text.truth import truth
from flotui.text.zones import Zone

_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?", re.ASCII)


def holds(meaning: Meaning, row: Subscriber, zone: Zone, granted: frozenset[OnHost] = frozenset()) -> bool:
    """Whether a meaning holds for a row.

    Args:
        meaning: what `bind` made of a query.
        row: the subscriber.
        zone: the workspace's, in which the host writes times.
        granted: what the host was asked for, so that it holds for each row it sent.
    """
    if isinstance(meaning, No):
        return not holds(meaning.of, row, zone, granted)
    if isinstance(meaning, All):
        return all(holds(each, row, zone, granted) for each in meaning.of)
    if isinstance(meaning, AnyOf):
        return any(holds(each, row, zone, granted) for each in meaning.of)
    if isinstance(meaning, OnHost):
        return meaning in granted
    if isinstance(meaning, Holds):
        return _carries(meaning, row)
    if isinstance(meaning, Is):
        return any(each in texts_of(row, meaning.what) for each in meaning.values)
    if isinstance(meaning, Flag):
        return flag_of(row, meaning.what)
    if isinstance(meaning, Present):
        return _present(row, meaning.what)
    if isinstance(meaning, When):
        return _within(instant(stamp_of(row, meaning.what), zone), meaning.since, meaning.until)
    if isinstance(meaning, Contains) and meaning.where == "number":
        return digits_of(row.phone) in meaning.parts
    if isinstance(meaning, Contains):
        text = searched_of(row, meaning.where)
        return any(part in text for part in meaning.parts)
    return _field_holds(meaning, row, zone)


# -- What a row says ------------------------------------------------------------------------------------


def texts_of(row: Subscriber, what: str) -> frozenset[str]:
    """What a property of a row is, folded; `{""}` where it isn't set.

    A language is what the host calls so and the locale, each also without its country: `pt_br` and `pt`.

    Args:
        row: the subscriber.
        what: `channel`, `status`, `agent`, `gender`, `lang`, `id`.
    """
    if what == "agent":
        return frozenset({"" if row.agent_id == "0" else fold(row.agent_id)})
    if what == "lang":
        return frozenset().union(*forms_with_locale(row.language, row.locale)) or frozenset({""})
    if what == "id":
        return frozenset(fold(each) for each in (row.user_ns, row.user_id) if each)
    return frozenset({fold({"channel": row.channel, "status": row.status, "gender": row.gender}[what])})


def flag_of(row: Subscriber, what: str) -> bool:
    """Whether something is so of a row: `optin_email`, `optin_sms`, `paused`, `subscribed`.

    Args:
        row: the subscriber.
        what: one of these.
    """
    if what == "paused":
        return bool(row.is_bot_paused)
    if what == "subscribed":
        return row.is_on
    return row.has_opted_in("email" if what == "optin_email" else "sms")


def stamp_of(row: Subscriber, what: str) -> str:
    """The stamp of a row as it came: `seen`, `last`, `joined`.

    Args:
        row: the subscriber.
        what: one of these.
    """
    if what == "seen":
        return row.seen
    return row.last_message_at if what == "last" else row.subscribed


def searched_of(row: Subscriber, where: str) -> str:
    """The folded text of a row that is searched: `any`, `name`, `email`, `phone` (its digits).

    Args:
        row: the subscriber.
        where: one of these.
    """
    if where == "any":
        return row_text(row)
    if where == "phone":
        return digits_of(row.phone)
    return fold(row.email if where == "email" else f"{row.name}\n{row.first_name} {row.last_name}".strip())


def row_text(row: Subscriber) -> str:
    """All that bare words search: name, e-mail, phone as it came and its digits, ids."""
    parts = (
        row.name,
        f"{row.first_name} {row.last_name}".strip(),
        row.email,
        row.phone,
        digits_of(row.phone),
        row.user_ns,
        row.user_id,
    )
    return "\n".join(dict.fromkeys(fold(each) for each in parts if each))


def values_of(value: object) -> Iterator[object]:
    """The elements of a field's value; itself where it is no list; nothing where it isn't set."""
    if isinstance(value, str) and value.lstrip().startswith("["):
        value = _listed(value)
    for each in value if isinstance(value, list) else (value,):
        if each not in (None, "", []):
            yield each


def number_of(value: object) -> float | None:
    """A field's value as a number; None where it is none."""
    if isinstance(value, bool):
        return None
    text = value_text(value).strip()
    return float(text) if _NUMBER.fullmatch(text) else None


def time_of(value: object, zone: Zone, declared: bool) -> float | None:
    """A field's value as an instant; None where it is none.

    Args:
        value: the value.
        zone: the workspace's.
        declared: whether the field is one of dates, so that unix seconds are one too.
    """
    text = value_text(value)
    return instant(text, zone) if declared or is_dated(text) else None


# -- Tests ------------------------------------------------------------------------------------------------


def _carries(meaning: Holds, row: Subscriber) -> bool:
    had: Iterable[tuple[str, str]] = (
        [(each.tag_ns, each.name) for each in row.tags]
        if meaning.kind == "tag"
        else [(each.id, each.name) for each in row.labels]
    )
    return any(has_id in meaning.ids or fold(name) in meaning.names for has_id, name in had)


def _present(row: Subscriber, what: str) -> bool:
    if what == "tag":
        return bool(row.tags)
    if what == "label":
        return bool(row.labels)
    if what in TIMES:
        return bool(stamp_of(row, what))
    if what in ("phone", "email"):
        return bool(row.phone if what == "phone" else row.email)
    if what == "name":
        return bool(row.name or row.first_name or row.last_name)
    return texts_of(row, what) != frozenset({""})


def _within(at: float | None, since: float | None, until: float | None) -> bool:
    return at is not None and (since is None or at >= since) and (until is None or at < until)


def _field_holds(
    meaning: FieldPresent | FieldIs | FieldTrue | FieldContains | FieldNumber | FieldWhen,
    row: Subscriber,
    zone: Zone,
) -> bool:
    field = field_of(row, meaning.field)
    return field is not None and any(
        _value_holds(meaning, each, zone, field.var_type) for each in values_of(field.value)
    )


def field_of(row: Subscriber, name: str) -> FieldValue | None:
    """A row's user field by its var_ns, or by its name where that is all that is known.

    Args:
        row: the subscriber.
        name: its var_ns, or its name.
    """
    found = row.field(name)
    return found or next((each for each in row.user_fields if fold(each.name) == fold(name)), None)


def _value_holds(
    meaning: FieldPresent | FieldIs | FieldTrue | FieldContains | FieldNumber | FieldWhen,
    value: object,
    zone: Zone,
    kind: str,
) -> bool:
    if isinstance(meaning, FieldPresent):
        return True
    if isinstance(meaning, FieldIs):
        return folded_value(value) in meaning.values
    if isinstance(meaning, FieldContains):
        text = folded_value(value)
        return any(part in text for part in meaning.parts)
    if isinstance(meaning, FieldTrue):
        return truth(value_text(value)) is meaning.value
    if isinstance(meaning, FieldWhen):
        return _within(time_of(value, zone, kind in ("date", "datetime")), meaning.since, meaning.until)
    number = number_of(value)
    if number is None:
        return False
    low = meaning.low is None or (number > meaning.low if meaning.above else number >= meaning.low)
    high = meaning.high is None or (number < meaning.high if meaning.below else number <= meaning.high)
    return low and high


def folded_value(value: object) -> str:
    """A field's value, or an element of one, as texts are compared."""
    return fold(value_text(value)).strip()


def _listed(text: str) -> object:
    """The list that a text is as JSON; the text where it is none."""
    try:
        found = loads_own(text)
    except ValueError:
        return text
    return found if isinstance(found, list) else text
