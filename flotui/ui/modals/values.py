# SPDX-License-Identifier: MIT
"""Checking what was typed into a form, and writing it as the host wants it.

Numbers are kept as they were typed: `142.800` stays `142.800`, nobody knows better what it means.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal

from flotui.api import exact
from flotui.resources.ask import FieldKind
from flotui.text import numbers
from flotui.text.clean import cleaned, json_text
from flotui.text.dates import listed
from flotui.text.zones import NoTime, Zone, current


class WrongValue(ValueError):
    """What was typed doesn't fit; `str()` is the sentence for the person."""


def ready(kind: FieldKind, typed: str, zone: Zone | None = None) -> str:
    """What is sent for what was typed; empty for nothing.

    Args:
        kind: how the field is typed in.
        typed: as it is in the field.
        zone: the zone of dates and times; the open workspace's where it is None.

    Raises:
        WrongValue: when it doesn't fit the kind.
    """
    if kind in ("text", "longtext", "secret"):
        return typed
    text = cleaned(typed)
    if not text:
        return ""
    if kind in ("number", "integer"):
        if why := numbers.problem(text, whole=kind == "integer", most=numbers.LONGEST):
            raise WrongValue(why)
        return text
    if kind in ("date", "datetime"):
        try:
            if kind == "date":
                return (zone or current()).day(text).isoformat()
            return current().moment(text).isoformat() if zone is None else zone.normal(text)
        except NoTime as error:
            raise WrongValue(str(error)) from None
    if kind == "json":
        parse(typed)
        try:
            exact.loads_sent(typed)
        except exact.Doubtful as doubt:
            raise WrongValue(str(doubt)) from None
        return json_text(typed)
    return text


def meant(kind: FieldKind, typed: str, zone: Zone | None = None) -> str:
    """The day or the moment that was typed, as it is understood: `2026-11-22 09:00 -03:00, America/Bogota`.

    Args:
        kind: `date` or `datetime`.
        typed: as it is in the field.
        zone: the zone that it is typed in; the open workspace's where it is None.

    Raises:
        WrongValue: when it is none.
    """
    zone = zone or current()
    try:
        if kind == "date":
            return zone.day(typed).isoformat()
        moment = zone.moment(typed).astimezone(zone.tz)
    except NoTime as error:
        raise WrongValue(str(error)) from None
    return f"{listed(moment, typed)}, {zone.label}"


def parse(text: str) -> object:
    """Read JSON.

    Raises:
        WrongValue: when it isn't JSON; the sentence says where.
    """

    def constant(name: str) -> object:
        raise WrongValue(f"{name} is not allowed in JSON.")

    try:
        return json.loads(
            json_text(text), parse_float=Decimal, parse_int=exact.whole, parse_constant=constant
        )
    except json.JSONDecodeError as error:
        what = error.msg[:1].lower() + error.msg[1:]
        raise WrongValue(f"Not valid JSON: line {error.lineno}, column {error.colno}: {what}.") from None
    except RecursionError:
        raise WrongValue(f"It is nested deeper than {exact.DEEPEST} levels.") from None


def pretty(text: str) -> str:
    """JSON laid out with indents, its numbers as they were written.

    Raises:
        WrongValue: when it isn't JSON.
    """
    parse(text)
    return "".join(_laid_out(json_text(text)))


_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)


def _laid_out(text: str) -> list[str]:
    # Token by token, not through objects: that would re-write numbers (1.0, 1e3) and drop repeated keys.
    parts: list[str] = []
    depth = 0
    tokens = _TOKEN.findall(text)
    for index, token in enumerate(tokens):
        if token in "{[":
            parts.append(token)
            if index + 1 < len(tokens) and tokens[index + 1] in "}]":
                continue
            depth += 1
            parts.append("\n" + "  " * depth)
        elif token in "}]":
            if tokens[index - 1] not in "{[":
                depth -= 1
                parts.append("\n" + "  " * depth)
            parts.append(token)
        elif token == ",":
            parts.append(",\n" + "  " * depth)
        elif token == ":":
            parts.append(": ")
        else:
            parts.append(token)
    return parts
