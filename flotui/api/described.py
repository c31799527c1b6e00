# SPDX-License-Identifier: MIT
"""What the contract says of a value in words alone: which ones there are, and that it is an id.

The descriptions name the values of most filters, where the schema has no `enum`; a host takes any other text for one of
them, or finds nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from flotui.api.catalogue import JsonSchema
from flotui.api.schema import shape_of
from flotui.text.nearest import nearest
from flotui.text.truth import truth

_WORD = r"'?[A-Za-z][\w-]*'?"
_LIST = rf"{_WORD}(?: \(default\))?(?:(?:, ?| or |/){_WORD}(?: \(default\))?)+"
_WORDS = re.compile(
    rf"(?:^(?:either )?|\bone of:? |: |; one of )(?P<list>{_LIST})(?:;.*)?$", re.IGNORECASE | re.ASCII
)
"""`yes or no`, `one of: a, b (default), c`, `media type filter: image, audio or file; absent: every type`."""
_NUMBERED = re.compile(r"(?:default )?(\d)(?= |$).*", re.ASCII)
"""`1 shows`, `0 hides`, `default 0`: what each part says of a number that stands for something."""
_RANGE = re.compile(r"(?<!\d)(\d+)(?:-| to )(\d[\d,]*)$", re.ASCII)
"""`how many items to return, 1-100`, `page to fetch, 1 to 100`."""
_APART = re.compile(r", ?| or |/")

_ID = re.compile(r"(?:^|_)(?:ns|id)(?:_list)?$|[a-z](?:Ns|Id)$")
"""What arguments are called that hold an id."""
_NO_ID = frozenset(("null", "none", "nil", "undefined"))
"""What scripts write for a value that isn't there."""


def choices(description: str) -> tuple[str, ...]:
    """The values that a description names, in its order; none where it names none.

    Args:
        description: what the contract says of a value.
    """
    return _choices(description)


@lru_cache(maxsize=512)
def _choices(description: str) -> tuple[str, ...]:
    text = " ".join(description.split())
    if found := _WORDS.search(text):
        return tuple(each.removesuffix(" (default)").strip("'") for each in _APART.split(found["list"]))
    parts = [_NUMBERED.fullmatch(each.strip()) for each in re.split("[,;]", text)]
    numbers = [part[1] for part in parts if part is not None]
    return tuple(dict.fromkeys(numbers)) if len(numbers) == len(parts) > 1 else ()


def not_among(name: str, schema: JsonSchema, description: str, value: object) -> str:
    """What is wrong with a value that its description doesn't name, as a sentence; empty for nothing.

    Args:
        name: what the argument is called.
        schema: its schema.
        description: what the contract says of it.
        value: what was given.
    """
    if shape_of(schema) not in ("string", "integer") or isinstance(value, dict | list):
        return ""
    if beyond := _beyond(name, description, value):
        return beyond
    known = choices(description)
    if not known or value in (None, "") or str(value) in known:
        return ""
    return f"{name} must be one of {', '.join(known)}, and is “{value}”.{_meant(known, str(value))}"


def _beyond(name: str, description: str, value: object) -> str:
    """What is wrong with a whole number outside of the range that its description names, as a sentence."""
    found = _RANGE.search(description)
    if found is None or not isinstance(value, int | float):
        return ""
    low, high = int(found[1]), int(found[2].replace(",", ""))
    return "" if low <= value <= high else f"{name} must be from {low} to {high:,}, and is {value}."


def _meant(known: Sequence[str], text: str) -> str:
    """A question whether another value was meant, with a blank before it; empty where none is near."""
    yes = truth(text)
    if yes is not None and set(known) == {"yes", "no"}:
        return f" Did you mean {'yes' if yes else 'no'}?"
    return nearest(text.strip(), known)


def no_id(text: object) -> bool:
    """Whether a text is what a script writes for an id that isn't there: `null`, `None`; also one of several.

    Args:
        text: what was given.
    """
    return isinstance(text, str) and any(each.strip().lower() in _NO_ID for each in text.split(","))


def lacks_id(name: str, schema: JsonSchema, description: str, value: object) -> str:
    """What is wrong with an id that isn't there, as a sentence; empty for nothing.

    Args:
        name: what the argument is called.
        schema: its schema.
        description: what the contract says of it; a list of ids is known by it.
        value: what was given.
    """
    is_id = _ID.search(name) or re.search(r"\bns\b", description)
    if schema.get("nullable") or not is_id or not (value is None or no_id(value)):
        return ""
    return f"{name} is {'null' if value is None else value}, which isn't an id: give one, or leave it out."
