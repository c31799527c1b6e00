# SPDX-License-Identifier: MIT
"""The new names that a call gives: without what can't be seen, and never of nothing else."""

from __future__ import annotations

from msgspec.structs import replace

from flotui.api.arguments import call_of, texts_of
from flotui.api.call import Call
from flotui.api.catalogue import Risk
from flotui.resources.explorer.meant import thing_of
from flotui.text.clean import cleaned, look

_NAMES = frozenset(
    ("name", "first_name", "last_name", "title", "heading", "code", "variant_1_name", "variant_2_name")
)
"""What arguments are called by which a thing or a person is known afterwards."""


def _new_names(call: Call) -> dict[str, str]:
    """The names that a call gives, by flat path; those of things that there are already are not among them."""
    operation = call.operation
    if operation.risk is Risk.READ:
        return {}
    inside = replace(call, path=(), query=())
    return {
        path: text
        for path, text in texts_of(inside).items()
        if path.rpartition(".")[2] in _NAMES and text != '""' and thing_of(operation, path) is None
    }


def nameless(call: Call) -> dict[str, str]:
    """What is wrong with a call's names of which nothing can be seen, as sentences by flat path.

    Args:
        call: the call.
    """
    found = [path for path, text in _new_names(call).items() if not look(text)]
    if call.operation.risk is not Risk.READ and look(texts_of(call).get("name", "-")) in ("", '""'):
        found.append("name")
    return {path: f"{path} has no visible characters." for path in found}


def with_plain_names(call: Call) -> tuple[Call, list[str]]:
    """A call with its new names as forms send them, and a sentence for each that was given otherwise.

    Args:
        call: the call; each of its names has something to see.
    """
    given = _new_names(call)
    changed = {path: plain for path, text in given.items() if (plain := cleaned(text)) not in (text, "")}
    if not changed:
        return call, []
    notes = [
        f"Invisible characters and outer spaces are left out of {path}: {text}."
        for path, text in changed.items()
    ]
    return replace(call, body=call_of(call.operation, changed, call.json).body), notes
