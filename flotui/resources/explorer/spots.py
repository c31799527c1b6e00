# SPDX-License-Identifier: MIT
"""The arguments of a call in which a name may stand where the contract wants an id, and what tells the two apart."""

from __future__ import annotations

import re
from typing import NamedTuple

from msgspec.structs import replace

from flotui.api.arguments import texts_of
from flotui.api.call import Call
from flotui.api.catalogue import Operation, Risk
from flotui.api.described import no_id
from flotui.repositories.flows import SEGMENT
from flotui.repositories.kinds import NAMES, AnyKind
from flotui.repositories.offered import FLOW_TEMPLATE
from flotui.repositories.shop import VARIANT
from flotui.repositories.team import BOT
from flotui.resources.explorer.meant import USER_ID, MeantThing, thing_of
from flotui.text.clean import cleaned, compact
from flotui.text.mail import address_in
from flotui.text.phone_numbers import number_in

NAMESPACE = re.compile(r"f\d+([a-z]{1,2})\d+", re.ASCII)
_BOT = re.compile(r"f\d+", re.ASCII)
_KINDS = {"u": "subscriber", "t": "tag", "v": "field", "s": "sub-flow", "sg": "segment"}
"""What an id is of, by its letters, where hosts agree on them."""
_BARCODE = 12
"""Digits from which a number is a barcode rather than an id."""
SPLIT = {"user_ns_list": "user_ns", "user_id_list": "user_id"}
"""Arguments that hold several, apart by commas; and that which holds one of them."""


class Spot(NamedTuple):
    """An argument that holds a name where the contract wants an id."""

    path: str
    """Its flat path."""
    thing: MeantThing | None
    """What it names; None for a phone, of which the host has a form of its own."""
    text: str
    """The text that was given for it."""

    @property
    def is_number(self) -> bool:
        """Whether it is an id unless it turns out to be another's SKU."""
        return self.thing is not None and self.thing.kind is VARIANT and self.text.isdecimal()


def spots(call: Call) -> list[Spot]:
    """The arguments of a call that hold names.

    Args:
        call: the call.
    """
    found = []
    for path, text in texts_of(call).items():
        thing = _thing(call.operation, path)
        if _is_filter(call.operation, path) and path == "phone" and number_in(text):
            found.append(Spot(path, None, text))
        elif thing is None or text in ("", '""') or no_id(text):
            continue
        elif (
            text != text.strip() or not is_id(thing, path, text) or _may_be_code(thing, call.operation, text)
        ):
            found.append(Spot(path, thing, text))
    return found


def _may_be_code(thing: MeantThing, operation: Operation, text: str) -> bool:
    """Whether a number may be a variant's SKU or barcode where an id is wanted: any where something is written, and
    elsewhere one that is hardly an id.
    """
    if thing.kind is not VARIANT or not text.isdecimal():
        return False
    return operation.risk is not Risk.READ or text.startswith("0") or len(text) >= _BARCODE


def _is_filter(operation: Operation, path: str) -> bool:
    """Whether an argument says by what subscribers are listed."""
    return {"phone", "email"} <= set(operation.names("query")) and path in ("phone", "email", "name")


def plain(call: Call) -> Call:
    """A call whose filters by e-mail address and name are without what a document or a mail program puts around them.

    Args:
        call: the call.
    """

    def one(name: str, text: str) -> str:
        if not _is_filter(call.operation, name):
            return text
        return (address_in(text) or compact(text)) if name == "email" else cleaned(text)

    return replace(call, query=tuple((name, one(name, text)) for name, text in call.query))


def misread(call: Call) -> str:
    """What is wrong with a filter that can find nobody since it is no phone and no e-mail; empty for nothing.

    Args:
        call: the call, as `plain` gives it.
    """
    for name, text in call.query:
        if not text or not _is_filter(call.operation, name):
            continue
        if name == "email" and len(text.split()) > 1:
            return f"email: {text} contains a space, so it isn't an e-mail address."
        if name == "phone" and not number_in(text):
            return f"phone: {text} isn't a phone number."
    return ""


def names_a_thing(operation: Operation, path: str) -> bool:
    """Whether an argument says which thing or person is meant.

    Args:
        operation: whose argument.
        path: its flat path.
    """
    return _thing(operation, path) is not None


def _thing(operation: Operation, path: str) -> MeantThing | None:
    """What an argument names by an id, in whose place a name may stand."""
    name = path.rsplit(".", 1)[-1]
    # The entries of a list are what the list is called: `tags.0`.
    whole = path.rsplit(".", 1)[0] if name.isdecimal() else path
    thing = thing_of(operation, SPLIT.get(whole, whole))
    named = thing is not None and not thing.by_name and _has_name(thing.kind)
    return thing if named else None


def _has_name(kind: AnyKind) -> bool:
    """Whether a kind's things can be given by name: they have names to be found by, and ids that look different."""
    found = kind.under is None or bool(kind.under.inside)
    return found and kind.labels[0] in NAMES and bool(kind.model.ID) and kind is not FLOW_TEMPLATE


def is_id(thing: MeantThing, path: str, text: str) -> bool:
    """Whether a text is an id of the kind that is wanted, or several where the argument takes these.

    Args:
        thing: what is named.
        path: the argument's flat path; empty where it is one of several.
        text: the text.
    """

    def one(each: str) -> bool:
        each = each.strip()
        if thing is USER_ID:
            return each.isascii() and each.replace("+", "", 1).isdecimal()
        if not thing.listed.id.endswith("_ns"):
            return each.isascii() and each.isdecimal()
        if thing.kind is BOT:
            return bool(_BOT.fullmatch(each))
        return bool(NAMESPACE.fullmatch(each)) and not other_kind(thing, each)

    several = path in SPLIT or thing.kind is SEGMENT
    return all(map(one, text.split(","))) if several else one(text)


def other_kind(thing: MeantThing, text: str) -> str:
    """What a text is the id of, where that is another kind of thing than is wanted; empty else.

    Args:
        thing: what is wanted.
        text: the text.
    """
    found = NAMESPACE.fullmatch(text)
    kind = _KINDS.get(found[1], "") if found else ""
    return kind if kind and kind != thing.noun.removeprefix("bot ").removeprefix("user ") else ""
