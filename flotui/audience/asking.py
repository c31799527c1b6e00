# SPDX-License-Identifier: MIT
"""What of a query the host can be asked: its filters, all that hold for everyone who is meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from flotui.api.errors import Malformed
from flotui.audience.meaning import (
    All,
    Contains,
    Flag,
    Holds,
    Is,
    Meaning,
    No,
    OnHost,
    When,
    leaves_of,
)
from flotui.audience.times import Moment

DAY = 86_400.0


class OnlyHost(Malformed):
    """What only the host knows stands where it can't be asked."""


def arguments_of(
    meaning: Meaning, now: Moment, totals: Mapping[tuple[str, str], int] | None = None
) -> dict[str, str]:
    """The host's filters that leave everyone whom a query means, and as few others as there are filters for.

    Args:
        meaning: whom.
        now: when it was bound.
        totals: how many some filters leave, where that is known: of two values for one filter, the one that leaves
            fewer is asked for.

    Raises:
        OnlyHost: when a segment or an event stands under `or` or `-`, or two of them together.
    """
    found: dict[str, str] = {}
    for part in parts_of(meaning):
        for name, value in _filters(part, now):
            before = found.get(name)
            if isinstance(part, OnHost) and before not in (None, value):
                raise OnlyHost(
                    "The host accepts one segment, and one event, at a time.", advice="Leave one of them out."
                )
            if before is None or _fewer((name, value), (name, before), totals or {}):
                found[name] = value
    asked = {OnHost(name, value) for name, value in found.items()}
    if any(leaf not in asked for leaf in on_host(meaning)):
        raise OnlyHost(
            "Only the host knows segments, events and when the bot wrote.",
            advice="Write such a condition beside the others: without -, and outside of an or.",
        )
    return found


def meaning_of(arguments: Mapping[str, str]) -> Meaning | None:
    """Whom filters of the host leave, as a test of rows; None where the host alone can tell for one of them.

    Args:
        arguments: the filters, by the operation's argument.
    """
    found: list[Meaning] = []
    for name, value in arguments.items():
        match name:
            case "tag_ns" | "label_id":
                found.append(Holds("tag" if name == "tag_ns" else "label", (value,), ()))
            case "is_channel":
                found.append(Is("channel", (value,)))
            case "is_opt_in_email" | "is_opt_in_sms":
                flag = Flag(f"optin_{name.removeprefix('is_opt_in_')}")
                found.append(flag if value == "yes" else No(flag))
            case _:
                return None
    return All(tuple(found))


def candidates_of(meaning: Meaning, now: Moment) -> list[tuple[str, str]]:
    """All filters of the host that could be asked for.

    Args:
        meaning: what the query means.
        now: when, and in which zone.
    """
    return [each for part in parts_of(meaning) for each in _filters(part, now)]


def parts_of(meaning: Meaning) -> tuple[Meaning, ...]:
    """What must all hold."""
    return meaning.of if isinstance(meaning, All) else (meaning,)


def on_host(meaning: Meaning) -> Iterator[OnHost]:
    """What of a query only the host can say."""
    return (each for each in leaves_of(meaning) if isinstance(each, OnHost))


def answered_by(meaning: Meaning, arguments: Mapping[str, str], now: Moment) -> bool:
    """Whether filters of the host say all that a query says, so that the host's total is its count.

    Args:
        meaning: what the query means.
        arguments: the filters, by the operation's argument.
        now: when, and in which zone.
    """
    return all(
        _exact(part) and any(arguments.get(name) == value for name, value in _filters(part, now))
        for part in parts_of(meaning)
    )


def _exact(part: Meaning) -> bool:
    """Whether the host's filter for it is the very same test."""
    return isinstance(part, (OnHost, Holds, Is))


def _in_a_day(part: When, now: Moment, *, negative: bool) -> list[tuple[str, str]]:
    """The host's filter for the last 24 hours, where a time lies within them, or is before them."""
    name = {"seen": "is_interacted_in_last_24h", "last": "is_last_message_in_last_24h"}.get(part.what)
    if name is None or part.since is None or part.since < now.at - DAY - 1:
        return []
    if negative:
        return [(name, "no")] if part.until is None and part.since < now.at - DAY + 1 else []
    return [(name, "yes")]


def _fewer(one: tuple[str, str], other: tuple[str, str], totals: Mapping[tuple[str, str], int]) -> bool:
    return one in totals and (other not in totals or totals[one] < totals[other])


def _filters(part: Meaning, now: Moment) -> Iterable[tuple[str, str]]:
    if isinstance(part, OnHost):
        return [(part.parameter, part.value)]
    if isinstance(part, Holds) and len(part.ids) == 1 and not part.guessed:
        return [("tag_ns" if part.kind == "tag" else "label_id", part.ids[0])]
    if isinstance(part, Is) and part.what == "channel" and len(part.values) == 1 and part.values[0]:
        return [("is_channel", part.values[0])]
    if isinstance(part, Contains) and len(part.parts) == 1 and part.parts[0].isascii():
        asked = part.where == "email" or (part.where == "any" and "@" in part.parts[0].strip("@"))
        return [("email", part.parts[0])] if asked else []
    inner = part.of if isinstance(part, No) else part
    if isinstance(inner, When):
        return _in_a_day(inner, now, negative=inner is not part)
    if isinstance(inner, Flag) and inner.what.startswith("optin_"):
        return [(f"is_opt_in_{inner.what.removeprefix('optin_')}", "no" if inner is not part else "yes")]
    return []
