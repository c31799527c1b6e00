# SPDX-License-Identifier: MIT
"""The fields of a form, as curl's `-F` reads them: `-F 'name="vip"'` sends vip, and `;type=…` isn't part of the value."""

from __future__ import annotations

import re

from flotui.api.errors import Malformed
from flotui.text.quoting import quoted

_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"([^;]*)', re.DOTALL)
"""A value in quotes, and what is behind it and falls away."""
_BARE = re.compile(r"([^;]*)", re.DOTALL)
_PARAMETER = re.compile(r"\s*(?P<name>\w*)=?(?P<value>.*)", re.DOTALL)
_PASSED_OVER = ("type", "headers")
"""What is said of a value behind a semicolon that the host's JSON has no place for."""


def form_field(text: str) -> tuple[str, str, tuple[str, ...]]:
    """What `-F` sends for one field: its name, its value, and what is to be said of it, as sentences.

    Args:
        text: the option's value, `name=content`.

    Raises:
        Malformed: when it is a file, several parts, or no field.
    """
    name, equals, content = text.partition("=")
    if not equals or not name or content[:1] in ("@", "<", "("):
        raise Malformed("The curl command uploads a form or a file, and the host takes JSON.")
    content = content.lstrip(" \t")
    if found := _QUOTED.match(content):
        value, dropped = re.sub(r'\\([\\"])', r"\1", found[1]), found[2].strip()
    else:
        found = _BARE.match(content)
        assert found is not None
        value, dropped = found[1].rstrip(), ""
    notes = [_fallen(dropped)] if dropped else []
    for part in re.findall(r';((?:"(?:[^"\\]|\\.)*"|[^;"])*)', content[found.end() :]):
        given = _PARAMETER.fullmatch(part)
        option = given["name"].lower() if given else ""
        if option in ("filename", "encoder") and "=" in part:
            raise Malformed("The curl command uploads a form or a file, and the host takes JSON.")
        if part.strip() and not (option in _PASSED_OVER and "=" in part):
            notes.append(_fallen(f";{part}"))
    return name, value, tuple(notes)


def _fallen(text: str) -> str:
    return f"curl ends a form's value before {quoted(text, 40)}, so that is left out; in quotes it is part of the value."
